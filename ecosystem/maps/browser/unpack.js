// Text of 85 characters back into bytes, and gzip back into what was packed: ecosystem/maps/files/text85.py.

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;.=>?@^_`{|}~";

/**
 * What was packed.
 * @param {string} text
 * @returns {Promise<ArrayBuffer>} fails where the browser cannot unpack, or the text was cut
 */
export function unpacked(text) {
  const stream = new Blob([bytesOf(text.trim())]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** Five characters are four bytes; the last group may be shorter. @param {string} text */
function bytesOf(text) {
  const values = new Uint8Array(256);
  for (let at = 0; at < LETTERS.length; at += 1) values[LETTERS.charCodeAt(at)] = at;
  const groups = Math.ceil(text.length / 5);
  const codes = new TextEncoder().encode(text.padEnd(5 * groups, "~"));
  const view = new DataView(new ArrayBuffer(4 * groups));
  // Written out, as this is done half a million times while somebody waits.
  for (let group = 0, at = 0; group < groups; group += 1, at += 5) {
    const high = (values[codes[at]] * 85 + values[codes[at + 1]]) * 85 + values[codes[at + 2]];
    view.setUint32(4 * group, high * 7225 + values[codes[at + 3]] * 85 + values[codes[at + 4]]);
  }
  return new Uint8Array(view.buffer, 0, 4 * groups - (5 * groups - text.length));
}
