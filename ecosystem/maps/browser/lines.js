// Lines: bundles between communities, single ties inside the view and a budget.

import { hiddenCodes } from "./filter.js";
import { onScreen, tintOf } from "./backdrop.js";
import { ROLE } from "./looks.js";

export const TIE_BUDGET = 6_000;
const OVERVIEW = 1.6; // zoom until which the whole is looked at
const BUNDLES_FAR = 24; // arcs at overview; all of them nearer
const BRIDGES_FROM = 5; // zoom from which single ties between communities are drawn, where both ends are in view

/** Dash, width and opacity of a tie by its state: as ever, new, gone, of another kind, predicted; then a path's. */
const DASHES = [[], [], [2, 4], [9, 3, 2, 3], [6, 4], []];
const WIDTHS = [0.7, 1.8, 1.4, 1.8, 1.5, 3.5];
const ALPHAS = [0.24, 0.8, 0.7, 0.9, 0.8, 0.95];
const ON_PATH = 5;

/** The colour of a tie by its state. */
function stateColour(state, palette) {
  return [palette.tie, palette.good, palette.quiet, palette.alert, palette.focus, palette.focus][state];
}

// --- single ties ---------------------------------------------------------------------------------------------------

/**
 * Ties between marks that stand out least come last and are left out beyond the budget.
 * @param {import("./backdrop.js").Frame} frame
 */
export function paintTies(frame) {
  const groups = new Map();
  const { plan, counts } = frame;
  counts.ties = 0;
  const faded = plan.anyLit;
  const share = shareOf(frame);
  for (const tie of faded ? plan.litTies : plan.tieOrder) {
    if (counts.ties >= TIE_BUDGET) break;
    if (isDrawn(frame, tie) && share(tie)) gather(frame, groups, tie);
  }
  // Many lines together are as dark as few.
  const thin = Math.min(1, Math.sqrt((faded ? 150 : 1500) / Math.max(1, counts.ties)) + 0.12);
  for (const [key, segments] of groups) strokeGroup(frame, key, segments, thin);
  frame.pen.globalAlpha = 1;
}

/** At overview each region has its share of the budget: else the hubs of one would take all of it. */
function shareOf({ scene, k, plan }) {
  if (k > OVERVIEW || plan.sparse || plan.anyLit) return () => true;
  const most = (1.5 * TIE_BUDGET) / Math.max(1, scene.regions.length);
  const used = new Map();
  return (tie) => {
    const region = scene.regionOf[scene.ties.first[tie]];
    used.set(region, (used.get(region) ?? 0) + 1);
    return used.get(region) <= most;
  };
}

function isDrawn(frame, tie) {
  const { scene, shown, plan, hiddenTies, hiddenStates, k } = frame;
  const { first, second, kind, state } = scene.ties;
  const [a, b] = [first[tie], second[tie]];
  if (!shown[a] || !shown[b] || hiddenTies.has(kind[tie]) || hiddenStates.has(state[tie])) return false;
  if (!plan.sparse && !plan.anyLit && !state[tie] && isBridge(scene, a, b)) {
    return k >= BRIDGES_FROM && inView(frame, a) && inView(frame, b);
  }
  return touchesView(frame, a, b);
}

const isBridge = ({ marks }, a, b) => marks.community[a] !== marks.community[b] && marks.community[a] >= 0;

function inView({ scene, lie, width, height }, row) {
  const x = scene.marks.x[row] * lie.scale + lie.dx;
  const y = scene.marks.y[row] * lie.scale + lie.dy;
  return x >= 0 && y >= 0 && x <= width && y <= height;
}

function touchesView({ scene, lie, width, height }, a, b) {
  const { x, y } = scene.marks;
  const [ax, bx] = [x[a] * lie.scale + lie.dx, x[b] * lie.scale + lie.dx];
  const [ay, by] = [y[a] * lie.scale + lie.dy, y[b] * lie.scale + lie.dy];
  return !((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > width && bx > width) || (ay > height && by > height));
}

/** Ties of one colour and state are one path. */
function gather(frame, groups, tie) {
  const { first, second, state } = frame.scene.ties;
  const drawn = isStep(frame.scene.marks, first[tie], second[tie]) ? ON_PATH : state[tie];
  const key = 16 * (frame.scene.regionOf[first[tie]] + 1) + drawn;
  if (!groups.has(key)) groups.set(key, []);
  groups.get(key).push(first[tie], second[tie]);
  frame.counts.ties += 1;
}

