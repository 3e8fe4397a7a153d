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

_COOLING: Final = 60  # steps of the layout inside discs
_REPULSION: Final = 5  # nodes of the own community that each node is kept away from, per step
_MARGIN: Final = 1.12  # of a disc's radius: how much room it is given
_REGION_MARGIN: Final = 0.9  # in units of a node's distance, around a region
_RAYS: Final = 48  # directions in which a disc looks for a free place beside another
_PUSHES: Final = 200
_BORDER: Final = 0.04  # of the square, free for what comes later

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Discs:
    """Circles in the plane: centres of shape (k, 2) and radii of shape (k,)."""

    centre: Floats
    radius: Floats

    def __len__(self) -> int:
        return len(self.radius)


@dataclass(frozen=True, slots=True)
class Frame:
    """How a layout's own units lie in the unit square: ``square = (units − origin) · unit``."""

    unit: float
    left: float
    top: float


def between_frames(position: Floats, here: Frame, there: Frame) -> Floats:
    """The same places in the square of another frame.

    Examples
    --------
    >>> wide, close = Frame(0.1, 0.0, 0.0), Frame(0.2, 1.0, 1.0)
    >>> between_frames(np.array([[0.5, 0.3]]), wide, close).round(6).tolist()
    [[0.8, 0.4]]
    """
    units = position / here.unit + (here.left, here.top)
    found: Floats = (units - (there.left, there.top)) * there.unit
    return found


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
    """An earlier layout: where each node of now stood, NaN where it was not there yet."""

    position: Floats
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
        what was there then stays as near to its place as the new discs allow.

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
    stood = None if before is None else before.position / before.frame.unit + (before.frame.left, before.frame.top)
    size = np.bincount(community, minlength=len(region)).astype(np.float64)
    radius = np.sqrt(size + 0.5)
    starts = _medians(stood, community, len(region))
    inner, outer = _discs(radius, _between(community[sources], community[targets], len(region)), region, starts)
    offsets = _offsets(stood, starts, community, radius)
    local = _inside(sources, targets, community, np.random.default_rng(seed), offsets)
    return _in_square(inner.centre[community] + local, inner, outer, before)


# --- discs -----------------------------------------------------------------------------------------
def _between(first: Ints, second: Ints, count: int) -> Floats:
    """How many ties lead from disc to disc: symmetric, 0 on the diagonal."""
    both = np.bincount(first * count + second, minlength=count * count).reshape(count, count)
    ties: Floats = (both + both.T).astype(np.float64)
    np.fill_diagonal(ties, 0.0)
    return ties


def _medians(stood: Floats | None, group: Ints, count: int) -> Floats:
    """Per group the median place of those who were there; NaN where nobody was."""
    found = np.full((count, 2), np.nan)
    if stood is None:
        return found
    there = np.flatnonzero(~np.isnan(stood[:, 0]))
    order = there[np.argsort(group[there], kind="stable")]
    bounds = np.searchsorted(group[order], np.arange(count + 1))
    for each in np.flatnonzero(np.diff(bounds)).tolist():
        found[each] = np.median(stood[order[bounds[each] : bounds[each + 1]]], axis=0)
    return found


def _discs(radius: Floats, ties: Floats, region: Ints, starts: Floats) -> tuple[Discs, Discs]:
    """Communities packed within their regions, and regions packed beside each other."""
    count = int(region.max()) + 1
    centre, outer, origin = np.zeros((len(region), 2)), np.zeros(count), np.full((count, 2), np.nan)
    for each in range(count):
        members = np.flatnonzero(region == each)
        local = packed(radius[members] * _MARGIN, ties[np.ix_(members, members)], starts[members])
        middle = _middle(local, radius[members])
        if not np.isnan(starts[members, 0]).all():
            origin[each] = middle
        centre[members] = local - middle
        outer[each] = float((np.hypot(*(local - middle).T) + radius[members]).max()) + _REGION_MARGIN
    joined = np.zeros((count, count))
    np.add.at(joined, (region[:, None], region[None, :]), ties)
    np.fill_diagonal(joined, 0.0)
    regions = packed(outer * _MARGIN, joined, origin)
    return Discs(centre + regions[region], radius), Discs(regions, outer)


def _middle(centres: Floats, radius: Floats) -> Floats:
    """The middle of the box around discs."""
    low, high = (centres - radius[:, None]).min(axis=0), (centres + radius[:, None]).max(axis=0)
    middle: Floats = (low + high) / 2
    return middle


def packed(radius: Floats, ties: Floats, starts: Floats) -> Floats:
    """Centres of discs that do not overlap, close together, the more tied the nearer.

    Discs with a place (``starts`` is not NaN) keep it but for what overlaps; the others come in the
    order of their size, each to the free place beside another one that is best for its ties.

    Examples
    --------
    >>> nowhere = np.full((3, 2), np.nan)
    >>> places = packed(np.array([2.0, 1.0, 1.0]), np.zeros((3, 3)), nowhere)
    >>> float(np.hypot(*(places[0] - places[1])).round(6))
    3.0
    """
    centre = starts.copy()
    placed = np.flatnonzero(~np.isnan(centre[:, 0])).tolist()
    if placed:
        centre[placed] = _apart(centre[placed], radius[placed])
    angles = np.arange(_RAYS) * (2 * np.pi / _RAYS)
    rays = np.column_stack((np.cos(angles), np.sin(angles)))
    for each in np.lexsort((np.arange(len(radius)), -radius)).tolist():
        if each in placed:
            continue
        centre[each] = _best_place(each, placed, radius, centre, ties, rays) if placed else 0.0
        placed.append(each)
    return centre


