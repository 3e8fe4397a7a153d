"""How alike are two cycles or two planning periods, and how long is a cycle that shows in filings?

These formulas are defined by this product; no standard of the literature was found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

__all__ = ["filing_pace", "horizon_match", "horizon_matches", "rhythm_match", "rhythm_matches"]
DOUBLINGS: Final = 3.0
"""A cycle of eight times the length (three doublings) is no match at all."""

FEWEST_FILINGS: Final = 5
"""Days of filing from which a median interval is taken."""

_DAYS_A_MONTH: Final = 365.25 / 12


def rhythm_match(mine: float, theirs: float) -> float:
    """How alike two cycles are: ``max(0, 1 − |log2(mine / theirs)| / 3)``.

    Parameters
    ----------
    mine, theirs : float
        lengths of one cycle, in the same unit, above 0.

    Returns
    -------
    float
        1 for the same pace, 2/3 for twice as fast, 0 from eight times; symmetric; NaN where a cycle is
        not a number above 0.

    Examples
    --------
    >>> rhythm_match(12, 12), round(rhythm_match(18, 6), 3), rhythm_match(1, 100)
    (1.0, 0.472, 0.0)
    """
    if not (0 < mine < math.inf and 0 < theirs < math.inf):
        return math.nan
    return float(of_doublings(math.log2(mine) - math.log2(theirs)))


def rhythm_matches(mine: float, theirs: Floats) -> Floats:
    """``rhythm_match`` of one cycle with many; NaN where one is unknown.

    Examples
    --------
    >>> rhythm_matches(12, np.array([12.0, 6.0, 96.0, np.nan])).round(3).tolist()
    [1.0, 0.667, 0.0, nan]
    """
    # Rounded, since the logarithm of a vector may differ in its last bit from place to place.
    result: Floats = np.round(of_doublings(np.log2(mine / theirs)), 12)
    return result


def of_doublings(doublings: Any) -> Any:
    """The match of two cycles of which one is ``2 ** doublings`` times as long, number or array."""
    return np.maximum(0.0, 1.0 - np.abs(doublings) / DOUBLINGS)


def horizon_match(mine: tuple[float, float], theirs: tuple[float, float]) -> float:
    """How far two planning periods are the same: ``|overlap| / |union|``.

    Parameters
    ----------
    mine, theirs : (float, float)
        begin and end, in the same unit (years); the end is not before the begin.

    Returns
    -------
    float
        in [0, 1], symmetric; 1 for the same moment; the union is from the first begin to the last end.

    Raises
    ------
    ValueError
        if a period ends before it begins.

    Examples
    --------
    >>> horizon_match((2023, 2028), (2025, 2030)), horizon_match((2020, 2021), (2025, 2026))
    (0.42857142857142855, 0.0)
    """
    for begin, end in (mine, theirs):
        if not begin <= end:
            raise ValueError(f"a period from {begin} to {end} ends before it begins")
    union = max(mine[1], theirs[1]) - min(mine[0], theirs[0])
    overlap = min(mine[1], theirs[1]) - max(mine[0], theirs[0])
    return 1.0 if union == 0 else max(0.0, overlap) / union


def horizon_matches(mine: float, theirs: Floats) -> Floats:
    """``horizon_match`` of periods that all begin now, by their lengths: ``min(a, b) / max(a, b)``.

    In [0, 1], symmetric; NaN where one is unknown.

    Examples
    --------
    >>> horizon_matches(5, np.array([5.0, 2.0, np.nan])).tolist()
    [1.0, 0.4, nan]
    """
    result: Floats = np.minimum(mine, theirs) / np.maximum(mine, theirs)
    return result


def filing_pace(days: Sequence[int]) -> tuple[float, float, float] | None:
    """The median interval between days of filing, in months, with the bounds of its 90 % interval.

    The bounds are order statistics (the sign test turned round), so no distribution is assumed. Filings
    of one day are one. None where there are fewer than five days.

    Examples
    --------
    >>> [round(each, 2) for each in filing_pace([0, 61, 122, 183, 183, 244, 305, 366])]
    [2.0, 2.0, 2.0]
    """
    found = np.unique(np.asarray(days, dtype=np.int64))
    if len(found) < FEWEST_FILINGS:
        return None
    intervals = np.sort(np.diff(found)) / _DAYS_A_MONTH
    outside = _ranks_outside(len(intervals))
    return float(np.median(intervals)), float(intervals[outside]), float(intervals[-1 - outside])


def _ranks_outside(count: int) -> int:
    """How many of the smallest values may be cut off so that the median stays inside with 90 %."""
    tail, chance, rank = 0.0, 0.5**count, 0
    while tail + chance <= 0.05 and rank < (count - 1) // 2:
        tail += chance
        rank += 1
        chance *= (count - rank + 1) / rank
    return rank
