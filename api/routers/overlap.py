"""How alike are two organisations, by every measure and at every level of their groups?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Ask, AsOf, Level, Text
from api.schemas import problems
from ecosystem.answers.overlap import PairOverlap

router = APIRouter(prefix="/v1", tags=["overlap"])


@router.get("/overlap", operation_id="get_overlap", response_model=PairOverlap,
            responses=problems("unknown-partner", "ambiguous-name"))
def get_overlap(
    ask: Ask,
    a: Annotated[Text, Query(description="an id or a name")],
    b: Annotated[Text, Query(description="an id or a name")],
    level: Level = "entity",
    shown: Annotated[int, Query(ge=1, le=100, description="how many shared capabilities are listed")] = 10,
    draws: Annotated[int, Query(ge=20, le=5_000, description="draws behind the intervals")] = 500,
    seed: Annotated[int, Query(ge=0, lt=2**32, description="the same seed gives the same intervals")] = 0,
    as_of: AsOf = None,
) -> Response:
    """Two organisations, or their groups: every measure of overlap both ways, with counts, intervals and evidence.

    Pools overlap more the coarser classes are read: `levels` has every level. Patent pools are of
    families (专利池重叠率).
    """
    return ask.reply(
        lambda _: ask.eco.overlap.between(a, b, level=level, shown=shown, draws=draws, seed=seed, as_of=as_of),
        as_of=as_of,
    )
