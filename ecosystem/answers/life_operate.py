"""Answers about partnerships while they run: meetings, agendas, actions, conflicts and what they teach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ecosystem.answers.showing import Listed


@dataclass(frozen=True, slots=True)
class MeetingDue:
    """A day of a cadence, and the meeting that answers for it; ``starts`` in its zone, ``moment`` the same in UTC."""

    cadence: str
    level: str
    day: date
    starts: str | None
    moment: str | None
    meeting: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, repr=False)
class MeetingsDue(Listed):
    """``count`` is of all; ``items`` may be the latest of them."""

    partnership: str
    as_of: date
    count: int
    items: tuple[MeetingDue, ...]


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """Something open: the record that it is about, why it is on the agenda, whose it is and until when."""

    record: str
    kind: str
    title: str
    why: str
    owner: str | None
    due: date | None


@dataclass(frozen=True, slots=True, repr=False)
class Agenda(Listed):
    partnership: str
    level: str
    as_of: date
    items: tuple[AgendaLine, ...]


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """``days_late`` is None where it has no day, and 0 where that is not over."""

    id: str
    partnership: str
    text: str
    state: str
    owner: str | None
    partner: str | None
    due: date | None
    days_late: int | None
    meeting: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Actions(Listed):
    as_of: date
    items: tuple[ActionAnswer, ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting that was held, and the ids of what came of it."""

    meeting: str
    partnership: str
    day: date
    text: str
    decisions: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """One respect in which two conflicts are alike, 0 to 1."""

    respect: str
    value: float
    sentence: str


@dataclass(frozen=True, slots=True)
class SimilarConflict:
    """``score`` is half that of their texts and half the mean of the other respects that are known of both."""

    id: str
    partnership: str
    title: str
    state: str
    score: float
    parts: tuple[Likeness, ...]
    cause: str | None
    remedy: str | None
    clause: str | None


@dataclass(frozen=True, slots=True, repr=False)
class SimilarConflicts(Listed):
    conflict: str
    as_of: date
    items: tuple[SimilarConflict, ...]


@dataclass(frozen=True, slots=True)
class ConflictMeasures:
    """How long conflicts take and how many come back.

    Attributes
    ----------
    median_days
        from the day on which they came up to the last closing, of the ``closed`` ones; None without any.
    ever_closed, reopened
        how many were closed at some time, and how many of those came up again.
    share, low, high
        of reopened ones, with Wilson's 90 % interval; None where none was closed.
    """

    partnership: str | None
    as_of: date
    conflicts: int
    open: int
    closed: int
    median_days: float | None
    ever_closed: int
    reopened: int
    share: float | None
    low: float | None
    high: float | None
    sentence: str
