"""What a reader hands to the stage: named relations whose cells are still text.

Exchange files, mapped foreign files and named importers all end in ``MappedTable``; from there on
the stage (``ecosystem.ingest.stage``) treats them alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import duckdb

FILE: Final = "_file"
LINE: Final = "_line"
REASON: Final = "_reason"
COLUMN: Final = "_column"
VALUE: Final = "_value"
MARKS: Final = (FILE, LINE, COLUMN, VALUE, REASON)
"""Columns that say where a row came from and why it was refused; never content."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to be read: where it lies, and what its owner calls it (that goes into ``_file``)."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A temporary table or view of the staging connection that holds rows for one of our tables.

    Attributes
    ----------
    table
        name in ``model.TABLES``.
    relation
        name of the DuckDB temporary table or view (lower-case letters, digits and ``_``). All its
        columns are VARCHAR and named as in the exchange format (any subset; others become
        attributes), except ``_line`` (BIGINT, line of the source row, or its number where a file
        has no lines; NULL where there is none). ``_file`` (VARCHAR) is ``InputFile.name``.
        A reader that cannot make sense of a row may pass it on with ``_reason`` (VARCHAR, a short
        sentence) and optionally ``_column`` and ``_value``: it is then collected as a reject.
    """

    table: str
    relation: str


class TableSource(Protocol):
    """A mapping or a named importer. ``fingerprint`` changes whenever its result could."""

    @property
    def fingerprint(self) -> str: ...

    def tables(self, connection: duckdb.DuckDBPyConnection,
               files: Sequence[InputFile]) -> list[MappedTable]:
        """Create the relations on the (in-memory, child process) connection and name them."""
        ...
