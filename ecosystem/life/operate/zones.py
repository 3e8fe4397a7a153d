"""What does a calendar say about a time zone, so that a program without it keeps the right hour?

Every change of clocks between two years is named by its day; nothing is guessed about rules that a state
may change. Changes are found in the time zone data of the system.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from ecosystem.life.operate.ics import Line, component, local

_STEP: Final = timedelta(days=7)
_ZERO: Final = timedelta(0)


class Change(NamedTuple):
    """A change of clocks: ``wall`` is the hour that they showed when it came."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


@lru_cache(maxsize=64)
def changes(zone: str, first: int, last: int) -> tuple[Change, ...]:
    """The changes of clocks from the first day of a year to the last of another.

    Examples
    --------
    >>> [str(each.wall) for each in changes("Europe/Berlin", 2024, 2024)]
    ['2024-03-31 02:00:00', '2024-10-27 03:00:00']
    >>> changes("Asia/Shanghai", 2024, 2025)
    ()
    """
    place, found = ZoneInfo(zone), []
    here, stop = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 12, 31, tzinfo=UTC)
    while here < stop:
        there = min(here + _STEP, stop)
        if _offset(here, place) != _offset(there, place):
            found.append(_change(here, there, place))
        here = there
    return tuple(found)


def timezone(zone: str, first: int, last: int) -> str:
    """The component VTIMEZONE for meetings between two years."""
    start = datetime(first, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone))
    offset = start.utcoffset() or _ZERO
    parts = [_part(Change(datetime(first, 1, 1), offset, offset, start.tzname() or zone, bool(start.dst())), ())]
    alike: dict[tuple[timedelta, timedelta, str, bool], list[Change]] = {}
    for each in changes(zone, first, last):
        alike.setdefault(each[1:], []).append(each)
    parts += [_part(group[0], tuple(group[1:])) for group in alike.values()]
    return component("VTIMEZONE", [("TZID", zone)], *parts)


def _part(first: Change, others: tuple[Change, ...]) -> str:
    lines: list[Line] = [("DTSTART", local(first.wall)), ("TZOFFSETFROM", _said(first.before)),
                         ("TZOFFSETTO", _said(first.after)), ("TZNAME", first.name)]
    lines += [("RDATE", local(each.wall)) for each in others]
    return component("DAYLIGHT" if first.is_summer else "STANDARD", lines)


def _offset(when: datetime, place: ZoneInfo) -> timedelta:
    return when.astimezone(place).utcoffset() or _ZERO


def _change(here: datetime, there: datetime, place: ZoneInfo) -> Change:
    """The one change between two moments, to the second."""
    before = _offset(here, place)
    while there - here > timedelta(seconds=1):
        middle = here + timedelta(seconds=(there - here) // timedelta(seconds=1) // 2)
        if _offset(middle, place) == before:
            here = middle
        else:
            there = middle
    after = there.astimezone(place)
    return Change((there + before).replace(tzinfo=None), before, _offset(there, place), after.tzname() or "",
                  bool(after.dst()))


def _said(offset: timedelta) -> str:
    """
    >>> _said(timedelta(hours=5, minutes=30)), _said(timedelta(hours=-3))
    ('+0530', '-0300')
    """
    sign, seconds = ("-" if offset < _ZERO else "+"), abs(int(offset.total_seconds()))
    rest = f"{seconds % 60:02d}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02d}{seconds // 60 % 60:02d}{rest}"
