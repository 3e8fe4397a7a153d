"""Which organisations are tied, by what kind of tie, since when, and who says so?

A pair with several partnerships is tied by the closest one: that of the fewest members, then the first
by id. Supplies lead from supplier to customer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.scene import Array, Ties
from ecosystem.view import View
from scoring.snapshot import Categories, Layer

PARTNERSHIP: Final = "partnership"
SUPPLIES: Final = "supplies"
OTHER: Final = "other"
_MOST_KINDS: Final = 12

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Ties between rows of partners, column by column.

    Attributes
    ----------
    first, second
        rows of partners; of supplies the supplier is the first.
    kind
        position in ``codes``.
    weight
        how many partnerships, how much is supplied.
    fact
        entry of the snapshot's provenance, -1 where nothing is said.
    """

    first: Ints
    second: Ints
    kind: Ints
    weight: Array
    fact: Ints
    codes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.first)

    def only(self, keep: Array) -> Lines:
        """Some of them, by mask or by rows."""
        return Lines(self.first[keep], self.second[keep], self.kind[keep], self.weight[keep], self.fact[keep],
                     self.codes)

    def as_ties(self, mark_of: Ints, label: Callable[[str], str], state: Array | None = None) -> Ties:
        """The same between marks; ``mark_of`` gives the mark of each partner."""
        return Ties(
            mark_of[self.first].astype(np.uint32), mark_of[self.second].astype(np.uint32), self.kind.astype(np.uint8),
            self.weight.astype(np.float32), np.zeros(len(self), np.uint8) if state is None else state.astype(np.uint8),
            tuple(label(code) for code in self.codes),
        )


def lines_among(view: View, shown: Mask) -> Lines:
    """All ties between the partners of a mask: partnerships in the order of rows, then supplies."""
    partnerships = _partnerships(view, shown)
    supplies = _supplies(view, shown)
    codes, kinds = _few(partnerships[2])
    parts = [(partnerships[0], partnerships[1], kinds, *partnerships[3:])]
    if len(supplies[0]):
        parts.append((*supplies[:2], np.full(len(supplies[0]), len(codes), np.int64), *supplies[2:]))
        codes = (*codes, SUPPLIES)
    columns = [np.concatenate([part[each] for part in parts]) for each in range(5)]
    return Lines(columns[0], columns[1], columns[2], columns[3], columns[4], codes)


class ByEnd:
    """The lines at each of ``count`` ends, found without looking at all of them."""

    def __init__(self, first: Ints, second: Ints, count: int) -> None:
        ends = np.concatenate((first, second))
        order = np.argsort(ends, kind="stable")
        self._line = order % max(len(first), 1)
        self._start = np.searchsorted(ends[order], np.arange(count + 1))

    def __getitem__(self, end: int) -> Ints:
        """Positions of the lines, ascending."""
        found: Ints = np.unique(self._line[self._start[end] : self._start[end + 1]])
        return found


def degrees(view: View) -> Ints:
    """How many ties each partner has: partnerships once for each other side, supplies for each direction."""
    found = np.zeros(view.snapshot.partner_count, dtype=np.int64)
    ties, supplies = view.layer("ties"), view.layer("supplies")
    if ties is not None:
        found += np.diff(ties.indptr)
    if supplies is not None:
        found += np.diff(supplies.indptr) + np.bincount(supplies.indices, minlength=len(found))
    return found


def sizes(view: View) -> tuple[Ints, str]:
    """What marks are sized by, and the word for it: ties; where nobody has any, capabilities."""
    found, profile = degrees(view), view.layer("profile")
    if found.any() or profile is None:
        return found, "size.ties"
    return np.diff(profile.indptr), "size.capabilities"


def _few(kinds: list[str]) -> tuple[tuple[str, ...], Ints]:
    """The kinds that are met, the commonest first, and the code of each; rare ones of many are one kind."""
    names, inverse, counts = np.unique(np.array(kinds, dtype=object).astype(str), return_inverse=True,
                                       return_counts=True)
    order = np.lexsort((names, -counts))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    codes = [str(names[each]) for each in order[:_MOST_KINDS]]
    if len(order) > _MOST_KINDS:
        codes[-1] = OTHER
    return tuple(codes), np.minimum(place, max(len(codes) - 1, 0))[inverse].astype(np.int64)


