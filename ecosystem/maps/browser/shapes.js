// Outlines of things: marks by kind, and arcs between discs.

const FULL = 2 * Math.PI;
const BEND = 0.14; // how far an arc leaves the straight line, as a share of its length

/**
 * The outline of a mark, added to the path of the pen: ● organisation ■ capability ◆ patent ▲ channel ★ need.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} kind
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function traceMark(pen, kind, x, y, r) {
  if (kind === 1) return pen.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
  if (kind === 2) return tracePoints(pen, x, y, r, [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]);
  if (kind === 3) return tracePoints(pen, x, y, r, [[0, -1.2], [1.15, 0.85], [-1.15, 0.85]]);
  if (kind === 4) return tracePoints(pen, x, y, 1.3 * r, STAR);
  return traceDisc(pen, x, y, r);
}

/** @param {CanvasRenderingContext2D} pen */
export function traceDisc(pen, x, y, r) {
  pen.moveTo(x + r, y);
  pen.arc(x, y, r, 0, FULL);
  pen.closePath();
}

const STAR = Array.from({ length: 10 }, (_, at) => {
  const angle = (at * Math.PI) / 5 - Math.PI / 2;
  const reach = at % 2 ? 0.46 : 1;
  return [reach * Math.cos(angle), reach * Math.sin(angle)];
});

function tracePoints(pen, x, y, r, points) {
  points.forEach(([dx, dy], at) => (at ? pen.lineTo(x + dx * r, y + dy * r) : pen.moveTo(x + dx * r, y + dy * r)));
  pen.closePath();
}

/**
 * @typedef {object} Arc a quadratic curve from rim to rim
 * @property {number} x0
 * @property {number} y0
 * @property {number} cx
 * @property {number} cy
 * @property {number} x1
 * @property {number} y1
 * @property {boolean} [short] between discs that touch
 */

/**
 * The arc between two discs, in the plane in which they are given; null where they touch or overlap.
 * @param {{x: number, y: number, radius: number}} a
 * @param {{x: number, y: number, radius: number}} b
 * @returns {Arc | null}
 */
export function arcBetween(a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  if (length <= 1.02 * (a.radius + b.radius)) return touching(a, b, length);
  const control = { x: (a.x + b.x) / 2 - dy * BEND, y: (a.y + b.y) / 2 + dx * BEND };
  const [from, to] = [towards(a, control), towards(b, control)];
  return { x0: from.x, y0: from.y, cx: control.x, cy: control.y, x1: to.x, y1: to.y };
}

/** Discs side by side: a short line over the place where they meet. */
function touching(a, b, length) {
  if (length <= Math.abs(a.radius - b.radius)) return null;
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const [into, back] = [0.72 * a.radius, 0.72 * b.radius];
  const [x0, y0, x1, y1] = [a.x + ux * into, a.y + uy * into, b.x - ux * back, b.y - uy * back];
  return { x0, y0, cx: (x0 + x1) / 2, cy: (y0 + y1) / 2, x1, y1, short: true };
}

function towards(disc, point) {
  const away = Math.hypot(point.x - disc.x, point.y - disc.y) || 1;
  const share = disc.radius / away;
  return { x: disc.x + (point.x - disc.x) * share, y: disc.y + (point.y - disc.y) * share };
}

/**
 * A point of an arc.
 * @param {Arc} arc
 * @param {number} t 0 … 1
 */
export function pointOf(arc, t) {
  const s = 1 - t;
  return {
    x: s * s * arc.x0 + 2 * s * t * arc.cx + t * t * arc.x1,
    y: s * s * arc.y0 + 2 * s * t * arc.cy + t * t * arc.y1,
  };
}

/** How far a point is from an arc, in the unit of both. @param {Arc} arc */
export function distanceTo(arc, x, y) {
  let best = Infinity;
  for (let step = 0; step <= 24; step += 1) {
    const point = pointOf(arc, step / 24);
    best = Math.min(best, Math.hypot(point.x - x, point.y - y));
  }
  return best;
}
