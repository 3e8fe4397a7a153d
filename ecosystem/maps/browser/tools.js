// What can one do without keys and gestures? Buttons to move and zoom, to open panels, to take the view away.

import { button, make, say } from "./dom.js";
import { homeOf } from "./camera.js";
import { exportMenu } from "./exporting.js";
import { openHelp } from "./help.js";
import { iconButton } from "./icons.js";
import { KEYBOARD_ZOOM, pan, zoom } from "./keyboard.js";
import { firstLens } from "./lens.js";
import { isSmall, togglePanel } from "./moves.js";
import { themeButton } from "./theme.js";

const TOOLS_PANELS = ["card", "legend", "list", "export"];

/** @param {HTMLElement} root @param {any} app */
export function mountTools(root, app) {
  const { words } = app;
  const tool = (name, onclick) => iconButton(name, say(words, `tools.${name}`), onclick);
  const display = make(
    "div",
    { class: "display", role: "group", "aria-label": say(words, "tools.view") },
    tool("in", () => zoom(app, KEYBOARD_ZOOM)),
    tool("out", () => zoom(app, 1 / KEYBOARD_ZOOM)),
    tool("home", () => app.flyTo(homeOf(app.scene))),
    themeButton(app),
    fullScreenButton(app),
  );
  const moves = make(
    "div",
    { class: "display", role: "group", "aria-label": say(words, "tools.move") },
    tool("left", () => pan(app, -1, 0)),
    tool("up", () => pan(app, 0, -1)),
    tool("down", () => pan(app, 0, 1)),
    tool("right", () => pan(app, 1, 0)),
    tool("help", () => openHelp(app)),
  );
  const tabs = make(
    "div",
    { class: "tabs", role: "group", "aria-label": say(words, "tools.panels") },
    ...TOOLS_PANELS.map((name) => panelButton(app, name)),
  );
  root.append(
    make("nav", { id: "tools", class: "panel", "aria-label": say(words, "tools.title") }, tabs, display, moves),
    exportMenu(app),
  );
}

/** Opens a panel, and closes it again. */
function panelButton(app, name) {
  const made = button(say(app.words, `panel.${name}`), "", () => togglePanel(app, name), {
    class: "tab",
    "data-panel": name,
  });
  const show = () => made.setAttribute("aria-expanded", String(app.store.get().panel.has(name)));
  app.store.on((_, changed) => changed.has("panel") && show());
  show();
  return made;
}

/** Where the browser lets a page fill the screen. */
function fullScreenButton(app) {
  if (!document.fullscreenEnabled) return null;
  const toggle = () =>
    document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  return iconButton("full", say(app.words, "tools.full"), toggle);
}

/** Panels and colours at first: what stands beside the map is open, on a small screen nothing. @param {any} app */
export function openFirst(app) {
  app.store.set({ panel: new Set(isSmall() ? [] : ["card", "legend"]), lens: firstLens(app.scene) });
}
