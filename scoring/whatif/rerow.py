"""How do the arrays of a snapshot change when nodes come and go?

Rows stay in the order of ids, so what is kept keeps its order: ties are masked, moved and inserted, and
nothing is sorted again. Everything is linear in the size of what is touched.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.snapshot import Categories, Column, Layer, Nodes, Strings

Texts = Mapping[str, Mapping[str, str]]
"""New nodes: ``{id: {column: text}}``, with ``name`` among the columns."""

Tie = tuple[int, int, float]


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """Where the rows of one kind of node went.

    Attributes
    ----------
    keep
        which of the old rows are still there.
    position
        the new row of each old one, -1 where it is gone.
    new
        the new rows of new nodes, ascending, and with them their ids.
    """

    keep: NDArray[np.bool_]
    position: NDArray[np.int64]
    new: tuple[tuple[int, str], ...]

    @property
    def count(self) -> int:
        return int(self.keep.sum()) + len(self.new)

    @classmethod
    def of(cls, nodes: Nodes, keep: NDArray[np.bool_] | None, added: Texts) -> Moved:
        keep = np.ones(len(nodes), dtype=bool) if keep is None else keep
        ids = sorted(added, key=str.encode)
        before = np.array([bisect_left(range(len(nodes)), each.encode("utf-8", "surrogatepass"), key=nodes.ids.bytes_at)
                           for each in ids], dtype=np.int64)
        kept = np.concatenate([[0], np.cumsum(keep)])
        comes = np.zeros(len(nodes) + 1, dtype=np.int64)  # how many new ones stand before each old row
        np.add.at(comes, before, 1)
        position = np.where(keep, kept[:-1] + np.cumsum(comes)[: len(nodes)], -1)
        rows = (kept[before] + np.arange(len(ids))).tolist() if ids else []
        return cls(keep, position, tuple(zip(rows, ids, strict=True)))


def changed_nodes(nodes: Nodes, moved: Moved, added: Texts) -> Nodes:
    """The nodes that stay and the new ones; columns in which nothing is known any more are left out."""
    rows = [row for row, _ in moved.new]
    cells = [added[each] for _, each in moved.new]
    wanted = {name for each in cells for name, text in each.items() if text and name != "name"}
    columns: dict[str, Column] = {}
    for name in sorted({*nodes.columns, *wanted}):
        texts = [each.get(name, "") for each in cells]
        before = nodes.columns.get(name, Categories(np.full(len(nodes), -1, dtype=np.int32), Strings.of([])))
        column = _changed_column(before, moved.keep, rows, texts)
        if column is not None:
            columns[name] = column
    return Nodes(
        nodes.label, _changed_strings(nodes.ids, moved.keep, rows, [each for _, each in moved.new]),
        _changed_strings(nodes.names, moved.keep, rows, [each.get("name", "") for each in cells]), columns,
    )


def _changed_column(column: Column, keep: NDArray[np.bool_], rows: Sequence[int],
                    texts: Sequence[str]) -> Column | None:
    if isinstance(column, Strings):
        strings = _changed_strings(column, keep, rows, texts)
        return strings if len(strings.data) else None
    if isinstance(column, Categories):
        categories = _changed_categories(column, keep, rows, texts)
        return categories if len(categories.labels) else None
    numbers = np.insert(column[keep], _gaps(rows), np.nan)
    return None if np.isnan(numbers).all() else _read_only(numbers)


def _changed_categories(column: Categories, keep: NDArray[np.bool_], rows: Sequence[int],
                        texts: Sequence[str]) -> Categories:
    codes = column.codes[keep]
    used = np.flatnonzero(np.bincount(codes[codes >= 0], minlength=len(column.labels)))
    labels = sorted({*(column.labels[int(code)] for code in used), *(text for text in texts if text)}, key=str.encode)
    place = {label: code for code, label in enumerate(labels)}
    renumbered = np.full(len(column.labels) + 1, -1, dtype=np.int32)  # the last is -1's own
    for code in used.tolist():
        renumbered[code] = place[column.labels[code]]
    codes = np.insert(renumbered[codes], _gaps(rows), [place.get(text, -1) for text in texts])
    return Categories(_read_only(codes.astype(np.int32)), Strings.of(labels))


def _changed_strings(strings: Strings, keep: NDArray[np.bool_], rows: Sequence[int],
                     texts: Sequence[str]) -> Strings:
    lengths, data = np.diff(strings.offsets), strings.data
    if not keep.all():
        lengths, data = lengths[keep], data[np.repeat(keep, lengths)]
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    if encoded:
        starts = np.concatenate([[0], np.cumsum(lengths)])
        gaps = _gaps(rows)
        data = np.insert(data, np.repeat(starts[gaps], [len(each) for each in encoded]),
                         np.frombuffer(b"".join(encoded), dtype=np.uint8))
        lengths = np.insert(lengths, gaps, [len(each) for each in encoded])
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return Strings(_read_only(offsets), _read_only(np.ascontiguousarray(data)))


def _gaps(rows: Sequence[int]) -> NDArray[np.int64]:
    """Where ``np.insert`` has to put new rows so that they end up at ``rows``."""
    return np.asarray(rows, dtype=np.int64) - np.arange(len(rows))


def changed_layer(layer: Layer, moved: Mapping[str, Moved], cut: Sequence[int], put: Sequence[Tie],
                  entry: int) -> Layer:
    """A layer after its ends moved, without the ties at the positions ``cut`` and with ``put``.

    The very same layer comes back where nothing happens to it, so that what was built for it still
    holds. ``entry`` is the provenance of what is put in, whose rows are new ones.
    """
    rows, columns = moved.get(layer.source), moved.get(layer.target)
    if rows is None and columns is None and not cut and not put:
        return layer
    keep = _kept(layer, rows, columns, cut)
    facts = np.asarray(layer.facts)
    if keep is None:
        counts, indices, weights = np.diff(layer.indptr), layer.indices, layer.weights
    else:
        counts = np.diff(np.concatenate([[0], np.cumsum(keep)])[layer.indptr])
        indices, weights = layer.indices[keep], layer.weights[keep]
        facts = facts[keep] if len(facts) == len(keep) else facts
    if columns is not None:
        indices = columns.position[indices].astype(np.int32)
    if rows is not None:
        kept, counts = counts[rows.keep], np.zeros(rows.count, dtype=np.int64)
        counts[rows.position[rows.keep]] = kept
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    if put:
        indptr, indices, weights, facts = _with(indptr, indices, weights, facts, sorted(put), entry)
    if len(facts) > 1 and bool((facts == facts[0]).all()):
        facts = facts[:1]
    return Layer(layer.name, layer.source, layer.target, _read_only(indptr),
                 _read_only(np.asarray(indices, np.int32)), _read_only(np.asarray(weights, np.float32)),
                 _read_only(np.asarray(facts, np.int32)), layer.columns if columns is None else columns.count)


def _kept(layer: Layer, rows: Moved | None, columns: Moved | None, cut: Sequence[int]) -> NDArray[np.bool_] | None:
    """Which ties stay; None where all do."""
    gone = [] if rows is None else np.flatnonzero(~rows.keep).tolist()
    loses = columns is not None and not columns.keep.all()
    if not (gone or loses or cut):
        return None
    keep = np.ones(layer.nnz, dtype=bool)
    if loses:
        assert columns is not None
        keep &= columns.keep[layer.indices]
    for row in gone:
        keep[layer.span(row)] = False
    keep[list(cut)] = False
    return keep


def _with(indptr: NDArray[Any], indices: NDArray[Any], weights: NDArray[Any], facts: NDArray[Any],
          put: Sequence[Tie], entry: int) -> tuple[NDArray[Any], ...]:
    if len(facts) != len(indices):
        facts = np.full(len(indices), facts[0] if len(facts) else -1, dtype=np.int32)
    at = [int(indptr[row]) + int(np.searchsorted(indices[indptr[row] : indptr[row + 1]], column))
          for row, column, _ in put]
    longer = indptr + np.searchsorted([row for row, _, _ in put], np.arange(len(indptr)), side="left")
    return (longer, np.insert(indices, at, [column for _, column, _ in put]),
            np.insert(weights, at, [weight for _, _, weight in put]), np.insert(facts, at, entry))


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    view = array.view()
    view.flags.writeable = False
    return view
