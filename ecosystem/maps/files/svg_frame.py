"""Where on the page does a scene stand? From its grid to pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecosystem.maps.scene import GRID, Array, Community, Region, Scene


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the page, and how the grid is laid into it.

    ``unit``: pixels of this drawing per pixel of a slide of 1600 × 900; type and lines grow with it.
    """

    left: float
    top: float
    width: float
    height: float
    unit: float
    scale_x: float
    scale_y: float
    shift_x: float
    shift_y: float

    def x(self, grid: float) -> float:
        return grid * self.scale_x + self.shift_x

    def y(self, grid: float) -> float:
        return grid * self.scale_y + self.shift_y

    def many(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Pixels of many points, to a tenth."""
        return (np.round(np.asarray(x, dtype=float) * self.scale_x + self.shift_x, 1),
                np.round(np.asarray(y, dtype=float) * self.scale_y + self.shift_y, 1))


def frame_of(scene: Scene, *, left: float, top: float, width: float, height: float, unit: float) -> Frame:
    """Territories keep their shape, as large as there is room for; lanes and scatters fill the rectangle."""
    if scene.lanes or scene.axes or not scene.communities:
        pad = 26 * unit
        scale_x, scale_y = (width - 2 * pad) / GRID, (height - 2 * pad) / GRID
        return Frame(left, top, width, height, unit, scale_x, scale_y, left + pad, top + pad)
    low_x, low_y, high_x, high_y = _extent(scene)
    above, beside = 36 * unit, 14 * unit  # the name of the topmost region stands above its disc
    scale = min((width - 2 * beside) / (high_x - low_x), (height - above - beside) / (high_y - low_y))
    return Frame(left, top, width, height, unit, scale, scale,
                 left + width / 2 - (low_x + high_x) / 2 * scale,
                 top + (height + above - beside) / 2 - (low_y + high_y) / 2 * scale)


def _extent(scene: Scene) -> tuple[float, float, float, float]:
    """Around the territories and whatever stands outside of them."""
    discs: list[Region | Community] = [*scene.regions, *scene.communities]
    lone = scene.marks.community < 0
    x, y = scene.marks.x[lone].astype(float), scene.marks.y[lone].astype(float)
    low_x = min([*(each.x - each.radius for each in discs), float(x.min(initial=GRID))])
    low_y = min([*(each.y - each.radius for each in discs), float(y.min(initial=GRID))])
    high_x = max([*(each.x + each.radius for each in discs), float(x.max(initial=0))])
    high_y = max([*(each.y + each.radius for each in discs), float(y.max(initial=0))])
    return low_x, low_y, max(high_x, low_x + 1), max(high_y, low_y + 1)
