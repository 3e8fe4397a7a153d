// What should one see first, and where does it come from? The strongest bridges, the largest marks, the provenance.

import { bundleButton, markButton } from "./buttons.js";
import { make, nameOf, say, written } from "./dom.js";
import { shownCount, shownNow } from "./keys.js";

const OVERVIEW_MOST = 5;
const OVERVIEW_RANKED = 10;

/** The card while nothing is selected. @param {any} app @returns {HTMLElement[]} */
export function overview(app) {
  const title = make(
    "header",
    {},
    make("h2", {}, say(app.words, "overview.title")),
    make("p", { class: "reading" }, app.scene.reading),
  );
  const ranks = ranking(app);
  return [title, ranks, bridges(app), ranks ? null : largest(app), provenance(app)].filter(Boolean);
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

/** What has a rank, in its order; nothing where nothing has one. */
function ranking(app) {
  const { rank } = app.scene.marks;
  const rows = [...app.scene.order].filter((row) => rank[row] > 0).sort((a, b) => rank[a] - rank[b]);
  return rows.length ? listed(app, say(app.words, "overview.ranked"), rows.slice(0, OVERVIEW_RANKED), rank) : null;
}

/** The largest by the measure that gives the size. */
function largest(app) {
  const { order, marks, size_means: measure } = app.scene;
  const rows = [...order.subarray(0, OVERVIEW_MOST)];
  return rows.length ? listed(app, say(app.words, "overview.largest", { measure }), rows, marks.size) : null;
}

/** Marks with a number each. */
function listed(app, title, rows, numbers) {
  const lines = rows.map((row) =>
    make("li", {}, markButton(app, row), " ", make("span", { class: "count" }, written(numbers[row]))),
  );
  return make("section", {}, make("h3", {}, nameOf(title)), make("ul", { class: "marks" }, ...lines));
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
