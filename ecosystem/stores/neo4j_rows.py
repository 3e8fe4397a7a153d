"""How a row becomes a node or relationship and back, and how a batch is put into the graph."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from ecosystem import model
from ecosystem.errors import StoreError
from ecosystem.model import ColumnType, EdgeKind, NodeKind
from ecosystem.stores import cypher
from ecosystem.stores.base import Batch
from ecosystem.stores.bolt import Run
from ecosystem.stores.records import Row, batch_rows, column_names

PORTION: Final = 5_000
"""Rows in one text's ``$rows``: larger ones were slower, smaller ones too (measured 2k to 20k)."""

LONGEST_ID: Final = 8_000
"""Bytes; an index of Neo4j keeps no longer ones."""

Properties = dict[str, Any]


def row_hash(cells: Iterable[object]) -> str:
    """What stands in ``key``: a hash of the cells of ``model.row_key``, an empty one as no text.

    Each cell goes in with its length, so that no two rows can be written to look alike.

    Examples
    --------
    >>> row_hash(["p1", "c1", None]) == row_hash(["p1", "c1", ""])
    True
    >>> row_hash(["p1", "c1", None]) == row_hash(["p1c", "1", None])
    False
    """
    text = "".join(f"{len(cell)}:{cell}" for cell in ("" if each is None else str(each) for each in cells))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The rows of one table of a batch as Neo4j keeps them, sorted by their keys.

    ``handles`` find them again (an id, or a hash of the key); ``ends`` are the ids of the two nodes
    of each edge.
    """

    kind: model.Table
    handles: list[str]
    properties: list[Properties]
    ends: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tally:
    inserted: dict[str, int]
    updated: dict[str, int]
    unchanged: dict[str, int]

    @property
    def changed(self) -> bool:
        return any(self.inserted.values()) or any(self.updated.values())


def prepared(batch: Batch) -> list[Prepared]:
    """Read a batch's files, in the order in which its tables can be written."""
    return [_prepared(model.TABLES[name], batch) for name in model.TABLES if name in batch.tables]


def _prepared(kind: model.Table, batch: Batch) -> Prepared:
    names = column_names(kind)
    key = [names.index(name) for name in model.row_key(kind)]
    rows = [row for some in batch_rows(kind, batch.tables[kind.table]) for row in some]
    # Two writers that touch the same things in the same order cannot wait for each other.
    rows.sort(key=lambda row: sortable(row, key))
    hashed = kind.is_statement
    handles = [row_hash(row[place] for place in key) if hashed else str(row[key[0]]) for row in rows]
    if not hashed:
        _check_length(kind, handles)
    own = [(names.index(name), name, _is_list(kind, name)) for name in cypher.own_columns(kind)]
    properties = [_properties(row, own) for row in rows]
    if hashed:
        for handle, each in zip(handles, properties, strict=True):
            each["key"] = handle
    ends: list[tuple[str, str]] = []
    if isinstance(kind, EdgeKind):
        source, target = names.index(kind.source), names.index(kind.target)
        ends = [(str(row[source]), str(row[target])) for row in rows]
    return Prepared(kind, handles, properties, ends)


def _check_length(kind: model.Table, ids: Sequence[str]) -> None:
    for each in ids:
        if len(each) > LONGEST_ID // 4 and (size := len(each.encode("utf-8", "surrogatepass"))) > LONGEST_ID:
            raise StoreError(
                f"The batch was not applied: Neo4j keeps ids of at most {LONGEST_ID} bytes, and {kind.table} has "
                f"{each[:40]!r}… with {size}."
            )


def sortable(row: Sequence[object], key: Sequence[int]) -> tuple[str, ...]:
    """Empty cells first; code points order text as its UTF-8 bytes do."""
    return tuple("" if row[place] is None else str(row[place]) for place in key)


def _is_list(kind: model.Table, name: str) -> bool:
    return name != model.ATTRIBUTES and model.column(kind, name).type is ColumnType.LIST


def _properties(row: Row, own: Sequence[tuple[int, str, bool]]) -> Properties:
    found: Properties = {}
    for place, name, is_list in own:
        cell = row[place]
        if cell is None or cell != cell:  # NaN is an empty cell too
            continue
        found[name] = str(cell).split(";") if is_list else cell
    return found


class Decoder:
    """Makes rows of what the texts of ``cypher`` collect."""

    def __init__(self, kind: model.Table) -> None:
        names = column_names(kind)
        sent = cypher.own_columns(kind)
        if isinstance(kind, EdgeKind):
            sent = (kind.source, kind.target, *sent)
        self._places = [sent.index(name) for name in names]
        self._straight = tuple(sent) == names
        self._lists = [place for place, name in enumerate(names) if _is_list(kind, name)]
        self._key = [names.index(name) for name in model.row_key(kind)]

    def rows(self, cells: Iterable[Sequence[Any]]) -> Iterator[Row]:
        for each in cells:
            if self._straight and not self._lists:
                yield tuple(each)
                continue
            row = [each[place] for place in self._places]
            for place in self._lists:
                if row[place] is not None:
                    row[place] = ";".join(row[place])
            yield tuple(row)

    def in_order(self, rows: Iterable[Row]) -> list[Row]:
        return sorted(rows, key=lambda row: sortable(row, self._key))


