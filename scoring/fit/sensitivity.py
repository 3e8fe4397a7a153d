"""How far may a weight move before somebody else comes first?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import InvalidParameter
from scoring.fit.powermean import HARMONIC, check_power, normalised_weights, power_mean

Floats = NDArray[np.float64]

__all__ = ["WeightRange", "weight_ranges"]


@dataclass(frozen=True, slots=True)
class WeightRange:
    """Between which values of one weight the first candidate stays the first.

    Attributes
    ----------
    weight : float
        what it is now, of a sum of 1.
    low, high : float
        the nearest values at which somebody else draws level; 0 and 1 where nobody does.
    below, above : int or None
        who that is (position), None where nobody.
    """

    weight: float
    low: float
    high: float
    below: int | None
    above: int | None

    @property
    def smallest_change(self) -> float | None:
        """The smallest move of the weight that changes the first; None where none does."""
        moves = [abs(edge - self.weight) for edge, who in ((self.low, self.below), (self.high, self.above))
                 if who is not None]
        return min(moves, default=None)


def weight_ranges(scores: ArrayLike, weights: ArrayLike, p: float = HARMONIC) -> tuple[int | None, list[WeightRange]]:
    """For every weight the range in which the first candidate stays first, and who that is.

    One weight moves, the others keep their proportions, all sum to 1. For a given power the order is
    that of ``Σ_d w_d t(s_d)`` with ``t(s) = s^p`` (``ln s`` for 0, falling for ``p < 0``), which is
    linear in the weight, so the points where two candidates draw level are exact. A candidate with a
    score of 0 under ``p <= 0`` never draws level while that score has a weight.

    Parameters
    ----------
    scores : array of shape (n, d)
        in [0, 1].
    weights : array of shape (d,)
    p : float
        finite.

    Returns
    -------
    (first, ranges)
        the position of the first (ties: the one that stands first) and one range per weight; None
        and an empty list where all means are 0 or there is nobody.

    Raises
    ------
    InvalidParameter
        for an infinite power: the smallest score knows no weights.

    Examples
    --------
    >>> first, (one, other) = weight_ranges([[0.8, 0.4], [0.5, 0.6]], [0.5, 0.5], p=1)
    >>> first, round(one.low, 3), one.below, one.high, one.above
    (0, 0.4, 1, 1.0, None)
    """
    check_power(p)
    if np.isinf(p):
        raise InvalidParameter("The smallest or largest score knows no weights; ask with a finite power.")
    values, each = np.asarray(scores, dtype=np.float64), normalised_weights(weights)
    means = power_mean(values, each, p)
    if not len(values) or not means.max() > 0:
        return None, []
    first = int(np.argmax(means))
    with np.errstate(divide="ignore", over="ignore"):
        terms = np.log(values) if p == 0 else values**p
    return first, [_range(terms, each, first, at, 1.0 if p >= 0 else -1.0) for at in range(len(each))]


def _range(terms: Floats, weights: Floats, first: int, at: int, sign: float) -> WeightRange:
    weight, rest = float(weights[at]), np.delete(weights, at)
    left = rest / rest.sum() if rest.sum() > 0 else np.full(len(rest), 1.0 / max(len(rest), 1))
    others = np.delete(terms, at, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        fixed = np.where(left > 0, others * left, 0.0).sum(axis=1)  # what counts at weight 0
        # Ahead of candidate i by (1 − x) a_i + x b_i; level where that is 0.
        ahead_at_0 = sign * (fixed[first] - fixed)
        ahead_at_1 = sign * (terms[first, at] - terms[:, at])
        level = ahead_at_0 / (ahead_at_0 - ahead_at_1)
    fine = np.isfinite(ahead_at_0) & np.isfinite(ahead_at_1) & (np.arange(len(terms)) != first)
    below = _nearest(np.where(fine & (ahead_at_0 < 0) & (level <= weight), level, np.nan), last=True)
    above = _nearest(np.where(fine & (ahead_at_1 < 0) & (level >= weight), level, np.nan), last=False)
    return WeightRange(
        weight, 0.0 if below is None else float(level[below]), 1.0 if above is None else float(level[above]),
        below, above,
    )


def _nearest(levels: Floats, *, last: bool) -> int | None:
    if np.isnan(levels).all():
        return None
    return int(np.nanargmax(levels) if last else np.nanargmin(levels))
