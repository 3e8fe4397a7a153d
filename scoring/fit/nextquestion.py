"""Which one fact, if it were known, would change the first places of a ranking most?

An answer is tried at equally spaced points of what it may be; for each the ranking is made anew. The
expected number of places among the first ``k`` that somebody else would hold is what a fact is worth.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import InvalidParameter

Floats = NDArray[np.float64]
POINTS: Final = 21

__all__ = ["POINTS", "Worth", "midpoints", "places_changed", "worth_of_fact"]


class Worth(NamedTuple):
    """What knowing one fact would do to the first ``k`` places.

    Attributes
    ----------
    places : float
        how many of them somebody else would hold, expected.
    members : float
        the probability that somebody enters or leaves them.
    """

    places: float
    members: float


def midpoints(low: float, high: float, points: int = POINTS) -> Floats:
    """The midpoints of equal slices of [low, high]: deterministic quadrature of a uniform answer.

    Examples
    --------
    >>> midpoints(0, 1, 4).tolist()
    [0.125, 0.375, 0.625, 0.875]
    """
    result: Floats = low + (high - low) * (np.arange(points) + 0.5) / points
    return result


def places_changed(scores: ArrayLike, who: int, answers: ArrayLike,
                   k: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """How many of the first ``k`` places change hands if one candidate scored otherwise.

    Ties go to whoever stands first in ``scores``.

    Parameters
    ----------
    scores : array of shape (n,)
        of all candidates now.
    who : int
        the candidate whose score changes.
    answers : array of shape (m,)
        what it would be.
    k : int
        1 or more; more than there are candidates means all of them.

    Returns
    -------
    (places, members)
        per answer the number of places, and whether somebody enters or leaves.

    Raises
    ------
    InvalidParameter
        if ``k`` is below 1.

    Examples
    --------
    >>> places, members = places_changed([0.9, 0.5, 0.3, 0.1], 3, [0.05, 0.4, 0.95], 2)
    >>> places.tolist(), members.tolist()
    ([0, 0, 2], [False, False, True])
    """
    if k < 1:
        raise InvalidParameter(f"The first {k} places are asked about; it can be 1 or more.")
    values, new = np.asarray(scores, dtype=np.float64), np.asarray(answers, dtype=np.float64)
    others = np.delete(values, who)
    better_if_tied = np.sort(others[:who])  # those that stand before: a tie goes to them
    worse_if_tied = np.sort(others[who:])

    def rank(score: Floats) -> NDArray[np.int64]:
        before = len(better_if_tied) - np.searchsorted(better_if_tied, score, side="left")
        after = len(worse_if_tied) - np.searchsorted(worse_if_tied, score, side="right")
        result: NDArray[np.int64] = before + after
        return result

    now, then = rank(values[who : who + 1])[0], rank(new)
    first, last = np.minimum(now, then), np.minimum(np.maximum(now, then), k - 1)
    places = np.where(then == now, 0, np.maximum(last - first + 1, 0))
    return places, (then < k) != (now < k)


def worth_of_fact(scores: ArrayLike, who: int, score_of: Callable[[Floats], Floats], answers: ArrayLike,
                  k: int) -> Worth:
    """The expected change of the first ``k`` places over the possible answers, each as likely.

    Parameters
    ----------
    score_of : callable
        from answers to the score that the candidate would have.

    Raises
    ------
    InvalidParameter
        if ``k`` is below 1.

    Examples
    --------
    >>> worth_of_fact([0.5, 0.0], 1, lambda answer: answer, midpoints(0, 1, 10), 1)
    Worth(places=0.5, members=0.5)
    """
    places, members = places_changed(scores, who, score_of(np.asarray(answers, dtype=np.float64)), k)
    return Worth(float(places.mean()), float(members.mean())) if len(places) else Worth(0.0, 0.0)
