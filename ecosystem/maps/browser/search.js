// Which marks does a query mean? Equal, then beginning, then a word, then inside (Chinese), then one typing error.

const SEARCH_LONGEST = 120; // letters of a name that are looked at
const SEARCH_SHORTEST_TYPO = 4; // shorter words are never taken for mistyped
const SEARCH_SHORTEST_OPEN = 6; // from here on a mistyped word may be unfinished
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
  const entries = { texts: [""], rows: [], forms: [], starts: new Uint32Array(0), text: "" };
  const words = { list: [], signs: new Uint32Array(0), places: [] };
  let next = 0;
  let finished = false;

  function work(milliseconds) {
    const until = performance.now() + milliseconds;
    while (next < scene.order.length) {
      addForms(entries, scene, scene.order[next++]);
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
function addForms(entries, scene, row) {
  addForm(entries, row, "", folded(scene.marks.names[row]));
  const others = scene.marks.search[row];
  if (!others) return;
  for (const form of others.split("\t")) {
    const text = folded(form);
    addForm(entries, row, form, text);
    if (text.includes(" ")) addForm(entries, row, form, text.replaceAll(" ", ""));
  }
}

function addForm(entries, row, form, text) {
  if (!text) return;
  entries.texts.push(text);
  entries.rows.push(row);
  entries.forms.push(form);
}

function finishIndex(entries, words) {
  const places = placesOfWords(entries);
  entries.texts.push("");
  entries.text = entries.texts.join("\n");
  entries.texts = [];
  words.list = [...places.keys()];
  words.signs = Uint32Array.from(words.list, letterSigns);
  words.places = [...places.values()];
}

/** Where each entry starts in the joined text, and in which entries each word is. @returns {Map<string, number[]>} */
function placesOfWords(entries) {
  entries.starts = new Uint32Array(entries.rows.length);
  const places = new Map();
  for (let each = 0, at = 0; each < entries.rows.length; each++) {
    entries.starts[each] = at;
    const text = entries.texts[each + 1];
    at += text.length + 1;
    for (const word of text.split(" ")) {
      const known = places.get(word);
      if (known) known.push(each);
      else if (word.length >= SEARCH_SHORTEST_TYPO - 1 && !SEARCH_NUMBER.test(word)) places.set(word, [each]);
    }
  }
  return places;
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
  const stages = [`\n${wanted}\n`, `\n${wanted}`, ` ${wanted}`];
  if (/[\u2E80-\u9FFF\uAC00-\uD7AF\u{20000}-\u{3FFFF}]/u.test(wanted)) stages.push(wanted);
  for (const needle of stages) collect(entries, needle, limit, found);
  if (found.size < limit && wanted.includes(" ")) collectAllWords(entries, wanted.split(" "), limit, found);
  if (found.size < SEARCH_ENOUGH) collectTypos(entries, words, wanted.split(" "), limit, found);
  return [...found].map(([row, entry]) => ({ row, form: entries.forms[entry] }));
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
  for (let place = 0; place < wanted.length; place++) {
    const others = wanted.filter((_, each) => each !== place).map((word) => ` ${word}`);
    for (const word of corrections(words, wanted[place])) {
      for (const entry of words.places[word]) {
        if (found.size >= limit) return;
        if (others.every((other) => textOf(entries, entry).includes(other)))
          keepFirst(found, entries.rows[entry], entry);
      }
    }
  }
}

function keepFirst(found, row, entry) {
  if (!found.has(row)) found.set(row, entry);
}

/** Positions of the words one typing error away; whole ones first. */
function corrections(words, mistyped) {
  if (mistyped.length < SEARCH_SHORTEST_TYPO) return [];
  const signs = letterSigns(mistyped);
  const whole = [];
  const begun = [];
  for (let each = 0; each < words.list.length && whole.length < SEARCH_CORRECTIONS; each++) {
    if (moreThanOneBit(signs & ~words.signs[each])) continue;
    const end = mendedEnd(words.list[each], mistyped);
    if (end === words.list[each].length) whole.push(each);
    else if (end > 0 && mistyped.length >= SEARCH_SHORTEST_OPEN && begun.length < SEARCH_CORRECTIONS) begun.push(each);
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
