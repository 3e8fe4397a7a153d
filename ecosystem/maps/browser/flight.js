// How the camera gets somewhere: gliding, or at once where somebody wants less motion.

import { between, clamped } from "./camera.js";

const TIME = 450; // milliseconds
const NEAR = 8; // zoom at which one mark is looked at

/**
 * @param {object} app scene, store, painter
 * @returns {{flyTo: (to: number | {x: number, y: number, k: number}) => void, stop: () => void}}
 */
export function createFlight(app) {
  let running = 0;
  const stop = () => {
    cancelAnimationFrame(running);
    running = 0;
  };
  const flyTo = (to) => {
    stop();
    const from = app.store.get().camera;
    const wanted = typeof to === "number" ? towardsMark(app.scene, from, to) : { ...from, ...to };
    const goal = clamped(wanted, app.painter.box);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return app.store.set({ camera: goal });
    const began = performance.now();
    const step = (now) => {
      const done = Math.min(1, Math.max(0, (now - began) / TIME));
      app.store.set({ camera: done < 1 ? between(from, goal, done) : goal });
      running = done < 1 ? requestAnimationFrame(step) : 0;
    };
    running = requestAnimationFrame(step);
  };
  return { flyTo, stop };
}

/** Near enough to see the neighbours; never farther away than now. */
function towardsMark(scene, from, row) {
  const { x, y, ids } = scene.marks;
  return { x: x[row], y: y[row], k: Math.max(from.k, ids.length < 200 ? 2 : NEAR) };
}
