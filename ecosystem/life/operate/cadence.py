"""On which days does a cadence meet, and when is that, wherever one is?

The days follow from the rule alone: every so many days, weeks, months or quarters from its start on. A
month that is too short has its last day; the next one is counted from the start again. The hour is that
of the cadence's time zone, so it stays the same hour when clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from ecosystem.life.calendar import months_later
from ecosystem.life.events import Record

MINUTES: Final = 60
"""How long a meeting is, where the cadence does not say."""

GRACE: Final = {"day": 0, "week": 2, "month": 5, "quarter": 14}
"""Days by which a meeting may be early or late, where the cadence does not say."""

LONGEST: Final = 100
"""Years after which nothing is due of a cadence without an end."""

NEVER: Final = date.max - timedelta(days=1)
"""So that every hour of the day is a moment in every zone."""

_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "quarter": 3}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A meeting that is due.

    Attributes
    ----------
    number
        0 for the first.
    starts
        the moment, in the cadence's zone; None where no hour is said.
    """

    cadence: str
    number: int
    day: date
    starts: datetime | None


def occurrences(cadence: Record, until: date) -> Iterator[Occurrence]:
    """Every meeting that is due up to a day, or to the end of the cadence; oldest first.

    Examples
    --------
    >>> from ecosystem.life.events import Record
    >>> first = date(2024, 1, 31)
    >>> rule = Record("c", "cadence", "p", "in_force", 1, {"every": 1, "unit": "month", "starts": "2024-01-31"},
    ...               first, first, first)
    >>> [str(each.day) for each in occurrences(rule, date(2024, 4, 30))]
    ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30']
    """
    start, stop = cadence.day("starts"), last_day(cadence, until)
    every = int(cadence.number("every") or 0)
    if start is None or every < 1:
        return
    stop = min(stop, months_later(start, 12 * LONGEST))
    hour, number = hour_of(cadence), 0
    while (day := _day(start, cadence.text("unit") or "", every * number)) is not None and day <= stop:
        yield Occurrence(cadence.id, number, day, None if hour is None else datetime.combine(day, hour))
        number += 1


def last_day(cadence: Record, until: date) -> date:
    """The last day on which it can meet: ``until``, its end, or the day before it was withdrawn."""
    days = [until, NEVER]
    if (ends := cadence.day("ends")) is not None:
        days.append(ends)
    if cadence.state == "withdrawn" and cadence.since > date.min:
        days.append(cadence.since - timedelta(days=1))
    return min(days)


def hour_of(cadence: Record) -> time | None:
    """The hour at which it meets, in its zone; None where none is said."""
    text = cadence.text("time")
    return None if text is None else time.fromisoformat(text).replace(tzinfo=zone_of(cadence))


def zone_of(cadence: Record) -> ZoneInfo:
    """The time zone of a cadence; UTC where none is said."""
    return ZoneInfo(cadence.text("zone") or "UTC")


def moment(starts: datetime) -> datetime:
    """The moment in UTC. An hour that a change of clocks leaves out is that much later; of a doubled one the first.

    Examples
    --------
    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> [moment(datetime(2024, 3, day, 9, tzinfo=berlin)).hour for day in (30, 31)]
    [8, 7]
    """
    return starts.astimezone(UTC)


def grace_of(cadence: Record) -> int:
    """By how many days a meeting may be early or late."""
    said = cadence.number("grace_days")
    return GRACE.get(cadence.text("unit") or "", 0) if said is None else int(said)


@cache
def zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(available_timezones())


def _day(start: date, unit: str, count: int) -> date | None:
    """``count`` units after the start; None where the calendar ends."""
    try:
        if unit in _DAYS:
            return start + timedelta(days=_DAYS[unit] * count)
        return months_later(start, _MONTHS[unit] * count)
    except (ValueError, OverflowError):
        return None
