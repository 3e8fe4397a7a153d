// What does a mark look like? Shape by kind, colour by region or lens, size by the stated measure, role by its ring.
// Drawings in Python follow the same rules: ecosystem/maps/files/looks.py.

export const ROLE = {
  OTHER: 0, SELF: 1, PARTNER: 2, CANDIDATE: 3, HELD: 4, NEXT: 5, LACKING: 6, ENTERED: 7, LEFT: 8, CHANGED: 9, PATH: 10,
};

const LARGER = { [ROLE.SELF]: 1.5, [ROLE.CANDIDATE]: 1.3 };
const SMALLEST_LIT = 4.5;
const SMALLEST_HOLLOW = 5.5; // an outline needs room
const LARGEST = 18;
const NEED = 4;

/** Predicted, lacking or gone: an outline without a filling. @param {number} role */
export const isHollow = (role) => role === ROLE.NEXT || role === ROLE.LACKING || role === ROLE.LEFT;

/**
 * The colour in which a role is outlined, or undefined.
 * @param {number} role
 * @param {object} palette
 */
export function ringOf(role, palette) {
  if (role === ROLE.SELF || role === ROLE.PATH || role === ROLE.CHANGED) return palette.focus;
  if (role === ROLE.LACKING || role === ROLE.LEFT) return palette.alert;
  if (role === ROLE.ENTERED) return palette.good;
  return role === ROLE.CANDIDATE || role === ROLE.PARTNER ? palette.text : undefined;
}

/**
 * Radii in pixels: area by the measure; the more marks, the smaller all of them; the nearer, the larger.
 * @param {import("./decode.js").Scene} scene
 * @returns {(row: number, k: number, part?: number) => number} part: of the usual size, on small screens
 */
export function radii(scene) {
  const { size, role, kind } = scene.marks;
  const count = Math.max(30, size.length);
  const most = size.reduce((a, b) => Math.max(a, b), 1);
  const [smallest, largest] = [5.5 / count ** 0.13, 30 / count ** 0.15];
  const base = size.map((each) => smallest + (largest - smallest) * Math.sqrt(each / most));
  const crowd = crowdOf(scene, base);
  return (row, k, part = 1) => {
    const near = part * crowd * base[row] * (LARGER[role[row]] ?? 1) * (kind[row] === NEED ? 1.3 : 1) * k ** 0.45;
    const least = isHollow(role[row]) ? SMALLEST_HOLLOW : role[row] ? SMALLEST_LIT : 0;
    return Math.min(LARGEST, Math.max(near, least));
  };
}

const USUAL = 800; // pixels that the whole map takes on a usual screen
const COVERED = 0.17; // share of a community that its marks may cover

/** Smaller where the marks would cover their communities, so that lines between them are seen. */
function crowdOf(scene, base) {
  if (!scene.communities.length) return 1;
  const area = (sum, radius) => sum + radius * radius;
  const room = scene.communities.map((group) => (group.radius * USUAL) / 65_535).reduce(area, 0);
  return Math.min(1, Math.sqrt((COVERED * room) / Math.max(1, base.reduce(area, 0))));
}

/**
 * Colours of a lens: a position for each mark, and fills and outlines by position; the last is for what is unknown.
 * @param {import("./decode.js").Scene} scene
 * @param {string} name "region" or the name of a lens
 * @param {object} palette
 * @returns {{codes: Uint16Array, fills: string[], outlines: string[]}}
 */
export function coloursOf(scene, name, palette) {
  const lens = scene.lenses.find((each) => each.name === name);
  if (!lens) {
    const fills = [...palette.regions, palette.unknown];
    const colour = (region) => (region < 0 ? -1 : scene.regions[region].colour);
    return { codes: coded(scene.regionOf, colour, fills), fills, outlines: [...palette.outlines, palette.quiet] };
  }
  const steps = lens.labels.map((_, code) => code);
  const fills = lens.sequential ? scaleOf(palette, steps.length) : turned(palette.regions, steps);
  const outlines = lens.sequential ? steps.map(() => palette.text) : turned(palette.outlines, steps);
  const all = [...fills, palette.unknown];
  return { codes: coded(lens.codes, (code) => code, all), fills: all, outlines: [...outlines, palette.quiet] };
}

/**
 * So many steps of the scale from its low to its high end.
 * @param {{scale: string[]}} palette
 * @param {number} count
 * @returns {string[]}
 */
export function scaleOf(palette, count) {
  const stops = palette.scale.map((stop) => [1, 3, 5].map((at) => parseInt(stop.slice(at, at + 2), 16)));
  return Array.from({ length: count }, (_, step) => {
    const where = count > 1 ? (step * (stops.length - 1)) / (count - 1) : (stops.length - 1) / 2;
    const low = Math.min(Math.floor(where), stops.length - 2);
    const mixed = stops[low].map((part, at) => Math.round(part + (where - low) * (stops[low + 1][at] - part)));
    return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  });
}

function coded(column, code, fills) {
  const unknown = fills.length - 1;
  const found = new Uint16Array(column.length);
  for (let row = 0; row < column.length; row += 1) {
    const value = code(column[row]);
    found[row] = value >= 0 ? value : unknown;
  }
  return found;
}

const turned = (colours, steps) => steps.map((step) => colours[step % colours.length]);
