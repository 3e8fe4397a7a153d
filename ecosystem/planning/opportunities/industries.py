"""Which industries does a capability belong to, and are they the asker's own?

Where the asker has no industry on record, fields of capabilities stand in: the topmost broader
capability of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import NodeRef
from ecosystem.answers.opportunities import IndustryShare
from ecosystem.planning.opportunities.basis import Basis
from ecosystem.view import View

SHOWN: Final = 3
INDUSTRY, FIELD, NONE = "industry", "field", "none"


@dataclass(frozen=True, slots=True, eq=False)
class Border:
    """What separates home from abroad for one asker: industries, fields of capabilities, or nothing."""

    kind: str
    basis: Basis
    own: tuple[int, ...]  # rows of the asker's industries or fields
    home: NDArray[np.bool_]  # these and, of industries, what is above or below them
    fields: NDArray[np.int64] | None = None  # per capability the row of its field

    @property
    def named(self) -> tuple[NodeRef, ...]:
        nodes = self.basis.view.snapshot.nodes["Industry" if self.kind == INDUSTRY else "Capability"]
        return tuple(NodeRef(nodes.ids[row], nodes.names[row] or None, {}) for row in self.own)

    def sides(self, capability: int) -> tuple[IndustryShare, ...]:
        """Where a capability is at home: the industries of its holders, or its field."""
        if self.fields is not None:
            field = int(self.fields[capability])
            nodes = self.basis.view.snapshot.nodes["Capability"]
            return (IndustryShare(nodes.ids[field], nodes.names[field] or None, 1.0, None, bool(self.home[field])),)
        return _industries(self.basis, capability, self.home)

    def crosses(self, sides: tuple[IndustryShare, ...]) -> bool | None:
        """Whether none of a capability's sides is the asker's; None where either has none on record."""
        if not sides or not self.own:
            return None
        return not any(each.home for each in sides)


def border_of(basis: Basis, row: int, held: NDArray[np.float64]) -> Border:
    """The border of one asker, who is strong in ``held``."""
    layer = basis.view.layer("partner_industries")
    own = () if layer is None else tuple(int(each) for each in layer.neighbours(row))
    if own:
        return Border(INDUSTRY, basis, own, _with_above_and_below(basis.view, own))
    fields = basis.fields
    home = np.zeros(len(fields), dtype=bool)
    if bool((fields == np.arange(len(fields))).all()):  # no hierarchy: every capability is a field of its own
        return Border(NONE, basis, (), home)
    mine = np.unique(fields[held > 0])
    home[mine] = True
    return Border(FIELD, basis, tuple(mine.tolist()), home, fields)


def _with_above_and_below(view: View, own: tuple[int, ...]) -> NDArray[np.bool_]:
    found = np.zeros(len(view.snapshot.nodes["Industry"]), dtype=bool)
    found[list(own)] = True
    layer = view.layer("industries.broader_id")
    if layer is None:
        return found
    rows = np.flatnonzero(np.diff(layer.indptr))
    broader = np.full(len(found), -1)
    broader[rows] = layer.indices[layer.indptr[rows]]
    below = found.copy()
    while True:  # one level of the classification a turn
        more = below | ((broader >= 0) & below[broader])
        if bool((more == below).all()):
            break
        below = more
    for up in own:
        seen: set[int] = set()
        while (up := int(broader[up])) >= 0 and up not in seen:
            seen.add(up)
            found[up] = True
    return found | below


def _industries(basis: Basis, capability: int, home: NDArray[np.bool_]) -> tuple[IndustryShare, ...]:
    """The industries that are over-represented among a capability's holders, the largest first.

    That is: their share among the holders, drawn towards the average by a few holders, exceeds their
    share in everything.
    """
    counts, lifts = basis.class_industries
    span = slice(counts.indptr[capability], counts.indptr[capability + 1])
    total = float(counts.data[span].sum())
    ids, names = basis.view.snapshot.nodes["Industry"].ids, basis.view.snapshot.nodes["Industry"].names
    found = [
        IndustryShare(ids[int(row)], names[int(row)] or None, float(count / total), float(lift), bool(home[row]))
        for row, count, lift in zip(counts.indices[span], counts.data[span], lifts.data[span], strict=True)
        if lift >= 1.0
    ]
    return tuple(sorted(found, key=lambda each: (-each.share, each.id)))
