// From a scene and a state to a picture on the canvas.

import { extentOf, projection } from "./camera.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} app scene, graph, store, palettes
 */
export function createPainter(canvas, app) {
  const pen = canvas.getContext("2d");
  const box = extentOf(app.scene);
  const counts = { repaints: 0, frames: 0, ties: 0, marks: 0, labels: 0, bundles: 0 };
  const size = () => ({ width: canvas.clientWidth, height: canvas.clientHeight, box });
  const repaint = () => {
    const view = size();
    const lie = projection(app.store.get().camera, view);
    canvas.width = view.width;
    canvas.height = view.height;
    const colours = app.palettes.light;
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, view.width, view.height);
    const { x, y } = app.scene.marks;
    for (let row = 0; row < x.length; row += 1) {
      pen.fillStyle = colours.regions[app.scene.regionOf[row]] ?? colours.unknown;
      pen.fillRect(x[row] * lie.scale + lie.dx - 2, y[row] * lie.scale + lie.dy - 2, 4, 4);
    }
    counts.repaints += 1;
    counts.marks = x.length;
  };
  return { box, counts, repaint, frame: repaint, lie: () => projection(app.store.get().camera, size()) };
}
