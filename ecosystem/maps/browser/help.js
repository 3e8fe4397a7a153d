// Which keys are there? A dialog that lists them, and lets one switch the letters off.

import { button, make, say } from "./dom.js";

const HELP_KEYS = [
  ["help.arrows", "help.pan"],
  ["+ - 0", "help.zoom"],
  ["/", "help.search"],
  ["n N", "help.next"],
  ["Enter", "help.open"],
  ["b", "help.bundle"],
  ["Esc", "help.escape"],
  ["l", "help.legend"],
  ["t", "help.tree"],
  ["?", "help.help"],
];

/** @param {any} app */
export function openHelp(app) {
  const dialog = document.getElementById("help") ?? document.body.appendChild(helpDialog(app));
  dialog.showModal();
}

function helpDialog(app) {
  const { words } = app;
  const letters = make("input", { type: "checkbox", id: "letters", onchange: () => (app.letters = letters.checked) });
  letters.checked = app.letters;
  const rows = HELP_KEYS.map(([keys, key]) =>
    make(
      "tr",
      {},
      make(
        "th",
        { scope: "row" },
        ...say(words, keys)
          .split(" ")
          .flatMap((each) => [make("kbd", {}, each), " "]),
      ),
      make("td", {}, say(words, key)),
    ),
  );
  const dialog = make(
    "dialog",
    { id: "help", "aria-labelledby": "help-title" },
    make("h2", { id: "help-title" }, say(words, "help.title")),
    make("p", {}, say(words, "help.mouse")),
    make("table", {}, make("tbody", {}, ...rows)),
    make("p", { class: "field" }, letters, make("label", { for: "letters" }, say(words, "help.letters"))),
    button(say(words, "panel.close"), "", () => dialog.close(), { class: "wide" }),
  );
  return dialog;
}
