// Packed data back into a scene. How each column is coded is told in ecosystem/maps/files/columns.py.

import { unpacked } from "./unpack.js";

/**
 * @typedef {object} Scene
 * What the page draws; fields are named as in ecosystem/maps/scene.py.
 * @property {string} title
 * @property {string} reading
 * @property {string} size_means
 * @property {string} language
 * @property {{as_of: string, snapshot: string, sources: string[], view: string, parameters: object,
 *   shown: number, total: number}} provenance
 * @property {{ids: string[], names: string[], search: string[], kind: Uint8Array, role: Uint8Array, x: Uint16Array,
 *   y: Uint16Array, size: Float32Array, community: Int32Array, rank: Int32Array}} marks
 * @property {{first: Uint32Array, second: Uint32Array, kind: Uint8Array, weight: Float32Array, state: Uint8Array,
 *   labels: string[]}} ties
 * @property {Int32Array} regionOf region of each mark, -1 outside
 * @property {{name: string, x: number, y: number, radius: number, count: number, colour: number}[]} regions
 * @property {{name: string, region: number, x: number, y: number, radius: number, count: number}[]} communities
 * @property {{first: number, second: number, count: number, crosses: boolean, evidence: string[]}[]} bundles
 * @property {{name: string, start: number, stop: number}[]} lanes
 * @property {{x: object, y: object, quadrants: string[]} | null} axes
 * @property {{name: string, labels: string[], codes: Int16Array, sequential: boolean}[]} lenses
 * @property {{channel: string, code: number, label: string, count: number}[]} legend
 * @property {Uint32Array} order rows in the order in which they deserve a label
 * @property {Map<number, string[]>} evidence
 */

const ARRAYS = {
  uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array, uint32: Uint32Array, int32: Int32Array,
  float32: Float32Array, float64: Float64Array,
};

/**
 * The scene of a page.
 * @param {string} text the text of what `pack` made
 * @returns {Promise<Scene>} fails where the browser cannot unpack, or the text was cut
 */
export async function decodeScene(text) {
  const body = new Uint8Array(await unpacked(text));
  const start = 4 + new DataView(body.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(body.subarray(4, start)));
  return sceneOf(head, columnsOf(head.columns, body.subarray(start)));
}

function columnsOf(heads, body) {
  const columns = {};
  let start = 0;
  for (const head of heads) {
    columns[head.name] = column(head, body.subarray(start, start + head.bytes), columns);
    start += head.bytes;
  }
  return columns;
}

function column(head, part, columns) {
  if (head.coding === "text") return texts(part, head.count);
  if (head.coding === "fronts") return fromFronts(part, columns[`${head.name}.fronts`]);
  if (head.type === "text") return new Array(head.count).fill(head.value);
  const values = new ARRAYS[head.type](head.count);
  if (head.coding === "same") return values.fill(head.value);
  if (head.coding === "planes") return fromPlanes(part, values);
  if (head.coding === "inside") return inDiscs(fromPlanes(part, values), head.middles, columns.community);
  if (head.coding === "by_size") return bySize(columns.size, values);
  if (head.coding === "ends") return fromEnds(part, values, columns.first);
  return fromVarints(part, values, head.coding === "steps");
}

function texts(part, count) {
  if (!count) return [];
  const lines = new TextDecoder().decode(part).split("\n");
  return part.includes(92) ? lines.map(unescaped) : lines;
}

// Split first: the n after two backslashes is an n.
const unescaped = (line) => line.split("\\\\").map((part) => part.replaceAll("\\n", "\n")).join("\\");

/** Each text begins like the one before. */
function fromFronts(part, fronts) {
  let before = "";
  return texts(part, fronts.length).map((rest, at) => (before = before.slice(0, fronts[at]) + rest));
}

/** Places are counted from the middle of the community, in zigzag. */
function inDiscs(values, middles, community) {
  for (let at = 0; at < values.length; at += 1) {
    if (community[at] >= 0) values[at] = middles[community[at]] + unzigzag(values[at]);
  }
  return values;
}

function fromPlanes(part, values) {
  const bytes = new Uint8Array(values.buffer);
  const width = values.BYTES_PER_ELEMENT;
  for (let plane = 0; plane < width; plane += 1) {
    const from = plane * values.length;
    for (let at = 0; at < values.length; at += 1) bytes[at * width + plane] = part[from + at];
  }
  return values;
}

/** A reader of varints: each call gives the next number. */
function varints(part) {
  let at = 0;
  return () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = part[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
}

const unzigzag = (value) => (value >>> 1) ^ -(value & 1);

function fromVarints(part, values, steps) {
  const next = varints(part);
  let before = 0;
  for (let at = 0; at < values.length; at += 1) {
    before = steps ? before + unzigzag(next()) : next();
    values[at] = before;
  }
  return values;
}

function fromEnds(part, values, first) {
  const next = varints(part);
  for (let at = 0; at < values.length; at += 1) {
    const base = at && first[at] === first[at - 1] ? values[at - 1] : first[at];
    values[at] = base + unzigzag(next());
  }
  return values;
}

const ROWS = 2 ** 20; // more than there are marks

/**
 * From large to small, among equals by row. Bits of numbers that are not negative stand in the order of the numbers,
 * so bits and row together make one number, and numbers alone are sorted much faster than by a function.
 */
function bySize(size, values) {
  const bits = new Uint32Array(size.map((each) => each + 0).buffer); // -0 becomes 0
  const keys = new Float64Array(size.length);
  for (let row = 0; row < keys.length; row += 1) keys[row] = (0xffffffff - bits[row]) * ROWS + row;
  keys.sort();
  for (let at = 0; at < values.length; at += 1) values[at] = keys[at] % ROWS;
  return values;
}

function sceneOf(head, columns) {
  const { ids, names, search, kind, role, x, y, size, community, rank } = columns;
  const { first, second, tie, weight, state } = columns;
  return {
    ...head,
    columns: undefined,
    marks: { ids, names, search, kind, role, x, y, size, community, rank },
    ties: { first, second, kind: tie, weight, state, labels: head.tie_labels },
    regionOf: community.map((row) => (row < 0 ? -1 : head.communities[row].region)),
    lenses: head.lenses.map((lens, place) => ({ ...lens, codes: columns[`lens${place}`] })),
    order: columns.order,
    evidence: new Map(head.evidence),
  };
}
