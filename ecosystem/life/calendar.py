"""Months and quarters: when is six months later, and which quarter does a day lie in?"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple


class Quarter(NamedTuple):
    """A quarter of a year; quarters compare by time."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        month = 3 * self.number
        return date(self.year, month, monthrange(self.year, month)[1])

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in.

    Examples
    --------
    >>> str(quarter_of(date(2024, 2, 29))), quarter_of(date(2024, 2, 29)).last
    ('2024-Q1', datetime.date(2024, 3, 31))
    """
    return Quarter(day.year, (day.month + 2) // 3)


def quarters(start: date, stop: date) -> Iterator[Quarter]:
    """The quarters that are over by ``stop``, from the one of ``start`` on.

    Examples
    --------
    >>> [str(each) for each in quarters(date(2023, 11, 5), date(2024, 6, 30))]
    ['2023-Q4', '2024-Q1', '2024-Q2']
    """
    each = quarter_of(start)
    while each.last <= stop:
        yield each
        if each.last == date.max:
            return
        each = quarter_of(each.last + timedelta(days=1))


def months_later(day: date, months: int) -> date:
    """The same day some months later; the last of the month where there is none. Negative: earlier.

    Examples
    --------
    >>> months_later(date(2024, 8, 31), 6), months_later(date(2024, 2, 29), -12)
    (datetime.date(2025, 2, 28), datetime.date(2023, 2, 28))
    """
    month = day.year * 12 + day.month - 1 + months
    year, number = divmod(month, 12)
    return date(year, number + 1, min(day.day, monthrange(year, number + 1)[1]))
