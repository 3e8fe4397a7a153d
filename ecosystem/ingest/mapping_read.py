"""How the files of a mapping's source become one relation of texts, each row with its file and line.

A source's table has the columns ``c0, c1 …`` (its declared columns, then its counts), ``_file``,
``_line`` and ``_n``, the place of the row among all rows of the source. Cells are trimmed, and the
texts that mean "missing" are NULL. Lines that cannot be read go to a second table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from ecosystem.errors import ImportRejected
from ecosystem.ingest import archives, lines, text
from ecosystem.ingest.child import FULL_WORDS
from ecosystem.ingest.limits import Limits
from ecosystem.ingest.mapping_file import nearest
from ecosystem.ingest.mapping_keys import Source
from ecosystem.ingest.mapping_sql import identifier, literal, trimmed
from ecosystem.ingest.tables import COLUMN, FILE, LINE, REASON, VALUE, InputFile

if TYPE_CHECKING:
    import duckdb

Rows = Sequence[Mapping[str, Any]]
"""Rows with their cells by column, and with ``_file`` and ``_line``."""

_LINES: Final = 50_000
"""Of a JSON Lines file, handed to the engine at a time."""

_PLACE: Final = f"{FILE} VARCHAR, {LINE} BIGINT"
_MARKED: Final = f"{_PLACE}, {COLUMN} VARCHAR, {VALUE} VARCHAR, {REASON} VARCHAR"


def read_files(connection: duckdb.DuckDBPyConnection, table: str, source: Source,
               files: Sequence[InputFile]) -> int:
    """Create ``table`` and ``table_bad`` from the files; returns how many lines could not be read.

    Raises
    ------
    ImportRejected
        if a file cannot be read at all, or lacks a declared column.
    """
    create_empty(connection, table, source)
    connection.execute(f"CREATE TEMP TABLE {table}_bad ({_MARKED})")
    for file in files:
        with TemporaryDirectory(prefix="mapping-", dir=scratch(connection)) as folder:
            path = plain(file, Path(folder), encoding=source.encoding, binary=source.format == "parquet")
            if source.format == "parquet":
                _parquet(connection, table, source, path, file.name)
            elif source.format == "jsonl":
                _json_lines(connection, table, source, path, file.name)
            else:
                _csv(connection, table, source, path, file.name, Path(folder))
    connection.execute("DROP TABLE IF EXISTS map_read")
    _count(connection, table, source)
    counted: int = connection.execute(f"SELECT count(*) FROM {table}_bad").fetchall()[0][0]
    return counted


def create_empty(connection: duckdb.DuckDBPyConnection, table: str, source: Source) -> None:
    """The source's table without rows, as for an optional source without files."""
    cells = ", ".join(f"c{i} VARCHAR" for i in range(len(source.all_columns)))
    connection.execute(f"CREATE TEMP TABLE {table} ({cells}, {_PLACE}, _n BIGINT)")


def write_rows(connection: duckdb.DuckDBPyConnection, table: str, source: Source, rows: Rows) -> None:
    """Create ``table`` from rows that an importer made: cells by column, ``_file`` and ``_line``."""
    create_empty(connection, table, source)
    lists = [[row[column] for row in rows] for column in (*source.columns, FILE, LINE)]
    listed = ", ".join(f"c{i}" for i in range(len(source.columns)))
    unnested = ", ".join(["unnest(?::VARCHAR[])"] * (len(source.columns) + 1) + ["unnest(?::BIGINT[])"] * 2)
    connection.execute(f"INSERT INTO {table} ({listed}, {FILE}, {LINE}, _n) SELECT {unnested}",
                       [*lists, list(range(len(rows)))])
    _count(connection, table, source)


def rows_of(connection: duckdb.DuckDBPyConnection, table: str, source: Source) -> Rows:
    """The rows of a source, for an importer."""
    names = (*source.all_columns, FILE, LINE)
    cells = ", ".join(f"c{i}" for i in range(len(source.all_columns)))
    found = connection.execute(f"SELECT {cells}, {FILE}, {LINE} FROM {table} ORDER BY _n").fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]


