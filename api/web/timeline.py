"""Where on a line of years a partnership lies: shares of a width, for bars in the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ecosystem.answers.dossier import PartnershipNote
from ecosystem.dates import last_day

_MOST_TICKS: Final = 8
_THINNEST: Final = 0.8  # percent, so that a short partnership is still seen


@dataclass(frozen=True, slots=True)
class Tick:
    """A year and where it begins, in percent of the width."""

    year: int
    at: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A partnership and its stretch in percent; ``start`` is None where no beginning is on record."""

    note: PartnershipNote
    start: float | None
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]


def timeline(notes: Sequence[PartnershipNote], day: date) -> Timeline:
    """Partnerships on one line from the year of the first to the end of the year of ``day``.

    Examples
    --------
    >>> note = PartnershipNote("p", None, None, (), "2020-12-31", "2022-12-31", None, None)
    >>> drawn = timeline([note], date(2023, 6, 30))
    >>> [tick.year for tick in drawn.ticks], round(drawn.bars[0].start), round(drawn.bars[0].width)
    ([2020, 2021, 2022, 2023], 25, 50)
    """
    began = [last_day(each.began) for each in notes if each.began]
    if day == date.max:  # of a store that knows no day
        day = max((*began, *(last_day(each.ended) for each in notes if each.ended)), default=date(2000, 1, 1))
    first, after = min(began, default=day).year, day.year + 1
    whole = (date(after, 1, 1) - date(first, 1, 1)).days

    def share(of: date) -> float:
        return (of - date(first, 1, 1)).days / whole * 100

    def bar(note: PartnershipNote) -> Bar:
        if note.began is None:
            return Bar(note, None, 0.0)
        start = share(last_day(note.began))
        end = share(day if note.ended is None else min(last_day(note.ended), day))
        return Bar(note, round(start, 2), round(max(end - start, _THINNEST), 2))

    step = max(1, -(-(after - first) // _MOST_TICKS))
    ticks = tuple(Tick(year, round(share(date(year, 1, 1)), 2)) for year in range(first, after, step))
    return Timeline(ticks, tuple(map(bar, notes)))
