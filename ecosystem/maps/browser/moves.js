// How does the map turn to something? The same few moves for search, card, tree, keys and links.

const PANEL_INSTEAD = { list: "legend", legend: "list" }; // they stand in one place

/** Select a mark and go there. @param {any} app @param {number} row */
export function chooseMark(app, row) {
  const { selected, target } = app.store.get();
  app.store.set({ selected: row, bundle: -1, hovered: -1, target: row === selected ? target : -1 });
  app.flyTo(row);
}

/** Open the evidence of a bundle and go where it is. @param {any} app @param {number} place */
export function chooseBundle(app, place) {
  const bundle = app.scene.bundles[place];
  const [a, b] = [app.scene.communities[bundle.first], app.scene.communities[bundle.second]];
  app.store.set({ bundle: place, selected: -1, target: -1, steps: 0, hovered: -1 });
  const span = Math.hypot(a.x - b.x, a.y - b.y) + a.radius + b.radius;
  app.flyTo({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, k: closeness(span) });
}

/** Show a disc, a region or a community. @param {any} app @param {{x: number, y: number, radius: number}} disc */
export function flyToDisc(app, disc) {
  app.flyTo({ x: disc.x, y: disc.y, k: closeness(2.4 * disc.radius) });
}

/** A zoom at which so many steps of the grid fill the view. @param {number} span */
function closeness(span) {
  return Math.min(12, Math.max(1, 52_000 / Math.max(span, 1)));
}

/** Nothing selected, nothing lit. @param {any} app */
export function clearChoice(app) {
  app.store.set({ selected: -1, target: -1, steps: 0, bundle: -1, hovered: -1 });
}

/**
 * Show or hide a panel; on a small screen one at a time.
 * @param {any} app
 * @param {string} name
 * @param {boolean} [open]
 */
export function togglePanel(app, name, open) {
  const panel = new Set(app.store.get().panel);
  const opens = open ?? !panel.has(name);
  if (opens && isSmall()) panel.clear();
  if (opens && PANEL_INSTEAD[name]) panel.delete(PANEL_INSTEAD[name]);
  if (opens) panel.add(name);
  else panel.delete(name);
  app.store.set({ panel });
}

/** Close a panel by its own button: the focus goes to the one that opens it. @param {any} app @param {string} name */
export function closePanel(app, name) {
  togglePanel(app, name, false);
  document.querySelector(`[data-panel="${name}"]`)?.focus();
}

/** Do panels cover the map, one at a time? */
export function isSmall() {
  return matchMedia("(max-width: 760px)").matches;
}
