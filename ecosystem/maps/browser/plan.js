// What is worked out once for a scene, so that painting it again is quick.

import { arcBetween } from "./shapes.js";

/**
 * @typedef {object} Plan
 * @property {Uint32Array} place where each mark stands in the order of the labels
 * @property {number[]} leaders rows that are named at overview: the first of each region, the second of each …
 * @property {Uint32Array} tieOrder ties in the order in which they deserve to be drawn
 * @property {number} lit how many marks the view lights
 * @property {boolean} anyLit whether there are some; then the others are faded
 * @property {Uint32Array} litTies ties between lit marks, and those that are new, gone, changed or predicted
 * @property {boolean} sparse few ties and no bundles: all ties are drawn, and strongly
 * @property {{at: number, bundle: object, arc: import("./shapes.js").Arc}[]} arcs of bundles, on the grid
 * @property {number} mostTies ties in the largest bundle
 */

const FEW_TIES = 1_500;

/** @param {import("./decode.js").Scene} scene @returns {Plan} */
export function planOf(scene) {
  const place = new Uint32Array(scene.order.length);
  scene.order.forEach((row, at) => (place[row] = at));
  const lit = scene.marks.role.reduce((count, role) => count + (role > 0), 0);
  return {
    place,
    leaders: leadersOf(scene),
    tieOrder: orderedTies(scene, place),
    lit,
    anyLit: lit > 0,
    litTies: litTies(scene),
    sparse: scene.ties.first.length <= FEW_TIES && !scene.bundles.length,
    arcs: arcsOf(scene),
    mostTies: scene.bundles.reduce((most, each) => Math.max(most, each.count), 1),
  };
}

const TURNS = 4;

/** Without turns the largest region would have all the names. */
function leadersOf(scene) {
  const turns = Array.from({ length: TURNS }, () => []);
  const met = new Map();
  for (const row of scene.order) {
    const region = scene.regionOf[row];
    const turn = met.get(region) ?? 0;
    if (turn < TURNS) turns[turn].push(row);
    met.set(region, turn + 1);
  }
  return turns.flat();
}

/** By the less important of both ends; sorted by counting, as there may be hundreds of thousands. */
function orderedTies(scene, place) {
  const { first, second } = scene.ties;
  const start = new Uint32Array(place.length + 1);
  const key = (tie) => Math.max(place[first[tie]], place[second[tie]]);
  for (let tie = 0; tie < first.length; tie += 1) start[key(tie) + 1] += 1;
  for (let at = 1; at < start.length; at += 1) start[at] += start[at - 1];
  const order = new Uint32Array(first.length);
  for (let tie = 0; tie < first.length; tie += 1) order[start[key(tie)]++] = tie;
  return order;
}

function litTies(scene) {
  const { first, second, state } = scene.ties;
  const { role } = scene.marks;
  const found = [];
  for (let tie = 0; tie < first.length; tie += 1) {
    if (state[tie] || (role[first[tie]] && role[second[tie]])) found.push(tie);
  }
  return Uint32Array.from(found);
}

function arcsOf(scene) {
  const found = [];
  scene.bundles.forEach((bundle, at) => {
    const arc = arcBetween(scene.communities[bundle.first], scene.communities[bundle.second]);
    if (arc) found.push({ at, bundle, arc });
  });
  return found;
}
