// What is in a bundle? How many ties, between whom, and which they are.

import { make, nameOf, say, written } from "./dom.js";

/** The card of a bundle. @param {any} app @param {number} place */
export function bundleCard(app, place) {
  const { scene, words } = app;
  const bundle = scene.bundles[place];
  const ends = [bundle.first, bundle.second].map((each) => scene.communities[each]);
  const sentences = bundle.evidence.map((line) => make("li", {}, nameOf(line)));
  const left = bundle.count - bundle.evidence.length;
  return [
    make(
      "header",
      {},
      make("h2", {}, nameOf(ends[0].name), " – ", nameOf(ends[1].name)),
      make(
        "p",
        { class: "about" },
        say(words, bundle.count === 1 ? "bundle.tie" : "bundle.ties", { count: bundle.count }),
        " · ",
        say(words, bundle.crosses ? "bundle.crosses" : "bundle.within"),
      ),
    ),
    make(
      "dl",
      {},
      ...ends.flatMap((each, number) => [
        make("dt", {}, say(words, number ? "bundle.second" : "bundle.first")),
        make(
          "dd",
          {},
          nameOf(scene.regions[each.region]?.name ?? ""),
          " › ",
          nameOf(each.name),
          ` (${written(each.count)})`,
        ),
      ]),
    ),
    make(
      "section",
      {},
      make("h3", {}, say(words, "bundle.evidence")),
      make("ul", { class: "reasons" }, ...sentences),
      left > 0 && sentences.length ? make("p", { class: "hint" }, say(words, "bundle.left", { count: left })) : null,
    ),
  ];
}