def portions(rows: Sequence[Any], size: int = PORTION) -> Iterator[Sequence[Any]]:
    """Slices of at most ``size``."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def apply(run: Run, tables: Sequence[Prepared]) -> Tally:
    """Write the tables inside the running transaction; say what was new, different, the same."""
    # What was empty before need not be asked for row by row; the server knows its counts.
    full = {name for name, rows in run(cypher.COUNTS) if rows}
    tally = Tally({}, {}, {})
    for table in tables:
        name = table.kind.table
        tally.inserted[name] = tally.updated[name] = tally.unchanged[name] = 0
        if isinstance(table.kind, NodeKind):
            _write_nodes(run, table, table.kind, full, tally)
        else:
            _write_edges(run, table, table.kind, full, tally)
    return tally


@dataclass(slots=True)
class _Sorted:
    """Places of rows in their table, by what has to be done with them."""

    new: list[int]
    changed: list[int]
    old: dict[int, Properties]


def _compared(run: Run, text: str | None, table: Prepared, tally: Tally) -> _Sorted:
    """Which rows are new and which differ from what is stored; ``text`` is None where nothing is."""
    found = _Sorted([], [], {})
    for places in portions(range(len(table.handles))):
        keys = [table.handles[place] for place in places]
        before = {} if text is None else {key: old for key, old in run(text, keys=keys)}
        for place, key in zip(places, keys, strict=True):
            old = before.get(key)
            if old is None:
                found.new.append(place)
            elif old != table.properties[place]:
                found.changed.append(place)
                found.old[place] = old
    name = table.kind.table
    tally.inserted[name], tally.updated[name] = len(found.new), len(found.changed)
    tally.unchanged[name] = len(table.handles) - len(found.new) - len(found.changed)
    return found


def _write_nodes(run: Run, table: Prepared, kind: NodeKind, full: set[str], tally: Tally) -> None:
    name = kind.table
    rows = _compared(run, cypher.OLD_NODES[name] if name in full else None, table, tally)
    for text, places in ((cypher.ADD_NODES[name], rows.new), (cypher.SET_NODES[name], rows.changed)):
        for some in portions(places):
            run(text, rows=[table.properties[place] for place in some])
    for column, _ in cypher.reference_columns(kind):
        moved = [place for place in rows.changed if rows.old[place].get(column) != table.properties[place].get(column)]
        for some in portions([place for place in moved if column in rows.old[place]]):
            run(cypher.UNLINK[name, column], keys=[table.handles[place] for place in some])
        for some in portions([place for place in (*rows.new, *moved) if column in table.properties[place]]):
            run(cypher.LINK[name, column],
                pairs=[[table.handles[place], table.properties[place][column]] for place in some])
    if not kind.is_statement:
        _link_late(run, [table.handles[place] for place in rows.new], kind, full)


def _link_late(run: Run, ids: Sequence[str], kind: NodeKind, full: set[str]) -> None:
    """A parent may come in a later batch than its subsidiaries: they named it already."""
    for other, column, reference in cypher.REFERENCES:
        if reference.label == kind.label and other.table in full:
            for some in portions(ids):
                run(cypher.LINK_LATE[other.table, column], ids=list(some))


def _write_edges(run: Run, table: Prepared, kind: EdgeKind, full: set[str], tally: Tally) -> None:
    name = kind.table
    rows = _compared(run, cypher.OLD_EDGES[name] if name in full else None, table, tally)
    for some in portions(rows.new):
        sent = [[*table.ends[place], table.properties[place]] for place in some]
        [[added]] = run(cypher.ADD_EDGES[name], rows=sent)
        if added != len(sent):
            _refuse(run, kind, sent)
    for some in portions(rows.changed):
        run(cypher.SET_EDGES[name], rows=[table.properties[place] for place in some])


def _refuse(run: Run, kind: EdgeKind, sent: Sequence[Sequence[Any]]) -> None:
    """Some edges found no node to stand between: name the first one."""
    for place, label in enumerate(cypher.end_labels(kind)):
        absent = run(cypher.ABSENT[label], ids=sorted({row[place] for row in sent}))
        if absent:
            raise StoreError(
                f"The batch was not applied: {kind.table} names the {label} {absent[0][0][:200]!r}, which is not "
                f"in the store. Import {model.NODE_BY_LABEL[label].table} first."
            )
    raise StoreError(f"The batch was not applied: rows of {kind.table} were not written.")


def wrong_keys(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Stored keys that are not the hash of the cells behind them, or that stand twice."""
    wrong = [key for key, *cells in rows if key != row_hash(cells)]
    keys = sorted(key for key, *_ in rows if key is not None)
    return [str(key) for key in (*wrong, *(one for one, two in pairwise(keys) if one == two))]
