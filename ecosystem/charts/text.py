"""How do names that others wrote become labels: clean, short, and different from each other?"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ecosystem.charts.figure import is_wide

LABEL: Final = 34  # units: a Chinese character is two
SENTENCE: Final = 400
_INVISIBLE: Final = {"Cc", "Cs", "Co", "Cn"}
_STEERING: Final = frozenset("​‎‏‪‫‬‭‮⁦⁧⁨⁩﻿")


def shown(text: object, most: int = LABEL) -> str:
    """Text without signs that steer or cannot be drawn, cut to so many units.

    Examples
    --------
    >>> shown("a\\u202eb\\x00c"), shown("x" * 50, 5), shown("一二三四", 5)
    ('ab c', 'xxxx…', '一二…')
    """
    kept = "".join(
        " " if unicodedata.category(sign) in _INVISIBLE else sign
        for sign in str(text)[: 4 * most] if sign not in _STEERING
    )
    return _cut(" ".join(kept.split()), most)


def _cut(text: str, most: int) -> str:
    units, at = 0, 0
    for at, sign in enumerate(text, start=1):
        units += 2 if is_wide(sign) else 1
        if units > most:
            while units > most - 1:
                at -= 1
                units -= 2 if is_wide(text[at]) else 1
            return text[:at].rstrip() + "…"
    return text[:at] if text else ""


def told_apart(names: Sequence[tuple[str, str]], most: int = LABEL) -> list[str]:
    """A label for each ``(id, name)``: the name, and where several have the same label, a number behind it.

    Examples
    --------
    >>> told_apart([("a", "Ada"), ("b", "Ada"), ("c", "")])
    ['Ada', 'Ada (2)', 'c']
    """
    labels, counts = [], Counter[str]()
    for key, name in names:
        label = shown(name, most) or shown(key, most)
        counts[label] += 1
        labels.append(label if counts[label] == 1 else f"{label} ({counts[label]})")
    return labels
