// The first script of a page: unpack the program and start it, or show the table with a sentence that says why not.

import { unpacked } from "./unpack.js";

const element = (id) => document.getElementById(id);

/** The policy of the page knows the hash of the program, and lets nothing else run. */
async function start() {
  element("fallback").hidden = true;
  const { script, about } = JSON.parse(new TextDecoder().decode(await unpacked(element("program").textContent)));
  window.ecomapAbout = about;
  window.ecomapFailed = giveUp;
  document.body.append(Object.assign(document.createElement("script"), { textContent: script }));
}

function giveUp(error) {
  element("fallback").hidden = false;
  element("failed").hidden = false;
  document.body.dataset.failed = String(error?.stack ?? error);
}

start().catch(giveUp);
