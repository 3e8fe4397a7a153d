"""What lies across the industry border: near capabilities that are lacking, and who has them?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Ask, AsOf, PartnerId, Text
from api.schemas import problems
from ecosystem.answers.flows import Flows
from ecosystem.answers.opportunities import Radar, Routes

router = APIRouter(prefix="/v1", tags=["opportunities"])
_PARTNER = ("unknown-partner", "ambiguous-name")

Order = Literal["pareto", "feasibility", "worth", "option", "product"]


@router.get("/partners/{partner_id}/opportunities", operation_id="get_opportunities", response_model=Radar,
            responses=problems(*_PARTNER))
def get_opportunities(
    ask: Ask,
    partner_id: PartnerId,
    cross_industry: Annotated[
        bool, Query(description="only capabilities of industries that this organisation is not in")
    ] = True,
    limit: Annotated[int, Query(ge=1, le=200, description="how many capabilities are answered")] = 10,
    holders: Annotated[int, Query(ge=0, le=100, description="how many organisations for each")] = 5,
    order: Annotated[Order, Query(description="the Pareto front first, one axis, or their product")] = "pareto",
    seed: Annotated[int, Query(ge=0, le=2**31, description="of the draws behind the error bars")] = 0,
    as_of: AsOf = None,
) -> Response:
    """Capabilities near to its own that an organisation lacks, and who has them: the opportunity radar (跨界机会雷达).

    Feasibility, worth and option value are axes of their own and are not multiplied. What is not on the
    radar, and why, stands in `left_out`.
    """
    return ask.reply(
        lambda _: ask.eco.opportunities.radar(
            partner_id, cross_industry=cross_industry, limit=limit, holders=holders, order=order, seed=seed,
            as_of=as_of,
        ),
        as_of=as_of,
    )


@router.get("/routes", operation_id="get_routes", response_model=Routes, responses=problems(*_PARTNER))
def get_routes(
    ask: Ask,
    a: Annotated[Text, Query(description="an id or a name")],
    b: Annotated[Text | None, Query(description="an id or a name; without it, those nearest of all who share "
                                                "no capability with `a`")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="how many routes, where `b` is not given")] = 10,
    as_of: AsOf = None,
) -> Response:
    """What connects two organisations, even if they share nothing: near capabilities, a chain of facts, third parties.

    Without `b`, the organisations that share no capability with `a` and are not its partners, the nearest first.
    """
    return ask.reply(lambda _: ask.eco.opportunities.routes(a, b, limit=limit, as_of=as_of), as_of=as_of)


@router.get("/flows", operation_id="get_flows", response_model=Flows, responses=problems(*_PARTNER))
def get_flows(
    ask: Ask,
    partner: Annotated[Text | None, Query(description="an id or a name: only flows from and to its own "
                                                      "industries")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="how many flows")] = 20,
    as_of: AsOf = None,
) -> Response:
    """Which industries cite which, more than chance would have it: lift of citations between them (引用提升度).

    Directed; with a Poisson interval where fewer than 20 citations were counted. Fields of capabilities stand
    in where no industry is on record.
    """
    return ask.reply(lambda _: ask.eco.opportunities.flows(partner, limit=limit, as_of=as_of), as_of=as_of)
