"""Who supplies whom with what, since when, and who says so? What both drawings of the value chain stand on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.ground import name_in
from ecosystem.maps.views.board import Paper
from ecosystem.maps.views.speech import short
from scoring.crossindustry.specialisation import Matrix
from scoring.snapshot import Layer

SUPPLIES = "supplies"
_NAMED = 6  # sentences about one organisation

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=False, eq=False)
class Supplies:
    """The layer of supplies of a day, read both ways, and in words."""

    paper: Paper
    layer: Layer

    @classmethod
    def on(cls, paper: Paper) -> Supplies | None:
        """None where no supply is on record."""
        layer = paper.view.layer(SUPPLIES)
        return cls(paper, layer) if layer is not None and layer.nnz else None

    @cached_property
    def matrix(self) -> Matrix:
        """1 where the row supplies the column; nobody supplies himself."""
        found: Matrix = self.layer.matrix().astype(bool).astype(np.float64).tocsr()
        found.setdiag(0)
        found.eliminate_zeros()
        return found

    @cached_property
    def _upstream(self) -> Matrix:
        return self.matrix.T.tocsr()

    def customers(self, row: int) -> list[int]:
        return _neighbours(self.matrix, row)

    def suppliers(self, row: int) -> list[int]:
        return _neighbours(self._upstream, row)

    @cached_property
    def degree(self) -> Ints:
        """By partner, how many it supplies and is supplied by."""
        degree: Ints = np.diff(self.matrix.indptr) + np.diff(self._upstream.indptr)
        return degree

    def sentences(self, row: int) -> tuple[str, ...]:
        """What an organisation is supplied with and supplies, the first few of both."""
        inwards = [self.sentence(other, row) for other in self.suppliers(row)[:_NAMED]]
        return (*inwards, *(self.sentence(row, other) for other in self.customers(row)[:_NAMED]))

    def sentence(self, supplier: int, customer: int) -> str:
        """One supply: who, whom, what, since when, and who says so."""
        say = self.paper.say
        goods = self._goods.get((customer, supplier), [])
        what = say("supplies.with", goods=say("list.between").join(goods)) if goods else ""
        source, begun, _, _ = self.paper.view.provenance_of(self.layer.fact_of(supplier, customer))
        return (say("tie.said.supplies", first=self.name(supplier), second=self.name(customer)) + what
                + (say("since", date=begun) if begun else "")
                + (say("said.by", source=short(source)) if source else ""))

    def sources(self, pairs: list[tuple[int, int]]) -> tuple[str, ...]:
        """Who says what stands in these supplies."""
        found = {self.paper.view.provenance_of(self.layer.fact_of(*pair))[0] for pair in pairs}
        return tuple(sorted(each for each in found if each))

    def name(self, row: int) -> str:
        partners = self.paper.view.snapshot.partners
        return short(partners.names[row] or partners.ids[row])

    @cached_property
    def _goods(self) -> dict[tuple[int, int], list[str]]:
        """By (customer, supplier) the names of what is supplied."""
        view = self.paper.view
        taken, whose, what = (view.layer(name) for name in ("inputs_of", "inputs.supplier_id", "inputs.capability_id"))
        found: dict[tuple[int, int], list[str]] = {}
        if taken is None or whose is None or what is None:
            return found
        nodes = view.snapshot.nodes["Capability"]
        for customer in np.flatnonzero(np.diff(taken.indptr)).tolist():
            for item in taken.neighbours(customer).tolist():
                names = [short(name_in(self.paper.language, nodes, int(each))) for each in what.neighbours(item)]
                for supplier in whose.neighbours(item).tolist():
                    found.setdefault((customer, supplier), []).extend(names)
        return found


def _neighbours(matrix: Matrix, row: int) -> list[int]:
    found: list[int] = np.sort(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]).tolist()
    return found
