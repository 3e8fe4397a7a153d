"""The embedded store: one DuckDB file, owned by one process, safe against kills and full disks."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem import model
from ecosystem.dates import last_day, periods_over
from ecosystem.errors import SchemaMismatch, StoreDamaged, StoreError, StoreFull, UnknownNode
from ecosystem.stores import sql
from ecosystem.stores.acknowledged import Acknowledged, any_noted
from ecosystem.stores.base import (
    NOTE_BATCH,
    SCHEMA_VERSION,
    Batch,
    Features,
    ImportRecord,
    Neighbour,
    Receipt,
    Store,
    Verification,
)
from ecosystem.stores.columns import Coded, EdgeColumns, Fact, edge_columns, standing
from ecosystem.stores.duckdb_file import Conflict, DuckDBFile, Session, path_of
from ecosystem.stores.fault_points import reach
from ecosystem.stores.records import column_names, numeric_columns, record_of, sort_key
from ecosystem.stores.verification import verify

_SPACE: Final = 3  # free bytes wanted per byte of a batch
_TRIES: Final = 12  # of a write that met another writer


class DuckDBStore(Store):
    """``duckdb:path``, ``duckdb:///full/path``, or ``duckdb:`` for the one in the user's data folder.

    Parameters
    ----------
    statement_seconds
        a statement that takes longer is ended (``StoreUnavailable``).
    """

    features: ClassVar[Features] = Features(
        persistent=True, shared=False, batch_rows=2_000_000, fast_columns=True
    )

    def __init__(self, url: str, *, read_only: bool = False, statement_seconds: float = 900.0) -> None:
        self.url = url
        self._broken: str | None = None
        self._file = DuckDBFile(path_of(url), read_only=read_only, seconds=statement_seconds)
        try:
            self._acknowledged = self._ready()
        except BaseException:
            self._file.abandon()
            raise

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def scratch(self) -> Path:
        return self._file.scratch

    # --- opening ---
    def _ready(self) -> Acknowledged:
        with self._file.session() as session:
            if not session.row(sql.HAS_BOOKS)[0]:
                self._create(session)
            version, layout, store_id = session.row(sql.READ_BOOKS)
            if version > SCHEMA_VERSION:
                raise SchemaMismatch(
                    f"{self.path} has schema version {version}; this release reads up to {SCHEMA_VERSION}. "
                    "Use a newer allygraph, or export it with the one that wrote it.")
            if version < SCHEMA_VERSION or layout != _layout_hash():
                self._migrate(session, version)
            acknowledged = Acknowledged(self.scratch, store_id)
            self._require_whole(session.row(sql.COMMIT_SEQ)[0], acknowledged)
            return acknowledged

    def _create(self, session: Session) -> None:
        lost = any_noted(self.scratch) if self._file.existed else 0
        if lost:
            raise StoreDamaged(f"{self.path} is empty, but {lost} writes to it were acknowledged. Restore a "
                               f"backup; or remove {self.scratch} if the loss is meant.")
        if session.row(sql.HAS_TABLES)[0]:
            raise SchemaMismatch(f"{self.path} is a DuckDB file, but not an Allygraph store; name another file.")
        if self._file.read_only:
            raise SchemaMismatch(f"{self.path} holds no store yet; open it for writing once.")
        with self._file.writing() as writer, writer.transaction():
            create, fill, *others = sql.CREATE_BOOKS
            writer.do(create)
            writer.do(fill, {"version": SCHEMA_VERSION, "engine": duckdb.__version__,
                             "store_id": uuid.uuid4().hex})
            for statement in (*others, *sql.layout()):
                writer.do(statement)
            self._keep_books(writer)

    def _migrate(self, session: Session, version: int) -> None:
        """Bring an older layout to this one, all or nothing."""
        if self._file.read_only:
            raise SchemaMismatch(f"{self.path} has an older layout; open it for writing once to bring it up "
                                 f"to schema version {SCHEMA_VERSION}.")
        with self._file.writing() as writer, writer.transaction():
            for step in range(version, SCHEMA_VERSION):
                if step not in sql.MIGRATIONS:
                    raise SchemaMismatch(f"{self.path} has schema version {step}, which this release cannot "
                                         "bring up to date; export it with the release that wrote it.")
                for statement in sql.MIGRATIONS[step]:
                    writer.do(statement)
            for statement in sql.growth():
                writer.do(statement)
            self._keep_books(writer)

    @staticmethod
    def _keep_books(session: Session) -> None:
        session.do(sql.KEEP_BOOKS, {"version": SCHEMA_VERSION, "layout": _layout_hash(),
                                    "engine": duckdb.__version__})

    def _require_whole(self, commit_seq: int, acknowledged: Acknowledged) -> None:
        last = acknowledged.last()
        if last > commit_seq:
            raise StoreDamaged(
                f"{self.path} holds {commit_seq} writes, but {last} were acknowledged: the last "
                f"{last - commit_seq} are gone, because its log was cut or taken away. Nothing was deleted. "
                f"Restore a backup; or remove {acknowledged.path} to go on without them, and import again.")

    # --- writing ---
    def write(self, batch: Batch) -> Receipt:
        with self._alone():
            if known := self.receipt(batch.batch_id):
                return replace(known, repeated=True)
            self._require_space(batch)
            reach("queued")
            try:
                receipt = self._tried(batch)
            except Conflict:
                raise
            except StoreError as error:
                receipt = self._outcome(batch.batch_id, error)
            self._acknowledged.note(receipt.commit_seq)
            reach("acknowledged")
            return receipt

    def _tried(self, batch: Batch) -> Receipt:
        """Apply a batch; where another writer was faster, wait a little and try again."""
        for attempt in range(_TRIES):
            try:
                with self._file.session() as session:
                    return self._apply(session, batch)
            except Conflict:
                if attempt == _TRIES - 1:
                    raise
                time.sleep(random.uniform(0, 0.01 * 2**min(attempt, 6)))
        raise AssertionError("unreachable")

    def _apply(self, session: Session, batch: Batch) -> Receipt:
        with session.transaction():
            reach("begun")
            done: dict[str, dict[str, int]] = {"inserted": {}, "updated": {}, "unchanged": {}}
            for table in (name for name in model.TABLES if batch.tables.get(name)):
                numbers = self._apply_table(session, table, batch)
                for what, number in zip(done, numbers, strict=True):
                    done[what][table] = number
                reach(f"written:{table}")
            changed = any(done["inserted"].values()) or any(done["updated"].values())
            commit_seq = session.row(sql.NEXT_COMMIT if changed else sql.COMMIT_SEQ)[0]
            session.do(sql.ADD_RECEIPT, {
                "batch_id": batch.batch_id, "commit_seq": commit_seq, "changed": changed,
                **{what: json.dumps(numbers) for what, numbers in done.items()},
            })
            reach("before_commit")
        reach("committed")
        return Receipt(batch.batch_id, commit_seq, done["inserted"], done["updated"], done["unchanged"])

    def _apply_table(self, session: Session, table: str, batch: Batch) -> tuple[int, int, int]:
        files: dict[str, object] = {"files": [str(file) for file in batch.tables[table]]}
        writing = sql.writing(table)
        session.do(sql.DROP_STAGED)
        if isinstance(model.table(table), model.EdgeKind):
            session.do(sql.LEARN_FACTS, files)
        session.do(writing.stage, files)
        reach(f"staged:{table}")
        if writing.strangers and session.row(sql.HAS_STRANGERS)[0]:
            self._refuse_strangers(session, table, batch, files)
        inserted, updated, unchanged = session.row(sql.STAGED_COUNTS)
        if inserted:
            session.do(writing.insert)
        if updated:
            session.do(writing.update)
        session.do(sql.DROP_STAGED)
        return inserted, updated, unchanged

    def _refuse_strangers(self, session: Session, table: str, batch: Batch, files: Mapping[str, object]) -> None:
        for column, strangers in sql.writing(table).strangers:
            for (node_id,) in session.rows(strangers, files):
                reference = model.column(model.table(table), column).refers_to
                assert reference is not None
                raise StoreError(
                    f"Batch {batch.batch_id!r} was not applied: {table} names the {reference.label} "
                    f"{str(node_id)[:200]!r}, which is not in the store. Import "
                    f"{model.NODE_BY_LABEL[reference.label].table} first.")

    def _require_space(self, batch: Batch) -> None:
        files = [file for some in batch.tables.values() for file in some]
        try:
            wanted = _SPACE * sum(file.stat().st_size for file in files)
        except OSError as error:
            raise StoreError(f"Batch {batch.batch_id!r} was not applied: {error.filename} cannot be read; "
                             "stage the import again.") from error
        free = shutil.disk_usage(self.path.parent).free
        if free < wanted:
            raise StoreFull(f"Batch {batch.batch_id!r} was not applied: it wants {wanted / 1e6:.1f} MB of free "
                            f"space beside {self.path}, and there are {free / 1e6:.1f} MB. Free some and repeat.")

    def _outcome(self, batch_id: str, error: StoreError) -> Receipt:
        """What is true after a failed write: its receipt if it did happen, otherwise the error."""
        try:
            known = self._read_back(batch_id)
        except StoreError as second:
            self._broken = (f"The store at {self.path} takes no writes, because it could not be read back after a "
                            f"failed one; each write tries again whether it can: {second}")
            raise StoreError(f"{error} Whether the batch was applied is not known. {self._broken}") from error
        if known is None:
            raise error
        return known

    def _read_back(self, batch_id: str) -> Receipt | None:
        try:
            return self.receipt(batch_id)
        except StoreError:
            self._revive()
            return self.receipt(batch_id)

    def _revive(self) -> None:
        """Start the engine anew, and see that all that was acknowledged is there."""
        self._file.reopen()
        self._require_whole(self.commit_seq, self._acknowledged)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time; where the engine stopped after an error, it is started anew first."""
        with self._file.alone():
            if self._broken:
                try:
                    self._revive()
                except StoreError as error:
                    raise StoreError(f"{self._broken} Now: {error}") from error
                self._broken = None
            yield

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self._alone(), self._file.session() as session:
            yield session

    def receipt(self, batch_id: str) -> Receipt | None:
        with self._file.session() as session:
            return _receipt(session, batch_id)

    def clear(self) -> None:
        with self._writing() as session:
            with session.transaction():
                held = any(session.row(sql.counts()))
                for statement in sql.emptying():
                    session.do(statement)
                commit_seq = session.row(sql.NEXT_COMMIT if held else sql.COMMIT_SEQ)[0]
            self._acknowledged.note(commit_seq)

    def imports(self) -> list[ImportRecord]:
        with self._file.session() as session:
            return [ImportRecord(import_id, content_hash, tuple(json.loads(sources)), *others)
                    for import_id, content_hash, sources, *others in session.rows(sql.READ_IMPORTS)]

    def record_import(self, record: ImportRecord) -> None:
        values = {name: getattr(record, name) for name in ImportRecord.__slots__}
        with self._writing() as session, session.transaction():
            session.do(sql.DROP_IMPORT, {"import_id": record.import_id})
            session.do(sql.ADD_IMPORT, values | {"sources": json.dumps(record.sources)})

    # --- reading ---
    @property
    def commit_seq(self) -> int:
        with self._file.session() as session:
            return int(session.row(sql.COMMIT_SEQ)[0])

    @property
    def note_commits(self) -> int:
        with self._file.session() as session:
            return int(session.row(sql.NOTE_COMMITS, {"start": NOTE_BATCH})[0])

    def counts(self) -> dict[str, int]:
        with self._file.session() as session:
            return dict(zip(model.TABLES, session.row(sql.counts()), strict=True))

    def rows(self, table: str, columns: tuple[str, ...] | None = None, *,
             as_of: date | None = None) -> pd.DataFrame:
        kind = model.table(table)
        wanted = column_names(kind) if columns is None else tuple(columns)
        statement = sql.rows(table, wanted, standing=as_of is not None)
        with self._file.session() as session:
            arrays = session.arrays(statement, None if as_of is None else _periods(as_of))
        numbers = numeric_columns(kind)
        return pd.DataFrame({
            name: pd.Series(_numbers(arrays[name]), dtype="float64") if name in numbers
            else pd.Series(_objects(arrays[name]), dtype=object)
            for name in wanted
        })

    def iter_rows(self, table: str, size: int = 100_000) -> Iterator[pd.DataFrame]:
        kind = model.table(table)
        numbers = numeric_columns(kind)
        with self._file.session() as session:
            for frame in session.frames(sql.rows(table, column_names(kind), standing=False), None, size):
                clean = pd.DataFrame({
                    name: cells.astype("float64") if name in numbers else _without_nan(cells)
                    for name, cells in frame.items()
                })
                for start in range(0, len(clean), size):
                    yield clean.iloc[start : start + size].reset_index(drop=True)

    def ids(self, label: str) -> pd.Series[str]:
        with self._file.session() as session:
            return pd.Series(session.arrays(sql.ids(label))["id"], dtype=object, name="id")

    def edges(self, table: str, as_of: date | None = None) -> EdgeColumns:
        kind = model.TABLES[table]
        if not isinstance(kind, model.EdgeKind):
            raise KeyError(f"{table!r} is a table of nodes")
        ends = {declared.name: reference.label for declared, reference in model.references(kind)}
        with self._file.session() as session, session.transaction():
            source_keys, target_keys = (
                session.arrays(sql.node_keys(ends[end]))["node_key"] for end in (kind.source, kind.target)
            )
            columns = session.arrays(sql.edges(table))
            # Facts of all tables of edges stand in one table: only those of these edges are looked at.
            stated = session.rows(sql.FACTS) if len(columns["fact"]) else []
            used = np.zeros(len(stated), dtype=bool)
            used[columns["fact"]] = True
            known = [Fact(*stated[entry]) for entry in np.flatnonzero(used)]
            facts = (np.cumsum(used, dtype=np.int32) - 1)[columns["fact"]]
            labels = {name: tuple(label for (label,) in session.rows(statement))
                      for name, statement in sql.edge_labels(table).items()}
        if as_of is not None and not (stands := standing(known, as_of)).all():
            kept = stands[facts]
            columns, facts = {name: values[kept] for name, values in columns.items()}, facts[kept]
        own = {name: values for name, values in columns.items()
               if name not in ("source_key", "target_key", "fact")}
        return edge_columns(
            _positions(source_keys, columns["source_key"]), _positions(target_keys, columns["target_key"]),
            facts, known,
            numbers={name: _numbers(values) for name, values in own.items() if name not in labels},
            texts={name: Coded(own[name], labels[name]) for name in labels},
        )

    def last_day(self) -> date | None:
        with self._file.session() as session:
            return max((last_day(day) for (day,) in session.rows(sql.days())), default=None)

    def record(self, label: str, node_id: str) -> dict[str, object] | None:
        statement = sql.record(label)
        with self._file.session() as session:
            found = session.rows(statement, {"id": node_id})
        return record_of(model.NODE_BY_LABEL[label], found[0]) if found else None

    def neighbourhood(self, label: str, node_id: str, *, limit: int = 200) -> list[Neighbour]:
        statement = sql.record(label)
        with self._file.session() as session, session.transaction():
            if not session.rows(statement, {"id": node_id}):
                near = session.rows(sql.near_ids(label), {"start": node_id[:3]})
                raise UnknownNode(label, node_id, [each for (each,) in near])
            found = [
                tie for around in sql.around(label)
                for tie in _ties(session, around, {"id": node_id, "limit": limit})
            ]
        return [tie for _, tie in sorted(found, key=lambda each: each[0])[:limit]]

    # --- care ---
    def verify(self) -> Verification:
        found = verify(self)
        try:
            with self._file.session() as session:
                problems = _receipt_problems(session)
        except StoreDamaged as error:
            problems = [str(error)]
        return replace(found, problems=(*found.problems, *problems))

    def close(self) -> None:
        self._file.close()


