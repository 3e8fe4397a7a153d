"""Which rows hold a class? The inverted index of a layer, with each row's total.

The index is built once per layer and shared by all scorers: it costs 8 bytes per tie beside the
layer's own 8 to 12.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from scoring.kernels import Kernels, kernels_for
from scoring.snapshot import Layer

_BLOCK: Final = 1 << 21  # ties per block where float64 copies are needed: 16 MB each


class Rows(NamedTuple):
    """A layer's own arrays. (Not the layer: the shared index must not keep it alive.)"""

    indptr: NDArray[np.int64]
    classes: NDArray[np.int32]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Postings:
    """A layer read from its far end, sorted by class and then by row.

    Attributes
    ----------
    indptr, rows, weights
        ``rows[indptr[c]:indptr[c + 1]]`` are the rows that are tied to class ``c``, ascending, with
        their weights as they are in the layer.
    totals
        ``n_i = Σ_c x_ic`` per row.
    divisors
        the same with 1 in place of 0, so that nothing is divided by zero.
    held
        ``|{c : x_ic > 0}|`` per row.
    """

    by_row: Rows
    indptr: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    totals: NDArray[np.float64]
    divisors: NDArray[np.float64]
    held: NDArray[np.int64]

    @property
    def kernels(self) -> Kernels:
        return kernels_for(len(self.rows))

    def of(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The classes of one row that it really holds (weight above 0), with their weights."""
        span = slice(self.by_row.indptr[row], self.by_row.indptr[row + 1])
        classes, weights = self.by_row.classes[span], self.by_row.weights[span].astype(np.float64)
        if len(weights) and weights.min() <= 0:
            classes, weights = classes[weights > 0], weights[weights > 0]
        return classes, weights

    def row_sums(self, term: Callable[[NDArray[np.float64], NDArray[np.int32]], NDArray[np.float64]]) -> (
            NDArray[np.float64]):
        """``Σ_c term(x_ic, c)`` per row in float64, without a float64 copy of the layer."""
        return _row_sums(self.by_row, term)

    def class_counts(self) -> NDArray[np.int64]:
        """``df_c``: how many rows hold each class."""
        if len(self.weights) and float(self.weights.min()) <= 0:
            return np.bincount(self.by_row.classes[self.by_row.weights > 0], minlength=len(self.indptr) - 1)
        return np.diff(self.indptr)


_shared: WeakKeyDictionary[Layer, Postings] = WeakKeyDictionary()
_building = threading.Lock()


def postings_of(layer: Layer) -> Postings:
    """The inverted index of a layer; built at the first call and kept while somebody uses the layer.

    Examples
    --------
    >>> at = np.array([0, 0, 1]), np.array([0, 2, 2])
    >>> index = postings_of(Layer.of("profile", "Partner", "Capability", (2, 3), *at))
    >>> index.rows[index.indptr[2]:].tolist(), index.totals.tolist()
    ([0, 1], [2.0, 1.0])
    """
    with _building:
        found = _shared.get(layer)
        if found is None:
            found = _shared[layer] = _build(layer)
        return found


def _build(layer: Layer) -> Postings:
    # scipy keeps 32-bit positions only if it is given some, and they halve the memory on the way.
    narrow = np.int32 if layer.nnz < 2**31 else np.int64
    by_row = layer.matrix()
    vars(by_row)["indptr"] = layer.indptr.astype(narrow)
    by_class = by_row.tocsc()
    rows = Rows(layer.indptr, layer.indices, layer.weights)
    totals = _row_sums(rows, lambda weights, _: weights)
    held = _row_sums(rows, lambda weights, _: (weights > 0).astype(np.float64)).astype(np.int64)
    return Postings(
        rows, _plain(by_class.indptr, np.int64), _plain(by_class.indices, np.int32),
        _plain(by_class.data, np.float32), _plain(totals, np.float64),
        _plain(np.where(totals > 0, totals, 1.0), np.float64), _plain(held, np.int64),
    )


def _row_sums(by_row: Rows, term: Callable[[Any, Any], Any]) -> NDArray[np.float64]:
    indptr = by_row.indptr
    sums = np.zeros(len(indptr) - 1, dtype=np.float64)
    start = 0
    while start < len(sums):
        stop = int(np.searchsorted(indptr, indptr[start] + _BLOCK, side="right")) - 1
        stop = min(max(stop, start + 1), len(sums))
        first, last = int(indptr[start]), int(indptr[stop])
        filled = start + np.flatnonzero(np.diff(indptr[start : stop + 1]))
        if len(filled):
            terms = term(by_row.weights[first:last].astype(np.float64), by_row.classes[first:last])
            sums[filled] = np.add.reduceat(terms, indptr[filled] - first)
        start = stop
    return sums


def _plain(array: Any, dtype: Any) -> Any:
    """Read-only and not a memory map's subclass: the one kind of array that kernels are compiled for."""
    result = np.ascontiguousarray(array, dtype=dtype).view(np.ndarray)
    result.flags.writeable = False
    return result
