"""How a whole graph moves from one store to another, and how one knows that all of it arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd

from ecosystem import model
from ecosystem.errors import StoreError
from ecosystem.stores.base import Batch, Store
from ecosystem.stores.records import column_names
from ecosystem.stores.verification import TableHash, table_hash

Progress = Callable[[int, int, str], None]

_TYPES = {
    model.ColumnType.NUMBER: "DOUBLE",
    model.ColumnType.INTEGER: "BIGINT",
    model.ColumnType.BOOLEAN: "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What was copied; ``hashes`` are those of both stores, table by table."""

    counts: Mapping[str, int]
    hashes: Mapping[str, str]
    batches: int
    imports: int


def copy(source: Store, target: Store, *, replace_content: bool = False,
         progress: Progress | None = None) -> CopyReport:
    """Write all that ``source`` holds into ``target``, then compare counts and hashes.

    Parameters
    ----------
    replace_content
        clear a target that holds something; otherwise it is refused.
    progress
        called with (rows done, rows in all, table).

    Raises
    ------
    StoreError
        if the target holds something, the source is written meanwhile, or the two differ at the
        end. What was copied until then stays; copying again with ``replace_content`` starts afresh.
    """
    _require_room(source, target, replace_content)
    started, counts = source.commit_seq, source.counts()
    done, total, batches = 0, sum(counts.values()), 0
    hashes: dict[str, str] = {}
    for kind in model.TABLES.values():
        digest = TableHash(kind)
        for frame in source.iter_rows(kind.table, min(target.features.batch_rows, 500_000)):
            digest.add(frame)
            _write(target, kind, frame, f"copy:{batches}:{kind.table}")
            batches += 1
            done += len(frame)
            if progress is not None:
                progress(done, total, kind.table)
        hashes[kind.table] = digest.hexdigest()
    if source.commit_seq != started:
        raise StoreError(f"{source.url} was written while it was copied; copy it again.")
    records = source.imports()
    for record in records:
        target.record_import(replace(record, commit_seq=target.commit_seq if record.commit_seq else 0))
    differences = list(_differences(counts, hashes, target))
    if differences:
        raise StoreError(f"{target.url} differs from {source.url} after the copy: {' '.join(differences)} "
                         "Verify both, then copy again.")
    return CopyReport(counts, hashes, batches, len(records))


def write_parquet(kind: model.Table, frame: pd.DataFrame, file: Path,
                  connection: duckdb.DuckDBPyConnection | None = None) -> None:
    """Rows in the form of ``Store.rows`` as one file of a ``Batch``; whoever writes many keeps a connection."""
    types = {declared.name: _TYPES.get(declared.type, "VARCHAR") for declared in model.all_columns(kind)}
    with nullcontext(connection) if connection is not None else duckdb.connect() as used:
        used.from_df(frame).project(*(
            duckdb.ColumnExpression(name).cast(types.get(name, "VARCHAR")).alias(name)
            for name in column_names(kind)
        )).write_parquet(str(file))


def _require_room(source: Store, target: Store, replace_content: bool) -> None:
    held = sum(target.counts().values())
    if held and not replace_content:
        raise StoreError(f"{target.url} already holds {held} rows; name an empty store, or say that its content "
                         "may be replaced.")
    if source.url == target.url and source.features.persistent:
        raise StoreError(f"{source.url} cannot be copied onto itself.")
    if held or target.imports():
        target.clear()


def _write(target: Store, kind: model.Table, frame: pd.DataFrame, batch_id: str) -> None:
    file = target.scratch / f"{batch_id.replace(':', '-')}.parquet"
    try:
        write_parquet(kind, frame, file)
        target.write(Batch(batch_id, {kind.table: (file,)}))
    finally:
        file.unlink(missing_ok=True)


def _differences(counts: Mapping[str, int], hashes: Mapping[str, str], target: Store) -> Iterator[str]:
    arrived = target.counts()
    for kind in model.TABLES.values():
        if arrived[kind.table] != counts[kind.table]:
            yield f"{kind.table} has {arrived[kind.table]} rows instead of {counts[kind.table]}."
        elif table_hash(kind, target.iter_rows(kind.table)) != hashes[kind.table]:
            yield f"{kind.table} has other content."
