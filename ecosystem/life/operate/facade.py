"""``eco.life.operate``: meetings and what comes of them, what is on the table, conflicts and what they teach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from ecosystem.answers.life_operate import (
    ActionAnswer,
    Actions,
    Agenda,
    ConflictMeasures,
    MeetingDue,
    MeetingsDue,
    Minutes,
    SimilarConflicts,
)
from ecosystem.errors import InvalidParameter, UnknownNode
from ecosystem.life.events import Record, Values
from ecosystem.life.kinds import PARTNERSHIP
from ecosystem.life.kinds.base import LEVELS
from ecosystem.life.operate import agenda, cases, due
from ecosystem.life.operate.cadence import moment
from ecosystem.life.operate.feed import feed
from ecosystem.life.operate.network import cadences, new
from ecosystem.life.state import LifeState

if TYPE_CHECKING:
    from ecosystem.life.facade import Hand, Life

_OPEN: Final = frozenset({"open", "blocked"})
MOST: Final = 100


class Operate:
    """``eco.life.operate``: partnerships while they run.

    Parameters
    ----------
    life
        through which is written.
    """

    def __init__(self, life: Life) -> None:
        self._life = life

    # --- meetings ----------------------------------------------------------------------------------
    def network(self, partnership: str, hand: Hand, *, starts: date, time: str | None = None, zone: str | None = None,
                people: Mapping[str, Sequence[str]] | None = None) -> list[Record]:
        """Write the three-level network of communication (三级沟通): quarterly, monthly, weekly; all or none.

        Parameters
        ----------
        starts
            the day of the first meeting of each level.
        time, zone
            HH:MM in a zone like Asia/Shanghai; meetings have no hour where none is said.
        people
            who comes, by level.

        Raises
        ------
        UnknownNode, InvalidRecord
        """
        fields = cadences(starts, time=time, zone=zone, people=people or {})
        return self._life.create_all(lambda: fields, hand, partnership=partnership)

    def missed(self, partnership: str, *, as_of: date, limit: int = MOST) -> MeetingsDue:
        """Meetings that were due and that nobody held in time, the latest first (漏开的会议).

        Raises
        ------
        UnknownNode, InvalidParameter
        """
        _check_limit(limit)
        state = self._life.state(as_of)
        found = due.missed(state, _partnership(state, partnership), as_of)
        items = tuple(_meeting(each, each.reason) for each in reversed(found[-limit:]))
        return MeetingsDue(partnership, as_of, len(found), items)

    def next(self, partnership: str, *, as_of: date) -> MeetingsDue:
        """Of each cadence the next meeting, by day.

        Raises
        ------
        UnknownNode
        """
        state = self._life.state(as_of)
        items = tuple(_meeting(each, None) for each in due.coming(state, _partnership(state, partnership), as_of))
        return MeetingsDue(partnership, as_of, len(items), items)

    def agenda(self, partnership: str, level: str, *, as_of: date) -> Agenda:
        """What a meeting of a level should talk about: what is open, each line with its record (议程).

        Raises
        ------
        UnknownNode, InvalidParameter
        """
        if level not in LEVELS:
            raise InvalidParameter(f"level is {level[:20]!r}; it can be {', '.join(LEVELS)}.")
        state = self._life.state(as_of)
        found = agenda.lines(state, _partnership(state, partnership), level, as_of)
        return Agenda(partnership, level, as_of, tuple(found))

    def hold(self, meeting: str, hand: Hand, *, minutes: str, decisions: Sequence[Values] = (),
             actions: Sequence[Values] = (), attendees: Sequence[str] | None = None,
             version: int | None = None) -> Minutes:
        """Record that a meeting was held, with its minutes, decisions and actions: all of it, or nothing (会议纪要).

        Parameters
        ----------
        decisions, actions
            fields of records of these kinds, without ``meeting``.
        version
            of the meeting that the caller has seen.

        Raises
        ------
        UnknownNode, InvalidRecord, ForbiddenStep, Conflict
        """
        record = self._life.record(meeting)
        if record.kind != "meeting":
            raise UnknownNode("meeting", meeting)
        fields: dict[str, object] = {"minutes": minutes}
        if attendees is not None:
            fields["attendees"] = list(attendees)
        made = {f"{kind}s/{number}": new(kind, {**each, "meeting": meeting})
                for kind, rows in (("decision", decisions), ("action", actions)) for number, each in enumerate(rows)}
        self._life.step_and_create(meeting, "hold", hand, made=made, fields=fields, version=version)
        return self.minutes(meeting)

    def minutes(self, meeting: str, *, as_of: date | None = None) -> Minutes:
        """What came of a meeting.

        Raises
        ------
        UnknownNode
        """
        state = self._life.state(as_of)
        found = state.record(meeting)
        if found is None or found.kind != "meeting":
            raise UnknownNode("meeting", meeting)
        made = {kind: tuple(each.id for each in state.records(found.partnership, kind, meeting=meeting))
                for kind in ("decision", "action")}
        return Minutes(meeting, found.partnership, found.day("day") or found.since, found.text("minutes") or "",
                       made["decision"], made["action"])

    def actions(self, *, as_of: date, partnership: str | None = None, person: str | None = None,
                partner: str | None = None, due_by: date | None = None, overdue: bool = False) -> Actions:
        """Open and blocked actions, what is due first leading; of a partnership, a person, a partner, up to a day.

        Raises
        ------
        UnknownNode
        """
        state = self._life.state(as_of)
        found = state.all("action") if partnership is None else iter(
            state.records(_partnership(state, partnership).id, "action"))
        items = [_action(each, as_of) for each in found if each.state in _OPEN
                 and person in (None, each.text("owner")) and partner in (None, each.text("partner"))]
        items = [each for each in items if (due_by is None or (each.due is not None and each.due <= due_by))
                 and (not overdue or (each.days_late or 0) > 0)]
        return Actions(as_of, tuple(sorted(items, key=lambda each: (each.due or date.max, each.id))))

    def calendar(self, partnership: str, *, as_of: date) -> str:
        """The calendar of a partnership as iCalendar (RFC 5545).

        Raises
        ------
        UnknownNode
        """
        state = self._life.state(as_of)
        found = _partnership(state, partnership)
        return feed(state, [found], as_of, name=found.text("name") or partnership)

    def person_calendar(self, person: str, *, as_of: date) -> str:
        """The calendar of somebody: the meetings that he comes to, and what he is to do."""
        state = self._life.state(as_of)

        def keep(record: Record) -> bool:
            return record.text("owner") == person or person in (*record.texts("people"), *record.texts("attendees"))

        return feed(state, state.partnerships(), as_of, name=person, keep=keep)

    # --- conflicts ---------------------------------------------------------------------------------
    def similar(self, conflict: str, *, as_of: date, limit: int = 5) -> SimilarConflicts:
        """Cases like a conflict, by structure and text, with the respects in which they are alike (相似案例).

        Raises
        ------
        UnknownNode, InvalidParameter
        """
        _check_limit(limit)
        state = self._life.state(as_of)
        found = state.record(conflict)
        if found is None or found.kind != "conflict":
            raise UnknownNode("conflict", conflict)
        return SimilarConflicts(conflict, as_of, tuple(cases.similar(found, state, limit)))

    def conflict_measures(self, partnership: str | None = None, *, as_of: date) -> ConflictMeasures:
        """How long conflicts take and how many come back, in a partnership or in all.

        Raises
        ------
        UnknownNode
        """
        state = self._life.state(as_of)
        found = list(state.all("conflict")) if partnership is None else state.records(
            _partnership(state, partnership).id, "conflict")
        return cases.measures(found, state, partnership, as_of)


def _partnership(state: LifeState, partnership: str) -> Record:
    found = state.record(partnership)
    if found is None or found.kind != PARTNERSHIP:
        raise UnknownNode(PARTNERSHIP, partnership)
    return found


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MOST:
        raise InvalidParameter(f"limit is {limit}; it can be 1 to {MOST}.")


def _meeting(found: due.Due, reason: str | None) -> MeetingDue:
    starts = found.occurrence.starts
    return MeetingDue(found.cadence.id, found.cadence.text("level") or "", found.occurrence.day,
                      None if starts is None else starts.isoformat(timespec="minutes"),
                      None if starts is None else moment(starts).isoformat(timespec="minutes"),
                      None if found.meeting is None else found.meeting.id, reason)


def _action(record: Record, as_of: date) -> ActionAnswer:
    due_on = record.day("due")
    return ActionAnswer(record.id, record.partnership, record.text("text") or "", record.state, record.text("owner"),
                        record.text("partner"), due_on, None if due_on is None else max(0, (as_of - due_on).days),
                        record.text("meeting"))
