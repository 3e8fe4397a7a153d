"""How a store becomes a directory of tables again: the exchange format, byte for byte repeatable.

Rows are sorted by key, and nothing of the time or the machine is in any file, so that equal
content gives equal bytes. In CSV the attributes are columns again, by name; what a column cannot
hold stays in a column ``attributes`` as JSON, and so do all of them in Parquet.
"""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import duckdb
import pandas as pd

from ecosystem import model
from ecosystem.errors import AllygraphError, InvalidParameter, NotFound, StoreDamaged, StoreFull
from ecosystem.ingest.formulas import protect, protect_sql
from ecosystem.ingest.inputs import MANIFEST
from ecosystem.ingest.manifest import read_manifest, sha256, write_manifest
from ecosystem.ingest.tables import MARKS
from ecosystem.model import ColumnType, Table
from ecosystem.stores.base import Store

FORMATS: Final = ("csv", "csv.gz", "parquet")
_CHUNK: Final = 500_000
_MOST_KEYS: Final = 100
"""Attributes beyond this many keys are no columns any more."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of one CSV file: the model's, attribute keys, and whether JSON is left over."""

    kind: Table
    keys: tuple[str, ...] = ()
    rest: bool = False

    @property
    def header(self) -> list[str]:
        names = [column.name for column in model.all_columns(self.kind)]
        return [*names, *self.keys, *([model.ATTRIBUTES] if self.rest else [])]


