"""How well a name answers what was typed, and why.

Every way in which a name may be typed has a band of scores; within its band, a name scores higher
the more of it was typed. The bands keep the order in which people expect answers: the name itself,
its beginning, its words, its sound, its initials, a mistyped name. ``docs/search.md`` shows them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import Final

from rapidfuzz.distance import OSA, LCSseq

from ecosystem.resolve.chinese import initials, split_pinyin, syllables
from ecosystem.resolve.names import Name, is_chinese, is_unspaced, parse

MOST_WORDS: Final = 16
"""Words of a name that are compared; a name with more is found by these."""

LONGEST_COMPARED: Final = 64
"""Characters up to which a whole name is compared letter by letter."""

NAME_WITH_FORM, NAME_ALONE, OTHER_FORM = 0.99, 0.97, 0.95
SAME_WORDS = 0.94
ALIAS_DISCOUNT = 0.99
FLOOR, NEAR_FLOOR = 0.5, 0.35

_ONLY_SOUNDS_ALIKE = 0.15
"""What other characters of the same sound cost: typed wrong, or in a script that we do not convert."""

_U_FOR_UMLAUT = re.compile("(?<=[ln])v")


class Reason(StrEnum):
    """Why a name was found; members stand in the order in which equal scores are listed."""

    ID = "id"
    EXACT = "exact"
    PREFIX = "prefix"
    WORDS = "words"
    PART = "part"
    PINYIN = "pinyin"
    INITIALS = "initials"
    TYPO = "typo"


_WORST_FIRST: Final = (Reason.TYPO, Reason.PINYIN, Reason.PART, Reason.PREFIX, Reason.WORDS)

Verdict = tuple[float, Reason]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name in all the ways in which it may be typed.

    Attributes
    ----------
    heard, sounds
        per word its syllables, and these joined; empty for words that are not Chinese.
    sound
        the whole name in Latin letters, empty where no word of it is Chinese.
    pieces
        the syllables of Chinese words and the other words as they are, in order.
    """

    raw: str
    name: Name
    words: tuple[str, ...]
    compact: str
    heard: tuple[tuple[str, ...], ...]
    sounds: tuple[str, ...]
    sound: str
    initials: str
    pieces: tuple[str, ...]

    @property
    def in_latin(self) -> str:
        return self.sound or self.compact

    def ends_at(self, length: int) -> bool:
        """Whether a word (or syllable) of the name in Latin letters ends after so many of them."""
        return length in accumulate(map(len, self.pieces))


def spell(text: str) -> Spelling:
    """See a name in all its ways.

    Examples
    --------
    >>> spelling = spell("TCL科技集团")
    >>> spelling.words, spelling.sound, spelling.initials
    (('tcl', '科技'), 'tclkeji', 'tclkj')
    """
    name = parse(text)
    words = name.words[:MOST_WORDS]
    compact = "".join(words)
    if compact.isascii():
        nothing = ("",) * len(words)
        return Spelling(text, name, words, compact, ((),) * len(words), nothing, "", name.initials, words)
    heard = tuple(tuple(syllables(word)) if is_chinese(word) else () for word in words)
    spoken = any(heard)
    pieces = tuple(piece for word, parts in zip(words, heard, strict=True) for piece in parts or (word,))
    short = [initials(parts) if parts else word for word, parts in zip(words, heard, strict=True)]
    return Spelling(
        raw=text,
        name=name,
        words=words,
        compact=compact,
        heard=heard,
        sounds=tuple(map("".join, heard)),
        sound="".join(pieces) if spoken else "",
        initials="".join(short) if spoken else name.initials,
        pieces=pieces,
    )


def typed_pinyin(text: str) -> str:
    """Pinyin as typed on a keyboard without ü: ``lvdi`` is ``ludi``."""
    return _U_FOR_UMLAUT.sub("u", text)


@lru_cache(maxsize=8)
def typed_syllables(words: tuple[str, ...]) -> tuple[str, ...]:
    """What was typed, if it is pinyin of three or more syllables (cached: asked for each name judged)."""
    found: list[str] = []
    for word in words:
        heard = split_pinyin(typed_pinyin(word)) if len(word) <= LONGEST_COMPARED else []
        if not heard:
            return ()
        found += heard
    return tuple(found) if len(found) > 2 else ()


