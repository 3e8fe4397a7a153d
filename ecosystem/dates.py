"""How dates of three precisions compare with the day a question is asked about.

A fact dated ``2018`` is true *some time* in 2018. To let nothing of the future leak into an
answer, it counts from the **last** day of its period on; a fact that ends in ``2018`` counts until
the last day too. ``valid_to`` is inclusive.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from ecosystem.errors import InvalidDate

AsOf = date | str | None
"""The day of a question, or text of a day, month or year (its last day); None is the last day on record."""

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)


def last_day(text: str) -> date:
    """The last day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    Raises
    ------
    InvalidDate
        for any other form, and for days that do not exist.

    Examples
    --------
    >>> last_day("2020-02")
    datetime.date(2020, 2, 29)
    >>> last_day("2019-02-29")
    Traceback (most recent call last):
    ...
    ecosystem.errors.InvalidDate: '2019-02-29' is not a day that exists.
    """
    form = _FORM.match(text)
    if form is None:
        raise InvalidDate(f"{text[:40]!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD.")
    year, month, day = int(form[1]), int(form[2] or 12), form[3]
    try:
        return date(year, month, int(day) if day else monthrange(year, month)[1])
    except ValueError as error:
        raise InvalidDate(f"{text[:40]!r} is not a day that exists.") from error


def parse_as_of(value: str | date) -> date:
    """The day a question is asked about; a year or month means its last day.

    Examples
    --------
    >>> parse_as_of("2024")
    datetime.date(2024, 12, 31)
    """
    return value if isinstance(value, date) else last_day(value)


def stands(valid_from: str | None, valid_to: str | None, recorded_at: str | None, as_of: date) -> bool:
    """Whether a statement is true and known on a day. What has no date is so at all times.

    Examples
    --------
    >>> stands("2018", None, None, date(2018, 12, 30)), stands("2018", None, None, date(2018, 12, 31))
    (False, True)
    >>> stands(None, "2018-02", "2017", date(2018, 2, 28)), stands(None, "2018-02", None, date(2018, 3, 1))
    (True, False)
    """
    begun = all(day is None or last_day(day) <= as_of for day in (valid_from, recorded_at))
    return begun and (valid_to is None or as_of <= last_day(valid_to))


def periods_over(as_of: date) -> tuple[str, str, str]:
    """The last year, month and day that are wholly over by the end of a day, as text.

    A date of either precision counts from its last day on, so it has come exactly when it is not
    after the entry of its own precision: what SQL and Cypher compare with.

    Examples
    --------
    >>> periods_over(date(2020, 2, 28))
    ('2019', '2020-01', '2020-02-28')
    >>> periods_over(date(2020, 12, 31))
    ('2020', '2020-12', '2020-12-31')
    """
    year = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
    month = as_of.isoformat()[:7]
    if as_of.day < monthrange(as_of.year, as_of.month)[1]:
        month = f"{as_of.year:04d}-{as_of.month - 1:02d}" if as_of.month > 1 else f"{as_of.year - 1:04d}-12"
    return f"{year:04d}", month, as_of.isoformat()
