"""Who is tied to whom? Bundles between communities, ties within them, and every tie of what is lit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ecosystem.maps.files.looks import Looks
from ecosystem.maps.files.svg_frame import Frame
from ecosystem.maps.files.svg_text import number
from ecosystem.maps.palette import Palette
from ecosystem.maps.scene import Array, Role, Scene

MOST_TIES: Final = 6_000
MOST_BUNDLES: Final = 60
PREDICTED: Final = 4  # the state of a tie that is not there yet
_BEND: Final = 0.12  # of the distance between two discs, sideways
STYLES: Final = {  # of states of ties: the palette's colour and the dashes
    0: ("tie", ""), 1: ("good", ""), 2: ("alert", "2 4"), 3: ("focus", "8 3"), PREDICTED: ("focus", "2 4"),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """A bundle as drawn: from rim to rim, with its number at (x, y)."""

    path: str
    x: float
    y: float
    count: int
    crosses: bool


def curves(scene: Scene, frame: Frame) -> list[Curve]:
    """The bundles as curves that end at the rims of their communities."""
    found = []
    for bundle in scene.bundles[:MOST_BUNDLES]:  # the strongest come first
        one, other = scene.communities[bundle.first], scene.communities[bundle.second]
        ax, ay, bx, by = frame.x(one.x), frame.y(one.y), frame.x(other.x), frame.y(other.y)
        mx, my = (ax + bx) / 2 - (by - ay) * _BEND, (ay + by) / 2 + (bx - ax) * _BEND
        ax, ay = _rim(ax, ay, one.radius * frame.scale_x, mx, my)
        bx, by = _rim(bx, by, other.radius * frame.scale_x, mx, my)
        path = f"M{number(ax)} {number(ay)}Q{number(mx)} {number(my)} {number(bx)} {number(by)}"
        found.append(Curve(path, (ax + 2 * mx + bx) / 4, (ay + 2 * my + by) / 4, bundle.count, bundle.crosses))
    return found


def bundles(drawn: list[Curve], frame: Frame, palette: Palette, *, faint: bool) -> Iterator[str]:
    """Broad where many ties go; dashed in the colour of alarm where the border of two regions is crossed."""
    most = max((each.count for each in drawn), default=1)
    for crosses in (False, True):
        colour = palette.alert if crosses else palette.tie
        dashes = f' stroke-dasharray="{number(9 * frame.unit)} {number(5 * frame.unit)}"' if crosses else ""
        paths = "".join(
            f'<path d="{each.path}" stroke-width="{number((1 + 5 * (each.count / most) ** 0.5) * frame.unit)}"/>'
            for each in drawn if each.crosses == crosses
        )
        if paths:
            opacity = 0.18 if faint else 0.45 if crosses else 0.42
            yield (f'<g fill="none" stroke="{colour}" stroke-opacity="{opacity}"'
                   f' stroke-linecap="{"butt" if crosses else "round"}"{dashes}>{paths}</g>')


def ties(scene: Scene, frame: Frame, looks: Looks, palette: Palette) -> Iterator[str]:
    """Thin ties in the colour of their region; those of what is lit stand out."""
    if not len(scene.ties):
        return
    x, y = frame.many(scene.marks.x, scene.marks.y)
    lit = _lit(scene, looks)
    yield from _quiet(scene, frame, (looks, palette), np.flatnonzero(~lit), (x, y))
    yield from _standing_out(scene, frame, palette, np.flatnonzero(lit), (x, y))


def _lit(scene: Scene, looks: Looks) -> Array:
    """Ties of the one that was asked about, along a path, and whatever is new, gone or predicted."""
    role, (first, second) = scene.marks.role, (scene.ties.first, scene.ties.second)
    found: Array = scene.ties.state > 0
    both = looks.lit[first] & looks.lit[second]
    if scene.communities and (role == Role.SELF).any():
        of_self = (role[first] == Role.SELF) | (role[second] == Role.SELF)
        found |= both & of_self
    elif not scene.communities or not found.any():
        found |= both
    return found


def _quiet(scene: Scene, frame: Frame, looked: tuple[Looks, Palette], rows: Array,
           places: tuple[Array, Array]) -> Iterator[str]:
    looks, palette = looked
    first, second = scene.ties.first[rows].astype(np.int64), scene.ties.second[rows].astype(np.int64)
    inside = scene.marks.community[first] == scene.marks.community[second]
    if scene.bundles:  # between communities their bundle speaks for all of them
        first, second = first[inside], second[inside]
    size = np.minimum(scene.marks.size[first], scene.marks.size[second])
    kept = np.sort(np.lexsort((np.arange(len(first)), -size))[:MOST_TIES])
    first, second = first[kept], second[kept]
    crowded = bool(scene.communities)
    opacity = (0.12 if looks.any_lit else 0.25) if crowded else 0.55
    width = number((0.8 if crowded else 1.1) * frame.unit)
    for code in np.unique(looks.colour[first]).tolist():
        of_colour = looks.colour[first] == code
        path = _segments(first[of_colour], second[of_colour], places)
        colour = looks.fills[code] if crowded else palette.tie
        yield (f'<path d="{path}" fill="none" stroke="{colour}" stroke-opacity="{opacity}" stroke-width="{width}"/>')


def _standing_out(scene: Scene, frame: Frame, palette: Palette, rows: Array,
                  places: tuple[Array, Array]) -> Iterator[str]:
    rows = rows[:MOST_TIES]
    region = scene.region_of
    first, second = scene.ties.first[rows].astype(np.int64), scene.ties.second[rows].astype(np.int64)
    crosses = (region[first] != region[second]) & (region[first] >= 0) & (region[second] >= 0)
    state = scene.ties.state[rows]
    for code, (colour, dashes) in STYLES.items():
        for over in (False, True):
            chosen = (state == code) & (crosses == over)
            if not chosen.any():
                continue
            stroke = palette.alert if over and code == 0 else getattr(palette, colour)
            pattern = dashes or ("7 4" if over else "")
            dashed = f' stroke-dasharray="{pattern}"' if pattern else ""
            path = _segments(first[chosen], second[chosen], places)
            opacity = f"{min(0.8, max(0.2, 9 / len(rows) ** 0.5)):.2f}"
            yield (f'<path d="{path}" fill="none" stroke="{stroke}" stroke-opacity="{opacity}" '
                   f'stroke-width="{number((2.2 if code == PREDICTED else 1.6) * frame.unit)}"{dashed}/>')


def _segments(first: Array, second: Array, places: tuple[Array, Array]) -> str:
    x, y = places
    ends = zip(x[first].tolist(), y[first].tolist(), x[second].tolist(), y[second].tolist(), strict=True)
    return "".join(f"M{ax:g} {ay:g}L{bx:g} {by:g}" for ax, ay, bx, by in ends)


def _rim(x: float, y: float, radius: float, towards_x: float, towards_y: float) -> tuple[float, float]:
    far = ((towards_x - x) ** 2 + (towards_y - y) ** 2) ** 0.5
    share = radius / far if far > radius else 0.0
    return x + (towards_x - x) * share, y + (towards_y - y) * share
