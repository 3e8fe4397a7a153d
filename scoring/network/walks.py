"""How easily does a walk along partnerships lead from one organisation to another? Two baselines.

Both solve ``(I − c S) x = e`` for a matrix ``S`` whose eigenvalues lie in [−1, 1], by Chebyshev's
iteration: about a third of the steps of a power iteration, a number of steps that is known before, and
many askers at once. One plain step is added at the end, so that a score is exactly the sum over the
last stations before its organisation, which is also how it is explained.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.base import Evidence, Explanation, Reason, Tags
from scoring.baselines import TiesScorer
from scoring.dense import largest_first, support_flags
from scoring.errors import InvalidParameter
from scoring.snapshot import TIES, Snapshot
from scoring.wording import name_of, percent

Floats = NDArray[np.float64]

_EXACT: Final = 1e-11
"""Error of a walk's sum, relative to the largest."""
_DECIMALS: Final = 10
"""What is smaller says how sums were rounded, not how near somebody is."""
_KEPT: Final = 16
_BOUNDING: Final = 30


class Walk(NamedTuple):
    """``steps @ x`` is where walks go next; ``stations`` are the rows that have a tie at all."""

    stations: NDArray[np.int64]
    steps: sparse.csr_matrix
    damping: float
    scale: Floats  # of each station, for which ``steps`` becomes symmetric


