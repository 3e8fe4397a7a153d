// How far around the selected mark is lit, and how many marks stand so many steps away?

import { button, make, say } from "./dom.js";

const STEPS_FARTHEST = 3;

/**
 * How many marks are at most 1, 2, … steps away. Counted in one array: near a hub that is most of the map.
 * @param {import("./graph.js").Graph} graph
 * @param {number} row
 * @returns {number[]}
 */
export function reachOf(graph, row) {
  const seen = new Uint8Array(graph.start.length - 1);
  seen[row] = 1;
  let edge = [row];
  const reach = [];
  for (let step = 0, count = 0; step < STEPS_FARTHEST; step++) {
    const next = [];
    for (const from of edge) {
      for (let at = graph.start[from]; at < graph.start[from + 1]; at++) {
        const to = graph.other[at];
        if (seen[to]) continue;
        seen[to] = 1;
        next.push(to);
      }
    }
    reach.push((count += next.length));
    edge = next;
  }
  return reach;
}

/**
 * The part of a card that lights up the surroundings.
 * @param {any} app
 * @param {number} row
 * @returns {HTMLElement|null}
 */
export function stepsPart(app, row) {
  const { graph, store, words } = app;
  if (graph.start[row + 1] === graph.start[row]) return null;
  const reach = reachOf(graph, row);
  const { steps } = store.get();
  const note = steps ? say(words, "steps.lit", { steps, count: reach[steps - 1] }) : "";
  return make(
    "section",
    {},
    make("h3", {}, say(words, "steps.title")),
    make(
      "div",
      { class: "row", role: "group", "aria-label": say(words, "steps.title") },
      ...reach.map((count, place) => stepButton(app, place + 1, count)),
      make("span", { class: "hint" }, note),
    ),
  );
}

function stepButton({ store, words }, step, count) {
  const lit = store.get().steps === step;
  const label = say(words, step === 1 ? "steps.one" : "steps.label", { steps: step, count });
  return button(String(step), label, () => store.set({ steps: lit ? 0 : step }), {
    "aria-pressed": String(lit),
    "data-focus": `steps ${step}`,
    class: "step",
    "data-count": count,
  });
}
