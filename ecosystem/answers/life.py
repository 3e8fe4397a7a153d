"""Answers about the life of partnerships: records, their history, the kinds that there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """A record on a day; ``steps`` can be taken from its state, ``version`` is what a change has seen."""

    id: str
    kind: str
    partnership: str
    state: str
    version: int
    fields: Mapping[str, object]
    created_on: date
    changed_on: date
    since: date
    steps: tuple[str, ...]
    as_of: date | None


@dataclass(frozen=True, slots=True, repr=False)
class RecordList(Shown):
    """Records in the order in which they were made."""

    as_of: date | None
    items: tuple[RecordAnswer, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per record, a column per field."""
        return frame_of([{"id": each.id, "kind": each.kind, "partnership": each.partnership, "state": each.state,
                          "since": each.since, **each.fields} for each in self.items])


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """One thing that happened: who, when, why, from, to."""

    version: int
    act: str
    on: date
    recorded_on: date
    by: str
    why: str
    step: str | None
    about: int | None
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class History(Shown):
    record: str
    kind: str
    items: tuple[EventAnswer, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per event."""
        return frame_of([{"version": each.version, "act": each.act, "step": each.step, "on": each.on, "by": each.by,
                          "why": each.why, "after": dict(each.after)} for each in self.items])


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    name: str
    type: str
    required: bool
    refers_to: str | None
    one_of: tuple[str, ...]
    about: str
    of: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class KindAnswer:
    """A kind of record: its fields, and the steps by state."""

    name: str
    zh: str
    about: str
    fields: tuple[FieldAnswer, ...]
    start: str
    steps: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class KindList:
    items: Sequence[KindAnswer]
