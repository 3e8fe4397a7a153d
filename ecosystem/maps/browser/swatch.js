// What does a key of the legend look like? Drawn by any pen: on the page, on the canvas of a PNG, into an SVG.

import { make } from "./dom.js";
import { coloursOf, isHollow, ringOf, ROLE } from "./looks.js";
import { traceMark } from "./shapes.js";
import { drawn, SvgPen } from "./svgpen.js";

export const SWATCH_SIZE = 20;
const SWATCH_RADIUS = 6;
const SWATCH_DASHES = [[], [], [2, 4], [9, 3, 2, 3], [6, 4]]; // by the state of a tie, as on the map

/**
 * Draw a key into a square of 20 whose upper left corner is given.
 * @param {CanvasRenderingContext2D} pen
 * @param {any} scene
 * @param {any} palette
 * @param {{channel: string, code: number}} key
 * @param {{x: number, y: number}} corner
 */
export function paintKey(pen, scene, palette, key, { x, y }) {
  const { channel, code } = key;
  pen.globalAlpha = 1;
  pen.setLineDash([]);
  const middle = { x: x + SWATCH_SIZE / 2, y: y + SWATCH_SIZE / 2 };
  if (channel === "kind") paintShape(pen, middle, { kind: code, fill: palette.quiet, line: palette.text, width: 1 });
  else if (channel === "role") paintRole(pen, middle, palette, code);
  else if (channel === "tie") paintLine(pen, middle, { line: palette.tie, width: 2 });
  else if (channel === "state")
    paintLine(pen, middle, { line: stateLine(palette, code), width: 2.2, dash: SWATCH_DASHES[code] });
  else if (channel === "bundle") paintBundle(pen, middle, palette, code);
  else paintColour(pen, middle, scene, palette, key);
  pen.setLineDash([]);
}

function paintShape(pen, { x, y }, { kind = 0, fill, line, width, dash = [] }) {
  pen.beginPath();
  traceMark(pen, kind, x, y, SWATCH_RADIUS);
  pen.fillStyle = fill;
  pen.fill();
  pen.strokeStyle = line;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.stroke();
}

function paintRole(pen, middle, palette, role) {
  const fill = isHollow(role) ? palette.ground : palette.unknown;
  const dash = role === ROLE.NEXT || role === ROLE.LEFT ? [3, 2] : [];
  paintShape(pen, middle, { fill, line: ringOf(role, palette) ?? palette.quiet, width: role ? 2.2 : 1, dash });
  if (role === ROLE.SELF) paintKeyRing(pen, middle, palette.focus);
  if (role === ROLE.LEFT)
    paintStrokesAt(pen, middle, palette.alert, [
      [-5, -5, 5, 5],
      [-5, 5, 5, -5],
    ]);
  if (role === ROLE.ENTERED)
    paintStrokesAt(pen, middle, palette.good, [
      [2, -6, 10, -6],
      [6, -10, 6, -2],
    ]);
}

function paintKeyRing(pen, { x, y }, line) {
  pen.beginPath();
  traceMark(pen, 0, x, y, SWATCH_RADIUS + 3);
  pen.strokeStyle = line;
  pen.lineWidth = 1.5;
  pen.stroke();
}

function paintStrokesAt(pen, { x, y }, line, strokes) {
  pen.beginPath();
  for (const [x0, y0, x1, y1] of strokes) {
    pen.moveTo(x + x0, y + y0);
    pen.lineTo(x + x1, y + y1);
  }
  pen.setLineDash([]);
  pen.strokeStyle = line;
  pen.lineWidth = 2;
  pen.stroke();
}

function paintLine(pen, { x, y }, { line, width, dash = [] }) {
  pen.beginPath();
  pen.moveTo(x - 9, y);
  pen.lineTo(x + 9, y);
  pen.strokeStyle = line;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.stroke();
}

function stateLine(palette, state) {
  return [palette.tie, palette.good, palette.quiet, palette.alert, palette.focus][state];
}

function paintBundle(pen, { x, y }, palette, crosses) {
  pen.beginPath();
  pen.moveTo(x - 9, y + 4);
  pen.quadraticCurveTo(x, y - 8, x + 9, y + 4);
  pen.strokeStyle = crosses ? palette.alert : palette.tie;
  pen.lineWidth = 3;
  pen.setLineDash(crosses ? [5, 3] : []);
  pen.stroke();
}

/** A colour; what is unknown is hollow and hatched. */
function paintColour(pen, middle, scene, palette, { channel, code }) {
  const colours = coloursOf(scene, channel.startsWith("lens:") ? channel.slice(5) : "region", palette);
  const place = channel === "region" ? (scene.regions[code]?.colour ?? -1) : code;
  const at = place < 0 ? colours.fills.length - 1 : place;
  const unknown = code < 0 && channel !== "region";
  paintShape(pen, middle, {
    fill: unknown ? palette.ground : colours.fills[at],
    line: colours.outlines[at],
    width: 1.4,
  });
  if (unknown) hatch(pen, middle, colours.outlines[at]);
}

function hatch(pen, { x, y }, line) {
  pen.beginPath();
  for (const shift of [-3, 0, 3]) {
    pen.moveTo(x - 3 + shift, y + 3 + shift / 2);
    pen.lineTo(x + 3 + shift, y - 3 + shift / 2);
  }
  pen.strokeStyle = line;
  pen.lineWidth = 1;
  pen.stroke();
}

/** A swatch for the page. @param {any} scene @param {any} palette @param {any} key */
export function swatch(scene, palette, key) {
  const pen = new SvgPen();
  paintKey(pen, scene, palette, key, { x: 0, y: 0 });
  const box = {
    width: SWATCH_SIZE,
    height: SWATCH_SIZE,
    viewBox: `0 0 ${SWATCH_SIZE} ${SWATCH_SIZE}`,
    "aria-hidden": "true",
    focusable: "false",
  };
  return make("span", { class: "swatch" }, drawn("svg", box, ...pen.elements));
}
