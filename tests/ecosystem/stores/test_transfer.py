"""Copying a graph from store to store, and noticing when not all of it arrived."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from ecosystem import model
from ecosystem.errors import StoreError
from ecosystem.stores import open_store, transfer
from ecosystem.stores.base import ImportRecord, Store
from ecosystem.stores.memory import MemoryStore
from ecosystem.stores.records import batch_rows
from tests.builders import write

RECORD = ImportRecord("i1", "hash", ("a.csv",), "done", 2, "2024-01-01T00:00:00Z", "2024-01-01T00:00:09Z", 9, 1, 2)


@pytest.fixture(params=product(("memory", "duckdb"), repeat=2), ids="-to-".join)
def pair(request: pytest.FixtureRequest, tmp_path: Path):
    stores = [open_store("memory:" if name == "memory" else f"duckdb:{tmp_path}/{place}.duckdb")
              for place, name in enumerate(request.param)]
    yield stores
    for store in stores:
        store.close()


def fill(store: Store) -> None:
    write(store, "1", {
        "partners": [{"id": f"p{n:04}", "name": f"Name {n}", "size": n / 3 if n % 2 else None,
                      "parent_id": "p0000" if n else None} for n in range(1_200)],
        "capabilities": [{"id": "x", "name": "北京"}],
        "needs": [], "strategies": [{"id": "s", "partner_id": "p0001"}]})
    write(store, "2", {
        "partner_capabilities": [{"partner_id": f"p{n:04}", "capability_id": "x", "valid_from": "2018-06",
                                  "confidence": 0.5, "attributes": '{"k": 1}'} for n in range(1_200)],
        "needs": [{"id": each, "strategy_id": "s", "capability_id": "x", "must": must}
                  for each, must in (("1", True), ("2", None))]})
    store.record_import(RECORD)


def test_a_copy_holds_the_same_and_proves_it(pair):
    source, target = pair
    fill(source)
    steps: list[tuple[int, int, str]] = []
    report = transfer.copy(source, target, progress=lambda *step: steps.append(step))
    left, right = source.verify(), target.verify()
    assert left.hashes == right.hashes == report.hashes
    assert left.counts == right.counts == report.counts
    assert right.ok
    assert [record.import_id for record in target.imports()] == ["i1"]
    assert steps[-1][0] == steps[-1][1] == sum(report.counts.values())
    assert list(target.scratch.glob("*.parquet")) == []


def test_a_copy_of_nothing_is_nothing(pair):
    source, target = pair
    report = transfer.copy(source, target)
    assert (report.batches, report.imports, sum(report.counts.values())) == (0, 0, 0)
    assert target.commit_seq == 0


def test_a_target_that_holds_something_is_refused_unless_it_may_be_replaced(pair):
    source, target = pair
    fill(source)
    write(target, "mine", {"partners": [{"id": "mine", "name": "Mine"}]})
    before = target.verify()
    with pytest.raises(StoreError, match="already holds 1 rows"):
        transfer.copy(source, target)
    assert target.verify() == before
    transfer.copy(source, target, replace_content=True)
    assert target.verify().hashes == source.verify().hashes
    assert target.record("Partner", "mine") is None
    transfer.copy(source, target, replace_content=True)
    assert target.verify().hashes == source.verify().hashes


def test_a_store_is_not_copied_onto_itself(tmp_path: Path):
    url = f"duckdb:{tmp_path}/eco.duckdb"
    with open_store(url) as one, open_store(url) as same:
        fill(one)
        before = one.verify()
        with pytest.raises(StoreError, match="onto itself"):
            transfer.copy(one, same, replace_content=True)
        assert one.verify() == before


class Losing(MemoryStore):
    """Forgets one row of what it was given."""

    def record_import(self, record):
        super().record_import(record)
        del self._tables["partners"]["p0007",]


class Garbling(MemoryStore):
    """Alters one cell of what it is given."""

    def write(self, batch):
        receipt = super().write(batch)
        for key, row in self._tables["capabilities"].items():
            self._tables["capabilities"][key] = (row[0], "Beijing", *row[2:])
        return receipt


@pytest.mark.parametrize(("target", "says"), [
    (Losing, "partners has 1199 rows instead of 1200"), (Garbling, "capabilities has other content")])
def test_a_copy_that_differs_at_the_end_is_an_error(target: type[MemoryStore], says: str):
    source = MemoryStore()
    fill(source)
    with pytest.raises(StoreError, match=says):
        transfer.copy(source, target())


def test_a_source_that_is_written_meanwhile_is_noticed():
    source = MemoryStore()
    fill(source)

    def meddle(done: int, total: int, table: str) -> None:
        if table == "partners":
            write(source, "late", {"partners": [{"id": "late", "name": "L"}]})

    with pytest.raises(StoreError, match="written while it was copied"):
        transfer.copy(source, MemoryStore(), progress=meddle)


def test_columns_keep_their_types_where_all_cells_are_empty(tmp_path: Path):
    kind = model.table("needs")
    source = MemoryStore()
    frame = source.rows("needs")
    transfer.write_parquet(kind, frame, tmp_path / "none.parquet")
    assert list(batch_rows(kind, [tmp_path / "none.parquet"])) == []
    row = {name: None for name in frame.columns} | {"id": "1", "weight": float("nan")}
    transfer.write_parquet(kind, pd.DataFrame([row]).astype(frame.dtypes), tmp_path / "one.parquet")
    assert list(batch_rows(kind, [tmp_path / "one.parquet"])) == [[("1", *[None] * (len(row) - 1))]]
