// How are elements made, and words filled in? Text only ever becomes text nodes: names are untrusted.

/**
 * An element with attributes, listeners (`onclick: f`) and children.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] false, null and undefined are left out; true is an empty attribute
 * @param {...(Node|string|number|null|undefined)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined).map(asNode));
  return made;
}

/** @param {Node|string|number} child */
function asNode(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}

/**
 * A button that a finger can hit; `key` is said after its name in the tooltip.
 * @param {string} text what it shows
 * @param {string} label what it does, where the text does not say
 * @param {(event: Event) => void} onclick
 * @param {Record<string, any>} [attributes]
 */
export function button(text, label, onclick, attributes = {}) {
  const named = label && label !== text ? { "aria-label": label, title: label } : {};
  return make("button", { type: "button", ...named, ...attributes, onclick }, text);
}

/** A name that anybody may have written: its own direction, cut off only to the eye. @param {string} text */
export function nameOf(text) {
  return make("bdi", { dir: "auto" }, text);
}

/**
 * A sentence of the page: `{name}` is filled in; numbers get the separators of the language.
 * @param {Record<string, string>} words
 * @param {string} key
 * @param {Record<string, string|number>} [values]
 */
export function say(words, key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => written(values[name]));
}

/** @param {string|number|undefined} value */
export function written(value) {
  if (typeof value !== "number") return value ?? "";
  return value.toLocaleString("en", { maximumFractionDigits: 2 });
}

/**
 * Replace what an element holds without moving the focus if it can be kept.
 * @param {Element} element
 * @param {...Node} children
 */
export function refill(element, ...children) {
  const held = element.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  element.replaceChildren(...children);
  if (held) element.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}
