// What is looked at, selected and hidden: one state, and listeners that hear what changed.

import { middleOf } from "./camera.js";

/**
 * @typedef {object} State
 * @property {{x: number, y: number, k: number}} camera point of the grid at the middle of the view; zoom, where 1
 *   shows everything
 * @property {number} selected row of a mark, -1 for none
 * @property {number} steps how far around the selected mark is lit; 0 = its neighbours without the rest faded away
 * @property {number} target the other end of a path from the selected mark, -1 for none
 * @property {string} lens "region" or the name of a lens
 * @property {Set<string>} hidden keys of the legend that are switched off, "channel:code"
 * @property {number} bundle position of the bundle whose evidence is open, -1 for none
 * @property {number} hovered row of the mark under the pointer, -1 for none
 * @property {"auto" | "light" | "dark"} theme
 * @property {Set<string>} panel names of the open panels
 */

/** @param {import("./decode.js").Scene} scene @returns {State} */
function firstState(scene) {
  return {
    camera: { ...middleOf(scene), k: 1 },
    selected: -1, steps: 0, target: -1,
    lens: "region", hidden: new Set(), bundle: -1, hovered: -1,
    theme: "auto", panel: new Set(),
  };
}

/**
 * A store of the state. Values are replaced, never altered: a new Set for a changed Set.
 * @param {import("./decode.js").Scene} scene
 */
export function createStore(scene) {
  let state = firstState(scene);
  const listeners = new Set();
  return {
    /** @returns {State} */
    get: () => state,
    /**
     * Replace some values and tell the listeners once, if anything changed.
     * @param {Partial<State>} patch
     */
    set(patch) {
      const changed = new Set(Object.keys(patch).filter((key) => !same(state[key], patch[key])));
      if (!changed.size) return;
      state = { ...state, ...patch };
      for (const listener of [...listeners]) listener(state, changed);
    },
    /**
     * @param {(state: State, changed: Set<string>) => void} listener
     * @returns {() => void} ends the listening
     */
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function same(a, b) {
  if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every((each) => b.has(each));
  if (a && b && typeof a === "object") return Object.keys(b).every((key) => a[key] === b[key]);
  return a === b;
}