class WalkScorer(TiesScorer):
    """Sums over walks, as a share of the most that anybody reaches from this asker.

    Low and high equal the score: it is a count of what is on record and not an estimate.

    Attributes
    ----------
    walk_ : Walk or None
        None where the snapshot has no ``ties``.
    """

    walk_: Walk | None

    @abstractmethod
    def _walk(self, adjacency: sparse.csr_matrix, degrees: Floats) -> tuple[sparse.csr_matrix, float, Floats]:
        """Steps, damping and scale over the stations."""

    @abstractmethod
    def _check_parameters(self) -> None: ...

    def fit(self, snapshot: Snapshot) -> Self:
        super().fit(snapshot)
        self._check_parameters()
        self.kept_: dict[int, Floats] = {}
        self.walk_ = None
        if self.ties_ is not None:
            stations = np.flatnonzero(self.degrees_)
            adjacency = self.ties_.matrix().astype(np.float64)[stations][:, stations]
            adjacency.data[:] = 1.0
            self.walk_ = Walk(stations, *self._walk(adjacency, self.degrees_[stations]))
        return self

    def asker_reason(self, row: int) -> Reason | None:
        return Reason.NO_DATA if self.unknown_[row] else None

    def supports(self, row: int) -> Floats:
        smaller: Floats = np.minimum(self.degrees_, self.degrees_[row])
        return smaller

    def support(self, row: int, other: int) -> float:
        return float(min(self.degrees_[row], self.degrees_[other]))

    def scores_for_rows(self, rows: Sequence[int]) -> Floats:
        """``scores_for`` of several askers, one row each: much cheaper than one after the other."""
        found = np.full((len(rows), self.snapshot_.partner_count), np.nan)
        asking = [place for place, row in enumerate(rows) if self.asker_reason(row) is None]
        if asking:
            who = np.array([rows[place] for place in asking])
            values = self._shares(self._before(who), who)
            values[:, self.unknown_] = np.nan
            values[np.arange(len(who)), who] = np.nan
            found[asking] = values
        return found

    def values_for(self, row: int) -> Floats:
        values: Floats = self._shares(self._kept(row)[:, None], np.array([row]))[0]
        return values

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        walk, before = self._known_walk, self._kept(row)
        score, most = float(self.values_for(row)[other]), self._most(walk.steps @ before, row)
        place = int(walk.stations.searchsorted(other))
        span = slice(walk.steps.indptr[place], walk.steps.indptr[place + 1])
        via = walk.stations[walk.steps.indices[span]]
        parts = walk.steps.data[span] * before[walk.steps.indices[span]] / most
        evidence = self._evidence(row, other, via, parts, shown) if score > 0 else (self._too_far(row, other),)
        return Explanation(score, score, score, 1.0, self.support(row, other), evidence,
                           support_flags(self.support(row, other)))

    def _evidence(self, row: int, other: int, via: NDArray[np.int64], parts: Floats,
                  shown: int) -> tuple[Evidence, ...]:
        partners = self.snapshot_.partners
        me, them, total = name_of(partners, row), name_of(partners, other), float(parts.sum())
        named, rest = largest_first(parts, shown)
        found = []
        for position in named:
            last = int(via[position])
            share = percent(float(parts[position]) / total)
            said = (f"{me} and {them} are partners: {share} of the walks between them end with that step."
                    if last == row else
                    f"{share} of the walks from {me} to {them} come through {name_of(partners, last)}.")
            found.append(Evidence(name_of(partners, last), float(parts[position]), said,
                                  self._partnerships(other, last)))
        if rest:
            found.append(Evidence("other stations", float(parts[rest].sum()),
                                  f"Walks come through {len(rest):,} other partners of {them} as well."))
        return tuple(found)

    def _too_far(self, row: int, other: int) -> Evidence:
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        return Evidence("no walk", 0.0, f"No walk along partnerships that counts leads from {me} to {them}.")

    @property
    def _known_walk(self) -> Walk:
        assert self.walk_ is not None  # asker_reason has said so
        return self.walk_

    def _kept(self, row: int) -> Floats:
        """What stands before the last step, kept for the explanations that follow."""
        found = self.kept_.get(row)
        if found is None:
            found = self._before(np.array([row]))[:, 0]
            if len(self.kept_) >= _KEPT:
                self.kept_.clear()
            self.kept_[row] = found
        return found

    def _before(self, rows: NDArray[np.int64]) -> Floats:
        """Where walks from each row are before their last step; (stations, rows)."""
        walk = self._known_walk
        start = np.zeros((len(walk.stations), len(rows)))
        start[walk.stations.searchsorted(rows), np.arange(len(rows))] = 1.0
        found = chebyshev(walk.steps, start, damping=walk.damping, scale=walk.scale)
        # Round errors of the iteration can be below 0 where nobody comes.
        found[found < _EXACT * found.max(axis=0)] = 0.0
        return found

    def _shares(self, before: Floats, rows: NDArray[np.int64]) -> Floats:
        walk, values = self._known_walk, np.zeros((len(rows), self.snapshot_.partner_count))
        reached = (walk.steps @ before).T
        for place, row in enumerate(rows.tolist()):
            reached[place] /= self._most(reached[place], row)
        values[:, walk.stations] = np.round(np.minimum(reached, 1.0), _DECIMALS)
        return values

    def _most(self, reached: Floats, row: int) -> float:
        own = int(self._known_walk.stations.searchsorted(row))
        return float(max(reached[:own].max(initial=0.0), reached[own + 1 :].max(initial=0.0))) or 1.0


class Katz(WalkScorer):
    """Walks of any length, longer ones counting less: ``Σ_l β^l (A^l)_ab``, over the asker's most.

    ``β = reach / bound`` with a bound of the largest eigenvalue, so that the sum always converges.

    Parameters
    ----------
    reach : float
        how much a walk of one step more counts, above 0 and below 1.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> path = tiny_snapshot(ties=[("a", "b"), ("b", "c"), ("c", "d")])
    >>> Katz().fit(path).scores_for(0).round(3).tolist()
    [nan, 1.0, 0.342, 0.106]

    References
    ----------
    Katz, L. (1953), Psychometrika 18:39.
    """

    name: ClassVar[str] = "katz"
    about: ClassVar[str] = "Walks along partnerships of any length, long ones less (a baseline)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({TIES}))

    def __init__(self, *, reach: float = 0.5) -> None:
        self.reach = reach

    def _check_parameters(self) -> None:
        if not 0 < self.reach < 1:
            raise InvalidParameter(f"reach is {self.reach}; it can be above 0 and below 1.")

    def _walk(self, adjacency: sparse.csr_matrix, degrees: Floats) -> tuple[sparse.csr_matrix, float, Floats]:
        return adjacency * (self.reach / eigenvalue_bound(adjacency)), self.reach, np.ones(len(degrees))


