"""How partnerships end or become other ones: triggers, the buffer, the plan of exit, types, replacements."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.clock import DAY, day_of
from api.deps import Ask, AsOf, NodeId, Text
from api.schemas import problems
from ecosystem.answers.life_ending import BufferAnswer, ExitPlanDraft, Replacements, Triggers, Types
from ecosystem.dates import parse_as_of

router = APIRouter(prefix="/v1", tags=["life"])

_READ = ("unknown-node",)
Day = Annotated[str, Query(pattern=DAY, description="a day")]


@router.get("/partnerships/{partnership_id}/triggers", operation_id="get_triggers", response_model=Triggers,
            responses=problems(*_READ))
def get_triggers(ask: Ask, partnership_id: NodeId, as_of: AsOf = None) -> Response:
    """Every trigger of its agreements on a day: met, not met, or open (触发条件). Today if no day is given."""
    return ask.reply_now(ask.eco.life.ending.triggers(partnership_id, as_of=day_of(as_of)))


@router.get("/partnerships/{partnership_id}/buffer", operation_id="get_buffer", response_model=BufferAnswer,
            responses=problems(*_READ))
def get_buffer(ask: Ask, partnership_id: NodeId, as_of: AsOf = None) -> Response:
    """The buffer in which a transformation is assessed, as a clock."""
    return ask.reply_now(ask.eco.life.ending.buffer(partnership_id, as_of=day_of(as_of)))


@router.get("/partnerships/{partnership_id}/types", operation_id="get_types", response_model=Types,
            responses=problems(*_READ))
def get_types(ask: Ask, partnership_id: NodeId, as_of: AsOf = None) -> Response:
    """Which type it had from when to when; on any day exactly one."""
    return ask.reply_now(ask.eco.life.ending.types(partnership_id, as_of=day_of(as_of)))


@router.get("/partnerships/{partnership_id}/exit-plan", operation_id="get_exit_plan", response_model=ExitPlanDraft,
            responses=problems(*_READ))
def get_exit_plan(
    ask: Ask, partnership_id: NodeId, notice_on: Day,
    leaving: Annotated[Text | None, Query(description="the partner who goes; the last one if absent")] = None,
    language: Annotated[Literal["en", "zh"], Query(description="of the statement")] = "en", as_of: AsOf = None,
) -> Response:
    """The stepped exit that follows from the signed agreement (分步退出); its `fields` make a record `exit_plan`."""
    return ask.reply_now(ask.eco.life.ending.plan(
        partnership_id, notice_on=parse_as_of(notice_on), leaving=leaving, language=language,
        as_of=None if as_of is None else parse_as_of(as_of),
    ))


@router.get("/replacements", operation_id="get_replacements", response_model=Replacements,
            responses=problems(*_READ))
def get_replacements(
    ask: Ask,
    quarters: Annotated[int, Query(ge=1, le=40, description="from how many quarters on a milestone is late")] = 2,
    falls: Annotated[int, Query(ge=1, le=40, description="how often in a row satisfaction fell")] = 2,
    limit: Annotated[int, Query(ge=1, le=20, description="how many are named for each need")] = 3, as_of: AsOf = None,
) -> Response:
    """Active annexes whose milestone is late while satisfaction falls, and the best who cover the same need."""
    return ask.reply_now(ask.eco.life.ending.replacements(as_of=day_of(as_of), quarters=quarters, falls=falls,
                                                          limit=limit))
