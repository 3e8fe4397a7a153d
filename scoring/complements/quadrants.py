"""Alike or complementary: in which quarter of the plane does a partner lie?

Two axes that are never made one number. High on both is not better than high on one: it is a
different kind of partner.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Quadrant(StrEnum):
    """Where a partner lies, seen from the asker."""

    COMPLEMENT = "complement"
    COMPETITOR = "competitor"
    TWIN = "twin"
    STRANGER = "stranger"


class Meaning(NamedTuple):
    """What a quadrant is called and says."""

    name: str
    name_zh: str
    about: str


MEANINGS: Final[dict[Quadrant, Meaning]] = {
    Quadrant.COMPLEMENT: Meaning("Complement", "互补者", "Little in common, and it adds what you lack."),
    Quadrant.COMPETITOR: Meaning(
        "Near competitor", "竞合者", "Much in common, and yet it adds what you lack: partner and competitor at once."),
    Quadrant.TWIN: Meaning("Twin", "同类者", "Much in common and little to add: a substitute for you, or scale."),
    Quadrant.STRANGER: Meaning("Stranger", "陌路者", "Little in common and little to add, as far as is known."),
}
"""In the order in which they are shown."""


class Thresholds(NamedTuple):
    """Above these an axis is high."""

    similarity: float
    complementarity: float


def medians(similarity: Floats, complementarity: Floats) -> Thresholds:
    """The medians of both axes over the population that has anything on either.

    Parameters
    ----------
    similarity, complementarity : array of shape (n,)
        one value per partner; NaN = undefined. Who is undefined on an axis, or 0 on both, does not
        count: in a large population nearly everybody shares nothing with anybody, and the median of
        all would be 0.

    Returns
    -------
    Thresholds
        0 where nobody counts.

    Examples
    --------
    >>> medians(np.array([0.0, 0.25, 0.75, 0.0]), np.array([0.0, 0.5, 0.0, np.nan]))
    Thresholds(similarity=0.5, complementarity=0.25)
    """
    told = np.flatnonzero(~(np.isnan(similarity) | np.isnan(complementarity)))
    told = told[(similarity[told] > 0) | (complementarity[told] > 0)]
    if not len(told):
        return Thresholds(0.0, 0.0)
    return Thresholds(float(np.median(similarity[told])), float(np.median(complementarity[told])))


def quadrant_of(similarity: float, complementarity: float, thresholds: Thresholds) -> Quadrant | None:
    """The quadrant of one partner; what lies on a threshold is not above it. None where undefined.

    Examples
    --------
    >>> [str(quadrant_of(*each, Thresholds(0.5, 0.5))) for each in ((0.1, 0.9), (0.9, 0.9), (0.9, 0.5), (0, 0))]
    ['complement', 'competitor', 'twin', 'stranger']
    >>> quadrant_of(float("nan"), 0.5, Thresholds(0.5, 0.5)) is None
    True
    """
    if similarity != similarity or complementarity != complementarity:
        return None
    if complementarity > thresholds.complementarity:
        return Quadrant.COMPETITOR if similarity > thresholds.similarity else Quadrant.COMPLEMENT
    return Quadrant.TWIN if similarity > thresholds.similarity else Quadrant.STRANGER


def quadrant_masks(similarity: Floats, complementarity: Floats,
                   thresholds: Thresholds) -> dict[Quadrant, NDArray[np.bool_]]:
    """Who lies in which quadrant; undefined ones in none.

    Examples
    --------
    >>> found = quadrant_masks(np.array([0.9, np.nan]), np.array([0.1, 0.1]), Thresholds(0.5, 0.5))
    >>> found[Quadrant.TWIN].tolist(), found[Quadrant.STRANGER].tolist()
    ([True, False], [False, False])
    """
    known = ~(np.isnan(similarity) | np.isnan(complementarity))
    alike, adds = similarity > thresholds.similarity, complementarity > thresholds.complementarity
    return {
        Quadrant.COMPLEMENT: known & adds & ~alike, Quadrant.COMPETITOR: known & adds & alike,
        Quadrant.TWIN: known & ~adds & alike, Quadrant.STRANGER: known & ~adds & ~alike,
    }
