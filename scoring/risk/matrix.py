"""How bad is a risk: likelihood and impact in five bands each, and unknown is a state of its own.

Both axes run from 0 to 1 and are cut at 0.2, 0.4, 0.6 and 0.8 into bands 1 to 5. The product of the
two bands gives the level: 1–3 low, 4–6 medium, 8–12 high, 15–25 critical. Where one of the two is
not known, the level is ``unknown``, and the levels that it may be are said.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

BANDS: Final = 5
_CUTS: Final = ((3, "low"), (6, "medium"), (12, "high"), (25, "critical"))


class Level(StrEnum):
    """What a cell of the matrix counts as. ``none``: was looked for and is not there."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"
    UNKNOWN = "unknown"


LEVELS: Final = tuple(Level)


def band(share: float) -> int:
    """The band, 1 to 5, of a likelihood or an impact.

    ``min(5, ⌊5 x⌋ + 1)``: a value on a cut belongs to the band above.

    Parameters
    ----------
    share : float
        in [0, 1].

    Raises
    ------
    ValueError
        outside [0, 1], NaN included.

    Examples
    --------
    >>> [band(x) for x in (0, 0.19, 0.2, 0.6, 1)]
    [1, 1, 2, 4, 5]
    """
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is not between 0 and 1")
    # 0.6 is a little less than 3/5 in binary: without the tolerance it would fall into the band below.
    return min(BANDS, math.floor(BANDS * share + 1e-9) + 1)


def level_of_bands(likelihood: int, impact: int) -> Level:
    """The level of one cell of the matrix.

    Examples
    --------
    >>> [str(level_of_bands(2, each)) for each in (1, 2, 4, 5)]
    ['low', 'medium', 'high', 'high']
    """
    return next(Level(name) for most, name in _CUTS if likelihood * impact <= most)


def level(likelihood: float | None, impact: float | None) -> Level:
    """The level of a risk; unknown where either is not known.

    Parameters
    ----------
    likelihood, impact : float or None
        in [0, 1].

    Raises
    ------
    ValueError
        outside [0, 1].

    Examples
    --------
    >>> str(level(0.5, 0.9)), str(level(None, 0.9)), str(level(0.1, 0.1))
    ('critical', 'unknown', 'low')

    References
    ----------
    National Patient Safety Agency (2008), A risk matrix for risk managers.
    """
    if likelihood is None or impact is None:
        return Level.UNKNOWN
    return level_of_bands(band(likelihood), band(impact))


def level_bounds(likelihood: float | None, impact: float | None) -> tuple[Level, Level]:
    """The least and the worst level that a risk may have, given what is known of it.

    Examples
    --------
    >>> [str(each) for each in level_bounds(None, 0.1)], [str(each) for each in level_bounds(0.9, None)]
    (['low', 'medium'], ['medium', 'critical'])
    >>> [str(each) for each in level_bounds(None, None)]
    ['low', 'critical']
    """
    least = [1 if each is None else band(each) for each in (likelihood, impact)]
    worst = [BANDS if each is None else band(each) for each in (likelihood, impact)]
    return level_of_bands(*least), level_of_bands(*worst)


def matrix(risks: Iterable[tuple[float | None, float | None]]) -> list[list[int]]:
    """How many risks stand in each cell.

    Returns
    -------
    list of 6 lists of 6 counts
        rows are bands 1 to 5 of the likelihood and last the unknown one, columns the same of the
        impact. The counts add up to the number of risks.

    Examples
    --------
    >>> counts = matrix([(0.1, 0.9), (0.15, 0.95), (None, 0.5)])
    >>> counts[0][4], counts[5][2], sum(map(sum, counts))
    (2, 1, 3)
    """
    counts = [[0] * (BANDS + 1) for _ in range(BANDS + 1)]
    for likelihood, impact in risks:
        row, column = (BANDS if each is None else band(each) - 1 for each in (likelihood, impact))
        counts[row][column] += 1
    return counts
