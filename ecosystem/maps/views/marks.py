"""Which marks stand for organisations, and which for what they hold?

Organisations stand where the ground has them. A capability, channel or patent stands in the middle of
its holders inside the community that most of them belong to; organisations do not move for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecosystem.maps.ground import name_in, on_grid
from ecosystem.maps.scene import Array, Kind, Marks, Role
from ecosystem.maps.views.names import found_by
from ecosystem.maps.views.sheet import Sheet
from scoring.snapshot import Layer

HELD_BY: Final = {Kind.CAPABILITY: ("Capability", "profile"), Kind.CHANNEL: ("Channel", "partner_channels"),
                  Kind.PATENT: ("Patent", "patents_of")}
_GOLDEN: Final = np.pi * (3 - np.sqrt(5))

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def organisations(sheet: Sheet, rows: Ints, size: Array, *, role: Mapping[int, Role] | None = None,
                  rank: Mapping[int, int] | None = None) -> Marks:
    """Marks of partners by row; ``size`` is by row of all partners."""
    partners, grid, listed = sheet.view.snapshot.partners, sheet.ground.grid, rows.tolist()
    roles, ranks = role or {}, rank or {}
    return Marks(
        ids=tuple(partners.ids[row] for row in listed), names=tuple(partners.names[row] for row in listed),
        search=found_by(partners, listed), kind=np.full(len(rows), Kind.ORGANISATION, np.uint8),
        role=np.array([roles.get(row, Role.OTHER) for row in listed], np.uint8),
        x=grid[rows, 0], y=grid[rows, 1], size=size[rows].astype(np.float32),
        community=sheet.ground.territories.community[rows].astype(np.int32),
        rank=np.array([ranks.get(row, 0) for row in listed], np.int32),
    )


def held(sheet: Sheet, kind: Kind, rows: Ints, *, role: Mapping[int, Role] | None = None) -> Marks:
    """Marks of nodes of another kind by row, sized by the number of their holders."""
    label, layer_name = HELD_BY[kind]
    nodes, listed, roles = sheet.view.snapshot.nodes[label], rows.tolist(), role or {}
    layer = sheet.view.layer(layer_name)
    community, place, holders = _placed(sheet, layer, rows)
    grid = on_grid(place)
    return Marks(
        ids=tuple(nodes.ids[row] for row in listed),
        names=tuple(name_in(sheet.language, nodes, row) for row in listed), search=found_by(nodes, listed),
        kind=np.full(len(rows), kind, np.uint8),
        role=np.array([roles.get(row, Role.OTHER) for row in listed], np.uint8), x=grid[:, 0], y=grid[:, 1],
        size=holders.astype(np.float32), community=community.astype(np.int32), rank=np.zeros(len(rows), np.int32),
    )


def together(parts: Sequence[Marks]) -> Marks:
    """Marks one after the other."""
    def texts(get: Callable[[Marks], tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(text for part in parts for text in get(part))

    def numbers(get: Callable[[Marks], Array]) -> Array:
        return np.concatenate([get(part) for part in parts])

    return Marks(
        ids=texts(lambda part: part.ids), names=texts(lambda part: part.names), search=texts(lambda part: part.search),
        kind=numbers(lambda part: part.kind), role=numbers(lambda part: part.role), x=numbers(lambda part: part.x),
        y=numbers(lambda part: part.y), size=numbers(lambda part: part.size),
        community=numbers(lambda part: part.community), rank=numbers(lambda part: part.rank),
    )


def _placed(sheet: Sheet, layer: Layer | None, rows: Ints) -> tuple[Ints, Floats, Ints]:
    """Community, place in the square, and number of holders of each; what nobody holds stands at the edge."""
    territories, layout = sheet.ground.territories, sheet.ground.layout
    count, groups = len(sheet.ground.ids), len(territories.region)
    community, place = np.full(len(rows), -1, np.int64), np.full((len(rows), 2), 0.02)
    if layer is None or not count or not len(rows):
        return community, place, np.zeros(len(rows), np.int64)
    ones = sparse.csr_matrix((np.ones(layer.nnz), layer.indices, layer.indptr), layer.shape)
    holder = sparse.csr_matrix(ones.T)[rows]
    member = sparse.csr_matrix((np.ones(count), (np.arange(count), territories.community)), (count, groups))
    within = (holder @ member).tocsr()
    for each in np.flatnonzero(np.diff(within.indptr)).tolist():
        span = slice(within.indptr[each], within.indptr[each + 1])
        columns, values = within.indices[span], within.data[span]
        community[each] = int(columns[values == values.max()].min())
        at = holder.indices[holder.indptr[each] : holder.indptr[each + 1]]
        place[each] = layout.position[at[territories.community[at] == community[each]]].mean(axis=0)
    return community, _beside(place, community, layout.frame.unit), np.diff(holder.indptr).astype(np.int64)


def _beside(place: Floats, community: Ints, unit: float) -> Floats:
    """A little off the spot, so that marks of one place do not hide each other or their holder."""
    order = np.argsort(community, kind="stable")
    turn = np.empty(len(order))
    turn[order] = np.arange(len(order))
    angle, far = turn * _GOLDEN, unit * (0.45 + 0.25 * (turn % 3))
    moved: Floats = place + np.column_stack((np.cos(angle), np.sin(angle))) * far[:, None]
    return np.clip(moved, 0.0, 1.0)
