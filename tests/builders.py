"""Batches and tiny ecosystems for tests, from rows written as dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

import duckdb

from ecosystem import model
from ecosystem.stores.base import Batch, Store
from ecosystem.stores.records import column_names

Rows = Mapping[str, Sequence[Mapping[str, object]]]

_SQL = {
    model.ColumnType.NUMBER: "DOUBLE",
    model.ColumnType.INTEGER: "BIGINT",
    model.ColumnType.BOOLEAN: "BOOLEAN",
}
_serial = count()


def batch(store: Store, batch_id: str, tables: Rows) -> Batch:
    """A batch of rows given by table and column; cells that are left out are empty.

    The Parquet files are written into the store's scratch folder, as an import does it.
    """
    return Batch(batch_id, {
        table: (parquet(store.scratch / f"{next(_serial)}.{table}.parquet", table, rows),)
        for table, rows in tables.items()
    })


def parquet(file: Path, table: str, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write rows as one file of a batch, with every column of the table in the promised type."""
    kind = model.table(table)
    names = column_names(kind)
    types = {declared.name: _SQL.get(declared.type, "VARCHAR") for declared in model.all_columns(kind)}
    declared = ", ".join(f'"{name}" {types.get(name, "VARCHAR")}' for name in names)
    cells = [[row.get(name) for name in names] for row in rows]
    unknown = {name for row in rows for name in row} - set(names)
    assert not unknown, f"{table} has no columns {sorted(unknown)}"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE made ({declared})")
        for some in _chunks(cells, 1_000):
            marks = ", ".join(f"({', '.join('?' * len(names))})" for _ in some)
            connection.execute(f"INSERT INTO made VALUES {marks}", [cell for row in some for cell in row])
        connection.table("made").write_parquet(str(file))
    return file


def write(store: Store, batch_id: str, tables: Rows) -> None:
    """Write rows as one batch."""
    store.write(batch(store, batch_id, tables))


def _chunks(rows: list[list[object]], size: int) -> Iterator[list[list[object]]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
