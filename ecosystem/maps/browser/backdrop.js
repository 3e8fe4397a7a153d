// What lies under the marks: discs of regions and communities, lanes, axes.

import { traceDisc } from "./shapes.js";

/**
 * @typedef {object} Frame one picture that is being painted
 * @property {CanvasRenderingContext2D} pen
 * @property {import("./decode.js").Scene} scene
 * @property {import("./graph.js").Graph} graph
 * @property {import("./state.js").State} state
 * @property {object} palette
 * @property {{codes: Uint16Array, fills: string[], outlines: string[]}} colours
 * @property {{scale: number, dx: number, dy: number}} lie
 * @property {number} width
 * @property {number} height
 * @property {number} k
 * @property {Uint8Array} shown
 * @property {Set<number>} hiddenTies kinds of ties that are switched off
 * @property {Set<number>} hiddenStates
 * @property {(row: number, k: number) => number} radius
 * @property {object} counts
 * @property {[number, number, number, number][]} obstacles
 * @property {import("./plan.js").Plan} plan
 */

/** @param {Frame} frame */
export function paintBackdrop(frame) {
  const { pen, palette, width, height } = frame;
  pen.globalAlpha = 1;
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, width, height);
  paintLanes(frame);
  paintDiscs(frame);
  paintAxes(frame);
  pen.globalAlpha = 1;
}

/** A disc of the grid on the screen. @param {Frame} frame @param {{x: number, y: number, radius: number}} disc */
export function onScreen(frame, disc) {
  const { scale, dx, dy } = frame.lie;
  return { x: disc.x * scale + dx, y: disc.y * scale + dy, radius: disc.radius * scale };
}

/** The colour of a region. @param {Frame} frame @param {number} region */
export function tintOf(frame, region) {
  const colour = region < 0 ? -1 : frame.scene.regions[region].colour;
  return colour < 0 ? frame.palette.unknown : frame.palette.regions[colour];
}

function paintDiscs(frame) {
  const { scene, palette, k } = frame;
  const dark = palette.name === "dark";
  scene.regions.forEach((region, row) => {
    if (region.count) paintDisc(frame, region, tintOf(frame, row), dark ? 0.17 : 0.12, 0.35);
  });
  // Communities come forward as one zooms in; where a region is one community, its disc says so already.
  const nearer = Math.min(1, Math.max(0.25, k - 0.9));
  for (const group of scene.communities) {
    if (!group.count) continue;
    paintDisc(frame, group, tintOf(frame, group.region), (dark ? 0.1 : 0.09) * nearer, 0.5 * nearer);
  }
}

function paintDisc(frame, disc, colour, fill, line) {
  const { pen, width, height } = frame;
  const { x, y, radius } = onScreen(frame, disc);
  if (x + radius < 0 || y + radius < 0 || x - radius > width || y - radius > height) return;
  pen.beginPath();
  traceDisc(pen, x, y, radius);
  pen.globalAlpha = fill;
  pen.fillStyle = colour;
  pen.fill();
  pen.globalAlpha = line;
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.stroke();
}

function paintLanes(frame) {
  const { pen, scene, palette, lie, height } = frame;
  scene.lanes.forEach((lane, at) => {
    const [left, right] = [lane.start * lie.scale + lie.dx, lane.stop * lie.scale + lie.dx];
    pen.globalAlpha = at % 2 ? 0.05 : 0.1;
    pen.fillStyle = palette.tie;
    pen.fillRect(left, 0, right - left, height);
  });
}

const FAR = 65535;

function paintAxes(frame) {
  const { scene, lie } = frame;
  if (!scene.axes) return;
  const { x, y } = scene.axes;
  const edge = { left: lie.dx, top: lie.dy, right: FAR * lie.scale + lie.dx, bottom: FAR * lie.scale + lie.dy };
  for (const [at] of x.ticks) axisLine(frame, true, at, edge, 0.25, 1);
  for (const [at] of y.ticks) axisLine(frame, false, at, edge, 0.25, 1);
  axisLine(frame, true, 0, edge, 0.9, 1.2);
  axisLine(frame, false, FAR, edge, 0.9, 1.2);
  if (x.divide !== null) axisLine(frame, true, x.divide, edge, 0.8, 1.4, [6, 5]);
  if (y.divide !== null) axisLine(frame, false, y.divide, edge, 0.8, 1.4, [6, 5]);
}

function axisLine(frame, upright, at, edge, alpha, width, dash = []) {
  const { pen, palette, lie } = frame;
  const place = at * lie.scale + (upright ? lie.dx : lie.dy);
  pen.globalAlpha = alpha;
  pen.strokeStyle = palette.line;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  if (upright) {
    pen.moveTo(place, edge.top);
    pen.lineTo(place, edge.bottom);
  } else {
    pen.moveTo(edge.left, place);
    pen.lineTo(edge.right, place);
  }
  pen.stroke();
  pen.setLineDash([]);
}
