// The first script of a page: unpack the program and start it, or show the table with a sentence that says why not.

import { unpacked } from "./unpack.js";

const element = (id) => document.getElementById(id);

/** The policy of the page knows the hashes of the program and its style, and lets nothing else in. */
async function start() {
  element("fallback").hidden = true;
  const { script, style, about } = JSON.parse(new TextDecoder().decode(await unpacked(element("program").textContent)));
  window.ecomapAbout = about;
  window.ecomapFailed = giveUp;
  document.head.append(elementOf("style", style));
  document.body.append(elementOf("script", script));
}

const elementOf = (tag, textContent) => Object.assign(document.createElement(tag), { textContent });

function giveUp(error) {
  element("fallback").hidden = false;
  element("failed").hidden = false;
  document.body.dataset.failed = String(error?.stack ?? error);
}

start().catch(giveUp);
