// The page comes to life: unpack the scene, paint it, mount the panels, listen.

import { decodeScene } from "./decode.js";
import { buildGraph } from "./graph.js";
import { createPainter } from "./paint.js";
import { MOUNTS } from "./panels.js";
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
  const scene = await decodeScene(byId("packed").textContent);
  const app = { scene, graph: buildGraph(scene), store: createStore(scene), words: about.words, palettes: about.palettes };
  app.painter = createPainter(byId("map"), app);
  app.flyTo = (to) => {
    const { x, y } = scene.marks;
    const camera = typeof to === "number" ? { x: x[to], y: y[to], k: 8 } : to;
    app.store.set({ camera });
  };
  app.store.on(() => app.painter.repaint());
  for (const mount of MOUNTS) mount(document.body, app);
  app.painter.repaint();
  window.ecomap = { scene, store: app.store, counts: app.painter.counts, app };
  document.body.dataset.ready = "1";
}

boot().catch(giveUp);
