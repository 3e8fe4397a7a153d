// What is chosen stands out: the selected mark with its surroundings, a path, or the ties of a bundle.

import { onScreen, tintOf } from "./backdrop.js";
import { shortestPath, tiesOf, within } from "./graph.js";
import { bundleWidth, endsOf, strokeArc, TIE_BUDGET, traceTie } from "./lines.js";
import { paintMark } from "./marks.js";
import { writeLabels } from "./names.js";
import { traceDisc } from "./shapes.js";

const NAMED = 40;
const ASKED_LIT = 200; // marks that may ask for a place

/**
 * The chosen things over a veil that fades the rest; nothing where nothing is chosen.
 * @param {import("./backdrop.js").Frame} frame
 */
export function paintLit(frame) {
  const { selected, target, steps, bundle } = frame.state;
  if (selected >= 0 && target >= 0) paintPath(frame, selected, target);
  else if (selected >= 0) paintSurroundings(frame, selected, Math.max(1, steps));
  else if (bundle >= 0) paintOpenBundle(frame, bundle);
  frame.pen.globalAlpha = 1;
}

function paintVeil({ pen, palette, width, height }, alpha) {
  pen.globalAlpha = alpha;
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, width, height);
  pen.globalAlpha = 1;
}

// --- surroundings --------------------------------------------------------------------------------------------------

function paintSurroundings(frame, selected, steps) {
  paintVeil(frame, steps > 1 ? 0.82 : 0.74);
  const away = within(frame.graph, selected, steps);
  const rows = [...away.keys()].filter((row) => row === selected || frame.shown[row]);
  strokeTies(frame, tiesAmong(frame, rows, away, selected));
  paintRows(frame, rows, selected);
}

/** Each tie once, and from nearer to farther marks only: ties among the farthest would be a thicket. */
function tiesAmong(frame, rows, away, selected) {
  const { first, second } = frame.scene.ties;
  const drawn = new Set();
  for (const row of rows) {
    for (const tie of tiesOf(frame.graph, row)) {
      const [a, b] = [away.get(first[tie]), away.get(second[tie])];
      const apart = a !== undefined && b !== undefined && a !== b;
      // All ties of the selected mark are drawn, whatever the budget: a neighbour without its line looks wrong.
      const own = first[tie] === selected || second[tie] === selected;
      if (apart && isTieOpen(frame, tie) && (own || drawn.size < TIE_BUDGET)) drawn.add(tie);
    }
  }
  return drawn;
}

function isTieOpen({ scene, shown, hiddenTies, hiddenStates }, tie) {
  const { first, second, kind, state } = scene.ties;
  return shown[first[tie]] && shown[second[tie]] && !hiddenTies.has(kind[tie]) && !hiddenStates.has(state[tie]);
}

/** Lines that cross the border of two regions are dashed and of another colour. */
function strokeTies(frame, ties) {
  const { pen, scene, palette } = frame;
  const groups = new Map();
  frame.counts.litTies = 0;
  for (const tie of ties) {
    const [a, b] = [scene.regionOf[scene.ties.first[tie]], scene.regionOf[scene.ties.second[tie]]];
    const key = a === b ? a : "crosses";
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(tie);
    frame.counts.litTies += 1;
  }
  for (const [key, group] of groups) {
    pen.strokeStyle = key === "crosses" ? palette.alert : tintOf(frame, key);
    pen.setLineDash(key === "crosses" ? [6, 3] : []);
    pen.lineWidth = group.length > 400 ? 0.7 : 1.3;
    pen.globalAlpha = group.length > 400 ? 0.5 : 0.85;
    pen.beginPath();
    for (const tie of group) traceTie(frame, scene.marks, scene.ties.first[tie], scene.ties.second[tie]);
    pen.stroke();
  }
  pen.setLineDash([]);
}

function paintRows(frame, rows, selected) {
  const place = frame.plan.place;
  rows.sort((a, b) => place[b] - place[a]);
  const near = { ...frame, radius: (row, k) => Math.max(3.5, frame.radius(row, k)) };
  for (const row of rows) paintMark(near, row, 1);
  strokeRing(frame, selected, frame.palette.focus, 4);
  const named = rows.toReversed().filter((row) => row !== selected).slice(0, ASKED_LIT);
  const names = [nameOfMark(frame, selected, true), ...named.map((row) => nameOfMark(frame, row))];
  frame.counts.litLabels = writeLabels(frame, names, { most: NAMED }).length;
}