def scratch(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The first folder that the connection may read, if it is held to some: copies go there."""
    setting = connection.execute("SELECT current_setting('allowed_directories')").fetchall()[0][0]
    return str(setting[0]) if setting else None


def plain(file: InputFile, folder: Path, *, encoding: str = "utf-8", lines: bool = True,
          binary: bool = False) -> Path:
    """Where the file's content lies unpacked, in UTF-8 and checked; ``folder`` takes copies.

    Raises
    ------
    ImportRejected
        if it does not unpack, is too large, or is not text (``binary`` is not checked; ``lines``:
        a line that does not end is refused).
    """
    path = file.path
    with path.open("rb") as opened:
        packed = opened.read(2) == b"\x1f\x8b"  # told by its first bytes: names lie
    if packed:
        path = folder / "unpacked"
        archives.gunzip(file.path, path, name=file.name, limits=Limits())
    if binary:
        return path
    if encoding != "utf-8":
        text.transcode(path, folder / "utf8", name=file.name, encoding=encoding)
        path = folder / "utf8"
    text.check(path, name=file.name, limits=Limits() if lines else Limits(line=Limits().unpacked))
    return path


# --- CSV -----------------------------------------------------------------------------------------
def _csv(connection: duckdb.DuckDBPyConnection, table: str, source: Source, path: Path, name: str,
         folder: Path) -> None:
    header = _header(path, source, name) if source.header else list(source.columns)
    at = _positions(header, source, name)
    try:
        found, bad = _records(connection, source, path, len(header), at, name)
    except ImportRejected:
        # Lines that end in several ways are the one thing that this reader gives up on.
        unified = folder / "unified"
        text.unify_line_ends(path, unified)
        found, bad = _records(connection, source, unified, len(header), at, name)
    _shift_past(connection, [record for _, record, *_ in found])
    cells = ", ".join(f"{_cell(f'f{i}', column, source)} AS c{k}"
                      for k, (i, column) in enumerate(zip(at, source.columns, strict=True)))
    _insert(connection, table, source, f"SELECT {cells}, _record + _before AS line, _record AS place "
                                       "FROM map_read", name)
    asked = [header[int(column[1:])] if column else None for *_, column in found]
    connection.execute(
        f"INSERT INTO {table}_bad SELECT ?, unnest(?::BIGINT[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), "
        "unnest(?::VARCHAR[])",
        [name, [each.line for each in bad], asked, [each.text[:1000] for each in bad],
         [_WHY.get(each.kind, f"the line does not read as a row ({each.kind.lower()})") for each in bad]])


def _records(connection: duckdb.DuckDBPyConnection, source: Source, path: Path, width: int,
             used: Sequence[int], name: str) -> tuple[list[tuple[Any, ...]], list[lines.Unreadable]]:
    """Read the file into ``map_read``: the used cells, the record's number, line breaks before and in it.

    Returns what could not be read: as the reader tells it, and with its place in the file.
    """
    connection.execute("DROP TABLE IF EXISTS map_rejected; DROP TABLE IF EXISTS map_scanned")
    connection.execute("SET VARIABLE map_path = ?", [str(path)])
    columns = ", ".join(f"'f{i}': 'VARCHAR'" for i in range(width))
    first = 2 if source.header else 1
    breaks = " + ".join(f"(length(f{i}) - length(replace(f{i}, chr(10), '')))" for i in range(width))
    # nullstr may not be empty; a sign that no text holds keeps NA and NULL what they are.
    _run(connection, name, f"""
        CREATE OR REPLACE TEMP TABLE map_read AS
        SELECT {', '.join(f'f{i}' for i in sorted(set(used)))}, _record,
               _breaks, sum(_breaks) OVER (ROWS UNBOUNDED PRECEDING) - _breaks AS _before
        FROM (SELECT *, coalesce({breaks}, 0) AS _breaks, row_number() OVER () + {first - 1} AS _record
              FROM read_csv(getvariable('map_path'), columns={{{columns}}}, auto_detect=false,
                   header={str(source.header).lower()}, delim={literal(source.delimiter)},
                   quote={literal(source.quote)}, escape={literal(source.quote)}, nullstr=chr(1),
                   strict_mode=true, compression='none', max_line_size={Limits().line}, store_rejects=true,
                   rejects_limit=0, rejects_table='map_rejected', rejects_scan='map_scanned'))""")
    found = connection.execute(
        "SELECT line_byte_position, min(line), min(error_type::VARCHAR), min(csv_line), min(column_name) "
        "FROM map_rejected GROUP BY line_byte_position ORDER BY line_byte_position").fetchall()
    bad = lines.placed(path, [(position, kind, line) for position, _, kind, line, _ in found])
    # The reader passes over a record that is too long for it without a word: so lines are counted.
    rows, breaks = connection.execute("SELECT count(*), coalesce(sum(_breaks), 0) FROM map_read").fetchall()[0]
    told = int(source.header) + rows + breaks + sum(each.lines for each in bad)
    missing = lines.count_lines(path) - told
    if missing > 0 and missing > lines.blank_lines(path):
        raise ImportRejected(f"{name}: {missing} of its lines belong to no row. A quote is opened and not closed "
                             "near one of them; put quotes that belong to a text twice, or remove them.")
    return found, bad


def _shift_past(connection: duckdb.DuckDBPyConnection, bad: Sequence[int]) -> None:
    """Count the records that were refused into the numbers of those that came after them."""
    if not bad:
        return
    # The i-th refused record (from 0) stood before the good ones whose number, counted without
    # refused records, is at least its own number less i.
    from_record: dict[int, int] = {}
    for i, line in enumerate(bad):
        from_record[line - i] = i + 1
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE map_read AS
        SELECT r.* REPLACE (r._record + coalesce(s.shift, 0) AS _record)
        FROM map_read r ASOF LEFT JOIN (SELECT unnest(?::BIGINT[]) AS first, unnest(?::BIGINT[]) AS shift) s
        ON r._record >= s.first""", [list(from_record), list(from_record.values())])


