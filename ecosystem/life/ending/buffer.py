"""How long may a transformation still be assessed? The buffer before an exit, as a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from ecosystem.life.calendar import months_later
from ecosystem.life.events import Record
from ecosystem.life.state import LifeState

MONTHS: Final = 6
"""Of a buffer whose agreement does not say."""


@dataclass(frozen=True, slots=True)
class Buffer:
    """The buffer of a partnership; ``days_left`` is negative where it is over."""

    partnership: str
    since: date
    months: int
    ends: date
    days_left: int
    reviews: tuple[str, ...]  # assessments that were begun in it

    @property
    def sentence(self) -> str:
        left = f"{self.days_left} days are left" if self.days_left >= 0 else f"it was over {-self.days_left} days ago"
        done = "an assessment is on record" if self.reviews else "no assessment is on record yet"
        return f"The buffer of {self.months} months began on {self.since} and ends on {self.ends}: {left}, {done}."


def buffer_of(partnership: Record, state: LifeState, as_of: date) -> Buffer | None:
    """The buffer that a partnership is in; None where it is in none."""
    if partnership.state != "buffer":
        return None
    agreement = signed_agreement(state, partnership.id)
    said = agreement.number("buffer_months") if agreement is not None else None
    months = MONTHS if said is None else int(said)
    ends = months_later(partnership.since, months)
    reviews = tuple(each.id for each in state.records(partnership.id, "review") if each.created_on >= partnership.since)
    return Buffer(partnership.id, partnership.since, months, ends, (ends - as_of).days, reviews)


def signed_agreement(state: LifeState, partnership: str) -> Record | None:
    """The agreement that holds: the last one that is signed."""
    signed = [each for each in state.records(partnership, "agreement") if each.state == "signed"]
    return max(signed, key=lambda each: (each.since, each.id), default=None)