def edits_allowed(length: int, slack: int = 0) -> int:
    """How many typing errors a word of this length may have and still be that word."""
    return (0 if length < 4 else 1 if length < 7 else 2) + slack


def judge(asked: Spelling, found: Spelling, weights: Sequence[float], *, slack: int = 0) -> Verdict:
    """Score in [0, 1] and the reason for it; 0 where one has nothing to do with the other.

    Parameters
    ----------
    asked, found
        what was typed and a name that may be meant.
    weights
        how much each word that was typed tells (rare words tell more).
    slack
        more typing errors that are forgiven, for suggestions.
    """
    if asked.raw == found.raw:
        return 1.0, Reason.EXACT
    if asked.compact == found.compact:
        if asked.name.form == found.name.form:
            return NAME_WITH_FORM, Reason.EXACT
        if asked.name.form and found.name.form:  # another company of the name, perhaps
            return OTHER_FORM, Reason.WORDS
        return NAME_ALONE, Reason.EXACT
    if len(asked.words) > 1 and sorted(asked.words) == sorted(found.words):
        return SAME_WORDS, Reason.WORDS
    return max(
        _by_beginning(asked, found),
        _by_words(asked, found, weights, slack),
        _by_sound(asked, found, slack),
        _by_initials(asked, found),
        _by_letters(asked, found, slack),
        key=lambda verdict: verdict[0],
    )


def _by_beginning(asked: Spelling, found: Spelling) -> Verdict:
    if not asked.compact:
        return 0.0, Reason.PREFIX
    if found.compact.startswith(asked.compact):
        whole = 0.02 if not found.sound and found.ends_at(len(asked.compact)) else 0.0
        return 0.78 + 0.14 * len(asked.compact) / len(found.compact) + whole, Reason.PREFIX
    if found.name.folded.startswith(asked.name.folded):  # the legal form is being typed
        return 0.92, Reason.PREFIX
    return 0.0, Reason.PREFIX


def _by_letters(asked: Spelling, found: Spelling, slack: int) -> Verdict:
    """The whole name with typing errors; also where a space was forgotten or put in too much."""
    if is_unspaced(asked.compact):  # one character of a Chinese name is a word, not a letter
        return 0.0, Reason.TYPO
    close = _closeness(asked.compact, found.compact, slack)
    if found.name.form:  # the mistyped word may be the legal form
        allowed = edits_allowed(len(found.compact), slack)
        close = max(close, _closeness(asked.name.folded, found.name.folded, slack, allowed))
    return 0.92 * close, Reason.TYPO


def _by_sound(asked: Spelling, found: Spelling, slack: int) -> Verdict:
    if not (asked.sound or found.sound):
        return 0.0, Reason.PINYIN
    both = _ONLY_SOUNDS_ALIKE if asked.sound and found.sound else 0.0
    typed = asked.sound or typed_pinyin(asked.compact)
    heard = typed_pinyin(found.in_latin) if not found.sound else found.sound
    if typed == heard:
        return 0.93 - both, Reason.PINYIN
    if len(typed) > 1 and heard.startswith(typed):
        whole = 0.02 if found.ends_at(len(typed)) else 0.0
        return 0.74 + 0.14 * len(typed) / len(heard) + whole - both, Reason.PINYIN
    return max(0.88 * _closeness(typed, heard, slack), _by_syllables(asked, found)) - both, Reason.PINYIN


def _by_syllables(asked: Spelling, found: Spelling) -> float:
    """Three or more syllables that occur in the name in this order, or most of them."""
    if not found.sound:
        return 0.0
    typed = asked.pieces if asked.sound else typed_syllables(asked.words)
    if len(typed) < 3:
        return 0.0
    common = LCSseq.similarity(typed, found.pieces)
    if common < 3 or common < 0.7 * len(typed):
        return 0.0
    return common / len(typed) * (0.68 + 0.14 * common / len(found.pieces))


def _by_initials(asked: Spelling, found: Spelling) -> Verdict:
    typed = asked.compact
    if len(typed) > 1 and typed == found.initials:
        return 0.93 if typed == found.words[-1] else 0.8, Reason.INITIALS  # said by the name itself
    if len(typed) > 1 and found.sound and found.initials.startswith(typed):
        return 0.58 + 0.14 * len(typed) / len(found.initials), Reason.INITIALS
    if len(asked.initials) > 2 and asked.initials == found.compact:
        return 0.6, Reason.INITIALS
    return 0.0, Reason.INITIALS


