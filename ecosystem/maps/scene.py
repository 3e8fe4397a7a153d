"""A drawing before it is drawn: everything that any renderer needs, computed in Python, the same to the byte.

A scene is made from a snapshot and a view (``ecosystem.maps.views``) and is the one input of the HTML
file, of SVG, PNG and PDF, of GEXF and GraphML, and of the table that stands beside each of them.
Coordinates are whole numbers on a grid of ``GRID`` steps; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

SCHEMA: Final = "allygraph-scene/1"
GRID: Final = 65_535
"""Positions and radii are whole numbers from 0 to this."""

Array = NDArray[Any]


class Kind(IntEnum):
    """What a mark stands for; drawn as ●, ■, ◆, ▲, ★."""

    ORGANISATION = 0
    CAPABILITY = 1
    PATENT = 2
    CHANNEL = 3
    NEED = 4


class Role(IntEnum):
    """Why a mark is lit; ``OTHER`` is not."""

    OTHER = 0
    SELF = 1
    PARTNER = 2
    CANDIDATE = 3
    HELD = 4  # a capability that is held, a need that is covered
    NEXT = 5  # a capability near what is held, a need that could be covered
    LACKING = 6  # a need that nobody covers
    ENTERED = 7
    LEFT = 8
    CHANGED = 9
    PATH = 10


@dataclass(frozen=True, slots=True, eq=False)
class Lens:
    """A way to colour the marks: ``codes`` per mark, -1 where nothing is known.

    ``sequential``: the labels are in an order (a scale); else they are kinds.
    """

    name: str
    labels: tuple[str, ...]
    codes: Array  # int16
    sequential: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The marks of a scene, column by column; all columns are of one length.

    Attributes
    ----------
    ids, names
        ids are unique within their kind.
    search
        what a mark is found by beside its name: aliases, pinyin; separated by tabs.
    kind, role
        codes of ``Kind`` and ``Role`` (uint8).
    x, y
        uint16.
    size
        the measure behind the radius, not negative (float32); ``Scene.size_means`` says which.
    community
        position in ``Scene.communities``; -1 for marks outside all of them (int32).
    rank
        place in a list (candidates, a path); 0 = none (int32).
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    search: tuple[str, ...]
    kind: Array
    role: Array
    x: Array
    y: Array
    size: Array
    community: Array
    rank: Array

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Lines between marks: rows of both ends (uint32), a position in ``labels`` (uint8), a weight (float32).

    ``state``: 0 as ever, 1 new, 2 gone, 3 of another kind, 4 predicted (uint8).
    """

    first: Array
    second: Array
    kind: Array
    weight: Array
    state: Array
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True, slots=True)
class Region:
    """At most ten of them; ``colour`` is a position in the palette, -1 grey."""

    name: str
    x: int
    y: int
    radius: int
    count: int
    colour: int


@dataclass(frozen=True, slots=True)
class Community:
    """A disc of marks inside a region."""

    name: str
    region: int
    x: int
    y: int
    radius: int
    count: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """All ties between two communities as one line, with the strongest of them in words."""

    first: int
    second: int
    count: int
    crosses: bool  # the border of two regions
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """A strip of the drawing from ``start`` to ``stop`` along x, e.g. a tier of a value chain."""

    name: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Axis:
    """What a direction means, from its low to its high end, and where its lines are (grid, text)."""

    title: str
    ticks: tuple[tuple[int, str], ...]
    divide: int | None = None  # where two halves part


@dataclass(frozen=True, slots=True)
class Axes:
    """The two directions of a scatter; ``quadrants`` are named from the upper left, row by row."""

    x: Axis
    y: Axis
    quadrants: tuple[str, str, str, str] | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend: what a colour, shape, line or mark means, and of how many things."""

    channel: str  # region, kind, role, tie, size, lens:NAME
    code: int
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a scene comes from, in words for people and in values for machines."""

    as_of: date
    snapshot: str
    sources: tuple[str, ...]
    view: str
    parameters: Mapping[str, str | int | float | bool | None]
    shown: int
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Attributes
    ----------
    title
        the finding, in a sentence.
    reading
        how to read it, in a sentence.
    order
        rows of the marks in the order in which they deserve a label.
    evidence
        by row of a mark, the sentences behind it; by far not every mark has some.
    regions, communities, bundles, lanes, axes
        whichever the view has.
    lenses
        where there are no regions, the first is what marks are coloured by unless somebody asks otherwise.
    """

    title: str
    reading: str
    size_means: str
    provenance: Provenance
    marks: Marks
    ties: Ties
    order: Array
    evidence: Mapping[int, tuple[str, ...]]
    legend: tuple[Key, ...]
    regions: tuple[Region, ...] = ()
    communities: tuple[Community, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    lanes: tuple[Lane, ...] = ()
    axes: Axes | None = None
    lenses: tuple[Lens, ...] = ()
    language: str = "en"
    schema: str = field(default=SCHEMA)

    @property
    def region_of(self) -> Array:
        """The region of each mark, -1 for those outside."""
        regions = np.array([*(each.region for each in self.communities), -1], dtype=np.int32)
        found: Array = regions[self.marks.community]
        return found
