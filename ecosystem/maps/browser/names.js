// Names on the map: which ones ask for a place, and how the placed ones are written.

import { onScreen } from "./backdrop.js";
import { placeLabels, textWidth } from "./labels.js";
import { drawnArcs } from "./lines.js";
import { ROLE } from "./looks.js";
import { pointOf } from "./shapes.js";

export const FAMILY = 'system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const FEWEST = 14;
const MOST = 40;
const FIRST = 5; // places of a list that are named before the regions
const SMALL = 600; // pixels of width
const WHOLE = 60; // ems: what an axis means is not cut
const FEW = 120;
const ASKED = 300; // marks that may ask for a place; they come in order of importance
const TURNS_UNTIL = 1.6; // zoom until which regions take turns in having marks named
const COUNTED = 12; // bundles whose count is written at overview
const COMMUNITY_FROM = 64; // pixels of radius from which a community is named

/**
 * Write all names of a picture: what it is about, regions and communities, lit marks, counts of bundles, other marks.
 * @param {import("./backdrop.js").Frame} frame
 */
export function paintNames(frame) {
  const axes = writeLabels(frame, axisNames(frame), { longest: WHOLE }).map((label) => label.box);
  const fixed = [...laneNames(frame), ...regionNames(frame), ...communityNames(frame)];
  const lit = frame.plan.anyLit ? markNames(frame, (row) => frame.scene.marks.role[row] > 0) : [];
  const clear = { ...frame, obstacles: [...frame.obstacles, ...axes, ...markBoxes(frame)] };
  const wanted = [...lit.filter((name) => name.first), ...fixed, ...lit.filter((name) => !name.first)];
  const first = writeLabels(clear, [...wanted.slice(0, MOST + fixed.length), ...bundleCounts(frame)]);
  const rest = frame.plan.anyLit ? [] : markNames(frame, () => true);
  const among = { ...clear, obstacles: [...clear.obstacles, ...first.map((label) => label.box)] };
  const others = writeLabels(among, rest, { most: mostAt(frame) });
  frame.counts.labels = axes.length + first.length + others.length;
}

/** More names nearer, fewer on a small screen. */
function mostAt({ k, width }) {
  const most = FEWEST + 9 * Math.log2(Math.max(1, k));
  return Math.round(Math.min(MOST, most) * (width < SMALL ? 0.5 : 1));
}

/**
 * Place and write; returns those that found a place.
 * @param {import("./backdrop.js").Frame} frame
 * @param {object[]} wanted candidates of labels.js with `colour`, and `bold`
 * @param {{longest?: number, most?: number}} [options] ems from which a text is cut; how many are written
 */
export function writeLabels(frame, wanted, options = {}) {
  const { width, height, obstacles } = frame;
  const placed = placeLabels(wanted, { width, height, obstacles, ...options });
  for (const label of placed) writeLabel(frame, label, wanted[label.index]);
  return placed;
}

function writeLabel({ pen, palette }, label, { font, bold, colour }) {
  pen.font = `${bold ? 600 : 400} ${font}px ${FAMILY}`;
  pen.textAlign = label.align;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = palette.ground;
  pen.globalAlpha = 0.9;
  const room = label.box[2] - label.box[0];
  pen.strokeText(label.text, label.x, label.y, room);
  pen.globalAlpha = 1;
  pen.fillStyle = colour ?? palette.text;
  pen.fillText(label.text, label.x, label.y, room);
}

function regionNames(frame) {
  const total = Math.max(1, frame.scene.marks.ids.length);
  if (frame.k > 6) return [];
  const largestFirst = frame.scene.regions.filter((region) => region.count).sort((a, b) => b.count - a.count);
  return largestFirst.map((region) => ({
    ...onScreen(frame, region),
    text: region.name,
    font: Math.min(20, 12 + 14 * Math.sqrt(region.count / total)) * (frame.width < SMALL ? 0.75 : 1),
    bold: true,
    place: "above",
  }));
}

/** Communities are named at the top inside their disc, once it is large enough. */
function communityNames(frame) {
  const alone = onlyOnes(frame.scene);
  const found = [];
  frame.scene.communities.forEach((group, row) => {
    const { x, y, radius } = onScreen(frame, group);
    if (radius < COMMUNITY_FROM || alone.has(row)) return;
    const font = Math.min(15, 10 + radius / 60);
    found.push({ text: group.name, x, y: y - radius + font, radius: 0, font, bold: true, place: "centre",
      colour: frame.palette.quiet });
  });
  return found;
}

/** Communities that are their whole region: its name is theirs. */
function onlyOnes({ communities }) {
  const count = new Map();
  for (const group of communities) count.set(group.region, (count.get(group.region) ?? 0) + 1);
  return new Set(communities.flatMap((group, row) => (count.get(group.region) === 1 ? [row] : [])));
}

