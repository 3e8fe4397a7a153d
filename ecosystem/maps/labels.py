"""Which names are written, and where, so that none covers another? One greedy placer, in two languages.

``browser/labels.js`` is the same algorithm, step by step and number by number; both reproduce
tests/ecosystem/maps/labels_golden.json. Widths come from one table of character classes and not from a
font: the same scene gets the same labels on every machine, with room to spare for a wide font.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

LONGEST: Final = 16.0
"""Names longer than so many ems are cut, with … at the end."""

_GAP: Final = 4.0  # between a mark and its name
_HALO: Final = 2.0  # around a name, in the colour of the ground
_HALF: Final = 0.62  # half the height of a line, in ems
_STRIP: Final = 32.0  # names are looked up by the strip of the drawing they stand in
_BOLD: Final = 112  # per cent of the width of regular type
_ELLIPSIS: Final = "…"
_JOINER: Final = 0x200D
_ORDER: Final = {
    "side": ("right", "left", "above", "below"), "centre": ("centre", "above", "below"),
    "above": ("above", "upper left", "upper right", "below", "centre"),
}

_LATIN: Final = (
    (35, " !',./:;IJ\\ijl|"), (46, "\"()*-[]_`frt{}"), (63, "$0123456789?Labcdeghknopqsuvxyz"),
    (74, "ABCDEFGHKNOPQRSTUVXYZ"), (84, "#&+<=>^w~"), (97, "%@MWm"),
)
"""Hundredths of an em of the characters of ASCII; whole numbers, so that sums are equal in both languages."""

_RUNS: Final = (
    # first character of a run, hundredths of an em: 0 is not drawn or has no width of its own
    (0x00, 0), (0x7F, 0), (0xA0, 35), (0xA1, 63), (0xC0, 74), (0xE0, 63), (0x100, 68), (0x250, 63), (0x300, 0),
    (0x370, 70), (0x400, 76), (0x483, 0), (0x48A, 76), (0x531, 72), (0x591, 0), (0x5BE, 62), (0x610, 0), (0x61B, 70),
    (0x64B, 0), (0x660, 70), (0x670, 0), (0x671, 70), (0x6D6, 0), (0x6DD, 80), (0xE31, 0), (0xE32, 70), (0xE34, 0),
    (0xE3F, 70), (0xE47, 0), (0xE4F, 70), (0x1100, 100), (0x1160, 0), (0x1200, 80), (0x1DC0, 0), (0x1E00, 68),
    (0x2000, 50), (0x200B, 0), (0x2010, 50), (0x2014, 100), (0x2016, 50), (0x2026, 100), (0x2028, 0), (0x202F, 35),
    (0x2030, 135), (0x2032, 50), (0x205F, 35), (0x2060, 0), (0x2070, 50), (0x20A0, 75), (0x20D0, 0), (0x2100, 100),
    (0x302A, 0), (0x3030, 100), (0x3099, 0), (0x309B, 100), (0xA4D0, 75), (0xAC00, 100), (0xD7B0, 0), (0xE000, 100),
    (0xFB00, 75), (0xFE00, 0), (0xFE10, 100), (0xFE20, 0), (0xFE30, 100), (0xFE70, 75), (0xFEFF, 0), (0xFF01, 100),
    (0xFF61, 60), (0xFFE0, 100), (0xFFF0, 0), (0x10000, 80), (0x1F000, 130), (0x1F3FB, 0), (0x1F400, 130),
    (0x20000, 100), (0xE0000, 0),
)
_STARTS: Final = tuple(first for first, _ in _RUNS)
_ASCII: Final = {ord(letter): width for width, letters in _LATIN for letter in letters}
_SPACES: Final = frozenset((0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029))
_HIDDEN: Final = ((0x00, 0x1F), (0x7F, 0x9F), (0x200B, 0x200B), (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
                  (0xD800, 0xDFFF), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that would like to be written; those that come first win.

    Attributes
    ----------
    radius
        of the mark or disc around (x, y) that the name belongs to.
    font
        height of the type in pixels.
    place
        ``side``: right of the mark, else left, above, below. ``centre``: on the point, else above, below.
        ``above``: over the disc, there rather to the left, to the right, else below, else on the point.
    longest
        ems at which this name is cut; None = as all others.
    """

    text: str
    x: float
    y: float
    radius: float
    font: float
    place: str = "side"
    bold: bool = False
    longest: float | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A name that is written: ``text`` as shown, its middle line at y, ``align`` left, right or center at x."""

    index: int
    x: float
    y: float
    align: str
    text: str
    box: Box


def place_labels(candidates: Sequence[Candidate], *, width: float, height: float, obstacles: Sequence[Box] = (),
                 most: int | None = None, longest: float = LONGEST) -> list[Placed]:
    """Write as many names as there is room for, in order of priority, none over another or over an obstacle.

    Parameters
    ----------
    width, height
        of the drawing; no name sticks out of it.
    longest
        ems at which names are cut.

    Examples
    --------
    >>> twins = [Candidate("Shuoye", 80, 20, 5, 12), Candidate("Lingxu", 82, 20, 5, 12)]
    >>> [(each.index, each.align) for each in place_labels(twins, width=200, height=40)]
    [(0, 'left'), (1, 'right')]
    """
    strips: dict[int, list[Box]] = {}
    for box in obstacles:
        if box[2] > 0 and box[0] < width and box[3] > 0 and box[1] < height:
            _remember(strips, (box[0], max(0.0, box[1]), box[2], min(height, box[3])))
    placed: list[Placed] = []
    for index, each in enumerate(candidates):
        if most is not None and len(placed) >= most:
            break
        found = _first_free(index, each, strips, (width, height, longest))
        if found is not None:
            _remember(strips, found.box)
            placed.append(found)
    return placed


def shown_text(text: str, longest: float = LONGEST, *, bold: bool = False) -> str:
    """A name as it is written: on one line, without what cannot be seen, cut at ``longest`` ems.

    >>> shown_text("Zhejiang\\nShuoye\\x07 New Energy Vehicles"), shown_text("硕野汽车", 3)
    ('Zhejiang Shuoye New Energ…', '硕野…')
    """
    most, total, room = longest * 100, 0, longest * 100 - _width_of(0x2026, bold)
    kept: list[str] = []
    fits = 0  # so many characters fit with an ellipsis after them
    for letter in text:
        code = ord(letter)
        if code in _SPACES:
            letter, code = " ", 0x20
        elif _is_hidden(code):
            continue
        if code == 0x20 and (not kept or kept[-1] == " "):
            continue
        total += _width_of(code, bold)
        if total > most:
            return "".join(_trimmed(kept[:fits])) + _ELLIPSIS
        kept.append(letter)
        if total <= room:
            fits = len(kept)
    return "".join(_trimmed(kept))


def text_width(text: str, font: float, *, bold: bool = False) -> float:
    """Pixels that a text takes, by the table of classes.

    >>> text_width("Wil", 10), text_width("能力", 10)
    (16.7, 20.0)
    """
    return sum(_width_of(ord(letter), bold) for letter in text) * font / 100


def _trimmed(letters: list[str]) -> list[str]:
    end = len(letters)
    while end and (letters[end - 1] == " " or ord(letters[end - 1]) == _JOINER):
        end -= 1
    return letters[:end]


@lru_cache(maxsize=1 << 14)
def _width_of(code: int, bold: bool) -> int:
    width = _ASCII.get(code)
    if width is None:
        width = _RUNS[bisect_right(_STARTS, code) - 1][1]
    return (width * _BOLD + 50) // 100 if bold else width


@lru_cache(maxsize=1 << 14)
def _is_hidden(code: int) -> bool:
    return any(low <= code <= high for low, high in _HIDDEN)


def _first_free(index: int, each: Candidate, strips: dict[int, list[Box]],
                frame: tuple[float, float, float]) -> Placed | None:
    width, height, longest = frame
    if not (0 <= each.x <= width and 0 <= each.y <= height):
        return None
    text = shown_text(each.text, longest if each.longest is None else each.longest, bold=each.bold)
    if not text:
        return None
    length, half = text_width(text, each.font, bold=each.bold), each.font * _HALF
    for side in _ORDER[each.place]:
        x, y, align = _anchor(each, side, half)
        left = x if align == "left" else x - length if align == "right" else x - length / 2
        box = (left - _HALO, y - half, left + length + _HALO, y + half)
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
        if inside and _is_free(strips, box):
            return Placed(index, x, y, align, text, box)
    return None


def _anchor(each: Candidate, side: str, half: float) -> tuple[float, float, str]:
    away = each.radius + _GAP
    if side == "right":
        return each.x + away, each.y, "left"
    if side == "left":
        return each.x - away, each.y, "right"
    if side == "above":
        return each.x, each.y - away - half, "center"
    if side == "upper left":
        return each.x + each.radius / 2, each.y - away - half, "right"
    if side == "upper right":
        return each.x - each.radius / 2, each.y - away - half, "left"
    return each.x, each.y + away + half if side == "below" else each.y, "center"


def _remember(strips: dict[int, list[Box]], box: Box) -> None:
    for strip in range(int(box[1] // _STRIP), int(box[3] // _STRIP) + 1):
        strips.setdefault(strip, []).append(box)


def _is_free(strips: dict[int, list[Box]], box: Box) -> bool:
    for strip in range(int(box[1] // _STRIP), int(box[3] // _STRIP) + 1):
        for other in strips.get(strip, ()):
            if other[0] < box[2] and box[0] < other[2] and other[1] < box[3] and box[1] < other[3]:
                return False
    return True
