"""How does the state of a record on a day follow from what happened to it?

A record is created, changed, and takes steps; what was wrong is corrected or undone, by further events.
An event counts from the day on which it is so (``on``), once it is known (``recorded_on``); of what
counts, the order is that of the days, and on one day that in which it was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ecosystem.life.kinds import kind_of

Values = Mapping[str, object]


class Act(StrEnum):
    CREATE = "create"
    CHANGE = "change"
    STEP = "step"
    CORRECT = "correct"  # of an earlier event: what it should have said
    UNDO = "undo"  # of an earlier event: it did not happen


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a record; written once and never changed.

    Attributes
    ----------
    version
        of the record after it, from 1 on.
    on, recorded_on
        days: since when it is so, and since when it is known.
    at
        the moment of writing, in words of the clock of whoever wrote; it decides nothing.
    before, after
        the fields that it changed, as they were and as they are.
    step
        of the record's machine.
    about
        the version of the event that is corrected or undone.
    key
        under which a caller may repeat it without doing it twice.
    """

    record: str
    kind: str
    partnership: str
    version: int
    act: Act
    on: date
    recorded_on: date
    by: str
    why: str = ""
    at: str = ""
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    step: str | None = None
    about: int | None = None
    key: str | None = None

    @property
    def id(self) -> str:
        return f"{self.record}#{self.version}"


@dataclass(frozen=True, slots=True)
class Record:
    """A record on a day.

    Attributes
    ----------
    version
        how many events are known of it by then: what a change must name to be no lost update.
    fields
        those that hold something.
    created_on, changed_on, since
        the day of the first event, of the last, and since when it is in its state.
    """

    id: str
    kind: str
    partnership: str
    state: str
    version: int
    fields: Values
    created_on: date
    changed_on: date
    since: date

    def text(self, name: str) -> str | None:
        """A field of text or of a day; None where it holds nothing."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> float | None:
        value = self.fields.get(name)
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    def day(self, name: str) -> date | None:
        value = self.text(name)
        return date.fromisoformat(value) if value is not None else None

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.fields.get(name)
        return tuple(value) if isinstance(value, (list, tuple)) else ()

    def shares(self, name: str) -> dict[str, float]:
        value = self.fields.get(name)
        return dict(value) if isinstance(value, Mapping) else {}

    def items(self, name: str) -> tuple[Mapping[str, Any], ...]:
        value = self.fields.get(name)
        return tuple(value) if isinstance(value, (list, tuple)) else ()


def state_of(events: Sequence[Event], as_of: date | None = None) -> Record | None:
    """The record that its events, in the order of their versions, make on a day; None where it is not there yet.

    Examples
    --------
    >>> from datetime import date
    >>> made = Event("m1", "milestone", "p1", 1, Act.CREATE, date(2024, 1, 1), date(2024, 1, 1), "ann",
    ...              after={"name": "Prototype", "due": "2024-03-31", "annex": "x1"})
    >>> late = Event("m1", "milestone", "p1", 2, Act.CHANGE, date(2024, 2, 1), date(2024, 2, 1), "ann",
    ...              before={"due": "2024-03-31"}, after={"due": "2024-06-30"})
    >>> state_of([made, late], date(2024, 1, 31)).fields["due"], state_of([made, late]).fields["due"]
    ('2024-03-31', '2024-06-30')
    >>> state_of([made, late], date(2023, 12, 31)) is None
    True
    """
    known = [each for each in events if as_of is None or each.recorded_on <= as_of]
    counting = [each for each in effective(known) if as_of is None or each.on <= as_of]
    counting.sort(key=lambda each: (each.on, each.version))
    if not counting or counting[0].act is not Act.CREATE:
        return None
    first, machine = counting[0], kind_of(counting[0].kind).machine
    state, since, fields = machine.start, first.on, dict[str, object]()
    for each in counting:
        fields.update(each.after)
        if each.step is not None:
            # What was allowed when it was written is so, whatever was corrected since.
            state, since = machine.steps.get(state, {}).get(each.step, state), each.on
    held = {name: value for name, value in fields.items() if value is not None}
    return Record(first.record, first.kind, first.partnership, state, len(known), held, first.on,
                  counting[-1].on, since)


def effective(events: Sequence[Event]) -> list[Event]:
    """The events that stand: without those that were undone, with what corrections say in place of what was said."""
    void: set[int] = set()
    said: dict[int, Event] = {}
    for each in sorted(events, key=lambda event: -event.version):
        if each.version in void or each.about is None:
            continue
        if each.act is Act.UNDO:
            void.add(each.about)
        elif each.act is Act.CORRECT:
            said.setdefault(each.about, each)
    found = []
    for each in events:
        if each.act in (Act.UNDO, Act.CORRECT) or each.version in void:
            continue
        correction = said.get(each.version)
        found.append(each if correction is None else replace(
            each, on=correction.on, after={**each.after, **correction.after}))
    return found


def as_row(event: Event) -> dict[str, object]:
    """An event as a row of the table ``life_events``."""
    return {
        "id": event.id, "record": event.record, "kind": event.kind, "partnership_id": event.partnership,
        "version": event.version, "act": event.act.value, "person": event.by, "why": event.why or None,
        "written": event.at or None, "before": _json(event.before), "after": _json(event.after),
        "step": event.step, "about": event.about, "key": event.key,
        "valid_from": event.on.isoformat(), "recorded_at": event.recorded_on.isoformat(),
    }


def of_row(row: Mapping[str, Any]) -> Event:
    """The event of a row."""
    return Event(
        record=row["record"], kind=row["kind"], partnership=row["partnership_id"], version=int(row["version"]),
        act=Act(row["act"]), on=date.fromisoformat(row["valid_from"]),
        recorded_on=date.fromisoformat(row["recorded_at"]), by=row["person"], why=row["why"] or "",
        at=row["written"] or "", before=json.loads(row["before"] or "{}"), after=json.loads(row["after"] or "{}"),
        step=row["step"], about=None if row["about"] is None or row["about"] != row["about"] else int(row["about"]),
        key=row["key"],
    )


def _json(values: Values) -> str:
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
