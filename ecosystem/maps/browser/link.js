// Which view does a link mean? Everything one sees is written behind the #, and read back from there.

import { button, make, say } from "./dom.js";
import { firstLens } from "./lens.js";

const LINK_VERSION = "v1";
const LINK_PAUSE = 250; // milliseconds without a move until the address follows
const LINK_THEMES = ["auto", "light", "dark"];
const LINK_FARTHEST = 3; // steps

/**
 * The view as text behind a #. Marks are named by kind and id, so that a link outlives new data.
 * @param {any} scene
 * @param {any} state
 */
export function linkOf(scene, state) {
  const { camera } = state;
  const parts = new URLSearchParams();
  parts.set("c", [camera.x.toFixed(1), camera.y.toFixed(1), camera.k.toFixed(4)].map(Number).join(","));
  if (state.selected >= 0) parts.set("s", markName(scene, state.selected));
  if (state.steps) parts.set("n", String(state.steps));
  if (state.target >= 0) parts.set("p", markName(scene, state.target));
  if (state.bundle >= 0) parts.set("b", `${scene.bundles[state.bundle].first}-${scene.bundles[state.bundle].second}`);
  if (state.lens !== firstLens(scene)) parts.set("l", state.lens);
  if (state.hidden.size) parts.set("h", [...state.hidden].sort().join("|"));
  if (state.theme !== "auto") parts.set("t", state.theme);
  return `#${LINK_VERSION}?${parts}`;
}

function markName(scene, row) {
  return `${scene.marks.kind[row]}:${scene.marks.ids[row]}`;
}

/**
 * What a link changes in the state, and what it names that is not there.
 * @param {any} scene
 * @param {string} hash
 * @returns {{patch: Record<string, any>, unknown: string[]}|null} null: no link of this version
 */
export function readLink(scene, hash) {
  if (!hash.startsWith(`#${LINK_VERSION}?`)) return null;
  const parts = new URLSearchParams(hash.slice(LINK_VERSION.length + 2));
  const unknown = [];
  const mark = (name) => rowNamed(scene, parts.get(name), unknown);
  const patch = {
    selected: mark("s"),
    target: mark("p"),
    bundle: bundleNamed(scene, parts.get("b"), unknown),
    lens: lensNamed(scene, parts.get("l"), unknown),
    hidden: hiddenNamed(scene, parts.get("h"), unknown),
    steps: Math.min(LINK_FARTHEST, Math.max(0, Math.trunc(Number(parts.get("n"))) || 0)),
    theme: LINK_THEMES.includes(parts.get("t")) ? parts.get("t") : "auto",
  };
  if (patch.selected < 0) patch.target = -1; // a path has two ends
  const camera = cameraNamed(parts.get("c"));
  if (camera) patch.camera = camera;
  return { patch, unknown };
}

function rowNamed(scene, name, unknown) {
  if (!name) return -1;
  const cut = name.indexOf(":");
  const [kind, id] = [Number(name.slice(0, cut)), name.slice(cut + 1)];
  const row = scene.marks.ids.findIndex((each, place) => each === id && scene.marks.kind[place] === kind);
  if (row < 0) unknown.push(id || name);
  return row;
}

function bundleNamed(scene, name, unknown) {
  if (!name) return -1;
  const place = scene.bundles.findIndex((bundle) => `${bundle.first}-${bundle.second}` === name);
  if (place < 0) unknown.push(name);
  return place;
}

function lensNamed(scene, name, unknown) {
  if (scene.lenses.some((lens) => lens.name === name) || (name === "region" && scene.regions.length)) return name;
  if (name) unknown.push(name);
  return firstLens(scene);
}

function hiddenNamed(scene, text, unknown) {
  const keys = text ? text.split("|") : [];
  unknown.push(...keys.filter((key) => !isKey(scene, key)));
  return new Set(keys.filter((key) => isKey(scene, key)));
}

/** Does the legend have such a key? */
function isKey(scene, key) {
  const cut = key.lastIndexOf(":");
  const [channel, code] = [key.slice(0, cut), Number(key.slice(cut + 1))];
  const lens = scene.lenses.find((each) => `lens:${each.name}` === channel);
  const counts = {
    region: scene.regions.length,
    kind: 5,
    role: 11,
    tie: scene.ties.labels.length,
    state: 5,
    bundle: 2,
  };
  return Number.isInteger(code) && code >= -1 && code < (lens ? lens.labels.length : (counts[channel] ?? -1));
}

function cameraNamed(text) {
  const [x, y, k] = (text ?? "").split(",").map(Number);
  return [x, y, k].every(Number.isFinite) && k > 0 ? { x, y, k } : null;
}

/** Follow links that are opened, and keep the address at what is seen. @param {any} app */
export function followLinks(app) {
  const { store, scene } = app;
  let pause = 0;
  const write = (how) => {
    clearTimeout(pause);
    writeAddress(how, linkOf(scene, store.get()));
  };
  openLink(app);
  store.on((state, changed) => {
    if (app.followsLink || [...changed].every((key) => key === "hovered" || key === "panel")) return;
    if (changed.has("selected") || changed.has("bundle") || changed.has("target")) write("pushState");
    else {
      clearTimeout(pause);
      pause = setTimeout(() => write("replaceState"), LINK_PAUSE);
    }
  });
  addEventListener("hashchange", () => openLink(app));
  addEventListener("popstate", () => openLink(app));
}

/** A page inside another document may have no address of its own: then it stays as it is. */
function writeAddress(how, link) {
  try {
    history[how](null, "", link);
  } catch {
    // the view goes on without an address
  }
}

/** Show what the address names; say what of it is not there. @param {any} app */
export function openLink(app) {
  const read = readLink(app.scene, location.hash);
  if (!read) return;
  app.followsLink = true;
  app.stopFlight?.();
  app.store.set(read.patch);
  app.followsLink = false;
  if (read.unknown.length) app.tell(say(app.words, "link.unknown", { names: read.unknown.join(", ").slice(0, 200) }));
}

/** The address of this view. @param {any} app */
export function addressOf(app) {
  return location.href.split("#")[0] + linkOf(app.scene, app.store.get());
}

/** A button that copies the link and says so; nothing in a frame that has no address. @param {any} app */
export function copyLinkButton(app) {
  if (location.protocol === "about:") return null;
  const attributes = { class: "wide", "data-focus": "copy-link" };
  return button(say(app.words, "link.copy"), "", () => copyLink(app), attributes);
}

async function copyLink(app) {
  const address = addressOf(app);
  const done = (await copiedByClipboard(address)) || copiedBySelection(address);
  app.tell(say(app.words, done ? "link.copied" : "link.by-hand", { address }));
}

async function copiedByClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** For pages without the right to the clipboard. */
function copiedBySelection(text) {
  const field = make("textarea", { class: "unseen", readonly: true }, text);
  const before = document.activeElement;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus();
  return done;
}
