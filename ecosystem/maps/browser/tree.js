// Who stands where, without looking? Region, community, mark, neighbours: a tree that says all that the map shows.

import { rootsOf } from "./branches.js";
import { button, make, nameOf, say } from "./dom.js";
import { icon, iconButton, shapeIcon } from "./icons.js";
import { shownNow } from "./keys.js";
import { clearChoice, closePanel } from "./moves.js";

/** @param {HTMLElement} root @param {any} app */
export function mountTree(root, app) {
  const { store, words } = app;
  const list = make("ul", { role: "tree", "aria-labelledby": "list-title" });
  const close = iconButton("close", say(words, "panel.close"), () => closePanel(app, "list"), {
    class: "close",
  });
  const panel = make(
    "section",
    { id: "list", class: "panel", "aria-labelledby": "list-title", hidden: true },
    make("h2", { id: "list-title" }, say(words, "list.title")),
    close,
    make("p", { class: "hint" }, say(words, "list.hint")),
    list,
  );
  const tree = { app, list, roots: [], current: null, built: false, leading: false };
  tree.showMore = (...told) => showMore(tree, ...told);
  const open = () => {
    panel.hidden = !store.get().panel.has("list");
    if (!panel.hidden && !tree.built) build(tree);
  };
  list.addEventListener("keydown", (event) => treeKey(tree, event));
  store.on((_, changed) => {
    if (changed.has("hidden")) rebuild(tree);
    if (changed.has("panel")) open();
    if (changed.has("selected") && tree.built) follow(tree);
  });
  app.focusTree = () => tree.current?.element.focus();
  open();
  root.append(panel);
}

function rebuild(tree) {
  if (!tree.built) return;
  tree.built = false;
  if (tree.app.store.get().panel.has("list")) build(tree);
}

function build(tree) {
  tree.shown = shownNow(tree.app);
  tree.roots = rootsOf(tree);
  tree.list.replaceChildren();
  put(tree, tree.list, tree.roots, 1);
  makeCurrent(tree, tree.roots[0] ?? null);
  tree.built = true;
  follow(tree);
}

/** The same group with more marks; the focus goes to the first new one. */
function showMore(tree, parent, branches, before) {
  parent.branches = branches;
  parent.group.replaceChildren();
  put(tree, parent.group, parent.branches, levelOf(parent) + 1);
  makeCurrent(tree, parent.branches[Math.min(before, parent.branches.length - 1)]);
  tree.current.element.focus();
}

function levelOf(each) {
  return each.parent ? levelOf(each.parent) + 1 : 1;
}

function put(tree, list, branches, level) {
  list.append(...branches.map((each, place) => item(tree, each, { level, place: place + 1, count: branches.length })));
}

/** A line of the tree. Its name is all that one needs to hear. */
function item(tree, each, { level, place, count }) {
  const opener = make(
    "span",
    { class: "opener", "aria-hidden": "true", onclick: () => toggle(tree, each) },
    each.children ? icon("closed") : "",
  );
  const sign = each.row >= 0 ? shapeIcon(tree.app.scene.marks.kind[each.row]) : null;
  const line = make(
    "span",
    { class: "line", onclick: () => visit(tree, each) },
    sign,
    nameOf(each.name),
    make("small", {}, each.about),
  );
  each.element = make(
    "li",
    {
      role: "treeitem",
      tabindex: "-1",
      "aria-level": level,
      "aria-posinset": place,
      "aria-setsize": count,
      "aria-label": each.about ? `${each.name}, ${each.about}` : each.name,
      "aria-expanded": each.children ? "false" : null,
      "aria-selected": "false",
    },
    make("div", { class: "row" }, opener, line),
  );
  return each.element;
}

function visit(tree, each) {
  makeCurrent(tree, each);
  tree.leading = true;
  each.go();
  tree.leading = false;
}

function isBranchOpen(each) {
  return each.element.getAttribute("aria-expanded") === "true";
}

