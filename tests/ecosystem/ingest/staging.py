"""Tables written as a test needs them, and the stage run over them in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ecosystem.ingest.inputs import find
from ecosystem.ingest.limits import Limits
from ecosystem.ingest.rejects import RejectSummary
from ecosystem.ingest.stage import Job, Staged, stage
from ecosystem.stores.base import Store

PARTNERS = "id,name\nA,Alpha\nB,Beta\n"
CAPABILITIES = "id,name\nC1,Sensing\nC2,Vision\n"


def write(folder: Path, tables: Mapping[str, str | bytes]) -> Path:
    """Write files; a name without an ending is a CSV table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        path = folder / (name if "." in name else f"{name}.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def staged(folder: Path, tables: Mapping[str, str | bytes], limits: Limits | None = None, *,
           batch_rows: int = 100_000, encoding: str | None = None) -> Staged:
    """The tables staged below ``folder``, against an empty store."""
    files = find([write(folder / "given", tables)]).files
    work = folder / "work"
    work.mkdir()
    job = Job(files, None, encoding, batch_rows, (), (), limits or Limits())
    return stage(work, job, shown=work, progress=lambda done, total, what: None)


def rows_of(folder: Path, result: Staged, table: str) -> pd.DataFrame:
    """The accepted rows of a table, as they would be stored."""
    import duckdb

    chunks = next(each.chunks for each in result.tables if each.table == table)
    with duckdb.connect() as connection:
        paths = [str(folder / "work" / chunk.file) for chunk in chunks]
        frame: pd.DataFrame = connection.execute("SELECT * FROM read_parquet(?)", [paths]).df()
    return frame.astype(object).where(frame.notna(), None)


def only_reject(result: Staged) -> RejectSummary:
    """The one reason for which rows were refused."""
    assert len(result.rejects) == 1, result.rejects
    return result.rejects[0]


def contents(store: Store) -> dict[str, list[dict[str, object]]]:
    """All that a store holds, for comparison; NaN is None."""
    found = {}
    for table, count in store.counts().items():
        if count:
            frame = store.rows(table)
            found[table] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return found
