// How does one get from the selected mark to another? The fewest ties, told step by step.

import { markButton } from "./buttons.js";
import { button, make, nameOf, say } from "./dom.js";
import { shortestPath } from "./graph.js";
import { searchBox } from "./searchbox.js";

/**
 * The part of a card that asks for the other end, and tells the way there.
 * @param {any} app
 * @param {number} row
 * @returns {HTMLElement|null}
 */
export function pathPart(app, row) {
  const { graph, store, words } = app;
  if (graph.start[row + 1] === graph.start[row]) return null;
  const { target } = store.get();
  const ask = searchBox(app, {
    id: "path-to",
    label: say(words, "path.label"),
    placeholder: say(words, "path.placeholder"),
    onchoose: (to) => to !== row && store.set({ target: to }),
    onempty: () => store.set({ target: -1 }),
  });
  const told =
    target < 0
      ? []
      : [
          pathTold(app, row, target),
          button(say(words, "path.end"), "", () => store.set({ target: -1 }), {
            "data-focus": "path-end",
            class: "plain",
          }),
        ];
  return make("section", { class: "path" }, make("h3", {}, say(words, "path.title")), ask, ...told);
}

function pathTold(app, from, to) {
  const { graph, scene, words } = app;
  const path = shortestPath(graph, from, to);
  if (!path.length) return make("p", { class: "warn" }, say(words, "path.none", { name: scene.marks.names[to] }));
  const steps = path
    .slice(1)
    .map((row, step) =>
      make("li", {}, make("small", {}, tieWords(app, path[step], row), " "), markButton(app, row, "path")),
    );
  const count = say(words, steps.length === 1 ? "path.step" : "path.steps", {
    count: steps.length,
    name: scene.marks.names[to],
  });
  return make("div", {}, make("p", { class: "hint" }, nameOf(count)), make("ol", { class: "marks" }, ...steps));
}

/** The kinds of tie between two neighbours. */
function tieWords(app, from, to) {
  const { graph, scene } = app;
  const kinds = new Set();
  for (let at = graph.start[from]; at < graph.start[from + 1]; at++) {
    if (graph.other[at] === to) kinds.add(scene.ties.labels[scene.ties.kind[graph.tie[at]]]);
  }
  return [...kinds].join(" + ");
}