def _ends(layer: Layer) -> tuple[Ints, Ints]:
    first = np.repeat(np.arange(layer.shape[0], dtype=np.int64), np.diff(layer.indptr))
    return first, layer.indices.astype(np.int64)


def _facts(layer: Layer) -> Ints:
    """An entry of the provenance for each tie."""
    whole = len(layer.facts) == layer.nnz
    return layer.facts.astype(np.int64) if whole else np.full(layer.nnz, layer.facts[0], np.int64)


def _partnerships(view: View, shown: Mask) -> tuple[Ints, Ints, list[str], Array, Ints]:
    layer = view.layer("ties")
    none = np.zeros(0, np.int64)
    if layer is None:
        return none, none, [], np.zeros(0), none
    first, second = _ends(layer)
    keep = (first < second) & shown[first] & shown[second]
    first, second = first[keep], second[keep]
    fact, closest = _facts(layer)[keep], _closest(view, shown)
    at = np.searchsorted(closest.key, first * layer.shape[0] + second)
    at = np.minimum(at, max(len(closest.key) - 1, 0))
    known = (closest.key[at] == first * layer.shape[0] + second) if len(closest.key) else np.zeros(len(first), bool)
    kinds = np.full(len(first), PARTNERSHIP, dtype=object)
    kinds[known] = closest.kind[at[known]]
    fact[known] = closest.fact[at[known]]
    return first, second, kinds.tolist(), layer.weights[keep], fact


@dataclass(frozen=True, slots=True, eq=False)
class _Closest:
    """Per pair of partners, by ``first · n + second`` ascending: the kind and the fact of the closest partnership."""

    key: Ints
    kind: Array
    fact: Ints


def _closest(view: View, shown: Mask) -> _Closest:
    layer = view.layer("partnership_members")
    if layer is None:
        return _Closest(np.zeros(0, np.int64), np.zeros(0, object), np.zeros(0, np.int64))
    sizes = np.diff(layer.indptr)
    parts = [_pairs(layer, np.flatnonzero(sizes == size), int(size), shown)
             for size in np.unique(sizes[sizes > 1]).tolist()]
    key, partnership, fact, size = (np.concatenate([np.zeros(0, np.int64), *(part[each] for part in parts)])
                                    for each in range(4))
    order = np.lexsort((partnership, size, key))
    order = order[np.r_[True, np.diff(key[order]) != 0][: len(order)]]
    kinds = _kinds(view)
    return _Closest(key[order], kinds[partnership[order]], fact[order])


def _pairs(layer: Layer, partnerships: Ints, size: int, shown: Mask) -> tuple[Ints, Ints, Ints, Ints]:
    """All pairs within the partnerships of one size: key, partnership, fact, size."""
    one, other = np.triu_indices(size, 1)
    starts = layer.indptr[partnerships]
    first, second = (starts[:, None] + one).ravel(), (starts[:, None] + other).ravel()
    low, high = layer.indices[first].astype(np.int64), layer.indices[second].astype(np.int64)
    keep = shown[low] & shown[high]
    of = np.repeat(partnerships.astype(np.int64), len(one))[keep]
    return low[keep] * layer.shape[1] + high[keep], of, _facts(layer)[first[keep]], np.full(len(of), size, np.int64)


def _kinds(view: View) -> Array:
    column = view.snapshot.nodes["Partnership"].columns.get("kind")
    if not isinstance(column, Categories):
        return np.full(len(view.snapshot.nodes["Partnership"]), PARTNERSHIP, dtype=object)
    names = np.array([*column.labels, PARTNERSHIP], dtype=object)
    found: Array = names[column.codes]
    return found


def _supplies(view: View, shown: Mask) -> tuple[Ints, Ints, Array, Ints]:
    layer = view.layer(SUPPLIES)
    none = np.zeros(0, np.int64)
    if layer is None:
        return none, none, np.zeros(0), none
    first, second = _ends(layer)
    keep = (first != second) & shown[first] & shown[second]
    return first[keep], second[keep], layer.weights[keep], _facts(layer)[keep]
