// How does a picture on a canvas become SVG? A pen with the methods of a canvas that writes elements instead.

const SVGPEN_SPACE = "http://www.w3.org/2000/svg";
const SVGPEN_ANCHOR = { left: "start", start: "start", center: "middle", right: "end", end: "end" };

/**
 * An element of SVG; text gets in as text.
 * @param {string} tag
 * @param {Record<string, string|number>} attributes
 * @param {...(Node|string)} children
 */
export function drawn(tag, attributes, ...children) {
  const made = document.createElementNS(SVGPEN_SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** Two digits are finer than any screen. @param {number} value */
export function short(value) {
  return Math.round(value * 100) / 100;
}

/**
 * What of a canvas the painter uses: paths, rectangles, text. Things of one look that follow each other are one
 * element, a filling and its outline too, a text and its halo too.
 */
export class SvgPen {
  constructor() {
    this.elements = [];
    Object.assign(this, {
      fillStyle: "#000",
      strokeStyle: "#000",
      lineWidth: 1,
      globalAlpha: 1,
      lineCap: "butt",
      lineJoin: "miter",
      font: "10px sans-serif",
      textAlign: "start",
      textBaseline: "alphabetic",
    });
    this.dash = [];
    this.beginPath();
  }

  beginPath() {
    this.path = "";
    this.filled = null;
  }

  moveTo(x, y) {
    this.path += `M${short(x)} ${short(y)}`;
  }

  lineTo(x, y) {
    this.path += `${this.path ? "L" : "M"}${short(x)} ${short(y)}`;
  }

  quadraticCurveTo(cx, cy, x, y) {
    this.path += `Q${short(cx)} ${short(cy)} ${short(x)} ${short(y)}`;
  }

  /** Only whole circles are drawn. */
  arc(x, y, r) {
    const [size, width] = [short(r), short(2 * r)];
    this.path += `M${short(x + r)} ${short(y)}a${size} ${size} 0 1 0 ${-width} 0a${size} ${size} 0 1 0 ${width} 0`;
  }

  rect(x, y, width, height) {
    this.path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
  }

  closePath() {
    this.path += "z";
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  fill() {
    this.filled = this.put("path", { fill: this.fillStyle, ...this.alpha() }, this.path);
    this.filledPath = this.path;
  }

  stroke() {
    const look = this.strokeLook();
    const same = this.filled && this.filledPath === this.path && this.filled.getAttribute("d") === this.path;
    if (same && (this.filled.getAttribute("opacity") ?? "1") === String(short(this.globalAlpha))) {
      for (const [name, value] of Object.entries(look)) this.filled.setAttribute(name, String(value));
      this.lookOfLast = null;
    } else this.put("path", { fill: "none", ...look, ...this.alpha() }, this.path);
  }

  strokeLook() {
    const look = { stroke: this.strokeStyle, "stroke-width": short(this.lineWidth) };
    if (this.dash.length) look["stroke-dasharray"] = this.dash.join(" ");
    if (this.lineCap !== "butt") look["stroke-linecap"] = this.lineCap;
    return look;
  }

  alpha() {
    return this.globalAlpha < 1 ? { opacity: short(this.globalAlpha) } : {};
  }

  fillRect(x, y, width, height) {
    const before = this.path;
    this.path = "";
    this.rect(x, y, width, height);
    this.put("path", { fill: this.fillStyle, ...this.alpha() }, this.path);
    this.path = before;
    this.filled = null;
  }

  /** A path; what looks the same as the one before is added to it. */
  put(tag, look, path) {
    const key = JSON.stringify(look);
    const last = this.elements.at(-1);
    if (last && this.lookOfLast === key) last.setAttribute("d", last.getAttribute("d") + path);
    else this.elements.push(drawn(tag, { d: path, ...look }));
    this.lookOfLast = key;
    return this.elements.at(-1);
  }

  strokeText(text, x, y) {
    this.halo = { text, x, y, look: { ...this.strokeLook(), "stroke-linejoin": "round", "paint-order": "stroke" } };
  }

  fillText(text, x, y) {
    const halo = this.halo?.text === text && this.halo.x === x && this.halo.y === y ? this.halo.look : {};
    const [, style, weight, size, family] = this.font.match(/^(italic )?(\d+ |bold )?([\d.]+)px (.*)$/) ?? [];
    const look = {
      x: short(x),
      y: short(y),
      fill: this.fillStyle,
      "font-size": size ?? 12,
      "font-family": family ?? "sans-serif",
    };
    if (weight) look["font-weight"] = weight.trim();
    if (style) look["font-style"] = "italic";
    look["text-anchor"] = SVGPEN_ANCHOR[this.textAlign];
    if (this.textBaseline === "middle") look["dominant-baseline"] = "central";
    this.elements.push(drawn("text", { ...look, ...halo, ...this.alpha() }, text));
    this.lookOfLast = null;
    this.halo = null;
  }

  measureText(text) {
    return { width: text.length * 0.6 * Number(this.font.match(/([\d.]+)px/)?.[1] ?? 12) };
  }

  save() {}
  restore() {}
  setTransform() {}
}
