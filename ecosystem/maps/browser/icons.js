// What stands on a button without words? Drawn signs: fonts of other machines may lack them.

import { button } from "./dom.js";
import { traceMark } from "./shapes.js";
import { drawn, SvgPen } from "./svgpen.js";

const ICONS = {
  in: "M10 4v12M4 10h12",
  out: "M4 10h12",
  home: "M3 10l7-6 7 6M5 9v7h10V9",
  left: "M16 10H5M10 5l-5 5 5 5",
  right: "M4 10h11M10 5l5 5-5 5",
  up: "M10 16V5M5 10l5-5 5 5",
  down: "M10 4v11M5 10l5 5 5-5",
  full: "M4 8V4h4M16 8V4h-4M4 12v4h4M16 12v4h-4",
  help: "M7 7.5a3 3 0 1 1 4.6 2.6C10.5 10.8 10 11.4 10 12.5M10 15.5v.6",
  close: "M5 5l10 10M15 5L5 15",
  only: "M10 4a6 6 0 1 0 0 12a6 6 0 1 0 0-12M10 8.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3",
  auto: "M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13v13M12.5 4.5v11M15 6.3v7.4",
  light:
    "M10 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M10 1.5v2M10 16.5v2" +
    "M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6L16 16M4 16l1.4-1.4M14.6 5.4L16 4",
  closed: "M8 6l4 4-4 4",
  open: "M6 8l4 4 4-4",
  dark: "M15.5 12.5A6.5 6.5 0 1 1 8.5 3.6A5.5 5.5 0 0 0 15.5 12.5z",
};

/** A sign as SVG, in the colour of the text. @param {string} name */
export function icon(name) {
  const stroke = {
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.7,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  };
  return drawn(
    "svg",
    { width: 20, height: 20, viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    drawn("path", { d: ICONS[name], ...stroke }),
  );
}

/** The shape of a kind of mark, as on the map. @param {number} kind */
export function shapeIcon(kind) {
  const pen = new SvgPen();
  traceMark(pen, kind, 6, 6, 4);
  return drawn(
    "svg",
    { width: 12, height: 12, viewBox: "0 0 12 12", "aria-hidden": "true", focusable: "false", class: "sign" },
    drawn("path", { d: pen.path, fill: "currentColor" }),
  );
}

/**
 * A button with a sign, and what it does in words for those who do not see it and those who wait over it.
 * @param {string} name
 * @param {string} label
 * @param {(event: Event) => void} onclick
 * @param {Record<string, any>} [attributes]
 */
export function iconButton(name, label, onclick, attributes = {}) {
  const made = button("", "", onclick, { "aria-label": label, title: label, class: "tool", ...attributes });
  made.append(icon(name));
  return made;
}
