"""A store on a Neo4j server: a property graph that anybody's Cypher can read (``docs/cypher.md``).

Each batch is one transaction, which takes the lock of the store's own node first, asks whether the
batch is there already, writes, and leaves a node ``AllygraphBatch``. So there is one writer at a
time over all processes, and a COMMIT whose answer was lost is resolved by running the same
transaction again.

Neo4j reads what others have committed while a reading goes on. Readings of more than one row
therefore compare the store's number before and after, both read under the writers' lock, and are
repeated where it moved; the fourth time writers wait.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Any, ClassVar, Final, TypeVar
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from ecosystem import model
from ecosystem.dates import last_day
from ecosystem.errors import InvalidStoreUrl, SchemaMismatch, StoreError, StoreUnavailable, UnknownNode
from ecosystem.model import EdgeKind, NodeKind
from ecosystem.settings import user_folder
from ecosystem.stores import cypher
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
from ecosystem.stores.bolt import BoltRunner, OutcomeUnknown, Patience, Rows, Run, Runner
from ecosystem.stores.columns import EdgeColumns, facts_of, standing
from ecosystem.stores.neo4j_rows import LONGEST_ID, Decoder, Prepared, apply, portions, prepared, wrong_keys
from ecosystem.stores.records import Row, frame_of, record_of, stated
from ecosystem.stores.verification import verify

T = TypeVar("T")

_READINGS: Final = 3  # before writers are made to wait
_DOUBT: Final = 15.0  # seconds for which a lost commit is asked after
_NODES_AT_ONCE: Final = 5_000
_SOURCES_AT_ONCE: Final = 2_000
_CLEARED_AT_ONCE: Final = 20_000


class Neo4jStore(Store):
    """``bolt://host:7687``, ``neo4j://host`` or ``neo4j+s://host``, perhaps with ``/database`` behind."""

    features: ClassVar[Features] = Features(
        persistent=True, shared=True, batch_rows=20_000, fast_columns=False, longest_id=LONGEST_ID
    )

    def __init__(self, url: str, *, user: str | None = None, password: str | None = None,
                 patience: Patience | None = None, runner: Runner | None = None) -> None:
        address, database = _parts(url)
        self.url = url
        self._runner: Runner = runner or BoltRunner(
            address, user=user or "neo4j", password=password, database=database, patience=patience
        )
        self._inside = threading.local()  # whether this thread is in a steady reading already
        self._scratch: Path | None = None
        try:
            self._found()
        except BaseException:
            self._runner.close()
            raise

    @property
    def scratch(self) -> Path:
        if self._scratch is None:
            name = hashlib.sha256(self.url.encode()).hexdigest()[:16]
            self._scratch = user_folder() / "scratch" / name
            self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._scratch

    # --- the layout ---
    def _found(self) -> None:
        """Prepare an empty database; migrate an older one; refuse what is not ours to write to."""
        known = self._ask(cypher.META)
        if not known:
            if any(rows for _, rows in self._ask(cypher.COUNTS)):
                raise SchemaMismatch(
                    f"The database at {self.url} has nodes or relationships with the names of this program, "
                    "but they were not written by it. Use an empty database."
                )
            for text in cypher.SCHEMA:
                self._tell(text)
            self._ask(cypher.WAIT_FOR_INDEXES)
            self._tell(cypher.FOUND, version=SCHEMA_VERSION)
            return
        version = int(known[0][2])
        while version < SCHEMA_VERSION and version in cypher.MIGRATIONS:
            for text in cypher.MIGRATIONS[version]:
                self._tell(text)
            version += 1
            self._tell(cypher.SET_VERSION, version=version)
        if version != SCHEMA_VERSION:
            raise SchemaMismatch(
                f"The graph at {self.url} has schema version {version}, and this program works with "
                f"{SCHEMA_VERSION}. Export it with the version that wrote it (allygraph export DIR) and import it here."
            )

    # --- writing ---
    def write(self, batch: Batch) -> Receipt:
        tables = prepared(batch)
        doubt: _Doubt | None = None
        while True:
            try:
                receipt = self._runner.write(lambda run: _written(run, batch.batch_id, tables, self.url))
                # Our own first try may have got through although its answer did not.
                return replace(receipt, repeated=receipt.repeated and doubt is None)
            except _Clearing:
                self._finish_clearing()
            except OutcomeUnknown as error:
                doubt = doubt or _Doubt(batch.batch_id)
                doubt.wait(error)
            except StoreUnavailable as error:
                if doubt is None:
                    raise
                doubt.wait(error)

    def receipt(self, batch_id: str) -> Receipt | None:
        def asked(run: Run) -> Receipt | None:
            return None if _known(run(cypher.META), self.url)[1] else _receipt(run, batch_id)

        return self._runner.look(asked)

    def clear(self) -> None:
        def started(run: Run) -> None:
            commit_seq, _ = _known(run(cypher.LOCK), self.url)
            grown = any(rows for _, rows in run(cypher.COUNTS))
            run(cypher.START_CLEARING, commit_seq=commit_seq + grown)

        # From here on every reader sees that the graph is going, and finishes it before it reads.
        self._runner.write(started)
        self._finish_clearing()

    def _finish_clearing(self) -> None:
        """Remove what is left, a portion at a time; whoever meets a half-cleared graph does this."""
        if not self._meta()[1]:
            return

        def some_gone(run: Run, text: str) -> bool:
            commit_seq, clearing = _known(run(cypher.LOCK), self.url)
            # Another process may have finished, and somebody may have written since.
            gone = clearing and run(text, size=_CLEARED_AT_ONCE)[0][0] > 0
            run(cypher.UNLOCK, commit_seq=commit_seq)
            return bool(gone)

        for text in cypher.CLEAR:
            while self._runner.write(partial(some_gone, text=text)):
                pass
        self._runner.write(partial(_end_clearing, self.url))

    def imports(self) -> list[ImportRecord]:
        self._finish_clearing()
        records = [_import_record(found) for [found] in self._ask(cypher.IMPORTS)]
        return sorted(records, key=lambda each: (each.started_at, each.import_id))

    def record_import(self, record: ImportRecord) -> None:
        self._finish_clearing()
        sent = {name: value for name, value in asdict(record).items() if value is not None}
        sent = {"id": sent.pop("import_id"), **sent, "sources": list(record.sources)}
        self._tell(cypher.SET_IMPORT, record=sent)

    # --- reading ---
    @property
    def commit_seq(self) -> int:
        return self._meta()[0]

    @property
    def note_commits(self) -> int:
        return int(self._ask(cypher.NOTE_COMMITS, start=NOTE_BATCH)[0][0])

    def counts(self) -> dict[str, int]:
        return {name: int(rows) for name, rows in self._steady(lambda: self._ask(cypher.COUNTS))}

    def rows(self, table: str, columns: tuple[str, ...] | None = None, *,
             as_of: date | None = None) -> pd.DataFrame:
        kind = model.table(table)
        rows = self._steady(lambda: [row for page in self._pages(kind) for row in page])
        frame = frame_of(kind, rows)
        if as_of is not None:
            facts, known = facts_of(frame)
            stands = standing(known, as_of)[facts] if known else np.zeros(0, dtype=bool)
            frame = frame[stands].reset_index(drop=True)
        return frame if columns is None else frame[list(columns)]

    def edges(self, table: str, as_of: date | None = None) -> EdgeColumns:
        return self._steady(lambda: Store.edges(self, table, as_of))

    def last_day(self) -> date | None:
        def asked(run: Run) -> set[str]:
            found = (run(text) for text in cypher.DAYS.values())
            return {day for [columns] in found for days in columns for day in days}

        return max(map(last_day, self._steady(lambda: self._runner.look(asked))), default=None)

    def iter_rows(self, table: str, size: int = 100_000) -> Iterator[pd.DataFrame]:
        kind = model.table(table)
        # What is given out cannot be taken back, so all is read, and found steady, before.
        with tempfile.TemporaryFile() as spool:
            pages = self._steady(lambda: self._spooled(kind, spool))
            spool.seek(0)
            waiting: list[Row] = []
            for _ in range(pages):
                waiting += pickle.load(spool)
                while len(waiting) >= size:
                    yield frame_of(kind, waiting[:size])
                    del waiting[:size]
            if waiting:
                yield frame_of(kind, waiting)

    def ids(self, label: str) -> pd.Series[str]:
        kind = model.NODE_BY_LABEL[label]
        if kind.is_statement:
            raise KeyError(f"{label} nodes have no id")
        return pd.Series(self._steady(lambda: self._listed(cypher.HANDLES[kind.table])), dtype=object, name="id")

    def record(self, label: str, node_id: str) -> dict[str, object] | None:
        kind = model.NODE_BY_LABEL[label]
        if kind.is_statement:
            raise KeyError(f"{label} nodes have no id")
        def asked(run: Run) -> Rows:
            return [] if _known(run(cypher.META), self.url)[1] else run(cypher.RECORD[kind.table], id=node_id)

        found = self._runner.look(asked)
        return record_of(kind, next(Decoder(kind).rows(found))) if found else None

    def neighbourhood(self, label: str, node_id: str, *, limit: int = 200) -> list[Neighbour]:
        """As in the port. Where ``limit`` cuts ties of one table, the server's order decides which."""
        return self._steady(lambda: self._neighbourhood(label, node_id, limit))

    def _neighbourhood(self, label: str, node_id: str, limit: int) -> list[Neighbour]:
        node = self.record(label, node_id)
        if node is None:
            start, table = node_id[:3].lower(), model.NODE_BY_LABEL[label].table
            near = self._ask(cypher.NEAR[table], start=start)
            raise UnknownNode(label, node_id, [each for [each] in near])
        found: list[Neighbour] = []
        for table in sorted(model.TABLES):
            kind = model.TABLES[table]
            ties = self._edge_ties(kind, label, node_id, limit) if isinstance(kind, EdgeKind) else \
                self._reference_ties(kind, label, node, limit)
            found += sorted(ties, key=_tie_order)
            if len(found) >= limit:
                break
        return found[:limit]

    def _edge_ties(self, kind: EdgeKind, label: str, node_id: str, limit: int) -> list[Neighbour]:
        decode, found = Decoder(kind), []
        for outgoing, (here, there) in zip((True, False), _both_ways(cypher.end_labels(kind)), strict=True):
            if here != label:
                continue
            text = cypher.TIES[kind.table, outgoing]
            for other, name, cells in self._ask(text, id=node_id, limit=limit):
                ends = (node_id, other) if outgoing else (other, node_id)
                row = record_of(kind, next(decode.rows([[*ends, *cells]])))
                found.append(Neighbour(kind.table, kind.type, outgoing, there, other, name, row))
        return found

    def _reference_ties(self, kind: NodeKind, label: str, node: dict[str, object], limit: int) -> list[Neighbour]:
        decode, found = Decoder(kind), []
        for column, reference in cypher.reference_columns(kind):
            relation = str(reference.relation)
            if reference.label == label:
                text = cypher.REFERRING[kind.table, column]
                for name, cells in self._ask(text, id=node["id"], limit=limit):
                    row = record_of(kind, next(decode.rows([cells])))
                    other = stated(kind, row, column) if kind.is_statement else str(row["id"])
                    found.append(Neighbour(kind.table, relation, reference.incoming, kind.label, other, name, row))
            named = node.get(column) if kind.label == label else None
            if named is not None:
                text = cypher.REFERRED_NAME[reference.label]
                names = self._ask(text, id=named)
                found.append(Neighbour(kind.table, relation, not reference.incoming, reference.label, str(named),
                                       names[0][0] if names else None, node))
        return found

    # --- care ---
    def verify(self) -> Verification:
        return self._steady(self._verified)

    def _verified(self) -> Verification:
        if mistyped := self._mistyped():
            # Cells of a wrong type would come apart while they are read; they are named instead.
            return Verification(self.counts(), {}, self.commit_seq, tuple(mistyped))
        found = verify(self)
        return replace(found, problems=(*found.problems, *self._strayed(), *self._misnamed()))

    def _mistyped(self) -> list[str]:
        problems = []
        for kind in model.TABLES.values():
            [numbers] = self._ask(cypher.MISTYPED[kind.table])
            problems += [
                f"{kind.table}: {name} is not a {_type_name(kind, name)} in {number} row(s)."
                for name, number in zip(cypher.own_columns(kind), numbers, strict=True) if number
            ]
        return problems

    def _strayed(self) -> Iterator[str]:
        for (table, column), text in cypher.STRAYED.items():
            [[lacking, extra]] = self._ask(text)
            if lacking:
                yield f"{table}: {column} has no relationship in {lacking} row(s)."
            if extra:
                yield f"{table}: {extra} relationship(s) say something else than {column}."

    def _misnamed(self) -> Iterator[str]:
        for table, text in cypher.KEYS.items():
            handles = self._listed(cypher.SOURCES.get(table) or cypher.HANDLES[table])
            wrong: list[str] = []
            for some in portions(handles, _SOURCES_AT_ONCE):
                for [rows] in self._ask(text, handles=some):
                    wrong += wrong_keys(rows)
            if wrong:
                yield f"{table}: the key of {len(wrong)} row(s) is not that of their cells, e.g. {wrong[0]!r}."

    def close(self) -> None:
        self._runner.close()

    # --- inside ---
    def _ask(self, text: str, **parameters: object) -> Rows:
        return self._runner.look(lambda run: run(text, **parameters))

    def _tell(self, text: str, **parameters: object) -> Rows:
        return self._runner.write(lambda run: run(text, **parameters))

    def _meta(self) -> tuple[int, bool]:
        return _known(self._ask(cypher.META), self.url)

    def _steady(self, read: Callable[[], T]) -> T:
        """What ``read`` answers while no batch is half in sight."""
        if getattr(self._inside, "steady", False):
            return read()
        with self._marked():
            for _ in range(_READINGS):
                with self._locked() as (before, clearing):
                    pass
                if clearing:
                    self._finish_clearing()
                    continue
                result = read()
                with self._locked() as after:
                    pass
                if after == (before, False):
                    return result
            with self._locked() as (_, clearing):
                if not clearing:
                    return read()
        raise StoreUnavailable(f"The graph at {self.url} is being cleared again and again; read it later.")

    @contextmanager
    def _marked(self) -> Iterator[None]:
        self._inside.steady = True
        try:
            yield
        finally:
            self._inside.steady = False

    @contextmanager
    def _locked(self) -> Iterator[tuple[int, bool]]:
        """The store's number while no writer is at work."""
        with self._runner.hold(cypher.LOCK) as found:
            yield _known(found, self.url)

    def _listed(self, text: str) -> list[str]:
        """Handles in order. The server's order is not that of the bytes, so it is made here."""
        return sorted(each for [some] in self._ask(text) for each in some)

    def _pages(self, kind: model.Table) -> Iterator[list[Row]]:
        """A table's rows in portions, in order of their keys."""
        decode = Decoder(kind)
        if isinstance(kind, EdgeKind):
            for sources in portions(self._listed(cypher.SOURCES[kind.table]), _SOURCES_AT_ONCE):
                found = self._ask(cypher.EDGES[kind.table], handles=sources)
                yield decode.in_order(decode.rows([source, *cells] for source, some in found for cells in some))
            return
        every: list[Row] = []
        for handles in portions(self._listed(cypher.HANDLES[kind.table]), _NODES_AT_ONCE):
            found = self._ask(cypher.NODES[kind.table], handles=handles)
            rows = decode.rows(cells for [some] in found for cells in some)
            if kind.is_statement:
                every += rows  # their handles are hashes, whose order means nothing
            else:
                yield decode.in_order(rows)
        if every:
            yield decode.in_order(every)

    def _spooled(self, kind: model.Table, spool: IO[bytes]) -> int:
        spool.seek(0)
        number = 0
        for page in self._pages(kind):
            pickle.dump(page, spool, protocol=pickle.HIGHEST_PROTOCOL)
            number += 1
        return number


