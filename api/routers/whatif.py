"""What changes if a partner, a capability or a tie comes or goes?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.deps import Ask, AsOf, Limit, PartnerId, Text
from api.schemas import problems
from ecosystem.answers.whatif import WhatIfAnswer

router = APIRouter(prefix="/v1", tags=["whatif"])
_KNOWN = ("unknown-partner", "ambiguous-name", "unknown-node")
_Name = Annotated[str, Field(min_length=1, max_length=500)]


class ChangeAsked(BaseModel):
    """One thing that comes or goes."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["add", "remove"]
    kind: Literal["partner", "capability", "tie"]
    partner: _Name = Field(description="an id or a name; the id of a new organisation")
    other: _Name | None = Field(None, description="of a tie: the other partner")
    capability: _Name | None = Field(None, description="of a capability: its id")
    weight: float | None = Field(None, gt=0, le=1e9, allow_inf_nan=False,
                                 description="of a new capability; 1 if absent")
    name: _Name | None = Field(None, description="of a new organisation; its id if absent")
    country: _Name | None = Field(None, description="of a new organisation")
    says: str | None = Field(None, max_length=2_000, description="ignored, so that `changes` of an answer can be sent")


class WhatIfAsked(BaseModel):
    """A set of changes and who asks."""

    model_config = ConfigDict(extra="forbid")

    changes: list[ChangeAsked] = Field(min_length=1, max_length=200)
    partner: _Name | None = Field(None, description="whose needs and candidates are looked at; all if absent")
    scorer: _Name = Field("blend", description="a name from `/v1/scorers`")
    limit: int = Field(10, ge=1, le=100, description="how many of each kind are named")
    as_of: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}){0,2}$")] | None = Field(
        None, description="the day that is asked about; the last day on record if absent")


@router.post("/whatif", operation_id="ask_whatif", response_model=WhatIfAnswer, responses=problems(*_KNOWN))
def ask_whatif(ask: Ask, asked: WhatIfAsked) -> Response:
    """What a set of changes would do: capabilities, needs, substitutes, structure, candidates.

    Nothing is stored: the graph stays as it is.
    """
    changes = [change.model_dump(exclude_none=True) for change in asked.changes]
    return ask.reply_now(ask.eco.whatif.ask(
        changes, asked.partner, scorer=asked.scorer, limit=asked.limit, as_of=asked.as_of))


@router.get("/partners/{partner_id}/whatif/removal", operation_id="get_removal", response_model=WhatIfAnswer,
            responses=problems("unknown-partner", "ambiguous-name"))
def get_removal(
    ask: Ask,
    partner_id: PartnerId,
    asker: Annotated[Text | None, Query(description="whose needs and candidates are looked at")] = None,
    scorer: Annotated[Text, Query(description="a name from `/v1/scorers`")] = "blend",
    limit: Limit = 10,
    as_of: AsOf = None,
) -> Response:
    """What would be lost without one organisation, and who could make up for it."""
    return ask.reply(
        lambda _: ask.eco.whatif.removal(partner_id, asker, scorer=scorer, limit=limit, as_of=as_of), as_of=as_of)
