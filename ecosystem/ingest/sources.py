"""How a file becomes a relation of numbered rows that the checks can read again and again.

A source is a view ``src_K`` with columns ``c0, c1, …`` (the owner's names never stand in a
statement) and ``n``, the row's number from 0. CSV files and mapped relations are first written to
Parquet in the scratch folder; foreign Parquet files are read where they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from ecosystem import model
from ecosystem.errors import ImportRejected
from ecosystem.ingest import text
from ecosystem.ingest.formulas import restore, restore_sql
from ecosystem.ingest.inputs import nearest
from ecosystem.ingest.limits import Limits, in_words
from ecosystem.ingest.lines import Unreadable, blank_lines, count_lines, endless_record, placed
from ecosystem.ingest.tables import FILE, LINE, MARKS, REASON, MappedTable

_RELATION: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")
_CSV: Final = (
    "auto_detect=false, header=true, delim=',', quote='\"', escape='\"', strict_mode=true, "
    "allow_quoted_nulls=true, compression='none', store_rejects=true, rejects_limit=0"
)
PARQUET: Final = "FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 4096"
"""Small dictionaries only: trying to gather ids in one costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One column of a source: its owner's name, its name in SQL, and DuckDB's type."""

    name: str
    sql: str
    type: str = "VARCHAR"


@dataclass(frozen=True, slots=True)
class Source:
    """Rows for one table from one file (or from one relation of a mapping)."""

    number: int
    table: str
    name: str
    slots: Mapping[str, Slot]
    rows: int
    csv: Path | None = None  # UTF-8 text behind it, to find line numbers in
    unreadable: tuple[Unreadable, ...] = ()
    mapped: bool = False

    @property
    def view(self) -> str:
        return f"src_{self.number}"

    @property
    def unknown(self) -> list[Slot]:
        """Columns that the model does not know, sorted by name: they become attributes."""
        known = {column.name for column in model.all_columns(model.table(self.table))}
        return [self.slots[name] for name in sorted(self.slots)
                if name not in known and name not in MARKS and name != model.ATTRIBUTES]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a reading process works: its connection, its folder, its limits."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    limits: Limits

    def run(self, statement: str) -> list[tuple[object, ...]]:
        """Run a constant statement; whatever belongs to a user is in variables."""
        found: list[tuple[object, ...]] = self.connection.execute(statement).fetchall()
        return found

    def number(self, statement: str) -> int:
        """The one number that a statement yields."""
        return int(str(self.run(statement)[0][0]))

    def let(self, name: str, value: object) -> None:
        """Bind a value to a variable that statements may read."""
        self.connection.execute(f"SET VARIABLE {name} = ?", [value])

    def path(self, name: str) -> str:
        """A path below the folder, made with its parents, as statements are to see it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return str(path)


def csv_source(desk: Desk, number: int, *, table: str, name: str, path: Path) -> Source:
    """A CSV file of the exchange format (UTF-8, unpacked)."""
    text.check(path, name=name, limits=desk.limits)
    if text.ends_with_returns(path):
        path = _with_line_feeds(desk, number, path)
    names = [restore(each) for each in text.header(path, name=name, limits=desk.limits)]
    slots = _slots(table, name, [(each, "VARCHAR") for each in names])
    raw = desk.path(f"raw/{number}.parquet")
    try:
        rows = _read_csv(desk, number, path, raw, len(names))
    except duckdb.InvalidInputException:
        # A file whose lines end in several ways is the one thing this reader gives up on.
        path = _with_line_feeds(desk, number, path)
        rows = _read_csv(desk, number, path, raw, len(names))
    view_of(desk, number, raw, _numbered(len(names)))
    refused = desk.run("SELECT line_byte_position, min(error_type::VARCHAR), min(csv_line) "
                       f"FROM unreadable_{number} GROUP BY line_byte_position")
    unreadable = tuple(placed(path, [(int(str(at)), str(kind), str(piece)) for at, kind, piece in refused]))
    source = Source(number, table, name, slots, rows, csv=path, unreadable=unreadable)
    _check_nothing_lost(desk, source, path)
    return source


def _with_line_feeds(desk: Desk, number: int, path: Path) -> Path:
    plain = Path(desk.path(f"plain/{number}.csv"))
    text.unify_line_ends(path, plain)
    return plain


