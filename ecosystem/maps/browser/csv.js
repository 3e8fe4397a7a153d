// What is shown, as a table? CSV that no spreadsheet takes for formulas.

import { kindOf, labelOfKey, lensTitle, shownNow } from "./keys.js";
import { say } from "./dom.js";

const CSV_FORMULA = /^[=+\-@\t\r]/;
const CSV_NUMBER = /^-?\d+(\.\d+)?$/;

/** A cell: what a spreadsheet would run gets an apostrophe before it. @param {string|number} value */
export function csvCell(value) {
  const text = String(value);
  const safe = CSV_FORMULA.test(text) && !CSV_NUMBER.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * A row for each mark that is shown, the most important first, under two lines that say what it is.
 * @param {any} app
 */
export function csvOf(app) {
  const { scene, words, store } = app;
  const shown = shownNow(app);
  const named = ["id", "name", "kind", "role", "region", "community", "size", "rank", "ties"].map((each) =>
    say(words, `csv.${each}`),
  );
  const head = [
    ...named.map((name, place) => (place === 6 ? scene.size_means : name)),
    ...scene.lenses.map((lens) => lensTitle(lens.name, words)),
  ];
  const rows = [...scene.order].filter((row) => shown[row]).map((row) => csvRow(app, row));
  return `\ufeff${[head, ...rows].map((cells) => cells.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

function csvRow(app, row) {
  const { scene, graph } = app;
  const { marks } = scene;
  const community = scene.communities[marks.community[row]];
  const lenses = scene.lenses.map((lens) => (lens.codes[row] < 0 ? "" : lens.labels[lens.codes[row]]));
  return [
    marks.ids[row],
    marks.names[row],
    kindOf(app, row),
    labelOfKey(scene, "role", marks.role[row]),
    community ? (scene.regions[community.region]?.name ?? "") : "",
    community?.name ?? "",
    marks.size[row],
    marks.rank[row] || "",
    graph.start[row + 1] - graph.start[row],
    ...lenses,
  ];
}
