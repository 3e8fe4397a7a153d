// From the grid of a scene to the screen and back. A camera is {x, y, k}: the point of the grid that stands at the
// middle of the view, and a zoom where 1 shows everything, so that a link means the same on every screen.

export const CLOSEST = 100; // beyond, the steps of the grid become visible
export const FARTHEST = 0.5;
const MARGIN = 28;
const HEADROOM = 26; // names of regions stand above their discs

/**
 * The part of the grid that is used.
 * @param {import("./decode.js").Scene} scene
 * @returns {{x0: number, y0: number, x1: number, y1: number}}
 */
export function extentOf(scene) {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  const take = (x, y, radius) => {
    box.x0 = Math.min(box.x0, x - radius);
    box.x1 = Math.max(box.x1, x + radius);
    box.y0 = Math.min(box.y0, y - radius);
    box.y1 = Math.max(box.y1, y + radius);
  };
  for (const disc of [...scene.regions, ...scene.communities]) if (disc.count) take(disc.x, disc.y, disc.radius);
  for (let row = 0; row < scene.marks.x.length; row += 1) take(scene.marks.x[row], scene.marks.y[row], 0);
  if (scene.lanes.length || scene.axes) return { x0: 0, y0: 0, x1: 65535, y1: 65535 };
  return box.x1 > box.x0 || box.y1 > box.y0 ? box : { x0: 0, y0: 0, x1: 65535, y1: 65535 };
}

/** The point that the first view has at its middle. @param {import("./decode.js").Scene} scene */
export function middleOf(scene) {
  const box = extentOf(scene);
  return { x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2 };
}

/** The first view. @param {import("./decode.js").Scene} scene */
export const homeOf = (scene) => ({ ...middleOf(scene), k: 1 });

/**
 * How the grid lies on the screen.
 * @param {{x: number, y: number, k: number}} camera
 * @param {{width: number, height: number, box: object, left?: number, right?: number}} view size in CSS pixels, the
 *   extent, and what panels take on both sides
 * @returns {{scale: number, dx: number, dy: number}} screen = grid · scale + d
 */
export function projection(camera, view) {
  const left = view.left ?? 0;
  const free = Math.max(120, view.width - left - (view.right ?? 0));
  const wide = Math.max(1, view.box.x1 - view.box.x0);
  const high = Math.max(1, view.box.y1 - view.box.y0);
  const fit = Math.min((free - 2 * MARGIN) / wide, (view.height - 2 * MARGIN - HEADROOM) / high);
  const scale = Math.max(fit, 1e-4) * camera.k;
  return { scale, dx: left + free / 2 - camera.x * scale, dy: (view.height + HEADROOM) / 2 - camera.y * scale };
}

/** Pixels of the longer side of the whole map at zoom 1. */
export function wholeSize(view) {
  const { scale } = projection({ x: 0, y: 0, k: 1 }, view);
  return scale * Math.max(view.box.x1 - view.box.x0, view.box.y1 - view.box.y0);
}

/** The point of the grid at a place on the screen. */
export function toGrid(lie, x, y) {
  return { x: (x - lie.dx) / lie.scale, y: (y - lie.dy) / lie.scale };
}

/** The camera with its zoom within bounds and its middle on the map. */
export function clamped(camera, box) {
  const within = (value, low, high) => Math.min(high, Math.max(low, value));
  return {
    x: within(camera.x, box.x0, box.x1),
    y: within(camera.y, box.y0, box.y1),
    k: within(camera.k, FARTHEST, CLOSEST),
  };
}

/**
 * The camera zoomed by a factor around a place on the screen, which stays where it is.
 * @param {{x: number, y: number, k: number}} camera
 * @param {number} factor
 * @param {{x: number, y: number}} fixed a point of the grid
 */
export function zoomed(camera, factor, fixed) {
  const k = Math.min(CLOSEST, Math.max(FARTHEST, camera.k * factor));
  const kept = camera.k / k;
  return { x: fixed.x + (camera.x - fixed.x) * kept, y: fixed.y + (camera.y - fixed.y) * kept, k };
}

/**
 * Move from one camera to another: nearer things are passed faster.
 * @param {{x: number, y: number, k: number}} from
 * @param {{x: number, y: number, k: number}} to
 * @param {number} done 0 … 1
 */
export function between(from, to, done) {
  const eased = done * done * (3 - 2 * done);
  const k = from.k * (to.k / from.k) ** eased;
  // Both ends of the way look equally long on the screen where the middle moves with 1/k.
  const share = Math.abs(to.k - from.k) < 1e-6 ? eased : (1 / from.k - 1 / k) / (1 / from.k - 1 / to.k);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, k };
}
