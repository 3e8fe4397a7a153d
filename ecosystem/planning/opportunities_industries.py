"""Which industries does a capability belong to, and are they the asker's own?"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.opportunities import IndustryShare
from ecosystem.planning.opportunities_basis import Basis
from ecosystem.view import View

SHOWN: Final = 3


def home_industries(view: View, row: int) -> list[int]:
    """The industries that an organisation is recorded in."""
    layer = view.layer("partner_industries")
    return [] if layer is None else [int(each) for each in layer.neighbours(row)]


def at_home(view: View, home: list[int]) -> NDArray[np.bool_]:
    """Home industries and whatever is above or below one of them."""
    found = np.zeros(len(view.snapshot.nodes["Industry"]), dtype=bool)
    found[home] = True
    layer = view.layer("industries.broader_id")
    if layer is None or not home:
        return found
    rows = np.flatnonzero(np.diff(layer.indptr))
    broader = np.full(len(found), -1)
    broader[rows] = layer.indices[layer.indptr[rows]]
    for up in list(home):
        seen = set()
        while (up := int(broader[up])) >= 0 and up not in seen:
            seen.add(up)
            found[up] = True
    below = np.zeros_like(found)
    below[home] = True
    while True:  # one level of the classification a turn
        more = below | ((broader >= 0) & below[broader])
        if bool((more == below).all()):
            return found | below
        below = more


def industries_of(basis: Basis, capability: int, home: NDArray[np.bool_]) -> tuple[IndustryShare, ...]:
    """The industries in which a capability is at home: over-represented among its holders, the largest first.

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


def crosses(industries: tuple[IndustryShare, ...], home: NDArray[np.bool_]) -> bool | None:
    """Whether none of a capability's industries is the asker's; None where either has none on record."""
    if not industries or not home.any():
        return None
    return not any(each.home for each in industries)
