"""What falls apart if one organisation, or one partnership, goes? Cut points and bridges of the ties.

The ties of a snapshot are read as a simple undirected graph. One depth-first search, linear in nodes
and ties, finds all of it at once. Who exactly one organisation leaves behind, ``departure`` says.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from scoring.kernels import compiled_loop
from scoring.snapshot import Layer

Rows = NDArray[np.int64]

COMPILED_FROM: Final = 500_000
"""Ties (each counted from both ends) from which loading the compiled loop pays for itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """How a network of partners hangs together.

    Attributes
    ----------
    component
        per partner the number of its component, in the order of their first rows; -1 for a partner
        without ties.
    sizes
        partners in each component.
    cuts_off
        per partner how many others are no longer joined to the largest remaining part of its
        component if it goes; above 0 = an articulation point.
    bridges
        pairs of partners (smaller row first, sorted) whose tie is all that joins two parts.
    """

    component: Rows
    sizes: Rows
    cuts_off: Rows
    bridges: Rows  # (n, 2)

    @property
    def articulation_points(self) -> Rows:
        """Rows of partners without whom their component falls apart."""
        return np.flatnonzero(self.cuts_off > 0)

    @property
    def largest(self) -> int:
        return int(self.sizes.max(initial=0))

    @property
    def isolated(self) -> int:
        """Partners without any tie."""
        return int(np.count_nonzero(self.component < 0))


_known: WeakKeyDictionary[Layer, Structure] = WeakKeyDictionary()
_counting = threading.Lock()


def structure_of(ties: Layer | None, partners: int) -> Structure:
    """Components, articulation points and bridges; computed once per layer.

    Parameters
    ----------
    ties : Layer or None
        symmetric, partner × partner; None where there are none.
    partners : int
        how many there are.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(ties=[("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")], partners=["alone"])
    >>> found = structure_of(snapshot.layer("ties"), 5)
    >>> [snapshot.partners.ids[row] for row in found.articulation_points], found.bridges.tolist()
    (['b'], [[0, 2]])
    >>> found.largest, found.isolated, found.cuts_off.tolist()
    (4, 1, [0, 0, 1, 0, 0])

    References
    ----------
    Hopcroft, J. & Tarjan, R. (1973), Communications of the ACM 16:372.
    Tarjan, R. (1974), Information Processing Letters 2:160.
    """
    if ties is None:
        nothing = np.zeros(0, dtype=np.int64)
        return Structure(np.full(partners, -1), nothing, np.zeros(partners, dtype=np.int64), nothing.reshape(0, 2))
    with _counting:
        found = _known.get(ties)
        if found is None:
            found = _known[ties] = _structure(ties)
        return found


def _structure(ties: Layer) -> Structure:
    count = ties.shape[0]
    component, above, cut, most = (np.full(count, fill, dtype=np.int64) for fill in (-1, -1, 0, 0))
    bridge = np.zeros(count, dtype=np.bool_)
    _search(ties.nnz)(ties.indptr.view(np.ndarray), ties.indices.view(np.ndarray), component, above, cut, most, bridge)
    sizes = np.bincount(component[component >= 0])
    # What is left above counts as a part as well; all but the largest part is cut off.
    whole = np.zeros(count, dtype=np.int64)
    whole[component >= 0] = sizes[component[component >= 0]] - 1
    cuts_off = np.where(cut > 0, whole - np.maximum(most, whole - cut), 0)
    lower = np.flatnonzero(bridge)
    pairs = np.sort(np.stack([lower, above[lower]], axis=1), axis=1)
    return Structure(component, sizes.astype(np.int64), cuts_off, pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))])


def _search(ties: int) -> Callable[..., None]:
    """The loop, compiled where that pays, else over lists, which Python reads faster than arrays."""
    if ties >= COMPILED_FROM:
        fast = compiled_loop(_loop_search)
        if fast is not None:
            return fast
    return _search_lists


def _search_lists(indptr: Any, indices: Any, *found: Any) -> None:
    lists = [each.tolist() for each in found]
    _loop_search(indptr.tolist(), indices.tolist(), *lists)
    for array, values in zip(found, lists, strict=True):
        array[:] = values


def _loop_search(indptr: Any, indices: Any, component: Any, above: Any, cut: Any, most: Any, bridge: Any) -> None:
    """Depth first from every row that has ties. ``cut`` sums the parts that hang on a row, ``most`` is
    the largest of them; ``bridge`` marks a row whose tie to the row above is a bridge."""
    count = len(component)
    entered = [0] * count  # when a row was met, from 1 on; 0 = not yet
    low = [0] * count
    size = [1] * count
    place = [0] * count
    clock = components = 0
    for root in range(count):
        if entered[root] > 0 or indptr[root] == indptr[root + 1]:
            continue
        clock += 1
        entered[root] = low[root] = clock
        component[root] = components
        place[root] = indptr[root]
        row = root
        while row >= 0:
            if place[row] < indptr[row + 1]:
                other = indices[place[row]]
                place[row] += 1
                if entered[other] == 0:
                    clock += 1
                    entered[other] = low[other] = clock
                    component[other] = components
                    above[other] = row
                    place[other] = indptr[other]
                    row = other
                elif other != above[row] and entered[other] < low[row]:
                    low[row] = entered[other]
                continue
            up = above[row]
            if up >= 0:
                size[up] += size[row]
                if low[row] < low[up]:
                    low[up] = low[row]
                if low[row] >= entered[up]:
                    cut[up] += size[row]
                    if size[row] > most[up]:
                        most[up] = size[row]
                if low[row] > entered[up]:
                    bridge[row] = True
            row = up
        components += 1
