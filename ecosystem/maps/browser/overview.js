// What should one see first, and where does it come from? The strongest bridges, the largest marks, the provenance.

import { bundleButton, markButton } from "./buttons.js";
import { make, nameOf, say, written } from "./dom.js";
import { shownCount, shownNow } from "./keys.js";

const OVERVIEW_MOST = 5;

/** The card while nothing is selected. @param {any} app @returns {HTMLElement[]} */
export function overview(app) {
  const title = make(
    "header",
    {},
    make("h2", {}, say(app.words, "overview.title")),
    make("p", { class: "reading" }, app.scene.reading),
  );
  return [title, bridges(app), largest(app), provenance(app)].filter(Boolean);
}

/** Bundles across the border of regions first: that is where the news is. */
function bridges(app) {
  const { bundles } = app.scene;
  const crossing = bundles.map((_, place) => place).filter((place) => bundles[place].crosses);
  const places = crossing.length ? crossing : bundles.map((_, place) => place);
  if (!places.length) return null;
  const lines = places.slice(0, OVERVIEW_MOST).map((place) => make("li", {}, bundleButton(app, place)));
  return make(
    "section",
    {},
    make("h3", {}, say(app.words, crossing.length ? "overview.crossing" : "overview.bridges")),
    make("ul", { class: "marks" }, ...lines),
  );
}

/** What is lit, by rank; else the largest. */
function largest(app) {
  const { marks, order, size_means: measure } = app.scene;
  const ranked = [...order].filter((row) => marks.rank[row] > 0).sort((a, b) => marks.rank[a] - marks.rank[b]);
  const rows = (ranked.length ? ranked : [...order.subarray(0, OVERVIEW_MOST)]).slice(0, OVERVIEW_MOST);
  if (!rows.length) return null;
  const count = (row) => make("span", { class: "count" }, written(ranked.length ? marks.rank[row] : marks.size[row]));
  const title = ranked.length ? say(app.words, "overview.ranked") : say(app.words, "overview.largest", { measure });
  return make(
    "section",
    {},
    make("h3", {}, nameOf(title)),
    make("ul", { class: "marks" }, ...rows.map((row) => make("li", {}, markButton(app, row), " ", count(row)))),
  );
}

/** What is on record and not on the map, and what the filters hide. */
function hiddenOf(app) {
  const { scene, store, words } = app;
  const made = scene.provenance;
  const filtered = scene.marks.ids.length - shownCount(shownNow(app));
  const parts = [];
  if (made.total > made.shown) parts.push(say(words, "made.left-out", { count: made.total - made.shown }));
  if (filtered) parts.push(say(words, "made.filtered", { count: filtered }));
  return parts.join("; ") || say(words, "made.nothing");
}

/** Where the map comes from, and what is needed to ask for it again. */
function provenance(app) {
  const made = app.scene.provenance;
  const { words } = app;
  const parameters = Object.entries(made.parameters)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} = ${value}`);
  const lines = [
    [say(words, "made.as_of"), made.as_of],
    [say(words, "made.shown"), say(words, "shown", { shown: made.shown, total: made.total })],
    [say(words, "made.hidden"), hiddenOf(app)],
    [say(words, "made.sources"), ...(made.sources.length ? made.sources : [say(words, "unknown")])],
    [say(words, "made.view"), [made.view, ...parameters].join(", ")],
    [say(words, "made.snapshot"), made.snapshot],
  ];
  return make(
    "section",
    { class: "made" },
    make("h3", {}, say(words, "made.title")),
    make(
      "dl",
      {},
      ...lines.flatMap(([name, ...values]) => [
        make("dt", {}, name),
        ...values.map((value) => make("dd", {}, nameOf(value))),
      ]),
    ),
  );
}
