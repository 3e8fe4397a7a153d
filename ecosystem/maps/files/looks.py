"""What does a mark look like? Shape by kind, colour by region or one lens, size by the stated measure, ring by role.

The canvas of the browser follows the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ecosystem.errors import InvalidParameter
from ecosystem.maps.palette import DARK, LIGHT, Palette
from ecosystem.maps.scene import Array, Kind, Lens, Role, Scene

HOLLOW: Final = (Role.NEXT, Role.LACKING, Role.LEFT)
"""Predicted, lacking or gone: an outline without a filling."""

RINGS: Final = {Role.SELF: "focus", Role.CANDIDATE: "text", Role.PATH: "focus", Role.PARTNER: "text",
                Role.LACKING: "alert", Role.ENTERED: "good", Role.LEFT: "alert", Role.CHANGED: "focus"}
"""The colour of the palette in which a role is outlined; others have the outline of their region."""

_LARGER: Final = {Role.SELF: 1.5, Role.CANDIDATE: 1.3}
_SMALLEST_LIT: Final = 4.5


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Per mark: radius in pixels, position of its colour in ``fills`` and ``outlines``, whether it is lit."""

    radius: Array
    colour: Array
    fills: tuple[str, ...]
    outlines: tuple[str, ...]
    lit: Array

    @property
    def any_lit(self) -> bool:
        return bool(self.lit.any())


def palette_of(theme: str) -> Palette:
    """The palette of a theme.

    Raises
    ------
    InvalidParameter
        for a theme that there is not.
    """
    if theme not in ("light", "dark"):
        raise InvalidParameter(f"theme is {theme[:40]!r}; it can be light or dark.")
    return LIGHT if theme == "light" else DARK


def lens_of(scene: Scene, name: str | None) -> Lens | None:
    """A lens by its name; None and "region" are the colours of the regions, or the first lens where there are none.

    Raises
    ------
    InvalidParameter
        with the lenses that the scene has.
    """
    if name is None or name == "region":
        return scene.lenses[0] if scene.lenses and not scene.regions else None
    for lens in scene.lenses:
        if lens.name == name:
            return lens
    known = ", ".join(("region", *(each.name for each in scene.lenses)))
    raise InvalidParameter(f"lens is {name[:40]!r}; this map has {known}.")


def looks_of(scene: Scene, palette: Palette, *, lens: Lens | None, unit: float) -> Looks:
    """How each mark of a scene is drawn; ``unit``: pixels of the drawing per pixel of a slide of 1600 × 900."""
    marks = scene.marks
    fills, outlines = colours_of(scene, palette, lens)
    if lens is not None:
        colour = np.where(lens.codes >= 0, lens.codes, len(fills) - 1)
    else:
        of_region = np.array([*(each.colour for each in scene.regions), -1], dtype=np.int64)
        colour = of_region[scene.region_of] if len(marks) else np.zeros(0, np.int64)
        outside = len(fills) - 1 if scene.regions else 0  # where nothing has a region, grey would say "unknown"
        colour = np.where(colour >= 0, colour, outside)
    lit = marks.role != Role.OTHER
    radius = _radius(marks.size, len(marks)) * unit
    for role, factor in _LARGER.items():
        radius[marks.role == role] *= factor
    radius[lit] = np.maximum(radius[lit], _SMALLEST_LIT * unit)
    radius[marks.kind == Kind.NEED] *= 1.3
    return Looks(radius, colour, fills, outlines, lit)


def colours_of(scene: Scene, palette: Palette, lens: Lens | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Fills and outlines by code; the last is for what is unknown or stands outside."""
    if lens is None:
        return (*palette.regions, palette.unknown), (*palette.outlines, palette.quiet)
    pale = palette.ground  # what is not known is hollow: it must not weigh more than what is
    if lens.sequential:
        scale = scale_of(palette, len(lens.labels))
        return (*scale, pale), (*(palette.text for _ in scale), palette.unknown)
    turns = range(len(lens.labels))
    return ((*(palette.regions[each % len(palette.regions)] for each in turns), pale),
            (*(palette.outlines[each % len(palette.outlines)] for each in turns), palette.unknown))


def scale_of(palette: Palette, count: int) -> tuple[str, ...]:
    """So many steps of the scale, from its low to its high end.

    >>> scale_of(LIGHT, 2), len(scale_of(LIGHT, 7))
    (('#fde0b2', '#4a1263'), 7)
    """
    stops = np.array([_parts(each) for each in palette.scale])
    where = np.linspace(0, len(stops) - 1, count) if count > 1 else np.array([(len(stops) - 1) / 2])
    between = np.column_stack([np.interp(where, np.arange(len(stops)), stops[:, part]) for part in range(3)])
    return tuple("#" + "".join(f"{round(part):02x}" for part in row) for row in between.tolist())


def _parts(colour: str) -> list[float]:
    return [float(int(colour[at : at + 2], 16)) for at in (1, 3, 5)]


def _radius(size: Array, count: int) -> Array:
    """Area by the measure; the more marks, the smaller all of them."""
    smallest, largest = 5.5 / max(count, 30) ** 0.13, 25 / max(count, 30) ** 0.15
    known = np.nan_to_num(np.asarray(size, dtype=float), nan=0.0, posinf=0.0, neginf=0.0).clip(min=0)
    most = max(float(known.max(initial=0)), 1.0)
    found: Array = smallest + (largest - smallest) * np.sqrt(known / most)
    return found
