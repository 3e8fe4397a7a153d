"""What can be watched: numbers of a partnership, over time, each with the records behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ecosystem.life.calendar import months_later, quarters
from ecosystem.life.ending.triggers import delay_rate, is_late
from ecosystem.life.evaluate.measured import MONTHS, measured
from ecosystem.life.events import Record
from ecosystem.life.readings import attained, readings_of
from ecosystem.life.state import LifeState
from scoring.health.attainment import health

_SOLVED: Final = frozenset({"closed", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day, None where nothing is known of it; ``records`` are those that made it."""

    day: date
    value: float | None
    records: tuple[str, ...] = ()


Series = list[Point]
Watched = Callable[[Record, LifeState, date], Series]
"""The points of a measure of a partnership up to a day, oldest first; the last one is of that day."""


def _delay_rate(partnership: Record, state: LifeState, as_of: date) -> Series:
    milestones = state.records(partnership.id, "milestone")
    days = [each.last for each in quarters(partnership.created_on, as_of)]
    return [Point(day, *delay_rate(milestones, day)[:2]) for day in (*days, *([as_of] if as_of not in days else []))]


def _overdue_days(partnership: Record, state: LifeState, as_of: date) -> Series:
    """How many days the milestone that is most overdue is so."""
    late = [(each, each.day("due")) for each in state.records(partnership.id, "milestone")
            if each.state not in ("delivered", "accepted", "cancelled") and is_late(each, as_of)]
    worst = max(((as_of - due).days for _, due in late if due is not None), default=0)
    return [Point(as_of, float(worst), tuple(each.id for each, _ in late))]


def _conflict_days(partnership: Record, state: LifeState, as_of: date) -> Series:
    """For how many days the oldest conflict has been open."""
    found = [each for each in state.records(partnership.id, "conflict") if each.state not in _SOLVED]
    worst = max(((as_of - each.created_on).days for each in found), default=0)
    return [Point(as_of, float(worst), tuple(each.id for each in found))]


def _health(partnership: Record, state: LifeState, as_of: date) -> Series:
    found = measured(state, partnership.id, as_of)
    values = [float("nan") if each.attainment is None else each.attainment for each in found]
    return [Point(as_of, health(values, [each.weight for each in found]).index, tuple(each.kpi.id for each in found))]


WATCHED: Final[dict[str, Watched]] = {
    "delay_rate": _delay_rate, "overdue_days": _overdue_days, "conflict_days": _conflict_days, "health": _health,
}
"""Measures of every partnership by name; ``kpi:ID`` is the readings of one of its own, ``kpi:ID:attained`` their
attainment."""


def series_of(measure: str, partnership: Record, state: LifeState, as_of: date) -> Series | None:
    """The points of a measure; None where there is no such measure."""
    if (named := WATCHED.get(measure)) is not None:
        return named(partnership, state, as_of)
    kind, _, rest = measure.partition(":")
    name, _, what = rest.partition(":")
    kpi = state.record(name)
    if kind != "kpi" or kpi is None or kpi.kind != "kpi" or kpi.partnership != partnership.id:
        return None
    readings = readings_of(state, partnership.id, kpi.id, as_of)
    value = (lambda each: attained(kpi, each)) if what == "attained" else (lambda each: each.number("value"))
    return [Point(each.day("day") or as_of, value(each), (each.id,)) for each in readings]


def silent_since(kpi: Record, state: LifeState, as_of: date) -> date | None:
    """The day by which a reading was due that is not there; None where none is."""
    months = MONTHS.get(kpi.text("every") or "quarter", 3)
    readings = readings_of(state, kpi.partnership, kpi.id, as_of)
    last = (readings[-1].day("day") if readings else None) or kpi.created_on
    due = months_later(last, months)
    return due if due < as_of else None
