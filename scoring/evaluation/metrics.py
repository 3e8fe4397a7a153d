"""How good is one ranking? Every metric as its exact expectation over ties.

Simple scores tie a lot: "one common partner" is the score of hundreds. Whoever breaks such ties by id
measures ids. So every metric here is the mean over all orders in which equal scores could stand, in
closed form; without ties it is the textbook metric.

A ``Ranking`` is what all of them read: the groups of equal scores that hold something relevant. A
candidate without a score (NaN) is not retrieved: if it was relevant it is a miss.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

__all__ = [
    "Ranking",
    "average_precision",
    "hit_rate",
    "matched_auc",
    "ndcg",
    "pr_auc",
    "precision",
    "ranked",
    "ranking_of",
    "recall",
    "reciprocal_rank",
    "roc_auc",
]


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The groups of equal scores that hold something relevant, best first.

    Attributes
    ----------
    above : array
        how many candidates score higher than the group.
    size, relevant, gain : array
        how many are in it, how many of those are relevant, and the sum of their gains.
    retrieved : int
        candidates with a score.
    ideal : array
        the gains of everything relevant, retrieved or not, largest first.
    """

    above: Ints
    size: Ints
    relevant: Ints
    gain: Floats
    retrieved: int
    ideal: Floats

    @property
    def total(self) -> int:
        """How much is relevant, retrieved or not."""
        return len(self.ideal)


def ranking_of(scores: ArrayLike, gains: ArrayLike) -> Ranking:
    """A ranking by descending scores.

    Parameters
    ----------
    scores : array of shape (n,)
        NaN = not retrieved.
    gains : array of shape (n,)
        above 0 = relevant, and how much so; a boolean mask will do.

    Raises
    ------
    ValueError
        if nothing is relevant: no metric is defined then, and 0 would be a lie.

    Examples
    --------
    >>> ranking = ranking_of([0.9, 0.8, 0.8, 0.1], [0, 1, 0, 0])
    >>> round(reciprocal_rank(ranking), 4), hit_rate(ranking, 2)
    (0.4167, 0.5)
    """
    values, gain = np.asarray(scores, np.float64), np.asarray(gains, np.float64)
    wanted = gain > 0
    return ranked(np.sort(values[~np.isnan(values)]), values[wanted], gain[wanted])


def ranked(ascending: Floats, found: Floats, gains: Floats | None = None, *,
           left_out: Floats | None = None) -> Ranking:
    """The same from scores that are sorted already, to be used for several questions.

    Parameters
    ----------
    ascending : array
        the scores of all that were retrieved, sorted.
    found : array
        the scores of what is relevant; NaN where it was not retrieved.
    gains : array, optional
        by default 1 each.
    left_out : array, optional
        scores of candidates that are in ``ascending`` and shall count as if they were not there.

    Raises
    ------
    ValueError
        if ``found`` is empty.
    """
    if not len(found):
        raise ValueError("nothing is relevant: a ranking cannot be judged without an answer")
    gains = np.ones(len(found)) if gains is None else gains
    here = ~np.isnan(found)
    values, group = np.unique(found[here], return_inverse=True)
    below, upto = ascending.searchsorted(values, "left"), ascending.searchsorted(values, "right")
    above, size, retrieved = len(ascending) - upto, upto - below, len(ascending)
    if left_out is not None and len(left_out):
        gone = np.sort(left_out[~np.isnan(left_out)])
        lower, reach = gone.searchsorted(values, "left"), gone.searchsorted(values, "right")
        above, size, retrieved = above - (len(gone) - reach), size - (reach - lower), retrieved - len(gone)
    count = np.bincount(group, minlength=len(values))
    gain = np.bincount(group, weights=gains[here], minlength=len(values)).astype(np.float64)
    return Ranking(above[::-1], size[::-1], count[::-1], gain[::-1], retrieved, np.sort(gains)[::-1])


def reciprocal_rank(ranking: Ranking) -> float:
    """Expected ``1 / rank`` of the first relevant candidate; 0 if none was retrieved.

    In a group of ``t`` with ``r`` relevant ones the first stands at place ``j`` with probability
    ``C(t − j, r − 1) / C(t, r)``. In [0, 1]; the mean over queries is MRR.

    Examples
    --------
    >>> reciprocal_rank(ranking_of([3, 2, 1], [0, 1, 1]))
    0.5
    """
    if not len(ranking.size):
        return 0.0
    above, size, relevant = int(ranking.above[0]), int(ranking.size[0]), int(ranking.relevant[0])
    place = np.arange(1, size - relevant + 2, dtype=np.float64)
    chance = np.empty(len(place))
    chance[0] = relevant / size
    chance[1:] = (size - place[:-1] - relevant + 1) / (size - place[:-1])
    return float((np.cumprod(chance) / (above + place)).sum())


def hit_rate(ranking: Ranking, k: int) -> float:
    """Probability that a relevant candidate stands among the first ``k`` (0 or 1 without ties).

    Examples
    --------
    >>> hit_rate(ranking_of([1, 1, 1, 1], [1, 0, 0, 0]), 3)
    0.75
    """
    if not len(ranking.size) or ranking.above[0] >= k:
        return 0.0
    above, size, relevant = int(ranking.above[0]), int(ranking.size[0]), int(ranking.relevant[0])
    slots = k - above
    if slots > size - relevant:
        return 1.0
    taken = np.arange(slots, dtype=np.float64)  # none of the first slots is relevant
    return 1.0 - float(np.prod((size - relevant - taken) / (size - taken)))


