"""Where does everything stand? Communities packed into regions, members laid out inside their disc.

Computed with numpy from a seed: the same input gives the same positions, byte for byte once they are
rounded to the grid of a scene. Position means membership first and nearness of ties second; it is no
metric distance. With the positions of an earlier layout, what was there stays where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.ground.discs import Discs, discs_in_regions
from ecosystem.maps.ground.inside import places_inside

_BORDER: Final = 0.08  # of the square, free for what comes later

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Frame:
    """How a layout's own units lie in the unit square: ``square = (units − origin) · unit``."""

    unit: float
    left: float
    top: float


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Nodes inside communities inside regions, all in the unit square.

    Attributes
    ----------
    position : array of shape (n, 2)
    communities, regions : Discs
    frame : Frame
        what a later layout needs to keep the scale.
    """

    position: Floats
    communities: Discs
    regions: Discs
    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """An earlier layout, by the nodes and communities of now, in its own square.

    Attributes
    ----------
    position : array of shape (n, 2)
        where each node stood; NaN where it was not there yet, or in another community.
    centre : array of shape (c, 2)
        where the disc of each community was; NaN where it is new.
    """

    position: Floats
    centre: Floats
    frame: Frame


def packed_layout(sources: Ints, targets: Ints, community: Ints, region: Ints, *, seed: int = 0,
                  before: Before | None = None) -> Layout:
    """Positions of nodes, communities and regions.

    Parameters
    ----------
    sources, targets : array of shape (m,)
        the ends of the ties, rows of nodes.
    community : array of shape (n,)
        of each node, 0 … c − 1, none of them empty.
    region : array of shape (c,)
        of each community, 0 … r − 1, none of them empty.
    seed : int
    before : Before, optional
        what was there then stays at its place, as far as the new discs leave it free.

    Examples
    --------
    >>> ends = np.array([0, 1, 3, 4]), np.array([1, 2, 4, 5])
    >>> found = packed_layout(*ends, np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1]))
    >>> bool(((found.position >= 0) & (found.position <= 1)).all()), len(found.regions)
    (True, 2)
    """
    if not len(community):
        empty = Discs(np.zeros((0, 2)), np.zeros(0))
        return Layout(np.zeros((0, 2)), empty, empty, Frame(1.0, 0.0, 0.0))
    size = np.bincount(community, minlength=len(region)).astype(np.float64)
    starts = np.full((len(region), 2), np.nan) if before is None else _in_units(before.centre, before.frame)
    offsets = None if before is None else _in_units(before.position, before.frame) - starts[community]
    radius = np.sqrt(size + 0.5)
    ties = _between(community[sources], community[targets], len(region))
    inner, outer = discs_in_regions(radius, ties, region, starts, None if before is None else _room(before.frame))
    local = places_inside(sources, targets, community, np.random.default_rng(seed), offsets)
    return _in_square(inner.centre[community] + local, inner, outer, None if before is None else before.frame)


def between_frames(position: Floats, here: Frame, there: Frame) -> Floats:
    """The same places in the square of another frame.

    Examples
    --------
    >>> wide, close = Frame(0.1, 0.0, 0.0), Frame(0.2, 1.0, 1.0)
    >>> between_frames(np.array([[0.5, 0.3]]), wide, close).round(6).tolist()
    [[0.8, 0.4]]
    """
    found: Floats = (_in_units(position, here) - (there.left, there.top)) * there.unit
    return found


def _in_units(position: Floats, frame: Frame) -> Floats:
    units: Floats = position / frame.unit + (frame.left, frame.top)
    return units


def _room(frame: Frame) -> tuple[Floats, Floats]:
    """The corners of the square in a layout's own units."""
    low = np.array([frame.left, frame.top])
    return low, low + 1.0 / frame.unit


def _between(first: Ints, second: Ints, count: int) -> Floats:
    """How many ties lead from disc to disc: symmetric, 0 on the diagonal."""
    both = np.bincount(first * count + second, minlength=count * count).reshape(count, count)
    ties: Floats = (both + both.T).astype(np.float64)
    np.fill_diagonal(ties, 0.0)
    return ties


def _in_square(position: Floats, inner: Discs, outer: Discs, frame: Frame | None) -> Layout:
    low = (outer.centre - outer.radius[:, None]).min(axis=0)
    high = (outer.centre + outer.radius[:, None]).max(axis=0)
    if frame is None or not _fits(low, high, frame):
        unit = (1 - 2 * _BORDER) / float(max((high - low).max(), 1e-9))
        left, top = ((low + high) / 2 - 0.5 / unit).tolist()
        frame = Frame(unit, left, top)
    origin = np.array([frame.left, frame.top])
    return Layout(
        np.clip((position - origin) * frame.unit, 0.0, 1.0),
        Discs((inner.centre - origin) * frame.unit, inner.radius * frame.unit),
        Discs((outer.centre - origin) * frame.unit, outer.radius * frame.unit), frame,
    )


def _fits(low: Floats, high: Floats, frame: Frame) -> bool:
    """Whether everything is still inside the square of an earlier layout."""
    origin = np.array([frame.left, frame.top])
    return bool((((low - origin) * frame.unit) >= 0).all() and (((high - origin) * frame.unit) <= 1).all())
