// From a scene and a state to the canvas. A full picture is painted into a bitmap; while the camera moves, that bitmap
// is shifted and scaled, and it is painted anew once the camera has come to rest. So a frame costs the same for a
// hundred marks and for a hundred thousand.

import { paintBackdrop } from "./backdrop.js";
import { extentOf, projection } from "./camera.js";
import { hiddenCodes, visible } from "./filter.js";
import { paintHovered, paintLit } from "./lit.js";
import { paintBundles, paintTies } from "./lines.js";
import { coloursOf } from "./looks.js";
import { paintMarks, paintNumbers, rankedRows } from "./marks.js";
import { paintNames } from "./names.js";

const REST = 120; // milliseconds without a move, after which the picture is painted anew
const QUICK = 8_000; // marks that can be painted anew in the midst of a move
const BLURRED = 2; // times that a bitmap may be enlarged or reduced before that is done
const SHARPEST = 2; // pixels per CSS pixel at most: more costs much and shows little

/** Keys of the state after which everything, or only what is chosen, is painted anew. */
const ALL = ["lens", "hidden", "theme"];
const CHOSEN = ["selected", "steps", "target", "bundle"];

/**
 * @typedef {object} Painter
 * @property {object} box the extent of the scene
 * @property {object} counts work done, for tests: how often, how many, and milliseconds of the last repaint and frame
 * @property {() => object} lie how the grid lies on the screen now
 * @property {() => void} start paint for the first time
 * @property {() => void} repaint paint everything now
 * @property {() => void} resized paint what the canvas has now room for
 * @property {(changed: Set<string>) => void} update paint what a change of the state asks for
 * @property {(pen: CanvasRenderingContext2D, size?: object) => void} drawTo the same picture with another pen, which
 *   needs: fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, globalAlpha, font, textAlign, textBaseline,
 *   setLineDash, beginPath, moveTo, lineTo, quadraticCurveTo, arc, rect, closePath, fill, stroke, fillRect, fillText,
 *   strokeText
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} app scene, graph, plan, radius, store, palettes; `theme()`; `obstacles()` boxes that names keep
 *   clear of; `insets()` what panels take at the sides
 * @returns {Painter}
 */
