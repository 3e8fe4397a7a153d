// What do keys do? Everything that the mouse does; letters only while the map has the focus, and one can switch
// them off.

import { say } from "./dom.js";
import { homeOf } from "./camera.js";
import { neighbours } from "./graph.js";
import { openHelp } from "./help.js";
import { shownNow } from "./keys.js";
import { chooseMark, chooseBundle, clearChoice, isSmall, togglePanel } from "./moves.js";
import { sentenceOf } from "./voice.js";

const KEYBOARD_STEP = 0.14; // of the view's width
export const KEYBOARD_ZOOM = 1.4;

/** @param {HTMLElement} root @param {any} app */
export function mountKeyboard(root, app) {
  app.letters = true;
  app.canvas.setAttribute("aria-label", say(app.words, "map.label", { title: app.scene.title }));
  root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isWriting(event.target)) return;
    const onMap = event.target === app.canvas || event.target === root;
    if (keyed(app, event.key, onMap)) event.preventDefault();
  });
}

function isWriting(target) {
  return target.closest?.("input, textarea, select, dialog, [contenteditable]") !== null;
}

/** @returns {boolean} whether the key meant something */
function keyed(app, key, onMap) {
  if (key === "Escape") return escape(app);
  if (!onMap) return false;
  const moves = mapKeys(app);
  if (!(key in moves) || (key.length === 1 && !app.letters)) return false;
  moves[key]();
  return true;
}

function mapKeys(app) {
  return {
    ArrowLeft: () => pan(app, -1, 0),
    ArrowRight: () => pan(app, 1, 0),
    ArrowUp: () => pan(app, 0, -1),
    ArrowDown: () => pan(app, 0, 1),
    "+": () => zoom(app, KEYBOARD_ZOOM),
    "=": () => zoom(app, KEYBOARD_ZOOM),
    "-": () => zoom(app, 1 / KEYBOARD_ZOOM),
    0: () => app.flyTo(homeOf(app.scene)),
    "/": () => document.getElementById("search").focus(),
    n: () => nextNeighbour(app, 1),
    N: () => nextNeighbour(app, -1),
    Enter: () => openHovered(app),
    b: () => nextBundle(app),
    l: () => togglePanel(app, "legend"),
    t: () => openTree(app),
    "?": () => openHelp(app),
  };
}

/**
 * Move the view by a share of its width; the zoom says how far that is on the grid.
 * @param {any} app
 * @param {number} dx
 * @param {number} dy
 */
export function pan(app, dx, dy) {
  const { camera } = app.store.get();
  const step = (KEYBOARD_STEP * 65_535) / camera.k;
  app.flyTo({ ...camera, x: camera.x + dx * step, y: camera.y + dy * step });
}

/** @param {any} app @param {number} factor */
export function zoom(app, factor) {
  const { camera } = app.store.get();
  app.flyTo({ ...camera, k: Math.min(100, Math.max(0.5, camera.k * factor)) });
}

/** Step by step back: first the path, then the selection. */
function escape(app) {
  const { selected, bundle, target, hovered } = app.store.get();
  if (target >= 0) app.store.set({ target: -1 });
  else if (selected >= 0 || bundle >= 0 || hovered >= 0) clearChoice(app);
  else if (isSmall() && app.store.get().panel.size) app.store.set({ panel: new Set() });
  else return false;
  app.canvas.focus();
  return true;
}

/** The next neighbour of the selected mark is pointed at; without one, the next mark by importance. */
export function nextNeighbour(app, step) {
  const { selected, hovered } = app.store.get();
  const shown = shownNow(app);
  const { size } = app.scene.marks;
  const all =
    selected >= 0 ? neighbours(app.graph, selected).sort((a, b) => size[b] - size[a] || a - b) : [...app.scene.order];
  const rows = all.filter((row) => shown[row]);
  if (!rows.length) return;
  const at = rows.indexOf(hovered);
  const next = rows[at < 0 && step < 0 ? rows.length - 1 : (at + step + rows.length) % rows.length];
  app.store.set({ hovered: next });
  app.speak(sentenceOf(app, next));
}

function openHovered(app) {
  const { hovered } = app.store.get();
  if (hovered >= 0) chooseMark(app, hovered);
}

function nextBundle(app) {
  const { bundles } = app.scene;
  if (bundles.length) chooseBundle(app, (app.store.get().bundle + 1) % bundles.length);
}

function openTree(app) {
  togglePanel(app, "list");
  if (app.store.get().panel.has("list")) app.focusTree();
}