function markNames(frame, wanted) {
  const { scene, lie, width, height, shown, k, plan } = frame;
  const { x, y, names, role, rank } = scene.marks;
  const order = k < TURNS_UNTIL && !plan.anyLit && scene.regions.length ? plan.leaders : scene.order;
  const found = [];
  for (let at = 0; at < order.length && found.length < ASKED; at += 1) {
    const row = order[at];
    if (!shown[row] || !wanted(row)) continue;
    const [px, py] = [x[row] * lie.scale + lie.dx, y[row] * lie.scale + lie.dy];
    if (px < 0 || py < 0 || px > width || py > height) continue;
    const name = labelOfMark(frame, names[row], px, py, frame.radius(row, k), role[row]);
    found.push({ ...name, first: isFirst(role[row], rank[row]) });
  }
  return found;
}

/** In drawings of few marks no name lies on one. */
function markBoxes({ scene, lie, shown, k, radius }) {
  const { x, y, ids } = scene.marks;
  if (ids.length > FEW) return [];
  return ids.flatMap((_, row) => {
    const [px, py, r] = [x[row] * lie.scale + lie.dx, y[row] * lie.scale + lie.dy, radius(row, k)];
    return shown[row] ? [[px - r, py - r, px + r, py + r]] : [];
  });
}

/** What the drawing is about is named before its regions. */
function isFirst(role, rank) {
  return role === ROLE.SELF || role === ROLE.PATH || (rank > 0 && rank <= FIRST);
}

function labelOfMark({ scene, palette }, text, x, y, r, role) {
  const self = role === ROLE.SELF;
  const large = scene.lanes.length ? 13 : 15; // lanes are narrow
  return { text, x, y, radius: self ? r + 5 : r, font: self ? large : role ? 13 : 12, bold: self,
    colour: self ? palette.focus : palette.text };
}

/** Where marks are lit, they are what is read. */
function bundleCounts(frame) {
  if (frame.plan.anyLit) return [];
  const far = frame.width < SMALL ? COUNTED / 2 : COUNTED;
  return drawnArcs(frame).slice(0, frame.k < 1.5 ? far : MOST).map(({ bundle, arc }) => {
    const middle = pointOf(arc, 0.5);
    const { x, y } = onScreen(frame, { ...middle, radius: 0 });
    return { text: bundle.count.toLocaleString("en"), x, y, radius: 0, font: 11, bold: true, place: "centre",
      colour: bundle.crosses ? frame.palette.alert : frame.palette.quiet };
  });
}

/** A title is as large as its lane is wide, so that neighbours both have one. */
function laneNames({ scene, lie, palette }) {
  return scene.lanes.map((lane) => ({
    text: lane.name, x: ((lane.start + lane.stop) / 2) * lie.scale + lie.dx, y: 16, radius: 0,
    font: laneFont(lane.name, (lane.stop - lane.start) * lie.scale), bold: true, place: "centre", colour: palette.text,
  }));
}

function laneFont(name, width) {
  return Math.max(10, Math.min(15, Math.floor((15 * (width - 12)) / Math.max(1, textWidth(name, 15, true)))));
}

const FAR_END = 65535;

function axisNames(frame) {
  const { scene, lie, palette, height } = frame;
  if (!scene.axes) return [];
  const { x, y, quadrants } = scene.axes;
  const [left, top] = [lie.dx, lie.dy];
  const [right, bottom] = [FAR_END * lie.scale + lie.dx, FAR_END * lie.scale + lie.dy];
  const small = { radius: 0, font: 12, place: "centre", colour: palette.quiet };
  const under = Math.min(bottom + 12, height - 28);
  const named = { ...small, font: 14, bold: true, colour: palette.text };
  return [
    { ...named, text: x.title, x: (left + right) / 2, y: Math.min(bottom + 30, height - 10) },
    { ...named, text: y.title, x: left, y: Math.max(top - 14, 12), place: "side", radius: -14 },
    ...x.ticks.map(([at, text]) => ({ ...small, text, x: at * lie.scale + lie.dx, y: under })),
    ...y.ticks.map(([at, text]) => ({ ...small, text, x: left - 20, y: at * lie.scale + lie.dy })),
    ...quadrants.map((text, at) => ({
      ...small, font: 14, bold: true, text, ...quadrantPlace(frame, text, at),
    })),
  ];
}

/** The name of a quadrant stands at its top: in the middle, or at an end where the middle is taken. */
function quadrantPlace({ scene, lie, obstacles }, text, at) {
  const [across, down] = [dividedAt(scene.axes.x) * lie.scale + lie.dx, dividedAt(scene.axes.y) * lie.scale + lie.dy];
  const y = (at < 2 ? lie.dy : down) + 18;
  const [from, to] = at % 2 ? [across, FAR_END * lie.scale + lie.dx] : [lie.dx, across];
  const half = textWidth(text, 14, true) / 2 + 2;
  const taken = (x) => obstacles.some(([left, top, right, bottom]) =>
    left < x + half && right > x - half && top < y + 11 && bottom > y - 11);
  const middle = (from + to) / 2;
  return { x: [middle, from + half + 6, to - half - 6].find((x) => !taken(x)) ?? middle, y };
}

const dividedAt = (axis) => axis.divide ?? FAR_END / 2;
