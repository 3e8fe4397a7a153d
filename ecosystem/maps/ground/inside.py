"""Where does every member stand inside the disc of its community?

Ties pull, members of the same community push, and the disc is filled evenly. Who stood in it already
does not move at all; who is new comes to those he is tied to.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

_COOLING: Final = 60  # steps of the layout
_REPULSION: Final = 5  # members of the own community that each is kept away from, per step
_STEPS_ASIDE: Final = 12  # of a new member away from those it would hide
_ROOM: Final = 0.7  # distance, in units of a node's, that it looks for

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def places_inside(sources: Ints, targets: Ints, community: Ints, rng: np.random.Generator,
                  stood: Floats | None = None) -> Floats:
    """Places relative to the centre of the own disc, whose radius is ``√(size + 0.5)``.

    Parameters
    ----------
    sources, targets
        ends of the ties; those that leave a community count for nothing.
    stood : array of shape (n, 2), optional
        where each stood relative to the centre, NaN for who is new.

    Examples
    --------
    >>> ends = np.array([0, 1]), np.array([1, 2])
    >>> found = places_inside(*ends, np.zeros(3, int), np.random.default_rng(0))
    >>> bool((np.hypot(*found.T) <= 3.5 ** 0.5).all())
    True
    """
    own = community[sources] == community[targets]
    ends = sources[own], targets[own]
    size = np.bincount(community).astype(np.float64)
    angle, far = rng.random(len(community)) * 2 * np.pi, np.sqrt(rng.random(len(community)) * size[community])
    place = np.column_stack((np.cos(angle), np.sin(angle))) * far[:, None]
    old = np.zeros(len(place), dtype=bool) if stood is None else ~np.isnan(stood[:, 0])
    peopled = np.bincount(community[old], minlength=len(size)) > 0
    place = _fresh(place, ends, community, ~peopled[community], rng)
    if stood is not None and old.any():
        place[old] = stood[old]
        new = ~old & peopled[community]
        place = _aside(_near_neighbours(place, ends, new), community, new)
    edge, out = 0.98 * np.sqrt(size + 0.5)[community], np.hypot(*place.T)
    held: Floats = np.where((out > edge)[:, None], place * (edge / np.maximum(out, 1e-9))[:, None], place)
    return held


def _fresh(place: Floats, ends: tuple[Ints, Ints], community: Ints, wanted: Mask,
           rng: np.random.Generator) -> Floats:
    """The same with the layout of those communities in which nobody stood."""
    nodes = np.flatnonzero(wanted)
    if not len(nodes):
        return place
    at = np.full(len(place), -1, np.int64)
    at[nodes] = np.arange(len(nodes))
    inside = wanted[ends[0]]
    groups, group = np.unique(community[nodes], return_inverse=True)
    settled = _settled(place[nodes], (at[ends[0][inside]], at[ends[1][inside]]), group,
                       np.bincount(group, minlength=len(groups)).astype(np.float64), rng)
    place = place.copy()
    place[nodes] = _filling(settled, group)
    return place


def _near_neighbours(place: Floats, ends: tuple[Ints, Ints], new: Mask) -> Floats:
    """New members go to the middle of those they are tied to, a little beside it."""
    total, count = np.zeros_like(place), np.zeros(len(place))
    for here, there in (ends, ends[::-1]):
        useful = new[here] & ~new[there]
        np.add.at(total, here[useful], place[there[useful]])
        np.add.at(count, here[useful], 1.0)
    known = new & (count > 0)
    beside = place[known] / np.maximum(np.hypot(*place[known].T), 1e-9)[:, None]
    place[known] = total[known] / count[known, None] + 0.5 * beside
    return place


def _aside(place: Floats, community: Ints, new: Mask) -> Floats:
    """New members step away from those they would hide; nobody else moves."""
    moving = np.flatnonzero(new)
    apart = np.column_stack((place, 10.0 * community))  # members of other communities are far off
    for _ in range(_STEPS_ASIDE if len(moving) else 0):
        far, other = cKDTree(apart).query(apart[moving], k=min(4, len(apart)))
        lack = np.where((other != moving[:, None]) & (other < len(apart)), np.maximum(_ROOM - far, 0.0), 0.0)
        if not lack.any():
            break
        gap = apart[moving, None, :2] - apart[np.minimum(other, len(apart) - 1), :2]
        gap[far < 1e-6] = (1.0, 0.5)  # two on one spot part by their order
        way = gap / np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-9)[..., None]
        apart[moving, :2] += 0.6 * (lack[..., None] * way).sum(axis=1)
    return apart[:, :2].copy()


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
        ring *= len(members) > 1  # one alone stands in the middle
        angle = np.arctan2(local[:, 1], local[:, 0])
        found[members] = np.column_stack((np.cos(angle), np.sin(angle))) * (ring * np.sqrt(len(members)))[:, None]
    return found
