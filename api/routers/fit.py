"""Do strategy, capability and culture go together, and which fact would change the answer?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.deps import Ask, AsOf, Limit, PartnerId, Text, Texts
from api.schemas import problems
from ecosystem.answers.fit import (
    FitCandidates,
    FitExplanation,
    FitNarrowing,
    FitQuestions,
    ObservedTraits,
    Questionnaire,
    RecordedAnswers,
)

router = APIRouter(prefix="/v1", tags=["fit"])
_PARTNER = ("unknown-partner", "ambiguous-name")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How a fit is asked for; ``docs/fit.md`` says what each means."""

    parameters: dict[str, Any]


def _wanted(
    weights: Annotated[Texts, Query(
        description="NAME:NUMBER for a dimension or a part, relative to the others of its kind (repeat it)")] = [],  # noqa: B006
    power: Annotated[float, Query(
        description="of the mean over dimensions: 1 compensates, -1 (harmonic) hardly, -inf is the smallest")] = -1.0,
    order: Annotated[Literal["low", "midpoint"], Query(
        description="ranked by what is certain, or by the middle")] = "low",
    wish: Annotated[float, Query(
        ge=0, le=1, allow_inf_nan=False, description="the overlap of portfolios that is wished for")] = 0.5,
    unknown: Annotated[Literal["whole", "population"], Query(
        description="an unknown part is anything, or between the 5 % and 95 % quantile of the others")] = "whole",
    veto: Annotated[Texts, Query(
        description="NAME:NUMBER below which a candidate is flagged, never left out (repeat it)")] = [],  # noqa: B006
    need: Annotated[Text | None, Query(description="id of one need of this organisation that alone counts")] = None,
) -> _Wanted:
    return _Wanted({"weights": weights or None, "power": power, "order": order, "wish": wish, "unknown": unknown,
                    "veto": veto or None, "need": need})


Wanted = Annotated[_Wanted, Depends(_wanted)]


@router.get("/partners/{partner_id}/fit", operation_id="get_fit_candidates", response_model=FitCandidates,
            responses=problems(*_PARTNER, "unknown-node"))
def get_fit_candidates(
    ask: Ask,
    partner_id: PartnerId,
    wanted: Wanted,
    limit: Limit = 10,
    draws: Annotated[int, Query(ge=0, le=100_000, description="of weights and unknown scores; 0 for none")] = 10_000,
    seed: Annotated[int, Query(ge=0, le=2**31, description="the same seed gives the same answer")] = 0,
    band: Annotated[float | None, Query(
        ge=0, le=1, allow_inf_nan=False, description="weights are drawn within it of the given ones; any if absent",
    )] = None,
    as_of: AsOf = None,
) -> Response:
    """Who fits best in strategy, capability and culture, and how firm that order is."""
    return ask.reply(
        lambda _: ask.eco.fit.candidates(
            partner_id, limit=limit, draws=draws, seed=seed, band=band, as_of=as_of, **wanted.parameters),
        as_of=as_of,
    )


@router.get("/partners/{partner_id}/fit/{other_id}", operation_id="get_fit", response_model=FitExplanation,
            responses=problems(*_PARTNER, "unknown-node"))
def get_fit(
    ask: Ask,
    partner_id: PartnerId,
    other_id: PartnerId,
    wanted: Wanted,
    target: Annotated[float | None, Query(ge=0, le=1, allow_inf_nan=False, description="a fit to be reached")] = None,
    top: Annotated[int | None, Query(ge=1, le=1_000_000, description="or a place among so many first ones")] = None,
    as_of: AsOf = None,
) -> Response:
    """One pair: every part with its facts, contributions that sum to the score, and what would raise it."""
    return ask.reply(
        lambda _: ask.eco.fit.explain(
            partner_id, other_id, target=target, top=top, as_of=as_of, **wanted.parameters),
        as_of=as_of,
    )


@router.get("/partners/{partner_id}/fit/{other_id}/questions", operation_id="get_fit_narrowing",
            response_model=FitNarrowing, responses=problems(*_PARTNER, "unknown-node"))
def get_fit_narrowing(
    ask: Ask,
    partner_id: PartnerId,
    other_id: PartnerId,
    wanted: Wanted,
    as_of: AsOf = None,
) -> Response:
    """What is open about one pair: the question whose answer is expected to narrow its interval most comes first."""
    return ask.reply(
        lambda _: ask.eco.fit.narrowing(partner_id, other_id, as_of=as_of, **wanted.parameters), as_of=as_of)


@router.get("/partners/{partner_id}/fit-questions", operation_id="get_fit_questions", response_model=FitQuestions,
            responses=problems(*_PARTNER, "unknown-node"))
def get_fit_questions(
    ask: Ask,
    partner_id: PartnerId,
    wanted: Wanted,
    top: Annotated[int, Query(ge=1, le=100, description="how many first places are looked at")] = 10,
    limit: Limit = 10,
    prior: Annotated[Literal["uniform", "population"], Query(description="what an answer may be")] = "uniform",
    as_of: AsOf = None,
) -> Response:
    """Which unknown facts would change the first places most, each with the question to ask."""
    return ask.reply(
        lambda _: ask.eco.fit.questions(
            partner_id, top=top, limit=limit, prior=prior, as_of=as_of, **wanted.parameters),
        as_of=as_of,
    )


@router.get("/partners/{partner_id}/observed-traits", operation_id="get_observed_traits",
            response_model=ObservedTraits, responses=problems(*_PARTNER))
def get_observed_traits(ask: Ask, partner_id: PartnerId, as_of: AsOf = None) -> Response:
    """What past and running partnerships show of how an organisation works with others."""
    return ask.reply(lambda _: ask.eco.fit.observed(partner_id, as_of=as_of), as_of=as_of)


@router.get("/questionnaire", operation_id="get_questionnaire", response_model=Questionnaire, responses=problems())
def get_questionnaire(
    ask: Ask,
    lang: Annotated[Literal["en", "zh"], Query(description="English or Chinese")] = "en",
) -> Response:
    """About twenty questions to an organisation, whose answers give traits."""
    return ask.reply_now(ask.eco.fit.questionnaire(lang))


class AnswersGiven(BaseModel):
    """Answers of one organisation, given on one day."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, str | float] = Field(
        min_length=1, max_length=100, description="by the id of the question: the id of an option, or a number")
    on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="the day of the interview")
    source: str = Field("interviews", min_length=1, max_length=200, description="who asked")


@router.post("/partners/{partner_id}/answers", operation_id="record_answers", status_code=201,
             response_model=RecordedAnswers, responses=problems(*_PARTNER, "invalid-upload"))
def record_answers(ask: Ask, partner_id: PartnerId, given: AnswersGiven) -> Response:
    """Write down the traits that follow from answers; nothing if one of them does not fit its question."""
    recorded = ask.eco.fit.record_answers(partner_id, given.answers, on=given.on, source=given.source)
    return ask.reply_now(recorded, status=201)
