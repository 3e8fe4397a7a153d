"""What would each side of a partnership give the other, and who gains nothing?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Ask, AsOf, PartnerId, Text
from api.schemas import problems
from ecosystem.answers.exchange import Axes, TwoSided

router = APIRouter(prefix="/v1", tags=["exchange"])
_PARTNER = ("unknown-partner", "ambiguous-name")


@router.get("/partners/{partner_id}/axes", operation_id="get_axes", response_model=Axes,
            responses=problems(*_PARTNER))
def get_axes(
    ask: Ask,
    partner_id: PartnerId,
    similarity: Annotated[Text, Query(description="the scorer of the first axis")] = "overlap",
    complementarity: Annotated[Text, Query(description="the scorer of the second axis")] = "complementarity",
    threshold: Annotated[
        Text, Query(description="where an axis begins to be high: `median`, or a number from 0 to below 1")
    ] = "median",
    limit: Annotated[int, Query(ge=1, le=100, description="how many are shown of each quadrant")] = 5,
    as_of: AsOf = None,
) -> Response:
    """Likeness × complementarity of everybody who may be proposed: four quadrants, never one number."""
    return ask.reply(
        lambda _: ask.eco.exchange.axes(
            partner_id, similarity=similarity, complementarity=complementarity, threshold=threshold,
            limit=limit, as_of=as_of,
        ),
        as_of=as_of,
    )


@router.get("/exchange", operation_id="get_exchange", response_model=TwoSided, responses=problems(*_PARTNER))
def get_exchange(
    ask: Ask,
    a: Annotated[Text, Query(description="an id or a name")],
    b: Annotated[Text, Query(description="an id or a name")],
    as_of: AsOf = None,
) -> Response:
    """What A would gain from B and B from A: needs, capabilities, channels, supply; and who gains nothing."""
    return ask.reply(lambda _: ask.eco.exchange.between(a, b, as_of=as_of), as_of=as_of)
