// The page comes to life: unpack the scene, paint it, mount the panels, listen.
//
// Where to read on:
//   data      unpack, decode (bytes to scene), graph (who is tied to whom), plan (worked out once), filter
//   state     state (one store), camera (grid to screen and back), flight (how the camera gets somewhere)
//   painting  paint (when what is painted), bitmaps, then the layers from below: backdrop, lines, marks, names, lit;
//             looks, shapes, labels say how things look and where names go
//   asking    pointer, hit (what is under it), keyboard
//   panels    panels lists them; frame says what they take of the map
// Modules are joined by ecosystem/maps/files/html.py in the order of their imports; loader starts the result.

import { decodeScene } from "./decode.js";
import { createFlight } from "./flight.js";
import { boxesOver, insetsOf } from "./frame.js";
import { buildGraph } from "./graph.js";
import { radii } from "./looks.js";
import { createPainter } from "./paint.js";
import { MOUNTS } from "./panels.js";
import { planOf } from "./plan.js";
import { listenToPointer } from "./pointer.js";
import { createStore } from "./state.js";
import { themeSeen } from "./theme.js";

const byId = (id) => document.getElementById(id);

async function boot() {
  const app = appOf(await decodeScene(byId("packed").textContent), window.ecomapAbout);
  for (const mount of MOUNTS) mount(document.body, app);
  listen(app);
  app.painter.start();
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
  const { words, palettes } = about;
  const app = { canvas, scene, words, palettes, graph: buildGraph(scene), store: createStore(scene) };
  Object.assign(app, { plan: planOf(scene), radius: radii(scene) });
  app.store.set({ theme: document.documentElement.dataset.theme ?? "auto" });
  app.theme = () => themeSeen(app.store.get());
  app.obstacles = () => boxesOver(canvas);
  app.insets = () => insetsOf(app);
  app.painter = createPainter(canvas, app);
  const flight = createFlight(app);
  return Object.assign(app, { flyTo: flight.flyTo, stopFlight: flight.stop });
}

function listen(app) {
  const canvas = byId("map");
  app.store.on((_, changed) => app.painter.update(changed));
  listenToPointer(canvas, app);
  new ResizeObserver(() => app.painter.resized()).observe(canvas);
}

boot().catch(window.ecomapFailed);
