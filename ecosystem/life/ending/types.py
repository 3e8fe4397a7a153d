"""Of which type was a partnership, from when to when? One identity through typed intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ecosystem.life.events import Event, effective


@dataclass(frozen=True, slots=True)
class TypedInterval:
    """Days of one type; ``stop`` is the last of them, None while it goes on."""

    type: str
    start: date
    stop: date | None
    why: str


def typed_intervals(events: Sequence[Event]) -> list[TypedInterval]:
    """Every type that a partnership had, without a gap and without an overlap: at any date exactly one.

    Of several changes on one day the last one counts.
    """
    found: list[TypedInterval] = []
    for each in sorted(effective(events), key=lambda event: (event.on, event.version)):
        said = each.after.get("type")
        if not isinstance(said, str) or (found and found[-1].type == said):
            continue
        if found:
            before = found.pop()
            if before.start < each.on:
                found.append(TypedInterval(before.type, before.start, each.on - timedelta(days=1), before.why))
            elif found and found[-1].type == said:  # a type that lasted no day
                earlier = found.pop()
                found.append(TypedInterval(said, earlier.start, None, earlier.why))
                continue
        found.append(TypedInterval(said, each.on, None, each.why))
    return found


def type_at(intervals: Sequence[TypedInterval], day: date) -> str | None:
    """The type on a day; None before the partnership."""
    return next((each.type for each in intervals
                 if each.start <= day and (each.stop is None or day <= each.stop)), None)