function nameOfMark(frame, row, bold = false) {
  const { x, y } = centre(frame, row);
  return { text: frame.scene.marks.names[row], x, y, radius: frame.radius(row, frame.k) + (bold ? 6 : 1),
    font: bold ? 15 : 13, bold };
}

function centre({ scene, lie }, row) {
  return { x: scene.marks.x[row] * lie.scale + lie.dx, y: scene.marks.y[row] * lie.scale + lie.dy };
}

/**
 * A ring around a mark.
 * @param {import("./backdrop.js").Frame} frame
 */
export function strokeRing(frame, row, colour, gap) {
  const { x, y } = centre(frame, row);
  const { pen } = frame;
  const radius = Math.max(4, frame.radius(row, frame.k)) + gap;
  for (const [width, style] of [[5, frame.palette.ground], [2.5, colour]]) {
    pen.globalAlpha = 1;
    pen.beginPath();
    traceDisc(pen, x, y, radius);
    pen.lineWidth = width;
    pen.strokeStyle = style;
    pen.stroke();
  }
}

/**
 * The mark under the pointer: a ring and its name.
 * @param {import("./backdrop.js").Frame} frame
 */
export function paintHovered(frame) {
  const { hovered } = frame.state;
  if (hovered < 0) return;
  strokeRing(frame, hovered, frame.palette.text, 3);
  writeLabels(frame, [{ ...nameOfMark(frame, hovered, true), font: 13 }]);
}

// --- path ----------------------------------------------------------------------------------------------------------

function paintPath(frame, from, to) {
  const path = shortestPath(frame.graph, from, to);
  const rows = path.length ? path : [from, to];
  frame.counts.path = path.length;
  const { pen, palette, scene } = frame;
  paintVeil(frame, 0.82);
  pen.strokeStyle = palette.focus;
  pen.lineWidth = 4;
  pen.lineJoin = "round";
  pen.beginPath();
  for (let at = 1; at < path.length; at += 1) traceTie(frame, scene.marks, path[at - 1], path[at]);
  pen.stroke();
  const near = { ...frame, radius: (row, k) => Math.max(6, frame.radius(row, k)) };
  for (const row of rows) {
    paintMark(near, row, 1);
    strokeRing(near, row, palette.focus, 3);
  }
  frame.counts.litLabels = writeLabels(frame, rows.map((row) => nameOfMark(near, row, true))).length;
}

// --- bundle --------------------------------------------------------------------------------------------------------

function paintOpenBundle(frame, at) {
  const { pen, palette, plan, scene } = frame;
  const bundle = scene.bundles[at];
  paintVeil(frame, 0.6);
  strokeTies(frame, tiesOfBundle(frame, bundle));
  for (const { x, y, radius } of endsOf(frame, bundle)) {
    pen.beginPath();
    traceDisc(pen, x, y, radius);
    pen.lineWidth = 2.5;
    pen.globalAlpha = 1;
    pen.strokeStyle = palette.focus;
    pen.stroke();
  }
  const drawn = plan.arcs.find((each) => each.at === at);
  pen.globalAlpha = 0.9;
  pen.strokeStyle = bundle.crosses ? palette.alert : palette.focus;
  if (drawn) strokeArc(frame, drawn.arc, bundleWidth(frame, bundle) + 2, []);
  const names = [bundle.first, bundle.second].map((row) => ({ ...onScreen(frame, scene.communities[row]),
    text: scene.communities[row].name, font: 15, bold: true, place: "above" }));
  frame.counts.litLabels = writeLabels(frame, names).length;
}

function tiesOfBundle(frame, bundle) {
  const { ties, marks } = frame.scene;
  const found = [];
  for (let tie = 0; tie < ties.first.length && found.length < TIE_BUDGET; tie += 1) {
    const [a, b] = [marks.community[ties.first[tie]], marks.community[ties.second[tie]]];
    const joins = (a === bundle.first && b === bundle.second) || (a === bundle.second && b === bundle.first);
    if (joins && isTieOpen(frame, tie)) found.push(tie);
  }
  return found;
}