def export_tables(store: Store, folder: str | Path, format: str = "csv", *,
                  progress: Progress | None = None) -> dict[str, int]:
    """Write every table that has rows to ``folder``; the number of rows per table.

    The folder is new, empty, or holds an earlier export, which is replaced when this one is whole.

    Raises
    ------
    InvalidParameter
        for another format, or a folder that holds something else.
    StoreFull
        if there is no space; what was there before is still there.
    """
    if format not in FORMATS:
        raise InvalidParameter(f"{format[:40]!r} is no format of an export; use {', '.join(FORMATS)}.")
    target = Path(folder).absolute()
    _check_target(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    counts = {table: count for table, count in store.counts().items() if count}
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}.part-", dir=target.parent))
    try:
        files = {}
        for done, (table, count) in enumerate(counts.items()):
            if progress is not None:
                progress(done, len(counts), f"writing {table}")
            path = work / f"{table}.{format}"
            rows = _write_table(store, model.table(table), path, format)
            files[path.name] = {"rows": rows, "sha256": sha256(path), "bytes": path.stat().st_size}
            if rows != count:
                raise StoreDamaged(f"{table} holds {count} rows and gave {rows}; run `allygraph verify`.")
        write_manifest(work, files)
        _swap(work, target)
    except (OSError, duckdb.IOException) as error:
        raise _unwritten(target, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if progress is not None:
        progress(len(counts), len(counts), "written")
    return counts


def write_table(store: Store, table: str, path: Path) -> int:
    """Write one table as CSV to ``path``, which must not exist yet; the number of rows.

    Raises
    ------
    NotFound
        if there is no such table.
    StoreFull
        if there is no space.
    """
    if table not in model.TABLES:
        raise NotFound(f"There is no table {table[:60]!r}; there are {', '.join(sorted(model.TABLES))}.")
    try:
        return _write_table(store, model.table(table), path, "csv")
    except (OSError, duckdb.IOException) as error:
        raise _unwritten(path, error) from error


# --- one table -----------------------------------------------------------------------------------
def _write_table(store: Store, kind: Table, path: Path, format: str) -> int:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        if format == "parquet":
            return _write_parquet(connection, store, kind, path)
        layout = _layout(store, kind)
        rows = 0
        with _opened(path, format) as out:
            out.write(_csv_line(layout.header))
            for number, frame in enumerate(_chunks(store, kind, layout)):
                part = path.with_suffix(f".part-{number}")
                connection.register("chunk", frame)
                connection.execute(f"COPY (SELECT {_csv_cells(layout)} FROM chunk) TO ? "
                                   "(FORMAT csv, HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"')", [str(part)])
                connection.unregister("chunk")
                _append(part, out)
                rows += len(frame)
    return rows


def _write_parquet(connection: duckdb.DuckDBPyConnection, store: Store, kind: Table, path: Path) -> int:
    """The chunks are gathered in a table that may spill to the export's folder, and written as one file."""
    typed = [(f'"{column.name}"', _sql_type(column.type)) for column in model.all_columns(kind)]
    typed.append((model.ATTRIBUTES, "VARCHAR"))
    connection.execute("SET temp_directory = ?", [str(path.with_suffix(".spill"))])
    connection.execute(f"CREATE TABLE whole ({', '.join(f'{name} {type_}' for name, type_ in typed)})")
    rows = 0
    for frame in store.iter_rows(kind.table, _CHUNK):
        connection.register("chunk", frame)
        cells = ", ".join(f"{name}::{type_}" for name, type_ in typed)
        connection.execute(f"INSERT INTO whole SELECT {cells} FROM chunk")
        connection.unregister("chunk")
        rows += len(frame)
    connection.execute("COPY whole TO ? (FORMAT parquet, COMPRESSION snappy)", [str(path)])
    return rows


def _chunks(store: Store, kind: Table, layout: _Layout) -> Iterator[pd.DataFrame]:
    """The rows with the columns of the layout called ``a0 a1 …``, beside the model's."""
    for frame in store.iter_rows(kind.table, _CHUNK):
        if layout.keys or layout.rest:
            read = [json.loads(text) if isinstance(text, str) else {} for text in frame[model.ATTRIBUTES]]
            columns = {f"a{place}": pd.Series([row.get(key) for row in read], dtype=object, index=frame.index)
                       for place, key in enumerate(layout.keys)}
            if layout.rest:
                own = set(layout.keys)
                rest = [{key: value for key, value in row.items() if key not in own} for row in read]
                columns[f"a{len(layout.keys)}"] = pd.Series([_json(row) if row else None for row in rest],
                                                            dtype=object, index=frame.index)
            frame = frame.assign(**columns)
        yield frame


def _layout(store: Store, kind: Table) -> _Layout:
    """Which attributes can be columns: text that is never empty, under a name that is a column's."""
    attributes = store.rows(kind.table, (model.ATTRIBUTES,))[model.ATTRIBUTES].dropna()
    if not len(attributes):
        return _Layout(kind)
    fits: dict[str, bool] = {}
    for text in attributes:
        for key, value in json.loads(text).items():
            fits[key] = fits.get(key, True) and isinstance(value, str) and value != "" and "\0" not in value
    taken = {column.name for column in model.all_columns(kind)} | {model.ATTRIBUTES, *MARKS}
    keys = sorted(key for key, fit in fits.items() if fit and key == key.strip() != "" and key not in taken
                  and not any(ord(sign) < 32 for sign in key))
    if len(keys) > _MOST_KEYS:
        keys = []
    return _Layout(kind, tuple(keys), rest=len(keys) < len(fits))


def _csv_cells(layout: _Layout) -> str:
    own = [(column.type, column.name) for column in model.all_columns(layout.kind)]
    extra = len(layout.keys) + layout.rest
    cells = [protect_sql(_typed(kind, name)) if kind in (ColumnType.TEXT, ColumnType.LIST) else _typed(kind, name)
             for kind, name in own]
    return ", ".join([*cells, *(protect_sql(f"a{place}::VARCHAR") for place in range(extra))])


def _typed(kind: ColumnType, name: str) -> str:
    """The column with the type it has in a batch; a frame says ``object`` for much."""
    return f'"{name}"::{_sql_type(kind)}'


def _sql_type(kind: ColumnType) -> str:
    types = {ColumnType.NUMBER: "DOUBLE", ColumnType.INTEGER: "BIGINT", ColumnType.BOOLEAN: "BOOLEAN"}
    return types.get(kind, "VARCHAR")


def _csv_line(names: Sequence[str]) -> bytes:
    cells = (protect(name) for name in names)
    quoted = ('"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in '",#') else cell for cell in cells)
    return (",".join(quoted) + "\n").encode()


@contextmanager
def _opened(path: Path, format: str) -> Iterator[IO[bytes] | gzip.GzipFile]:
    with path.open("wb") as plain:
        if format == "csv":
            yield plain
            return
        # no name and no time in the gzip header: equal content, equal bytes
        with gzip.GzipFile(filename="", fileobj=plain, mode="wb", compresslevel=6, mtime=0) as packed:
            yield packed


def _append(part: Path, out: IO[bytes] | gzip.GzipFile) -> None:
    with part.open("rb") as file:
        shutil.copyfileobj(file, out, 1 << 20)
    part.unlink()


def _json(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# --- the folder ----------------------------------------------------------------------------------
def _check_target(target: Path) -> None:
    if not target.exists() and not target.is_symlink():
        return
    if target.is_symlink() or not target.is_dir():
        raise InvalidParameter(f"{target} is not a folder; name a new or empty one.")
    there = {entry.name for entry in target.iterdir()}
    if not there:
        return
    manifest = read_manifest(target)
    strange = sorted(there - set(manifest["files"]) - {MANIFEST}) if manifest else sorted(there)
    if strange:
        raise InvalidParameter(f"{target} holds {strange[0]!r}, which is not of an export; name a new or empty folder.")


def _swap(work: Path, target: Path) -> None:
    """Put the finished folder in its place. At every moment a whole export lies there or beside it."""
    for path in sorted(work.iterdir()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    os.chmod(work, 0o755)
    old = None
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old-", dir=target.parent))
        target.rename(old / target.name)
    try:
        work.rename(target)
    except OSError:
        if old is not None:
            (old / target.name).rename(target)
            old.rmdir()
        raise
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


def _unwritten(target: Path, error: Exception) -> AllygraphError:
    full = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if getattr(error, "errno", None) in full or isinstance(error, duckdb.IOException):
        return StoreFull(f"The export to {target} was not written, there is no room for it ({error}). What was "
                         "there before is still there; free some space, or name another folder.")
    return InvalidParameter(f"{target} cannot be written ({error}); name another folder.")