export function createPainter(canvas, app) {
  const { scene, graph, plan, radius } = app;
  const box = extentOf(scene);
  const counts = { repaints: 0, overlays: 0, frames: 0, ties: 0, marks: 0, labels: 0, bundles: 0,
    litTies: 0, litLabels: 0, path: 0, repaint: 0, frame: 0 };
  const screen = canvas.getContext("2d", { alpha: false });
  const base = bitmap(); // everything but what is chosen
  const picture = bitmap(); // with it
  let painted = null; // how the grid lay when the bitmaps were painted
  let resting = 0;
  let waiting = 0;
  let looks = {};
  let started = false;

  const view = (size) => ({ width: canvas.clientWidth, height: canvas.clientHeight, box, ...app.insets(), ...size });
  const lie = () => projection(app.store.get().camera, view());

  /** Colours and filters, worked out when the state asks for others. */
  function looksOf(state) {
    const palette = app.palettes[app.theme()];
    if (looks.palette !== palette || looks.lens !== state.lens || looks.hidden !== state.hidden) {
      looks = {
        palette, lens: state.lens, hidden: state.hidden,
        colours: coloursOf(scene, state.lens, palette), shown: visible(scene, state),
        hiddenTies: hiddenCodes(state, "tie"), hiddenStates: hiddenCodes(state, "state"),
      };
    }
    return looks;
  }

  /** @returns {import("./backdrop.js").Frame} */
  function frameOn(pen, size) {
    const state = app.store.get();
    const seen = view(size);
    const { width, height } = seen;
    return { scene, graph, plan, radius, ...looksOf(state), pen, state, counts, width, height, k: state.camera.k,
      lie: projection(state.camera, seen), obstacles: size ? [] : app.obstacles() };
  }

  function repaint() {
    if (!started) return; // panels that are being mounted may ask already
    const began = performance.now();
    clearTimeout(resting);
    resting = 0;
    resize();
    paintAll(frameOn(base.pen));
    painted = lie();
    counts.repaints += 1;
    overlay();
    counts.repaint = performance.now() - began;
  }

  function start() {
    started = true;
    repaint();
  }

  function overlay() {
    copy(base.canvas, picture.pen);
    paintLit(frameOn(scaled(picture.pen)));
    counts.overlays += 1;
    show();
  }

  /** Put the bitmap where the camera is now. */
  function show() {
    const began = performance.now();
    const now = lie();
    const ratio = now.scale / painted.scale;
    if (scene.marks.ids.length <= QUICK && (ratio > BLURRED || ratio < 1 / BLURRED)) return repaint();
    const sharp = sharpness();
    screen.setTransform(1, 0, 0, 1, 0, 0);
    if (ratio !== 1 || now.dx !== painted.dx || now.dy !== painted.dy) {
      screen.fillStyle = app.palettes[app.theme()].ground;
      screen.fillRect(0, 0, canvas.width, canvas.height);
      const [x, y] = [(now.dx - painted.dx * ratio) * sharp, (now.dy - painted.dy * ratio) * sharp];
      screen.imageSmoothingQuality = "low";
      screen.setTransform(ratio, 0, 0, ratio, x, y);
    }
    screen.drawImage(picture.canvas, 0, 0);
    if (app.store.get().hovered >= 0) paintHovered(frameOn(scaled(screen)));
    counts.frames += 1;
    counts.frame = performance.now() - began;
  }

  const sides = () => [canvas.clientWidth, canvas.clientHeight].map((side) => Math.max(1, Math.round(side * sharpness())));

  function resize() {
    const [width, height] = sides();
    for (const each of [canvas, base.canvas, picture.canvas]) {
      if (each.width !== width || each.height !== height) Object.assign(each, { width, height });
    }
    scaled(base.pen);
  }

  /** At most one paint for each frame of the browser; the larger job wins. */
  const jobs = new Set();
  function later(job) {
    jobs.add(job);
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      const wanted = [repaint, overlay, show].find((each) => jobs.has(each));
      jobs.clear();
      wanted();
    });
  }

  function update(changed) {
    const any = (keys) => keys.some((key) => changed.has(key));
    if (changed.has("camera")) rest();
    if (any(ALL)) later(repaint);
    else if (any(CHOSEN)) later(resting ? show : overlay);
    else if (changed.has("camera") || changed.has("hovered")) later(show);
  }

  function rest() {
    clearTimeout(resting);
    resting = setTimeout(repaint, REST);
  }

  function drawTo(pen, size) {
    const frame = { ...frameOn(pen, size), counts: {} };
    paintAll(frame);
    paintLit(frame);
  }

  /** Paint anew where the canvas has another size than its picture; an observer also calls when it starts. */
  function resized() {
    const [width, height] = sides();
    if (started && (width !== canvas.width || height !== canvas.height)) later(repaint);
  }

  return { box, counts, lie, start, repaint, update, resized, drawTo };
}

/** The layers of a picture from the lowest to the highest. */
function paintAll(frame) {
  paintBackdrop(frame);
  paintTies(frame);
  paintBundles(frame);
  paintMarks(frame);
  const numbers = paintNumbers(frame, rankedRows(frame));
  paintNames({ ...frame, obstacles: [...frame.obstacles, ...numbers] });
}

const sharpness = () => Math.min(SHARPEST, window.devicePixelRatio || 1);

function bitmap() {
  const canvas = document.createElement("canvas");
  return { canvas, pen: canvas.getContext("2d", { alpha: false }) };
}

function copy(from, pen) {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.globalAlpha = 1;
  pen.drawImage(from, 0, 0);
}

function scaled(pen) {
  pen.setTransform(sharpness(), 0, 0, sharpness(), 0, 0);
  return pen;
}
