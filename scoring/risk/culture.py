"""How far apart are two organisations in their habits, measure by measure?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

SCALES: Final[tuple[tuple[str, ...], ...]] = (
    ("cautious", "balanced", "aggressive"),
    ("centralised", "mixed", "democratic"),
    ("hierarchical", "mixed", "flat"),
    ("low", "medium", "high"),
    ("slow", "medium", "fast"),
)
"""Words that stand in an order; two of one scale are as far apart as their places."""

_NUMBER: Final = re.compile(r"[-+]?\d+(\.\d+)?\Z", re.ASCII)


def gap(one: str, other: str) -> float:
    """The distance of two values of one measure, in [0, 1]; symmetric.

    Numbers: ``|a − b| / max(|a|, |b|)``, at most 1. Words of one scale of ``SCALES``: difference of their
    places over the length of the scale. Other words: 0 if they are the same, else 1.

    Examples
    --------
    >>> gap("18", "6"), gap("cautious", "aggressive"), gap("wolf", "craft"), gap("Wolf ", "wolf")
    (0.6666666666666666, 1.0, 1.0, 0.0)
    """
    first, second = one.strip().casefold(), other.strip().casefold()
    if _NUMBER.match(first) and _NUMBER.match(second):
        a, b = float(first), float(second)
        largest = max(abs(a), abs(b))
        return 0.0 if largest == 0 else min(1.0, abs(a - b) / largest)
    for scale in SCALES:
        if first in scale and second in scale:
            return abs(scale.index(first) - scale.index(second)) / (len(scale) - 1)
    return 0.0 if first == second else 1.0


def gaps(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, float]:
    """The distance for every measure that is known of both, by measure, sorted.

    Examples
    --------
    >>> gaps({"culture": "wolf", "pace": "3"}, {"culture": "wolf", "style": "flat"})
    {'culture': 0.0}
    """
    return {measure: gap(one[measure], other[measure]) for measure in sorted(one.keys() & other.keys())}
