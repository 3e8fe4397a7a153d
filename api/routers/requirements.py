"""What does an organisation need, who meets it, and which few partners cover it together?"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.asking import quoted
from api.clock import DAY, stamp, today
from api.deps import Ask, AsOf, PartnerId, Text, Texts
from api.schemas import problems
from ecosystem.answers.requirements import (
    RequirementCover,
    RequirementCoverage,
    RequirementGraph,
    RequirementTemplate,
    RequirementVersions,
    SavedRequirements,
)
from ecosystem.planning.requirements.cover import costs_in

router = APIRouter(prefix="/v1", tags=["requirements"])

_PARTNER = ("unknown-partner", "ambiguous-name")
_READ = (*_PARTNER, "unknown-node")
_WRITE = (*_READ, "conflict", "invalid-upload", "store-full", "invalid-request", "foreign-origin")

Strategy = Annotated[Text | None, Query(description="id of one strategy; all that stand if absent")]
Enough = Annotated[
    float, Query(gt=0, le=1, allow_inf_nan=False, description="the level from which a capability counts as held")
]
On = Annotated[
    str | None,
    Query(pattern=DAY,
          description="the day of the change; today if absent"),
]


class StandardAsked(BaseModel):
    """A measurable standard: ``docs/requirements.md`` lists operators and units."""

    model_config = ConfigDict(extra="allow")

    measure: str
    operator: str = Field(description="<=, >=, <, >, =, !=, between, one of, includes")
    value: str | float | list[str | float]
    unit: str | None = None


class NeedAsked(BaseModel):
    """A capability that is needed; fields that answers have beside these are passed over."""

    model_config = ConfigDict(extra="allow")

    id: str | None = None
    capability: str = Field(description="an id or a name")
    weight: float = Field(1.0, allow_inf_nan=False)
    must: bool = False
    horizon: str | None = None
    standards: list[StandardAsked] = Field([])


class RequirementsAsked(BaseModel):
    """A strategy as it is to be; or an answer of ``get_requirements``, edited, with its ``strategies``."""

    model_config = ConfigDict(extra="allow")

    strategy: str | None = Field(None, description="the version that this one takes the place of; absent for a new one")
    name: str | None = None
    horizon: str | None = None
    source: str | None = None
    needs: list[NeedAsked] | None = None


class VersionAsked(BaseModel):
    """Which version is to stand again."""

    model_config = ConfigDict(extra="forbid")

    strategy: str = Field(min_length=1, max_length=500)


@router.get("/partners/{partner_id}/requirements", operation_id="get_requirements", response_model=RequirementGraph,
            responses=problems(*_READ))
def get_requirements(ask: Ask, partner_id: PartnerId, strategy: Strategy = None, as_of: AsOf = None) -> Response:
    """What an organisation requires of its partners: strategies, needs, capabilities, standards.

    With `strategy` it is one version, an ended one too.
    """
    return ask.reply(lambda _: ask.eco.requirements.graph(partner_id, strategy, as_of=as_of), as_of=as_of)


@router.get("/partners/{partner_id}/requirements/versions", operation_id="get_requirement_versions",
            response_model=RequirementVersions, responses=problems(*_PARTNER))
def get_requirement_versions(ask: Ask, partner_id: PartnerId, as_of: AsOf = None) -> Response:
    """Every version of the strategies of an organisation, and what each changed."""
    return ask.reply(lambda _: ask.eco.requirements.versions(partner_id, as_of=as_of), as_of=as_of)


@router.get("/partners/{partner_id}/requirements/template", operation_id="get_requirement_template",
            response_model=RequirementTemplate, responses=problems(*_READ))
def get_requirement_template(ask: Ask, partner_id: PartnerId, strategy: Strategy = None,
                             as_of: AsOf = None) -> Response:
    """A strategy as the document that `save_requirements` takes; an example where there is none yet."""
    return ask.reply(lambda _: ask.eco.requirements.template(partner_id, strategy, as_of=as_of), as_of=as_of)


@router.get("/partners/{partner_id}/requirements/coverage", operation_id="get_requirement_coverage",
            response_model=RequirementCoverage, responses=problems(*_READ))
def get_requirement_coverage(
    ask: Ask,
    partner_id: PartnerId,
    partner: Annotated[Texts, Query(
        description="whose coverage (repeat it); today's partners and the own group if absent")] = [],  # noqa: B006
    strategy: Strategy = None,
    enough: Enough = 0.5,
    as_of: AsOf = None,
) -> Response:
    """How much of what an organisation requires others cover, one by one and together, at least and at most."""
    return ask.reply(
        lambda _: ask.eco.requirements.coverage(
            partner_id, partner or None, strategy=strategy, enough=enough, as_of=as_of),
        as_of=as_of,
    )


@router.get("/partners/{partner_id}/requirements/cover", operation_id="get_requirement_cover",
            response_model=RequirementCover, responses=problems(*_READ))
def get_requirement_cover(
    ask: Ask,
    partner_id: PartnerId,
    most: Annotated[int | None, Query(ge=1, le=100, description="how many partners at most")] = None,
    cost: Annotated[Texts, Query(description="PARTNER=NUMBER, 1 for all others (repeat it)")] = [],  # noqa: B006
    budget: Annotated[
        float | None, Query(ge=0, le=1e12, allow_inf_nan=False, description="what all of them may cost")] = None,
    goal: Annotated[Literal["musts", "all"], Query(description="what is to be covered")] = "musts",
    hopeful: Annotated[bool, Query(description="count standards of which nothing is known as met")] = False,
    new_only: Annotated[bool, Query(description="leave out today's partners; what they cover is covered")] = False,
    exclude: Annotated[Texts, Query(description="organisations to leave out (repeat it)")] = [],  # noqa: B006
    strategy: Strategy = None,
    enough: Enough = 0.5,
    as_of: AsOf = None,
) -> Response:
    """The smallest, or cheapest, set of partners that covers every must; who covers what, and what nobody covers."""
    return ask.reply(
        lambda _: ask.eco.requirements.cover(
            partner_id, strategy=strategy, most=most, cost=costs_in(cost), budget=budget, goal=goal, enough=enough,
            hopeful=hopeful, new_only=new_only, exclude=exclude, as_of=as_of),
        as_of=as_of,
    )


@router.post("/partners/{partner_id}/requirements", operation_id="save_requirements", status_code=201,
             response_model=SavedRequirements, responses=problems(*_WRITE) | {
                 200: {"model": SavedRequirements, "description": "Nothing changed, and nothing was written"}})
def save_requirements(ask: Ask, partner_id: PartnerId, document: RequirementsAsked, on: On = None) -> Response:
    """Write a new strategy, or a new version of the one that the document names. The old one stays readable."""
    given = document.model_dump(exclude_unset=True)
    return _saved(ask, partner_id, ask.eco.requirements.save(
        given, on=on or today().isoformat(), partner=partner_id, now=stamp()))


@router.post("/partners/{partner_id}/requirements/restore", operation_id="restore_requirements", status_code=201,
             response_model=SavedRequirements, responses=problems(*_WRITE) | {
                 200: {"model": SavedRequirements, "description": "Nothing changed, and nothing was written"}})
def restore_requirements(ask: Ask, partner_id: PartnerId, version: VersionAsked, on: On = None) -> Response:
    """Make what an earlier version required stand again, as a new version."""
    return _saved(ask, partner_id, ask.eco.requirements.restore(
        partner_id, version.strategy, on=on or today().isoformat(), now=stamp()))


@router.delete("/partners/{partner_id}/requirements", operation_id="withdraw_requirements",
               response_model=SavedRequirements, responses=problems(*_WRITE))
def withdraw_requirements(ask: Ask, partner_id: PartnerId,
                          strategy: Annotated[Text, Query(description="id of the version that stands")],
                          on: On = None) -> Response:
    """End a strategy: from a day on it stands no more. Its versions stay readable and can be restored."""
    return ask.reply_now(ask.eco.requirements.withdraw(partner_id, strategy, on=on or today().isoformat(), now=stamp()))


def _saved(ask: Any, partner_id: str, saved: SavedRequirements) -> Response:
    written = any(item.written for item in saved.items)
    answer: Response = ask.reply_now(saved, 201 if written else 200)
    if written:
        answer.headers["Location"] = f"/v1/partners/{quoted(partner_id)}/requirements"
    return answer
