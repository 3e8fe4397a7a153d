// What is this, how is it read, and where is …? The title of the page with the search below it.

import { make, nameOf, say } from "./dom.js";
import { chooseMark, clearChoice } from "./moves.js";
import { sourceLine } from "./paper.js";
import { searchBox } from "./searchbox.js";
import { countSentence } from "./voice.js";

/** @param {HTMLElement} root @param {any} app */
export function mountHead(root, app) {
  const { scene, words } = app;
  const head = document.getElementById("head");
  head.classList.add("panel");
  const made = head.querySelector(".made");
  const count = () => {
    const day = say(words, "head.day", { day: scene.provenance.as_of });
    made.textContent = `${day} · ${countSentence(app)}`;
  };
  app.store.on((_, changed) => changed.has("hidden") && count());
  count();
  root.append(make("p", { class: "source" }, nameOf(sourceLine(app))));
  head.append(
    searchBox(app, {
      id: "search",
      label: say(words, "search.label"),
      placeholder: say(words, "search.placeholder"),
      onchoose: (row) => chooseMark(app, row),
      onempty: () => clearChoice(app),
    }),
  );
}
