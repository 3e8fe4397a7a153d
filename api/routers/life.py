"""What happens to partnerships after they were found? Records, their events, and the kinds that there are."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.clock import DAY, moment, now
from api.deps import Ask, Asking, AsOf, NodeId, Text
from api.errors import Problem
from api.schemas import problems
from ecosystem.answers.life import History, KindList, RecordAnswer, RecordList
from ecosystem.dates import parse_as_of
from ecosystem.life.events import Record
from ecosystem.life.facade import Hand
from ecosystem.life.kinds import PARTNERSHIP
from ecosystem.life.shown import history_answer, kind_list, record_answer, record_list

router = APIRouter(prefix="/v1", tags=["life"])

_READ = ("unknown-node",)
_WRITE = ("unknown-node", "conflict", "store-full", "invalid-request", "foreign-origin")

Values = dict[str, Any]
IfMatch = Annotated[str | None, Header(max_length=40, description="the version that was seen, as its ETag says it")]
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200,
                                   description="repeated with the same key, it is done once")]


class Written(BaseModel):
    """Since when it is so, and why. Who writes is the key's owner, unless a person is named."""

    model_config = ConfigDict(extra="forbid")

    on: str | None = Field(None, pattern=DAY, description="the day since which it is so; today if absent")
    recorded_on: str | None = Field(None, pattern=DAY, description="since when it is known; `on` if absent")
    why: str = Field("", max_length=2_000)
    by: str | None = Field(None, min_length=1, max_length=200, description="the person; the key if absent")


class RecordAsked(Written):
    """A new record; `get_kinds` lists kinds and their fields."""

    kind: str = Field(min_length=1, max_length=60)
    id: str | None = Field(None, min_length=1, max_length=200, pattern=r"^\S+$")
    fields: Values


class EventAsked(Written):
    """Something that happens to a record."""

    act: Literal["change", "step", "correct", "undo"]
    fields: Values | None = None
    step: str | None = Field(None, min_length=1, max_length=60)
    about: int | None = Field(None, ge=1, description="the version of the event that is corrected or undone")


@router.get("/kinds", operation_id="get_kinds", response_model=KindList, responses=problems())
def get_kinds(ask: Ask) -> Response:
    """Every kind of record with its fields, and which steps lead from which state to which."""
    return ask.reply_now(kind_list())


@router.get("/partnerships", operation_id="list_partnerships", response_model=RecordList, responses=problems())
def list_partnerships(
    ask: Ask, state: Annotated[Text | None, Query(description="only those in this state")] = None,
    partner: Annotated[Text | None, Query(description="only those of this partner's id")] = None, as_of: AsOf = None,
) -> Response:
    """Every partnership, from candidate to end (合作关系), by id."""
    found = [each for each in ask.eco.life.partnerships(as_of=as_of)
             if state in (None, each.state) and (partner is None or partner in each.texts("partners"))]
    return ask.reply_now(record_list(found, _day(as_of)))


@router.post("/records", operation_id="create_record", response_model=RecordAnswer, status_code=201,
             responses=problems(*_WRITE))
def create_record(
    ask: Ask, asked: RecordAsked,
    partnership: Annotated[Text | None, Query(description="that it belongs to; absent for a partnership")] = None,
    key: Key = None,
) -> Response:
    """A new record: a partnership, or one of its agreements, milestones, meetings …"""
    if (asked.kind == PARTNERSHIP) != (partnership is None):
        raise Problem("invalid-parameter", "Every record but a partnership belongs to one: name it in `partnership`.")
    made = ask.eco.life.create(asked.kind, asked.fields, hand_of(ask, asked, key), partnership=partnership,
                               record_id=asked.id)
    return _answer(ask, made, status=201)


@router.get("/records", operation_id="list_records", response_model=RecordList, responses=problems(*_READ))
def list_records(
    ask: Ask, partnership: Annotated[Text, Query(description="whose records")],
    kind: Annotated[Text | None, Query(description="only of this kind")] = None, as_of: AsOf = None,
) -> Response:
    """The records of a partnership as they are on a day."""
    return ask.reply_now(record_list(ask.eco.life.records(partnership, kind, as_of=as_of), _day(as_of)))


@router.get("/records/{record_id}", operation_id="get_record", response_model=RecordAnswer,
            responses=problems(*_READ))
def get_record(ask: Ask, record_id: NodeId, as_of: AsOf = None) -> Response:
    """One record on a day, with the steps that it can take; its ETag is its version."""
    return _answer(ask, ask.eco.life.record(record_id, as_of=as_of), _day(as_of))


@router.get("/records/{record_id}/events", operation_id="get_history", response_model=History,
            responses=problems(*_READ))
def get_history(ask: Ask, record_id: NodeId, as_of: AsOf = None) -> Response:
    """What happened to a record: who, when, why, from, to."""
    return ask.reply_now(history_answer(ask.eco.life.history(record_id, as_of=as_of)))


@router.post("/records/{record_id}/events", operation_id="add_event", response_model=RecordAnswer,
             responses=problems(*_WRITE))
def add_event(ask: Ask, record_id: NodeId, asked: EventAsked, if_match: IfMatch = None, key: Key = None) -> Response:
    """Change fields, take a step, correct or undo an earlier event. Nothing is overwritten.

    With `If-Match` it is refused (409) where the record has been changed since that version.
    """
    life, hand, version = ask.eco.life, hand_of(ask, asked, key), version_of(if_match)
    if asked.act == "step":
        if asked.step is None:
            raise Problem("invalid-parameter", "Name the step in `step`.")
        return _answer(ask, life.step(record_id, asked.step, hand, fields=asked.fields, version=version))
    if asked.act == "undo":
        return _answer(ask, life.undo(record_id, hand, about=asked.about, version=version))
    if asked.act == "correct":
        if asked.about is None:
            raise Problem("invalid-parameter", "Name the version of the event that is corrected in `about`.")
        return _answer(ask, life.correct(record_id, asked.about, asked.fields or {}, hand, version=version))
    return _answer(ask, life.change(record_id, asked.fields or {}, hand, version=version))


def _answer(ask: Asking, record: Record, as_of: date | None = None, status: int = 200) -> Response:
    response = ask.reply_now(record_answer(record, as_of), status)
    response.headers["ETag"] = f'"{record.version}"'
    return response


def version_of(if_match: str | None) -> int | None:
    """The version that the caller has seen; None where he does not say."""
    if if_match is None:
        return None
    text = if_match.strip().strip('"')
    if not text.isascii() or not text.isdigit():
        raise Problem("invalid-request", "If-Match is the version of the record in quotes, as its ETag says it.")
    return int(text)


def hand_of(ask: Asking, asked: Written, key: str | None) -> Hand:
    """Who writes, since when it is so, and the moment of writing."""
    present = now()
    on = present.date() if asked.on is None else parse_as_of(asked.on)
    by = asked.by or ask.principal.subject
    known = on if asked.recorded_on is None else parse_as_of(asked.recorded_on)
    return Hand(by, on, asked.why, recorded_on=max(on, known),
                at=moment(present), key=key)


def _day(as_of: str | None) -> date | None:
    return None if as_of is None else parse_as_of(as_of)
