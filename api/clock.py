"""What time is it? Asked at the edge only: everything below is told the day and the moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from ecosystem.dates import parse_as_of

DAY: Final = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
"""The form of a whole day, for declarations of parameters."""


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    return now().date()


def day_of(day: str | None) -> date:
    """The day that was named, a year or a month as its last day; today where none was.

    Raises
    ------
    InvalidDate

    Examples
    --------
    >>> day_of("2024-02")
    datetime.date(2024, 2, 29)
    """
    return today() if day is None else parse_as_of(day)


def moment(at: datetime) -> str:
    """A moment for a history.

    Examples
    --------
    >>> moment(datetime(2024, 2, 29, 9, 30, tzinfo=UTC))
    '2024-02-29T09:30:00.000Z'
    """
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def stamp() -> str:
    """This moment to the second, for records of imports."""
    return now().isoformat(timespec="seconds")