_WHY: Final = {
    "TOO MANY COLUMNS": "more cells than the header has names",
    "MISSING COLUMNS": "fewer cells than the header has names",
    "UNQUOTED VALUE": "a quote is opened and not closed, or stands inside a cell without being doubled",
    "LINE SIZE OVER MAXIMUM": "the line is too long",
    "INVALID ENCODING": "bytes that are not text",
    "INVALID STATE": "a quote stands inside a cell without being doubled",
}


def _header(path: Path, source: Source, name: str) -> list[str]:
    with path.open("rb") as file:
        start = file.read(Limits().line).decode("utf-8", "ignore").removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=source.delimiter,
                        quotechar=source.quote, strict=True)
    try:
        return [each.strip() for each in next(reader, [])]
    except csv.Error as error:
        raise ImportRejected(f"{name}, line 1: the header cannot be read ({error}).") from error


def _positions(header: Sequence[str], source: Source, name: str) -> list[int]:
    """Where the declared columns stand in the file."""
    for column in source.columns:
        if header.count(column) > 1:
            raise ImportRejected(f"{name}, line 1: the header has {column!r} {header.count(column)} times; "
                                 "rename all but one.")
        if column not in header:
            raise ImportRejected(f"{name}, line 1: the header has no column {column!r}, which source "
                                 f"{source.name!r} of the mapping uses; {nearest(column, header)}")
    return [header.index(column) for column in source.columns]


