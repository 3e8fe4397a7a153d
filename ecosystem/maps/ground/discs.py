"""Where do circles stand so that none overlap, those that are tied are near, and those that were there stay?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_MARGIN: Final = 1.12  # of a disc's radius: how much room it is given when it is placed
_REGION_MARGIN: Final = 0.9  # in units of a node's distance, around a region
_RAYS: Final = 48  # directions in which a disc looks for a free place beside another
_PUSHES: Final = 200
_FAR_OUT: Final = 1_000.0  # what leaving the room costs beside a distance inside it

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Box = tuple[Floats, Floats]
"""Lower and upper corner."""


@dataclass(frozen=True, slots=True, eq=False)
class Discs:
    """Circles in the plane: centres of shape (k, 2) and radii of shape (k,)."""

    centre: Floats
    radius: Floats

    def __len__(self) -> int:
        return len(self.radius)


def discs_in_regions(radius: Floats, ties: Floats, region: Ints, starts: Floats,
                     room: Box | None = None) -> tuple[Discs, Discs]:
    """Communities packed within their regions, and regions packed beside each other.

    Parameters
    ----------
    radius, region : array of shape (c,)
        of each community.
    ties : array of shape (c, c)
        how many ties lead from one to the other.
    starts : array of shape (c, 2)
        where each was before, NaN where it is new.
    room
        where new regions are placed if there is a free spot.

    Examples
    --------
    >>> inner, outer = discs_in_regions(np.ones(3), np.zeros((3, 3)), np.array([0, 0, 1]), np.full((3, 2), np.nan))
    >>> len(inner), len(outer), bool(outer.radius[0] > outer.radius[1])
    (3, 2, True)
    """
    count = int(region.max()) + 1
    centre, outer, origin = np.zeros((len(region), 2)), np.zeros(count), np.full((count, 2), np.nan)
    for each in range(count):
        members = np.flatnonzero(region == each)
        local = packed(radius[members], ties[np.ix_(members, members)], starts[members])
        middle = _middle(local, radius[members])
        if not np.isnan(starts[members, 0]).all():
            origin[each] = middle
        centre[members] = local - middle
        outer[each] = float((np.hypot(*(local - middle).T) + radius[members]).max()) + _REGION_MARGIN
    joined = np.zeros((count, count))
    np.add.at(joined, (region[:, None], region[None, :]), ties)
    np.fill_diagonal(joined, 0.0)
    regions = packed(outer, joined, origin, room)
    return Discs(centre + regions[region], radius), Discs(regions, outer)


def packed(radius: Floats, ties: Floats, starts: Floats, room: Box | None = None) -> Floats:
    """Centres of discs that do not overlap, close together, the more tied the nearer.

    Discs with a place (``starts`` is not NaN) keep it but for what overlaps; the others come in the
    order of their size, each to the free place beside another one that is best for its ties.

    Examples
    --------
    >>> nowhere = np.full((3, 2), np.nan)
    >>> places = packed(np.array([2.0, 1.0, 1.0]), np.zeros((3, 3)), nowhere)
    >>> float(np.hypot(*(places[0] - places[1])).round(6))
    3.36
    """
    centre = starts.copy()
    placed = np.flatnonzero(~np.isnan(centre[:, 0])).tolist()
    if placed:
        centre[placed] = _apart(centre[placed], radius[placed])
    angles = np.arange(_RAYS) * (2 * np.pi / _RAYS)
    rays = np.column_stack((np.cos(angles), np.sin(angles)))
    wide, known = radius * _MARGIN, set(placed)
    for each in np.lexsort((np.arange(len(radius)), -radius)).tolist():
        if each not in known:
            spots = _free_spots(wide[each], centre[placed], wide[placed], rays)
            centre[each] = _best(spots, wide[each], centre[placed], wide[placed], ties[each, placed], room)
            placed.append(each)
    return centre


def _middle(centres: Floats, radius: Floats) -> Floats:
    """The middle of the box around discs."""
    low, high = (centres - radius[:, None]).min(axis=0), (centres + radius[:, None]).max(axis=0)
    middle: Floats = (low + high) / 2
    return middle


def _free_spots(own: float, others: Floats, sizes: Floats, rays: Floats) -> Floats:
    """Places beside one of the other discs that overlap none of them; the origin where there are none."""
    if not len(others):
        return np.zeros((1, 2))
    tangent = (others[:, None, :] + rays[None, :, :] * (sizes + own)[:, None, None]).reshape(-1, 2)
    apart = np.hypot(tangent[:, None, 0] - others[:, 0], tangent[:, None, 1] - others[:, 1])
    free: Floats = tangent[(apart >= (sizes + own) * (1 - 1e-9)).all(axis=1)]
    return free


def _best(spots: Floats, own: float, others: Floats, sizes: Floats, ties: Floats, room: Box | None) -> Floats:
    """The spot nearest to the middle and to whom the disc is tied; inside the room if one of them is."""
    apart = np.hypot(spots[:, None, 0] - others[:, 0], spots[:, None, 1] - others[:, 1])
    pull = ties / np.sqrt(sizes)
    share = pull / pull.sum() if pull.sum() > 0 else np.zeros(len(others))
    cost = apart @ (share + 0.5 * sizes**2 / np.maximum((sizes**2).sum(), 1e-9))
    if room is not None:
        outside = np.maximum(room[0] + own - spots, 0.0) + np.maximum(spots + own - room[1], 0.0)
        cost += _FAR_OUT * outside.sum(axis=1)
    best: Floats = spots[int(np.argmin(np.round(cost, 9)))]
    return best


def _apart(centre: Floats, radius: Floats) -> Floats:
    """The same centres, moved as little as the discs need not to overlap."""
    centre = centre.copy()
    rows, columns = np.triu_indices(len(radius), 1)
    for _ in range(_PUSHES):
        gap = centre[rows] - centre[columns]
        far = np.hypot(gap[:, 0], gap[:, 1])
        lack = radius[rows] + radius[columns] - far
        touching = lack > 1e-6
        if not touching.any():
            break
        # Two discs on one spot part sideways, by their order.
        way = np.where(far[:, None] > 1e-9, gap / np.maximum(far, 1e-9)[:, None], (1.0, 0.0))
        move = np.where(touching, 0.5 * lack, 0.0)[:, None] * way
        shift = np.zeros_like(centre)
        np.add.at(shift, rows, move)
        np.add.at(shift, columns, -move)
        centre += 0.8 * shift
    return centre