def _check_nothing_lost(desk: Desk, source: Source, path: Path) -> None:
    """Every line of the file must be a row, part of one, unreadable or blank.

    The reader passes over a record that does not fit its buffer without a word: a quote that is
    opened and closed a hundred megabytes later.
    """
    told = 1 + source.rows + sum(each.lines for each in source.unreadable)
    lost = count_lines(path) - told
    if lost == 0:
        return
    breaks = " + ".join(f"coalesce(sum(len({each.sql}) - len(replace({each.sql}, chr(10), ''))), 0)"
                        for each in source.slots.values())
    lost -= desk.number(f"SELECT {breaks} FROM {source.view}")
    if lost > blank_lines(path):
        line = endless_record(path, desk.limits.line)
        raise ImportRejected(
            f"{source.name}: {lost} of its lines belong to no row, because a quote is opened and not closed"
            + (f" in line {line}. " if line else ". ") + "Write quotes that belong to a text twice, or remove them."
        )


def parquet_source(desk: Desk, number: int, *, table: str, name: str, path: Path) -> Source:
    """A Parquet file of the exchange format."""
    desk.let(f"path_{number}", str(path))
    _check_parquet(desk, number, name, path)
    try:
        types = desk.run(f"DESCRIBE SELECT * FROM read_parquet(getvariable('path_{number}'))")
        names = _parquet_names(desk, number)
    except duckdb.Error as error:
        raise _not_parquet(name, error) from error
    columns = list(zip(names, (str(row[1]) for row in types), strict=True))
    slots = _slots(table, name, columns)
    rows = view_of(desk, number, str(path), _numbered(len(columns)))
    return Source(number, table, name, slots, rows)


def mapped_source(desk: Desk, number: int, mapped: MappedTable) -> Source:
    """A relation that a mapping or an importer has left on the connection."""
    if mapped.table not in model.TABLES:
        near = nearest(mapped.table, model.TABLES)
        raise ImportRejected(f"The mapping fills {mapped.table!r}, which is no table"
                             + (f"; did you mean {near}?" if near else "."))
    if not _RELATION.match(mapped.relation):
        raise ImportRejected(f"The importer calls a relation {mapped.relation[:60]!r}; a-z, 0-9 and _ are allowed.")
    columns = [(str(row[0]), str(row[1])) for row in desk.run(f"DESCRIBE {mapped.relation}")]
    slots = _slots(mapped.table, f"the mapping's table {mapped.table}", columns)
    raw = desk.path(f"raw/{number}.parquet")
    desk.let(f"path_{number}", raw)
    desk.run(f"COPY (SELECT * FROM {mapped.relation}) TO (getvariable('path_{number}')) ({PARQUET})")
    rows = view_of(desk, number, raw, _numbered(len(columns)))
    return Source(number, mapped.table, mapped.table, slots, rows, mapped=True)


def view_of(desk: Desk, number: int, path: str, columns: Sequence[str]) -> int:
    """Create the view ``src_number`` over a Parquet file; returns the number of its rows."""
    listed = ", ".join(columns)
    desk.let(f"path_{number}", path)
    desk.run(
        f"CREATE TEMP VIEW src_{number} AS SELECT {listed}, n FROM read_parquet(getvariable('path_{number}'), "
        f"file_row_number=true, hive_partitioning=false) AS t({listed}, n)"
    )
    return desk.number(f"SELECT count(*) FROM src_{number}")


def _read_csv(desk: Desk, number: int, path: Path, raw: str, width: int) -> int:
    names = _numbered(width)
    types = ", ".join(f"'{each}': 'VARCHAR'" for each in names)
    cells = ", ".join(f"{restore_sql(each)} AS {each}" for each in names)
    desk.let("csv", str(path))
    desk.let("raw", raw)
    return desk.number(
        f"COPY (SELECT {cells} FROM read_csv(getvariable('csv'), columns={{{types}}}, {_CSV}, "
        f"max_line_size={desk.limits.line}, rejects_table='unreadable_{number}', rejects_scan='scan_{number}')) "
        f"TO (getvariable('raw')) ({PARQUET})"
    )


def _numbered(width: int) -> list[str]:
    return [f"c{position}" for position in range(width)]