class PersonalisedPageRank(WalkScorer):
    """Where a walker is found who starts at the asker and returns there now and then, over the most.

    ``π = α π P + (1 − α) e``: the walker goes to a random partner of where it is, and back to the
    asker with chance 1 − α.

    Parameters
    ----------
    alpha : float
        above 0 and below 1.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> path = tiny_snapshot(ties=[("a", "b"), ("b", "c"), ("c", "d")])
    >>> PersonalisedPageRank().fit(path).scores_for(0).round(3).tolist()
    [nan, 1.0, 0.665, 0.283]

    References
    ----------
    Page, L. et al. (1999), Stanford; Haveliwala, T. (2002), WWW 11:517.
    """

    name: ClassVar[str] = "personalised_pagerank"
    about: ClassVar[str] = "Where a random walk along partnerships from you leads (a baseline)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({TIES}))

    def __init__(self, *, alpha: float = 0.85) -> None:
        self.alpha = alpha

    def _check_parameters(self) -> None:
        if not 0 < self.alpha < 1:
            raise InvalidParameter(f"alpha is {self.alpha}; it can be above 0 and below 1.")

    def _walk(self, adjacency: sparse.csr_matrix, degrees: Floats) -> tuple[sparse.csr_matrix, float, Floats]:
        steps = sparse.csr_matrix(adjacency @ sparse.diags(self.alpha / degrees))
        steps.sort_indices()
        return steps, self.alpha, np.sqrt(degrees)


def chebyshev(steps: sparse.csr_matrix, start: Floats, *, damping: float, scale: Floats) -> Floats:
    """Solve ``x = steps @ x + start`` for each column of ``start``.

    Parameters
    ----------
    steps : sparse matrix
        similar to a symmetric one by ``scale``, with eigenvalues in [−damping, damping].
    damping : float
        below 1; the error falls by ``(√κ − 1) / (√κ + 1)`` per step, ``κ = (1 + c) / (1 − c)``.

    Examples
    --------
    >>> steps = sparse.csr_matrix([[0.0, 0.5], [0.5, 0.0]])
    >>> chebyshev(steps, np.array([[1.0], [0.0]]), damping=0.5, scale=np.ones(2)).round(9).ravel().tolist()
    [1.333333333, 0.666666667]

    References
    ----------
    Saad, Y. (2003), Iterative Methods for Sparse Linear Systems, algorithm 12.1.
    """
    root = math.sqrt((1 + damping) / (1 - damping))
    spread = float(scale.max(initial=1.0) / scale.min(initial=1.0))
    count = math.ceil(math.log(_EXACT / (2 * spread)) / math.log((root - 1) / (root + 1)))
    found, rest, step, slope = np.zeros_like(start), start.copy(), start.copy(), damping
    for _ in range(count):
        found += step
        rest += steps @ step
        rest -= step
        before, slope = slope, 1.0 / (2.0 / damping - slope)
        step *= slope * before
        step += (2.0 * slope / damping) * rest
    return found


def eigenvalue_bound(adjacency: sparse.csr_matrix) -> float:
    """A number that no eigenvalue of a matrix without negative entries exceeds, and hardly too large.

    ``max_i (A x)_i / x_i`` for any positive ``x`` (Collatz 1942); ``x`` comes from 30 steps towards the
    first eigenvector.

    Examples
    --------
    >>> round(eigenvalue_bound(sparse.csr_matrix(np.ones((3, 3)) - np.eye(3))), 9)
    2.0
    """
    towards = np.ones(adjacency.shape[0])
    for _ in range(_BOUNDING):
        towards = towards + adjacency @ towards
        towards /= towards.max()
    return float(((adjacency @ towards) / towards).max())
