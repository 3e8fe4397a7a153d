"""Which regions and communities does an ecosystem fall into, and what are they called?

Two levels: communities by the Leiden algorithm over what organisations share (partnerships, supplies,
their most special capabilities), and at most ten regions of communities, which carry the colours of a
map. With an earlier division, what was together stays together as long as that is nearly as good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecosystem.view import View
from scoring.measures import smooth_idf
from scoring.network.communities import communities, modularity
from scoring.snapshot import Layer

MOST_REGIONS: Final = 10
_SPECIAL: Final = 3  # capabilities of each organisation that tie it to others
_SMALLEST: Final = 4  # members of a community; what is smaller joins the one it is most tied to
_KEPT: Final = 0.92  # of the best modularity: what an earlier division may fall short of
_RUNS: Final = 3
_MANY: Final = 20_000  # organisations from which one run has to do

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
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
        the community, and region, of organisations that nothing ties to others; -1 if there are none.
    quality : float
        modularity of the communities; NaN without ties.
    """

    community: Ints
    region: Ints
    lone: int
    quality: float

    @property
    def region_of(self) -> Ints:
        """The region of each partner."""
        return self.region[self.community]


def territories(view: View, *, seed: int = 0, before: Ints | None = None) -> Territories:
    """The division of all organisations of a view.

    Parameters
    ----------
    before : array of shape (partners,), optional
        an earlier community of each, -1 for those that were not there.
    """
    count = view.snapshot.partner_count
    shared = shared_ground(view)
    tied = np.diff(shared.indptr)[:count] > 0
    label, quality = _divided(shared, seed, before) if tied.any() else (np.zeros(count, np.int64), float("nan"))
    label = _merged(label[:count], shared[:count, :count], tied)
    community, lone = _by_size(label, tied)
    region = _regions(community, shared, count, lone, seed)
    return Territories(community, region, lone if lone < 0 else int(community.max()), quality)


def shared_ground(view: View) -> Matrix:
    """What ties organisations: partners and capabilities × the same, symmetric, weights above 0.

    A partnership weighs 1, a supply 0.5; an organisation is tied to its three most special
    capabilities, by their share of its portfolio times their rarity.
    """
    count = view.snapshot.partner_count
    profile = view.layer("profile")
    wide = count + (0 if profile is None else profile.shape[1])
    parts = [_squared(view.layer("ties"), wide, 1.0), _squared(view.layer("supplies"), wide, 0.5)]
    if profile is not None:
        parts.append(_special(profile, count, wide))
    total: Matrix = sparse.csr_matrix((wide, wide), dtype=np.float64)
    for part in parts:
        total = total + part
    total = total.maximum(total.T).tocsr()
    total.sort_indices()
    return total


def _squared(layer: Layer | None, wide: int, weight: float) -> Matrix:
    if layer is None:
        return sparse.csr_matrix((wide, wide), dtype=np.float64)
    rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
    found: Matrix = sparse.csr_matrix((np.full(layer.nnz, weight), (rows, layer.indices)), (wide, wide))
    return found


def _special(profile: Layer, count: int, wide: int) -> Matrix:
    """Each organisation's most special capabilities; what few hold together with it comes first."""
    rows = np.repeat(np.arange(count), np.diff(profile.indptr))
    weights = profile.weights.astype(np.float64)
    totals = np.maximum(np.bincount(rows, weights, count), 1e-12)
    holders = np.bincount(profile.indices, minlength=profile.shape[1])
    worth = weights / totals[rows] * smooth_idf(count, holders)[profile.indices]
    worth[holders[profile.indices] < 2] = 0.0  # what nobody else has ties to nobody
    order = np.lexsort((profile.indices, -np.round(worth, 12), rows))
    place = np.arange(len(order)) - np.repeat(profile.indptr[:-1], np.diff(profile.indptr))
    keep = order[(place < _SPECIAL) & (worth[order] > 0)]
    made: Matrix = sparse.csr_matrix((worth[keep], (rows[keep], count + profile.indices[keep])), (wide, wide))
    return made


def _divided(shared: Matrix, seed: int, before: Ints | None) -> tuple[Ints, float]:
    """The best division, or the earlier one where it is nearly as good."""
    runs = _RUNS if shared.shape[0] < _MANY else 1
    found = communities(shared, runs=runs, seed=seed)
    if before is None:
        return found.labels, found.quality
    kept = _carried(shared, before, found.labels)
    quality = modularity(shared, kept)
    return (kept, quality) if quality >= _KEPT * found.quality else (found.labels, found.quality)


