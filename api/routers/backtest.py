"""What would have been recommended at a day in the past, and what came?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.deps import Ask
from api.schemas import problems
from ecosystem.answers.backtest import BacktestAnswer

router = APIRouter(prefix="/v1", tags=["backtest"])
_Name = Annotated[str, Field(min_length=1, max_length=200)]


class BacktestAsked(BaseModel):
    """A day in the past, how far to look on from it, and which scorers are judged."""

    model_config = ConfigDict(extra="forbid")

    cutoff: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}){0,2}$")] = Field(
        description="nothing true or known only later is seen; a year means its last day")
    horizon: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,4}[ymd]$")] = Field(
        "3y", description="how long what comes is looked at: `3y`, `18m`, `90d`")
    scorers: list[_Name] = Field(default_factory=list, max_length=30,
                                 description="names from `/v1/scorers`, or `random`; all baselines and `blend` if none")
    kind: list[_Name] = Field(default_factory=list, max_length=20,
                              description="only organisations of these kinds ask and are recommended")
    most_members: int | None = Field(None, ge=2, le=100_000,
                                     description="partnerships with more members are left out")
    remember: bool = Field(False, description="whether a partnership that has ended still ties its members")
    queries: int = Field(200, ge=1, le=500, description="organisations asked for, drawn by a hash of their ids")
    seed: int = Field(0, ge=0, le=2**31 - 1)
    resamples: int = Field(2_000, ge=1, le=10_000, description="of the bootstrap over organisations")


@router.post("/backtests", operation_id="run_backtest", response_model=BacktestAnswer, responses=problems())
def run_backtest(ask: Ask, asked: BacktestAsked) -> Response:
    """Rank everybody for some organisations at a past day, and judge by the partnerships that began since.

    Answered at once, for at most 500 organisations: `population.not_sampled` says how many more could have
    been asked for. The command line on the store itself asks for all.
    """
    return ask.reply_now(ask.eco.backtest.run(
        asked.cutoff, asked.horizon, scorers=asked.scorers, kind=asked.kind, most_members=asked.most_members,
        remember=asked.remember, queries=asked.queries, seed=asked.seed, resamples=asked.resamples))
