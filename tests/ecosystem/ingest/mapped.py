"""Runs mappings over small files, and gives the rows back as dictionaries."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from ecosystem.ingest.mapping import Mapping as MappingFile
from ecosystem.ingest.mapping import load_mapping
from ecosystem.ingest.pipeline import ImportReport, import_paths
from ecosystem.ingest.tables import InputFile
from ecosystem.stores import open_store

HEAD = "mapping: tiny\nsource: Tiny\n"


def mapped(mapping: str | MappingFile, files: Mapping[str, str | bytes], folder: Path
           ) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table, without cells that are empty; ``files`` are contents by name."""
    given = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        given.append(InputFile(path, name))
    chosen = MappingFile.of(mapping, "tiny.yaml") if isinstance(mapping, str) else mapping
    with duckdb.connect() as connection:
        return rows_by_table(connection, chosen, given)


def rows_by_table(connection: duckdb.DuckDBPyConnection, mapping: MappingFile, files: Sequence[InputFile]
                  ) -> dict[str, list[dict[str, Any]]]:
    """Run a mapping on a connection; tables that are filled twice have all of their rows."""
    found: dict[str, list[dict[str, Any]]] = {}
    for made in mapping.tables(connection, files):
        cursor = connection.execute(f"SELECT * FROM {made.relation} ORDER BY ALL")
        names = [each[0] for each in cursor.description]
        found.setdefault(made.table, []).extend(
            {name: value for name, value in zip(names, row, strict=True) if value is not None}
            for row in cursor.fetchall())
    for rows in found.values():
        rows.sort(key=lambda row: (row["_file"], row.get("_line", 0)))
    return found


def column(rows: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """One column of rows, None where it is empty."""
    return [row.get(name) for row in rows]


def partners(fields: str, source: str = "columns: [id, name]", rest: str = "") -> str:
    """A mapping of one file ``t.csv`` to partners; ``fields`` are lines of its ``columns``."""
    lines = "".join(f"      {line}\n" for line in fields.splitlines())
    return (f"{HEAD}sources:\n  t:\n    files: t.csv\n    {source}\n"
            f"tables:\n  - table: partners\n    from: t\n{rest}    columns:\n{lines}")


def real(name: str, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows that a shipped mapping makes of the open data set of its name."""
    with duckdb.connect() as connection:
        return rows_by_table(connection, load_mapping(name), inputs(folder / name))


def inputs(folder: Path) -> list[InputFile]:
    return [InputFile(path, path.name) for path in sorted(folder.iterdir())]


def lines(folder: Path, pattern: str) -> Iterator[dict[str, str]]:
    """The rows of the files as another reader gives them."""
    for path in sorted(folder.glob(pattern)):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def imported(name: str, folder: Path, to: Path) -> ImportReport:
    """Import the open data set of this name into a store of its own, twice."""
    with open_store(f"duckdb:{to / 'store.duckdb'}") as store:
        report = import_paths(store, [folder / name], mapping=name)
        assert store.verify().ok
        assert import_paths(store, [folder / name], mapping=name).up_to_date
    return report


def pairs(members: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Pairs of partners with a common partnership."""
    together: dict[str, list[str]] = {}
    for row in members:
        together.setdefault(row["partnership_id"], []).append(row["partner_id"])
    return {pair for ids in together.values() for pair in combinations(sorted(set(ids)), 2)}
