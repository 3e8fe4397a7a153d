"""The marks themselves: as few paths as there are looks, and one group with its evidence for each that is lit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from ecosystem.maps.files.looks import HOLLOW, RINGS, Looks
from ecosystem.maps.files.svg_frame import Frame
from ecosystem.maps.files.svg_text import number, shortened, text, xml_text
from ecosystem.maps.palette import Palette
from ecosystem.maps.scene import Kind, Role, Scene

_STAR: Final = ((0, -1.25), (0.3, -0.42), (1.19, -0.39), (0.48, 0.16), (0.73, 1.01), (0, 0.52), (-0.73, 1.01),
                (-0.48, 0.16), (-1.19, -0.39), (-0.3, -0.42))
_CORNERS: Final = {
    Kind.CAPABILITY: ((-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)),
    Kind.PATENT: ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    Kind.CHANNEL: ((0, -1.2), (1.1, 0.8), (-1.1, 0.8)),
    Kind.NEED: _STAR,
}
DASHED: Final = (Role.NEXT, Role.LEFT, Role.LACKING)
_CROWDED: Final = 120  # lit marks beyond which signs are small
_DENSE: Final = 10_000  # marks from which outlines are thin
_MOST_LIT: Final = 600  # each of which has a group of its own


def shape(kind: int, x: float, y: float, radius: float) -> str:
    """A mark of a kind as a path: ● organisation, ■ capability, ◆ patent, ▲ channel, ★ need.

    >>> shape(Kind.CAPABILITY, 10, 10, 5)
    'M5.5 5.5L14.4 5.5 14.4 14.4 5.5 14.4z'
    """
    corners = _CORNERS.get(Kind(kind))
    if corners is None:
        r, wide = number(radius), number(2 * radius)
        return f"M{number(x - radius)} {number(y)}a{r} {r} 0 1 0 {wide} 0a{r} {r} 0 1 0 -{wide} 0z"
    points = [f"{number(x + radius * across)} {number(y + radius * down)}" for across, down in corners]
    return f"M{points[0]}L{' '.join(points[1:])}z"


def marks(scene: Scene, frame: Frame, looks: Looks, palette: Palette) -> Iterator[str]:
    """What is not lit first, then what is, the most important on top."""
    lit = np.flatnonzero(looks.lit)
    yield from _crowd(scene, frame, looks, np.flatnonzero(~looks.lit))
    if len(lit) > _MOST_LIT:
        yield from _crowd(scene, frame, looks, lit)
        return
    importance = np.empty(len(scene.marks), np.int64)
    importance[scene.order] = np.arange(len(scene.marks))
    room = 1.0 if len(lit) < _CROWDED else 0.6
    for row in lit[np.argsort(-importance[lit], kind="stable")].tolist():
        yield _lit(scene, frame, (looks, palette, room), row)


def _crowd(scene: Scene, frame: Frame, looks: Looks, rows: np.ndarray) -> Iterator[str]:
    x, y = frame.many(scene.marks.x[rows], scene.marks.y[rows])
    looked = scene.marks.kind[rows].astype(np.int64) * 1_000 + looks.colour[rows]
    faint = looks.any_lit and not looks.lit[rows].any()
    outline = (0.9 if len(rows) <= _DENSE else 0.2) * frame.unit  # else there is little but outlines to see
    for code in np.unique(looked).tolist():
        chosen = np.flatnonzero(looked == code)
        kind, colour = divmod(code, 1_000)
        ends = zip(x[chosen].tolist(), y[chosen].tolist(), looks.radius[rows[chosen]].tolist(), strict=True)
        path = "".join(shape(kind, across, down, radius) for across, down, radius in ends)
        opacity = f' opacity="{0.32 if scene.communities else 0.6}"' if faint else ""
        yield (f'<path d="{path}" fill="{looks.fills[colour]}" stroke="{looks.outlines[colour]}" '
               f'stroke-width="{number(outline)}"{opacity}/>')


def badge(x: float, y: float, rank: int, palette: Palette, unit: float) -> str:
    """A place in a list: a number in a disc of its own at the upper right of its mark."""
    radius = (10.5 if rank > 99 else 8.5) * unit
    x, y = x + 3 * unit, y - 3 * unit
    return (f'<path d="{shape(Kind.ORGANISATION, x, y, radius)}" fill="{palette.text}" stroke="{palette.ground}" '
            f'stroke-width="{number(1.5 * unit)}"/>'
            + text(x, y, str(rank), 10.5 * unit, fill=palette.ground, align="center", bold=True))


def sign(role: Role, x: float, y: float, radius: float, palette: Palette, unit: float) -> str:
    """What a role has beside its ring: a plus, a cross, a triangle."""
    if role == Role.ENTERED:
        return _strokes(palette.good, palette, x + radius, y - radius, unit, "M{-4} 0H{4}M0 {-4}V{4}")
    if role == Role.LEFT:
        return _strokes(palette.alert, palette, x, y, radius / 4, "M{-4} {-4}L{4} {4}M{-4} {4}L{4} {-4}")
    if role == Role.CHANGED:
        return _strokes(palette.focus, palette, x + radius, y - radius, unit, "M{-4} {3}L0 {-4}L{4} {3}z")
    return ""


def _strokes(colour: str, palette: Palette, x: float, y: float, unit: float, path: str) -> str:
    scaled = re.sub(r"{(-?\d)}", lambda found: number(int(found[1]) * unit), path)
    return (f'<g transform="translate({number(x)} {number(y)})" fill="none">'
            f'<path d="{scaled}" stroke="{palette.ground}" stroke-width="{number(4.5 * unit)}"/>'
            f'<path d="{scaled}" stroke="{colour}" stroke-width="{number(2 * unit)}"/></g>')


def _lit(scene: Scene, frame: Frame, looked: tuple[Looks, Palette, float], row: int) -> str:
    looks, palette, room = looked
    role, colour = Role(int(scene.marks.role[row])), int(looks.colour[row])
    x, y = frame.x(float(scene.marks.x[row])), frame.y(float(scene.marks.y[row]))
    radius = float(looks.radius[row])
    ring = getattr(palette, RINGS[role]) if role in RINGS else looks.outlines[colour]
    fill = palette.ground if role in HOLLOW else looks.fills[colour]
    rank = int(scene.marks.rank[row])
    dashes = f' stroke-dasharray="{number(3 * frame.unit)} {number(2 * frame.unit)}"' if role in DASHED else ""
    width = (3 if role == Role.SELF else 2) * frame.unit
    inner = badge(x + 0.75 * radius, y - 0.75 * radius, rank, palette, frame.unit) if rank > 0 else ""
    inner += sign(role, x, y, radius, palette, frame.unit * room)
    halo = (f'<path d="{shape(int(scene.marks.kind[row]), x, y, radius + 3.5 * frame.unit)}" fill="none" '
            f'stroke="{ring}" stroke-width="{number(1.5 * frame.unit)}"/>' if role == Role.SELF else "")
    sentences = " ".join((scene.marks.names[row], *scene.evidence.get(row, ())))
    return (f"<g><title>{xml_text(shortened(sentences))}</title>{halo}"
            f'<path d="{shape(int(scene.marks.kind[row]), x, y, radius)}" fill="{fill}" stroke="{ring}" '
            f'stroke-width="{number(width)}"{dashes}/>{inner}</g>')
