"""Where the facts of the demo are written down: rows of the exchange format, each with its source.

``Facts`` collects rows by table and gives them out sorted by key, as data frames whose columns are
those of ``ecosystem.model``. Days are ``datetime.date`` inside and become text of one of the three
precisions here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ecosystem.demo.dice import Dice
from ecosystem.model import TABLES, ColumnType, all_columns, row_key

if TYPE_CHECKING:
    import pandas as pd

Cell = str | float | bool | None
Row = dict[str, Cell]

LAST_DAY: Final = date(2026, 6, 30)
"""Nothing in the demo is dated later."""


class Source(StrEnum):
    """Who says so. Every one begins with the same two words, so that no row passes for real."""

    REGISTER = "illustrative demo: company register"
    SECOND_REGISTER = "illustrative demo: identifier register"
    PRESS = "illustrative demo: press"
    PATENTS = "illustrative demo: patent register"
    INTERVIEWS = "illustrative demo: interviews"
    ANALYSTS = "illustrative demo: analyst notes"
    REPORTS = "illustrative demo: annual reports"
    LISTS = "illustrative demo: watch list"
    PILOT = "illustrative demo: virtual pilot ps-case-pilot"


class Facts:
    """Rows by table, in the order in which they were told."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {name: [] for name in TABLES}

    def add(self, table: str, **cells: Cell) -> None:
        """Write down one row; a column that the model does not know is a mistake of the demo."""
        unknown = cells.keys() - {column.name for column in all_columns(TABLES[table])}
        if unknown:
            raise KeyError(f"table {table!r} has no column {sorted(unknown)[0]!r}")
        self._rows[table].append(cells)

    def rows(self, table: str) -> list[Row]:
        return self._rows[table]

    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table of the model as a data frame, rows sorted by key."""
        return {name: _frame(name, rows) for name, rows in self._rows.items()}


def shown(day: date, precision: int = 10) -> str:
    """A day as text: 10 characters, or 7 for its month, or 4 for its year."""
    return day.isoformat()[:precision]


def noticed(day: date, days: int) -> date:
    """When a source learned of something that began on ``day``; not after the last day of the demo."""
    return min(day + timedelta(days=days), LAST_DAY)


def day_between(first: date, last: date, dice: Dice) -> date:
    """A day from ``first`` to ``last``; ``first`` where that is the later one."""
    return first + timedelta(days=dice.below(max((last - first).days, 0) + 1))


def months_after(day: date, months: int) -> date:
    """The same day of a later month (the 28th at most)."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, min(day.day, 28))


def _frame(table: str, rows: Iterable[Row]) -> pd.DataFrame:
    import pandas as pd

    kind = TABLES[table]
    columns = all_columns(kind)
    ordered = sorted(rows, key=lambda row: tuple(str(row.get(name) or "") for name in row_key(kind)))
    return pd.DataFrame(
        {
            column.name: pd.Series(
                [row.get(column.name) for row in ordered],
                dtype="float64" if column.type in (ColumnType.NUMBER, ColumnType.INTEGER) else object,
            )
            for column in columns
        }
    )
