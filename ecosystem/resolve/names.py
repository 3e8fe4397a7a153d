"""What is left of an organisation's name when only its spelling habits are taken away.

``parse`` folds case, accents, width, punctuation and scripts that are written letter by letter,
and sets the legal form apart. Two spellings of one name then have the same ``words``; whether two
different names mean one organisation is not decided here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ecosystem.resolve.chinese import HAN, KANA, SIMPLIFIED
from ecosystem.resolve.legal_forms import GLUED, LEADING, TRAILING

LONGEST: Final = 400
"""Characters of a name that are looked at: no organisation's name is longer, and time is bounded."""

_LETTERS: Final = {
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
    "ŋ": "ng", "ə": "e", "ƒ": "f", "ĸ": "k",
    # Cyrillic and Greek in the spelling that companies themselves use most in Latin letters.
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "є": "e", "ґ": "g", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "τ": "t", "υ": "y",
    "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip

_MARKS: Final = dict.fromkeys(map(ord, "™®©℠"))
_APOSTROPHES: Final = "'`´’‘ʼʻ＇"
_JOINING: Final = frozenset({"and", "und", "et", "og", "och"})
_UNSPOKEN: Final = frozenset(
    {"of", "the", "for", "in", "at", "de", "la", "le", "du", "des", "del", "di", "da", "do", "der", "die",
     "das", "den", "van", "von", "zu", "y", "e", "a", "an", "on", "to"} | _JOINING
)  # fmt: skip
"""Words that abbreviations leave out: the *of* and *and* of MIT, TUM, CNRS …"""

_BRANCHES: Final = ("分公司", "子公司")
"""A branch or subsidiary: *company* belongs to the name there."""

_GLUED_ENDS: Final = frozenset(form[-1] for form in GLUED)
_GLUED_STARTS: Final = frozenset(form[0] for form, code in GLUED.items() if code in ("kk", "gk", "jusik"))

_LOOSE_ACCENTS = re.compile(" [\u0300-\u036f]+")
_LONE_LETTERS = re.compile(r"(?<![^ ])[a-z] [a-z](?![^ ])")
_SCRIPT_CHANGE = re.compile(
    "(?<=[a-z0-9])(?=[\u3040-\u30ff\u3400-\u9fff])|(?<=[\u3040-\u30ff\u3400-\u9fff])(?=[a-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name without its spelling habits.

    Attributes
    ----------
    folded
        everything that was written, folded, words separated by one space.
    words
        the name itself, without legal form, article and *and*; never empty unless ``folded`` is.
    form
        what the legal form counts as (``"ag"``, ``"co ltd"``), empty where none is said.
    """

    folded: str
    words: tuple[str, ...]
    form: str

    @property
    def compact(self) -> str:
        """The words run together, so that ``Face Book``, ``face-book`` and ``Facebook`` are one."""
        return "".join(self.words)

    @property
    def initials(self) -> str:
        """First letters of two or more words, without the small ones: ``mit``, ``ibm``."""
        spoken = [word for word in self.words if word not in _UNSPOKEN]
        letters = "".join([word[0] for word in spoken]) if len(spoken) > 1 else ""
        # Massachusetts Institute of Technology (MIT) says itself what they are.
        return spoken[-1] if len(letters) > 2 and spoken[-1] == letters[:-1] else letters


def parse(text: str) -> Name:
    """Take a name apart.

    Examples
    --------
    >>> parse("Siemens Aktiengesellschaft").words, parse("SIEMENS AG").form
    (('siemens',), 'ag')
    >>> parse("华为技术有限公司").words, parse("The Procter & Gamble Company").words
    (('华为技术',), ('procter', 'gamble'))
    >>> parse("Électricité de France S.A.").compact
    'electricitedefrance'
    """
    folded = fold(text)
    words, form = _without_form(folded.split())
    if not form and text.rstrip().endswith((")", "）")):
        before, _, bracketed = text[:LONGEST].replace("（", "(").rpartition("(")
        head, form = _without_form(fold(before).split())
        if form:  # KE Holdings Inc. (Beike)
            words = [*head, *fold(bracketed).split()]
    return Name(folded, tuple(words), form)


def fold(text: str) -> str:
    """Case, accents, width, punctuation and invisible characters gone; one space between words.

    Where nothing but symbols is written, they are kept, so that such a name can be found too.

    Examples
    --------
    >>> fold("  ＡＢＢ‑Gruppe,  S.A. "), fold("L'Oréal"), fold("Газпром"), fold("華為"), fold("🚀!")
    ('abb gruppe sa', 'loreal', 'gazprom', '华为', '🚀!')
    """
    text = text[:LONGEST]
    if text.isascii():
        spaced = text.lower().translate(_ascii_table())
    else:
        decomposed = unicodedata.normalize("NFKD", text.translate(_MARKS)).casefold()
        decomposed = unicodedata.normalize("NFKD", decomposed)
        spaced = _LOOSE_ACCENTS.sub("", decomposed).translate(_FOLDING)
        spaced = _SCRIPT_CHANGE.sub(" ", unicodedata.normalize("NFC", spaced))[:LONGEST]
    words = spaced.split()
    if not words:
        return " ".join(text.casefold().replace("\0", " ").split())
    folded = " ".join(words)
    return _join_lone_letters(words) if _LONE_LETTERS.search(folded) else folded


def is_form_word(word: str) -> bool:
    """Whether a folded word is (part of) a legal form, wherever it stands."""
    return word in _forms().last_words or word in _forms().first_words


def is_chinese(text: str) -> bool:
    """Whether a word can be read as pinyin: Han characters and no Japanese syllables."""
    return HAN.search(text) is not None and KANA.search(text) is None


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script that puts no spaces between words (Chinese, Japanese)."""
    return not word.isascii() and (HAN.search(word) is not None or KANA.search(word) is not None)


class _Folding(dict[int, str]):
    """What becomes of a decomposed, casefolded character; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDING: Final = _Folding(SIMPLIFIED)


def _fold_character(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    category = unicodedata.category(character)
    if character in _APOSTROPHES or category == "Cf" or (category == "Mn" and _is_accent(character)):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    return " " if category[0] in "PSZC" else character


def _is_accent(mark: str) -> bool:
    """A mark that people leave out, and not a vowel or voicing sign that tells words apart."""
    name = unicodedata.name(mark, "")
    return name.startswith(("COMBINING", "VARIATION", "ARABIC", "HEBREW")) and "KATAKANA" not in name


@cache
def _ascii_table() -> dict[int, str]:
    return {code: _fold_character(chr(code)) for code in range(128)}


def _join_lone_letters(words: list[str]) -> str:
    """``s a`` to ``sa``, ``g m b h`` to ``gmbh``: letters that dots had separated."""
    joined: list[str] = []
    open_run = False
    for word in words:
        lone = len(word) == 1 and "a" <= word <= "z"
        if lone and open_run:
            joined[-1] += word
        else:
            joined.append(word)
        open_run = lone
    return " ".join(joined)


def _without_form(words: list[str]) -> tuple[list[str], str]:
    """The words of the name itself, and its legal form; one word is always left."""
    last = len(words) - 1
    words = [word for at, word in enumerate(words) if at in (0, last) or word not in _JOINING]
    words = words[1:] if len(words) > 1 and words[0] == "the" else words
    form: list[str] = []
    rest, code = _without_trailing(words)
    while code:
        words = rest
        form.insert(0, code)
        rest, code = _without_trailing(words)
    rest, code = _without_leading(words)
    if code:
        words = rest
        form.append(code)
    return words, " ".join(form)


def _without_trailing(words: list[str]) -> tuple[list[str], str]:
    if not words:
        return words, ""
    if words[-1] in _forms().last_words:
        for length in range(min(_forms().most_words, len(words) - 1), 0, -1):
            code = _forms().trailing.get(tuple(words[-length:]))
            if code is not None:
                return words[:-length], code
    if words[-1].isascii():
        return words, ""
    rest, code = _without_glued(words[-1])
    return [*words[:-1], rest], code


def _without_leading(words: list[str]) -> tuple[list[str], str]:
    if not words or words[0] not in _forms().first_words:
        return words, ""
    for length in range(min(_forms().most_words, len(words) - 1), 0, -1):
        code = _forms().leading.get(tuple(words[:length]))
        if code is not None:
            return words[length:], code
    return words, ""


def _without_glued(word: str) -> tuple[str, str]:
    """A word of a script without spaces, without the legal form at its end (or beginning, 株式会社)."""
    if (word[-1] not in _GLUED_ENDS and word[0] not in _GLUED_STARTS) or word.endswith(_BRANCHES):
        return word, ""
    for form, code in GLUED.items():
        if len(word) > len(form):
            if word.endswith(form):
                return word[: -len(form)], code
            if word.startswith(form) and code in ("kk", "gk", "jusik"):
                return word[len(form) :], code
    return word, ""


@dataclass(frozen=True, slots=True)
class _Forms:
    trailing: dict[tuple[str, ...], str]
    leading: dict[tuple[str, ...], str]
    last_words: frozenset[str]
    first_words: frozenset[str]
    most_words: int


@cache
def _forms() -> _Forms:
    trailing = dict(_folded_forms(TRAILING))
    leading = dict(_folded_forms(LEADING))
    return _Forms(
        trailing,
        leading,
        frozenset(words[-1] for words in trailing),
        frozenset(words[0] for words in leading),
        max(len(words) for words in (*trailing, *leading)),
    )


def _folded_forms(table: Mapping[str, Iterable[str]]) -> Iterator[tuple[tuple[str, ...], str]]:
    for code, variants in table.items():
        for variant in variants:
            yield tuple(fold(variant).split()), code
