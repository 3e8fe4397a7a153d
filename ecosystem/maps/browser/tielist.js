// Whom is a mark tied to? Its ties by kind, the most important other ends first.

import { markButton } from "./buttons.js";
import { button, make, nameOf, say, written } from "./dom.js";
import { tiesOf } from "./graph.js";
import { labelOfKey } from "./keys.js";

const TIELIST_FIRST = 8; // ties that are listed before one asks for more
const TIELIST_MOST = 400;

/** The part of a card that lists the ties. @param {any} app @param {number} row */
export function tiesPart(app, row) {
  const { scene, graph, words } = app;
  const byKind = new Map();
  for (const tie of tiesOf(graph, row)) {
    const kind = scene.ties.kind[tie];
    if (!byKind.has(kind)) byKind.set(kind, []);
    byKind.get(kind).push(tie);
  }
  const groups = [...byKind]
    .sort((a, b) => b[1].length - a[1].length || a[0] - b[0])
    .map(([kind, ties]) => tieGroup(app, row, kind, ties));
  return make(
    "section",
    {},
    make("h3", {}, say(words, "card.ties")),
    ...(groups.length ? groups : [make("p", { class: "hint" }, say(words, "card.no-ties"))]),
  );
}

function tieGroup(app, row, kind, ties) {
  const { scene } = app;
  const ends = ties.map((tie) => ({ tie, other: otherEnd(scene, tie, row) }));
  ends.sort((a, b) => scene.marks.size[b.other] - scene.marks.size[a.other] || a.other - b.other);
  const list = make("ul", { class: "marks" });
  const more = button("", "", () => fill(TIELIST_MOST), { class: "more" });
  const fill = (most) => {
    list.replaceChildren(...ends.slice(0, most).map((end) => tieLine(app, end)));
    more.hidden = ends.length <= most;
    more.textContent = say(app.words, "card.more", { count: ends.length - most });
  };
  fill(TIELIST_FIRST);
  return make(
    "div",
    {},
    make("h4", {}, nameOf(scene.ties.labels[kind]), " ", make("span", { class: "count" }, written(ties.length))),
    list,
    more,
  );
}

function otherEnd(scene, tie, row) {
  return scene.ties.first[tie] === row ? scene.ties.second[tie] : scene.ties.first[tie];
}

function tieLine(app, { tie, other }) {
  const state = labelOfKey(app.scene, "state", app.scene.ties.state[tie]);
  return make("li", {}, markButton(app, other), state ? make("small", {}, " ", state) : null);
}
