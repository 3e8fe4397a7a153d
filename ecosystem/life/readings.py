"""The readings of a measure, and how far one of them reaches its target."""

from __future__ import annotations

from datetime import date

from ecosystem.life.events import Record
from ecosystem.life.state import LifeState
from scoring.health.attainment import attainment


def readings_of(state: LifeState, partnership: str, kpi: str | None, as_of: date) -> list[Record]:
    """The readings of a measure up to a day, oldest first; of one day the last that was written."""
    found = {each.text("day"): each for each in state.records(partnership, "reading", kpi=kpi)
             if each.state == "noted" and (each.day("day") or as_of) <= as_of}
    return [found[day] for day in sorted(found, key=str)]


def attained(kpi: Record, reading: Record) -> float | None:
    """How far a reading reaches the target of its measure; None where that is not defined."""
    actual, target = reading.number("value"), kpi.number("target")
    if actual is None or target is None:
        return None
    share = attainment(actual, target, better=kpi.text("better") or "higher", low=kpi.number("low"),
                       high=kpi.number("high"))
    return None if share != share else share
