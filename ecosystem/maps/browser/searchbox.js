// Where does one type a name? A combobox: arrows walk through the hits, Enter takes one, Escape empties it.

import { make, nameOf, refill, say } from "./dom.js";
import { iconButton } from "./icons.js";
import { kindOf, placeOf } from "./keys.js";
import { createIndex } from "./search.js";

const SEARCHBOX_MOST = 8;

/** One index for all boxes of a page, built while nothing else is to be done. @param {any} app */
function indexOf(app) {
  if (app.searchIndex) return app.searchIndex;
  app.searchIndex = createIndex(app.scene);
  const idle = window.requestIdleCallback ?? ((task) => setTimeout(() => task({ timeRemaining: () => 8 }), 30));
  const goOn = (deadline) => app.searchIndex.work(Math.max(2, deadline.timeRemaining())) || idle(goOn);
  idle(goOn);
  return app.searchIndex;
}

/**
 * A search box.
 * @param {any} app
 * @param {{id: string, label: string, placeholder: string, onchoose: (row: number) => void,
 *   onempty?: () => void}} options
 * @returns {HTMLElement}
 */
export function searchBox(app, options) {
  const box = { app, ...options, hits: [], active: -1, index: indexOf(app) };
  box.input = searchInput(box);
  box.list = make("ul", {
    role: "listbox",
    id: `${options.id}-hits`,
    "aria-label": say(app.words, "search.hits"),
    hidden: true,
  });
  box.clear = iconButton("close", say(app.words, "search.clear"), () => emptied(box), { class: "clear", hidden: true });
  box.said = make("p", { class: "none", role: "status" });
  box.input.addEventListener("input", () => searched(box));
  box.input.addEventListener("keydown", (event) => searchKey(box, event));
  box.input.addEventListener("blur", () => openHits(box, false));
  box.input.addEventListener("focus", () => openHits(box, box.hits.length > 0));
  const label = make("label", { for: options.id, class: "unseen" }, options.label);
  return make("div", { class: "searchbox" }, label, box.input, box.clear, box.list, box.said);
}

function searchInput({ id, placeholder }) {
  return make("input", {
    id,
    type: "text",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": `${id}-hits`,
    "aria-autocomplete": "list",
    autocomplete: "off",
    autocapitalize: "off",
    "data-focus": id,
    spellcheck: "false",
    dir: "auto",
    maxlength: "200",
    placeholder,
    enterkeyhint: "go",
  });
}

function searched(box) {
  const query = box.input.value;
  box.hits = box.index.find(query, SEARCHBOX_MOST);
  box.active = box.hits.length ? 0 : -1;
  box.clear.hidden = !query;
  refill(box.list, ...box.hits.map((hit, place) => hitLine(box, hit, place)));
  openHits(box, box.hits.length > 0);
  markActive(box);
  const key = box.hits.length ? "search.found" : "search.nothing";
  box.said.textContent = query.trim() ? say(box.app.words, key, { count: box.hits.length, query: query.trim() }) : "";
  box.said.classList.toggle("unseen", box.hits.length > 0);
}

/** A hit: its name, what it is and where it stands; the alias by which it was found. */
function hitLine(box, { row, form }, place) {
  const { scene } = box.app;
  const about = [kindOf(box.app, row), ...placeOf(scene, row)].join(" · ");
  const take = (event) => {
    event.preventDefault(); // the box keeps the focus
    taken(box, row);
  };
  return make(
    "li",
    { role: "option", id: `${box.id}-hit-${place}`, "aria-selected": "false", onmousedown: take },
    make("span", { class: "name" }, nameOf(scene.marks.names[row]), form ? make("small", {}, " ", nameOf(form)) : null),
    make("small", {}, nameOf(about)),
  );
}

function markActive(box) {
  [...box.list.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === box.active)));
  const line = box.list.children[box.active];
  if (line) {
    box.input.setAttribute("aria-activedescendant", line.id);
    line.scrollIntoView({ block: "nearest" });
  } else box.input.removeAttribute("aria-activedescendant");
}

function openHits(box, open) {
  box.list.hidden = !open;
  box.input.setAttribute("aria-expanded", String(open));
}

function taken(box, row) {
  box.input.value = box.app.scene.marks.names[row].slice(0, 200);
  box.clear.hidden = false;
  openHits(box, false);
  box.onchoose(row);
}

function emptied(box) {
  box.input.value = "";
  searched(box);
  box.input.focus();
  box.onempty?.();
}

function searchKey(box, event) {
  if (event.isComposing) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps && box.hits.length) {
    openHits(box, true);
    box.active = (box.active + steps[event.key] + box.hits.length) % box.hits.length;
    markActive(box);
  } else if (event.key === "Enter" && box.active >= 0) taken(box, box.hits[box.active].row);
  else if (event.key === "Escape") emptied(box);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
