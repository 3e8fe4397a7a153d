// A page within a widget: what is selected, hidden and looked at goes out to it, and comes in from it.

const BRIDGE_PAUSE = 120; // milliseconds between two messages at least
const BRIDGE_KINDS = ["", "capability:", "patent:", "channel:", "need:"];
const BRIDGE_KEYS = ["selected", "target", "hidden", "camera"];

/**
 * Only a page whose document says `data-bridge` talks to the one around it.
 * @param {HTMLElement} _ @param {any} app
 */
export function mountBridge(_, app) {
  if (window.parent === window || !document.documentElement.dataset.bridge) return;
  let waiting = 0;
  const tell = () => {
    waiting = 0;
    window.parent.postMessage({ ecomap: "state", ...bridgeState(app) }, "*");
  };
  app.store.on((_state, changed) => {
    if (!waiting && BRIDGE_KEYS.some((key) => changed.has(key))) waiting = setTimeout(tell, BRIDGE_PAUSE);
  });
  addEventListener("message", (event) => {
    if (event.source === window.parent && event.data?.ecomap === "set") app.store.set(bridgePatch(app, event.data));
  });
  window.parent.postMessage({ ecomap: "ready" }, "*");
}

/** @param {any} app */
function bridgeState({ scene, store }) {
  const { selected, target, hidden, camera } = store.get();
  const named = (row) => BRIDGE_KINDS[scene.marks.kind[row]] + scene.marks.ids[row];
  return { selection: [selected, target].filter((row) => row >= 0).map(named), filters: [...hidden].sort(), camera: { ...camera } };
}

/** @param {any} app @param {any} told */
function bridgePatch({ scene }, told) {
  const patch = {};
  if (Array.isArray(told.selection)) {
    const rows = told.selection.map((name) => bridgeRow(scene, String(name))).filter((row) => row >= 0);
    Object.assign(patch, { selected: rows[0] ?? -1, target: rows[1] ?? -1 });
  }
  if (Array.isArray(told.filters)) patch.hidden = new Set(told.filters.map(String));
  const { x, y, k } = told.camera ?? {};
  if ([x, y, k].every(Number.isFinite) && k > 0) patch.camera = { x, y, k };
  return patch;
}

function bridgeRow(scene, name) {
  return scene.marks.ids.findIndex((id, row) => BRIDGE_KINDS[scene.marks.kind[row]] + id === name);
}
