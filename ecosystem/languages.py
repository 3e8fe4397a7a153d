"""Which languages are spoken, and how is a sentence said in one of them? For all dictionaries of sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ecosystem.errors import InvalidParameter

LANGUAGES: Final = ("en", "zh")

Words = Mapping[str, tuple[str, str]]
"""A sentence by its key, in the order of ``LANGUAGES``."""


def check_language(language: str) -> None:
    """Whether a language is spoken here.

    Raises
    ------
    InvalidParameter
    """
    if language not in LANGUAGES:
        raise InvalidParameter(f"language is {language[:40]!r}; it can be {' or '.join(LANGUAGES)}.")


def said(words: Words, language: str, key: str, values: Mapping[str, object]) -> str:
    """The sentence of a key, whole numbers with separators.

    Raises
    ------
    InvalidParameter
        for a language that is not spoken here.

    Examples
    --------
    >>> said({"left": ("{count} left", "剩余 {count}")}, "zh", "left", {"count": 1200})
    '剩余 1,200'
    """
    check_language(language)
    written = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return words[key][LANGUAGES.index(language)].format(**written)
