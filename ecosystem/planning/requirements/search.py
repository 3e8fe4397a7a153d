"""Who covers which need, and which set of candidates is the smallest? The matrix behind the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecosystem.planning.requirements.coverage import Judge
from scoring.covering.exact import Cover, smallest_cover
from scoring.covering.greedy import Limits
from scoring.covering.standards import NeedState, need_state

_SHOWN: Final = 3

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Per need the partners that cover it for certain, and those that would if all unknown standards were met."""

    sure: list[Rows]
    perhaps: list[Rows]
    levels: list[tuple[Rows, NDArray[np.float64]]]

    @classmethod
    def of(cls, judge: Judge) -> Standing:
        sure, perhaps, levels = [], [], []
        for need in judge.needs:
            empty = np.zeros(0, dtype=np.int64), np.zeros(0)
            rows, lows = empty if judge.levels is None else judge.levels.of_all(need.row)
            rows = rows.astype(np.int64)
            held = rows[need_enough(lows, judge.enough)]
            told = {partner for each in need.standards for partner in judge.facts.partners(each)}
            state = dict.fromkeys(held.tolist(), NeedState.UNKNOWN if need.standards else NeedState.COVERED)
            for partner in told & state.keys():
                state[partner] = need_state(1.0, 1.0, judge.facts.states(partner, need.standards), judge.enough)
            sure.append(rows_of(each for each, found in state.items() if found is NeedState.COVERED))
            perhaps.append(rows_of(each for each, found in state.items() if found is NeedState.UNKNOWN))
            levels.append((rows, lows))
        return cls(sure, perhaps, levels)

    def strength(self, judge: Judge, rows: Rows, places: Sequence[int]) -> NDArray[np.float64]:
        """What of the weight of some needs each of some partners has by its levels alone."""
        found = np.zeros(len(rows))
        for place in places:
            held, lows = self.levels[place]
            common, here, there = np.intersect1d(rows, held, assume_unique=True, return_indices=True)
            if len(common):
                found[here] += judge.shares[place] * np.round(lows[there], 6)
        return found


def need_enough(levels: NDArray[np.float64], enough: float) -> NDArray[np.bool_]:
    """The same comparison as ``scoring.covering.standards.need_state`` makes, for many."""
    return levels >= enough - 1e-9


class Search:
    """The sparse matrix of candidates × needs that are open, and the set that was found in it.

    Of candidates that cover the same for the same, the first stays: those who have more of what is
    needed stand before the others.
    """

    def __init__(self, judge: Judge, candidates: Rows, standing: Standing, usable: Sequence[Rows],
                 open_: Sequence[int]) -> None:
        self.judge, self.open = judge, list(open_)
        columns = [np.intersect1d(usable[place], candidates, assume_unique=True) for place in self.open]
        rows = np.unique(np.concatenate([*columns, np.zeros(0, dtype=np.int64)]).astype(np.int64))
        order = np.lexsort((rows, -standing.strength(judge, rows, self.open)))
        self.rows, position = rows[order], np.argsort(order)
        at = np.concatenate([*(position[np.searchsorted(rows, each)] for each in columns), np.zeros(0, np.int64)])
        needs = np.repeat(np.arange(len(columns)), [len(each) for each in columns])
        shape = len(self.rows), len(self.open)
        self.matrix = sparse.csr_matrix((np.ones(len(needs)), (at.astype(np.int64), needs)), shape)
        self.costs = np.ones(len(self.rows))
        self.targets = np.zeros(len(self.open), dtype=bool)

    def run(self, *, everything: bool, costs: Mapping[int, float], most: int | None, budget: float | None) -> Cover:
        """The set for these costs by row (1 for all others); of musts, or of ``everything``."""
        needs = [self.judge.needs[place] for place in self.open]
        everything = everything or not any(need.must for need in self.judge.needs)
        self.targets = np.array([everything or need.must for need in needs], dtype=bool)
        self.costs = np.array([costs.get(row, 1.0) for row in self.rows.tolist()])
        weights = np.array([need.weight for need in needs])
        if not needs or not len(self.rows):
            return Cover((), True, True, 0.0, 0.0)
        return smallest_cover(self.matrix, weights, self.targets, Limits(most, self.costs, budget))

    def held(self, at: int) -> set[int]:
        """The places of the needs that a candidate covers."""
        span = slice(self.matrix.indptr[at], self.matrix.indptr[at + 1])
        return {self.open[each] for each in self.matrix.indices[span].tolist()}

    def instead(self, at: int, others: set[int], chosen: Iterable[int]) -> list[int]:
        """Rows of partners that could stand in for one of the set: they cover what only it covers of the musts."""
        wanted = [place for place, each in enumerate(self.open) if self.targets[place]
                  and each in self.held(at) and each not in others]
        if not wanted:
            return []
        counts = np.asarray(self.matrix[:, wanted].sum(axis=1)).ravel()
        able = (counts == len(wanted)) & (self.costs <= self.costs[at])
        able[list(chosen)] = False
        found: list[int] = self.rows[np.flatnonzero(able)[:_SHOWN]].tolist()
        return found


def rows_of(rows: Iterable[int]) -> Rows:
    """Rows once each, ascending."""
    return np.unique(np.fromiter(rows, dtype=np.int64))