def recall(ranking: Ranking, k: int) -> float:
    """Expected share of everything relevant, retrieved or not, that stands among the first ``k``.

    Examples
    --------
    >>> recall(ranking_of([3, 2, float("nan")], [1, 0, 1]), 2)
    0.5
    """
    return float((ranking.relevant * _inside(ranking, k)).sum()) / ranking.total


def precision(ranking: Ranking, k: int) -> float:
    """Expected share of the first ``k`` places that hold something relevant.

    Examples
    --------
    >>> precision(ranking_of([3, 2, 1], [1, 0, 1]), 2)
    0.5
    """
    return float((ranking.relevant * _inside(ranking, k)).sum()) / k


def ndcg(ranking: Ranking, k: int | None = None) -> float:
    """Expected discounted gain of the first ``k`` places over the best possible, linear gains.

    ``Σ gain / log2(place + 1)``; a group of equal scores has its mean gain at each of its places, as
    in scikit-learn. ``k`` = None looks at all places.

    Examples
    --------
    >>> round(ndcg(ranking_of([2, 1, 1], [1, 1, 0])), 3)
    0.96

    References
    ----------
    Järvelin, K. & Kekäläinen, J. (2002), ACM TOIS 20:422; McSherry, F. & Najork, M. (2008), ECIR (ties).
    """
    end = max(ranking.retrieved, ranking.total) if k is None else k
    discount = 1.0 / np.log2(np.arange(2, end + 2))
    upto = np.concatenate(([0.0], np.cumsum(discount)))
    first, last = np.minimum(ranking.above, end), np.minimum(ranking.above + ranking.size, end)
    reached = float((ranking.gain / ranking.size * (upto[last] - upto[first])).sum())
    best = ranking.ideal[:end]
    return reached / float((best * discount[: len(best)]).sum())


def average_precision(ranking: Ranking) -> float:
    """Expected mean, over everything relevant, of the precision at its place; 0 for what was missed.

    At place ``j`` of a group of ``t`` with ``r`` relevant ones and ``b`` relevant ones above it:
    ``(r / t) (b + 1 + (j − 1)(r − 1)/(t − 1)) / (above + j)``.

    Examples
    --------
    >>> average_precision(ranking_of([3, 2, 1], [0, 1, 0]))
    0.5
    """
    before, total = 0, 0.0
    for above, size, relevant in zip(ranking.above.tolist(), ranking.size.tolist(), ranking.relevant.tolist(),
                                     strict=True):
        place = np.arange(1, size + 1, dtype=np.float64)
        others = (place - 1) * ((relevant - 1) / (size - 1) if size > 1 else 0.0)
        total += relevant / size * float(((before + 1 + others) / (above + place)).sum())
        before += relevant
    return total / ranking.total


def pr_auc(ranking: Ranking) -> float:
    """Area under precision over recall, a group of equal scores being one threshold (scikit-learn's).

    ``Σ (R_n − R_{n−1}) P_n``, a step function. Unlike ``average_precision`` it does not average over
    orders: it asks what a threshold can do.

    Examples
    --------
    >>> pr_auc(ranking_of([2, 2, 1], [1, 0, 0])), average_precision(ranking_of([2, 2, 1], [1, 0, 0]))
    (0.5, 0.75)
    """
    reached = np.cumsum(ranking.relevant)
    at_threshold = reached / (ranking.above + ranking.size)
    return float((ranking.relevant * at_threshold).sum()) / ranking.total


def roc_auc(ranking: Ranking) -> float | None:
    """Probability that something relevant stands before something irrelevant, ties half.

    Only over what was retrieved; None where one of the two kinds is missing. Not a measure to choose
    by: against random pairs popularity alone reaches .92 on real data.

    Examples
    --------
    >>> roc_auc(ranking_of([3, 2, 2, 1], [1, 1, 0, 0]))
    0.875
    """
    relevant = int(ranking.relevant.sum())
    others = ranking.retrieved - relevant
    if not relevant or not others:
        return None
    before = np.concatenate(([0], np.cumsum(ranking.relevant)[:-1]))
    higher, equal = ranking.above - before, ranking.size - ranking.relevant
    return 1.0 - float((ranking.relevant * (higher + equal / 2)).sum()) / (relevant * others)


def matched_auc(found: Floats, strata: Ints, others: dict[int, Floats]) -> float | None:
    """Probability that something relevant beats an irrelevant candidate of its own stratum, ties half.

    With strata of equal numbers of partners it asks what a score knows beyond popularity: popularity
    itself has about 0.5.

    Parameters
    ----------
    found, strata : array
        score and stratum of each relevant candidate; NaN = no score, below every score.
    others : dict
        the sorted scores of the irrelevant candidates by stratum, -inf for those without one.

    Returns
    -------
    float or None
        the mean over the relevant ones whose stratum holds anybody else; None where there is none.

    Examples
    --------
    >>> matched_auc(np.array([2.0, 1.0]), np.array([0, 1]), {0: np.array([1.0, 2.0]), 1: np.array([])})
    0.75
    """
    shares = []
    for value, stratum in zip(np.nan_to_num(found, nan=-np.inf).tolist(), strata.tolist(), strict=True):
        rivals = others[stratum]
        if len(rivals):
            lower, upto = rivals.searchsorted(value, "left"), rivals.searchsorted(value, "right")
            shares.append((lower + upto) / 2 / len(rivals))
    return float(np.mean(shares)) if shares else None


def _inside(ranking: Ranking, k: int) -> Floats:
    """Which share of each group stands among the first ``k`` places."""
    share: Floats = np.clip((k - ranking.above) / ranking.size, 0.0, 1.0)
    return share
