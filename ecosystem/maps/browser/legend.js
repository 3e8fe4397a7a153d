// What does each colour, shape and line mean, and of how many? Each key is a switch; a second button leaves only it.

import { button, make, nameOf, refill, say, written } from "./dom.js";
import { iconButton } from "./icons.js";
import { legendGroups, shownByCode, shownNow } from "./keys.js";
import { lensChoice } from "./lens.js";
import { closePanel } from "./moves.js";
import { swatch } from "./swatch.js";
import { coloursSeen } from "./theme.js";
import { countSentence } from "./voice.js";

/** @param {HTMLElement} root @param {any} app */
export function mountLegend(root, app) {
  const { store, words } = app;
  const body = make("div", { class: "groups" });
  const shown = make("p", { class: "shown" });
  const close = iconButton("close", say(words, "panel.close"), () => closePanel(app, "legend"), {
    class: "close",
  });
  const panel = make(
    "aside",
    { id: "legend", class: "panel", "aria-labelledby": "legend-title" },
    make("h2", { id: "legend-title" }, say(words, "legend.title")),
    close,
    lensChoice(app),
    shown,
    body,
    make("p", { class: "hint" }, say(words, "legend.hint")),
  );
  const show = () => {
    refill(
      body,
      ...legendGroups(app.scene, store.get(), words).map((group) => groupElement(app, group)),
      sizeElement(app),
    );
    refill(shown, ...shownLine(app));
  };
  const open = () => (panel.hidden = !store.get().panel.has("legend"));
  store.on((_, changed) => {
    if (changed.has("hidden") || changed.has("lens")) show();
    if (changed.has("panel")) open();
  });
  app.onTheme.push(show);
  show();
  open();
  root.append(panel);
}

/** How many are shown, and the way back to all of them. */
function shownLine(app) {
  const some = app.store.get().hidden.size > 0;
  const all = button(say(app.words, "legend.all"), "", () => app.store.set({ hidden: new Set() }), {
    "data-focus": "all",
    class: "plain",
  });
  return [make("span", {}, countSentence(app)), ...(some ? [" ", all] : [])].map((part) =>
    part instanceof Node ? part : document.createTextNode(part),
  );
}

function groupElement(app, group) {
  const shown = shownByCode(app.scene, group.channel, shownNow(app));
  const lines = group.keys.map((key) => keyElement(app, group, key, shown));
  const order = group.sequential ? [make("p", { class: "hint" }, say(app.words, "legend.order"))] : [];
  return make("section", {}, make("h3", {}, group.title), ...order, make("ul", {}, ...lines));
}

/** A key: its switch says what it means and of how many, as "41 of 137" where filters leave fewer of what is drawn. */
function keyElement(app, group, key, shown) {
  const off = app.store.get().hidden.has(key.id);
  const [all, left] = shown ? [shown.all.get(key.code) ?? 0, shown.left.get(key.code) ?? 0] : [key.count, key.count];
  const count = off || left === all ? written(key.count) : say(app.words, "legend.some", { shown: left, count: all });
  const toggle = make(
    "button",
    {
      type: "button",
      class: "key",
      "aria-pressed": String(!off),
      "data-focus": key.id,
      "data-key": key.id,
      "data-count": key.count,
      "data-shown": off ? 0 : left,
      onclick: () => toggleKey(app, key.id),
    },
    swatch(app.scene, coloursSeen(app), key),
    make("span", { class: "label" }, nameOf(key.label)),
    make("span", { class: "count" }, count),
  );
  const only = iconButton(
    "only",
    say(app.words, "legend.only", { label: key.label }),
    () => onlyKey(app, group, key.id),
    { class: "only", "data-focus": `only ${key.id}` },
  );
  return make("li", {}, toggle, group.keys.length > 1 ? only : null);
}

/** @param {any} app @param {string} id */
export function toggleKey(app, id) {
  const hidden = new Set(app.store.get().hidden);
  if (!hidden.delete(id)) hidden.add(id);
  app.store.set({ hidden });
}

/** Leave only one key of its group; if it is the only one already, show all of them again. */
function onlyKey(app, group, id) {
  const hidden = new Set(app.store.get().hidden);
  const others = group.keys.map((key) => key.id).filter((each) => each !== id);
  const alone = !hidden.has(id) && others.every((each) => hidden.has(each));
  hidden.delete(id);
  for (const each of others) alone ? hidden.delete(each) : hidden.add(each);
  app.store.set({ hidden });
}

/** Size is no switch: it says what a larger mark has more of. */
function sizeElement(app) {
  const { scene, words } = app;
  return make(
    "section",
    {},
    make("h3", {}, say(words, "legend.size")),
    make("p", { class: "larger" }, nameOf(say(words, "legend.larger", { measure: scene.size_means }))),
  );
}
