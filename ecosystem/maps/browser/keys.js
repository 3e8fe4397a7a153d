// Which channels does the drawing use, what do their codes mean, and how many marks of each are shown?

import { say } from "./dom.js";
import { visible } from "./filter.js";

const KEY_CHANNELS = ["kind", "role", "tie", "state"];

/**
 * @typedef {{channel: string, code: number, label: string, count: number, id: string}} LegendKey `id` is what
 *   `state.hidden` holds
 * @typedef {{channel: string, title: string, keys: LegendKey[], sequential: boolean}} LegendGroup
 */

/**
 * The legend of what is drawn now: colours of the lens first, then shapes, lit marks, lines.
 * @param {any} scene
 * @param {any} state
 * @param {Record<string, string>} words
 * @returns {LegendGroup[]}
 */
export function legendGroups(scene, state, words) {
  const colour = state.lens === "region" ? "region" : `lens:${state.lens}`;
  const groups = [colour, ...KEY_CHANNELS].map((channel) => keyGroup(scene, words, channel));
  groups.push(bundleGroup(scene, words));
  return groups.filter((group) => group.keys.length > 0);
}

function keyGroup(scene, words, channel) {
  const lens = scene.lenses.find((each) => `lens:${each.name}` === channel);
  const listed = listedKeys(scene, words, channel);
  const keys = (lens?.sequential ? wholeScale(lens, listed) : listed).map(keyWithId);
  const rest = restOf(scene, channel, words);
  if (rest && (keys.length || channel === "region")) keys.push(rest);
  return { channel, title: groupTitle(scene, channel, words), keys, sequential: Boolean(lens?.sequential) };
}

/** A scale is read by all of its steps, those included on which nothing stands. */
function wholeScale(lens, listed) {
  const known = new Map(listed.map((key) => [key.code, key]));
  const steps = lens.labels.map(
    (label, code) => known.get(code) ?? { channel: `lens:${lens.name}`, code, label, count: 0 },
  );
  return [...steps, ...listed.filter((key) => key.code < 0)];
}

/** What the scene says of a channel; a scene that says nothing of it has its codes counted. */
function listedKeys(scene, words, channel) {
  const listed = scene.legend.filter((key) => key.channel === channel);
  if (listed.length) return listed;
  const codes = channel === "tie" ? scene.ties.kind : codesOf(scene, channel);
  if (!codes || channel === "role" || channel === "region") return [];
  const labels = scene.lenses.find((lens) => `lens:${lens.name}` === channel)?.labels ?? scene.ties.labels;
  const label = (code) =>
    code < 0 ? say(words, "unknown") : channel === "kind" ? say(words, `kind.${code}`) : labels[code];
  const counts = countedCodes(codes);
  const order = [...counts.keys()].sort((a, b) => (a < 0 ? 1 : b < 0 ? -1 : a - b));
  return order.map((code) => ({ channel, code, label: label(code), count: counts.get(code) }));
}

/** How often each code occurs among the rows that `shown` has, or among all. @returns {Map<number, number>} */
function countedCodes(codes, shown = null) {
  const counts = new Uint32Array(2 + codes.reduce((most, code) => (code > most ? code : most), 0)); // -1 comes first
  for (let row = 0; row < codes.length; row++) if (!shown || shown[row]) counts[codes[row] + 1]++;
  return new Map([...counts].flatMap((count, place) => (count ? [[place - 1, count]] : [])));
}

function keyWithId(key) {
  return { ...key, id: `${key.channel}:${key.code}` };
}

/** Marks of a channel that the legend does not list: outside all regions, or not lit. */
function restOf(scene, channel, words) {
  if (channel === "region" && !scene.regions.length) return null;
  const column = channel === "region" ? scene.regionOf : channel === "role" ? scene.marks.role : null;
  const code = channel === "region" ? -1 : 0;
  const count = column ? column.reduce((sum, value) => sum + (value === code ? 1 : 0), 0) : 0;
  return count ? { channel, code, label: say(words, `rest.${channel}`), count, id: `${channel}:${code}` } : null;
}

/** Bundles within a region and across the border of two. */
function bundleGroup(scene, words) {
  const keys = [];
  for (const crosses of [false, true]) {
    const bundles = scene.bundles.filter((bundle) => bundle.crosses === crosses);
    if (!bundles.length) continue;
    const count = bundles.reduce((sum, bundle) => sum + bundle.count, 0);
    keys.push({
      channel: "bundle",
      code: Number(crosses),
      label: say(words, crosses ? "bundle.crosses" : "bundle.within"),
      count,
      id: `bundle:${Number(crosses)}`,
    });
  }
  return { channel: "bundle", title: say(words, "legend.bundle"), keys, sequential: false };
}

function groupTitle(scene, channel, words) {
  if (!channel.startsWith("lens:")) return say(words, `legend.${channel}`);
  return lensTitle(channel.slice(5), words);
}

/** What a lens is called. @param {string} name @param {Record<string, string>} words */
export function lensTitle(name, words) {
  return words[`lens.${name}`] ?? name;
}

/** The code of a mark in a channel. @param {any} scene @param {string} channel @returns {ArrayLike<number>|null} */
export function codesOf(scene, channel) {
  if (channel === "region") return scene.regionOf;
  if (channel === "kind") return scene.marks.kind;
  if (channel === "role") return scene.marks.role;
  return scene.lenses.find((lens) => `lens:${lens.name}` === channel)?.codes ?? null;
}

/**
 * How many marks of each code of a channel there are, and how many of them are shown; null for lines, which are not
 * counted anew.
 * @param {any} scene
 * @param {string} channel
 * @param {Uint8Array} shown
 * @returns {{all: Map<number, number>, left: Map<number, number>}|null}
 */
export function shownByCode(scene, channel, shown) {
  const codes = codesOf(scene, channel);
  return codes && { all: countedCodes(codes), left: countedCodes(codes, shown) };
}

/** Which marks are shown now; worked out when the filters change. @param {any} app @returns {Uint8Array} */
export function shownNow(app) {
  const { hidden } = app.store.get();
  if (app.shownFor !== hidden) Object.assign(app, { shownFor: hidden, shown: visible(app.scene, { hidden }) });
  return app.shown;
}

/** How many marks are shown. @param {Uint8Array} shown */
export function shownCount(shown) {
  let count = 0;
  for (let row = 0; row < shown.length; row++) count += shown[row];
  return count;
}

/** The region and community of a mark in words. @param {any} scene @param {number} row */
export function placeOf(scene, row) {
  const community = scene.communities[scene.marks.community[row]];
  if (!community) return [];
  return [scene.regions[community.region]?.name, community.name].filter(Boolean);
}

/** What the legend calls a code. @param {any} scene @param {string} channel @param {number} code */
export function labelOfKey(scene, channel, code) {
  return scene.legend.find((key) => key.channel === channel && key.code === code)?.label ?? "";
}

/** What kind of thing a mark stands for. @param {any} app @param {number} row */
export function kindOf(app, row) {
  return say(app.words, `kind.${app.scene.marks.kind[row]}`);
}
