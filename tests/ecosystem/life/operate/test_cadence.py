"""Days that are due, by hand: short months, leap years, changes of clocks, quarters, ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.life.events import Record
from ecosystem.life.operate.cadence import moment, occurrences
from ecosystem.life.operate.feed import _rule


def cadence(starts: str, every: int = 1, unit: str = "month", **fields: object) -> Record:
    first = date.fromisoformat(starts)
    return Record("c", "cadence", "p", "in_force", 1, {"level": "team", "every": every, "unit": unit, "starts": starts,
                                                       **fields}, first, first, first)


def days(rule: Record, until: str) -> list[str]:
    return [str(each.day) for each in occurrences(rule, date.fromisoformat(until))]


def test_the_case_meets_every_two_weeks() -> None:
    assert days(cadence("2024-03-04", 2, "week"), "2024-04-30") == [
        "2024-03-04", "2024-03-18", "2024-04-01", "2024-04-15", "2024-04-29"]


def test_a_month_that_is_too_short_has_its_last_day_and_the_next_is_counted_from_the_start() -> None:
    assert days(cadence("2024-01-31"), "2024-05-31") == [
        "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]
    assert days(cadence("2023-11-30", 1, "quarter"), "2024-08-30") == [
        "2023-11-30", "2024-02-29", "2024-05-30", "2024-08-30"]
    assert days(cadence("2024-02-29", 12), "2026-12-31") == ["2024-02-29", "2025-02-28", "2026-02-28"]


def test_it_ends_on_its_last_day_and_a_hundred_years_end_it() -> None:
    assert days(cadence("2024-01-01", 1, "week", ends="2024-01-15"), "2030-01-01") == [
        "2024-01-01", "2024-01-08", "2024-01-15"]
    assert days(cadence("2024-01-01", 1, "week"), "2023-12-31") == []
    assert days(cadence("2024-01-01", 10, "quarter"), "9999-12-31")[-1] == "2124-01-01"  # a hundred years on
    assert days(cadence("9000-06-01", 1_000, "quarter"), "9999-12-31") == ["9000-06-01"]


@pytest.mark.parametrize(("zone", "day", "hour"), [
    ("Europe/Berlin", "2024-03-30", 8), ("Europe/Berlin", "2024-03-31", 7), ("Europe/Berlin", "2024-10-27", 8),
    ("Asia/Shanghai", "2024-03-31", 1), (None, "2024-03-31", 9)])
def test_the_hour_stays_when_clocks_change(zone: str | None, day: str, hour: int) -> None:
    rule = cadence("2024-03-30", 1, "day", time="09:00", **({"zone": zone} if zone else {}))
    (found,) = [each for each in occurrences(rule, date(2024, 12, 31)) if str(each.day) == day]
    assert found.starts is not None and found.starts.hour == 9 and moment(found.starts).hour == hour


def test_an_hour_that_is_left_out_comes_later_and_of_a_doubled_one_the_first_counts() -> None:
    gone = next(occurrences(cadence("2024-03-31", 1, "day", time="02:30", zone="Europe/Berlin"), date(2024, 3, 31)))
    twice = next(occurrences(cadence("2024-10-27", 1, "day", time="02:30", zone="Europe/Berlin"), date(2024, 10, 27)))
    assert gone.starts is not None and moment(gone.starts).isoformat() == "2024-03-31T01:30:00+00:00"  # 03:30 there
    assert twice.starts is not None and moment(twice.starts).isoformat() == "2024-10-27T00:30:00+00:00"


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(1, 30),
       st.sampled_from(["day", "week", "month", "quarter"]))
def test_the_rule_in_the_calendar_gives_the_same_days(start: date, every: int, unit: str) -> None:
    rule, until = cadence(start.isoformat(), every, unit), start + timedelta(days=1_500)
    said = rrulestr(_rule(rule, start, until, None).replace("UNTIL=" + until.strftime("%Y%m%d"),
                                                            "UNTIL=" + until.strftime("%Y%m%dT000000")),
                    dtstart=datetime(start.year, start.month, start.day))
    assert [each.date() for each in said] == [each.day for each in occurrences(rule, until)]
