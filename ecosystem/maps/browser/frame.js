// What do panels take of the map? Names keep clear of them, and the whole map fits between them.

const FRAME_LEFT = 352;
const FRAME_RIGHT = 288;
const FRAME_WIDE = 900; // pixels from which panels stand beside the map
const FRAME_WIDER = 1100;

/** Boxes of panels that lie over the canvas, in its pixels. @param {HTMLCanvasElement} canvas */
export function boxesOver(canvas) {
  const map = canvas.getBoundingClientRect();
  return [...document.querySelectorAll(".panel:not([hidden])")]
    .map((panel) => panel.getBoundingClientRect())
    .filter((box) => box.width && box.right > map.left && box.left < map.right && box.bottom > map.top && box.top < map.bottom)
    .map((box) => [box.left - map.left, box.top - map.top, box.right - map.left, box.bottom - map.top]);
}

/** What panels take at the sides; the same whatever the card says, so that the map does not jump. @param {any} app */
export function insetsOf(app) {
  const width = app.canvas.clientWidth;
  if (width < FRAME_WIDE || document.documentElement.dataset.print) return { left: 0, right: 0 };
  const legend = width >= FRAME_WIDER && app.store.get().panel.has("legend");
  return { left: FRAME_LEFT, right: legend ? FRAME_RIGHT : 0 };
}

/** Let the style know how high the title and the tools are. @param {HTMLElement} root @param {any} app */
export function mountFrame(root, app) {
  const sides = { "--under-head": document.getElementById("head"), "--over-tools": document.getElementById("tools") };
  const measure = () => {
    const { style } = document.documentElement;
    const small = matchMedia("(max-width: 760px)").matches;
    const heights = Object.values(sides).map((panel) => panel.offsetHeight + (small ? 0 : 24));
    Object.keys(sides).forEach((name, place) => style.setProperty(name, `${heights[place]}px`));
  };
  const watch = new ResizeObserver(measure);
  for (const panel of Object.values(sides)) watch.observe(panel);
  app.store.on((_, changed) => changed.has("panel") && app.painter.repaint());
  measure();
}
