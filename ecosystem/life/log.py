"""Where events are kept: every one of a store in memory, appended to the store before they are acknowledged.

Writers of one process are gathered: whoever comes while others are being written waits, and is written
with all who wait. A store that several processes share is written event by event under a batch id that
can be used once, so that of two who changed the same version one is told so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Condition, RLock
from typing import Final
from uuid import uuid4

import duckdb
import pandas as pd

from ecosystem import model
from ecosystem.errors import Conflict
from ecosystem.life.events import Event, Record, as_row, of_row, state_of
from ecosystem.life.graph import Rows, graph_rows
from ecosystem.stores.base import NOTE_BATCH, Batch, Store
from ecosystem.stores.records import column_names, frame_of
from ecosystem.stores.transfer import write_parquet

TABLE: Final = "life_events"


@dataclass(slots=True, eq=False)
class _Waiting:
    """Events of one writer on their way to the store."""

    events: tuple[Event, ...]
    facts: Rows
    done: bool = False
    error: BaseException | None = None


@dataclass(slots=True, eq=False)
class _Known:
    """All events, by record and by partnership, in the order of their versions."""

    of_record: dict[str, list[Event]] = field(default_factory=dict)
    records_of: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))  # id → kind
    folded: dict[str, Record | None] = field(default_factory=dict)  # the last state, where it was asked for
    by_key: dict[str, Event] = field(default_factory=dict)
    count: int = 0

    def add(self, events: Iterable[Event]) -> None:
        for each in events:
            if each.record not in self.of_record:
                self.of_record[each.record] = []
                self.records_of[each.partnership][each.record] = each.kind
            self.of_record[each.record].append(each)
            self.folded.pop(each.record, None)
            if each.key is not None:
                self.by_key[each.key] = each
            self.count += 1

    def drop(self, events: Sequence[Event]) -> None:
        """Take back what could not be written."""
        for each in reversed(events):
            kept = self.of_record[each.record]
            kept.remove(each)
            if not kept:
                del self.of_record[each.record]
                del self.records_of[each.partnership][each.record]
            self.folded.pop(each.record, None)
            if each.key is not None:
                self.by_key.pop(each.key, None)
            self.count -= 1


class EventLog:
    """The events of one store. They are notes: snapshots and their views stay as they are."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lock = RLock()
        """Held by whoever looks and then appends, so that nobody comes between."""
        self._queue = Condition()
        self._waiting: list[_Waiting] = []
        self._busy = False
        self._known: _Known | None = None

    # --- reading -----------------------------------------------------------------------------------
    def events_of(self, record: str) -> tuple[Event, ...]:
        """The events of a record in the order of their versions; none where there is no such record."""
        with self.lock:
            return tuple(self._read().of_record.get(record, ()))

    def folded(self, record: str, as_of: date | None) -> Record | None:
        """A record on a day; None where there is none."""
        with self.lock:
            known = self._read()
            events = known.of_record.get(record)
            if events is None:
                return None
            if as_of is not None:
                return state_of(events, as_of)
            if record not in known.folded:
                known.folded[record] = state_of(events)
            return known.folded[record]

    def records_of(self, partnership: str, kind: str | None = None) -> tuple[str, ...]:
        """The records of a partnership, of one kind, in the order in which they were made."""
        with self.lock:
            held = self._read().records_of.get(partnership, {})
            return tuple(each for each, its in held.items() if kind is None or its == kind)

    def partnerships(self) -> tuple[str, ...]:
        """Every partnership that has a record, in the order in which they were made."""
        with self.lock:
            return tuple(self._read().records_of)

    def by_key(self, key: str) -> Event | None:
        """The event that was written under an idempotency key."""
        with self.lock:
            return self._read().by_key.get(key)

    @property
    def count(self) -> int:
        """How many events there are: grows with each, so that what was derived can be told from what is new."""
        with self.lock:
            return self._read().count

    def refresh(self) -> None:
        """Read again if another process, or an import, wrote events."""
        with self.lock:
            if self._known is not None and self._store.counts()[TABLE] != self._known.count:
                self._known = None

    def _read(self) -> _Known:
        if self._known is None:
            frame = self._store.rows(TABLE)
            events = [of_row({str(name): cell for name, cell in row.items()}) for row in frame.to_dict("records")]
            events.sort(key=lambda each: (each.recorded_on, each.at, each.record, each.version))
            self._known = _Known()
            self._known.add(events)
            for kept in self._known.of_record.values():
                kept.sort(key=lambda each: each.version)
        return self._known

    # --- writing -----------------------------------------------------------------------------------
    def append(self, make: Callable[[], Sequence[Event]]) -> tuple[Event, ...]:
        """Look, decide and write: ``make`` sees the present state and nobody changes it meanwhile.

        Returns once the events are in the store.

        Raises
        ------
        Conflict
            if another process was faster.
        StoreError
            nothing was written.
        """
        with self.lock:
            if self._store.features.shared:
                self.refresh()
            events = tuple(make())
            if not events:
                return ()
            known = self._read()
            before = {each.record: known.of_record.get(each.record, [])[:] for each in events}
            known.add(events)
            facts: dict[str, list[Mapping[str, object]]] = defaultdict(list)
            for record, past in before.items():
                for table, rows in graph_rows(past, known.of_record[record]).items():
                    facts[table] += rows
            waiting = _Waiting(events, facts)
            with self._queue:
                self._waiting.append(waiting)
        self._write_with_others(waiting)
        if waiting.error is not None:
            raise waiting.error
        return events

    @contextmanager
    def supposing(self) -> Iterator[Callable[[Event], None]]:
        """Events that are there to be looked at inside, and gone afterwards; nobody else sees them."""
        with self.lock:
            known, supposed = self._read(), list[Event]()

            def suppose(event: Event) -> None:
                supposed.append(event)
                known.add([event])

            try:
                yield suppose
            finally:
                known.drop(supposed)

    def _write_with_others(self, mine: _Waiting) -> None:
        """Wait until it is written; whoever finds nobody writing writes for all who wait."""
        with self._queue:
            while self._busy and not mine.done:
                self._queue.wait()
            if mine.done:
                return
            self._busy = True
            gathered, self._waiting = self._waiting, []
        try:
            self._write(gathered)
        finally:
            with self._queue:
                self._busy = False
                self._queue.notify_all()

    def _write(self, gathered: Sequence[_Waiting]) -> None:
        groups = [[each] for each in gathered] if self._store.features.shared else [list(gathered)]
        for group in groups:
            events = [event for each in group for event in each.events]
            try:
                self._store_batch(events, [each.facts for each in group if each.facts])
            except BaseException as error:
                with self.lock:
                    if self._known is not None:
                        self._known.drop(events)
                for each in group:
                    each.error = error
            for each in group:
                each.done = True

    def _store_batch(self, events: Sequence[Event], facts: Sequence[Rows]) -> None:
        shared = self._store.features.shared
        name = f"life:{events[0].id if shared else uuid4().hex}"
        rows: dict[str, list[Mapping[str, object]]] = defaultdict(list)
        rows[TABLE] = [as_row(each) for each in events]
        for each in facts:
            for table, some in each.items():
                rows[table] += some
        files = {table: (self._store.scratch / f"life-{uuid4().hex}.parquet",) for table in rows}
        try:
            for table, (file,) in files.items():
                self._write_file(model.TABLES[table], rows[table], file)
            receipt = self._store.write(Batch(name if facts else NOTE_BATCH + name, files))
        finally:
            for (file,) in files.values():
                file.unlink(missing_ok=True)
        if receipt.repeated:
            raise Conflict(f"{events[0].record} was changed meanwhile by another process; read it again.")

    @cached_property
    def _parquet(self) -> duckdb.DuckDBPyConnection:
        """Made by the first who writes: most who open a store only read."""
        return duckdb.connect(":memory:", config={"threads": 1})

    def _write_file(self, kind: model.Table, rows: Sequence[Mapping[str, object]], file: Path) -> None:
        names = column_names(kind)
        last = {tuple(row.get(name) for name in model.row_key(kind)): row for row in rows}  # of doubled keys the last
        frame: pd.DataFrame = frame_of(kind, [tuple(row.get(name) for name in names) for row in last.values()])
        write_parquet(kind, frame, file, self._parquet)
