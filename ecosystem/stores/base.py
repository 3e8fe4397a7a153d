"""The port: what every store promises, in words of the domain.

A store keeps *source records and dated statements* exactly as they were imported. It is written in
batches that are all or nothing, and read whole (``rows``), by id (``record``) or around one node
(``neighbourhood``). Analysis never goes through it: that is the snapshot's work.

The promises, checked for each store by ``tests/contract/test_store_contract.py``:

* A batch is applied whole or not at all. A batch id that was applied before is answered with its
  old receipt and changes nothing.
* ``commit_seq`` grows by one with each write that changed something, and is kept with the data.
* Rows are upserted by ``model.row_key``: a row with a known key replaces what was said before, and
  an identical one changes nothing.
* After an error in ``write`` the store says by itself what is true (``receipt(batch_id)``), and
  stays usable.
* An edge whose end is not in the store refuses the whole batch (``StoreError``). Other references
  are the importer's care; ``verify`` names those that lead nowhere.
* Reading returns rows sorted by key, so that two stores with the same content answer alike: text by
  its UTF-8 bytes, numbers by value, empty cells first.
* A reading sees whole batches only, also while another thread writes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Literal, Self, TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem import model
from ecosystem.dates import last_day
from ecosystem.stores.columns import Coded, EdgeColumns, edge_columns, facts_of

SCHEMA_VERSION = 1
"""Of the persisted layout; a store with another one migrates or refuses (``SchemaMismatch``)."""

NOTE_BATCH = "note:"
"""How the ids of batches begin that hold notes only (``NodeKind.is_note``): they change no fact."""

BEGINNINGS = ("valid_from", "recorded_at")
"""Provenance that says since when something stands."""


@dataclass(frozen=True, slots=True)
class Features:
    """What an engine can do, declared so that callers ask instead of catching.

    Attributes
    ----------
    persistent
        the content outlives the process.
    shared
        several processes may have it open at once.
    batch_rows
        how many rows one batch should hold at most.
    fast_columns
        ``rows`` reads a table of millions in seconds.
    longest_id
        bytes of UTF-8 that an id may have at most; None = no limit.
    """

    persistent: bool
    shared: bool
    batch_rows: int
    fast_columns: bool
    longest_id: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Validated rows, ready to be written.

    ``tables`` maps a table's name to Parquet files whose columns are ``model.all_columns`` (TEXT
    and DATE as VARCHAR, LIST as VARCHAR with ``;``, NUMBER as DOUBLE, INTEGER as BIGINT, BOOLEAN as
    BOOLEAN) followed by ``attributes`` (VARCHAR). An empty cell is NULL, never an empty text; no
    text holds a NUL, no number is NaN. Whoever builds a batch (``ecosystem.ingest``)
    has checked types, required cells, doubled keys and references; the store trusts that.
    """

    batch_id: str
    tables: Mapping[str, tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a write did. ``repeated``: this batch id had been applied before; nothing changed now."""

    batch_id: str
    commit_seq: int
    inserted: Mapping[str, int]
    updated: Mapping[str, int]
    unchanged: Mapping[str, int]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import: a run of batches. It is ``open`` until its last batch is written."""

    import_id: str
    content_hash: str
    sources: tuple[str, ...]
    state: Literal["open", "done"]
    batches: int
    started_at: str
    finished_at: str | None = None
    accepted: int = 0
    rejected: int = 0
    commit_seq: int = 0  # of the store when it was finished


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One tie of a node: the table and row it stands in, and the node at its other end."""

    table: str
    relation: str
    outgoing: bool
    label: str
    id: str
    name: str | None
    row: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Verification:
    """What ``verify`` found. ``problems`` is empty where all is well; each is a sentence."""

    counts: Mapping[str, int]
    hashes: Mapping[str, str]  # SHA-256 per table over its rows sorted by key
    commit_seq: int
    problems: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        return not self.problems


class OwnColumns(TypedDict):
    """The columns of an edge table beside its ends: numbers (booleans as 0 and 1) and texts."""

    numbers: dict[str, NDArray[np.float64]]
    texts: dict[str, Coded]


class Store(ABC):
    """A persisted graph. Open one with ``ecosystem.stores.open_store(url)``; whoever opens closes."""

    features: ClassVar[Features]
    url: str

    @property
    @abstractmethod
    def scratch(self) -> Path:
        """The folder in which the Parquet files of a batch must lie; it exists.

        It outlives a kill where the store does, so that an import can be resumed. For an embedded
        file it is a folder beside it, and the only one that its connection may read.
        """

    # --- writing ---------------------------------------------------------------------------------
    @abstractmethod
    def write(self, batch: Batch) -> Receipt:
        """Apply one batch, whole or not at all.

        Raises
        ------
        StoreFull, StoreUnavailable, StoreError
            nothing of the batch was applied, or it is unknown: ask ``receipt(batch.batch_id)``.
        """

    @abstractmethod
    def receipt(self, batch_id: str) -> Receipt | None:
        """What a batch did, or None if it was never applied."""

    @abstractmethod
    def clear(self) -> None:
        """Remove all nodes, edges, receipts and import records; ``commit_seq`` goes on."""

    @abstractmethod
    def imports(self) -> list[ImportRecord]:
        """Every import, oldest first."""

    @abstractmethod
    def record_import(self, record: ImportRecord) -> None:
        """Add or replace the record of one import (by ``import_id``)."""

    # --- reading ---------------------------------------------------------------------------------
    @property
    @abstractmethod
    def commit_seq(self) -> int:
        """Number of writes that changed something; 0 for a new store."""

    @property
    @abstractmethod
    def note_commits(self) -> int:
        """How many of these writes were batches of notes: their ids begin with ``NOTE_BATCH``."""

    @property
    def facts_seq(self) -> int:
        """Grows with each write that may have changed a fact: what was computed from facts holds while it stands."""
        return self.commit_seq - self.note_commits

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """Rows per table, every table of the model."""

    @abstractmethod
    def rows(self, table: str, columns: tuple[str, ...] | None = None, *,
             as_of: date | None = None) -> pd.DataFrame:
        """A table's rows sorted by ``model.row_key``; with ``as_of`` those that stand on that day.

        A row stands when it has begun to be true, is still true and was known
        (``ecosystem.dates.stands``). Whether the nodes that it names stand is not looked at.

        Columns as in ``Batch.tables``. Text, dates, lists and ``attributes`` are object columns of
        str or None, booleans object columns of bool or None, numbers float64 with NaN.
        """

    def edges(self, table: str, as_of: date | None = None) -> EdgeColumns:
        """A table of edges as arrays, sorted so that of doubled ties the first stands.

        The projection reads edges by this method only. Engines that can are faster than this
        general way over ``rows``. A write between two readings may move positions: whoever combines
        several compares ``commit_seq`` before and after, and reads again where it has grown.

        Raises
        ------
        KeyError
            if there is no such table of edges.
        """
        kind = model.TABLES[table]
        if not isinstance(kind, model.EdgeKind):
            raise KeyError(f"{table!r} is a table of nodes")
        frame = self.rows(table, as_of=as_of)
        ends = {declared.name: reference.label for declared, reference in model.references(kind)}
        facts, known = facts_of(frame)
        return edge_columns(
            _positions(self.ids(ends[kind.source]), frame[kind.source]),
            _positions(self.ids(ends[kind.target]), frame[kind.target]),
            facts, known, **_own_columns(kind, frame),
        )

    def last_day(self) -> date | None:
        """The latest day on record: of facts that began or were recorded, patents, foundations.

        Notes (``NodeKind.is_note``) are no facts. None where nothing is dated. It is what a question
        without a date is asked about.
        """
        days: set[str] = set()
        for kind in model.DATED:
            begins: tuple[str, ...] = BEGINNINGS
            if isinstance(kind, model.EdgeKind):
                stated = self.edges(kind.table).provenance
            else:
                begins = (*BEGINNINGS, *model.own_days(kind))
                stated = self.rows(kind.table, begins)
            for name in begins:
                days.update(stated[name].dropna().unique())
        return max(map(last_day, days), default=None)

    @abstractmethod
    def iter_rows(self, table: str, size: int = 100_000) -> Iterator[pd.DataFrame]:
        """The same in chunks of at most ``size`` rows, for export."""

    @abstractmethod
    def ids(self, label: str) -> pd.Series[str]:
        """All ids of one kind of node that has an ``id`` column, sorted."""

    @abstractmethod
    def record(self, label: str, node_id: str) -> dict[str, object] | None:
        """One node's row (``attributes`` parsed to a dict), or None."""

    @abstractmethod
    def neighbourhood(self, label: str, node_id: str, *, limit: int = 200) -> list[Neighbour]:
        """What one node is tied to, by edges and references, sorted by table, other id, row key.

        Raises
        ------
        UnknownNode
            if there is no such node.
        """

    # --- care ------------------------------------------------------------------------------------
    @abstractmethod
    def verify(self) -> Verification:
        """Read everything back: keys unique, references whole, types right, hashes per table."""

    @abstractmethod
    def close(self) -> None:
        """Give back files and connections; calling it twice does no harm."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()


def _positions(ids: pd.Series[str], wanted: pd.Series[str]) -> NDArray[np.int32]:
    return pd.Index(ids).get_indexer(pd.Index(wanted)).astype(np.int32)


def _own_columns(kind: model.EdgeKind, frame: pd.DataFrame) -> OwnColumns:
    numbers: dict[str, NDArray[np.float64]] = {}
    texts: dict[str, Coded] = {}
    for declared in kind.columns:
        if declared.name in (kind.source, kind.target):
            continue
        if declared.type in model.NUMERIC:
            numbers[declared.name] = frame[declared.name].to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            texts[declared.name] = Coded.of(frame[declared.name].tolist())
    return {"numbers": numbers, "texts": texts}
