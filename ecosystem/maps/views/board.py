"""A drawing on a ground of its own: marks in lanes or between two axes, and lines between them.

Places are given from 0 to 1, y downwards; what would lie on the same spot is moved a little apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ecosystem.languages import check_language
from ecosystem.maps.scene import (
    GRID,
    Array,
    Axes,
    Axis,
    Kind,
    Lane,
    Lens,
    Marks,
    Provenance,
    Role,
    Scene,
    Ties,
)
from ecosystem.maps.views.legend import legend_of
from ecosystem.maps.views.names import found_by
from ecosystem.maps.views.sheet import order_of
from ecosystem.maps.words import called, say
from ecosystem.view import View

Parameters = Mapping[str, str | int | float | bool | None]

_GOLDEN = np.pi * (3 - np.sqrt(5))
_APART = 0.012  # of the width: how far marks of one spot are moved
_FARTHEST = 0.05  # the same for whole crowds


@dataclass(frozen=True, slots=True)
class Paper:
    """A day and a language."""

    view: View
    language: str = "en"

    def __post_init__(self) -> None:
        check_language(self.language)

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def called(self, prefix: str, code: str) -> str:
        """What a code of the data is called; itself, made readable, where there is no word for it."""
        return called(self.language, prefix, code)


@dataclass(frozen=True, slots=True)
class Dot:
    """One mark at a place from 0 to 1."""

    id: str
    name: str
    x: float
    y: float
    kind: Kind = Kind.ORGANISATION
    role: Role = Role.OTHER
    size: float = 1.0
    rank: int = 0
    search: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A tie between two dots (their positions); ``kind`` is what it is called."""

    first: int
    second: int
    kind: str
    weight: float = 1.0
    state: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Board:
    """What a view puts on its board; ``words`` are its own for keys of the legend, such as ``role.3``."""

    name: str
    parameters: Parameters
    title: str
    reading: str
    size_means: str
    dots: Sequence[Dot]
    total: int
    lines: Sequence[Line] = ()
    lanes: tuple[Lane, ...] = ()
    axes: Axes | None = None
    lenses: tuple[Lens, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


def scene_of(paper: Paper, board: Board) -> Scene:
    """The scene of a board."""
    marks, ties = _marks(board.dots), _ties(board.lines)
    snapshot = paper.view.snapshot
    reading = board.reading
    if len(marks) < board.total:
        reading = f"{reading} {paper.say('shown.sentence', shown=len(marks), total=board.total)}"

    def word(key: str, **values: object) -> str:
        return board.words.get(key) or paper.say(key, **values)

    return Scene(
        title=board.title, reading=reading, size_means=board.size_means,
        provenance=Provenance(
            snapshot.as_of, snapshot.version, board.sources, board.name,
            {name: value for name, value in board.parameters.items() if value is not None},
            len(marks), max(board.total, len(marks)),
        ),
        marks=marks, ties=ties, order=order_of(marks),
        evidence={row: dot.evidence for row, dot in enumerate(board.dots) if dot.evidence},
        legend=legend_of(marks, ties, (), board.lenses, word), lanes=board.lanes, axes=board.axes,
        lenses=board.lenses, language=paper.language,
    )


def organisation(paper: Paper, row: int, x: float, y: float, *, role: Role = Role.OTHER, size: float = 1.0,
                 rank: int = 0, evidence: tuple[str, ...] = ()) -> Dot:
    """The dot of a partner."""
    partners = paper.view.snapshot.partners
    return Dot(partners.ids[row], partners.names[row] or partners.ids[row], x, y, Kind.ORGANISATION, role, size, rank,
               found_by(partners, [row])[0], evidence)


def lanes(names: Sequence[str], edges: Sequence[float] | None = None) -> tuple[Lane, ...]:
    """Strips from left to right, of one width unless the places of their edges are given."""
    count = max(len(names), 1)
    at = [on_grid(each) for each in (edges or [number / count for number in range(count + 1)])]
    return tuple(Lane(name, at[each], at[each + 1]) for each, name in enumerate(names))


def on_grid(share: float) -> int:
    """A place from 0 to 1 on the grid.

    Examples
    --------
    >>> on_grid(0.0), on_grid(1.0)
    (0, 65535)
    """
    return round(min(1.0, max(0.0, share)) * GRID)


def axis(title: str, ticks: Sequence[tuple[float, str]], divide: float | None = None) -> Axis:
    """An axis whose ticks and divide are given as places from 0 to 1."""
    return Axis(title, tuple((on_grid(at), label) for at, label in ticks),
                None if divide is None else on_grid(divide))


def apart(places: Array) -> Array:
    """The places (n, 2), with those that share a spot turned around it, the first of them in the middle.

    A crowd is turned in narrower turns, so that nobody gets far from where he belongs.

    Examples
    --------
    >>> apart(np.array([[0.5, 0.5], [0.2, 0.2], [0.5, 0.5]])).round(3).tolist()[:2]
    [[0.5, 0.5], [0.2, 0.2]]
    """
    if not len(places):
        return places
    spots, inverse = np.unique(np.round(places / _APART).astype(np.int64), axis=0, return_inverse=True)
    inverse = inverse.ravel()
    order = np.argsort(inverse, kind="stable")
    starts = np.searchsorted(inverse[order], np.arange(len(spots)))
    turn = np.empty(len(places))
    turn[order] = np.arange(len(places)) - starts[inverse[order]]
    crowd = np.bincount(inverse, minlength=len(spots))[inverse]
    far = np.minimum(_APART * 1.6, _FARTHEST / np.sqrt(crowd)) * np.sqrt(turn)
    moved: Array = places + np.column_stack((np.cos(turn * _GOLDEN), np.sin(turn * _GOLDEN))) * far[:, None]
    return np.clip(moved, 0.0, 1.0)


def kept_beside(moved: Array, places: Array, divides: tuple[float, float]) -> Array:
    """What was moved over a divide, mirrored back to the side of it on which its place is.

    A place on the divide counts as left of it and below it.

    Examples
    --------
    >>> kept_beside(np.array([[0.52, 0.4]]), np.array([[0.5, 0.5]]), (0.5, 0.5)).tolist()
    [[0.48, 0.6]]
    """
    middle = np.array(divides)
    low = np.column_stack((places[:, 0] <= middle[0] + 1e-9, places[:, 1] < middle[1] - 1e-9))
    side = np.where(low, -1.0, 1.0)
    found: Array = middle + side * np.abs(moved - middle)
    crossed = np.sign(moved - middle) == -side
    return np.where(crossed, found, moved)


def _marks(dots: Sequence[Dot]) -> Marks:
    return Marks(
        ids=tuple(dot.id for dot in dots), names=tuple(dot.name for dot in dots),
        search=tuple(dot.search for dot in dots),
        kind=np.array([dot.kind for dot in dots], np.uint8), role=np.array([dot.role for dot in dots], np.uint8),
        x=np.array([on_grid(dot.x) for dot in dots], np.uint16),
        y=np.array([on_grid(dot.y) for dot in dots], np.uint16),
        size=np.array([dot.size for dot in dots], np.float32), community=np.full(len(dots), -1, np.int32),
        rank=np.array([dot.rank for dot in dots], np.int32),
    )


def _ties(lines: Sequence[Line]) -> Ties:
    labels = tuple(dict.fromkeys(line.kind for line in lines))
    code = {label: position for position, label in enumerate(labels)}
    return Ties(
        np.array([line.first for line in lines], np.uint32), np.array([line.second for line in lines], np.uint32),
        np.array([code[line.kind] for line in lines], np.uint8), np.array([line.weight for line in lines], np.float32),
        np.array([line.state for line in lines], np.uint8), labels,
    )
