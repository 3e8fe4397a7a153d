"""What of a partnership, or of a person, stands in a calendar?

A cadence is one series with its rule; a meeting that answers for one of its days stands in the place of
that day, and a cancelled one takes it away. Other meetings, milestones and actions stand for themselves, a
day long where they have no hour. Everything has an id that stays, and the day on which its record changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final
from urllib.parse import quote

from ecosystem.life.events import Record
from ecosystem.life.operate.cadence import MINUTES, NEVER, hour_of, last_day, moment
from ecosystem.life.operate.due import Due, dues
from ecosystem.life.operate.ics import Line, component, day, local, text, utc
from ecosystem.life.operate.zones import timezone
from ecosystem.life.state import LifeState

MOST_YEARS: Final = 60
"""Of changes of clocks in one feed; nobody plans further."""

YEARS: Final = 5
"""How far changes of clocks are named for a series that has no end."""

_WORDS: Final = {"executive": ("Executives", "高层沟通"), "middle": ("Middle management", "中层沟通"),
                 "team": ("Teams", "团队沟通")}
_GOING_ON: Final = frozenset({"planned", "running", "blocked", "delivered", "open"})
Keep = Callable[[Record], bool]


@dataclass(slots=True)
class _Feed:
    """Components as they come, and the zones and years that they speak of."""

    state: LifeState
    as_of: date
    keep: Keep
    parts: list[str] = field(default_factory=list)
    zones: dict[str, tuple[int, int]] = field(default_factory=dict)

    def zoned(self, hour: time | None, first: date, last: date) -> None:
        """Name the zone of an hour for the years of two days; UTC needs no name."""
        zone = "UTC" if hour is None else _zone(hour)
        if zone == "UTC":
            return
        low, high = self.zones.get(zone, (first.year, last.year))
        self.zones[zone] = (min(low, first.year), max(high, last.year))


def feed(state: LifeState, partnerships: Iterable[Record], as_of: date, *, name: str,
         keep: Keep = lambda record: True) -> str:
    """The calendar of partnerships: of those records that are kept."""
    made = _Feed(state, as_of, keep)
    for each in partnerships:
        _partnership(made, each)
    head: list[Line] = [("VERSION", "2.0"), ("PRODID", "-//Allygraph//Partnerships//EN"), ("CALSCALE", "GREGORIAN"),
                        ("METHOD", "PUBLISH"), ("X-WR-CALNAME", text(name))]
    zones = [timezone(zone, max(low - 1, 2), min(high, low + MOST_YEARS, 9998))
             for zone, (low, high) in sorted(made.zones.items())]
    return component("VCALENDAR", head, *zones, *made.parts)


def _partnership(made: _Feed, partnership: Record) -> None:
    answered: dict[str, Due] = {}
    found = dues(made.state, partnership, _until(made.as_of))
    for each in found:
        if each.meeting is not None:
            answered[each.meeting.id] = each
    cadences = made.state.records(partnership.id, "cadence")
    shown = {each.id: each for each in cadences if made.keep(each)}
    for cadence in shown.values():
        days = [each for each in found if each.cadence.id == cadence.id]
        if days:
            _series(made, partnership, cadence, days)
    for meeting in made.state.records(partnership.id, "meeting"):
        due = answered.get(meeting.id)
        if due is not None and due.cadence.id in shown:
            if meeting.state != "cancelled":
                _meeting(made, partnership, meeting, due)
        elif made.keep(meeting):
            _meeting(made, partnership, meeting, None)
    for kind, due_field in (("milestone", "name"), ("action", "text")):
        for record in made.state.records(partnership.id, kind):
            if record.day("due") is not None and record.state in _GOING_ON and made.keep(record):
                _deadline(made, partnership, record, due_field)


def _series(made: _Feed, partnership: Record, cadence: Record, days: list[Due]) -> None:
    first, hour = days[0].occurrence, hour_of(cadence)
    ended = partnership.since if partnership.state in ("ended", "dropped") else NEVER
    stop = min(last_day(cadence, NEVER), ended)
    lines = _head(cadence, _uid(cadence.id))
    lines += _span(cadence, first.day, hour)
    lines += [("RRULE", _rule(cadence, first.day, stop, hour)), ("SUMMARY", text(_title(partnership, cadence, None)))]
    for each in days:
        if each.meeting is not None and each.meeting.state == "cancelled":
            lines.append((_stamp("EXDATE", hour), _at(each.occurrence.day, hour)))
    if topics := cadence.texts("topics"):
        lines.append(("DESCRIPTION", text("\n".join(topics))))
    made.zoned(hour, first.day, min(stop, _until(made.as_of)))
    made.parts.append(component("VEVENT", lines))


def _meeting(made: _Feed, partnership: Record, meeting: Record, due: Due | None) -> None:
    """A meeting for itself, or in the place of the day of its series."""
    on = meeting.day("day")
    if on is None:
        return
    cadence = made.state.record(meeting.text("cadence") or "") if due is None else due.cadence
    hour = None if cadence is None else hour_of(cadence)
    lines = _head(meeting, _uid(meeting.id) if due is None else _uid(due.cadence.id))
    if due is not None:
        lines.append((_stamp("RECURRENCE-ID", hour), _at(due.occurrence.day, hour)))
    lines += _span(cadence, on, hour)
    lines += [("SUMMARY", text(_title(partnership, meeting, cadence))),
              ("STATUS", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")]
    if agenda := meeting.texts("agenda"):
        lines.append(("DESCRIPTION", text("\n".join(agenda))))
    made.zoned(hour, on, on)
    made.parts.append(component("VEVENT", lines))


def _deadline(made: _Feed, partnership: Record, record: Record, field_name: str) -> None:
    on = record.day("due")
    assert on is not None
    lines = _head(record, _uid(record.id)) + _span(None, on, None)
    owner = record.text("owner")
    who = f" ({owner})" if owner else ""
    lines += [("SUMMARY", text(f"{partnership.text('name')}: {record.text(field_name)}{who}")),
              ("TRANSP", "TRANSPARENT"), ("CATEGORIES", record.kind.upper())]
    made.parts.append(component("VEVENT", lines))


# --- pieces ----------------------------------------------------------------------------------------
def _head(record: Record, uid: str) -> list[Line]:
    changed = datetime.combine(record.changed_on, time(), UTC)
    return [("UID", uid), ("DTSTAMP", utc(changed)), ("LAST-MODIFIED", utc(changed)),
            ("SEQUENCE", str(record.version - 1))]


def _uid(record_id: str) -> str:
    return f"{quote(record_id, safe='')}@allygraph.invalid"


def _span(cadence: Record | None, on: date, hour: time | None) -> list[Line]:
    """From when to when: with the hour of the cadence, or the whole day."""
    if cadence is None or hour is None:
        # A day long; the last day that there is has no day after it.
        return [("DTSTART;VALUE=DATE", day(on))]
    long = int(cadence.number("minutes") or MINUTES)
    return [(_stamp("DTSTART", hour), _at(on, hour)), ("DURATION", f"PT{long}M")]


def _stamp(name: str, hour: time | None) -> str:
    """A property with what says of which kind its value is."""
    if hour is None:
        return f"{name};VALUE=DATE"
    return name if _zone(hour) == "UTC" else f"{name};TZID={_zone(hour)}"


def _at(on: date, hour: time | None) -> str:
    if hour is None:
        return day(on)
    return local(datetime.combine(on, hour)) + ("Z" if _zone(hour) == "UTC" else "")


def _zone(hour: time) -> str:
    return str(hour.tzinfo)


def _rule(cadence: Record, first: date, stop: date, hour: time | None) -> str:
    """The rule of the series; a month that is too short gives its last day."""
    every, unit = int(cadence.number("every") or 1), cadence.text("unit") or "day"
    often = {"day": "DAILY", "week": "WEEKLY"}.get(unit, "MONTHLY")
    parts = [f"FREQ={often}", f"INTERVAL={every * 3 if unit == 'quarter' else every}"]
    if unit in ("month", "quarter") and first.day > 28:
        parts += ["BYMONTHDAY=" + ",".join(map(str, range(28, first.day + 1))), "BYSETPOS=-1"]
    if stop < NEVER:
        # Of the same kind as the start: a day, or a moment in UTC.
        parts.append("UNTIL=" + (day(stop) if hour is None else utc(moment(datetime.combine(stop, hour)))))
    return ";".join(parts)


def _title(partnership: Record, record: Record, cadence: Record | None) -> str:
    level = record.text("level") or (cadence.text("level") if cadence is not None else None) or "team"
    title = record.text("title") or " ".join(_WORDS[level])
    return f"{partnership.text('name')}: {title}"


def _until(as_of: date) -> date:
    return date(min(as_of.year + YEARS, 9998), 12, 31)
