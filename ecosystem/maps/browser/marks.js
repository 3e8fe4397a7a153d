// Marks: the faded ones as points, the others by shape, colour, outline and role.

import { isHollow, ringOf, ROLE } from "./looks.js";
import { traceDisc, traceMark } from "./shapes.js";

const DOT = 1.6; // below this radius a square cannot be told from a disc, and is much quicker
const BORDER = 24;
const SIGNED = 80; // lit marks that have their signs at overview; more would be a thicket
const SIGNED_FROM = 2.5; // zoom from which all have them

/** @param {import("./backdrop.js").Frame} frame */
export function paintMarks(frame) {
  const rows = rowsInView(frame);
  const { role } = frame.scene.marks;
  const { anyLit } = frame.plan;
  frame.counts.marks = rows.length;
  const rest = anyLit ? rows.filter((row) => !role[row]) : rows;
  paintDots(frame, rest, anyLit ? 0.3 : 1);
  for (const row of rest) if (frame.radius(row, frame.k) >= DOT) paintMark(frame, row, anyLit ? 0.28 : 1);
  if (anyLit) for (const row of rows) if (role[row]) paintMark(frame, row, 1);
  frame.pen.globalAlpha = 1;
}

/** Rows that are shown and in view, the least important first, so that the others lie on top. */
function rowsInView({ scene, lie, width, height, shown }) {
  const { x, y } = scene.marks;
  const rows = [];
  for (let at = scene.order.length - 1; at >= 0; at -= 1) {
    const row = scene.order[at];
    if (!shown[row]) continue;
    const [px, py] = [x[row] * lie.scale + lie.dx, y[row] * lie.scale + lie.dy];
    if (px > -BORDER && py > -BORDER && px < width + BORDER && py < height + BORDER) rows.push(row);
  }
  return rows;
}

/** Small marks of one colour after another: changing the colour costs more than a point. */
function paintDots(frame, rows, alpha) {
  const { pen, colours, scene, lie, k } = frame;
  const byColour = colours.fills.map(() => []);
  for (const row of rows) if (frame.radius(row, k) < DOT) byColour[colours.codes[row]].push(row);
  pen.globalAlpha = alpha;
  byColour.forEach((dots, colour) => {
    pen.fillStyle = colours.fills[colour];
    for (const row of dots) {
      const r = frame.radius(row, k);
      const [x, y] = [scene.marks.x[row] * lie.scale + lie.dx, scene.marks.y[row] * lie.scale + lie.dy];
      pen.fillRect(x - r, y - r, 2 * r, 2 * r);
    }
  });
}

/**
 * One mark with everything that it says.
 * @param {import("./backdrop.js").Frame} frame
 * @param {number} row
 * @param {number} alpha
 */
export function paintMark(frame, row, alpha) {
  const { pen, scene, palette, colours, lie, k } = frame;
  const { kind, role, x, y } = scene.marks;
  const [px, py, r] = [x[row] * lie.scale + lie.dx, y[row] * lie.scale + lie.dy, frame.radius(row, k)];
  const code = colours.codes[row];
  const hollow = isHollow(role[row]) || (code === colours.fills.length - 1 && frame.state.lens !== "region");
  pen.globalAlpha = alpha;
  pen.beginPath();
  traceMark(pen, kind[row], px, py, r);
  pen.fillStyle = hollow ? palette.ground : colours.fills[code];
  pen.fill();
  const ring = ringOf(role[row], palette);
  if (r > 2.2 || hollow) {
    pen.strokeStyle = ring ?? colours.outlines[code];
    pen.lineWidth = ring ? 2.2 : hollow ? 1.8 : Math.min(1.4, 0.4 + r / 9);
    if (role[row] === ROLE.NEXT || role[row] === ROLE.LEFT) pen.setLineDash([2.5, 1.5]);
    pen.stroke();
    pen.setLineDash([]);
  }
  if (role[row] && (frame.plan.lit <= SIGNED || k >= SIGNED_FROM)) paintSign(frame, row, px, py, r);
}

/** What a role has beside its ring: a second ring, a plus, a cross, a triangle. */
function paintSign(frame, row, x, y, r) {
  const { role } = frame.scene.marks;
  const { pen, palette } = frame;
  if (role[row] === ROLE.SELF) {
    pen.beginPath();
    traceDisc(pen, x, y, r + 4);
    pen.lineWidth = 2;
    pen.strokeStyle = palette.focus;
    pen.stroke();
  }
  if (role[row] === ROLE.ENTERED) paintStrokes(frame, palette.good, x + r, y - r, [[-4, 0, 4, 0], [0, -4, 0, 4]]);
  if (role[row] === ROLE.LEFT) paintStrokes(frame, palette.alert, x, y, [[-r, -r, r, r], [-r, r, r, -r]]);
  if (role[row] === ROLE.CHANGED) {
    paintStrokes(frame, palette.focus, x + r, y - r, [[-4, 3, 0, -4], [0, -4, 4, 3], [4, 3, -4, 3]]);
  }
}

function paintStrokes({ pen, palette }, colour, x, y, lines) {
  for (const [width, style] of [[4.5, palette.ground], [2, colour]]) {
    pen.lineWidth = width;
    pen.strokeStyle = style;
    pen.beginPath();
    for (const [x0, y0, x1, y1] of lines) {
      pen.moveTo(x + x0, y + y0);
      pen.lineTo(x + x1, y + y1);
    }
    pen.stroke();
  }
}

// --- places in a list ----------------------------------------------------------------------------------------------

/**
 * Marks with a place in a list that are shown, the first of the list last.
 * @param {import("./backdrop.js").Frame} frame
 */
export function rankedRows({ scene, shown }) {
  const { rank } = scene.marks;
  const rows = [];
  for (let row = 0; row < rank.length; row += 1) if (rank[row] && shown[row]) rows.push(row);
  return rows.sort((a, b) => rank[b] - rank[a]);
}

/**
 * Numbers in discs of their own at the upper left of their marks, above all marks; returns the boxes that they take.
 * @param {import("./backdrop.js").Frame} frame
 * @param {number[]} rows
 */
export function paintNumbers(frame, rows) {
  const { scene, lie, k } = frame;
  return rows.map((row) => {
    const r = frame.radius(row, k);
    const size = scene.marks.rank[row] > 99 ? 11 : 8.5;
    const x = scene.marks.x[row] * lie.scale + lie.dx - 0.7 * r - 0.6 * size;
    const y = scene.marks.y[row] * lie.scale + lie.dy - 0.7 * r - 0.6 * size;
    paintNumber(frame, scene.marks.rank[row], x, y, size);
    return [x - size, y - size, x + size, y + size];
  });
}

function paintNumber({ pen, palette }, number, x, y, size) {
  pen.globalAlpha = 1;
  pen.beginPath();
  traceDisc(pen, x, y, size);
  pen.fillStyle = palette.text;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = palette.ground;
  pen.stroke();
  pen.fillStyle = palette.ground;
  pen.font = '600 10.5px system-ui, "Noto Sans", sans-serif';
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(String(number), x, y + 0.5);
}
