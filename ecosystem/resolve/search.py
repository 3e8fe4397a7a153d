"""Which partners a piece of text may mean, best first, in milliseconds over 200,000 names.

The index is built once per snapshot and consists of arrays only. A question goes through four
doors (whole names, pinyin, initials, words with typing errors), each of which lets a few hundred
names in; ``ecosystem.resolve.ranking`` then judges these one by one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from math import log
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from ecosystem.resolve.names import is_form_word, is_unspaced
from ecosystem.resolve.ranking import (
    ALIAS_DISCOUNT,
    FLOOR,
    LONGEST_COMPARED,
    NEAR_FLOOR,
    Reason,
    Spelling,
    edits_allowed,
    judge,
    spell,
    typed_pinyin,
    typed_syllables,
)
from scoring.snapshot import Strings

__all__ = ["Match", "NameIndex", "Reason"]

_JUDGED = 64  # names per door that are judged, at least
_WORDS_ASKED = 8  # words of a question that are looked up: those that tell most
_LONGEST_TERM = 32
_LONGEST_ABBREVIATION = 5  # Chinese characters
_GRAMS = 1 << 16
_TERMS_COMPARED = 300
_REASONS: Final = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class Match:
    """A partner that may be meant.

    Attributes
    ----------
    row
        its position in ``snapshot.partners``.
    score
        in (0, 1]; 1 is the id or the name as typed.
    matched
        the name or alias that was found, as it stands in the source.
    reason
        what about it was found.
    """

    row: int
    score: float
    matched: str
    reason: Reason


@dataclass(frozen=True, slots=True, eq=False)
class _Keys:
    """Keys of entries in byte order: what begins with a text is one slice."""

    keys: Strings
    entries: NDArray[np.int32]

    @classmethod
    def of(cls, keys: Sequence[str], entries: Sequence[int], ties: Sequence[str]) -> Self:
        """Sorted by key, then by ``ties`` (the names as written), then by entry."""
        composite = [f"{key}\0{tie}" for key, tie in zip(keys, ties, strict=True)]
        order = sorted(range(len(keys)), key=composite.__getitem__)
        return cls(Strings.of([keys[at] for at in order]), _int32([entries[at] for at in order]))

    def span(self, key: str, *, prefix: bool) -> tuple[int, int]:
        wanted = key.encode("utf-8", "surrogatepass")
        low = _lower_bound(self.keys, wanted, 0)
        # 0xFF is in no UTF-8 text, so it ends what begins with the key; 0 ends the key itself.
        return low, _lower_bound(self.keys, wanted + (b"\xff" if prefix else b"\0"), low)

    def closest(self, key: str, count: int, *, prefix: bool) -> NDArray[np.int32]:
        """Entries of this key, or of keys that begin with it: the shortest ones first."""
        low, high = self.span(key, prefix=prefix)
        entries = self.entries[low:high]
        if len(entries) <= count:
            return entries
        lengths = np.diff(self.keys.offsets[low : high + 1])
        order = np.argpartition((lengths << 32) | entries, count)
        return entries[order[:count]]


@dataclass(frozen=True, slots=True, eq=False)
class NameIndex:
    """Names and aliases of partners, ready to be searched. Immutable; threads may share it.

    An *entry* is one name or alias: entry ``i`` is the name of row ``i``, aliases follow. A *term*
    is what an entry is found by beside its whole: a word, a pair of Chinese characters or of
    syllables, the words run together; single Chinese characters as well, for abbreviations.
    """

    ids: Strings
    texts: Strings
    rows: NDArray[np.int32]  # of each entry
    lengths: NDArray[np.int32]  # of each entry, in characters of its words
    names: _Keys
    sounds: _Keys
    initials: _Keys
    terms: Strings
    term_starts: NDArray[np.int64]
    term_entries: NDArray[np.int32]
    gram_starts: NDArray[np.int64]
    gram_terms: NDArray[np.int32]

    @classmethod
    def build(cls, ids: Sequence[str], names: Sequence[str], aliases: Sequence[Sequence[str]]) -> NameIndex:
        """Index partners that are sorted by id (as UTF-8 bytes), as in a snapshot.

        Raises
        ------
        ValueError
            if the three do not have one entry per partner, or the ids are not sorted.

        Examples
        --------
        >>> index = NameIndex.build(["p1", "p2"], ["Siemens AG", "华为技术有限公司"], [[], ["Huawei"]])
        >>> [(match.row, match.matched, match.reason.value) for match in index.search("simens")]
        [(0, 'Siemens AG', 'typo')]
        >>> index.search("hua wei")[0].matched, index.search("hw")[0].matched
        ('Huawei', '华为技术有限公司')
        """
        if not len(ids) == len(names) == len(aliases):
            raise ValueError(f"{len(ids)} ids, {len(names)} names and {len(aliases)} lists of aliases")
        identities = Strings.of(ids)
        if any(ids[at - 1] >= ids[at] for at in range(1, len(ids))):  # code points order as UTF-8 does
            raise ValueError("ids must be sorted by their bytes and differ from each other")
        rows, texts = array("i", range(len(names))), list(names)
        for row, others in enumerate(aliases):
            for other in dict.fromkeys(map(str.strip, others)):
                if other and other != names[row]:
                    rows.append(row)
                    texts.append(other)
        return _index(identities, texts, rows)

    def __len__(self) -> int:
        return len(self.ids)

    def search(self, text: str, limit: int = 10) -> list[Match]:
        """The partners that a text may mean, best first; at equal scores by reason, then by row.

        Empty where nothing is like it.
        """
        return self._ranked(text, limit, floor=FLOOR, slack=0)

    def nearest(self, text: str, limit: int = 3) -> list[Match]:
        """What may have been meant by a text that names nobody: the same with a lower floor."""
        matches = {match.row: match for match in self._ranked(text, limit, floor=NEAR_FLOOR, slack=1)}
        for match in self._similar_ids(text.strip()):
            if match.row not in matches or matches[match.row].score < match.score:
                matches[match.row] = match
        return sorted(matches.values(), key=_order)[:limit]

    def named(self, text: str, limit: int = 50) -> list[Match]:
        """The partners that a text names: by id, else by a name that is equally good for all of them.

        One match means that it can be used in place of an id; several, that the text is ambiguous.
        """
        exact = [each for each in self.search(text, limit) if each.reason in (Reason.ID, Reason.EXACT)]
        if exact and exact[0].reason is Reason.ID:
            return exact[:1]
        return [each for each in exact if each.score == exact[0].score]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything as arrays by a stable path, to be cached beside the snapshot."""
        return dict(_arrays_of(self, ""))

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> NameIndex:
        """The index that ``arrays`` came from; they are used as they are (mapped from disk, say)."""

        def strings(path: str) -> Strings:
            return Strings(arrays[f"{path}/offsets"], arrays[f"{path}/data"])

        def keys(path: str) -> _Keys:
            return _Keys(strings(f"{path}/keys"), arrays[f"{path}/entries"])

        plain = {name: arrays[name] for name in arrays if "/" not in name}
        return cls(
            ids=strings("ids"), texts=strings("texts"), terms=strings("terms"),
            names=keys("names"), sounds=keys("sounds"), initials=keys("initials"), **plain,
        )  # fmt: skip

    # --- asking ----------------------------------------------------------------------------------

    def _ranked(self, text: str, limit: int, *, floor: float, slack: int) -> list[Match]:
        best: dict[int, Match] = {}
        row = self.ids.find(text.strip()) if len(text) <= 4096 else -1
        if row >= 0:
            best[row] = Match(row, 1.0, self.texts[row], Reason.ID)
        asked = spell(text)
        if limit < 1 or not asked.words:
            return list(best.values())[: max(limit, 0)]
        weights = [self._weight(word) for word in asked.words]
        entries = self._candidates(asked, weights, max(_JUDGED, 4 * limit), slack)
        for entry, name in zip(entries.tolist(), _texts_at(self.texts, entries), strict=True):
            found = spell(name)
            score, reason = judge(asked, found, weights, slack=slack)
            row = int(self.rows[entry])
            if entry >= len(self.ids):
                score *= ALIAS_DISCOUNT
            if score >= floor and (row not in best or score > best[row].score):
                best[row] = Match(row, score, found.raw, reason)
        return sorted(best.values(), key=_order)[:limit]

    def _candidates(self, asked: Spelling, weights: list[float], count: int, slack: int) -> NDArray[np.int64]:
        """Entries that are worth a closer look, by every door, in order."""
        latin = asked.sound or typed_pinyin(asked.compact)
        doors = [
            self._as_written(asked),
            self.names.closest(asked.compact, count, prefix=False),
            self.names.closest(asked.compact, count, prefix=True),
            self.sounds.closest(latin, count, prefix=True),
            self.initials.closest(asked.compact, count, prefix=True) if len(asked.compact) > 1 else _NONE,
            self.names.closest(asked.sound, count, prefix=True) if asked.sound else _NONE,
            self.names.closest(asked.initials, count, prefix=False) if len(asked.initials) > 2 else _NONE,
            self._by_terms(asked, weights, count, slack),
        ]
        return np.unique(np.concatenate(doors)).astype(np.int64)

    def _as_written(self, asked: Spelling) -> NDArray[np.int32]:
        """Entries that are this text to the letter, of however many that are it in substance."""
        low, end = self.names.span(asked.compact, prefix=False)
        wanted, high = asked.raw.encode("utf-8", "surrogatepass"), end
        while low < high:
            middle = (low + high) // 2
            if self.texts.bytes_at(int(self.names.entries[middle])) < wanted:
                low = middle + 1
            else:
                high = middle
        last = low
        while last < end and last < low + _JUDGED:
            if self.texts.bytes_at(int(self.names.entries[last])) != wanted:
                break
            last += 1
        return self.names.entries[low:last]

    def _by_terms(
        self, asked: Spelling, weights: list[float], count: int, slack: int
    ) -> NDArray[np.int32]:
        """Entries that have most of the words asked for, rare words counting more."""
        spoken = typed_syllables(asked.words) if len(self.sounds.keys) else ()
        if len(spoken) == len(asked.words) > 2:
            # Hua wei ji shu: pinyin, spaced by syllables; no word of it is looked up by itself.
            total = np.float32(0.9) * self._sharing(_syllable_pairs(spoken))
        else:
            total = self._having_most(asked, weights, slack)
            if spoken:
                _raise_all(total, 0.9 * self._sharing(_syllable_pairs(spoken)))
        found = np.flatnonzero(total > 0.3)
        length = len(asked.compact)
        score = total[found] * (0.76 + 0.16 * np.minimum(1, length / np.maximum(self.lengths[found], 1)))
        if len(found) > count:
            enough = score >= np.partition(score, len(score) - count)[len(score) - count]
            found, score = found[enough], score[enough]
        return found[np.lexsort((found, -score))][:count].astype(np.int32)

    def _having_most(self, asked: Spelling, weights: list[float], slack: int) -> NDArray[np.float32]:
        """Per entry how much of what was asked it has, by its words or by its words run together."""
        telling = sorted(range(len(weights)), key=lambda at: -weights[at])[:_WORDS_ASKED]
        total = np.zeros(len(self.rows), np.float32)
        for at in telling:
            total += weights[at] * self._having(asked.words[at], asked.heard[at], slack)
        total /= sum(weights[at] for at in telling)
        if len(asked.words) > 1 and asked.compact.isascii():
            for term, closeness in self._typos(asked.compact, slack):
                _raise_to(total, self._entries_of(term), closeness)
        return total

    def _having(self, word: str, heard: Sequence[str], slack: int) -> NDArray[np.float32]:
        """Per entry how alike its best term is to one word that was typed."""
        likeness = np.zeros(len(self.rows), np.float32)
        if is_unspaced(word):
            _raise_all(likeness, self._sharing(_pairs(word)))
            if len(word) <= _LONGEST_ABBREVIATION:
                _raise_all(likeness, 0.85 * self._sharing(word))
            if heard:
                _raise_all(likeness, 0.85 * self._sharing(_syllable_pairs(heard)))
                _raise_to(likeness, self._beginning_with("".join(heard)), 0.92)
            return likeness
        for term, closeness in self._typos(word, slack):
            _raise_to(likeness, self._entries_of(term), closeness)
        if len(word) > 1:
            _raise_to(likeness, self._beginning_with(word), 0.97)
        _raise_to(likeness, self._entries_of(self.terms.find(word)), 1.0)
        return likeness

    def _sharing(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Per entry the share of these terms that it has."""
        shared = np.zeros(len(self.rows), np.float32)
        for term in terms:
            shared[self._entries_of(self.terms.find(term))] += 1 / len(terms)
        return shared

    def _entries_of(self, term: int) -> NDArray[np.int32]:
        return self.term_entries[self.term_starts[term] : self.term_starts[term + 1]] if term >= 0 else _NONE

    def _beginning_with(self, text: str) -> NDArray[np.int32]:
        """Entries of all terms that begin like this: neighbours in the list of terms."""
        wanted = text.encode("utf-8", "surrogatepass")
        low = _lower_bound(self.terms, wanted, 0)
        high = _lower_bound(self.terms, wanted + b"\xff", low)
        return self.term_entries[self.term_starts[low] : self.term_starts[high]]

    def _weight(self, word: str) -> float:
        """How much a word tells: the logarithm of how few names have it (mean over pairs)."""
        if is_unspaced(word):
            pairs = _pairs(word)
            rarity = sum(self._rarity(pair) for pair in pairs) / len(pairs)
            return rarity * min(3.0, max(1.0, len(word) / 2))
        return self._rarity(word) * (0.15 if is_form_word(word) else 1)  # a form in an odd place

    def _rarity(self, term: str) -> float:
        known = self.terms.find(term)
        entries = self._entries_of(known) if known >= 0 else self._beginning_with(term)
        return 0.2 + log((len(self.rows) + 1) / (len(entries) + 0.5) + 1)

    def _typos(self, word: str, slack: int) -> list[tuple[int, float]]:
        """Terms that are this word with typing errors, and how close they are."""
        allowed = edits_allowed(len(word), slack)
        if not allowed or len(word) > _LONGEST_TERM:
            return []
        buckets = np.unique(_grams(f" {word} "))
        parts = [self.gram_terms[self.gram_starts[at] : self.gram_starts[at + 1]] for at in buckets]
        shared = np.bincount(np.concatenate(parts), minlength=len(self.terms))
        # One error spoils three pairs of letters at most (two letters exchanged).
        likely = np.flatnonzero(shared >= max(2, len(buckets) - 3 * allowed))
        if word.isascii():
            lengths = self.terms.offsets[likely + 1] - self.terms.offsets[likely]
            likely = likely[np.abs(lengths - len(word)) <= allowed]
        # In short words one error leaves little in common, so that more terms are as likely.
        most = _TERMS_COMPARED if len(word) > 6 else 3 * _TERMS_COMPARED
        if len(likely) > most:
            likely = likely[np.lexsort((likely, -shared[likely]))[:most]]
        found: list[tuple[int, float]] = []
        for term, other in zip(likely.tolist(), _texts_at(self.terms, likely), strict=True):
            errors = OSA.distance(word, other, score_cutoff=allowed)
            if 0 < errors <= allowed:
                found.append((term, 1 - errors / max(len(word), len(other))))
        return found

    def _similar_ids(self, text: str) -> Iterator[Match]:
        """Ids near a mistyped one: its neighbours in order, or with a letter too much or exchanged."""
        if not 3 < len(text) <= LONGEST_COMPARED:
            return
        at = _lower_bound(self.ids, text.encode("utf-8", "surrogatepass"), 0)
        rows = set(range(max(0, at - 20), min(len(self.ids), at + 20)))
        for cut in range(len(text)):
            rows.add(self.ids.find(text[:cut] + text[cut + 1 :]))
            rows.add(self.ids.find(text[:cut] + text[cut : cut + 2][::-1] + text[cut + 2 :]))
        for row in sorted(rows - {-1}):
            errors = OSA.distance(text, self.ids[row], score_cutoff=2)
            if errors <= 2:
                yield Match(row, 0.9 * (1 - errors / len(text)), self.texts[row], Reason.ID)


def _order(match: Match) -> tuple[float, int, int]:
    return -match.score, _REASONS[match.reason], match.row


# --- building ------------------------------------------------------------------------------------


def _index(ids: Strings, texts: list[str], rows: array[int]) -> NameIndex:
    lengths = array("i")
    compacts: list[str] = []
    sounds: list[tuple[str, int]] = []
    shorts: list[tuple[str, int]] = []
    seen: dict[str, int] = {}
    term_of, entry_of = array("i"), array("i")
    for entry, text in enumerate(texts):
        spelling = spell(text)
        compacts.append(spelling.compact)
        lengths.append(len(spelling.compact))
        if spelling.sound:
            sounds.append((spelling.sound, entry))
        if len(spelling.initials) > 1:
            shorts.append((spelling.initials, entry))
        for term in _terms_of(spelling):
            term_of.append(seen.setdefault(term, len(seen)))
            entry_of.append(entry)
    terms = sorted(seen)
    place = np.zeros(len(terms), np.int64)
    place[[seen[term] for term in terms]] = np.arange(len(terms))
    term_starts, term_entries = _grouped(place[_int32(term_of)], _int32(entry_of), len(terms))
    gram_starts, gram_terms = _gram_index(terms)
    return NameIndex(
        ids=ids,
        texts=Strings.of(texts),
        rows=_int32(rows),
        lengths=_int32(lengths),
        names=_Keys.of(compacts, range(len(texts)), texts),
        sounds=_Keys.of([key for key, _ in sounds], [at for _, at in sounds], [""] * len(sounds)),
        initials=_Keys.of([key for key, _ in shorts], [at for _, at in shorts], [""] * len(shorts)),
        terms=Strings.of(terms),
        term_starts=term_starts,
        term_entries=term_entries,
        gram_starts=gram_starts,
        gram_terms=gram_terms,
    )


def _terms_of(spelling: Spelling) -> set[str]:
    terms: set[str] = set()
    for word, heard in zip(spelling.words, spelling.heard, strict=True):
        if is_unspaced(word):
            terms.update(word, _pairs(word), _syllable_pairs(heard))
        else:
            terms.add(word)
    if len(spelling.words) > 1 and len(spelling.compact) <= _LONGEST_TERM:
        terms.add(spelling.compact)
    if spelling.sound and len(spelling.sound) <= _LONGEST_TERM:
        terms.add(spelling.sound)
    return terms


def _pairs(word: str) -> list[str]:
    """Overlapping pairs of characters; a lone character is itself."""
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def _syllable_pairs(heard: Sequence[str]) -> list[str]:
    """Neighbouring syllables run together; a lone syllable is itself."""
    return [heard[at] + heard[at + 1] for at in range(len(heard) - 1)] or list(heard)


def _gram_index(terms: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Which terms have which pair of letters; terms without spaces between words are left out."""
    chosen = [at for at, term in enumerate(terms) if 2 < len(term) <= _LONGEST_TERM and not is_unspaced(term)]
    buckets = _grams(" " + " ".join([terms[at] for at in chosen]) + " ") if chosen else _NONE
    owners = np.repeat(_int32(chosen), [len(terms[at]) + 1 for at in chosen])
    return _grouped(buckets.astype(np.int64), owners, _GRAMS)


def _grams(text: str) -> NDArray[np.int64]:
    """Every pair of neighbouring characters, as one of 65,536 numbers."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    return (codes[:-1] * 40503 + codes[1:]) % _GRAMS


def _grouped(
    groups: NDArray[np.int64], values: NDArray[np.int32], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Values by group, in CSR form; values of one group keep their order."""
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(groups, minlength=count), out=starts[1:])
    return starts, values[np.argsort(groups, kind="stable")]


