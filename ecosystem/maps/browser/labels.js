// Which names are written, and where, so that none covers another? One greedy placer, in two languages:
// ecosystem/maps/labels.py is the same algorithm, step by step and number by number, and says why.

/**
 * @typedef {[number, number, number, number]} Box  left, top, right, bottom
 * @typedef {{text: string, x: number, y: number, radius: number, font: number,
 *            place?: "side"|"centre"|"above", bold?: boolean, longest?: number|null}} Candidate
 * @typedef {{index: number, x: number, y: number, align: "left"|"right"|"center", text: string, box: Box}} Placed
 */

export const LABEL_LONGEST = 16; // ems
const LABEL_GAP = 4;
const LABEL_HALO = 2;
const LABEL_HALF = 0.62;
const LABEL_STRIP = 32;
const LABEL_BOLD = 112;
const LABEL_JOINER = 0x200d;
const LABEL_ORDER = {
  side: ["right", "left", "above", "below"],
  centre: ["centre", "above", "below"],
  above: ["above", "upper left", "upper right", "below", "centre"],
};

const LABEL_LATIN = [
  [35, " !',./:;IJ\\ijl|"], [46, "\"()*-[]_`frt{}"], [63, "$0123456789?Labcdeghknopqsuvxyz"],
  [74, "ABCDEFGHKNOPQRSTUVXYZ"], [84, "#&+<=>^w~"], [97, "%@MWm"],
];
// First character of a run, hundredths of an em.
const LABEL_RUNS = [
  0x00, 0, 0x7f, 0, 0xa0, 35, 0xa1, 63, 0xc0, 74, 0xe0, 63, 0x100, 68, 0x250, 63, 0x300, 0,
  0x370, 70, 0x400, 76, 0x483, 0, 0x48a, 76, 0x531, 72, 0x591, 0, 0x5be, 62, 0x610, 0, 0x61b, 70,
  0x64b, 0, 0x660, 70, 0x670, 0, 0x671, 70, 0x6d6, 0, 0x6dd, 80, 0xe31, 0, 0xe32, 70, 0xe34, 0,
  0xe3f, 70, 0xe47, 0, 0xe4f, 70, 0x1100, 100, 0x1160, 0, 0x1200, 80, 0x1dc0, 0, 0x1e00, 68,
  0x2000, 50, 0x200b, 0, 0x2010, 50, 0x2014, 100, 0x2016, 50, 0x2026, 100, 0x2028, 0, 0x202f, 35,
  0x2030, 135, 0x2032, 50, 0x205f, 35, 0x2060, 0, 0x2070, 50, 0x20a0, 75, 0x20d0, 0, 0x2100, 100,
  0x302a, 0, 0x3030, 100, 0x3099, 0, 0x309b, 100, 0xa4d0, 75, 0xac00, 100, 0xd7b0, 0, 0xe000, 100,
  0xfb00, 75, 0xfe00, 0, 0xfe10, 100, 0xfe20, 0, 0xfe30, 100, 0xfe70, 75, 0xfeff, 0, 0xff01, 100,
  0xff61, 60, 0xffe0, 100, 0xfff0, 0, 0x10000, 80, 0x1f000, 130, 0x1f3fb, 0, 0x1f400, 130,
  0x20000, 100, 0xe0000, 0,
];
const LABEL_ASCII = new Map();
for (const [width, letters] of LABEL_LATIN) for (const letter of letters) LABEL_ASCII.set(letter.charCodeAt(0), width);
const LABEL_SPACES = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029]);
const LABEL_HIDDEN = [[0x00, 0x1f], [0x7f, 0x9f], [0x200b, 0x200b], [0x200e, 0x200f], [0x202a, 0x202e],
  [0x2060, 0x206f], [0xd800, 0xdfff], [0xfeff, 0xfeff], [0xfff9, 0xfffb], [0xfffe, 0xffff]];

/**
 * Write as many names as there is room for, in order of priority, none over another or over an obstacle.
 * @param {Candidate[]} candidates
 * @param {{width: number, height: number, obstacles?: Box[], most?: number, longest?: number}} options
 * @returns {Placed[]}
 */
export function placeLabels(candidates, options) {
  const { width, height, obstacles = [], most = Infinity, longest = LABEL_LONGEST } = options;
  /** @type {Map<number, Box[]>} */
  const strips = new Map();
  for (const box of obstacles) {
    if (box[2] > 0 && box[0] < width && box[3] > 0 && box[1] < height) {
      rememberBox(strips, [box[0], Math.max(0, box[1]), box[2], Math.min(height, box[3])]);
    }
  }
  /** @type {Placed[]} */
  const placed = [];
  for (let index = 0; index < candidates.length && placed.length < most; index++) {
    const found = firstFreePlace(index, candidates[index], strips, width, height, longest);
    if (found !== null) {
      rememberBox(strips, found.box);
      placed.push(found);
    }
  }
  return placed;
}

