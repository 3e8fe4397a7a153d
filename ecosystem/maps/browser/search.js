// Which marks does a query mean? Equal, then beginning, then a word, then inside (Chinese), then one typing error.

const SEARCH_LONGEST = 120; // letters of a name that are looked at
const SEARCH_SHORTEST_TYPO = 4; // shorter words are never taken for mistyped
const SEARCH_SHORTEST_OPEN = 6; // from here on a mistyped word may be unfinished
const SEARCH_DENSE = /[\u2E80-\u9FFF\uAC00-\uD7AF\u{20000}-\u{3FFFF}]/u; // written without spaces between words
const SEARCH_LOOKED_AT = 500; // names that are compared with a mended query
const SEARCH_CORRECTIONS = 40;
const SEARCH_NUMBER = /^\d+$/; // is right or wrong, but not mistyped
const SEARCH_ENOUGH = 3; // with so many hits nobody has mistyped

/** @typedef {{row: number, form: string}} Found the mark, and the alias by which it was found ("" = its name) */

/** Letters without case, marks and signs, one space between words. @param {string} text */
export function folded(text) {
  const plain = text
    .slice(0, SEARCH_LONGEST)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss");
  return plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/**
 * An index that is built bit by bit: `work(milliseconds)` goes on and says whether it is finished;
 * `find` finishes it first. All names stand in one text, the most important mark first, so that
 * the first hits in it are the best of their class.
 * @param {any} scene
 */
export function createIndex(scene) {
  const entries = { texts: [""], rows: [], forms: [], starts: [], end: 0, text: "" };
  const words = { places: new Map(), sorted: [], list: [], signs: new Uint32Array(0) };
  let next = 0;
  let finished = false;

  function work(milliseconds) {
    const until = performance.now() + milliseconds;
    while (next < scene.order.length) {
      addForms(entries, words, scene, scene.order[next++]);
      if (next % 64 === 0 && performance.now() > until) return false;
    }
    if (!finished) finishIndex(entries, words);
    finished = true;
    return true;
  }

  function find(query, limit = 8) {
    work(Infinity);
    const wanted = folded(query);
    return wanted ? ranked(entries, words, wanted, limit) : [];
  }

  return { work, find };
}

/** The name of a mark and everything else it is found by; spelled-out aliases also without spaces. */
function addForms(entries, words, scene, row) {
  addForm(entries, words, { row, form: "" }, folded(scene.marks.names[row]));
  const others = scene.marks.search[row];
  if (!others) return;
  for (const form of others.split("\t")) {
    const text = folded(form);
    addForm(entries, words, { row, form }, text);
    if (text.includes(" ")) addForm(entries, words, { row, form }, text.replaceAll(" ", ""));
  }
}

function addForm(entries, words, { row, form }, text) {
  if (!text) return;
  const entry = entries.rows.length;
  for (const word of text.split(" ")) {
    const known = words.places.get(word);
    if (known) known.push(entry);
    else words.places.set(word, [entry]);
  }
  entries.starts.push(entries.end);
  entries.end += text.length + 1;
  entries.texts.push(text);
  entries.rows.push(row);
  entries.forms.push(form);
}

function finishIndex(entries, words) {
  entries.texts.push("");
  entries.text = entries.texts.join("\n");
  entries.texts = [];
  words.sorted = [...words.places.keys()].sort();
  words.list = words.sorted.filter((word) => word.length >= SEARCH_SHORTEST_TYPO - 1 && !SEARCH_NUMBER.test(word));
  words.signs = Uint32Array.from(words.list, letterSigns);
}

/** The place of the first word that is not before a text. @param {{sorted: string[]}} words @param {string} text */
function firstFrom({ sorted }, text) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Does any word begin so? @param {{sorted: string[]}} words @param {string} beginning */
function isBeginning(words, beginning) {
  return words.sorted[firstFrom(words, beginning)]?.startsWith(beginning) ?? false;
}

/** One bit for each letter that occurs: a typing error changes at most two. */
function letterSigns(word) {
  let signs = 0;
  for (let at = 0; at < word.length; at++) signs |= 1 << (word.charCodeAt(at) & 31);
  return signs;
}

/** @returns {Found[]} */
function ranked(entries, words, wanted, limit) {
  const found = new Map();
  const each = wanted.split(" ");
  if (each.every((word) => isBeginning(words, word))) collectExact(entries, words, each, limit, found);
  if (found.size < limit && SEARCH_DENSE.test(wanted)) collect(entries, wanted, limit, found);
  if (found.size < SEARCH_ENOUGH) collectTypos(entries, words, each, limit, found);
  return [...found].map(([row, entry]) => ({ row, form: entries.forms[entry] }));
}

/** Without a typing error. A few names are compared one by one; where there are many, the first hits end the pass. */
function collectExact(entries, words, each, limit, found) {
  const wanted = each.join(" ");
  const longest = each.reduce((a, b) => (b.length > a.length ? b : a));
  const few = each.length > 1 ? placesOf(words, longest) : null;
  if (few) return collectAmong(entries, few, each, limit, found);
  for (const needle of [`\n${wanted}\n`, `\n${wanted}`, ` ${wanted}`]) collect(entries, needle, limit, found);
  if (found.size < limit && each.length > 1) collectAllWords(entries, each, limit, found);
}

/** Entries with a word that begins so, in their order; null where they are many. */
function placesOf(words, beginning) {
  const places = new Set();
  for (let at = firstFrom(words, beginning); words.sorted[at]?.startsWith(beginning); at++) {
    for (const entry of words.places.get(words.sorted[at])) places.add(entry);
    if (places.size > SEARCH_LOOKED_AT) return null;
  }
  return [...places].sort((a, b) => a - b);
}

/** Of these entries the equal ones, then those that begin so, that go on so, that have all words in any order. */
function collectAmong(entries, places, each, limit, found) {
  const wanted = ` ${each.join(" ")}`;
  const texts = places.map((entry) => textOf(entries, entry));
  const classes = [
    (text) => text === wanted,
    (text) => text.startsWith(wanted),
    (text) => text.includes(wanted),
    (text) => each.every((word) => text.includes(` ${word}`)),
  ];
  for (const fits of classes) {
    places.forEach((entry, at) => {
      if (found.size < limit && fits(texts[at])) keepFirst(found, entries.rows[entry], entry);
    });
  }
}

/** Put the marks whose text holds `needle` (and all `others`) into `found`, at most `limit` of them. */
function collect(entries, needle, limit, found, others = []) {
  let at = entries.text.indexOf(needle);
  while (at >= 0 && found.size < limit) {
    const entry = entryAt(entries.starts, at + (needle.startsWith("\n") ? 0 : -1));
    const row = entries.rows[entry];
    if (others.every((word) => textOf(entries, entry).includes(word))) keepFirst(found, row, entry);
    at = entries.text.indexOf(needle, at + 1);
  }
}

/** The entry whose text is around a place; each begins with the line feed before it. */
function entryAt(starts, at) {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The text of an entry with a space before each of its words. */
function textOf(entries, entry) {
  const from = entries.starts[entry];
  return ` ${entries.text.slice(from + 1, entries.starts[entry + 1] ?? entries.text.length - 1)}`;
}

/** Every word begins a word of the name, in any order. */
function collectAllWords(entries, wanted, limit, found) {
  const [longest, ...others] = [...wanted].sort((a, b) => b.length - a.length);
  const needed = others.map((word) => ` ${word}`);
  for (const before of ["\n", " "]) collect(entries, before + longest, limit, found, needed);
}

/** One word of the query has one typing error: a letter wrong, missing, too many, or two swapped. */
function collectTypos(entries, words, wanted, limit, found) {
  let left = SEARCH_LOOKED_AT;
  for (let place = 0; place < wanted.length; place++) {
    const others = wanted.filter((_, each) => each !== place);
    if (!others.every((word) => isBeginning(words, word))) continue;
    for (const word of corrections(words, wanted[place])) {
      for (const entry of words.places.get(word)) {
        if (found.size >= limit || left-- <= 0) return;
        if (others.every((other) => textOf(entries, entry).includes(` ${other}`))) {
          keepFirst(found, entries.rows[entry], entry);
        }
      }
    }
  }
}

function keepFirst(found, row, entry) {
  if (!found.has(row)) found.set(row, entry);
}

/** Words one typing error away; whole ones first. */
function corrections(words, mistyped) {
  if (mistyped.length < SEARCH_SHORTEST_TYPO) return [];
  const signs = letterSigns(mistyped);
  const whole = [];
  const begun = [];
  for (let each = 0; each < words.list.length && whole.length < SEARCH_CORRECTIONS; each++) {
    if (moreThanOneBit(signs & ~words.signs[each])) continue;
    const word = words.list[each];
    const end = mendedEnd(word, mistyped);
    if (end === word.length) whole.push(word);
    else if (end > 0 && mistyped.length >= SEARCH_SHORTEST_OPEN && begun.length < SEARCH_CORRECTIONS) begun.push(word);
  }
  return [...whole, ...begun];
}

function moreThanOneBit(bits) {
  return (bits & (bits - 1)) !== 0;
}

/**
 * Where in `word` the typed text ends if exactly one error is mended; 0 if more are needed.
 * @param {string} word
 * @param {string} typed
 */
export function mendedEnd(word, typed) {
  let same = 0;
  while (same < typed.length && word[same] === typed[same]) same++;
  const ends = [
    agrees(word, same + 1, typed, same + 1), // a wrong letter
    agrees(word, same + 1, typed, same), // a missing one
    agrees(word, same, typed, same + 1), // one too many
    word[same] === typed[same + 1] && word[same + 1] === typed[same] ? agrees(word, same + 2, typed, same + 2) : 0,
  ];
  return ends.includes(word.length) ? word.length : Math.max(...ends);
}

/** The end of `typed` from `from` on, found in `word` at `at`; 0 if it is not there. */
function agrees(word, at, typed, from) {
  const end = at + typed.length - from;
  if (end > word.length || from > typed.length) return 0;
  for (; at < end; at++, from++) if (word[at] !== typed[from]) return 0;
  return end;
}
