"""What do the measures of a partnership say on a day? The reading that counts for each, and its attainment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.life.calendar import months_later
from ecosystem.life.events import Record
from ecosystem.life.readings import attained, readings_of
from ecosystem.life.state import LifeState
from scoring.health.control import course, cusum
from scoring.health.trend import Trend, mann_kendall

MONTHS: Final = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_LOOK_BACK: Final = 2
"""Periods that a reading is good for, where the measure does not say."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure on a day.

    Attributes
    ----------
    reading
        the latest within the look-back; None where there is none.
    attainment
        0 to 1.2; None where it is unknown, for ``reason``.
    trend
        over all readings up to the day.
    alarm
        the day of the last alarm of a control chart; None without one, or with too few readings for a chart.
    """

    kpi: Record
    readings: tuple[Record, ...]
    reading: Record | None
    attainment: float | None
    reason: str | None
    trend: Trend
    alarm: date | None

    @property
    def branch(self) -> str:
        """The branch of the fishbone that it belongs to: its own name where none is said."""
        return self.kpi.text("branch") or self.kpi.text("name") or self.kpi.id

    @property
    def weight(self) -> float:
        return self.kpi.number("weight") or 0.0


def measured(state: LifeState, partnership: str, as_of: date) -> list[Measured]:
    """Every measure in force on a day, in the order in which they were made."""
    return [_measured(kpi, readings_of(state, partnership, kpi.id, as_of), as_of)
            for kpi in state.records(partnership, "kpi") if kpi.state == "in_force"]


def _measured(kpi: Record, readings: list[Record], as_of: date) -> Measured:
    months = MONTHS.get(kpi.text("every") or "quarter", 3) * int(kpi.number("look_back") or _LOOK_BACK)
    first = months_later(as_of, -months)
    fresh = [each for each in readings if (each.day("day") or first) > first]
    reading = fresh[-1] if fresh else None
    reached = None if reading is None else attained(kpi, reading)
    reason = None
    if reading is None:
        last = readings[-1].text("day") if readings else None
        reason = f"the last reading, of {last}, is older than {months} months" if last else "there is no reading"
    elif reached is None:
        reason = "the target is 0 and there are no bars to measure between"
    values = [each.number("value") for each in readings]
    series = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return Measured(kpi, tuple(readings), reading, reached, reason, mann_kendall(series), _alarm(series, readings))


def _alarm(series: NDArray[np.float64], readings: list[Record]) -> date | None:
    """The last day on which a CUSUM of the readings after the first twenty is beyond its limit."""
    usual = course(series[:20])
    if usual is None or usual.spread <= 0 or len(series) <= 20:
        return None
    found = cusum(series[20:], usual.level, usual.spread).alarms
    return readings[20 + int(found[-1])].day("day") if len(found) else None
