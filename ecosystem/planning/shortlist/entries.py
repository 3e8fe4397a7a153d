"""What do the rows of a shortlist say at a day, and what does a change of it write?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ecosystem.dates import last_day, stands
from ecosystem.stores.base import Store
from ecosystem.view import View

if TYPE_CHECKING:
    import pandas as pd

TABLE: Final = "shortlist"
STATES: Final = ("considered", "approached", "negotiating", "agreed", "dropped")
"""What an entry can be, in the order in which it usually goes."""

REMOVED: Final = "removed"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One candidate as the statement that counts has it."""

    candidate: int
    state: str
    note: str | None
    position: float | None
    since: str | None
    changed: str | None
    source: str | None
    revision: int

    @property
    def order(self) -> tuple[float, str, int]:
        return (float("inf") if self.position is None else self.position, self.since or "", self.candidate)


def rows_of(store: Store) -> list[Row]:
    """Every statement of every list; empty cells are None."""
    frame = store.rows(TABLE)
    columns = {name: [None if cell is None or cell != cell else cell for cell in frame[name].tolist()]
               for name in frame.columns}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def lists_at(view: View, rows: Iterable[Row]) -> dict[int, list[Entry]]:
    """Per organisation who is on its list at the day of the view, in the order of the list."""
    told: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        pair = (view.row_of_record(row["partner_id"]), view.row_of_record(row["candidate_id"]))
        if min(pair) >= 0 and stands(row["valid_from"], row["valid_to"], row["recorded_at"], view.snapshot.as_of):
            told.setdefault(pair, []).append(row)
    found: dict[int, list[Entry]] = {}
    for (owner, candidate), statements in told.items():
        entry = _entry(candidate, statements)
        if entry.state != REMOVED:
            found.setdefault(owner, []).append(entry)
    return {owner: sorted(found[owner], key=lambda each: each.order) for owner in sorted(found)}


def revision_of(row: Row) -> int:
    return 1 if row["revision"] is None else int(row["revision"])


def next_revision(view: View, rows: Iterable[Row], pair: tuple[int, int]) -> int:
    """One more than any statement about two organisations has, whatever its date."""
    return 1 + max((revision_of(row) for row in rows if pair == (
        view.row_of_record(row["partner_id"]), view.row_of_record(row["candidate_id"]))), default=0)


def frame_of(rows: Iterable[Row]) -> pd.DataFrame:
    """Statements as the data frame of an import; columns that are empty throughout are left out."""
    import pandas as pd

    told = list(rows)
    names = [name for name in told[0] if any(row[name] is not None for row in told)]
    return pd.DataFrame({name: pd.Series([row[name] for row in told], dtype=object) for name in names})


def _entry(candidate: int, statements: list[Row]) -> Entry:
    ordered = sorted(statements, key=_age)
    last = ordered[-1]
    back = [number for number, row in enumerate(ordered) if row["state"] == REMOVED]
    first = ordered[back[-1] + 1 if back and back[-1] + 1 < len(ordered) else 0]
    return Entry(candidate, str(last["state"]), last["note"], last["position"], first["valid_from"],
                 last["valid_from"], last["source"], revision_of(last))


def _age(row: Row) -> tuple[int, date, str]:
    return revision_of(row), last_day(row["valid_from"]) if row["valid_from"] else date.min, row["source"] or ""
