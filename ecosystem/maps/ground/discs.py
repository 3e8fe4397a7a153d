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

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Discs:
    """Circles in the plane: centres of shape (k, 2) and radii of shape (k,)."""

    centre: Floats
    radius: Floats

    def __len__(self) -> int:
        return len(self.radius)


def discs_in_regions(radius: Floats, ties: Floats, region: Ints, starts: Floats) -> tuple[Discs, Discs]:
    """Communities packed within their regions, and regions packed beside each other.

    Parameters
    ----------
    radius, region : array of shape (c,)
        of each community.
    ties : array of shape (c, c)
        how many ties lead from one to the other.
    starts : array of shape (c, 2)
        where each was before, NaN where it is new.

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
    regions = packed(outer, joined, origin)
    return Discs(centre + regions[region], radius), Discs(regions, outer)


def packed(radius: Floats, ties: Floats, starts: Floats) -> Floats:
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
    room, known = radius * _MARGIN, set(placed)
    for each in np.lexsort((np.arange(len(radius)), -radius)).tolist():
        if each not in known:
            centre[each] = _best_place(each, placed, room, centre, ties, rays) if placed else 0.0
            placed.append(each)
    return centre


def _middle(centres: Floats, radius: Floats) -> Floats:
    """The middle of the box around discs."""
    low, high = (centres - radius[:, None]).min(axis=0), (centres + radius[:, None]).max(axis=0)
    middle: Floats = (low + high) / 2
    return middle


def _best_place(each: int, placed: list[int], room: Floats, centre: Floats, ties: Floats, rays: Floats) -> Floats:
    others, sizes = centre[placed], room[placed]
    tangent = (others[:, None, :] + rays[None, :, :] * (sizes + room[each])[:, None, None]).reshape(-1, 2)
    apart = np.hypot(tangent[:, None, 0] - others[:, 0], tangent[:, None, 1] - others[:, 1])
    free = (apart >= (sizes + room[each]) * (1 - 1e-9)).all(axis=1)
    pull = ties[each, placed] / np.sqrt(sizes)
    share = pull / pull.sum() if pull.sum() > 0 else np.zeros(len(placed))
    cost = apart @ (share + 0.5 * sizes**2 / (sizes**2).sum())
    cost[~free] = np.inf
    best: Floats = tangent[int(np.argmin(np.round(cost, 9)))]
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