class _Clearing(Exception):
    """The graph is being cleared, perhaps by a process that died over it."""


class _Doubt:
    """How long it has not been known whether a batch was stored."""

    def __init__(self, batch_id: str) -> None:
        self._batch_id, self._since = batch_id, time.monotonic()
        self._pause = 0.05

    def wait(self, error: StoreError) -> None:
        """Let the server come to itself; give up when that takes too long."""
        if time.monotonic() - self._since > _DOUBT:
            raise StoreUnavailable(
                f"It is not known whether batch {self._batch_id!r} was stored, and the server does not say: "
                f"{error} Run the same import again; what was stored is not stored twice."
            ) from error
        time.sleep(self._pause)
        self._pause = min(2 * self._pause, 1.0)


def _known(found: Rows, url: str) -> tuple[int, bool]:
    """Number of the last commit, and whether the graph is being cleared (from META or LOCK)."""
    if not found:
        raise StoreError(f"Somebody emptied the database at {url}. Open it again to begin anew.")
    return int(found[0][0]), bool(found[0][1])


def _end_clearing(url: str, run: Run) -> None:
    commit_seq, clearing = _known(run(cypher.LOCK), url)
    # Asked again under the lock: what was written after another process had finished must stay.
    if clearing and not any(rows for _, rows in run(cypher.COUNTS)):
        run(cypher.END_CLEARING)
    run(cypher.UNLOCK, commit_seq=commit_seq)


