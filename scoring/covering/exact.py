"""Which is the smallest set of partners that covers every must? Exact where it is small, bounded where not.

``covers`` is candidates × needs with 0 and 1. Candidates that cover the same, or less for no less
money, are never needed beside a better one; what is left is mostly few, even of a million.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from scoring.covering.greedy import NO_LIMITS, Limits, budgeted_greedy, cover_bound, lazy_greedy
from scoring.errors import InvalidParameter

Floats = NDArray[np.float64]

EXACT_UP_TO: Final = 2_000
"""Candidates that differ in what they cover; more are picked greedily, with a bound."""

_NODES: Final = 20_000  # of the search tree: a limit in seconds would answer differently on another day
_NO_LIMIT: Final = np.inf


@dataclass(frozen=True, slots=True)
class Cover:
    """A set of partners and what is known about how good it is.

    Attributes
    ----------
    rows
        of ``covers``, in the order of the gain for the cost.
    complete
        whether every must that anybody covers is covered.
    exact
        whether no better set exists; else ``bound`` says how much better one could be.
    value
        cost of the set where it is ``complete``; else the weight of the musts that it covers.
    bound
        no complete set costs less; or no set within the limits covers musts of more weight.
    """

    rows: tuple[int, ...]
    complete: bool
    exact: bool
    value: float
    bound: float


def smallest_cover(covers: Any, weights: Any, musts: Any, limits: Limits = NO_LIMITS) -> Cover:
    """The cheapest set that covers every coverable must, of those the one that covers most besides.

    With costs of 1 it is the smallest set. Where the limits allow no such set, it is the one that
    covers musts of the most weight, and then most besides. Solved by mixed-integer programming for
    up to ``EXACT_UP_TO`` candidates that differ; otherwise greedily, with a bound.

    Parameters
    ----------
    covers : array or sparse matrix of shape (candidates, needs)
        0 or 1.
    weights : array of shape (needs,)
        above 0.
    musts : array of bool of shape (needs,)
        which needs are to be covered.
    limits : Limits
        how many partners at most, for how much.

    Raises
    ------
    InvalidParameter
        if an entry is not 0 or 1, or a weight, cost or limit is out of its range.

    Examples
    --------
    >>> found = smallest_cover([[1, 1, 0, 0], [0, 1, 1, 1], [1, 0, 0, 1]], [1, 1, 1, 1], [True] * 4)
    >>> found.rows, found.complete, found.exact, found.value
    ((1, 0), True, True, 2.0)

    References
    ----------
    Chvátal, V. (1979), Mathematics of Operations Research 4:233, for the greedy way; the exact one is
    HiGHS as SciPy ships it (Huangfu & Hall 2018).
    """
    matrix, worth, wanted = _checked(covers, weights, musts)
    costs = np.ones(matrix.shape[0]) if limits.costs is None else np.asarray(limits.costs, dtype=np.float64)
    coverable = np.diff(matrix.tocsc().indptr) > 0
    problem = _Problem(matrix, worth, wanted & coverable, costs, limits)
    kept = distinct(matrix, costs)
    found = problem.exactly(kept) if len(kept) <= EXACT_UP_TO else None
    return found if found is not None else problem.greedily(kept)


def distinct(covers: sparse.csr_matrix, costs: Floats) -> NDArray[np.int64]:
    """Rows that can be of use beside all others, ascending.

    Left out: those that cover nothing, and those that cover no more than another for no less; of
    equals the smallest row stays. The comparison of each with each is made for few only.

    Examples
    --------
    >>> matrix = sparse.csr_matrix([[1, 0, 0], [1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 0, 0]])
    >>> distinct(matrix, np.ones(5)).tolist()
    [1, 3]
    """
    rows: NDArray[np.int64] = np.flatnonzero(np.diff(covers.indptr) > 0)
    if not len(rows):
        return rows
    words = _packed(covers[rows])
    order = np.lexsort((rows, costs[rows], *words.T))
    same = (words[order[1:]] == words[order[:-1]]).all(axis=1)
    first = np.sort(order[np.concatenate([[True], ~same])])
    rows, words = rows[first], words[first]
    if len(rows) > 2 * EXACT_UP_TO:
        return rows
    price = costs[rows]
    useful = np.ones(len(rows), dtype=bool)
    for place in range(len(rows)):
        beaten = ((words[place] & ~words) == 0).all(axis=1) & (price <= price[place])
        beaten[place] = False
        useful[place] = not (beaten & useful).any()
    kept: NDArray[np.int64] = rows[useful]
    return kept


def _packed(covers: sparse.csr_matrix) -> NDArray[np.uint64]:
    """What each row covers as bits of 64-bit words."""
    width = -(-covers.shape[1] // 64)
    words = np.zeros((covers.shape[0], width), dtype=np.uint64)
    at = np.repeat(np.arange(covers.shape[0]), np.diff(covers.indptr))
    np.bitwise_or.at(words, (at, covers.indices // 64), np.uint64(1) << (covers.indices % 64).astype(np.uint64))
    return words


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    covers: sparse.csr_matrix
    weights: Floats
    targets: NDArray[np.bool_]
    costs: Floats
    limits: Limits

    # --- exactly -----------------------------------------------------------------------------------
    def exactly(self, kept: NDArray[np.int64]) -> Cover | None:
        """The best set; None where the solver gives up."""
        if not self.targets.any() or not len(kept):
            return Cover((), True, True, 0.0, 0.0)
        solver = _Solver(self.covers[kept], self.costs[kept], self.limits)
        sure = self.targets.astype(np.float64)
        cheapest = solver.solve(least_cost=True, covered=sure)
        if cheapest is None:
            return None
        if cheapest.size:
            spent = float(self.costs[kept] @ cheapest)
            best = solver.solve(gain=self.weights, covered=sure, budget=spent)
        else:
            most = solver.solve(gain=np.where(self.targets, self.weights, 0.0))
            if most is None:
                return None
            reached = self._weight(kept[most > 0.5])
            best = solver.solve(gain=self.weights, must_weight=(self.weights * sure, reached))
        if best is None or not best.size:
            return None
        rows = self._in_order(kept[best > 0.5])
        complete = bool(cheapest.size)
        value = float(self.costs[list(rows)].sum()) if complete else self._weight(rows)
        return Cover(rows, complete, True, value, value)

    def _weight(self, rows: Any) -> float:
        covered = np.diff(self.covers[list(rows)].tocsc().indptr) > 0
        return float(self.weights[covered & self.targets].sum())

    def _in_order(self, rows: NDArray[np.int64]) -> tuple[int, ...]:
        """By gain for cost; whoever adds nothing is not in it."""
        found = lazy_greedy(self.covers[rows], self.weights, Limits(costs=self.costs[rows]))
        return tuple(int(rows[pick.row]) for pick in found)

    # --- greedily ----------------------------------------------------------------------------------
    def greedily(self, kept: NDArray[np.int64]) -> Cover:
        covers, limits = self.covers[kept], self.limits._replace(costs=self.costs[kept])
        asked = np.where(self.targets, self.weights, 0.0)
        # Every must counts alike while all are to be covered: what it weighs is of no matter then.
        picks = [pick.row for pick in lazy_greedy(covers, self.targets.astype(np.float64), limits)]
        picks = _without_idle(covers, self.targets, self.costs[kept], picks)
        reached = np.diff(covers[picks].tocsc().indptr) > 0
        if (reached | ~self.targets).all():
            rows = self._in_order(kept[np.array(picks, dtype=np.int64)])
            cost = float(self.costs[list(rows)].sum())
            return Cover(rows, True, False, cost, min(cost, self._least_cost(kept)))
        picks = [pick.row for pick in budgeted_greedy(covers, asked, limits)]
        rows = self._in_order(kept[np.array(picks, dtype=np.int64)])
        return Cover(rows, False, False, self._weight(rows), cover_bound(covers, asked, picks, limits))

    def _least_cost(self, kept: NDArray[np.int64]) -> float:
        """No set costs less: the most musts for the money first, the last partner in part."""
        counts = np.asarray(self.covers[kept] @ self.targets.astype(np.float64)).ravel()
        price = self.costs[kept][counts > 0]
        counts = counts[counts > 0]
        order = np.argsort(price / counts, kind="stable")
        before = np.concatenate([[0.0], np.cumsum(counts[order])])[:-1]
        parts = np.clip((self.targets.sum() - before) / counts[order], 0.0, 1.0)
        return float(price[order] @ parts)


def _without_idle(covers: sparse.csr_matrix, targets: NDArray[np.bool_], costs: Floats,
                  picks: list[int]) -> list[int]:
    """The picks without those whose musts the others cover, the dearest and latest looked at first."""
    times = np.asarray(covers[picks].sum(axis=0)).ravel()
    kept = list(picks)
    for row in sorted(picks, key=lambda each: (-costs[each], -picks.index(each))):
        needs = covers.indices[covers.indptr[row] : covers.indptr[row + 1]]
        if (times[needs[targets[needs]]] > 1).all():
            times[needs] -= 1
            kept.remove(row)
    return kept


class _Solver:
    """One integer program asked several times: pick candidates, see what is covered, within the limits."""

    def __init__(self, covers: sparse.csr_matrix, costs: Floats, limits: Limits) -> None:
        self._count, self._needs = covers.shape
        self._costs, self._limits = costs, limits
        self._link = sparse.hstack([covers.T, -sparse.identity(self._needs)], format="csr")

    def solve(self, *, gain: Floats | None = None, least_cost: bool = False, covered: Floats | None = None,
              budget: float | None = None, must_weight: tuple[Floats, float] | None = None) -> Floats | None:
        """What is picked; an empty array where nothing fits, None where the solver gave up."""
        zeros, none = np.zeros(self._needs), np.zeros(self._count)
        goal = np.concatenate([self._costs, zeros] if least_cost else [none, -(zeros if gain is None else gain)])
        rules = [optimize.LinearConstraint(self._link, 0.0, _NO_LIMIT)]
        if self._limits.most is not None:
            rules.append(self._rule(np.ones(self._count), zeros, -_NO_LIMIT, self._limits.most))
        for most in (self._limits.budget, budget):
            if most is not None:
                rules.append(self._rule(self._costs, zeros, -_NO_LIMIT, most * (1 + 1e-9) + 1e-12))
        if must_weight is not None:
            rules.append(self._rule(none, must_weight[0], must_weight[1] * (1 - 1e-9), _NO_LIMIT))
        low = np.concatenate([none, zeros if covered is None else covered])
        found = optimize.milp(
            goal, constraints=rules, bounds=optimize.Bounds(low, np.ones(len(low))),
            integrality=np.concatenate([np.ones(self._count), zeros]),
            options={"node_limit": _NODES, "mip_rel_gap": 0.0},
        )
        if found.status == 2:  # infeasible
            return np.zeros(0)
        return np.round(found.x[: self._count]) if found.status == 0 and found.x is not None else None

    def _rule(self, picked: Floats, covered: Floats, low: float, high: float) -> optimize.LinearConstraint:
        return optimize.LinearConstraint(np.concatenate([picked, covered])[None, :], low, high)


def _checked(covers: Any, weights: Any, musts: Any) -> tuple[sparse.csr_matrix, Floats, NDArray[np.bool_]]:
    matrix = sparse.csr_matrix(covers, dtype=np.float64)
    matrix.eliminate_zeros()
    matrix.sort_indices()
    worth, wanted = np.asarray(weights, dtype=np.float64), np.asarray(musts, dtype=bool)
    if worth.shape != matrix.shape[1:] or wanted.shape != matrix.shape[1:]:
        raise InvalidParameter(f"covers of shape {matrix.shape} do not go with {len(worth)} weights "
                               f"and {len(wanted)} musts")
    if not (matrix.data == 1).all():
        raise InvalidParameter("covers must be 0 or 1")
    if not (worth > 0).all() or not np.isfinite(worth).all():
        raise InvalidParameter("weights must be above 0")
    return matrix, worth, wanted
