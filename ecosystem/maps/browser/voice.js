// What is said aloud? One line that screen readers read, and a note that is seen for a while.

import { make, say } from "./dom.js";
import { kindOf, placeOf, shownCount, shownNow } from "./keys.js";

const VOICE_SEEN = 6000; // milliseconds

/** @param {HTMLElement} root @param {any} app */
export function mountVoice(root, app) {
  const line = make("p", { class: "unseen", id: "spoken", role: "status", "aria-live": "polite" });
  const note = make("p", { class: "note", hidden: true });
  let timer = 0;
  app.speak = (text) => (line.textContent = text);
  app.tell = (text) => {
    app.speak(text);
    note.textContent = text;
    note.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => (note.hidden = true), VOICE_SEEN);
  };
  root.append(line, note);
  app.store.on((state, changed) => speakOf(app, state, changed));
  listenForZoom(app);
}

function speakOf(app, state, changed) {
  if (changed.has("selected") && state.selected >= 0) app.speak(sentenceOf(app, state.selected));
  else if (changed.has("bundle") && state.bundle >= 0) app.speak(bundleSentence(app, state.bundle));
  else if (changed.has("selected") || changed.has("bundle")) app.speak(say(app.words, "voice.cleared"));
  else if (changed.has("hidden")) app.speak(countSentence(app));
}

/** The zoom is told when it has come to rest, by the level of what is shown. */
function listenForZoom(app) {
  let timer = 0;
  let told = app.store.get().camera.k;
  app.store.on((state, changed) => {
    if (!changed.has("camera")) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (Math.abs(Math.log(state.camera.k / told)) < 0.1 || state.selected >= 0) return;
      told = state.camera.k;
      app.speak(say(app.words, "voice.zoom", { zoom: Math.round(told * 100), level: zoomLevel(app, told) }));
    }, 600);
  });
}

/** What one sees at a zoom. */
function zoomLevel(app, k) {
  return say(app.words, `voice.level.${k < 1.5 ? "region" : k < 4 ? "community" : "mark"}`);
}

/** A mark in one sentence. @param {any} app @param {number} row */
export function sentenceOf(app, row) {
  const { scene, graph, words } = app;
  const ties = graph.start[row + 1] - graph.start[row];
  const about = [
    kindOf(app, row),
    ...placeOf(scene, row),
    say(words, ties === 1 ? "voice.tie" : "voice.ties", { count: ties }),
  ];
  return `${scene.marks.names[row]}: ${about.join(", ")}`;
}

/** A bundle in one sentence. @param {any} app @param {number} place */
export function bundleSentence(app, place) {
  const { scene, words } = app;
  const bundle = scene.bundles[place];
  return say(words, "voice.bundle", {
    first: scene.communities[bundle.first].name,
    second: scene.communities[bundle.second].name,
    count: bundle.count,
  });
}

/** "showing 412 of 20,000": what is left by the filters, of all there is on record. @param {any} app */
export function countSentence(app) {
  const shown = shownCount(shownNow(app));
  return say(app.words, "shown", { shown, total: app.scene.provenance.total });
}