def _parts(url: str) -> tuple[str, str | None]:
    """The address without a database, and the database."""
    try:
        parts = urlsplit(url)
        whole = bool(parts.hostname) and parts.port != 0 and not parts.query and not parts.fragment
    except ValueError:  # a port that is no number
        whole = False
    if whole and "@" in parts.netloc:
        raise InvalidStoreUrl(
            "A store's address must not hold a password, since addresses are shown. Set ALLYGRAPH_NEO4J_USER and "
            "ALLYGRAPH_NEO4J_PASSWORD instead."
        )
    if not whole or not re.fullmatch(r"[A-Za-z0-9.-]*", parts.path.strip("/")):
        raise InvalidStoreUrl(f"{url.rpartition('@')[2][:80]!r} is no address of a Neo4j server; write "
                              "bolt://HOST:7687 or neo4j+s://HOST, with /DATABASE behind it where it is not the "
                              "default one.")
    return f"{parts.scheme}://{parts.netloc}", parts.path.strip("/") or None


def _written(run: Run, batch_id: str, tables: list[Prepared], url: str) -> Receipt:
    """One batch inside one transaction; it may be run again at any time."""
    commit_seq, clearing = _known(run(cypher.LOCK), url)
    if clearing:
        raise _Clearing
    if known := _receipt(run, batch_id):
        run(cypher.UNLOCK, commit_seq=commit_seq)
        return replace(known, repeated=True)
    tally = apply(run, tables)
    commit_seq += tally.changed
    counts = {"inserted": tally.inserted, "updated": tally.updated, "unchanged": tally.unchanged}
    run(cypher.ADD_BATCH, batch={
        "id": batch_id, "commit_seq": commit_seq, "tables": json.dumps(counts),
        **{name: sum(numbers.values()) for name, numbers in counts.items()},
    })
    run(cypher.UNLOCK, commit_seq=commit_seq)
    return Receipt(batch_id, commit_seq, tally.inserted, tally.updated, tally.unchanged)


def _receipt(run: Run, batch_id: str) -> Receipt | None:
    found = run(cypher.BATCH, id=batch_id)
    return Receipt(batch_id, found[0][0], **json.loads(found[0][1])) if found else None


def _import_record(found: dict[str, Any]) -> ImportRecord:
    given = {**found, "import_id": found["id"], "sources": tuple(found.get("sources", ()))}
    del given["id"]
    return ImportRecord(**given)


def _both_ways(ends: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return ends, ends[::-1]


def _tie_order(tie: Neighbour) -> tuple[object, ...]:
    kind = model.TABLES[tie.table]
    key = (tie.row[name] for name in model.row_key(kind))
    return (tie.id, *((cell is not None, cell) for cell in key), not tie.outgoing)


def _type_name(kind: model.Table, name: str) -> str:
    return "text" if name == model.ATTRIBUTES else str(model.column(kind, name).type)
