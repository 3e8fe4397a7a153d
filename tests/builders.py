"""Batches and tiny ecosystems for tests, from rows written as dictionaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from ecosystem import model
from ecosystem.stores.base import Batch, Store
from ecosystem.stores.records import column_names, frame_of
from ecosystem.stores.transfer import write_parquet

Rows = Mapping[str, Sequence[Mapping[str, object]]]

_serial = count()


def batch(store: Store, batch_id: str, tables: Rows) -> Batch:
    """A batch of rows given by table and column; cells that are left out are empty.

    The Parquet files are written into the store's scratch folder, as an import does it.
    """
    return Batch(batch_id, {
        table: (parquet(store.scratch / f"{next(_serial)}.{table}.parquet", table, rows),)
        for table, rows in tables.items()
    })


def parquet(file: Path, table: str, rows: Sequence[Mapping[str, object]]) -> Path:
    """Write rows as one file of a batch, with every column of the table in the promised type."""
    kind = model.table(table)
    names = column_names(kind)
    unknown = {name for row in rows for name in row} - set(names)
    assert not unknown, f"{table} has no columns {sorted(unknown)}"
    write_parquet(kind, frame_of(kind, [tuple(row.get(name) for name in names) for row in rows]), file)
    return file


def write(store: Store, batch_id: str, tables: Rows) -> None:
    """Write rows as one batch."""
    store.write(batch(store, batch_id, tables))
