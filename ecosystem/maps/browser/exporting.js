// How does the view leave the page? As SVG, PNG or CSV with its legend and source, on paper, as a link.

import { button, make, say } from "./dom.js";
import { iconButton } from "./icons.js";
import { csvOf } from "./csv.js";
import { copyLinkButton } from "./link.js";
import { closePanel } from "./moves.js";
import { paintPaper, paperPlan, sourceLine } from "./paper.js";
import { drawn, SvgPen } from "./svgpen.js";
import { coloursSeen } from "./theme.js";

const EXPORTING_SCALE = 2; // pixels of a PNG per pixel of the page
const EXPORTING_LARGEST = 8000; // more pixels than this in a direction browsers may refuse
const EXPORTING_UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** @param {any} app */
export function exportMenu(app) {
  const { store, words } = app;
  const files = [
    ["svg", saveSvg],
    ["png", savePng],
    ["csv", saveCsv],
  ];
  const close = iconButton("close", say(words, "panel.close"), () => closePanel(app, "export"), {
    class: "close",
  });
  const panel = make(
    "section",
    { id: "export", class: "panel", "aria-labelledby": "export-title", hidden: true },
    make("h2", { id: "export-title" }, say(words, "panel.export")),
    close,
    make("p", { class: "hint" }, say(words, "export.hint")),
    ...files.map(([suffix, save]) =>
      button(say(words, `export.${suffix}`), "", () => save(app), { class: "wide", "data-file": suffix }),
    ),
    button(say(words, "export.print"), "", () => window.print(), { class: "wide" }),
    copyLinkButton(app),
  );
  store.on((_, changed) => changed.has("panel") && (panel.hidden = !store.get().panel.has("export")));
  return panel;
}

/** A name that every system takes. @param {any} app @param {string} suffix */
export function fileName(app, suffix) {
  const { view, as_of: day } = app.scene.provenance;
  return `allygraph-${view}-${day}`.replace(/[^\w-]+/g, "-").slice(0, 80) + `.${suffix}`;
}

function saveFile(app, content, suffix) {
  const address = URL.createObjectURL(content);
  const link = make("a", { href: address, download: fileName(app, suffix), hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  app.tell(say(app.words, "export.saved", { file: fileName(app, suffix) }));
}

function saveSvg(app) {
  saveFile(app, new Blob([svgOf(app)], { type: "image/svg+xml" }), "svg");
}

function saveCsv(app) {
  saveFile(app, new Blob([csvOf(app)], { type: "text/csv;charset=utf-8" }), "csv");
}

async function savePng(app) {
  const canvas = canvasOf(app);
  const content = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (content) saveFile(app, content, "png");
  else app.tell(say(app.words, "export.failed"));
}

/** The view as SVG: real text, a title, a description. @param {any} app @returns {string} */
export function svgOf(app) {
  const plan = paperPlan(app);
  const palette = coloursSeen(app);
  const around = new SvgPen();
  paintPaper(around, app, palette, plan);
  const inside = new SvgPen();
  app.painter.drawTo(inside, { width: plan.map.width, height: plan.map.height, left: 0, right: 0 });
  const { x, y, width, height } = plan.map;
  const clip = drawn("clipPath", { id: "view" }, drawn("rect", { width, height }));
  const map = drawn("g", { transform: `translate(${x} ${y})`, "clip-path": "url(#view)" }, ...inside.elements);
  const root = drawn(
    "svg",
    {
      width: plan.width,
      height: plan.height,
      viewBox: `0 0 ${plan.width} ${plan.height}`,
      role: "img",
      lang: app.scene.language,
    },
    drawn("title", {}, xmlText(app.scene.title)),
    drawn("desc", {}, xmlText(`${app.scene.reading} ${sourceLine(app)}`)),
    drawn("defs", {}, clip),
    ...around.elements,
    map,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlText(new XMLSerializer().serializeToString(root))}\n`;
}

/** Without what XML cannot hold. @param {string} text */
function xmlText(text) {
  return text.replace(EXPORTING_UNSEEN, "");
}

/** The view on a canvas of its own. @param {any} app */
export function canvasOf(app) {
  const plan = paperPlan(app);
  const scale = Math.min(EXPORTING_SCALE, EXPORTING_LARGEST / Math.max(plan.width, plan.height));
  const sheet = make("canvas", { width: Math.round(plan.width * scale), height: Math.round(plan.height * scale) });
  const pen = sheet.getContext("2d");
  pen.scale(scale, scale);
  paintPaper(pen, app, coloursSeen(app), plan);
  const { x, y, width, height } = plan.map;
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.translate(x, y);
  app.painter.drawTo(pen, { width, height, left: 0, right: 0 });
  return sheet;
}
