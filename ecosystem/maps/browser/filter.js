// Which marks and ties are not switched off in the legend?

/**
 * 1 for each mark that is shown, 0 for the others.
 * @param {import("./decode.js").Scene} scene
 * @param {{hidden: Set<string>}} state
 * @returns {Uint8Array}
 */
export function visible(scene, state) {
  const shown = new Uint8Array(scene.marks.ids.length).fill(1);
  const columns = { region: scene.regionOf, kind: scene.marks.kind, role: scene.marks.role };
  for (const lens of scene.lenses) columns[`lens:${lens.name}`] = lens.codes;
  for (const [channel, codes] of hiddenBy(state.hidden)) {
    const column = columns[channel];
    if (!column) continue;
    for (let row = 0; row < shown.length; row += 1) if (codes.has(column[row])) shown[row] = 0;
  }
  return shown;
}

/**
 * Codes of a channel that are switched off, for example kinds of ties.
 * @param {{hidden: Set<string>}} state
 * @param {string} channel
 * @returns {Set<number>}
 */
export const hiddenCodes = (state, channel) => hiddenBy(state.hidden).get(channel) ?? new Set();

/** Codes by channel; the name of a lens may hold colons itself. */
function hiddenBy(keys) {
  const found = new Map();
  for (const key of keys) {
    const cut = key.lastIndexOf(":");
    const channel = key.slice(0, cut);
    if (!found.has(channel)) found.set(channel, new Set());
    found.get(channel).add(Number(key.slice(cut + 1)));
  }
  return found;
}
