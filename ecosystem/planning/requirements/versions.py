"""Which versions of a strategy were there, what did each change, and what does a new one look like?

A change is a new version: a strategy with an id of its own (``strategy-x@2``), needs and standards of
its own, valid from the day of the change. The version before ends the day before and stays readable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from ecosystem import model
from ecosystem.dates import last_day
from ecosystem.planning.requirements.document import Document
from ecosystem.planning.requirements.graph import NeedRow, Plan
from ecosystem.planning.requirements.reading import read_standard
from ecosystem.stores.base import Store
from ecosystem.view import View, text_at

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

TABLES: Final = ("strategies", "needs", "need_standards")
SOURCE: Final = "requirements document"
"""Who says so, where a document does not say it itself."""

_VERSIONED: Final = re.compile(r"@\d+\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """The rows of strategies, needs and standards of one organisation, whatever their dates."""

    view: View
    strategies: dict[str, Row]
    needs: dict[str, list[Row]]  # by strategy
    standards: dict[str, list[Row]]  # by need
    taken: frozenset[str]  # ids of strategies and needs of everybody

    @classmethod
    def of(cls, store: Store, view: View, partner: int) -> Stored:
        merged = text_at(view.snapshot.partners.columns.get("records"), partner)
        records = set(merged.split("\n")) if merged else {view.snapshot.partners.ids[partner]}
        strategies, needs = _rows(store, "strategies"), _rows(store, "needs")
        mine = {row["id"]: row for row in strategies if row["partner_id"] in records}
        by_strategy: dict[str, list[Row]] = {}
        for row in needs:
            if row["strategy_id"] in mine:
                by_strategy.setdefault(row["strategy_id"], []).append(row)
        wanted = {row["id"] for rows in by_strategy.values() for row in rows}
        standards: dict[str, list[Row]] = {}
        for row in _rows(store, "need_standards") if wanted else ():
            if row["need_id"] in wanted:
                standards.setdefault(row["need_id"], []).append(row)
        return cls(view, mine, by_strategy, standards, frozenset(row["id"] for row in (*strategies, *needs)))

    def known_at(self, day: date) -> list[str]:
        """The versions that were on record by a day, the newest first."""
        known = [name for name, row in self.strategies.items()
                 if all(not row[each] or last_day(row[each]) <= day for each in ("valid_from", "recorded_at"))]
        return sorted(known, key=lambda name: (_base(name), -self.version(name), name))

    def version(self, strategy: str) -> int:
        found = self.strategies[strategy]["version"]
        return 1 if found is None else int(found)

    def head(self, strategy: str) -> str:
        """The version that supersedes all others of a line; a fork goes to the larger id."""
        later = {row["supersedes_id"]: name for name, row in sorted(self.strategies.items()) if row["supersedes_id"]}
        seen = {strategy}
        while strategy in later and later[strategy] not in seen:
            strategy = later[strategy]
            seen.add(strategy)
        return strategy

    def heads(self) -> list[str]:
        return sorted({self.head(name) for name in self.strategies})

    def without_heads_of(self, day: date) -> Stored:
        """The same before the last versions of a day were written, whole or in part."""
        gone = {name for name in self.heads() if self.strategies[name]["valid_from"] == day.isoformat()}
        needs = {row["id"] for name in gone for row in self.needs.get(name, ())}
        return replace(
            self, strategies={name: row for name, row in self.strategies.items() if name not in gone},
            needs={name: rows for name, rows in self.needs.items() if name not in gone},
            standards={name: rows for name, rows in self.standards.items() if name not in needs},
            taken=self.taken - gone - needs,
        )

    def plan(self, strategy: str) -> Plan:
        """A version as it was written, whether it stands or not."""
        row = self.strategies[strategy]
        return Plan(
            strategy, row["name"], self.version(strategy), row["supersedes_id"], row["horizon"],
            tuple(self._need(each) for each in self.needs.get(strategy, ())),
            row["valid_from"], row["valid_to"], row["recorded_at"], row["source"],
        )

    def _need(self, row: Row) -> NeedRow:
        capability, _ = self.view.named_node("Capability", row["capability_id"])
        return NeedRow(
            row["id"], row["capability_id"], capability, 1.0 if row["weight"] is None else float(row["weight"]),
            bool(row["must"]), row["horizon"],
            tuple(read_standard(each["measure"], each["operator"], each["value"], each["unit"])
                  for each in self.standards.get(row["id"], ())),
        )


def new_version(stored: Stored, partner: str, document: Document, on: date) -> tuple[str, dict[str, list[Row]]]:
    """The id of the version that a document makes, and the rows by table that are to be written."""
    before = document.strategy
    version = 1 if before is None else stored.version(before) + 1
    base = _free(f"strategy-{partner}", stored.taken) if before is None else _base(before)
    strategy = base if version == 1 else _free(f"{base}@{version}", stored.taken)
    dates: Row = {"valid_from": on.isoformat(), "recorded_at": on.isoformat(), "source": document.source or SOURCE}
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    if before is not None:
        _close(stored, before, on, rows)
    rows["strategies"].append({
        "id": strategy, "partner_id": partner, "name": document.name, "horizon": document.horizon,
        "version": version, "supersedes_id": before, **dates,
    })
    taken = set(stored.taken)
    for need in document.needs:
        need_id = _need_id(need.id or f"need-{partner}-{need.capability.removeprefix('cap-')}", version, taken)
        taken.add(need_id)
        rows["needs"].append({
            "id": need_id, "strategy_id": strategy, "capability_id": need.capability, "weight": need.weight,
            "must": need.must, "horizon": need.horizon, **dates,
        })
        rows["need_standards"] += [
            {"need_id": need_id, "measure": each.measure, "operator": each.operator, "value": each.value,
             "unit": each.unit, **dates} for each in need.standards
        ]
    return strategy, rows


def withdrawn(stored: Stored, strategy: str, on: date) -> dict[str, list[Row]]:
    """Rows that end a version the day before; one that began on the day itself stands on no day any more."""
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    _close(stored, strategy, on, rows)
    before = (on - timedelta(days=1)).isoformat()
    for table in ("strategies", "needs"):  # standards say nothing without their need
        rows[table] = [{**row, "valid_from": before, "valid_to": before} if _began_on(row, on) else row
                       for row in rows[table]]
    return rows


def _began_on(row: Row, on: date) -> bool:
    return bool(row["valid_from"]) and last_day(row["valid_from"]) >= on


def frames_of(rows: Mapping[str, Sequence[Row]]) -> dict[str, pd.DataFrame]:
    """The rows as the data frames of an import; tables without rows are left out."""
    import pandas as pd

    frames = {}
    for table, found in rows.items():
        names = [column.name for column in model.all_columns(model.table(table))] + [model.ATTRIBUTES]
        kept = [name for name in names if any(row.get(name) is not None for row in found)]
        if found:
            frames[table] = pd.DataFrame(
                {name: pd.Series([row.get(name) for row in found], dtype=object) for name in kept})
    return frames


def changes(before: Plan | None, after: Plan, named: Callable[[str], str] = str) -> Iterable[str]:
    """Sentences about what a version changed; needs are the same where their ids are, but for the version.

    ``named`` gives the name of a capability by its id.
    """
    if before is None:
        yield f"The first version, with {len(after.needs)} needs." if len(after.needs) != 1 else (
            "The first version, with one need.")
        return
    for what in ("name", "horizon"):
        old, new = getattr(before, what), getattr(after, what)
        if old != new:
            yield f"The {what} from {old or 'none'} to {new or 'none'}."
    olds, news = ({_base(need.id): need for need in plan.needs} for plan in (before, after))
    yield from (f"{named(olds[name].capability)} is no longer needed." for name in olds if name not in news)
    yield from (f"{named(news[name].capability)} is needed as well." for name in news if name not in olds)
    for name in (each for each in news if each in olds):
        yield from _changed(olds[name], news[name], named)


def _changed(old: NeedRow, new: NeedRow, named: Callable[[str], str]) -> Iterable[str]:
    what = named(new.capability)
    if old.capability != new.capability:
        yield f"{named(old.capability)} became {what}."
    if old.weight != new.weight:
        yield f"The weight of {what} from {old.weight:g} to {new.weight:g}."
    if old.must != new.must:
        yield f"{what} is now a {'must' if new.must else 'should'}."
    if old.horizon != new.horizon:
        yield f"The horizon of {what} from {old.horizon or 'none'} to {new.horizon or 'none'}."
    gone, fresh = (sorted({str(each) for each in one.standards} - {str(each) for each in other.standards})
                   for one, other in ((old, new), (new, old)))
    yield from (f"{what} no longer asks for {each}." for each in gone)
    yield from (f"{what} now asks for {each}." for each in fresh)


# --- rows ------------------------------------------------------------------------------------------
def _close(stored: Stored, strategy: str, on: date, rows: dict[str, list[Row]]) -> None:
    """Everything of a version, ended the day before; what began on that very day ends on it."""
    needs = stored.needs.get(strategy, [])
    standards = [row for need in needs for row in stored.standards.get(need["id"], ())]
    for table, found in zip(TABLES, ([stored.strategies[strategy]], needs, standards), strict=True):
        rows[table] += [{**row, "valid_to": _end(row, on)} for row in found]


def _end(row: Row, on: date) -> str:
    last = on - timedelta(days=1)
    if row["valid_to"] and last_day(row["valid_to"]) <= last:
        return str(row["valid_to"])
    began = last_day(row["valid_from"]) if row["valid_from"] else date.min
    return max(last, began).isoformat()


def _rows(store: Store, table: str) -> list[Row]:
    frame = store.rows(table)
    columns = {name: [None if cell is None or cell != cell else cell for cell in frame[name].tolist()]
               for name in frame.columns}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _base(name: str) -> str:
    """An id without the version behind it.

    >>> _base("strategy-x@12"), _base("a@b")
    ('strategy-x', 'a@b')
    """
    return _VERSIONED.sub("", name)


def _need_id(asked: str, version: int, taken: set[str]) -> str:
    base = _base(asked)
    return _free(base if version == 1 else f"{base}@{version}", taken)


def _free(wanted: str, taken: set[str] | frozenset[str]) -> str:
    """The id, or with the first number behind it that is free."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