def _raise_to(scores: NDArray[np.float32], entries: NDArray[np.int32], value: float) -> None:
    scores[entries] = np.maximum(scores[entries], np.float32(value))


def _raise_all(scores: NDArray[np.float32], others: NDArray[np.float32]) -> None:
    np.maximum(scores, others, out=scores)


def _texts_at(texts: Strings, rows: NDArray[np.int64]) -> list[str]:
    """Many texts at once: several times faster than one by one."""
    view = texts.data.data
    ends = zip(texts.offsets[rows].tolist(), texts.offsets[rows + 1].tolist(), strict=True)
    return [str(view[start:stop], "utf-8", "surrogatepass") for start, stop in ends]


def _lower_bound(texts: Strings, wanted: bytes, low: int) -> int:
    high = len(texts)
    while low < high:
        middle = (low + high) // 2
        if texts.bytes_at(middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def _arrays_of(value: object, path: str) -> Iterator[tuple[str, NDArray[Any]]]:
    if isinstance(value, np.ndarray):
        yield path, value
    elif isinstance(value, (NameIndex, _Keys, Strings)):
        for each in fields(value):
            yield from _arrays_of(getattr(value, each.name), f"{path}/{each.name}" if path else each.name)


def _int32(values: Sequence[int] | array[int]) -> NDArray[np.int32]:
    return np.asarray(values, dtype=np.int32)


_NONE: Final[NDArray[np.int32]] = np.zeros(0, np.int32)
