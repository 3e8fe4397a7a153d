// From a scene and a state to the canvas. A full picture is painted into a bitmap; while the camera moves, that bitmap
// is shifted and scaled, and it is painted anew once the camera has come to rest. So a frame costs the same for a
// hundred marks and for a hundred thousand.

import { paintBackdrop } from "./backdrop.js";
import { bitmap, copyBitmap, inCssPixels, onceAFrame, resizeAll, sharpness, sidesOf } from "./bitmaps.js";
import { extentOf, projection, wholeSize } from "./camera.js";
import { hiddenCodes, visible } from "./filter.js";
import { paintHovered, paintLit } from "./lit.js";
import { paintBundles, paintTies } from "./lines.js";
import { coloursOf } from "./looks.js";
import { paintMarks, paintNumbers, rankedRows } from "./marks.js";
import { paintNames } from "./names.js";

const REST = 120; // milliseconds without a move, after which the picture is painted anew
const QUICK = 8_000; // marks that can be painted anew in the midst of a move
const BLURRED = 2; // times that a bitmap may be enlarged or reduced before that is done

const USUAL_SIZE = 620; // pixels of the whole map from which marks have their usual size
const LEAST_PART = 0.5;

/** Keys of the state after which everything, or only what is chosen, is painted anew. */
const ALL = ["lens", "hidden", "theme"];
const CHOSEN = ["selected", "steps", "target", "bundle"];

/**
 * @typedef {object} Painter
 * @property {object} box the extent of the scene
 * @property {object} counts work done, for tests: how often, how many, and milliseconds of the last repaint and frame
 * @property {() => object} lie how the grid lies on the screen now
 * @property {(row: number, k: number) => number} radius of a mark on this screen
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
  const { scene, graph, plan } = app;
  const box = extentOf(scene);
  const counts = { repaints: 0, overlays: 0, frames: 0, ties: 0, marks: 0, labels: 0, bundles: 0,
    litTies: 0, litLabels: 0, path: 0, repaint: 0, frame: 0 };
  const screen = canvas.getContext("2d", { alpha: false });
  const base = bitmap(); // everything but what is chosen
  const picture = bitmap(); // with it
  const looksOf = rememberedLooks(app);
  const later = onceAFrame([repaint, overlay, show]);
  let painted = null; // how the grid lay when the bitmaps were painted
  let resting = 0; // the timer that ends a move
  let started = false;

  const view = (size) => ({ width: canvas.clientWidth, height: canvas.clientHeight, box, ...app.insets(), ...size });
  const lie = () => projection(app.store.get().camera, view());

  /** Radii where the map has so much room: on a small screen marks are smaller too. */
  function radiusIn(seen) {
    const part = Math.min(1, Math.max(LEAST_PART, wholeSize(seen) / USUAL_SIZE));
    return (row, k) => app.radius(row, k, part);
  }

  /** @returns {import("./backdrop.js").Frame} */
  function frameOn(pen, size) {
    const state = app.store.get();
    const seen = view(size);
    const { width, height } = seen;
    const radius = radiusIn(seen);
    return { scene, graph, plan, radius, ...looksOf(state), pen, state, counts, width, height, k: state.camera.k,
      lie: projection(state.camera, seen), obstacles: size ? [] : app.obstacles() };
  }

  function start() {
    started = true;
    repaint();
  }

  function repaint() {
    if (!started) return; // panels that are being mounted may ask already
    const began = performance.now();
    clearTimeout(resting);
    resting = 0;
    resizeAll([canvas, base.canvas, picture.canvas], sidesOf(canvas));
    paintAll(frameOn(inCssPixels(base.pen)));
    painted = lie();
    counts.repaints += 1;
    overlay();
    counts.repaint = performance.now() - began;
  }

  function overlay() {
    copyBitmap(base.canvas, picture.pen);
    paintLit(frameOn(inCssPixels(picture.pen)));
    counts.overlays += 1;
    show();
  }

  /** Put the bitmap where the camera is now. */
  function show() {
    const began = performance.now();
    const now = lie();
    const ratio = now.scale / painted.scale;
    if (scene.marks.ids.length <= QUICK && (ratio > BLURRED || ratio < 1 / BLURRED)) return repaint();
    screen.setTransform(1, 0, 0, 1, 0, 0);
    if (ratio !== 1 || now.dx !== painted.dx || now.dy !== painted.dy) shift(now, ratio);
    screen.drawImage(picture.canvas, 0, 0);
    if (app.store.get().hovered >= 0) paintHovered(frameOn(inCssPixels(screen)));
    counts.frames += 1;
    counts.frame = performance.now() - began;
  }

  /** What the bitmap does not cover is empty until the camera rests. */
  function shift(now, ratio) {
    const sharp = sharpness();
    screen.fillStyle = app.palettes[app.theme()].ground;
    screen.fillRect(0, 0, canvas.width, canvas.height);
    screen.imageSmoothingQuality = "low";
    const [x, y] = [(now.dx - painted.dx * ratio) * sharp, (now.dy - painted.dy * ratio) * sharp];
    screen.setTransform(ratio, 0, 0, ratio, x, y);
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

  /** Paint anew where the canvas has another size than its picture; an observer also calls when it starts. */
  function resized() {
    const [width, height] = sidesOf(canvas);
    if (started && (width !== canvas.width || height !== canvas.height)) later(repaint);
  }

  function drawTo(pen, size) {
    const frame = { ...frameOn(pen, size), counts: {} };
    paintAll(frame);
    paintLit(frame);
  }

  return { box, counts, lie, radius: (row, k) => radiusIn(view())(row, k), start, repaint, update, resized, drawTo };
}

/** Colours and filters, worked out anew when the state asks for others. */
function rememberedLooks(app) {
  let looks = {};
  return (state) => {
    const palette = app.palettes[app.theme()];
    const { lens, hidden } = state;
    if (looks.palette === palette && looks.lens === lens && looks.hidden === hidden) return looks;
    looks = {
      palette, lens, hidden, colours: coloursOf(app.scene, lens, palette), shown: visible(app.scene, state),
      hiddenTies: hiddenCodes(state, "tie"), hiddenStates: hiddenCodes(state, "state"),
    };
    return looks;
  };
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
