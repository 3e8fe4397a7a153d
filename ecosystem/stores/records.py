"""How the rows of a table look outside a store: as tuples, as data frames, as one record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from ecosystem import model
from ecosystem.errors import StoreError

Row = tuple[object, ...]
"""Cells in the order of ``column_names``; None where a cell is empty."""


def column_names(kind: model.Table) -> tuple[str, ...]:
    """The columns of a table in a batch and of ``Store.rows``.

    Examples
    --------
    >>> column_names(model.table("citations"))[1:4]
    ('cited_id', 'valid_from', 'valid_to')
    """
    return (*(declared.name for declared in model.all_columns(kind)), model.ATTRIBUTES)


def numeric_columns(kind: model.Table) -> frozenset[str]:
    """The columns that are float64 in a data frame; all others are object columns."""
    numbers = {model.ColumnType.NUMBER, model.ColumnType.INTEGER}
    return frozenset(declared.name for declared in model.all_columns(kind) if declared.type in numbers)


def batch_rows(kind: model.Table, files: Sequence[Path], size: int = 10_000) -> Iterator[list[Row]]:
    """The rows of one table of a batch, at most ``size`` at a time, in the order of the files."""
    if not files:
        return
    with duckdb.connect() as connection:
        try:
            read = connection.read_parquet([str(file) for file in files])
            wanted = read.project(*(duckdb.ColumnExpression(name) for name in column_names(kind)))
            rows = wanted.iter_rows(size)
            while some := list(islice(rows, size)):
                yield some
        except duckdb.Error as error:
            raise StoreError(f"The rows of {kind.table} in a batch cannot be read back; stage the import "
                             f"again. [{str(error).splitlines()[0][:300]}]") from error


def frame_of(kind: model.Table, rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as a data frame of the form that ``Store.rows`` promises."""
    numbers = numeric_columns(kind)
    cells: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [()] * len(column_names(kind))
    return pd.DataFrame({
        name: pd.Series(values, dtype="float64" if name in numbers else object)
        for name, values in zip(column_names(kind), cells, strict=True)
    })


def record_of(kind: model.Table, row: Row) -> dict[str, Any]:
    """One row by column name, its ``attributes`` parsed."""
    found = dict(zip(column_names(kind), row, strict=True))
    text = found[model.ATTRIBUTES]
    found[model.ATTRIBUTES] = json.loads(text) if isinstance(text, str) else {}
    return found


def stated(kind: model.Table, row: Mapping[str, object], subject: str) -> str:
    """What stands for the id of a statement that has none: the rest of its key beside its subject.

    Examples
    --------
    >>> stated(model.table("traits"), {"partner_id": "p1", "measure": "horizon"}, "partner_id")
    'horizon'
    """
    return " ".join(str(row[name]) for name in kind.key if name != subject)


def sort_key(key: Row) -> tuple[tuple[bool, object], ...]:
    """A row key as something that sorts: empty cells first; code points order text as UTF-8 does."""
    return tuple((cell is not None, cell) for cell in key)