def _carried(shared: Matrix, before: Ints, fresh: Ints) -> Ints:
    """An earlier division for those who were there; others join whom they are most tied to."""
    kept = np.full(shared.shape[0], -1, dtype=np.int64)
    kept[: len(before)] = before
    for _ in range(3):  # capabilities first, then those who are tied to them
        new = np.flatnonzero(kept < 0)
        if not len(new):
            break
        kept[new] = _most_tied(shared[new], kept)
    alone = kept < 0
    kept[alone] = fresh[alone] + int(kept.max()) + 1
    return kept


def _most_tied(rows: Matrix, label: Ints) -> Ints:
    """Per row the label with most weight; -1 where there is none. Of equal ones the smaller."""
    known = np.flatnonzero(label >= 0)
    if not len(known):
        return np.full(rows.shape[0], -1, dtype=np.int64)
    member = sparse.csr_matrix((np.ones(len(known)), (known, label[known])), (len(label), int(label.max()) + 1))
    weight = (rows @ member).tocsr()
    best = np.full(rows.shape[0], -1, dtype=np.int64)
    for row in np.flatnonzero(np.diff(weight.indptr)).tolist():
        span = slice(weight.indptr[row], weight.indptr[row + 1])
        columns, values = weight.indices[span], np.round(weight.data[span], 9)
        best[row] = int(columns[values == values.max()].min())
    return best


def _merged(label: Ints, between: Matrix, tied: NDArray[np.bool_]) -> Ints:
    """Communities of a few join the one that they are most tied to, if there is one."""
    for _ in range(2):
        sizes = np.bincount(label[tied], minlength=int(label.max()) + 1)
        small = np.flatnonzero(tied & (sizes[label] < _SMALLEST))
        if not len(small):
            break
        large = np.where(tied & (sizes[label] >= _SMALLEST), label, -1)
        moved = _most_tied(between[small], large)
        label = label.copy()
        label[small[moved >= 0]] = moved[moved >= 0]
    return label


def _by_size(label: Ints, tied: NDArray[np.bool_]) -> tuple[Ints, int]:
    """Numbers by size, of equal ones the one with the first member; those without ties come last, together."""
    label = np.where(tied, label, -1)
    names, first, inverse, sizes = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes, names < 0))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place[inverse], (len(order) - 1 if (names < 0).any() else -1)


def _regions(community: Ints, shared: Matrix, count: int, lone: int, seed: int) -> Ints:
    """Communities together in at most ten regions; what nothing ties to others is a region of its own."""
    if not count:
        return np.zeros(0, dtype=np.int64)
    total = int(community.max()) + 1
    member = sparse.csr_matrix((np.ones(count), (np.arange(count), community)), (count, total))
    through = shared[:count] @ shared[:, :count]  # over capabilities as well
    weight = np.asarray((member.T @ (shared[:count, :count] + 0.5 * through) @ member).todense(), dtype=np.float64)
    np.fill_diagonal(weight, 0.0)
    sizes = np.bincount(community, minlength=total).astype(np.float64)
    group = np.arange(total)
    most = MOST_REGIONS - (lone >= 0)
    while len(np.unique(group[group != lone])) > most:
        group = _joined(group, weight, sizes, lone)
    names, inverse = np.unique(group, return_inverse=True)
    total_of = np.bincount(inverse, sizes)
    order = np.lexsort((names, -total_of, names == lone))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place[inverse]


def _joined(group: Ints, weight: Floats, sizes: Floats, lone: int) -> Ints:
    """The smallest region joins the one that it is most tied to for its size, else the next smallest."""
    names = np.unique(group)
    names = names[names != lone]
    of = np.array([sizes[group == each].sum() for each in names])
    smallest = int(np.lexsort((names, of))[0])
    inside = group == names[smallest]
    pull = np.array([
        -1.0 if place == smallest else weight[np.ix_(inside, group == each)].sum() / of[place]
        for place, each in enumerate(names)
    ])
    target = int(np.argmax(np.round(pull, 12))) if pull.max() > 0 else int(np.lexsort((names, of))[1])
    joined: Ints = np.where(inside, min(names[target], names[smallest]), group)
    joined[group == names[target]] = min(names[target], names[smallest])
    return joined
