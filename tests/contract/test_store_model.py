"""The embedded store against the one in memory, through sequences of operations nobody thought of."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ecosystem import model
from ecosystem.errors import StoreError, UnknownNode
from ecosystem.stores.base import Store
from ecosystem.stores.duckdb_ import DuckDBStore
from ecosystem.stores.memory import MemoryStore
from tests.builders import batch

IDS = st.sampled_from(["a", "b", "B", "ä", "a b", "𠮷", "'; --"])
TEXTS = st.none() | st.sampled_from(["x", "y", "é", "\uffff", "0"])
DATES = st.none() | st.sampled_from(["2018", "2018-06", "2018-06-30", "2019"])
NUMBERS = st.none() | st.sampled_from([0.0, 0.5, 1.0, 1e-9])
DAYS = st.sampled_from([date(2018, 6, 29), date(2018, 6, 30), date(2018, 12, 31), date(2020, 1, 1)])
TABLES = ("partners", "capabilities", "partnerships", "traits", "partner_capabilities", "supplies",
          "partnership_members")


def cells(declared: model.Column) -> st.SearchStrategy[object]:
    if declared.refers_to is not None and declared.required:
        return IDS
    if declared.refers_to is not None:
        return st.none() | IDS
    if declared.name == "id":
        return IDS
    if declared.type is model.ColumnType.DATE:
        return DATES
    if declared.type in model.NUMERIC:
        return NUMBERS
    return TEXTS.filter(lambda text: text is not None) if declared.required else TEXTS


def rows_of(table: str) -> st.SearchStrategy[list[dict[str, object]]]:
    kind = model.table(table)
    row = st.fixed_dictionaries({declared.name: cells(declared) for declared in model.all_columns(kind)}
                                | {"attributes": st.sampled_from([None, "{}", '{"k": "v"}'])})
    return st.lists(row, max_size=4, unique_by=lambda each: tuple(each[name] for name in model.row_key(kind)))


TABLE_ROWS = {table: rows_of(table) for table in TABLES}
BATCHES = st.fixed_dictionaries({}, optional=TABLE_ROWS)


class TwoStores(RuleBasedStateMachine):
    """Whatever is done to both, both answer alike."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="allygraph-model-"))
        self.memory = MemoryStore()
        self.embedded = self.reopened()

    def reopened(self) -> DuckDBStore:
        return DuckDBStore(f"duckdb:{self.folder / 'eco.duckdb'}")

    @property
    def both(self) -> tuple[Store, Store]:
        return self.memory, self.embedded

    @rule(tables=BATCHES, number=st.integers(0, 30))
    def write(self, tables: dict[str, list[dict[str, object]]], number: int) -> None:
        outcomes = []
        for store in self.both:
            try:
                outcomes.append(store.write(batch(store, f"b{number}", tables)))
            except StoreError:
                outcomes.append("refused")
        assert outcomes[0] == outcomes[1]

    @rule(number=st.integers(0, 30))
    def ask_for_a_receipt(self, number: int) -> None:
        assert self.memory.receipt(f"b{number}") == self.embedded.receipt(f"b{number}")

    @rule(table=st.sampled_from(TABLES), day=DAYS)
    def read_a_day(self, table: str, day: date) -> None:
        left, right = (store.rows(table, as_of=day) for store in self.both)
        assert left.equals(right)

    @rule(table=st.sampled_from([kind.table for kind in model.EDGE_KINDS if kind.table in TABLES]),
          day=st.none() | DAYS)
    def read_edges(self, table: str, day: date | None) -> None:
        left, right = (store.edges(table, day) for store in self.both)
        for name in ("source", "target", "facts"):
            assert np.array_equal(getattr(left, name), getattr(right, name))
        assert left.provenance.equals(right.provenance)
        for name in left.numbers:
            assert np.array_equal(left.numbers[name], right.numbers[name], equal_nan=True)
        for name in left.texts:
            assert left.texts[name].labels == right.texts[name].labels
            assert np.array_equal(left.texts[name].codes, right.texts[name].codes)

    @rule(label=st.sampled_from(["Partner", "Capability", "Partnership"]), node_id=IDS,
          limit=st.sampled_from([1, 3, 200]))
    def look_around(self, label: str, node_id: str, limit: int) -> None:
        found = []
        for store in self.both:
            try:
                found.append(store.neighbourhood(label, node_id, limit=limit))
            except UnknownNode as error:
                found.append(error.near)
            assert store.record(label, node_id) == self.memory.record(label, node_id)
        assert found[0] == found[1]

    @rule()
    def clear(self) -> None:
        for store in self.both:
            store.clear()

    @rule(cleanly=st.booleans())
    def open_again(self, cleanly: bool) -> None:
        if cleanly:
            self.embedded.close()
        else:
            self.embedded._file.abandon()  # as after a kill: the log is left as it is
        self.embedded = self.reopened()

    @invariant()
    def answer_alike(self) -> None:
        if not hasattr(self, "memory"):
            return
        assert self.memory.commit_seq == self.embedded.commit_seq
        assert self.memory.counts() == self.embedded.counts()
        assert self.memory.last_day() == self.embedded.last_day()

    def teardown(self) -> None:
        if not hasattr(self, "memory"):
            return
        left, right = (store.verify() for store in self.both)
        assert left.hashes == right.hashes
        assert set(left.problems) == set(right.problems)
        for store in self.both:
            store.close()
        shutil.rmtree(self.folder)


TestTwoStores = TwoStores.TestCase
TestTwoStores.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
