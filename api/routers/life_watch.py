"""Who has to be told, and why? Rules that fire, and the alerts that are written of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.clock import DAY, day_of, moment, now
from api.deps import Ask, AsOf, Text
from api.schemas import problems
from ecosystem.answers.life_watch import Alerts, Firings
from ecosystem.life.facade import Hand

router = APIRouter(prefix="/v1", tags=["life"])

_WRITE = ("conflict", "store-full", "invalid-request", "foreign-origin")
Whose = Annotated[Text | None, Query(description="only of this partnership")]


class RunAsked(BaseModel):
    """The day of which alerts are written."""

    model_config = ConfigDict(extra="forbid")

    on: str | None = Field(None, pattern=DAY, description="today if absent")
    partnership: str | None = Field(None, min_length=1, max_length=200)


@router.get("/alerts", operation_id="get_firing", response_model=Firings, responses=problems())
def get_firing(ask: Ask, partnership: Whose = None, as_of: AsOf = None) -> Response:
    """Every rule that fires on a day, with the facts that make it so (预警); nothing is written."""
    return ask.reply_now(ask.eco.life.watch.firing(as_of=day_of(as_of), partnership=partnership))


@router.post("/alerts", operation_id="run_alerts", response_model=Alerts, responses=problems(*_WRITE))
def run_alerts(ask: Ask, asked: RunAsked) -> Response:
    """Write an alert for each rule that fires and has none for the same facts; let the unanswered climb a level."""
    present = now()
    on = present.date() if asked.on is None else date.fromisoformat(asked.on)
    at = moment(present)
    return ask.reply_now(ask.eco.life.watch.run(Hand(ask.principal.subject, on, "rules of alert", at=at),
                                                partnership=asked.partnership))
