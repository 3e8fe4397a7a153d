"""Answers about how partnerships end: triggers, the buffer, the plan of exit, types, replacements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import Candidates, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class TriggerAnswer:
    """``met`` is None where what is known leaves it open; ``facts`` are ids of records."""

    id: str
    name: str
    hardness: str
    met: bool | None
    sentence: str
    since: date | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Triggers(Shown):
    partnership: str
    as_of: date
    items: tuple[TriggerAnswer, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per trigger."""
        return frame_of([{"id": each.id, "name": each.name, "hardness": each.hardness, "met": each.met,
                          "since": each.since, "sentence": each.sentence} for each in self.items])


@dataclass(frozen=True, slots=True)
class BufferAnswer:
    """``days_left`` is negative where the buffer is over; all None where there is none."""

    partnership: str
    as_of: date
    since: date | None
    ends: date | None
    days_left: int | None
    reviews: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class ExitPlanDraft:
    """``fields`` are those of a record of the kind ``exit_plan``."""

    partnership: str
    as_of: date
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TypeAnswer:
    type: str
    start: date
    stop: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Types:
    partnership: str
    as_of: date
    items: tuple[TypeAnswer, ...]


@dataclass(frozen=True, slots=True)
class Replacement:
    """An annex in trouble: which milestones are late, which readings fell, and by need who could do it instead."""

    partnership: str
    annex: str
    name: str
    partners: tuple[str, ...]
    late: tuple[str, ...]
    fallen: tuple[str, ...]
    candidates: Mapping[str, Candidates]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Replacements:
    as_of: date
    quarters: int
    falls: int
    items: tuple[Replacement, ...]
