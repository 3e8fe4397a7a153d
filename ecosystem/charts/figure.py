"""One chart before it is drawn: its finding, how it is read, its rows, and who draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ecosystem.maps.palette import Palette

WIDTH: Final = 720
NARROWEST: Final = 240
WIDEST: Final = 2_000
STEP: Final = 26  # height of a row of marks
_CLOSES: Final = frozenset("，。；：、！？）》”")
_TITLE, _READING, _AXIS, _LEGEND = 19, 16, 46, 30

Row = Mapping[str, Any]


class Brush(NamedTuple):
    """What somebody who draws is given: Altair itself, the colours, the language, the width, the longest label."""

    alt: Any
    palette: Palette
    language: str
    width: int
    longest: int = 0  # units

    @property
    def is_narrow(self) -> bool:
        return self.width < 480


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What is to be seen.

    Attributes
    ----------
    title
        the finding, in a sentence.
    reading
        how the chart is read.
    description
        the same for whoever does not see it (text of the picture).
    rows
        what is drawn, a mapping for each mark; text in it is clean.
    columns
        heading by name of the column, in the order of the table behind the chart.
    body
        height of the part inside the axes.
    draw
        the layers of the chart from a brush.
    """

    name: str
    language: str
    title: str
    reading: str
    description: str
    rows: Sequence[Row]
    columns: Mapping[str, str]
    body: int
    draw: Callable[[Brush, Sequence[Row]], list[Any]]
    has_legend: bool = True

    def table(self) -> list[dict[str, Any]]:
        """The table behind the chart, with its headings."""
        return [{heading: row.get(name) for name, heading in self.columns.items()} for row in self.rows]

    def lines(self, width: int) -> tuple[list[str], list[str]]:
        """Title and reading, broken into lines for a width."""
        return wrapped(self.title, width / 8.6), wrapped(self.reading, width / 6.9)

    def height(self, width: int = WIDTH) -> int:
        """Of the whole picture: known before it is drawn, so that a page can keep the place."""
        title, reading = self.lines(width)
        legend = _LEGEND if self.has_legend else 0
        return len(title) * _TITLE + len(reading) * _READING + self.body + _AXIS + legend + 16


def wrapped(text: str, units: float) -> list[str]:
    """Text in lines of so many units; a Chinese character is two of them.

    Examples
    --------
    >>> wrapped("one two three", 8)
    ['one two', 'three']
    >>> wrapped("一二三四五", 6)
    ['一二三', '四五']
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and measured(line + piece.rstrip()) > units:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """Where a line may break: behind a blank, and behind a wide character; never before what closes."""
    pieces, piece = [], ""
    for sign, following in zip(text, text[1:] + " ", strict=False):
        piece += sign
        if sign == " " or (is_wide(sign) and sign not in "（《“" and following not in _CLOSES):
            pieces.append(piece)
            piece = ""
    return [*pieces, piece] if piece else pieces


def is_wide(sign: str) -> bool:
    return "ᄀ" <= sign <= "ᇿ" or "⺀" <= sign <= "꓏" or "가" <= sign <= "힣" or "豈" <= sign <= "﫿" or (
        "＀" <= sign <= "｠") or sign >= "\U0001f300"


def measured(text: str) -> int:
    """How many units a text is wide."""
    return sum(2 if is_wide(sign) else 1 for sign in text)
