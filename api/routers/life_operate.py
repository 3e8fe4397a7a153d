"""While partnerships run: meetings, agendas, minutes, actions, calendars, and what conflicts teach."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.clock import DAY, day_of
from api.deps import Ask, AsOf, NodeId, Text
from api.routers.life import IfMatch, Key, Written, hand_of, version_of
from api.schemas import problems
from ecosystem.answers.life import RecordList
from ecosystem.answers.life_operate import Actions, Agenda, ConflictMeasures, MeetingsDue, Minutes, SimilarConflicts
from ecosystem.dates import parse_as_of
from ecosystem.life.shown import record_list

router = APIRouter(prefix="/v1", tags=["life"])

CALENDAR: Final = "text/calendar; charset=utf-8"
_READ = ("unknown-node",)
_WRITE = ("unknown-node", "conflict", "store-full", "invalid-request", "foreign-origin")
_FEED: Final[dict[int | str, dict[str, Any]]] = {200: {
    "description": "iCalendar (RFC 5545)", "content": {"text/calendar": {"schema": {"type": "string"}}},
}}

Limit = Annotated[int, Query(ge=1, le=100, description="how many items are answered")]
LevelName = Literal["executive", "middle", "team"]


class MinutesFields(BaseModel):
    """What was said, decided, and is to be done."""

    model_config = ConfigDict(extra="forbid")

    minutes: str = Field(min_length=1, max_length=20_000)
    attendees: list[str] | None = Field(None, max_length=1_000)
    decisions: list[dict[str, Any]] = Field([], max_length=200, description="fields of records of the kind `decision`")
    actions: list[dict[str, Any]] = Field([], max_length=200, description="fields of records of the kind `action`")


class MinutesAsked(Written):
    """Minutes of a meeting: all of it is written, or nothing."""

    fields: MinutesFields


class NetworkFields(BaseModel):
    """The first day, and the hour where there is one."""

    model_config = ConfigDict(extra="forbid")

    starts: str = Field(pattern=DAY, description="the day of the first meeting of each level")
    time: str | None = Field(None, max_length=10, description="HH:MM in `zone`")
    zone: str | None = Field(None, max_length=60, description="like Asia/Shanghai; UTC if absent")
    people: dict[LevelName, list[str]] = Field({}, description="who comes, by level")


class NetworkAsked(Written):
    """The three-level network of communication."""

    fields: NetworkFields


@router.post("/partnerships/{partnership_id}/network", operation_id="create_network", response_model=RecordList,
             status_code=201, responses=problems(*_WRITE))
def create_network(ask: Ask, partnership_id: NodeId, asked: NetworkAsked, key: Key = None) -> Response:
    """Three cadences (三级沟通): executives quarterly, the middle monthly, teams weekly; all or none."""
    fields = asked.fields
    made = ask.eco.life.operate.network(
        partnership_id, hand_of(ask, asked, key), starts=parse_as_of(fields.starts), time=fields.time,
        zone=fields.zone, people={str(level): names for level, names in fields.people.items()})
    return ask.reply_now(record_list(made), 201)


@router.get("/partnerships/{partnership_id}/missed-meetings", operation_id="get_missed_meetings",
            response_model=MeetingsDue, responses=problems(*_READ))
def get_missed_meetings(ask: Ask, partnership_id: NodeId, limit: Limit = 20, as_of: AsOf = None) -> Response:
    """Meetings that were due and that nobody held in time, the latest first. Today if no day is given."""
    return ask.reply_now(ask.eco.life.operate.missed(partnership_id, as_of=day_of(as_of), limit=limit))


@router.get("/partnerships/{partnership_id}/next-meetings", operation_id="get_next_meetings",
            response_model=MeetingsDue, responses=problems(*_READ))
def get_next_meetings(ask: Ask, partnership_id: NodeId, as_of: AsOf = None) -> Response:
    """Of each cadence the next meeting, with its hour in the cadence's zone and in UTC."""
    return ask.reply_now(ask.eco.life.operate.next(partnership_id, as_of=day_of(as_of)))


@router.get("/partnerships/{partnership_id}/agenda", operation_id="get_agenda", response_model=Agenda,
            responses=problems(*_READ))
def get_agenda(
    ask: Ask, partnership_id: NodeId,
    level: Annotated[LevelName, Query(description="of the meeting: what belongs to it")] = "middle",
    as_of: AsOf = None,
) -> Response:
    """What a meeting should talk about: what is open, each line with the record that it comes from (议程)."""
    return ask.reply_now(ask.eco.life.operate.agenda(partnership_id, level, as_of=day_of(as_of)))


