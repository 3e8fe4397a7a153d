"""How data frames become files that the stage can read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from ecosystem import model
from ecosystem.errors import ImportRejected
from ecosystem.ingest.inputs import Form, Input, nearest


def write_frames(frames: Mapping[str, pd.DataFrame], folder: Path, source: str | None) -> list[Input]:
    """Write each frame as a Parquet file; NaN, NaT and None are empty cells, the index is not kept.

    A frame is one of pandas, or anything that gives its columns to Arrow (polars, DuckDB, an answer).

    Raises
    ------
    ImportRejected
        if a frame is named like no table, or is no frame.
    """
    files = []
    for table in sorted(frames):
        given = frames[table]
        if table not in model.TABLES:
            near = nearest(str(table), model.TABLES)
            raise ImportRejected(f"No table is called {table!r}" + (f"; did you mean {near!r}?" if near else ".")
                                 + f" Known are {', '.join(model.TABLES)}.")
        path = folder / f"{table}.parquet"
        _write(_pandas(given, table), path, source)
        files.append(Input(path, f"data frame {table}", Form.PARQUET, table))
    if not files:
        raise ImportRejected("Nothing to import: no data frame was given.")
    return files


class _Columns:
    """Nothing but the stream: of frames that it knows by name DuckDB asks for more than they need to have."""

    def __init__(self, given: Any) -> None:
        self._given = given

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._given.__arrow_c_stream__(requested_schema)


def _pandas(given: object, table: str) -> pd.DataFrame:
    """A frame as pandas has it; those of polars, Arrow and others come over Arrow's stream of columns."""
    if isinstance(given, pd.DataFrame):
        return given
    if not hasattr(given, "__arrow_c_stream__"):
        raise ImportRejected(f"What is given for {table} is a {type(given).__name__}, not a DataFrame.")
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        found: pd.DataFrame = connection.from_arrow(_Columns(given)).df()
    return found


def _write(frame: pd.DataFrame, path: Path, source: str | None) -> None:
    shown = frame.reset_index(drop=True).set_axis([str(name) for name in frame.columns], axis=1)
    if source is not None and "source" not in shown.columns:
        shown = shown.assign(source=source)
    if not shown.columns.is_unique:
        doubled = shown.columns[shown.columns.duplicated()][0]
        raise ImportRejected(f"The data frame {path.stem} has two columns called {doubled!r}.")
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.register("frame", shown)
        connection.execute("COPY (SELECT * FROM frame) TO ? (FORMAT parquet)", [str(path)])