def _by_words(asked: Spelling, found: Spelling, weights: Sequence[float], slack: int) -> Verdict:
    """Each word that was typed, at its best place in the name."""
    covered = [0.0] * len(found.words)
    reasons: set[Reason] = set()
    told = 0.0
    for at, weight in enumerate(weights):
        best, share, reason, place = 0.0, 0.0, Reason.WORDS, -1
        for other in range(len(found.words)):
            likeness, part, why = _compare_words(asked, at, found, other, slack)
            if likeness > best:
                best, share, reason, place = likeness, part, why, other
        if place >= 0:
            told += weight * best
            covered[place] = max(covered[place], share * len(found.words[place]))
            reasons.add(reason)
    if not reasons:
        return 0.0, Reason.WORDS
    likeness = told / sum(weights)
    coverage = sum(covered) / len(found.compact)
    return likeness * (0.76 + 0.16 * coverage), next(each for each in _WORST_FIRST if each in reasons)


def _compare_words(
    asked: Spelling, at: int, found: Spelling, other: int, slack: int
) -> tuple[float, float, Reason]:
    """How alike two words are, the share of the found one that was typed, and the reason."""
    typed, word = asked.words[at], found.words[other]
    if typed == word:
        return 1.0, 1.0, Reason.WORDS
    if typed.isascii() and word.isascii():
        if len(typed) > 1 and word.startswith(typed):
            return 0.97, len(typed) / len(word), Reason.PREFIX
        close = _closeness(typed, word, slack)
        return close, close, Reason.TYPO
    return max(
        _compare_characters(typed, word),
        _compare_sounds(asked, at, found, other),
        key=lambda each: each[0],
    )


def _compare_characters(typed: str, word: str) -> tuple[float, float, Reason]:
    """Words of a script without spaces: contained, or most characters in the same order."""
    if not (is_unspaced(typed) and is_unspaced(word)):
        if len(typed) > 1 and word.startswith(typed):
            return 0.97, len(typed) / len(word), Reason.PREFIX
        return 0.0, 0.0, Reason.TYPO
    if typed in word:
        return 0.97, len(typed) / len(word), Reason.PART
    if word in typed and len(word) > 1:
        return len(word) / len(typed), 1.0, Reason.PART
    common = LCSseq.similarity(typed, word)
    if common < 2 or common < 0.7 * len(typed):
        return 0.0, 0.0, Reason.TYPO
    if common == len(typed):  # 台积电 for 台湾积体电路: how long names are abbreviated
        return 0.85, common / len(word), Reason.PART
    return 0.95 * common / len(typed), common / len(word), Reason.TYPO


def _compare_sounds(asked: Spelling, at: int, found: Spelling, other: int) -> tuple[float, float, Reason]:
    typed, heard = asked.sounds[at], found.sounds[other]
    both = _ONLY_SOUNDS_ALIKE if typed and heard else 0.0
    if not typed and not heard:
        return 0.0, 0.0, Reason.PINYIN
    typed = typed or typed_pinyin(asked.words[at])
    heard = heard or typed_pinyin(found.words[other])
    if typed == heard:
        return 0.97 - both, 1.0, Reason.PINYIN
    if len(typed) > 1 and heard.startswith(typed):
        return 0.92 - both, len(typed) / len(heard), Reason.PINYIN
    if len(typed) > 3 and found.sounds[other] and _begins_a_syllable(typed, found.heard[other]):
        return 0.88 - both, len(typed) / len(heard), Reason.PINYIN
    return 0.0, 0.0, Reason.PINYIN


def _begins_a_syllable(typed: str, heard: Sequence[str]) -> bool:
    """Whether the name can be heard like this from one of its syllables on."""
    return any("".join(heard[start:]).startswith(typed) for start in range(1, len(heard)))


def _closeness(typed: str, word: str, slack: int, most: int = 9) -> float:
    """1 − errors / letters, or 0 where there are more errors than are forgiven (or than ``most``)."""
    if max(len(typed), len(word)) > LONGEST_COMPARED:
        return 0.0
    allowed = min(most, edits_allowed(min(len(typed), len(word)), slack))
    if not allowed or abs(len(typed) - len(word)) > allowed:
        return 0.0
    errors = OSA.distance(typed, word, score_cutoff=allowed)
    return 0.0 if errors > allowed else 1 - errors / max(len(typed), len(word))
