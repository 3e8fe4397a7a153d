"""By which chain of partnerships, supplies, programmes, channels and citations do two organisations hang together?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecosystem.answers import FactRef
from ecosystem.answers.opportunities import Hop
from ecosystem.evidence import evidence_parts
from ecosystem.view import View
from scoring.base import Evidence, Fact
from scoring.crossindustry.specialisation import Matrix
from scoring.snapshot import Layer

STEPS: Final = 6
"""Longest path that is looked for."""

CROWD: Final = 50
"""A programme or channel with more members than this ties nobody to anybody."""

_FACTS: Final = 3
_CHOICES: Final = 200  # next steps that are compared with each other

Rows = NDArray[np.int64]


class Network:
    """Who is tied to whom, by any relation on record: a matrix for each, and two unions of them."""

    def __init__(self, view: View) -> None:
        self.view = view
        count = view.snapshot.partner_count
        self._empty = sparse.csr_matrix((count, count))
        self.ties = self._square("ties")
        self.supplies = self._square("supplies")
        self.programmes = self._together(view.layer("programme_members"), turned=False)
        self.channels = self._together(view.layer("partner_channels"), turned=True)
        self.cites = self._citing()
        both: Any = self.ties + self.supplies + self.supplies.T + self.cites + self.cites.T + self.programmes
        self.near = _plain(both)
        self.all = _plain(self.near + self.channels)
        self.traded = _plain(self.ties + self.supplies + self.supplies.T)

    def _square(self, name: str) -> Matrix:
        layer = self.view.layer(name)
        return self._empty if layer is None else layer.matrix()

    def _together(self, layer: Layer | None, *, turned: bool) -> Matrix:
        """Who is in something together, leaving out what has a crowd."""
        if layer is None:
            return self._empty
        members: Matrix = sparse.csr_matrix(layer.matrix().T) if turned else layer.matrix()
        small = members[np.flatnonzero(np.diff(members.indptr) <= CROWD)]
        return sparse.csr_matrix(small.T @ small)

    def _citing(self) -> Matrix:
        """Citations of the column's patents in the row's."""
        owned, citing, owners = (self.view.layer(name) for name in ("patents_of", "citations", "patent_owners"))
        if owned is None or citing is None or owners is None:
            return self._empty
        mine, theirs = (sparse.csr_matrix(each.matrix() > 0, dtype=np.float64) for each in (owned, owners))
        return sparse.csr_matrix(mine @ sparse.csr_matrix(citing.matrix() > 0, dtype=np.float64) @ theirs)

    def neighbours(self, row: int) -> Rows:
        """Partners and trading partners, ascending."""
        return _of(self.traded, row)

    def path(self, start: int, end: int) -> tuple[tuple[Hop, ...], str | None]:
        """A shortest chain, without channels if there is one; or why there is none."""
        for network in (self.near, self.all):
            rows = self._walk(network, start, end)
            if rows:
                return tuple(self._hop(one, other) for one, other in pairwise(rows)), None
        return (), f"no_path_of_{STEPS}_steps"

    def _walk(self, network: Matrix, start: int, end: int) -> list[int]:
        """Rows of a shortest path; at each step the strongest relation first, then the smaller row."""
        away = np.full(network.shape[0], -1)
        away[end] = 0
        edge = np.array([end])
        for step in range(1, STEPS + 1):
            reached = np.unique(network[edge].indices)
            edge = reached[away[reached] < 0]
            away[edge] = step
            if away[start] >= 0 or not len(edge):
                break
        if away[start] <= 0:
            return []
        rows = [start]
        while rows[-1] != end:
            here = rows[-1]
            nearer = _of(network, here)
            nearer = nearer[away[nearer] == away[here] - 1][:_CHOICES]
            rows.append(int(min(nearer, key=lambda each: (self._order(here, int(each)), int(each)))))
        return rows

    def _order(self, one: int, other: int) -> int:
        found = self._relations(one, other)
        return len(_RELATIONS) if not found else _RELATIONS.index(found[0])

    def _relations(self, one: int, other: int) -> list[str]:
        held = {
            "tie": self.ties, "supplies": self.supplies, "programme": self.programmes, "cites": self.cites,
            "channel": self.channels,
        }
        turned = {"supplied_by": self.supplies, "cited_by": self.cites}
        return [name for name in _RELATIONS
                if (_has(held[name], one, other) if name in held else _has(turned[name], other, one))]

    def _hop(self, one: int, other: int) -> Hop:
        relations = self._relations(one, other)
        facts = tuple(fact for name in relations for fact in self._facts(name, one, other))
        return Hop(self.view.reference(one), self.view.reference(other), tuple(relations), self._named(facts))

    def _named(self, facts: tuple[Fact, ...]) -> tuple[FactRef, ...]:
        return evidence_parts(self.view, [Evidence("hop", 0.0, "", facts)])[0].facts

    def _facts(self, relation: str, one: int, other: int) -> list[Fact]:
        if relation == "tie":
            found = self._in_common("partnership_members", "partnerships", one, other)
            return found or [self._edge("ties", one, other)]
        if relation in ("supplies", "supplied_by"):
            return [self._edge("supplies", *((one, other) if relation == "supplies" else (other, one)))]
        if relation == "programme":
            return self._in_common("programme_members", "programmes", one, other)
        if relation == "channel":
            return self._channels(one, other)
        return self._citations(*((one, other) if relation == "cites" else (other, one)))

    def _edge(self, name: str, one: int, other: int) -> Fact:
        layer = self.view.snapshot.layer(name)
        return Fact(name, self.view.snapshot.partners.ids[other], layer.fact_of(one, other), one)

    def _in_common(self, name: str, table: str, one: int, other: int) -> list[Fact]:
        layer = self.view.layer(name)
        if layer is None:
            return []
        ids = self.view.snapshot.nodes[layer.source].ids
        rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
        both = np.intersect1d(rows[layer.indices == one], rows[layer.indices == other])
        return [Fact(table, ids[int(each)], layer.fact_of(int(each), other), other) for each in both[:_FACTS]]

    def _channels(self, one: int, other: int) -> list[Fact]:
        layer = self.view.snapshot.layer("partner_channels")
        both = np.intersect1d(layer.neighbours(one), layer.neighbours(other))
        ids = self.view.snapshot.nodes["Channel"].ids
        return [Fact("partner_channels", ids[int(each)], layer.fact_of(other, int(each)), other)
                for each in both[:_FACTS]]

    def _citations(self, citing: int, cited: int) -> list[Fact]:
        owned, citations = self.view.snapshot.layer("patents_of"), self.view.snapshot.layer("citations")
        ids, found = self.view.snapshot.nodes["Patent"].ids, []
        theirs = owned.neighbours(cited)
        for patent in owned.neighbours(citing):
            hits = np.intersect1d(citations.neighbours(int(patent)), theirs)
            found += [Fact("patents", ids[int(each)], owned.fact_of(cited, int(each)), cited) for each in hits]
            if len(set(found)) >= _FACTS:
                break
        return list(dict.fromkeys(found))[:_FACTS]


_RELATIONS: Final = ("tie", "supplies", "supplied_by", "programme", "cites", "cited_by", "channel")
"""From the strongest on."""


def _plain(matrix: Any) -> Matrix:
    """Which entries there are, without the diagonal."""
    made = sparse.csr_matrix(matrix, dtype=np.float32)
    made.setdiag(0)
    made.eliminate_zeros()
    made.sort_indices()
    return made


def _of(matrix: Matrix, row: int) -> Rows:
    return np.asarray(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]], dtype=np.int64)


def _has(matrix: Matrix, row: int, column: int) -> bool:
    return bool((_of(matrix, row) == column).any())
