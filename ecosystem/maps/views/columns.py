"""Where does a mark stand within its lane, so that lines between lanes cross as little as may be?

The order within a lane follows the middle of what each mark is tied to in the lanes beside it, in
sweeps from left to right and back (the barycentre rule of Sugiyama, Tagawa and Toda, 1981).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

_SWEEPS: Final = 4
_TALLEST: Final = 30  # marks in one column
_TOP, _BOTTOM = 0.10, 0.96
_WIDEST_STEP: Final = 0.075
_LEFT: Final = 0.2  # of a column: where its marks stand; names follow to the right

Pair = tuple[int, int]


def untangled(groups: Sequence[Sequence[int]], pairs: Sequence[Pair]) -> list[list[int]]:
    """The marks of each lane from top to bottom; the order given decides where lines do not.

    Examples
    --------
    >>> untangled([[1, 2], [3, 4]], [(1, 4), (2, 3)])
    [[1, 2], [4, 3]]
    """
    beside: dict[int, list[int]] = {}
    for first, second in pairs:
        beside.setdefault(first, []).append(second)
        beside.setdefault(second, []).append(first)
    found = [list(group) for group in groups]
    lane = {mark: number for number, group in enumerate(found) for mark in group}
    for sweep in range(_SWEEPS):
        numbers = range(1, len(found)) if sweep % 2 == 0 else range(len(found) - 2, -1, -1)
        for number in numbers:
            before = _heights(found)
            told = [(_middle([before[other] for other in beside.get(mark, ())
                              if other in before and lane[other] != number], before[mark]), place, mark)
                    for place, mark in enumerate(found[number])]
            found[number] = [mark for _, _, mark in sorted(told)]
    return found


def edges_of(groups: Sequence[Sequence[int]]) -> list[float]:
    """Where lanes begin and end, from 0 to 1: as wide as the columns that they need.

    Examples
    --------
    >>> edges_of([[], list(range(40)), [50]])
    [0.0, 0.25, 0.75, 1.0]
    """
    edges = [0]
    for group in groups:
        edges.append(edges[-1] + _columns(group))
    return [each / edges[-1] for each in edges] if edges[-1] else [0.0]


def stood(groups: Sequence[Sequence[int]], edges: Sequence[float] | None = None) -> dict[int, tuple[float, float]]:
    """By mark its place from 0 to 1: within a lane as many columns as are needed.

    ``edges``: where lanes begin and end; of one width if not given.

    Examples
    --------
    >>> stood([[7], []])
    {7: (0.1, 0.53)}
    """
    edges = edges or [number / max(len(groups), 1) for number in range(len(groups) + 1)]
    places = {}
    for number, group in enumerate(groups):
        columns, start, width = _columns(group), edges[number], edges[number + 1] - edges[number]
        tall = math.ceil(len(group) / columns)
        for position, mark in enumerate(group):
            line, column = divmod(position, columns)
            across = (column + _LEFT) / columns
            places[mark] = (round(start + width * across, 6), round(_height(line, tall, column / columns), 6))
    return places


def _columns(group: Sequence[int]) -> int:
    return max(1, math.ceil(len(group) / _TALLEST))


def _height(line: int, tall: int, shift: float) -> float:
    """Evenly around the middle; the columns of one lane are shifted against each other."""
    step = min(_WIDEST_STEP, (_BOTTOM - _TOP) / max(tall, 1))
    middle = (_TOP + _BOTTOM) / 2
    return middle + (line - (tall - 1) / 2 + shift * 0.7) * step


def _heights(groups: Sequence[Sequence[int]]) -> dict[int, float]:
    return {mark: (place + 0.5) / len(group) for group in groups for place, mark in enumerate(group)}


def _middle(heights: list[float], otherwise: float) -> float:
    return round(sum(heights) / len(heights), 9) if heights else otherwise
