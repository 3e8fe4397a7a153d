"""The feed as another library reads it: the same hours in every zone, names whole, one id for each thing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from ecosystem.errors import UnknownNode
from ecosystem.life.facade import Life
from ecosystem.life.operate.ics import FOLD, fold, text
from ecosystem.life.operate.zones import changes, timezone
from tests.ecosystem.life.conftest import hand

DAY = date(2024, 3, 20)


def events(feed: str) -> list[Any]:
    return list(Calendar.from_ical(feed).walk("VEVENT"))


def named(feed: str, uid: str) -> Any:
    (found,) = [each for each in events(feed) if each["UID"] == f"{uid}@allygraph.invalid"
                and "RECURRENCE-ID" not in each]
    return found


def cadence(life: Life, **fields: object) -> None:
    life.create("cadence", {"level": "team", "every": 2, "unit": "week", "starts": "2024-03-04", **fields},
                hand("2024-03-01"), partnership="ab", record_id="c")


def test_a_series_keeps_its_hour_when_clocks_change(running: Life) -> None:
    cadence(running, time="09:00", zone="Europe/Berlin", minutes=45)
    feed = running.operate.calendar("ab", as_of=DAY)
    series = named(feed, "c")
    start = series.decoded("DTSTART")
    assert start == datetime(2024, 3, 4, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert series.decoded("DURATION") == timedelta(minutes=45)
    rule = rrulestr(series["RRULE"].to_ical().decode(), dtstart=start)
    hours = [each.astimezone(UTC).hour for each in rule[:4]]  # 4 and 18 March, 1 and 15 April
    assert hours == [8, 8, 7, 7]


def test_the_zone_in_the_feed_has_the_changes_that_the_zone_has(running: Life) -> None:
    for zone in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Asia/Kathmandu"):
        said = Calendar.from_ical("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + timezone(zone, 2023, 2026)
                                  + "END:VCALENDAR\r\n").walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
        real = ZoneInfo(zone)
        for hours in range(0, 24 * 365 * 3, 37):
            wall = datetime(2023, 2, 1) + timedelta(hours=hours)
            assert wall.replace(tzinfo=said).utcoffset() == wall.replace(tzinfo=real).utcoffset(), (zone, wall)


def test_a_held_meeting_stands_in_the_place_of_its_day_and_a_cancelled_one_takes_it_away(running: Life) -> None:
    cadence(running, time="09:00", zone="Asia/Shanghai")
    for name, day, step in (("moved", "2024-03-19", "hold"), ("off", "2024-04-01", "cancel")):
        running.create("meeting", {"level": "team", "day": day, "cadence": "c", "title": f"Meeting {name}"},
                       hand("2024-03-01"), partnership="ab", record_id=name)
        running.step(name, step, hand("2024-03-19"))
    feed = running.operate.calendar("ab", as_of=DAY)
    (instead,) = [each for each in events(feed) if "RECURRENCE-ID" in each]
    zone = ZoneInfo("Asia/Shanghai")
    assert instead.decoded("RECURRENCE-ID") == datetime(2024, 3, 18, 9, tzinfo=zone)
    assert instead.decoded("DTSTART") == datetime(2024, 3, 19, 9, tzinfo=zone)
    assert instead["UID"] == named(feed, "c")["UID"]
    assert [each.dt for each in named(feed, "c")["EXDATE"].dts] == [datetime(2024, 4, 1, 9, tzinfo=zone)]


def test_names_are_whole_whatever_stands_in_them(running: Life) -> None:
    title = "驾驶舱融合, 第二轮; \\ “测试” " + "很长的标题" * 40 + "\nEND:VCALENDAR\nline"
    running.create("meeting", {"level": "executive", "day": "2024-03-21", "title": title, "agenda": ["a, b", "c;d"]},
                   hand("2024-03-01"), partnership="ab", record_id="会议 1/x")
    feed = running.operate.calendar("ab", as_of=DAY)
    assert all(len(line.encode()) <= FOLD for line in feed.split("\r\n")) and "\n" not in feed.replace("\r\n", "")
    (found,) = [each for each in events(feed) if "%E4%BC%9A" in each["UID"]]
    assert str(found["SUMMARY"]) == f"Cockpit: {title}"
    assert str(found["DESCRIPTION"]) == "a, b\nc;d" and found.decoded("DTSTART") == date(2024, 3, 21)


def test_what_is_due_is_a_day_and_what_is_done_is_gone(running: Life) -> None:
    running.create("action", {"text": "Book the track", "owner": "Bo", "due": "2024-04-01"}, hand("2024-03-01"),
                   partnership="ab", record_id="book")
    feed = running.operate.calendar("ab", as_of=DAY)
    assert named(feed, "book").decoded("DTSTART") == date(2024, 4, 1)
    assert str(named(feed, "book")["SUMMARY"]) == "Cockpit: Book the track (Bo)"
    assert named(feed, "m1").decoded("DTSTAMP") == datetime(2024, 1, 2, tzinfo=UTC)  # the day on which it changed
    running.step("book", "finish", hand("2024-03-15"))
    assert "book@" not in running.operate.calendar("ab", as_of=DAY)
    assert running.operate.calendar("ab", as_of=date(2024, 3, 14)) == feed  # nothing but the data decides


def test_a_person_sees_his_own_meetings_and_actions(running: Life) -> None:
    cadence(running, people=["Ann"])
    running.create("cadence", {"level": "executive", "every": 1, "unit": "quarter", "starts": "2024-03-04",
                               "people": ["Bo"]}, hand("2024-03-01"), partnership="ab", record_id="others")
    running.create("action", {"text": "Book", "owner": "Ann", "due": "2024-04-01"}, hand("2024-03-01"),
                   partnership="ab", record_id="book")
    running.create("meeting", {"level": "executive", "day": "2024-03-21", "attendees": ["Ann", "Bo"]},
                   hand("2024-03-01"), partnership="ab", record_id="both")
    found = [each["UID"].split("@")[0] for each in events(running.operate.person_calendar("Ann", as_of=DAY))]
    assert found == ["c", "both", "book"]
    assert events(running.operate.person_calendar("nobody", as_of=DAY)) == []
    with pytest.raises(UnknownNode):
        running.operate.calendar("nobody", as_of=DAY)


@pytest.mark.parametrize(("fields", "rule"), [
    ({"unit": "month", "every": 1, "starts": "2024-01-31"},
     "FREQ=MONTHLY;BYSETPOS=-1;INTERVAL=1;BYMONTHDAY=28,29,30,31"),
    ({"unit": "quarter", "every": 2, "starts": "2024-01-15", "ends": "2025-01-15"},
     "FREQ=MONTHLY;UNTIL=20250115;INTERVAL=6"),
    ({"unit": "day", "every": 3, "starts": "2024-01-15", "ends": "2024-06-30", "time": "09:00",
      "zone": "Europe/Berlin"}, "FREQ=DAILY;UNTIL=20240630T070000Z;INTERVAL=3"),
    ({"unit": "week", "every": 1, "starts": "2024-01-15", "time": "09:00"}, "FREQ=WEEKLY;INTERVAL=1")])
def test_a_cadence_is_one_rule(running: Life, fields: dict[str, object], rule: str) -> None:
    cadence(running, **fields)
    feed = running.operate.calendar("ab", as_of=DAY)
    assert sorted(named(feed, "c")["RRULE"].to_ical().decode().split(";")) == sorted(rule.split(";"))
    assert ("BEGIN:VTIMEZONE" in feed) is ("zone" in fields)


def test_a_series_stops_when_the_partnership_ends(running: Life) -> None:
    cadence(running)
    running.step("ab", "end", hand("2024-04-20"))
    rule = named(running.operate.calendar("ab", as_of=date(2024, 5, 1)), "c")["RRULE"]
    assert rule["UNTIL"] == [date(2024, 4, 20)]


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_text_comes_back_as_it_was(written: str) -> None:
    line = fold(f"SUMMARY:{text(written)}")
    assert all(len(each.encode()) <= FOLD for each in line.split("\r\n"))
    event = f"BEGIN:VEVENT\r\nUID:x\r\n{line}\r\nEND:VEVENT\r\n"
    plain = "".join(each for each in written.replace("\r\n", "\n").replace("\r", "\n")
                    if each in "\n\t" or not (ord(each) < 32 or ord(each) == 127))
    assert str(Calendar.from_ical(event)["SUMMARY"]) == plain


def test_changes_of_clocks_are_found_to_the_second() -> None:
    assert [(str(each.wall), each.is_summer) for each in changes("America/New_York", 2024, 2024)] == [
        ("2024-03-10 02:00:00", True), ("2024-11-03 02:00:00", False)]
    assert len(changes("Africa/Casablanca", 2024, 2024)) == 2  # a month that moves
