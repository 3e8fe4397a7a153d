// Mouse, wheel, pen and fingers on the canvas. Everything here can be done by buttons and keys as well.

import { clamped, toGrid, zoomed } from "./camera.js";
import { createHits } from "./hit.js";

const WHEEL = 0.0015;
const STILL = 5; // pixels that a click may tremble
const DOUBLE = 2;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} app scene, store, painter, flyTo, stopFlight
 */
export function listenToPointer(canvas, app) {
  const hits = createHits(app);
  const fingers = new Map(); // pointers that are down, by id
  let moved = 0;

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  canvas.addEventListener("pointerdown", (event) => {
    app.stopFlight();
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    if (fingers.size === 1) moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = place(event);
    if (!fingers.has(event.pointerId)) return event.pointerType === "mouse" && hover(app, hits, canvas, now);
    moved += drag(app, fingers, event.pointerId, now);
  });
  canvas.addEventListener("pointerup", (event) => {
    const wasOne = fingers.size === 1;
    fingers.delete(event.pointerId);
    if (wasOne && moved < STILL) pickAt(app, hits, place(event));
  });
  canvas.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
  canvas.addEventListener("pointerleave", () => app.store.set({ hovered: -1 }));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    app.stopFlight();
    const lines = event.deltaMode === 1 ? 16 : 1;
    zoomAt(app, Math.exp(-event.deltaY * lines * WHEEL), place(event));
  }, { passive: false });
  canvas.addEventListener("dblclick", (event) => {
    const at = place(event);
    const fixed = toGrid(app.painter.lie(), at.x, at.y);
    app.flyTo(zoomed(app.store.get().camera, event.shiftKey ? 1 / DOUBLE : DOUBLE, fixed));
  });
}

/** Zoom around a place on the screen. */
function zoomAt(app, factor, at) {
  const { camera } = app.store.get();
  const fixed = toGrid(app.painter.lie(), at.x, at.y);
  app.store.set({ camera: clamped(zoomed(camera, factor, fixed), app.painter.box) });
}

/** Move with one finger, move and zoom with two; returns how far it went in pixels. */
function drag(app, fingers, id, now) {
  const before = spread(fingers);
  const from = fingers.get(id);
  fingers.set(id, now);
  const after = spread(fingers);
  const { camera } = app.store.get();
  const { scale } = app.painter.lie();
  const shifted = { ...camera, x: camera.x - (after.x - before.x) / scale, y: camera.y - (after.y - before.y) / scale };
  app.store.set({ camera: clamped(shifted, app.painter.box), hovered: -1 });
  if (before.width && after.width) zoomAt(app, after.width / before.width, after);
  return Math.hypot(now.x - from.x, now.y - from.y);
}

/** Middle of the fingers, and how far two of them are apart. */
function spread(fingers) {
  const [a, b = a] = [...fingers.values()];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, width: Math.hypot(a.x - b.x, a.y - b.y) };
}

function hover(app, hits, canvas, { x, y }) {
  const hovered = hits.markAt(x, y);
  app.store.set({ hovered });
  canvas.style.cursor = hovered >= 0 || hits.bundleAt(x, y) >= 0 ? "pointer" : "grab";
}

/** A mark is selected, a bundle opened; elsewhere what was chosen is let go. */
function pickAt(app, hits, { x, y }) {
  const selected = hits.markAt(x, y);
  const bundle = selected >= 0 ? -1 : hits.bundleAt(x, y);
  app.store.set({ selected, bundle, target: -1, hovered: -1 });
}
