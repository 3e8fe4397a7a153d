// Bitmaps that a picture is painted into before it is shown, and how many pixels they have.

const SHARPEST = 2; // pixels per CSS pixel at most: more costs much and shows little

/** Pixels per CSS pixel. */
export const sharpness = () => Math.min(SHARPEST, window.devicePixelRatio || 1);

/** A canvas that is not on the page, and its pen. */
export function bitmap() {
  const canvas = document.createElement("canvas");
  return { canvas, pen: canvas.getContext("2d", { alpha: false }) };
}

/** Width and height in pixels that a canvas on the page is to have. @param {HTMLCanvasElement} canvas */
export function sidesOf(canvas) {
  const pixels = (side) => Math.max(1, Math.round(side * sharpness()));
  return [pixels(canvas.clientWidth), pixels(canvas.clientHeight)];
}

/** Give canvases a size; setting it empties them, so only where it is another. @param {HTMLCanvasElement[]} canvases */
export function resizeAll(canvases, [width, height]) {
  for (const each of canvases) {
    if (each.width !== width || each.height !== height) Object.assign(each, { width, height });
  }
}

/** One bitmap onto another, pixel by pixel. @param {CanvasRenderingContext2D} pen */
export function copyBitmap(from, pen) {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.globalAlpha = 1;
  pen.drawImage(from, 0, 0);
}

/** The pen with CSS pixels for its unit. @param {CanvasRenderingContext2D} pen */
export function inCssPixels(pen) {
  pen.setTransform(sharpness(), 0, 0, sharpness(), 0, 0);
  return pen;
}

/**
 * At most one job for each frame of the browser: the first of `jobs` that was asked for, which includes the others.
 * @param {(() => void)[]} jobs the larger ones first
 * @returns {(job: () => void) => void}
 */
export function onceAFrame(jobs) {
  const asked = new Set();
  let waiting = 0;
  return (job) => {
    asked.add(job);
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      const wanted = jobs.find((each) => asked.has(each));
      asked.clear();
      wanted();
    });
  };
}
