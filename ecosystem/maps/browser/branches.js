// Which lines does the tree of the map have? Region, community, mark, neighbours, each made when it is opened.

import { say } from "./dom.js";
import { neighbours } from "./graph.js";
import { kindOf, labelOfKey } from "./keys.js";
import { chooseMark, flyToDisc } from "./moves.js";

const BRANCHES_PAGE = 50; // marks of a community before one asks for more

/**
 * @typedef {object} Branch a line of the tree
 * @property {string} name
 * @property {string} about
 * @property {(() => Branch[])|null} children
 * @property {number} row of the mark, -1 for groups
 * @property {(row: number) => boolean} holds whether a mark stands somewhere below a group
 * @property {() => void} go what happens when it is chosen
 * @property {Branch|null} parent
 */

/** The first level: regions, else lanes, else kinds of marks. @returns {Branch[]} */
export function rootsOf(tree) {
  const { scene } = tree.app;
  const rows = [...scene.order].filter((row) => tree.shown[row]);
  if (scene.regions.length) return regionBranches(tree, rows);
  const lanes = scene.lanes.map((lane) => [
    lane.name,
    rows.filter((row) => scene.marks.x[row] >= lane.start && scene.marks.x[row] < lane.stop),
  ]);
  const kinds = [0, 1, 2, 3, 4].map((kind) => [
    say(tree.app.words, `kind.${kind}`),
    rows.filter((row) => scene.marks.kind[row] === kind),
  ]);
  const groups = (lanes.length ? lanes : kinds).filter(([, each]) => each.length);
  return groups.map(([name, each]) =>
    branch(null, {
      name,
      about: countOf(tree, each.length),
      holds: (row) => each.includes(row),
      children: (self) => markBranches(tree, self, each),
    }),
  );
}

function regionBranches(tree, rows) {
  const { app } = tree;
  const byCommunity = new Map();
  for (const row of rows) {
    const community = app.scene.marks.community[row];
    if (!byCommunity.has(community)) byCommunity.set(community, []);
    byCommunity.get(community).push(row);
  }
  const found = app.scene.regions.map((region, place) => {
    const inside = [...byCommunity.keys()].filter((each) => each >= 0 && app.scene.communities[each].region === place);
    inside.sort((a, b) => byCommunity.get(b).length - byCommunity.get(a).length || a - b);
    const count = inside.reduce((sum, each) => sum + byCommunity.get(each).length, 0);
    return branch(null, {
      name: region.name,
      about: countOf(tree, count),
      go: () => flyToDisc(app, region),
      holds: (row) => app.scene.regionOf[row] === place,
      children: (self) => inside.map((each) => communityBranch(tree, self, each, byCommunity.get(each))),
    });
  });
  const outside = byCommunity.get(-1) ?? [];
  if (outside.length) {
    found.push(
      branch(null, {
        name: say(app.words, "rest.region"),
        about: countOf(tree, outside.length),
        holds: (row) => app.scene.regionOf[row] < 0,
        children: (self) => markBranches(tree, self, outside),
      }),
    );
  }
  return found;
}

function communityBranch(tree, parent, place, rows) {
  const community = tree.app.scene.communities[place];
  return branch(parent, {
    name: community.name,
    about: countOf(tree, rows.length),
    go: () => flyToDisc(tree.app, community),
    holds: (row) => tree.app.scene.marks.community[row] === place,
    children: (self) => markBranches(tree, self, rows),
  });
}

function branch(parent, { name, about, children = null, row = -1, go = () => {}, holds = () => false }) {
  const self = { parent, name, about, row, go, holds, children: null };
  self.children = children && (() => children(self));
  return self;
}

function countOf(tree, count) {
  return say(tree.app.words, count === 1 ? "list.mark" : "list.marks", { count });
}

/** The first marks, the selected one wherever it stands, and a line that shows more. */
function markBranches(tree, parent, rows, most = BRANCHES_PAGE) {
  const { selected } = tree.app.store.get();
  const kept = rows.slice(0, most);
  if (selected >= 0 && rows.includes(selected) && !kept.includes(selected)) kept.push(selected);
  const found = kept.map((row) => markBranch(tree, parent, row));
  if (rows.length > kept.length) {
    const more = branch(parent, {
      name: say(tree.app.words, "card.more", { count: rows.length - kept.length }),
      about: "",
    });
    more.go = () => tree.showMore(parent, markBranches(tree, parent, rows, most + 4 * BRANCHES_PAGE), most);
    found.push(more);
  }
  return found;
}

function markBranch(tree, parent, row) {
  const { app } = tree;
  const around = neighbours(app.graph, row).filter((other) => tree.shown[other]);
  const role = labelOfKey(app.scene, "role", app.scene.marks.role[row]);
  const about = [
    kindOf(app, row),
    role,
    say(app.words, around.length === 1 ? "list.neighbour" : "list.neighbours", { count: around.length }),
  ];
  const { size } = app.scene.marks;
  const nearest = () => around.sort((a, b) => size[b] - size[a] || a - b);
  return branch(parent, {
    name: app.scene.marks.names[row],
    about: about.filter(Boolean).join(", "),
    row,
    go: () => chooseMark(app, row),
    children: around.length ? (self) => markBranches(tree, self, nearest()) : null,
  });
}
