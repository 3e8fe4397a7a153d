"""How much does each feature add to a score, against a reference, when features act together?"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import comb
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import InvalidParameter

Floats = NDArray[np.float64]
MOST_FEATURES: Final = 12
"""All 4,096 subsets of 12 features are looked at; each further feature doubles that."""

__all__ = ["MOST_FEATURES", "baseline_shapley"]


def baseline_shapley(score: Callable[[Floats], Floats], features: ArrayLike, baseline: ArrayLike) -> Floats:
    """Exact baseline Shapley values, by enumeration of all subsets of the features.

    ``φ_i = Σ_{S ∌ i} |S|! (n − |S| − 1)! / n! · (f(S ∪ i) − f(S))`` where ``f(S)`` is the score with
    the features in ``S`` as they are and the others as in the baseline. They sum to
    ``f(x) − f(b)``; a feature that equals its baseline gets 0 (to rounding). For a weighted sum
    ``φ_i = w_i (x_i − b_i)``.

    Parameters
    ----------
    score : callable
        from an array of shape (m, n), one set of features per row, to m scores.
    features, baseline : array of shape (n,)
        at most 12 features.

    Returns
    -------
    array of shape (n,)

    Raises
    ------
    InvalidParameter
        for more features than can be enumerated, or shapes that do not fit.

    Examples
    --------
    >>> product = lambda rows: rows[:, 0] * rows[:, 1]
    >>> baseline_shapley(product, [2, 3], [0, 0]).tolist()
    [3.0, 3.0]

    References
    ----------
    Shapley, L. S. (1953), Contributions to the Theory of Games II:307.

    Lundberg, S. & Lee, S.-I. (2017), Advances in Neural Information Processing Systems 30.
    """
    here, there = np.asarray(features, dtype=np.float64), np.asarray(baseline, dtype=np.float64)
    if here.ndim != 1 or here.shape != there.shape:
        raise InvalidParameter(f"Features of shape {here.shape} and a baseline of shape {there.shape} do not fit.")
    if len(here) > MOST_FEATURES:
        raise InvalidParameter(f"{len(here)} features are too many to enumerate; {MOST_FEATURES} is the most.")
    chosen, shares = _subsets(len(here))
    values = np.asarray(score(np.where(chosen, here, there)), dtype=np.float64)
    result: Floats = shares @ values
    return result


@lru_cache(maxsize=MOST_FEATURES + 1)
def _subsets(count: int) -> tuple[NDArray[np.bool_], Floats]:
    """Every subset as a row of truth values, and what its score counts for each feature."""
    numbers = np.arange(1 << count)
    chosen = (numbers[:, None] >> np.arange(count)) & 1 == 1
    sizes = chosen.sum(axis=1)
    joining = np.array([1 / (count * comb(count - 1, size)) for size in range(count)] or [0.0])
    gained = np.where(chosen, joining[np.maximum(sizes - 1, 0)][:, None], 0.0)
    lost = np.where(chosen, 0.0, joining[np.minimum(sizes, max(count - 1, 0))][:, None])
    shares = np.ascontiguousarray((gained - lost).T)
    for array in (chosen, shares):
        array.flags.writeable = False
    return chosen, shares