def _layout_hash() -> str:
    return hashlib.sha256("\0".join(sql.layout()).encode()).hexdigest()


def _receipt(session: Session, batch_id: str) -> Receipt | None:
    found = session.rows(sql.READ_RECEIPT, {"batch_id": batch_id})
    if not found:
        return None
    commit_seq, *numbers = found[0]
    return Receipt(batch_id, commit_seq, *(json.loads(text) for text in numbers))


def _receipt_problems(session: Session) -> list[str]:
    commit_seq, latest, changing, distinct, doubled = session.row(sql.CHECK_RECEIPTS)
    problems = []
    if latest > commit_seq:
        problems.append(f"A receipt speaks of write {latest}, but the store counts {commit_seq}.")
    if changing != distinct:
        problems.append(f"{changing} receipts of writes share {distinct} numbers.")
    if doubled:
        problems.append(f"{doubled} batch(es) were applied twice.")
    return problems


def _ties(session: Session, around: sql.Around,
          values: Mapping[str, object]) -> Iterator[tuple[tuple[object, ...], Neighbour]]:
    kind = model.table(around.table)
    for other_id, name, *cells in session.rows(around.ties, values):
        row = record_of(kind, tuple(cells))
        key = sort_key(tuple(row[column] for column in model.row_key(kind)))
        yield (kind.table, other_id, key, not around.outgoing), Neighbour(
            kind.table, around.relation, around.outgoing, around.label, other_id, name, row)


