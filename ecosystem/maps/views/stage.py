"""Who is drawn on the ground where there is not room for all, and which lines are between them?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.scene import Array, Marks, Role, Ties
from ecosystem.maps.views.lines import Lines, lines_among, sizes
from ecosystem.maps.views.marks import organisations
from ecosystem.maps.views.sheet import Sheet, order_of
from ecosystem.maps.views.speech import Speech

BACKGROUND: Final = 20_000
"""Marks around what a view lights; more say no more, and make a file that no mail takes."""

_SPOKEN: Final = ((1_000, 500), (20_000, 250), (1 << 62, 2_000))
"""Up to so many marks, so many of them have sentences: a file of all would be too large to mail."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Partners that are drawn, and the lines between them.

    Attributes
    ----------
    rows
        of partners, ascending; the first marks of the scene, in this order.
    mark_of
        the mark of each partner, -1 for who is not drawn.
    degree
        number of ties of each partner, drawn or not; where nobody has any, of capabilities.
    """

    sheet: Sheet
    rows: Ints
    mark_of: Ints
    degree: Ints
    lines: Lines
    speech: Speech

    def marks(self, role: Mapping[int, Role] | None = None, rank: Mapping[int, int] | None = None) -> Marks:
        """Marks of the partners; roles and ranks by row."""
        return organisations(self.sheet, self.rows, self.degree, role=role, rank=rank)

    def ties(self) -> Ties:
        """The lines between marks."""
        return self.lines.as_ties(self.mark_of, lambda code: self.sheet.called("tie", code))

    def spoken(self, marks: Marks) -> dict[int, tuple[str, ...]]:
        """Sentences about the organisations that deserve them first."""
        order = order_of(marks).astype(np.int64)
        most = next(spoken for up_to, spoken in _SPOKEN if len(marks) <= up_to)
        best = order[order < len(self.rows)][:most]
        said = ((each, self.speech.organisation(int(self.rows[each]))) for each in np.sort(best).tolist())
        return {each: sentences for each, sentences in said if sentences}


def stage_of(sheet: Sheet, lit: Iterable[int] = (), most: int = BACKGROUND) -> Stage:
    """The partners that are lit, and the best tied of the others as far as there is room for ``most``."""
    degree, _ = sizes(sheet.view)
    worth = degree.copy()
    worth[np.fromiter(lit, dtype=np.int64)] += int(degree.max(initial=0)) + 1
    rows = largest(worth, most)
    shown = np.zeros(len(degree), dtype=bool)
    shown[rows] = True
    mark_of = np.full(len(degree), -1, np.int64)
    mark_of[rows] = np.arange(len(rows))
    lines = lines_among(sheet.view, shown)
    return Stage(sheet, rows, mark_of, degree, lines, Speech(sheet, lines))


def largest(worth: Ints, most: int) -> Ints:
    """The rows that are worth most, ascending; of equal ones the first.

    Examples
    --------
    >>> largest(np.array([3, 9, 3, 5]), 3).tolist()
    [0, 1, 3]
    """
    best: Ints = np.sort(np.lexsort((np.arange(len(worth)), -worth))[:most])
    return best


def ties_between(first: Array, second: Array, label: str, *, state: int = 0, weight: Array | None = None) -> Ties:
    """Ties of one kind between marks."""
    count = len(first)
    return Ties(
        np.asarray(first, np.uint32), np.asarray(second, np.uint32), np.zeros(count, np.uint8),
        np.ones(count, np.float32) if weight is None else np.asarray(weight, np.float32),
        np.full(count, state, np.uint8), (label,) if count else (),
    )


def joined(*parts: Ties) -> Ties:
    """Ties after ties; each part brings its own kinds."""
    starts = np.cumsum([0, *(len(part.labels) for part in parts)])[:-1]
    kinds = [part.kind + np.uint8(start) for part, start in zip(parts, starts.tolist(), strict=True)]

    def column(get: Callable[[Ties], Array]) -> Array:
        return np.concatenate([get(part) for part in parts])

    return Ties(
        column(lambda part: part.first), column(lambda part: part.second), np.concatenate(kinds),
        column(lambda part: part.weight), column(lambda part: part.state),
        tuple(label for part in parts for label in part.labels),
    )