# --- the other formats ---------------------------------------------------------------------------
def _json_lines(connection: duckdb.DuckDBPyConnection, table: str, source: Source, path: Path,
                name: str) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE map_read (raw VARCHAR, place BIGINT)")
    # Not with the engine's CSV reader, which drops blank lines and with them the lines' numbers.
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for start in count(1, _LINES):
            some = list(islice(file, _LINES))
            if not some:
                break
            connection.execute("INSERT INTO map_read SELECT unnest(?::VARCHAR[]), unnest(?::BIGINT[])",
                               [some, list(range(start, start + len(some)))])
    # A JSON pointer takes any name; ~ and / in it are written as numbers.
    cells = ", ".join(
        _cell(f"json_extract_string(j, {literal('/' + column.replace('~', '~0').replace('/', '~1'))})",
              column, source) + f" AS c{k}" for k, column in enumerate(source.columns))
    parsed = ("SELECT raw, place, CASE WHEN json_valid(raw) THEN raw::JSON END AS j FROM map_read "
              "WHERE trim(raw, chr(32) || chr(9) || chr(10) || chr(13)) <> ''")
    _insert(connection, table, source,
            f"SELECT {cells}, place AS line, place FROM ({parsed}) WHERE json_type(j) = 'OBJECT'", name)
    connection.execute(
        f"INSERT INTO {table}_bad SELECT ?, place, NULL, left(rtrim(raw, chr(13) || chr(10)), 1000), "
        f"'not a JSON object' FROM ({parsed}) WHERE (json_type(j) = 'OBJECT') IS NOT TRUE", [name])


def _parquet(connection: duckdb.DuckDBPyConnection, table: str, source: Source, path: Path,
             name: str) -> None:
    connection.execute("SET VARIABLE map_path = ?", [str(path)])
    reader = "read_parquet(getvariable('map_path'), file_row_number=true)"
    described = _run(connection, name, f"DESCRIBE SELECT * FROM {reader}")
    _positions([row[0] for row in described], source, name)
    cells = ", ".join(f"{_cell(f'CAST({identifier(column)} AS VARCHAR)', column, source)} AS c{k}"
                      for k, column in enumerate(source.columns))
    _insert(connection, table, source,
            f"SELECT {cells}, file_row_number + 1 AS line, file_row_number AS place FROM {reader}", name)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, source: Source, select: str,
            name: str) -> None:
    """Append rows ``c0 …, line, place`` to the source's table, after those of the files before."""
    listed = ", ".join(f"c{i}" for i in range(len(source.columns)))
    start = connection.execute(f"SELECT coalesce(max(_n), 0) FROM {table}").fetchall()[0][0]
    _run(connection, name, f"INSERT INTO {table} ({listed}, {FILE}, {LINE}, _n) "
                           f"SELECT {listed}, {literal(name)}, line, place + {start} FROM ({select})")


def _cell(expression: str, column: str, source: Source) -> str:
    """A cell trimmed, and NULL where its text means that nothing stands there."""
    value = trimmed(expression)
    for null in ("", *source.nulls, *dict(source.column_nulls).get(column, ())):
        value = f"nullif({value}, {literal(null)})"
    return value


def _count(connection: duckdb.DuckDBPyConnection, table: str, source: Source) -> None:
    for each in source.counts:
        at = {column: f"c{i}" for i, column in enumerate(source.all_columns)}
        per = [at[column] for column in each.per]
        same = " AND ".join(f"{table}.{column} IS NOT DISTINCT FROM g.{column}" for column in per)
        connection.execute(
            f"UPDATE {table} SET {at[each.name]} = g.n FROM (SELECT {', '.join(per)}, "
            f"count(DISTINCT {at[each.of]})::VARCHAR AS n FROM {table} GROUP BY ALL) g WHERE {same}")


def _run(connection: duckdb.DuckDBPyConnection, name: str, statement: str) -> list[tuple[Any, ...]]:
    """Run a statement that reads a file; what the engine cannot read is refused with its reason."""
    import duckdb  # here, so that a mapping can be checked without the engine

    try:
        rows: list[tuple[Any, ...]] = connection.execute(statement).fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        if any(word in str(error).lower() for word in FULL_WORDS):
            raise  # the disk's trouble, not the file's
        first = str(error).splitlines()[0][:300]
        raise ImportRejected(f"{name} cannot be read: {first}") from error
    return rows
