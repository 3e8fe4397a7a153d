// What stands around a map that leaves the page? Title, how to read it, legend and source, drawn by any pen.

import { FAMILY } from "./names.js";
import { shownText, textWidth } from "./labels.js";
import { legendGroups } from "./keys.js";
import { paintKey, SWATCH_SIZE } from "./swatch.js";
import { say, written } from "./dom.js";
import { countSentence } from "./voice.js";

const PAPER_MARGIN = 24;
const PAPER_LEGEND = 260;
const PAPER_LINE = 22;
const PAPER_NARROWEST = 800;
const PAPER_LOWEST = 600;

/**
 * Sizes of a sheet that holds the view and all its words.
 * @param {any} app
 * @returns {{width: number, height: number, map: {x: number, y: number, width: number, height: number},
 *   head: string[][], foot: string[], groups: any[]}}
 */
export function paperPlan(app) {
  const { scene, store, words } = app;
  const { left = 0, right = 0 } = app.insets();
  const wide = Math.max(PAPER_NARROWEST, app.canvas.clientWidth - left - right);
  const high = Math.max(PAPER_LOWEST, app.canvas.clientHeight);
  const width = wide + PAPER_LEGEND + 2 * PAPER_MARGIN;
  const head = [
    wrapped(scene.title, 22, width - 2 * PAPER_MARGIN),
    wrapped(scene.reading, 14, width - 2 * PAPER_MARGIN),
  ];
  const foot = wrapped(sourceLine(app), 12, width - 2 * PAPER_MARGIN);
  const groups = legendGroups(scene, store.get(), words);
  const top = PAPER_MARGIN + head[0].length * 30 + head[1].length * 20 + 12;
  const height = top + Math.max(high, legendHeight(groups)) + foot.length * 18 + 2 * PAPER_MARGIN;
  return { width, height, map: { x: PAPER_MARGIN, y: top, width: wide, height: high }, head, foot, groups };
}

function legendHeight(groups) {
  return groups.reduce((sum, group) => sum + PAPER_LINE * (group.keys.length + 1) + 8, 3 * PAPER_LINE);
}

/** Where the map comes from, in one line. @param {any} app */
export function sourceLine(app) {
  const made = app.scene.provenance;
  const sources = made.sources.length ? made.sources.join(", ") : say(app.words, "unknown");
  return [
    `${say(app.words, "made.as_of")}: ${made.as_of}`,
    `${say(app.words, "made.sources")}: ${sources}`,
    countSentence(app),
    `${say(app.words, "made.snapshot")}: ${made.snapshot}`,
  ].join(" · ");
}

/**
 * Lines of at most so many pixels; between Chinese characters one may break anywhere.
 * @param {string} text
 * @param {number} font
 * @param {number} width
 */
export function wrapped(text, font, width) {
  const lines = [];
  let line = "";
  for (const piece of shownText(text, 4000).match(
    /[\u2E80-\u9FFF\uFF00-\uFFEF]|[^\s\u2E80-\u9FFF\uFF00-\uFFEF]+|\s+/gu,
  ) ?? []) {
    if (line && textWidth(line + piece, font) > width) {
      lines.push(line.trim());
      line = "";
    }
    line += piece;
  }
  return [...lines, line.trim()].filter(Boolean).slice(0, 4);
}

/**
 * Everything but the map itself.
 * @param {CanvasRenderingContext2D} pen
 * @param {any} app
 * @param {any} palette
 * @param {ReturnType<typeof paperPlan>} plan
 */
export function paintPaper(pen, app, palette, plan) {
  pen.globalAlpha = 1;
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, plan.width, plan.height);
  const write = writerOn(pen);
  let y = PAPER_MARGIN + 22;
  for (const line of plan.head[0])
    write(line, PAPER_MARGIN, (y += 30) - 30, { font: 22, weight: 600, colour: palette.text });
  y -= 6;
  for (const line of plan.head[1]) write(line, PAPER_MARGIN, (y += 20) - 20, { font: 14, colour: palette.quiet });
  paintLegend(pen, app, palette, plan, write);
  let under = plan.height - PAPER_MARGIN - (plan.foot.length - 1) * 18;
  for (const line of plan.foot) write(line, PAPER_MARGIN, (under += 18) - 18, { font: 12, colour: palette.quiet });
}

function writerOn(pen) {
  return (text, x, y, { font, weight = 400, colour }) => {
    pen.font = `${weight} ${font}px ${FAMILY}`;
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  };
}

function paintLegend(pen, app, palette, plan, write) {
  const x = plan.map.x + plan.map.width + 12;
  const { hidden } = app.store.get();
  let y = plan.map.y + PAPER_LINE / 2;
  for (const group of plan.groups) {
    write(group.title, x, y, { font: 13, weight: 600, colour: palette.text });
    y += PAPER_LINE;
    for (const key of group.keys) {
      paintLegendLine(pen, app, palette, key, { x, y, off: hidden.has(key.id) }, write);
      y += PAPER_LINE;
    }
    y += 8;
  }
  write(say(app.words, "legend.size"), x, y, { font: 13, weight: 600, colour: palette.text });
  write(shownText(app.scene.size_means, 17), x, y + PAPER_LINE, { font: 13, colour: palette.text });
}

/** A key that is switched off is said to be. */
function paintLegendLine(pen, app, palette, key, { x, y, off }, write) {
  paintKey(pen, app.scene, palette, key, { x, y: y - SWATCH_SIZE / 2 });
  const count = off ? say(app.words, "paper.off") : written(key.count);
  const text = `${shownText(key.label, 12.5)} (${count})`;
  write(text, x + SWATCH_SIZE + 8, y, { font: 13, colour: off ? palette.quiet : palette.text });
}
