"""The immutable arrays that every scorer reads: one ``as_of``, one set of filters.

A snapshot is filled by ``ecosystem.projection`` and never changed afterwards. Rows of each kind of
node are sorted by id (as UTF-8 bytes), so a *row* is a position in that order and "ties break by
id" means "ties break by row". Rows never leave ``scoring`` except through ``ecosystem.service``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.errors import MissingLayer

TIES: Final = "ties"
PROFILE: Final = "profile"
"""Layers that the projection derives; the other layers carry the name of their table.

``ties``: partner × partner, symmetric, weight = number of common partnerships at ``as_of``.
``profile``: partner × capability, declared weights plus fractional counts of owned patents.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Strings:
    """Text of many rows in two arrays, so that a million names can be mapped from disk.

    Examples
    --------
    >>> words = Strings.of(["ab", "", "雪"])
    >>> words[2], len(words), words.find("雪"), words.find("b")
    ('雪', 3, 2, -1)
    """

    offsets: NDArray[np.int64]  # n + 1
    data: NDArray[np.uint8]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        offsets = np.zeros(len(parts) + 1, dtype=np.int64)
        np.cumsum([len(part) for part in parts], out=offsets[1:])
        return cls(_frozen(offsets), _frozen(np.frombuffer(b"".join(parts), dtype=np.uint8)))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def bytes_at(self, row: int) -> bytes:
        return self.data[self.offsets[row] : self.offsets[row + 1]].tobytes()

    def __getitem__(self, row: int) -> str:
        count = len(self.offsets) - 1
        if not -count <= row < count:
            raise IndexError(f"row {row} of {count}")
        return self.bytes_at(row % count if row < 0 else row).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        whole, ends = self.data.tobytes(), self.offsets.tolist()
        for start, stop in pairwise(ends):
            yield whole[start:stop].decode("utf-8", "surrogatepass")

    def find(self, text: str) -> int:
        """Row of ``text`` where the rows are sorted by bytes, or -1. O(log n)."""
        wanted = text.encode("utf-8", "surrogatepass")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.bytes_at(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self.bytes_at(low) == wanted else -1


@dataclass(frozen=True, slots=True, eq=False)
class Categories:
    """A column with few distinct values. ``codes`` is -1 where nothing is known.

    Examples
    --------
    >>> Categories.of(["DE", None, "CN", "DE"])[3], Categories.of([None])[0]
    ('DE', None)
    """

    codes: NDArray[np.int32]
    labels: Strings  # sorted

    @classmethod
    def of(cls, values: Sequence[str | None]) -> Categories:
        labels = sorted({value for value in values if value is not None}, key=lambda text: text.encode())
        position = {label: code for code, label in enumerate(labels)}
        codes = np.fromiter(
            (-1 if value is None else position[value] for value in values), dtype=np.int32, count=len(values)
        )
        return cls(_frozen(codes), Strings.of(labels))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str | None:
        code = int(self.codes[row])
        return None if code < 0 else self.labels[code]

    def mask(self, label: str) -> NDArray[np.bool_]:
        """Which rows have this value (none, if nothing has it)."""
        code = self.labels.find(label)
        return self.codes == code if code >= 0 else np.zeros(len(self.codes), dtype=bool)


Column = Strings | Categories | NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """All nodes of one kind at ``as_of``, sorted by id.

    ``columns`` holds what the model declares beside id and name: few-valued text as
    ``Categories``, other text as ``Strings`` (empty = unknown), numbers as float64 (NaN = unknown).
    For partners, ``records`` gives the source records behind each canonical partner, ``;`` between.
    """

    label: str
    ids: Strings
    names: Strings
    columns: Mapping[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Provenance:
    """Distinct (source, valid_from, valid_to, recorded_at, confidence) of facts; layers point into it."""

    sources: Strings
    valid_from: Strings
    valid_to: Strings
    recorded_at: Strings
    confidence: NDArray[np.float64]  # NaN where unknown

    def __len__(self) -> int:
        return len(self.confidence)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Layer:
    """Weighted, sourced ties between rows of two kinds, in CSR form with sorted, unique columns.

    ``facts`` points into ``Snapshot.provenance``, one entry per tie, or a single entry where all
    ties share it; -1 = nothing is said about where it comes from.
    """

    name: str
    source: str  # label of the rows
    target: str  # label of the columns
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    weights: NDArray[np.float32]
    facts: NDArray[np.int32]
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.indptr) - 1, self.columns

    @property
    def nnz(self) -> int:
        return len(self.indices)

    def span(self, row: int) -> slice:
        return slice(int(self.indptr[row]), int(self.indptr[row + 1]))

    def neighbours(self, row: int) -> NDArray[np.int32]:
        return self.indices[self.span(row)]

    def weights_of(self, row: int) -> NDArray[np.float32]:
        return self.weights[self.span(row)]

    def position_of(self, row: int, column: int) -> int:
        """Where one tie stands in ``indices`` and ``weights``, -1 if there is no tie."""
        neighbours = self.neighbours(row)
        place = int(neighbours.searchsorted(column))
        found = place < len(neighbours) and int(neighbours[place]) == column
        return int(self.indptr[row]) + place if found else -1

    def weight_of(self, row: int, column: int) -> float:
        """Weight of one tie; 0 if there is none."""
        position = self.position_of(row, column)
        return float(self.weights[position]) if position >= 0 else 0.0

    def fact_of(self, row: int, column: int) -> int:
        """Entry of the provenance table behind one tie, -1 if unknown or there is no tie."""
        position = self.position_of(row, column)
        return self.fact_at(position) if position >= 0 else -1

    def fact_at(self, position: int) -> int:
        """Entry of the provenance table behind the tie at a position of ``indices``."""
        return int(self.facts[position] if len(self.facts) == self.nnz else self.facts[0])

    def matrix(self) -> sparse.csr_matrix:
        """The same as a scipy matrix that shares these arrays; do not write to it."""
        make: Any = sparse.csr_matrix  # its stub knows of 32-bit positions only
        result: sparse.csr_matrix = make(self.shape, dtype=np.float32)
        vars(result).update(data=self.weights, indices=self.indices, indptr=self.indptr)
        result.has_sorted_indices = result.has_canonical_format = True
        return result

    @classmethod
    def of(cls, name: str, source: str, target: str, shape: tuple[int, int],
           rows: NDArray[Any], columns: NDArray[Any],
           weights: NDArray[Any] | None = None, facts: NDArray[Any] | None = None) -> Layer:
        """Build from coordinates; of doubled ones the first stands (sort by preference before).

        Examples
        --------
        >>> at = np.array([1, 0, 1]), np.array([2, 1, 0])
        >>> layer = Layer.of("owns", "Partner", "Capability", (2, 3), *at)
        >>> layer.neighbours(1).tolist(), layer.weights_of(0).tolist()
        ([0, 2], [1.0])
        """
        rows, columns = np.asarray(rows), np.asarray(columns)
        keep = _first_in_order(rows, columns)
        if keep is not None:
            rows, columns = rows[keep], columns[keep]
            weights = None if weights is None else np.asarray(weights)[keep]
            facts = facts if facts is None or len(facts) <= 1 else np.asarray(facts)[keep]
        indptr = np.zeros(shape[0] + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows, minlength=shape[0]), out=indptr[1:])
        count = len(rows)
        if facts is None:
            facts = np.full(1, -1, dtype=np.int32)
        elif len(facts) > 1 and bool((facts == facts[0]).all()):
            facts = np.asarray(facts)[:1]
        return cls(
            name, source, target, _frozen(indptr), _frozen(columns.astype(np.int32, copy=False)),
            _frozen(np.ones(count, np.float32) if weights is None else np.asarray(weights, np.float32)),
            _frozen(np.asarray(facts, np.int32)), shape[1],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Everything that is known at ``as_of``, ready to be scored.

    Attributes
    ----------
    as_of
        the day of the question.
    nodes
        by label (``"Partner"``, ``"Capability"``, …); kinds without nodes are present and empty.
    layers
        by table name, plus ``ties`` and ``profile``; layers without ties are left out.
    version
        hash of the content: two snapshots with the same version answer everything alike.
    """

    as_of: date
    nodes: Mapping[str, Nodes]
    layers: Mapping[str, Layer]
    provenance: Provenance
    filters: Mapping[str, str] = field(default_factory=dict)
    version: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", MappingProxyType(dict(self.nodes)))
        object.__setattr__(self, "layers", MappingProxyType(dict(self.layers)))
        if not self.version:
            object.__setattr__(self, "version", content_hash(self))

    def __reduce__(self) -> tuple[Any, ...]:
        # A mapping proxy cannot be pickled, and a fitted scorer that holds a snapshot must be.
        return Snapshot, (self.as_of, dict(self.nodes), dict(self.layers), self.provenance,
                          dict(self.filters), self.version)

    @property
    def partners(self) -> Nodes:
        return self.nodes["Partner"]

    @property
    def partner_count(self) -> int:
        return len(self.nodes["Partner"])

    def layer(self, name: str) -> Layer:
        """A layer by name.

        Raises
        ------
        MissingLayer
            if it has no ties or does not exist.
        """
        try:
            return self.layers[name]
        except KeyError:
            raise MissingLayer(name, sorted(self.layers)) from None


def arrays_of(snapshot: Snapshot) -> dict[str, NDArray[Any]]:
    """Every array of a snapshot by a stable path, in a stable order: what is hashed and cached."""
    found: dict[str, NDArray[Any]] = {}
    for label in sorted(snapshot.nodes):
        nodes = snapshot.nodes[label]
        for name, column in (("ids", nodes.ids), ("names", nodes.names), *sorted(nodes.columns.items())):
            found |= _column_arrays(f"nodes/{label}/{name}", column)
    for name in sorted(snapshot.layers):
        layer = snapshot.layers[name]
        for part in ("indptr", "indices", "weights", "facts"):
            found[f"layers/{name}/{part}"] = getattr(layer, part)
    for part in ("sources", "valid_from", "valid_to", "recorded_at", "confidence"):
        found |= _column_arrays(f"provenance/{part}", getattr(snapshot.provenance, part))
    return found


def array_hash(array: NDArray[Any]) -> str:
    """SHA-256 of an array's type, shape and bytes."""
    digest = hashlib.sha256(f"{array.dtype.str}{array.shape}".encode())
    digest.update(np.ascontiguousarray(array).data.cast("B") if array.size else b"")
    return digest.hexdigest()


def content_hash(snapshot: Snapshot) -> str:
    """Hash of all that a snapshot holds; 16 hexadecimal digits.

    The same content gives the same hash in every process and from every store.
    """
    digest = hashlib.sha256(snapshot.as_of.isoformat().encode())
    digest.update(repr(sorted(snapshot.filters.items())).encode())
    for path, array in arrays_of(snapshot).items():
        digest.update(f"{path}\0{array_hash(array)}\0".encode())
    for name in sorted(snapshot.layers):
        layer = snapshot.layers[name]
        digest.update(f"{name}\0{layer.source}\0{layer.target}\0{layer.columns}\0".encode())
    return digest.hexdigest()[:16]


def _first_in_order(rows: NDArray[Any], columns: NDArray[Any]) -> NDArray[np.int64] | None:
    """Positions that sort by row and column and leave out doubles; None where it is so already."""
    if len(rows) < 2:
        return None
    same = rows[1:] == rows[:-1]
    if bool(((rows[1:] > rows[:-1]) | (same & (columns[1:] > columns[:-1]))).all()):
        return None
    key = rows.astype(np.int64) * (int(columns.max()) + 1) + columns
    order = np.argsort(key, kind="stable")
    first: NDArray[np.int64] = order[np.concatenate([[0], np.flatnonzero(np.diff(key[order])) + 1])]
    return first


def _column_arrays(path: str, column: Column) -> dict[str, NDArray[Any]]:
    if isinstance(column, Strings):
        return {f"{path}/offsets": column.offsets, f"{path}/data": column.data}
    if isinstance(column, Categories):
        return {f"{path}/codes": column.codes} | _column_arrays(f"{path}/labels", column.labels)
    return {path: column}


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The array itself, made read-only (a view where it belongs to somebody else)."""
    view = array.view()
    view.flags.writeable = False
    return view
