// What do panels take of the map? Names keep clear of them, and the whole map fits between them.

import { isSmall } from "./moves.js";

const FRAME_SHEETS = ["card", "legend", "list", "export"];
const FRAME_LEFT = 352;
const FRAME_RIGHT = 288;
const FRAME_LIST = 364;
const FRAME_WIDE = 900; // pixels from which panels stand beside the map
const FRAME_WIDER = 1100;

/** Boxes of panels that lie over the canvas, in its pixels. @param {HTMLCanvasElement} canvas */
export function boxesOver(canvas) {
  const map = canvas.getBoundingClientRect();
  return [...document.querySelectorAll(".panel:not([hidden])")]
    .map((panel) => panel.getBoundingClientRect())
    .filter(
      (box) =>
        box.width && box.right > map.left && box.left < map.right && box.bottom > map.top && box.top < map.bottom,
    )
    .map((box) => [box.left - map.left, box.top - map.top, box.right - map.left, box.bottom - map.top]);
}

/** What panels take at the sides; the same whatever the card says, so that the map does not jump. @param {any} app */
export function insetsOf(app) {
  const width = app.canvas.clientWidth;
  if (width < FRAME_WIDE || document.documentElement.dataset.print) return { left: 0, right: 0 };
  const right = app.store.get().panel.has("list") ? FRAME_LIST : FRAME_RIGHT;
  return { left: FRAME_LEFT, right: width >= FRAME_WIDER ? right : 0 };
}

/**
 * Let the style know how high the title, the tools and an open sheet are.
 * @param {HTMLElement} root
 * @param {any} app
 */
export function mountFrame(root, app) {
  const panels = [...root.querySelectorAll(".panel")];
  const heightOf = (id) => document.getElementById(id).offsetHeight;
  const measure = () => {
    const [gap, small] = isSmall() ? [0, true] : [24, false];
    const sheet = small ? Math.max(0, ...FRAME_SHEETS.map(heightOf)) : 0;
    const sides = { "--under-head": heightOf("head") + gap, "--over-tools": heightOf("tools") + gap, "--sheet": sheet };
    for (const [name, pixels] of Object.entries(sides)) document.documentElement.style.setProperty(name, `${pixels}px`);
  };
  const watch = new ResizeObserver(measure);
  for (const panel of panels) watch.observe(panel);
  app.store.on((_, changed) => changed.has("panel") && app.painter.repaint());
  measure();
}
