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
  const values = new Uint8Array(128);
  for (let at = 0; at < LETTERS.length; at += 1) values[LETTERS.charCodeAt(at)] = at;
  const groups = Math.ceil(text.length / 5);
  const view = new DataView(new ArrayBuffer(4 * groups));
  for (let group = 0; group < groups; group += 1) {
    let value = 0;
    for (let at = 5 * group; at < 5 * group + 5; at += 1) {
      value = value * 85 + (at < text.length ? values[text.charCodeAt(at)] : 84);
    }
    view.setUint32(4 * group, value);
  }
  return new Uint8Array(view.buffer, 0, 4 * groups - (5 * groups - text.length));
}
