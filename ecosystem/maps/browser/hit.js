// What is under the pointer? Marks by a grid of cells, bundles by their distance.

import { toGrid } from "./camera.js";
import { visible } from "./filter.js";
import { drawnArcs } from "./lines.js";
import { distanceTo } from "./shapes.js";

const CELLS = 64;
const STEP = 65_536 / CELLS;
const REACH = 12; // pixels beyond the rim of a mark: half of the 24 that a target is to have
const ARC_REACH = 9;

/**
 * @param {object} app scene, plan, store, painter
 * @returns {{markAt: (x: number, y: number) => number, bundleAt: (x: number, y: number) => number}} places are pixels
 *   of the canvas; -1 where nothing is
 */
export function createHits(app) {
  const cells = cellsOf(app.scene.marks);
  let seen = { hidden: null, shown: null };
  const shown = () => {
    const { hidden } = app.store.get();
    if (seen.hidden !== hidden) seen = { hidden, shown: visible(app.scene, app.store.get()) };
    return seen.shown;
  };
  return {
    markAt: (x, y) => nearest(app, cells, shown(), x, y),
    bundleAt: (x, y) => nearestArc(app, x, y),
  };
}

/** Rows of each cell one after another; `start` says where. */
function cellsOf({ x, y }) {
  const cell = (row) => Math.floor(y[row] / STEP) * CELLS + Math.floor(x[row] / STEP);
  const start = new Uint32Array(CELLS * CELLS + 1);
  for (let row = 0; row < x.length; row += 1) start[cell(row) + 1] += 1;
  for (let at = 1; at < start.length; at += 1) start[at] += start[at - 1];
  const free = start.slice();
  const rows = new Uint32Array(x.length);
  for (let row = 0; row < x.length; row += 1) rows[free[cell(row)]++] = row;
  return { start, rows };
}

function nearest(app, cells, shown, px, py) {
  const { radius } = app.painter;
  const lie = app.painter.lie();
  const { k } = app.store.get().camera;
  const { x, y } = app.scene.marks;
  let best = -1;
  let least = REACH;
  for (const row of rowsAround(cells, lie, px, py)) {
    if (!shown[row]) continue;
    const away = Math.hypot(x[row] * lie.scale + lie.dx - px, y[row] * lie.scale + lie.dy - py) - radius(row, k);
    if (away < least) [best, least] = [row, away];
  }
  return best;
}

const WIDEST = 30; // the largest radius and the reach

function* rowsAround(cells, lie, px, py) {
  const low = toGrid(lie, px - WIDEST, py - WIDEST);
  const high = toGrid(lie, px + WIDEST, py + WIDEST);
  const cell = (value) => Math.min(CELLS - 1, Math.max(0, Math.floor(value / STEP)));
  for (let line = cell(low.y); line <= cell(high.y); line += 1) {
    const from = cells.start[line * CELLS + cell(low.x)];
    const to = cells.start[line * CELLS + cell(high.x) + 1];
    yield* cells.rows.subarray(from, to);
  }
}

function nearestArc(app, px, py) {
  const lie = app.painter.lie();
  const state = app.store.get();
  const place = toGrid(lie, px, py);
  let best = -1;
  let least = ARC_REACH / lie.scale;
  const { clientWidth: width, clientHeight: height } = app.canvas;
  const view = { plan: app.plan, scene: app.scene, k: state.camera.k, state, lie, width, height };
  for (const { at, arc } of drawnArcs(view)) {
    const away = distanceTo(arc, place.x, place.y);
    if (away < least) [best, least] = [at, away];
  }
  return best;
}
