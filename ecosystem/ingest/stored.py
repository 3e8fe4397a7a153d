"""What the checks must know of a store: its ids and hierarchies, as Parquet files for the stage."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from ecosystem import model
from ecosystem.stores.base import Store


def write_stored(store: Store, folder: Path, tables: set[str] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write ids and (id, parent) pairs that rows of ``tables`` may refer to (None: of any table).

    Returns the labels and the tables for which files were written.
    """
    counts = store.counts()
    kinds = [kind for name, kind in model.TABLES.items() if tables is None or name in tables]
    labels = {reference.label for kind in kinds for _, reference in model.references(kind)}
    filled = sorted(label for label in labels if counts[model.NODE_BY_LABEL[label].table])
    for label in filled:
        _write(pd.DataFrame({"id": store.ids(label)}), folder / "ids" / f"{label}.parquet")
    parents = []
    for kind in kinds:
        column = next((column.name for column, reference in model.references(kind)
                       if isinstance(kind, model.NodeKind) and reference.label == kind.label), None)
        if column is not None and counts[kind.table]:
            rows = store.rows(kind.table, ("id", column)).dropna()
            _write(rows.set_axis(["id", "up"], axis=1), folder / "parents" / f"{kind.table}.parquet")
            parents.append(kind.table)
    return tuple(filled), tuple(parents)


def _write(frame: pd.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.register("stored", frame)
        columns = ", ".join(f"{name}::VARCHAR AS {name}" for name in frame.columns)
        connection.execute(f"COPY (SELECT {columns} FROM stored) TO ? (FORMAT parquet)", [str(path)])
