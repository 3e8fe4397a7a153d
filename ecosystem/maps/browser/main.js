// The page comes to life: unpack the scene, paint it, mount the panels, listen.

import { decodeScene } from "./decode.js";
import { createFlight } from "./flight.js";
import { buildGraph } from "./graph.js";
import { createPainter } from "./paint.js";
import { MOUNTS } from "./panels.js";
import { listenToPointer } from "./pointer.js";
import { createStore } from "./state.js";

const byId = (id) => document.getElementById(id);

/** Show the table that is in the page anyway, with a sentence that says why. */
function giveUp(error) {
  byId("fallback").hidden = false;
  byId("failed").hidden = false;
  document.body.dataset.failed = String(error);
}

async function boot() {
  byId("fallback").hidden = true;
  const about = JSON.parse(byId("about").textContent);
  const app = appOf(await decodeScene(byId("packed").textContent), about);
  for (const mount of MOUNTS) mount(document.body, app);
  listen(app);
  app.painter.repaint();
  window.ecomap = { scene: app.scene, store: app.store, graph: app.graph, counts: app.painter.counts, app };
  document.body.dataset.ready = "1";
}

/**
 * What panels get: the scene, who is tied to whom, the state, words, colours, and ways to move.
 * @param {import("./decode.js").Scene} scene
 * @param {{words: object, palettes: object}} about
 */
function appOf(scene, about) {
  const canvas = byId("map");
  const app = { scene, graph: buildGraph(scene), store: createStore(scene), words: about.words, palettes: about.palettes };
  app.store.set({ theme: document.documentElement.dataset.theme ?? "auto" });
  app.theme = () => themeOf(app.store.get().theme);
  app.obstacles = () => boxesOver(canvas);
  app.insets = () => insetsOf(canvas);
  app.painter = createPainter(canvas, app);
  const flight = createFlight(app);
  return Object.assign(app, { flyTo: flight.flyTo, stopFlight: flight.stop });
}

function listen(app) {
  const canvas = byId("map");
  app.store.on((_, changed) => app.painter.update(changed));
  listenToPointer(canvas, app);
  new ResizeObserver(() => app.painter.resized()).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => app.painter.repaint());
  // Paper is light.
  window.addEventListener("beforeprint", () => withTheme(app, "light"));
  window.addEventListener("afterprint", () => withTheme(app, null));
}

/** Paint in another theme without a change of the state. */
function withTheme(app, theme) {
  app.theme = () => theme ?? themeOf(app.store.get().theme);
  app.painter.repaint();
}

function themeOf(chosen) {
  if (chosen !== "auto") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

// --- what stands over the map --------------------------------------------------------------------------------------

const PANELS_OVER = "#head, aside, [data-obstacle]";
const TALL = 0.45; // share of the height from which a panel takes its side of the map altogether

/** Boxes of panels that lie over the canvas, in its pixels. */
function boxesOver(canvas) {
  const map = canvas.getBoundingClientRect();
  return [...document.querySelectorAll(PANELS_OVER)]
    .map((panel) => panel.getBoundingClientRect())
    .filter((box) => box.width && box.right > map.left && box.left < map.right)
    .map((box) => [box.left - map.left, box.top - map.top, box.right - map.left, box.bottom - map.top]);
}

function insetsOf(canvas) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (width < 900) return { left: 0, right: 0 };
  const tall = boxesOver(canvas).filter((box) => box[3] - box[1] > TALL * height);
  const ends = (boxes, end) => boxes.reduce((most, box) => Math.max(most, end(box)), 0);
  return {
    left: ends(tall.filter((box) => box[2] < 0.4 * width), (box) => box[2]),
    right: ends(tall.filter((box) => box[0] > 0.6 * width), (box) => width - box[0]),
  };
}

boot().catch(giveUp);
