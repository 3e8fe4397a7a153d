"""Whom should a slower measure look at? Candidates by three exact routes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Ask, AsOf, PartnerId
from api.schemas import problems
from ecosystem.answers.retrieval import RetrievalAnswer

router = APIRouter(prefix="/v1", tags=["partners"])


@router.get("/partners/{partner_id}/retrieval", operation_id="get_retrieval", response_model=RetrievalAnswer,
            responses=problems("unknown-partner", "ambiguous-name"))
def get_retrieval(
    ask: Ask,
    partner_id: PartnerId,
    per_route: Annotated[int, Query(ge=1, le=1_000, description="how many of each route")] = 20,
    corrected: Annotated[bool, Query(description="whether hubs are set back on the route by content")] = False,
    as_of: AsOf = None,
) -> Response:
    """Candidates by content, network and complement, each with the routes that found it."""
    return ask.reply(
        lambda _: ask.eco.retrieval.candidates(partner_id, per_route=per_route, corrected=corrected, as_of=as_of),
        as_of=as_of)