/**
 * A name as it is written: on one line, without what cannot be seen, cut at `longest` ems.
 * @param {string} text
 * @param {number} [longest]
 * @param {boolean} [bold]
 */
export function shownText(text, longest = LABEL_LONGEST, bold = false) {
  const most = longest * 100;
  const room = most - letterWidth(0x2026, bold);
  let total = 0;
  /** @type {string[]} */
  const kept = [];
  let fits = 0; // so many characters fit with an ellipsis after them
  for (let letter of text) {
    let code = /** @type {number} */ (letter.codePointAt(0));
    if (LABEL_SPACES.has(code)) {
      letter = " ";
      code = 0x20;
    } else if (isHidden(code)) continue;
    if (code === 0x20 && (kept.length === 0 || kept[kept.length - 1] === " ")) continue;
    total += letterWidth(code, bold);
    if (total > most) return trimmedText(kept, fits) + "…";
    kept.push(letter);
    if (total <= room) fits = kept.length;
  }
  return trimmedText(kept, kept.length);
}

/**
 * Pixels that a text takes, by the table of classes.
 * @param {string} text
 * @param {number} font
 * @param {boolean} [bold]
 */
export function textWidth(text, font, bold = false) {
  let total = 0;
  for (const letter of text) total += letterWidth(/** @type {number} */ (letter.codePointAt(0)), bold);
  return (total * font) / 100;
}

/** @param {string[]} letters @param {number} end */
function trimmedText(letters, end) {
  while (end > 0 && (letters[end - 1] === " " || letters[end - 1].codePointAt(0) === LABEL_JOINER)) end--;
  return letters.slice(0, end).join("");
}

/** @param {number} code @param {boolean} bold */
function letterWidth(code, bold) {
  let width = LABEL_ASCII.get(code);
  if (width === undefined) {
    let low = 0;
    let high = LABEL_RUNS.length / 2;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (LABEL_RUNS[2 * middle] <= code) low = middle;
      else high = middle;
    }
    width = LABEL_RUNS[2 * low + 1];
  }
  return bold ? Math.floor((width * LABEL_BOLD + 50) / 100) : width;
}

/** @param {number} code */
function isHidden(code) {
  if (code >= 0x20 && code < 0x7f) return false;
  return LABEL_HIDDEN.some(([low, high]) => low <= code && code <= high);
}

/**
 * @param {number} index @param {Candidate} each @param {Map<number, Box[]>} strips
 * @param {number} width @param {number} height @param {number} longest
 * @returns {Placed|null}
 */
function firstFreePlace(index, each, strips, width, height, longest) {
  if (!(each.x >= 0 && each.x <= width && each.y >= 0 && each.y <= height)) return null;
  const bold = Boolean(each.bold);
  const text = shownText(each.text, each.longest ?? longest, bold);
  if (text === "") return null;
  const length = textWidth(text, each.font, bold);
  const half = each.font * LABEL_HALF;
  for (const side of LABEL_ORDER[each.place ?? "side"]) {
    const [x, y, align] = labelAnchor(each, side, half);
    const left = align === "left" ? x : align === "right" ? x - length : x - length / 2;
    /** @type {Box} */
    const box = [left - LABEL_HALO, y - half, left + length + LABEL_HALO, y + half];
    const inside = box[0] >= 0 && box[1] >= 0 && box[2] <= width && box[3] <= height;
    if (inside && isFree(strips, box)) return { index, x, y, align, text, box };
  }
  return null;
}

/**
 * @param {Candidate} each @param {string} side @param {number} half
 * @returns {[number, number, "left"|"right"|"center"]}
 */
function labelAnchor(each, side, half) {
  const away = each.radius + LABEL_GAP;
  if (side === "right") return [each.x + away, each.y, "left"];
  if (side === "left") return [each.x - away, each.y, "right"];
  if (side === "above") return [each.x, each.y - away - half, "center"];
  if (side === "upper left") return [each.x + each.radius / 2, each.y - away - half, "right"];
  if (side === "upper right") return [each.x - each.radius / 2, each.y - away - half, "left"];
  return [each.x, side === "below" ? each.y + away + half : each.y, "center"];
}

/** @param {Map<number, Box[]>} strips @param {Box} box */
function rememberBox(strips, box) {
  const last = Math.floor(box[3] / LABEL_STRIP);
  for (let strip = Math.floor(box[1] / LABEL_STRIP); strip <= last; strip++) {
    const there = strips.get(strip);
    if (there === undefined) strips.set(strip, [box]);
    else there.push(box);
  }
}

/** @param {Map<number, Box[]>} strips @param {Box} box */
function isFree(strips, box) {
  const last = Math.floor(box[3] / LABEL_STRIP);
  for (let strip = Math.floor(box[1] / LABEL_STRIP); strip <= last; strip++) {
    for (const other of strips.get(strip) ?? []) {
      if (other[0] < box[2] && box[0] < other[2] && other[1] < box[3] && box[1] < other[3]) return false;
    }
  }
  return true;
}