function toggle(tree, each, open = !isBranchOpen(each)) {
  if (!each.children || open === isBranchOpen(each)) return;
  each.element.setAttribute("aria-expanded", String(open));
  each.element.querySelector(".opener").replaceChildren(icon(open ? "open" : "closed"));
  if (!open) {
    each.group.remove();
    return;
  }
  each.branches = each.children();
  each.group = make("ul", { role: "group" });
  put(tree, each.group, each.branches, levelOf(each) + 1);
  each.element.append(each.group);
}

function makeCurrent(tree, each) {
  tree.current?.element?.setAttribute("tabindex", "-1");
  tree.current = each;
  each?.element.setAttribute("tabindex", "0");
}

/** Show the selected mark in the tree: open its region and community, and mark its line. */
function follow(tree) {
  for (const line of tree.list.querySelectorAll('[aria-selected="true"]')) line.setAttribute("aria-selected", "false");
  const { selected } = tree.app.store.get();
  if (selected < 0) return;
  const found = tree.leading ? tree.current : lineOf(tree, selected);
  if (!found || found.row !== selected) return;
  found.element.setAttribute("aria-selected", "true");
  makeCurrent(tree, found);
  if (!tree.leading) found.element.querySelector(".row").scrollIntoView({ block: "nearest" });
}

/** The line of a mark: groups that hold it are opened on the way. */
function lineOf(tree, row) {
  let branches = tree.roots;
  for (;;) {
    const found = branches.find((each) => each.row === row);
    const group = branches.find((each) => each.row < 0 && each.holds(row));
    if (found || !group) return found ?? null;
    const stale = isBranchOpen(group) && ![...group.branches].some((each) => each.row === row || each.holds(row));
    if (stale) toggle(tree, group, false); // made anew, it has the line of the selected mark
    toggle(tree, group, true);
    branches = group.branches;
  }
}

/** Lines that can be reached by the arrows, from top to bottom. */
function linesOf(branches) {
  return branches.flatMap((each) => [each, ...(each.children && isBranchOpen(each) ? linesOf(each.branches) : [])]);
}

function treeKey(tree, event) {
  if (event.altKey || event.ctrlKey || event.metaKey || !tree.current) return;
  const handled = treeMove(tree, event.key);
  if (!handled) return;
  event.preventDefault();
  event.stopPropagation();
}

function treeMove(tree, key) {
  const { current } = tree;
  const lines = linesOf(tree.roots);
  const at = lines.indexOf(current);
  if (key === "ArrowDown") return focusLine(tree, lines[at + 1]);
  if (key === "ArrowUp") return focusLine(tree, lines[at - 1]);
  if (key === "Home") return focusLine(tree, lines[0]);
  if (key === "End") return focusLine(tree, lines.at(-1));
  if (key === "ArrowRight") {
    if (current.children && !isBranchOpen(current)) toggle(tree, current, true);
    else if (current.children) focusLine(tree, current.branches[0]);
    return true;
  }
  if (key === "ArrowLeft") {
    if (current.children && isBranchOpen(current)) toggle(tree, current, false);
    else focusLine(tree, current.parent);
    return true;
  }
  if (key === "Enter" || key === " ") {
    visit(tree, current);
    return true;
  }
  if (key === "Escape") {
    clearChoice(tree.app);
    return true;
  }
  return key.length === 1 && typeAhead(tree, lines, at, key);
}

function focusLine(tree, each) {
  if (each) {
    makeCurrent(tree, each);
    each.element.focus();
    each.element.querySelector(".row").scrollIntoView({ block: "nearest" });
  }
  return true;
}

/** A letter goes to the next line that begins with it. */
function typeAhead(tree, lines, at, key) {
  const turned = [...lines.slice(at + 1), ...lines.slice(0, at + 1)];
  const found = turned.find((each) => each.name.toLowerCase().startsWith(key.toLowerCase()));
  return found ? focusLine(tree, found) : false;
}