def _periods(as_of: date) -> dict[str, object]:
    return dict(zip(("year", "month", "day"), periods_over(as_of), strict=True))


def _positions(keys: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.int32]:
    """Position of each wanted key; ``keys`` are in the order of the ids."""
    count = len(keys)
    if count == 0 or (int(keys[0]) == 0 and bool((keys == np.arange(count)).all())):
        return wanted.astype(np.int32, copy=False)
    position = np.empty(int(keys.max()) + 1, dtype=np.int32)
    position[keys] = np.arange(count, dtype=np.int32)
    found: NDArray[np.int32] = position[wanted]
    return found


def _numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    plain: NDArray[np.float64] = np.ma.getdata(values).astype(np.float64, copy=False)
    if np.ma.is_masked(values):
        plain = np.where(np.ma.getmaskarray(values), np.nan, plain)
    return plain


def _objects(values: NDArray[Any]) -> NDArray[Any]:
    plain = np.array(np.ma.getdata(values), dtype=object)
    plain[np.ma.getmaskarray(values)] = None
    return plain


def _without_nan(cells: pd.Series[Any]) -> pd.Series[Any]:
    plain = cells.to_numpy(dtype=object, copy=True)
    plain[cells.isna().to_numpy()] = None
    return pd.Series(plain, dtype=object)
