// Who is tied to whom: neighbours, surroundings and shortest paths over all ties of a scene.

/**
 * @typedef {object} Graph
 * @property {Uint32Array} start where the neighbours of a row begin in `other`; one longer than there are rows
 * @property {Uint32Array} other rows at the other ends
 * @property {Uint32Array} tie the tie of each of these
 */

/**
 * Both directions of every tie, in rows one after another.
 * @param {import("./decode.js").Scene} scene
 * @returns {Graph}
 */
export function buildGraph(scene) {
  const { first, second } = scene.ties;
  const start = new Uint32Array(scene.marks.ids.length + 1);
  for (let tie = 0; tie < first.length; tie += 1) {
    start[first[tie] + 1] += 1;
    start[second[tie] + 1] += 1;
  }
  for (let row = 1; row < start.length; row += 1) start[row] += start[row - 1];
  const free = start.slice();
  const graph = { start, other: new Uint32Array(2 * first.length), tie: new Uint32Array(2 * first.length) };
  const put = (row, other, tie) => {
    graph.other[free[row]] = other;
    graph.tie[free[row]++] = tie;
  };
  for (let tie = 0; tie < first.length; tie += 1) {
    put(first[tie], second[tie], tie);
    put(second[tie], first[tie], tie);
  }
  return graph;
}

/** Rows tied to a row, each once. @param {Graph} graph @param {number} row @returns {number[]} */
export function neighbours(graph, row) {
  const found = new Set(graph.other.subarray(graph.start[row], graph.start[row + 1]));
  found.delete(row);
  return [...found];
}

/** Ties of a row. @param {Graph} graph @param {number} row @returns {Uint32Array} */
export const tiesOf = (graph, row) => graph.tie.subarray(graph.start[row], graph.start[row + 1]);

/**
 * How many steps each mark is away, as far as `steps`.
 * @param {Graph} graph
 * @param {number} row
 * @param {number} steps
 * @returns {Map<number, number>} row to steps; the row itself is 0 steps away
 */
export function within(graph, row, steps) {
  const found = new Map([[row, 0]]);
  let edge = [row];
  for (let step = 1; step <= steps && edge.length; step += 1) {
    const next = [];
    for (const from of edge) {
      for (const to of neighbours(graph, from)) {
        if (found.has(to)) continue;
        found.set(to, step);
        next.push(to);
      }
    }
    edge = next;
  }
  return found;
}

/**
 * Rows from one mark to another by the fewest ties; among equals by the smallest rows.
 * @param {Graph} graph
 * @param {number} from
 * @param {number} to
 * @returns {number[]} both ends included; empty where no way leads there
 */
export function shortestPath(graph, from, to) {
  const came = new Int32Array(graph.start.length - 1).fill(-1);
  came[from] = from;
  let edge = [from];
  while (edge.length && came[to] < 0) {
    const next = [];
    for (const row of edge) {
      for (const other of graph.other.subarray(graph.start[row], graph.start[row + 1])) {
        if (came[other] >= 0) continue;
        came[other] = row;
        next.push(other);
      }
    }
    edge = next.sort((a, b) => a - b);
  }
  if (came[to] < 0) return [];
  const path = [to];
  while (path[0] !== from) path.unshift(came[path[0]]);
  return path;
}
