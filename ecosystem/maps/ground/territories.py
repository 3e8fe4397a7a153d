"""Which regions and communities does an ecosystem fall into?

Two levels: at most ten regions by the Leiden algorithm over what organisations share, which carry the
colours of a map, and communities inside each region by the same algorithm. With an earlier division,
what was together stays together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.ground.regions import MOST_GROUPS, MOST_REGIONS, grouped, most_tied
from ecosystem.maps.ground.shared import shared_ground
from ecosystem.view import View
from scoring.network.communities import communities, modularity

_SMALLEST: Final = 4  # members of a community; what is smaller joins the one it is most tied to
_WHOLE: Final = 24  # members of a region that is not taken apart
_JOINING: Final = 3  # steps by which somebody new finds his group: to what he holds, to who holds it, to their group
_RUNS: Final = 3
_MANY: Final = 20_000  # organisations from which one run has to do

Ints = NDArray[np.int64]
Matrix = Any  # scipy's csr_matrix of float64


@dataclass(frozen=True, slots=True, eq=False)
class Territories:
    """Attributes
    ----------
    community : array of shape (partners,)
        0 is the largest.
    region : array of shape (communities,)
        0 is the largest.
    lone : int
        the community of those whom nothing ties to the others, a region of its own; -1 if there are none.
    quality : float
        modularity of the regions; NaN without ties.
    """

    community: Ints
    region: Ints
    lone: int
    quality: float

    @property
    def region_of(self) -> Ints:
        """The region of each partner."""
        return self.region[self.community]

    @property
    def lone_region(self) -> int:
        """The region of those whom nothing ties to the others, -1 if there are none."""
        return int(self.region[self.lone]) if self.lone >= 0 else -1


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """An earlier division: the community of each partner of now, -1 for the new ones, and the region of each."""

    community: Ints
    region: Ints


def territories(view: View, *, seed: int = 0, before: Division | None = None) -> Territories:
    """The division of all organisations of a view.

    Parameters
    ----------
    before
        what was together in it stays so, whatever was better now.
    """
    count = view.snapshot.partner_count
    shared = shared_ground(view)
    if before is not None:
        label, region = _carried(shared, before, count, seed)
        return _numbered(label[:count], region[:count], modularity(shared, _alone(region)))
    region, quality = _regions(shared, count, seed)
    label = _communities(shared, region, count, seed)
    return _numbered(label[:count], region[:count], quality)


# --- a fresh division --------------------------------------------------------------------------------
def _regions(shared: Matrix, count: int, seed: int) -> tuple[Ints, float]:
    """The region of every node, -1 for those whom nothing ties to any; and the modularity."""
    if not shared.nnz:
        return np.full(shared.shape[0], -1, np.int64), float("nan")
    found = communities(shared, runs=_RUNS if shared.shape[0] < _MANY else 1, seed=seed)
    label = _large_enough(shared, found.labels, count)
    alone = bool((label[:count] < 0).any())
    group = grouped(shared, label, count, MOST_REGIONS - alone)
    region = np.where(label >= 0, group[label], -1) if len(group) else label
    return region, modularity(shared, _alone(region))


def _large_enough(shared: Matrix, label: Ints, count: int) -> Ints:
    """Groups of a few join the one that they are most tied to; -1 for those tied to none of the larger ones."""
    sizes = np.bincount(label[:count], minlength=int(label.max(initial=-1)) + 1)
    ranked = np.lexsort((np.arange(len(sizes)), -sizes))[:MOST_GROUPS]
    large = ranked[sizes[ranked] >= min(_SMALLEST, max(int(sizes.max(initial=0)), 1))]
    place = np.full(len(sizes), -1, np.int64)
    place[large] = np.arange(len(large))
    return _joining(shared, place[label])


def _communities(shared: Matrix, region: Ints, count: int, seed: int) -> Ints:
    """Communities inside each region; -1 where there is no region. Numbers say nothing."""
    label, start = np.full(len(region), -1, np.int64), 0
    for each in range(int(region.max(initial=-1)) + 1):
        nodes = np.flatnonzero(region == each)
        members = int((nodes < count).sum())
        label[nodes] = start
        if members > _WHOLE:
            inside = shared[nodes][:, nodes]
            found = communities(inside, runs=1, seed=seed).labels
            found = _large_enough(inside, found, members)
            label[nodes] = start + np.where(found < 0, 0, found)
        start = int(label.max()) + 1
    return label


def _alone(label: Ints) -> Ints:
    """The same with a number of its own for each node without one."""
    found = label.copy()
    lone = np.flatnonzero(label < 0)
    found[lone] = int(label.max(initial=-1)) + 1 + np.arange(len(lone))
    return found


# --- an earlier division -----------------------------------------------------------------------------
def _carried(shared: Matrix, before: Division, count: int, seed: int) -> tuple[Ints, Ints]:
    """Community and region of every node: who was there keeps his, others join whom they are most tied to."""
    label = np.full(shared.shape[0], -1, np.int64)
    label[:count] = before.community
    label[:count][np.diff(shared.indptr)[:count] == 0] = -1  # nothing ties him any more
    label = _joining(shared, label)
    apart = _apart(shared, label, count, seed)
    start = len(before.region)
    label = np.where(apart >= 0, start + apart, label)
    new_regions = int(before.region.max(initial=-1)) + 1 + np.arange(int(apart.max(initial=-1)) + 1)
    region_of = np.concatenate((before.region, new_regions))
    region = np.where(label >= 0, region_of[label], -1) if len(region_of) else label
    group = grouped(shared, region, count, MOST_REGIONS - bool((region[:count] < 0).any()))
    return label, np.where(region >= 0, group[region], -1) if len(group) else region


def _joining(shared: Matrix, label: Ints) -> Ints:
    """Who has no label takes that of those he is most tied to."""
    found = label.copy()
    for _ in range(_JOINING):
        new = np.flatnonzero(found < 0)
        if not len(new):
            break
        found[new] = most_tied(shared[new], found)
    return found


def _apart(shared: Matrix, label: Ints, count: int, seed: int) -> Ints:
    """Groups of newcomers whom nothing ties to those who were there; -1 for all others."""
    found, rest = np.full(len(label), -1, np.int64), np.flatnonzero(label < 0)
    between = shared[rest][:, rest]
    if between.nnz:
        members = int((rest < count).sum())
        found[rest] = _large_enough(between, communities(between, runs=1, seed=seed).labels, members)
    return found


# --- numbers -----------------------------------------------------------------------------------------
def _numbered(label: Ints, region: Ints, quality: float) -> Territories:
    """Numbers by size, of equal ones that with the first member first; those in none come last, together."""
    community, first = _by_size(label)
    inner, _ = _by_size(region)
    return Territories(community, inner[first], int(community.max()) if (label < 0).any() else -1, quality)


def _by_size(label: Ints) -> tuple[Ints, Ints]:
    """The number of each, and the first member of each number."""
    names, first, inverse, sizes = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes, names < 0))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place[inverse], first[order]