/** From one mark of a path to the next. */
function isStep({ role, rank }, a, b) {
  return role[a] === ROLE.PATH && role[b] === ROLE.PATH && Math.abs(rank[a] - rank[b]) === 1;
}

function strokeGroup(frame, key, rows, thin) {
  const { pen, palette, plan, scene } = frame;
  const state = key % 16;
  const strong = plan.anyLit || plan.sparse;
  pen.strokeStyle = state ? stateColour(state, palette) : strong ? palette.tie : tintOf(frame, (key >> 4) - 1);
  pen.lineWidth = state ? Math.max(0.7, thin * WIDTHS[state]) : strong ? 0.9 : WIDTHS[0];
  pen.globalAlpha = strong ? thin * (state ? ALPHAS[state] : 0.35) : ALPHAS[state];
  pen.setLineDash(DASHES[state]);
  pen.beginPath();
  for (let at = 0; at < rows.length; at += 2) traceTie(frame, scene.marks, rows[at], rows[at + 1]);
  pen.stroke();
  pen.setLineDash([]);
}

/** @param {import("./backdrop.js").Frame} frame */
export function traceTie({ pen, lie }, { x, y }, a, b) {
  pen.moveTo(x[a] * lie.scale + lie.dx, y[a] * lie.scale + lie.dy);
  pen.lineTo(x[b] * lie.scale + lie.dx, y[b] * lie.scale + lie.dy);
}

// --- bundles -------------------------------------------------------------------------------------------------------

/** @param {import("./backdrop.js").Frame} frame */
export function paintBundles(frame) {
  const arcs = drawnArcs(frame);
  frame.counts.bundles = arcs.length;
  const rest = frame.plan.anyLit ? 0.35 : 1;
  for (const { bundle, arc } of arcs.toReversed()) {
    const { pen, palette } = frame;
    pen.strokeStyle = bundle.crosses ? palette.alert : palette.tie;
    pen.globalAlpha = rest * (frame.k < 2.5 ? 0.55 : 0.35);
    strokeArc(frame, arc, bundleWidth(frame, bundle) * (arc.short ? 0.6 : 1), bundle.crosses ? [7, 4] : []);
  }
  frame.pen.globalAlpha = 1;
}

/**
 * The bundles of this view, the strongest first: few at overview, nearer all that begin or end in view.
 * @param {object} frame plan, k, scene, state, lie, width and height of a frame
 */
export function drawnArcs({ plan, k, scene, state, lie, width, height }) {
  const open = (code) => code < 0 || !state.hidden.has(`region:${code}`);
  const ends = ({ bundle }) => [bundle.first, bundle.second].every((row) => open(scene.communities[row].region));
  const kinds = hiddenCodes(state, "bundle"); // 0 within a region, 1 across the border of two
  const arcs = plan.arcs.filter(({ bundle }) => !kinds.has(Number(bundle.crosses)));
  if (k < OVERVIEW) return arcs.slice(0, BUNDLES_FAR).filter(ends);
  const seen = (x, y) => x > 0 && y > 0 && x < width && y < height;
  const near = (x, y) => seen(x * lie.scale + lie.dx, y * lie.scale + lie.dy);
  return arcs.filter((each) => ends(each) && (near(each.arc.x0, each.arc.y0) || near(each.arc.x1, each.arc.y1)));
}

/** Width by the number of ties. */
export function bundleWidth({ plan }, bundle) {
  return 1 + 4 * Math.sqrt(bundle.count / plan.mostTies);
}

/** @param {import("./backdrop.js").Frame} frame @param {import("./shapes.js").Arc} arc of the grid */
export function strokeArc({ pen, lie }, arc, width, dash) {
  pen.lineWidth = width;
  pen.lineCap = dash.length ? "butt" : "round";
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(arc.x0 * lie.scale + lie.dx, arc.y0 * lie.scale + lie.dy);
  pen.quadraticCurveTo(
    arc.cx * lie.scale + lie.dx, arc.cy * lie.scale + lie.dy, arc.x1 * lie.scale + lie.dx, arc.y1 * lie.scale + lie.dy,
  );
  pen.stroke();
  pen.setLineDash([]);
  pen.lineCap = "butt";
}

/** The discs at both ends of a bundle. */
export function endsOf(frame, bundle) {
  return [bundle.first, bundle.second].map((row) => onScreen(frame, frame.scene.communities[row]));
}
