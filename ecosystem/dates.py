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
