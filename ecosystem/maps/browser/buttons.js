// Which button goes to a mark, or opens a bundle? The same in the card, in lists and in paths.

import { button, nameOf, make, say, written } from "./dom.js";
import { shapeIcon } from "./icons.js";
import { chooseMark, chooseBundle } from "./moves.js";

/**
 * A button with the name of a mark that goes there.
 * @param {any} app
 * @param {number} row
 * @param {string} [list] where it stands
 */
export function markButton(app, row, list = "mark") {
  const made = button("", "", () => chooseMark(app, row), { class: "mark", "data-focus": `${list} ${row}` });
  made.append(shapeIcon(app.scene.marks.kind[row]), nameOf(app.scene.marks.names[row]));
  return made;
}

/** A button for a bundle: both names and the count. @param {any} app @param {number} place */
export function bundleButton(app, place) {
  const { scene, words } = app;
  const bundle = scene.bundles[place];
  const made = button("", "", () => chooseBundle(app, place), { class: "mark", "data-focus": `bundle ${place}` });
  made.append(
    make(
      "span",
      {},
      nameOf(scene.communities[bundle.first].name),
      " – ",
      nameOf(scene.communities[bundle.second].name),
    ),
    " ",
    make(
      "span",
      { class: "count" },
      written(bundle.count),
      make("span", { class: "unseen" }, ` ${say(words, "ties")}`),
    ),
  );
  return made;
}