@router.get("/meetings/{meeting_id}/minutes", operation_id="get_minutes", response_model=Minutes,
            responses=problems(*_READ))
def get_minutes(ask: Ask, meeting_id: NodeId, as_of: AsOf = None) -> Response:
    """What came of a meeting: its minutes, decisions and actions."""
    return ask.reply_now(ask.eco.life.operate.minutes(
        meeting_id, as_of=None if as_of is None else parse_as_of(as_of)))


@router.post("/meetings/{meeting_id}/minutes", operation_id="hold_meeting", response_model=Minutes, status_code=201,
             responses=problems(*_WRITE))
def hold_meeting(ask: Ask, meeting_id: NodeId, asked: MinutesAsked, if_match: IfMatch = None,
                 key: Key = None) -> Response:
    """A meeting was held (会议纪要): its minutes, decisions and actions are written together, or nothing is."""
    fields = asked.fields
    made = ask.eco.life.operate.hold(
        meeting_id, hand_of(ask, asked, key), minutes=fields.minutes, decisions=fields.decisions,
        actions=fields.actions, attendees=fields.attendees, version=version_of(if_match))
    return ask.reply_now(made, 201)


@router.get("/actions", operation_id="list_actions", response_model=Actions, responses=problems(*_READ))
def list_actions(
    ask: Ask, partnership: Annotated[Text | None, Query(description="only of this one")] = None,
    person: Annotated[Text | None, Query(description="only those of this owner")] = None,
    partner: Annotated[Text | None, Query(description="only those of this partner's id")] = None,
    due_by: Annotated[str | None, Query(pattern=DAY, description="only those due by this day")] = None,
    overdue: Annotated[bool, Query(description="only those whose day is over")] = False, as_of: AsOf = None,
) -> Response:
    """What is to be done by whom until when, open and blocked ones; what is due first leads."""
    return ask.reply_now(ask.eco.life.operate.actions(
        as_of=day_of(as_of), partnership=partnership, person=person, partner=partner,
        due_by=None if due_by is None else parse_as_of(due_by), overdue=overdue))


@router.get("/partnerships/{partnership_id}/calendar.ics", operation_id="get_calendar", response_class=Response,
            responses={**problems(*_READ), **_FEED})
def get_calendar(ask: Ask, partnership_id: NodeId, as_of: AsOf = None) -> Response:
    """Its meetings, milestones and actions as a calendar that programs subscribe to."""
    return _calendar(ask.eco.life.operate.calendar(partnership_id, as_of=day_of(as_of)))


@router.get("/calendar.ics", operation_id="get_person_calendar", response_class=Response,
            responses={**problems(), **_FEED})
def get_person_calendar(ask: Ask, person: Annotated[Text, Query(description="as records name him")],
                        as_of: AsOf = None) -> Response:
    """The meetings that somebody comes to and what he is to do, in all partnerships."""
    return _calendar(ask.eco.life.operate.person_calendar(person, as_of=day_of(as_of)))


@router.get("/conflicts/{conflict_id}/similar", operation_id="get_similar_conflicts", response_model=SimilarConflicts,
            responses=problems(*_READ))
def get_similar_conflicts(ask: Ask, conflict_id: NodeId, limit: Limit = 5, as_of: AsOf = None) -> Response:
    """Cases like a conflict, by structure and text, with the respects in which they are alike (相似案例)."""
    return ask.reply_now(ask.eco.life.operate.similar(conflict_id, as_of=day_of(as_of), limit=limit))


@router.get("/conflict-measures", operation_id="get_conflict_measures", response_model=ConflictMeasures,
            responses=problems(*_READ))
def get_conflict_measures(
    ask: Ask, partnership: Annotated[Text | None, Query(description="only of this one; of all if absent")] = None,
    as_of: AsOf = None,
) -> Response:
    """How long conflicts take, and how many come back after they were closed."""
    return ask.reply_now(ask.eco.life.operate.conflict_measures(partnership, as_of=day_of(as_of)))


def _calendar(text: str) -> Response:
    return Response(text.encode("utf-8", "replace"), media_type=CALENDAR, headers={
        "Content-Disposition": 'inline; filename="calendar.ics"', "Cache-Control": "private, no-cache"})
