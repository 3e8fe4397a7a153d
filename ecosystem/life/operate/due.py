"""Which meeting answers for which day, what was missed, and what comes next?

A meeting of a cadence, or one of its level that names none, answers for the nearest day that is due within
the days of grace; a meeting for one day only. Held, it is kept; planned, it is not missed as long as it can
still be held in time; without either the day is missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ecosystem.life.events import Record
from ecosystem.life.operate.cadence import Occurrence, grace_of, last_day, occurrences
from ecosystem.life.state import LifeState

_RANK: Final = {"held": 0, "planned": 1, "missed": 2, "cancelled": 2}
_ENDED: Final = frozenset({"ended", "dropped"})


@dataclass(frozen=True, slots=True)
class Due:
    """A day that is due, and the meeting that answers for it, if there is one."""

    cadence: Record
    occurrence: Occurrence
    meeting: Record | None

    @property
    def grace(self) -> int:
        return grace_of(self.cadence)

    def is_missed(self, as_of: date) -> bool:
        """Whether nobody held it, and it can be held in time no more."""
        state = None if self.meeting is None else self.meeting.state
        if state == "held":
            return False
        day = self.occurrence.day
        if state == "planned" and self.meeting is not None:
            day = max(day, self.meeting.day("day") or day)
        return (as_of - day).days > self.grace

    @property
    def reason(self) -> str:
        """Why it counts as missed."""
        if self.meeting is None:
            return "no meeting is on record"
        day = self.meeting.text("day")
        return {"planned": f"it was planned for {day} and is not held", "missed": f"it was missed on {day}",
                "cancelled": f"it was cancelled on {self.meeting.since}"}.get(self.meeting.state, "it was held")


def dues(state: LifeState, partnership: Record, until: date) -> list[Due]:
    """Every day that is due up to one, by day; of cadences in force, while the partnership goes on."""
    if partnership.state in _ENDED:
        until = min(until, partnership.since)
    meetings = state.records(partnership.id, "meeting")
    found: list[Due] = []
    taken: set[str] = set()
    for cadence in state.records(partnership.id, "cadence"):
        if cadence.state == "in_force":
            found += _answered(cadence, until, meetings, taken)
    return sorted(found, key=lambda each: (each.occurrence.day, each.cadence.id))


def _answered(cadence: Record, until: date, meetings: list[Record], taken: set[str]) -> list[Due]:
    days = list(occurrences(cadence, until))
    chosen: dict[int, Record] = {}
    for _, _, _, number, meeting in _pairs(cadence, days, meetings):
        if number not in chosen and meeting.id not in taken:
            chosen[number] = meeting
            taken.add(meeting.id)
    return [Due(cadence, each, chosen.get(each.number)) for each in days]


def _pairs(cadence: Record, days: list[Occurrence], meetings: Iterable[Record]) -> list[tuple[
        int, int, str, int, Record]]:
    """(rank of the state, days apart, id, number of the day, meeting): the best first."""
    grace, pairs = grace_of(cadence), []
    number_of = {each.day: each.number for each in days}
    for each in meetings:
        day, named = each.day("day"), each.text("cadence")
        if day is None or named not in (None, cadence.id) or (named is None
                                                              and each.text("level") != cadence.text("level")):
            continue
        for apart in range(-grace, grace + 1):
            try:
                number = number_of.get(day + timedelta(days=apart))
            except OverflowError:
                continue
            if number is not None:
                pairs.append((_RANK[each.state], abs(apart), each.id, number, each))
    return sorted(pairs, key=lambda pair: pair[:4])


def missed(state: LifeState, partnership: Record, as_of: date) -> list[Due]:
    """What was due, and nobody held in time; oldest first."""
    return [each for each in dues(state, partnership, as_of) if each.is_missed(as_of)]


def coming(state: LifeState, partnership: Record, as_of: date) -> list[Due]:
    """Of each cadence the next day that is due and neither held nor cancelled; by day."""
    found: dict[str, Due] = {}
    for each in dues(state, partnership, _horizon(state, partnership, as_of)):
        told = None if each.meeting is None else each.meeting.state
        day = each.occurrence.day
        if told == "planned" and each.meeting is not None:
            day = each.meeting.day("day") or day
        if day >= as_of and told in (None, "planned"):
            found.setdefault(each.cadence.id, each)
    return sorted(found.values(), key=lambda each: (each.occurrence.day, each.cadence.id))


def _horizon(state: LifeState, partnership: Record, as_of: date) -> date:
    """A day by which every cadence has met a few times again."""
    latest = as_of
    for each in state.records(partnership.id, "cadence"):
        if each.state != "in_force":
            continue
        length = int(each.number("every") or 1) * {"day": 1, "week": 7, "month": 31, "quarter": 92}[
            each.text("unit") or "day"]
        start = max(each.day("starts") or as_of, as_of)
        try:
            latest = max(latest, last_day(each, start + timedelta(days=3 * length + 2 * grace_of(each))))
        except OverflowError:
            latest = date.max
    return latest