def _best_place(each: int, placed: list[int], radius: Floats, centre: Floats, ties: Floats, rays: Floats) -> Floats:
    others, sizes = centre[placed], radius[placed]
    tangent = (others[:, None, :] + rays[None, :, :] * (sizes + radius[each])[:, None, None]).reshape(-1, 2)
    apart = np.hypot(tangent[:, None, 0] - others[:, 0], tangent[:, None, 1] - others[:, 1])
    free = (apart >= (sizes + radius[each]) * (1 - 1e-9)).all(axis=1)
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


# --- nodes -----------------------------------------------------------------------------------------
def _offsets(stood: Floats | None, starts: Floats, community: Ints, radius: Floats) -> Floats | None:
    """Where nodes stood in their disc; NaN for those that are new there."""
    if stood is None:
        return None
    found: Floats = stood - starts[community]
    found[np.hypot(*found.T) > 1.5 * radius[community]] = np.nan  # came from another disc
    return found


def _inside(sources: Ints, targets: Ints, community: Ints, rng: np.random.Generator,
            offsets: Floats | None) -> Floats:
    """Places relative to the centre of the own disc."""
    own = community[sources] == community[targets]
    ends = sources[own], targets[own]
    size = np.bincount(community).astype(np.float64)
    angle, far = rng.random(len(community)) * 2 * np.pi, np.sqrt(rng.random(len(community)) * size[community])
    place = np.column_stack((np.cos(angle), np.sin(angle))) * far[:, None]
    if offsets is None or np.isnan(offsets[:, 0]).all():
        place = _settled(place, ends, community, size, rng)
        return _filling(place, community)
    new = np.isnan(offsets[:, 0])
    place[~new] = offsets[~new]
    place = _near_neighbours(place, ends, new)
    edge = 0.98 * np.sqrt(size + 0.5)[community]
    out = np.hypot(*place.T)
    held: Floats = place * np.minimum(1.0, edge / np.maximum(out, 1e-9))[:, None]
    return held


def _near_neighbours(place: Floats, ends: tuple[Ints, Ints], new: NDArray[np.bool_]) -> Floats:
    """New nodes go to the middle of those they are tied to, a little beside it so that none is hidden."""
    total, count = np.zeros_like(place), np.zeros(len(place))
    for here, there in (ends, ends[::-1]):
        useful = new[here] & ~new[there]
        np.add.at(total, here[useful], place[there[useful]])
        np.add.at(count, here[useful], 1.0)
    known = new & (count > 0)
    beside = place[known] / np.maximum(np.hypot(*place[known].T), 1e-9)[:, None]
    place[known] = total[known] / count[known, None] + beside
    return place


def _settled(place: Floats, ends: tuple[Ints, Ints], community: Ints, size: Floats,
             rng: np.random.Generator) -> Floats:
    """All communities at once: ties pull, a few members of the own community push, steps grow shorter."""
    first, second = ends
    count = len(community)
    degree = np.bincount(np.concatenate(ends), minlength=count) + 1.0
    slack = 0.9 / np.sqrt(np.sqrt(degree[first] * degree[second]))
    order = np.argsort(community, kind="stable")
    start = np.searchsorted(community[order], np.arange(len(size)))[community]
    own, reach = size[community], np.sqrt(size)[community]
    for step in range(_COOLING):
        pull = (place[first] - place[second]) * slack[:, None]
        force = np.column_stack([
            np.bincount(second, pull[:, axis], count) - np.bincount(first, pull[:, axis], count) for axis in (0, 1)
        ]).astype(np.float64)
        for _ in range(_REPULSION):
            other = order[start + (rng.random(count) * own).astype(np.int64)]
            away = place - place[other]
            near = (away**2).sum(axis=1) + 0.05
            force += away * np.where(near < 2 * own, 0.35 * own / _REPULSION / near, 0.0)[:, None]
        longest = 0.35 * reach * (1 - step / _COOLING) ** 1.5 + 0.05
        strength = np.hypot(*force.T) + 1e-9
        place = place + force / strength[:, None] * np.minimum(strength, longest)[:, None]
    return place


def _filling(place: Floats, community: Ints) -> Floats:
    """Discs filled evenly: three quarters the rank of the distance, one quarter the distance itself."""
    found = np.empty_like(place)
    order = np.argsort(community, kind="stable")
    bounds = np.searchsorted(community[order], np.arange(int(community.max()) + 2))
    for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        members = order[start:stop]
        local = place[members] - np.median(place[members], axis=0)
        far = np.hypot(*local.T)
        rank = np.empty(len(members))
        rank[np.lexsort((members, far))] = np.arange(len(members))
        whole = max(float(np.quantile(far, 0.98)), 1e-9)
        ring = 0.75 * np.sqrt((rank + 0.5) / len(members)) + 0.25 * np.minimum(far / whole, 1.0)
        angle = np.arctan2(local[:, 1], local[:, 0])
        found[members] = np.column_stack((np.cos(angle), np.sin(angle))) * (ring * np.sqrt(len(members)))[:, None]
    return found


# --- the square ------------------------------------------------------------------------------------
def _in_square(position: Floats, inner: Discs, outer: Discs, before: Before | None) -> Layout:
    low = (outer.centre - outer.radius[:, None]).min(axis=0)
    high = (outer.centre + outer.radius[:, None]).max(axis=0)
    frame = None if before is None else before.frame
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
