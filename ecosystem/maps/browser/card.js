// What is known of the selected mark, and why is it there? Reasons first, then ties, surroundings and paths.

import { bundleCard } from "./bundlecard.js";
import { button, make, nameOf, refill, say, written } from "./dom.js";
import { iconButton, shapeIcon } from "./icons.js";
import { kindOf, labelOfKey, lensTitle, placeOf, shownNow } from "./keys.js";
import { clearChoice, closePanel } from "./moves.js";
import { overview } from "./overview.js";
import { pathPart } from "./path.js";
import { stepsPart } from "./steps.js";
import { tiesPart } from "./tielist.js";

/** @param {HTMLElement} root @param {any} app */
export function mountCard(root, app) {
  const { store, words } = app;
  const body = make("div", { class: "body" });
  const panel = make(
    "section",
    { id: "card", class: "panel", "aria-label": say(words, "card.title"), tabindex: "-1" },
    body,
  );
  const close = iconButton("close", say(words, "panel.close"), () => closeCard(app), {
    class: "close",
    "data-focus": "close",
  });
  panel.append(close);
  const fill = () => {
    const { selected, bundle } = store.get();
    refill(body, ...(selected >= 0 ? markCard(app, selected) : bundle >= 0 ? bundleCard(app, bundle) : overview(app)));
  };
  const show = () => {
    const { selected, bundle, panel: open } = store.get();
    panel.hidden = selected < 0 && bundle < 0 && !open.has("card");
  };
  store.on((_, changed) => {
    if (["selected", "bundle", "steps", "target", "hidden"].some((key) => changed.has(key))) fill();
    if (changed.has("selected") || changed.has("bundle")) panel.scrollTop = 0;
    show();
  });
  fill();
  show();
  root.append(panel);
}

function closeCard(app) {
  const { selected, bundle } = app.store.get();
  if (selected < 0 && bundle < 0) return closePanel(app, "card");
  clearChoice(app);
  app.canvas.focus();
}

function markCard(app, row) {
  return [
    heading(app, row),
    hiddenNote(app, row),
    facts(app, row),
    reasons(app, row),
    stepsPart(app, row),
    pathPart(app, row),
    tiesPart(app, row),
  ].filter(Boolean);
}

function heading(app, row) {
  const place = placeOf(app.scene, row);
  return make(
    "header",
    {},
    make("h2", { class: "long" }, shapeIcon(app.scene.marks.kind[row]), nameOf(app.scene.marks.names[row])),
    make(
      "p",
      { class: "about" },
      kindOf(app, row),
      ...place.flatMap((name, each) => [each ? " › " : " · ", nameOf(name)]),
    ),
  );
}

/** A mark may be selected that the legend has switched off. */
function hiddenNote(app, row) {
  if (shownNow(app)[row]) return null;
  return make(
    "p",
    { class: "warn" },
    say(app.words, "card.hidden"),
    " ",
    button(say(app.words, "legend.all"), "", () => app.store.set({ hidden: new Set() }), { "data-focus": "unhide" }),
  );
}

/** What can be said in a word or a number each. */
function facts(app, row) {
  const { scene, words } = app;
  const { marks } = scene;
  const lines = [[scene.size_means, written(marks.size[row])]];
  if (marks.rank[row] > 0) lines.push([say(words, "card.rank"), rankOf(app, row)]);
  const role = labelOfKey(scene, "role", marks.role[row]);
  if (role) lines.push([say(words, "card.role"), role]);
  for (const lens of scene.lenses) {
    const code = lens.codes[row];
    lines.push([lensTitle(lens.name, words), code < 0 ? say(words, "unknown") : lens.labels[code]]);
  }
  return make(
    "dl",
    {},
    ...lines.flatMap(([name, value]) => [make("dt", {}, nameOf(name)), make("dd", {}, nameOf(value))]),
  );
}

function rankOf(app, row) {
  const { rank, role } = app.scene.marks;
  const most = rank.reduce((found, each, place) => (role[place] === role[row] ? Math.max(found, each) : found), 0);
  return say(app.words, "card.rank-of", { rank: rank[row], most });
}

function reasons(app, row) {
  const sentences = app.scene.evidence.get(row) ?? [];
  const lines = sentences.length ? sentences : [standing(app, row)].filter(Boolean);
  if (!lines.length) return null;
  return make(
    "section",
    {},
    make("h3", {}, say(app.words, "card.why")),
    make("ul", { class: "reasons" }, ...lines.map((line) => make("li", {}, nameOf(line)))),
  );
}

/** Why a mark stands where it stands: how many of its ties stay within its region. */
function standing(app, row) {
  const { scene, graph, words } = app;
  const region = scene.regionOf[row];
  const others = [...graph.other.subarray(graph.start[row], graph.start[row + 1])];
  if (region < 0 || !others.length) return "";
  const inside = others.filter((other) => scene.regionOf[other] === region).length;
  return say(words, "card.standing", { inside, ties: others.length, region: scene.regions[region].name });
}
