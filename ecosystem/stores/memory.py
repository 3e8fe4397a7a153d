"""A store that lives as long as its process: plain dictionaries, for tests, notebooks and trials.

It shares no code with the embedded store beyond the port, so that the contract suite compares two
implementations.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import RLock
from typing import ClassVar

import pandas as pd

from ecosystem import model
from ecosystem.dates import stands
from ecosystem.errors import StoreError, UnknownNode
from ecosystem.stores.base import NOTE_BATCH, Batch, Features, ImportRecord, Neighbour, Receipt, Store, Verification
from ecosystem.stores.records import Row, batch_rows, column_names, frame_of, record_of, sort_key, stated
from ecosystem.stores.verification import verify

Rows = dict[Row, Row]  # by key


class MemoryStore(Store):
    """``memory:``"""

    features: ClassVar[Features] = Features(
        persistent=False, shared=False, batch_rows=100_000, fast_columns=False
    )

    def __init__(self) -> None:
        self.url = "memory:"
        self._lock = RLock()
        self._tables: dict[str, Rows] = {name: {} for name in model.TABLES}
        self._receipts: dict[str, Receipt] = {}
        self._imports: dict[str, ImportRecord] = {}
        self._commit_seq = 0
        self._closed = False
        self._scratch: Path | None = None

    @property
    def scratch(self) -> Path:
        with self._open():
            if self._scratch is None:
                self._scratch = Path(tempfile.mkdtemp(prefix="allygraph-"))
            return self._scratch

    # --- writing ---
    def write(self, batch: Batch) -> Receipt:
        with self._open():
            if known := self._receipts.get(batch.batch_id):
                return replace(known, repeated=True)
            changed, receipt = self._prepared(batch)
            for table, rows in changed.items():
                self._tables[table].update(rows)
            self._commit_seq = receipt.commit_seq
            self._receipts[batch.batch_id] = receipt
            return receipt

    def _prepared(self, batch: Batch) -> tuple[dict[str, Rows], Receipt]:
        """The rows that differ from what is held; nothing is touched yet, so an error costs nothing."""
        changed: dict[str, Rows] = {}
        counts: dict[str, dict[str, int]] = {"inserted": {}, "updated": {}, "unchanged": {}}
        for table in (name for name in model.TABLES if name in batch.tables):
            kind, held, new = model.TABLES[table], self._tables[table], Rows()
            key_of = _key_of(kind)
            tally = dict.fromkeys(counts, 0)
            for rows in batch_rows(kind, batch.tables[table]):
                for row in rows:
                    key = key_of(row)
                    before = held.get(key)
                    if before == row:
                        tally["unchanged"] += 1
                    else:
                        tally["inserted" if before is None else "updated"] += 1
                        new[key] = row
            changed[table] = new
            for what, number in tally.items():
                counts[what][table] = number
            self._check_ends(kind, new, changed, batch.batch_id)
        grown = any(changed.values())
        return changed, Receipt(batch.batch_id, self._commit_seq + grown,
                                counts["inserted"], counts["updated"], counts["unchanged"])

    def _check_ends(self, kind: model.Table, new: Rows, changed: dict[str, Rows], batch_id: str) -> None:
        if not isinstance(kind, model.EdgeKind):
            return
        names = column_names(kind)
        ends = [(names.index(declared.name), reference.label)
                for declared, reference in model.references(kind) if declared.name in kind.key[:2]]
        for row in new.values():
            for place, label in ends:
                table = model.NODE_BY_LABEL[label].table
                if (row[place],) not in self._tables[table] and (row[place],) not in changed.get(table, {}):
                    raise StoreError(
                        f"Batch {batch_id!r} was not applied: {kind.table} names the {label} "
                        f"{str(row[place])[:200]!r}, which is not in the store. Import {table} first."
                    )

    def receipt(self, batch_id: str) -> Receipt | None:
        with self._open():
            return self._receipts.get(batch_id)

    def clear(self) -> None:
        with self._open():
            if any(self._tables.values()):
                self._commit_seq += 1
            self._tables = {name: {} for name in model.TABLES}
            self._receipts.clear()
            self._imports.clear()

    def imports(self) -> list[ImportRecord]:
        with self._open():
            return sorted(self._imports.values(), key=lambda each: (each.started_at, each.import_id))

    def record_import(self, record: ImportRecord) -> None:
        with self._open():
            self._imports[record.import_id] = record

    # --- reading ---
    @property
    def commit_seq(self) -> int:
        with self._open():
            return self._commit_seq

    @property
    def note_commits(self) -> int:
        with self._open():
            return sum(any(each.inserted.values()) or any(each.updated.values())
                       for batch_id, each in self._receipts.items() if batch_id.startswith(NOTE_BATCH))

    def counts(self) -> dict[str, int]:
        with self._open():
            return {name: len(rows) for name, rows in self._tables.items()}

    def rows(self, table: str, columns: tuple[str, ...] | None = None, *,
             as_of: date | None = None) -> pd.DataFrame:
        kind = model.table(table)
        frame = frame_of(kind, self._sorted(kind, as_of))
        return frame if columns is None else frame[list(columns)]

    def iter_rows(self, table: str, size: int = 100_000) -> Iterator[pd.DataFrame]:
        kind = model.table(table)
        rows = self._sorted(kind)
        for start in range(0, len(rows), size):
            yield frame_of(kind, rows[start : start + size])

    def ids(self, label: str) -> pd.Series[str]:
        kind = model.NODE_BY_LABEL[label]
        if kind.is_statement:
            raise KeyError(f"{label} nodes have no id")
        with self._open():
            return pd.Series(sorted(str(key[0]) for key in self._tables[kind.table]), dtype=object, name="id")

    def record(self, label: str, node_id: str) -> dict[str, object] | None:
        kind = model.NODE_BY_LABEL[label]
        if kind.is_statement:
            raise KeyError(f"{label} nodes have no id")
        with self._open():
            row = self._tables[kind.table].get((node_id,))
        return None if row is None else record_of(kind, row)

    def neighbourhood(self, label: str, node_id: str, *, limit: int = 200) -> list[Neighbour]:
        node = self.record(label, node_id)
        if node is None:
            near = [each for each in self.ids(label) if each.casefold().startswith(node_id[:3].casefold())]
            raise UnknownNode(label, node_id, near[:3])
        found: list[tuple[tuple[object, ...], Neighbour]] = []
        with self._open():
            for kind in model.TABLES.values():
                for key, row in self._tables[kind.table].items():
                    # Most rows do not name the node at all; only the others are looked at closely.
                    if node_id in row:
                        found += (((kind.table, tie.id, sort_key(key), not tie.outgoing), tie)
                                  for tie in self._ties(kind, record_of(kind, row), label, node_id))
        return [tie for _, tie in sorted(found, key=lambda each: each[0])[:limit]]

    def _ties(self, kind: model.Table, row: Mapping[str, object], label: str,
              node_id: str) -> Iterator[Neighbour]:
        """How one row ties the node to another one; a row may do so in more than one way."""
        if isinstance(kind, model.EdgeKind):
            ends = {declared.name: reference.label for declared, reference in model.references(kind)}
            both = (kind.source, kind.target, True), (kind.target, kind.source, False)
            for here, there, outgoing in both:
                if ends[here] == label and row[here] == node_id:
                    yield self._tie(kind, kind.type, outgoing, ends[there], str(row[there]), row)
            return
        for declared, reference in model.references(kind):
            assert reference.relation is not None
            if reference.label == label and row[declared.name] == node_id:
                other = str(row["id"]) if not kind.is_statement else stated(kind, row, declared.name)
                yield self._tie(kind, reference.relation, reference.incoming, kind.label, other, row)
            if kind.label == label and row.get("id") == node_id and row[declared.name] is not None:
                yield self._tie(kind, reference.relation, not reference.incoming, reference.label,
                                str(row[declared.name]), row)

    def _tie(self, kind: model.Table, relation: str, outgoing: bool, label: str, other: str,
             row: Mapping[str, object]) -> Neighbour:
        node_kind = model.NODE_BY_LABEL[label]
        node = None if node_kind.is_statement else self._tables[node_kind.table].get((other,))
        name = None if node is None else record_of(node_kind, node).get("name")
        return Neighbour(kind.table, relation, outgoing, label, other,
                         None if name is None else str(name), row)

    # --- care ---
    def verify(self) -> Verification:
        with self._open():
            return verify(self)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._scratch is not None:
                shutil.rmtree(self._scratch, ignore_errors=True)
                self._scratch = None

    def _open(self) -> RLock:
        """The lock, for a ``with`` statement; refused once the store was closed."""
        if self._closed:
            raise StoreError("This store was closed; open it again.")
        return self._lock

    def _sorted(self, kind: model.Table, as_of: date | None = None) -> list[Row]:
        with self._open():
            held = self._tables[kind.table]
            keys = sorted(held, key=sort_key)
            rows = [held[key] for key in keys]
        if as_of is None:
            return rows
        records = (dict(zip(column_names(kind), row, strict=True)) for row in rows)
        return [row for row, record in zip(rows, records, strict=True) if _stands(record, as_of)]


def _key_of(kind: model.Table) -> Callable[[Row], Row]:
    places = [column_names(kind).index(name) for name in model.row_key(kind)]
    return lambda row: tuple(row[place] for place in places)


def _stands(row: Mapping[str, object], as_of: date) -> bool:
    begun, ended, known = (None if row[name] is None else str(row[name])
                           for name in ("valid_from", "valid_to", "recorded_at"))
    return stands(begun, ended, known, as_of)
