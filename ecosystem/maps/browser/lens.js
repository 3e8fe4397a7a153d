// What do the colours mean? A choice of one lens: the regions, or one thing that is known of each mark.

import { make, say } from "./dom.js";
import { lensTitle } from "./keys.js";

/**
 * The choice of the lens; nothing where there is only one.
 * @param {any} app
 * @returns {HTMLElement|null}
 */
export function lensChoice(app) {
  const { scene, store, words } = app;
  if (!scene.lenses.length) return null;
  const names = [...(scene.regions.length ? ["region"] : []), ...scene.lenses.map((lens) => lens.name)];
  const options = names.map((name) => make("option", { value: name }, lensTitle(name, words)));
  const select = make("select", { id: "lens", onchange: () => setLens(app, select.value) }, ...options);
  const follow = () => (select.value = store.get().lens);
  store.on((_, changed) => changed.has("lens") && follow());
  follow();
  return make("p", { class: "field" }, make("label", { for: "lens" }, say(words, "lens.choose")), select);
}

/** What colours mean at first: regions where there are some. @param {any} scene */
export function firstLens(scene) {
  return scene.regions.length ? "region" : (scene.lenses[0]?.name ?? "region");
}

/** Colour by a lens; what the lens before had switched off is shown again. @param {any} app @param {string} name */
export function setLens(app, name) {
  const hidden = [...app.store.get().hidden].filter((key) => !key.startsWith("lens:") && !key.startsWith("region:"));
  app.store.set({ lens: name, hidden: new Set(hidden) });
}
