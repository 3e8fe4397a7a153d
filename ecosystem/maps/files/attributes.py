"""What is said of each mark and tie in files for graph tools: plain columns, each of one type, None where unknown.

GEXF, GraphML and networkx all get these, so that they tell the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ecosystem.maps.body import STATES
from ecosystem.maps.files.looks import looks_of, palette_of
from ecosystem.maps.files.svg_text import clean
from ecosystem.maps.scene import Kind, Role, Scene

Value = str | int | float | None
DRAWING: Final = 1_000.0
"""Width and height of the drawing in the coordinates of graph tools; their y grows upwards."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of marks or ties: ``kind`` is string, integer or double."""

    name: str
    kind: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Spot:
    """How a mark is drawn in a graph tool."""

    x: float
    y: float
    size: float
    colour: str
    shape: str


def mark_ids(scene: Scene) -> list[str]:
    """Ids of marks that are unique over all kinds: those of other kinds than organisations say which."""
    kinds = scene.marks.kind.tolist()
    found = [clean(given if kind == Kind.ORGANISATION else f"{Kind(kind).name.lower()}:{given}")
             for given, kind in zip(scene.marks.ids, kinds, strict=True)]
    taken: set[str] = set()
    for row, each in enumerate(found):  # an organisation can be called like a capability, or by what XML forbids
        if each in taken:
            found[row] = f"{each}#{row}"
        taken.add(found[row])
    return found


def mark_columns(scene: Scene) -> list[Column]:
    """Everything that is said of marks, in the order of the rows."""
    marks, region = scene.marks, scene.region_of.tolist()
    community = marks.community.tolist()
    columns = [
        Column("kind", "string", [Kind(code).name.lower() for code in marks.kind.tolist()]),
        Column("role", "string", [Role(code).name.lower() if code else None for code in marks.role.tolist()]),
        Column("region", "string", [scene.regions[row].name if row >= 0 else None for row in region]),
        Column("community", "string", [scene.communities[row].name if row >= 0 else None for row in community]),
        Column("measure", "double", [_finite(each) for each in marks.size.tolist()]),
        Column("rank", "integer", [each or None for each in marks.rank.tolist()]),
        Column("as_of", "string", [scene.provenance.as_of.isoformat()] * len(marks)),
        Column("evidence", "string", [" ".join(scene.evidence.get(row, ())) or None for row in range(len(marks))]),
    ]
    for lens in scene.lenses:
        codes = lens.codes.tolist()
        columns.append(Column(f"lens_{lens.name}", "string",
                              [lens.labels[code] if code >= 0 else None for code in codes]))
    return [column for column in columns if column.name in _ALWAYS or any(each is not None for each in column.values)]


_ALWAYS: Final = frozenset(("kind", "region", "measure", "as_of"))


def tie_columns(scene: Scene) -> list[Column]:
    """Everything that is said of ties, in their order."""
    ties = scene.ties
    return [
        Column("kind", "string", [ties.labels[code] for code in ties.kind.tolist()]),
        Column("state", "string", [STATES[code] for code in ties.state.tolist()]),
        Column("weight", "double", [_finite(each) for each in ties.weight.tolist()]),
    ]


def spots(scene: Scene) -> Iterator[Spot]:
    """Where each mark is, how large, in which colour: as in the drawing, in light colours."""
    palette = palette_of("light")
    looks = looks_of(scene, palette, lens=None, unit=1.0)
    shapes = {Kind.ORGANISATION: "disc", Kind.CAPABILITY: "square", Kind.PATENT: "diamond", Kind.CHANNEL: "triangle",
              Kind.NEED: "star"}
    grid = np.iinfo(np.uint16).max
    x = np.round(scene.marks.x.astype(float) * (DRAWING / grid) - DRAWING / 2, 3).tolist()
    y = np.round(DRAWING / 2 - scene.marks.y.astype(float) * (DRAWING / grid), 3).tolist()
    sizes, kinds = np.round(looks.radius, 3).tolist(), scene.marks.kind.tolist()
    for at, colour in enumerate(looks.colour.tolist()):
        yield Spot(x[at], y[at], sizes[at], looks.fills[colour], shapes[Kind(kinds[at])])


def _finite(value: float) -> float | None:
    return float(f"{value:.6g}") if np.isfinite(value) else None
