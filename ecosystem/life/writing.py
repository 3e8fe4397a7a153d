"""Who writes what: the hand behind an event, and a record that is to be made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ecosystem.life.events import Values


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, since when it is so, and why.

    Attributes
    ----------
    by
        the person or key.
    on
        the day since which it is so.
    recorded_on
        the day on which it became known; ``on`` where it is None.
    at
        the moment of writing, for the history.
    key
        the idempotency key: repeated with the same key, it is done once.
    """

    by: str
    on: date
    why: str = ""
    recorded_on: date | None = None
    at: str = ""
    key: str | None = None


@dataclass(frozen=True, slots=True)
class New:
    """A record that is to be made together with others; ``steps`` are taken on the same day."""

    kind: str
    fields: Values
    id: str | None = None
    steps: tuple[str, ...] = ()