def _slots(table: str, name: str, columns: Sequence[tuple[str, str]]) -> dict[str, Slot]:
    """The columns by their owners' names, after the header was found right."""
    slots: dict[str, Slot] = {}
    for position, (column, type_) in enumerate(columns):
        if not column.strip():
            raise ImportRejected(f"{name}: column {position + 1} has no name; every column needs one.")
        if any(sign in column for sign in "\r\n\0"):
            raise ImportRejected(f"{name}: the name of column {position + 1} holds a line break or a NUL byte.")
        if column in slots:
            raise ImportRejected(f"{name}: the column {column!r} stands there twice; rename or drop one of them.")
        slots[column] = Slot(column, f"c{position}", type_)
    missing = [column.name for column in model.all_columns(model.table(table))
               if column.required and column.name not in slots]
    if missing and REASON not in slots:
        known = [column.name for column in model.all_columns(model.table(table))]
        strange = [each for each in slots if each not in known and each not in MARKS]
        hints = [f"{near!r} for {each!r}" for each in missing if (near := nearest(each, strange))]
        raise ImportRejected(
            f"{name} lacks the required column{'s' * (len(missing) > 1)} {', '.join(missing)}"
            + (f" (perhaps {', '.join(hints)}?)" if hints else "")
            + f". Found: {', '.join(map(repr, list(slots)[:20]))}. {table} has {', '.join(known)}."
        )
    return slots


def near_misses(source: Source) -> list[str]:
    """Sentences about columns that became attributes but look like known ones."""
    known = [column.name for column in model.all_columns(model.table(source.table))]
    free = [each for each in known if each not in source.slots]
    return [f"{source.name}: the column {slot.name!r} is kept as an attribute; was {near!r} meant?"
            for slot in source.unknown if (near := nearest(slot.name, free))]


def _check_parquet(desk: Desk, number: int, name: str, path: Path) -> None:
    """Refuse what its own footer says is beyond the limits, before a page of it is unpacked."""
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(max(path.stat().st_size - 4, 0))
        if start != b"PAR1" or file.read(4) != b"PAR1":
            raise ImportRejected(f"{name} is not a whole Parquet file; get it again.")
    try:
        rows = desk.number(
            f"SELECT coalesce(max(num_rows), 0) FROM parquet_file_metadata(getvariable('path_{number}'))"
        )
        unpacked = desk.number(
            "SELECT coalesce(sum(total_uncompressed_size::HUGEINT), 0) "
            f"FROM parquet_metadata(getvariable('path_{number}'))"
        )
    except duckdb.Error as error:
        raise _not_parquet(name, error) from error
    limits, size = desk.limits, path.stat().st_size
    if not 0 <= rows <= limits.rows or rows > max(1_000_000, limits.density * size):
        raise ImportRejected(f"{name} ({in_words(size)}) claims to hold {rows:,} rows, more than such a file can.")
    if not 0 <= unpacked <= limits.unpacked:
        raise ImportRejected(f"{name} unpacks to {in_words(unpacked)}; {in_words(limits.unpacked)} are allowed.")


def _parquet_names(desk: Desk, number: int) -> list[str]:
    """Names of the top-level columns as they are written; a reader would rename doubled ones."""
    nodes = iter(desk.run(
        f"SELECT name, coalesce(num_children, 0) FROM parquet_schema(getvariable('path_{number}'))"
    ))

    def skip(children: int) -> None:
        # a stack, not recursion: the depth is the file's choice
        while children:
            children += int(str(next(nodes)[1])) - 1

    names = []
    for _ in range(int(str(next(nodes)[1]))):
        name, children = next(nodes)
        names.append(str(name))
        skip(int(str(children)))
    return names


def _not_parquet(name: str, error: Exception) -> ImportRejected:
    first = str(error).splitlines()[0]
    return ImportRejected(f"{name} cannot be read as Parquet ({first[:200]}); get it again.")


def file_column(source: Source) -> str:
    """SQL for the name of the file that a row came from."""
    if FILE in source.slots:
        return f"{source.slots[FILE].sql}::VARCHAR"
    return f"getvariable('name_{source.number}')::VARCHAR"


def line_column(source: Source) -> str:
    """SQL for the line that a row came from, where the source itself says it."""
    slot = source.slots.get(LINE)
    return f"try_cast({slot.sql} AS BIGINT)" if slot and source.mapped else "NULL::BIGINT"
