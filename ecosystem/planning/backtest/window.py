"""Until when does a window last that begins after a day?"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from ecosystem.errors import InvalidParameter

_FORM = re.compile(r"([1-9][0-9]{0,4})([ymd])\Z", re.ASCII)


def window_end(day: date, horizon: str) -> date:
    """The last day of a window of so many years, months or days after ``day``.

    Raises
    ------
    InvalidParameter
        for another form, and for a window that ends after the year 9999.

    Examples
    --------
    >>> [window_end(date(2016, 2, 29), text).isoformat() for text in ("1y", "18m", "90d")]
    ['2017-02-28', '2017-08-29', '2016-05-29']
    """
    form = _FORM.match(horizon)
    if form is None:
        raise InvalidParameter(f"{horizon[:40]!r} is no horizon; write years, months or days: 3y, 18m, 90d.")
    count, unit = int(form[1]), form[2]
    try:
        if unit == "d":
            return day + timedelta(days=count)
        months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError) as error:
        raise InvalidParameter(f"A window of {horizon} after {day} ends after the year 9999.") from error
