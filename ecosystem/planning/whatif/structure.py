"""Does the network of partnerships hold together after the change as it did before?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.whatif import CutPoint, StructureChange, StructureState
from ecosystem.view import View
from scoring.network.cutting import Structure, structure_of
from scoring.whatif.changes import Applied


def structure_change(before: View, after: View, done: Applied, limit: int) -> StructureChange:
    """Components, articulation points and bridges of both graphs, and what is new."""
    was, will = (structure_of(view.layer("ties"), view.snapshot.partner_count) for view in (before, after))
    place = done.rows("Partner", before.snapshot.partner_count)
    old_points = place[was.articulation_points]
    old_points = old_points[old_points >= 0]
    new_points = np.setdiff1d(will.articulation_points, old_points)
    gravest = new_points[np.lexsort((new_points, -will.cuts_off[new_points]))]
    bridges = _new_bridges(place[was.bridges], will.bridges)
    cut_off = _cut_off(was, will, place)
    return StructureChange(
        before=_state(before, was), after=_state(after, will),
        new_articulation_points=tuple(
            CutPoint(after.reference(row), int(will.cuts_off[row])) for row in gravest[:limit].tolist()),
        new_articulation_points_total=len(new_points),
        no_longer_articulation_points=len(np.setdiff1d(old_points, will.articulation_points)),
        new_bridges=tuple((after.reference(one), after.reference(other)) for one, other in bridges[:limit].tolist()),
        new_bridges_total=len(bridges),
        cut_off=tuple(after.reference(row) for row in cut_off[:limit].tolist()), cut_off_total=len(cut_off),
    )


def _state(view: View, found: Structure) -> StructureState:
    ties = view.layer("ties")
    return StructureState(
        view.snapshot.partner_count, 0 if ties is None else ties.nnz // 2, len(found.sizes), found.largest,
        found.isolated, len(found.articulation_points), len(found.bridges),
    )


def _new_bridges(old: NDArray[np.int64], new: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bridges that were none before; ends of old ones are rows of the changed graph."""
    known = {(min(pair), max(pair)) for pair in old.tolist()}
    return np.array([pair for pair in new.tolist() if tuple(pair) not in known], dtype=np.int64).reshape(-1, 2)


def _cut_off(was: Structure, will: Structure, place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of the changed graph that were in the largest component, and are not any more."""
    if not len(was.sizes):
        return np.zeros(0, dtype=np.int64)
    inside = place[(was.component == int(was.sizes.argmax())) & (place >= 0)]
    largest = int(will.sizes.argmax()) if len(will.sizes) else 0
    lost: NDArray[np.int64] = inside[will.component[inside] != largest]
    return lost
