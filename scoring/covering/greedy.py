"""Which few partners cover most of a list of needs? Lazy greedy on a sparse matrix, for many candidates.

``levels`` is candidates × needs, in [0, 1], mostly empty. What a set covers is
``F(S) = Σ_g w_g (1 − Π_{p∈S} (1 − a_pg))``, which is monotone and submodular; with levels of 0 and 1
it is weighted maximum coverage.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from math import inf
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.errors import InvalidParameter

Floats = NDArray[np.float64]

_NOTHING: Final = 1e-12
"""Gains below this share of all weights are none: what floats leave over."""
_DIGITS: Final = 12
_KEPT: Final = 256  # candidates whose keys are followed one by one
_PATIENCE: Final = 64  # second looks in a round before all are weighed again


class Pick(NamedTuple):
    """One partner of a set, in the order of choice, with what it adds to those before it."""

    row: int
    gain: float
    cost: float


class Limits(NamedTuple):
    """How many partners at most, and for how much in all; ``costs`` is 1 each where None."""

    most: int | None = None
    costs: Any = None
    budget: float | None = None


NO_LIMITS: Final = Limits()


def lazy_greedy(levels: Any, weights: Any, limits: Limits = NO_LIMITS) -> list[Pick]:
    """Partners one by one, each time the one with the largest gain for its cost, until nothing is gained.

    A gain can only shrink as the set grows, so a candidate is weighed again only when its last gain
    would still be the best: the first round looks at every entry once, later ones at a handful of
    candidates. With equal costs the set covers at least ``1 − 1/e`` of the best set of its size. The
    smaller row wins a tie.

    Parameters
    ----------
    levels : array or sparse matrix of shape (candidates, needs)
        in [0, 1].
    weights : array of shape (needs,)
        0 or more.
    limits : Limits
        none by default: it then ends where nothing is gained.

    Raises
    ------
    InvalidParameter
        if a level, a weight, a cost or a limit is out of its range.

    Examples
    --------
    >>> [(pick.row, pick.gain) for pick in lazy_greedy([[1, 0, 0], [0, 1, 1], [1, 0, 0]], [1, 1, 1])]
    [(1, 2.0), (0, 1.0)]

    References
    ----------
    Minoux, M. (1978), Accelerated greedy algorithms for maximizing submodular set functions.
    Nemhauser, G., Wolsey, L. & Fisher, M. (1978), Mathematical Programming 14:265.
    """
    matrix, worth, costs = _checked(levels, weights, limits)
    return _Greedy(matrix, worth, costs).run(limits.most, limits.budget)


def budgeted_greedy(levels: Any, weights: Any, limits: Limits) -> list[Pick]:
    """Lazy greedy by gain for cost, or the single best partner that can be paid, if that is better.

    At least ``(1 − 1/e) / 2`` of the best set within the budget.

    Parameters
    ----------
    levels, weights, limits
        as for ``lazy_greedy``.

    Raises
    ------
    InvalidParameter
        as for ``lazy_greedy``.

    Examples
    --------
    >>> costly = Limits(costs=[1, 10], budget=10)
    >>> [(pick.row, pick.gain) for pick in budgeted_greedy([[1, 0, 0], [0, 1, 1]], [1, 4, 4], costly)]
    [(1, 8.0)]

    References
    ----------
    Khuller, S., Moss, A. & Naor, J. (1999), Information Processing Letters 70:39.
    """
    matrix, worth, costs = _checked(levels, weights, limits)
    picks = _Greedy(matrix, worth, costs).run(limits.most, limits.budget)
    budget = inf if limits.budget is None else limits.budget
    alone = np.where(costs <= budget, np.asarray(matrix @ worth).ravel(), 0.0)
    if limits.most == 0 or not len(alone):
        return picks
    best = int(np.argmax(alone))
    if alone[best] > sum(pick.gain for pick in picks) + _NOTHING * worth.sum():
        return [Pick(best, float(alone[best]), float(costs[best]))]
    return picks


def cover_bound(levels: Any, weights: Any, picked: Sequence[int], limits: Limits = NO_LIMITS) -> float:
    """What no set within the limits can exceed, seen from a set that was picked.

    ``F(S)`` plus the largest gains that are left, as many as the limits allow (the last one in part,
    where costs count): the smaller of that for nothing picked and for all of ``picked``, and not
    more than what all candidates cover together.

    Parameters
    ----------
    levels, weights, limits
        as for ``lazy_greedy``.
    picked
        rows of a set.

    Raises
    ------
    InvalidParameter
        as for ``lazy_greedy``.

    Examples
    --------
    >>> cover_bound([[1, 1, 0], [0, 1, 1], [0, 0, 1]], [1, 1, 1], [0, 1], Limits(most=2))
    3.0

    References
    ----------
    Nemhauser, G. & Wolsey, L. (1981); the bound is written out in Leskovec et al. (2007), KDD, §3.2.
    """
    matrix, worth, costs = _checked(levels, weights, limits)
    bounds = [float(worth[np.diff(matrix.tocsc().indptr) > 0].sum())]
    for rows in ([], list(picked)):
        missing = _missing(matrix, rows)
        gains = np.asarray(matrix @ (worth * missing)).ravel()
        bounds.append(float(worth @ (1 - missing)) + _best_sum(gains, costs, limits))
    return min(bounds)


def joint_levels(levels: Any) -> Floats:
    """To what degree a set of partners meets each need: ``1 − Π_p (1 − a_pg)``.

    Parameters
    ----------
    levels : array or sparse matrix of shape (partners of the set, needs)
        in [0, 1].

    Examples
    --------
    >>> joint_levels([[1, 0], [0.5, 0.5]]).tolist()
    [1.0, 0.5]
    """
    matrix = _csr(levels)
    return 1 - _missing(matrix, range(matrix.shape[0]))


class _Greedy:
    """The state of one run: what is missing of each need, and a few candidates with their last known keys.

    A key is gain for cost. The few are kept in a heap; the keys of all others are at most ``_floor``.
    Where a handful of second looks does not settle who is next, all are weighed again in one product
    of matrix and vector, which costs less than thousands of single looks.
    """

    def __init__(self, matrix: sparse.csr_matrix, weights: Floats, costs: Floats) -> None:
        self._matrix, self._weights, self._costs = matrix, weights, costs
        self._total = max(float(weights.sum()), 1e-300)
        self._missing = np.ones(len(weights))
        self._picked: list[int] = []
        self._heap: list[tuple[float, int, int]] = []  # (−key, row, round in which it was weighed)
        self._floor = inf

    def run(self, most: int | None, budget: float | None) -> list[Pick]:
        left, picks = inf if budget is None else budget, list[Pick]()
        while most is None or len(picks) < most:
            row = self._next(len(picks), left)
            if row is None:
                break
            gain, cost = self._gain(row), float(self._costs[row])
            picks.append(Pick(row, gain, cost))
            self._picked.append(row)
            left -= cost
            span = slice(self._matrix.indptr[row], self._matrix.indptr[row + 1])
            self._missing[self._matrix.indices[span]] *= 1 - self._matrix.data[span]
        return picks

    def _next(self, turn: int, left: float) -> int | None:
        """The candidate with the best key now, of those that can be paid; None where nothing is gained."""
        looks = 0
        while looks < _PATIENCE and self._heap and -self._heap[0][0] > self._floor:
            _, row, weighed = heapq.heappop(self._heap)
            if self._costs[row] > left * (1 + _NOTHING):
                continue  # what is left only shrinks
            if weighed == turn:
                return row
            looks += 1
            key = self._key(self._gain(row), float(self._costs[row]))
            if key > 0:
                heapq.heappush(self._heap, (-key, row, turn))
        return self._weigh_all(turn, left)

    def _weigh_all(self, turn: int, left: float) -> int | None:
        gains = np.asarray(self._matrix @ (self._weights * self._missing)).ravel() / self._total
        gains[(gains <= _NOTHING) | (self._costs > left * (1 + _NOTHING))] = 0.0
        gains[self._picked] = 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            keys = np.where(gains > 0, gains / self._costs, 0.0)
        if not len(keys) or not keys.max() > 0:
            return None
        few = min(_KEPT, len(keys))
        kept = np.argpartition(keys, len(keys) - few)[len(keys) - few :]
        self._floor = float(keys[kept].min()) if few < len(keys) else 0.0
        best = int(np.flatnonzero(keys >= keys.max() * (1 - _NOTHING))[0])
        self._heap = [(-round(float(keys[row]), _DIGITS), row, turn) for row in kept.tolist()
                      if keys[row] > self._floor and row != best]
        heapq.heapify(self._heap)
        return best

    def _key(self, gain: float, cost: float) -> float:
        share = gain / self._total
        if share <= _NOTHING:
            return 0.0
        return round(share / cost, _DIGITS) if cost else inf

    def _gain(self, row: int) -> float:
        span = slice(self._matrix.indptr[row], self._matrix.indptr[row + 1])
        needs = self._matrix.indices[span]
        return float(self._matrix.data[span] @ (self._weights[needs] * self._missing[needs]))


def _missing(matrix: sparse.csr_matrix, rows: Sequence[int]) -> Floats:
    """What is missing of each need when these partners are there."""
    missing = np.ones(matrix.shape[1])
    for row in rows:
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        missing[matrix.indices[span]] *= 1 - matrix.data[span]
    return missing


def _best_sum(gains: Floats, costs: Floats, limits: Limits) -> float:
    """The largest sum of gains within the limits, if gains simply added up."""
    sums = [float(gains.sum())]
    if limits.most is not None:
        sums.append(float(np.sort(gains)[::-1][: limits.most].sum()))
    if limits.budget is not None:
        free = float(gains[costs == 0].sum())
        paid, price = gains[costs > 0], costs[costs > 0]
        order = np.argsort(-paid / price, kind="stable")
        spent = np.concatenate([[0.0], np.cumsum(price[order])])
        parts = np.clip((limits.budget - spent[:-1]) / price[order], 0.0, 1.0)
        sums.append(free + float(paid[order] @ parts))
    return min(sums)


def _csr(levels: Any) -> sparse.csr_matrix:
    matrix = sparse.csr_matrix(levels, dtype=np.float64)
    if matrix.nnz and not ((matrix.data >= 0) & (matrix.data <= 1)).all():
        raise InvalidParameter("levels must lie between 0 and 1")
    return matrix


def _checked(levels: Any, weights: Any, limits: Limits) -> tuple[sparse.csr_matrix, Floats, Floats]:
    matrix, worth = _csr(levels), np.asarray(weights, dtype=np.float64)
    if worth.shape != matrix.shape[1:]:
        raise InvalidParameter(f"levels of shape {matrix.shape} do not go with weights of shape {worth.shape}")
    if not (worth >= 0).all() or not np.isfinite(worth).all():
        raise InvalidParameter("weights must be 0 or more")
    costs = np.ones(matrix.shape[0]) if limits.costs is None else np.asarray(limits.costs, dtype=np.float64)
    if costs.shape != matrix.shape[:1] or not (costs >= 0).all() or not np.isfinite(costs).all():
        raise InvalidParameter("costs must be 0 or more, one for each candidate")
    if (limits.most is not None and limits.most < 0) or (limits.budget is not None and not limits.budget >= 0):
        raise InvalidParameter("most and budget must be 0 or more")
    return matrix, worth, costs
