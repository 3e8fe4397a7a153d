"""Dates of three precisions against the day of a question."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ecosystem.dates import last_day, parse_as_of, periods_over, stands
from ecosystem.errors import InvalidDate

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@pytest.mark.parametrize(("text", "day"), [
    ("2020", date(2020, 12, 31)), ("2020-02", date(2020, 2, 29)), ("2019-02", date(2019, 2, 28)),
    ("2100-02", date(2100, 2, 28)), ("2020-02-29", date(2020, 2, 29)), ("0001-01", date(1, 1, 31)),
])
def test_a_date_means_its_last_day(text: str, day: date):
    assert last_day(text) == parse_as_of(text) == day


@pytest.mark.parametrize("text", [
    "", "20", "2020-", "2020-1", "2020-13", "2020-00", "2020-02-30", "0000", "02020", "2020-02-29 ", " 2020", "2020/02",
    "2020-02-29T00:00", "２０２０", "2020\n", "-2020", "2020-02-1", "x" * 10_000,
])
def test_other_texts_are_no_dates(text: str):
    with pytest.raises(InvalidDate):
        last_day(text)


@settings(deadline=None)
@given(DAYS, st.sampled_from([4, 7, 10]), st.integers(-40, 40))
@example(date(2020, 2, 28), 7, 0)
@example(date(2020, 2, 29), 7, 0)
@example(date(2020, 12, 31), 4, 0)
@example(date(1, 1, 1), 7, 0)
def test_a_date_has_come_exactly_when_it_is_not_after_the_period_that_is_over(day: date, length: int, shift: int):
    try:
        text = (day + timedelta(days=shift)).isoformat()[:length]
    except OverflowError:
        return
    over = dict(zip((4, 7, 10), periods_over(day), strict=True))[length]
    assert (text <= over) == (last_day(text) <= day) == stands(text, None, None, day)
    assert stands(None, text, None, day) == (text >= day.isoformat()[:length])
