"""How partnerships fare: health, what made it change, factors of a product."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.clock import DAY, day_of
from api.deps import Ask, AsOf, NodeId, Text
from api.schemas import problems
from ecosystem.answers.life_evaluate import FactorChange, HealthAnswer, Portfolio
from ecosystem.dates import parse_as_of

router = APIRouter(prefix="/v1", tags=["life"])

_READ = ("unknown-node",)
Day = Annotated[str, Query(pattern=DAY, description="a day")]


@router.get("/partnerships/{partnership_id}/health", operation_id="get_health", response_model=HealthAnswer,
            responses=problems(*_READ))
def get_health(
    ask: Ask, partnership_id: NodeId,
    months: Annotated[int, Query(ge=1, le=120, description="how far back the change looks")] = 6, as_of: AsOf = None,
) -> Response:
    """How much of what was agreed is reached, what is unknown, and which branch made it change (健康诊断)."""
    return ask.reply_now(ask.eco.life.evaluate.health(partnership_id, as_of=day_of(as_of), months=months))


@router.get("/health", operation_id="get_portfolio_health", response_model=Portfolio, responses=problems())
def get_portfolio_health(ask: Ask, as_of: AsOf = None) -> Response:
    """The health of every running partnership, the worst that is known first."""
    return ask.reply_now(ask.eco.life.evaluate.portfolio(as_of=day_of(as_of)))


@router.get("/partnerships/{partnership_id}/factors", operation_id="get_factors", response_model=FactorChange,
            responses=problems(*_READ))
def get_factors(
    ask: Ask, partnership_id: NodeId, kpi: Annotated[Text, Query(description="the id of the product's measure")],
    since: Day, as_of: AsOf = None,
) -> Response:
    """Which factor of a product made it change, without a rest (LMDI)."""
    return ask.reply_now(ask.eco.life.evaluate.factors(partnership_id, kpi, since=parse_as_of(since),
                                                       as_of=day_of(as_of)))
