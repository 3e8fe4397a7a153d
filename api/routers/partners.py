"""Organisations: search, one, what it is tied to, its candidates; and two compared."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answering import Document
from api.deps import Ask, AsOf, Cursor, Level, Limit, PartnerId, Text, Texts
from api.schemas import problems
from api.table_files import CANDIDATES, FILES, table_document
from ecosystem.answers import (
    Candidates,
    Comparison,
    Neighbourhood,
    PartnerPage,
    PartnerProfile,
    SearchAnswer,
)
from ecosystem.answers.finding import CandidateFacets
from ecosystem.errors import InvalidParameter

router = APIRouter(prefix="/v1", tags=["partners"])
_PARTNER = ("unknown-partner", "ambiguous-name")


@router.get("/partners", operation_id="search_partners", response_model=SearchAnswer | PartnerPage,
            responses=problems("invalid-cursor"))
def search_partners(
    ask: Ask,
    q: Annotated[Text | None, Query(description="a name, an alias or an id; typing errors are forgiven")] = None,
    limit: Limit = 10,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    """Organisations by name, the best match first and with its reason; or, without `q`, all by id.

    A search has one page; the list of all goes on with `cursor`.
    """
    if q is None:
        return ask.reply(
            lambda at: ask.eco.catalogue.partners(limit=limit, cursor=at, as_of=as_of),
            as_of=as_of, cursor=cursor,
        )
    if cursor is not None:
        raise InvalidParameter("A search has no further pages; ask without cursor.")
    return ask.reply(lambda _: ask.eco.search(q, limit=limit, as_of=as_of), as_of=as_of)


@router.get("/partners/{partner_id}", operation_id="get_partner", response_model=PartnerProfile,
            responses=problems(*_PARTNER))
def get_partner(ask: Ask, partner_id: PartnerId, as_of: AsOf = None) -> Response:
    """One organisation: its records, what it can do, who it works with, what it needs."""
    return ask.reply(lambda _: ask.eco.partner(partner_id, as_of=as_of), as_of=as_of)


@router.get("/partners/{partner_id}/neighbourhood", operation_id="get_neighbourhood",
            response_model=Neighbourhood, responses=problems(*_PARTNER))
def get_neighbourhood(
    ask: Ask,
    partner_id: PartnerId,
    limit: Annotated[int, Query(ge=1, le=1_000, description="how many ties are answered")] = 200,
    as_of: AsOf = None,
) -> Response:
    """Every fact around one organisation, with its source and dates."""
    return ask.reply(
        lambda _: ask.eco.catalogue.neighbourhood(partner_id, limit=limit, as_of=as_of), as_of=as_of
    )


@router.get("/partners/{partner_id}/candidates", operation_id="get_candidates", response_model=Candidates,
            responses={**problems(*_PARTNER, "unknown-node", "invalid-cursor", "missing-layer"), **FILES})
def get_candidates(
    ask: Ask,
    partner_id: PartnerId,
    scorer: Annotated[Text, Query(description="a name from `/v1/scorers`")] = "blend",
    side: Annotated[
        Literal["mine", "theirs", "smaller"],
        Query(description="ranked by what they are to this organisation, by what it is to them, or by the smaller"),
    ] = "mine",
    limit: Limit = 10,
    need: Annotated[Text | None, Query(description="id of one need of this organisation; goes before `scorer`")] = None,
    exclude: Annotated[Texts, Query(description="organisations to leave out (repeat it)")] = [],  # noqa: B006
    rivals: Annotated[Texts, Query(description="organisations to leave out as rivals")] = [],  # noqa: B006
    country: Annotated[Texts, Query(description="only from one of these countries")] = [],  # noqa: B006
    industry: Annotated[Texts, Query(description="only of one of these industries (ids)")] = [],  # noqa: B006
    kind: Annotated[Texts, Query(description="only of one of these kinds")] = [],  # noqa: B006
    capability: Annotated[Texts, Query(description="only with one of these capabilities (ids)")] = [],  # noqa: B006
    min_support: Annotated[
        float, Query(ge=0, le=1e9, allow_inf_nan=False, description="the smallest portfolio looked at")
    ] = 0.0,
    level: Level = "entity",
    format: Annotated[Literal["json", "csv", "xlsx"], Query(description="JSON, or a file for a spreadsheet")] = "json",
    as_of: AsOf = None,
    cursor: Cursor = None,
) -> Response:
    """Organisations that are not yet partners and would be good ones, with reasons that add up.

    Who was left out, and why, stands in `excluded`. The Excel file holds the facts behind each score as well.
    """
    def answer(at: str | None) -> Candidates | Document:
        found = ask.eco.candidates(
            partner_id, scorer=scorer, side=side, limit=limit, need=need, exclude=exclude, rivals=rivals,
            country=country, industry=industry, kind=kind, capability=capability,
            min_support=min_support, level=level, as_of=as_of, cursor=at,
        )
        return found if format == "json" else table_document(ask, CANDIDATES, found, format)

    return ask.reply(answer, as_of=as_of, cursor=cursor)


@router.get("/partners/{partner_id}/candidate-facets", operation_id="get_candidate_facets",
            response_model=CandidateFacets, responses=problems(*_PARTNER, "unknown-node", "missing-layer"))
def get_candidate_facets(
    ask: Ask,
    partner_id: PartnerId,
    scorer: Annotated[Text, Query(description="a name from `/v1/scorers`")] = "blend",
    side: Annotated[Literal["mine", "theirs", "smaller"], Query(description="whose score is looked at")] = "mine",
    need: Annotated[Text | None, Query(description="id of one need of this organisation; goes before `scorer`")] = None,
    country: Annotated[Texts, Query(description="only from one of these countries")] = [],  # noqa: B006
    industry: Annotated[Texts, Query(description="only of one of these industries (ids)")] = [],  # noqa: B006
    kind: Annotated[Texts, Query(description="only of one of these kinds")] = [],  # noqa: B006
    capability: Annotated[Texts, Query(description="only with one of these capabilities (ids)")] = [],  # noqa: B006
    min_support: Annotated[
        float, Query(ge=0, le=1e9, allow_inf_nan=False, description="the smallest portfolio looked at")
    ] = 0.0,
    level: Level = "entity",
    size: Annotated[int, Query(ge=1, le=1_000, description="how many values of each facet are counted")] = 12,
    as_of: AsOf = None,
) -> Response:
    """How many candidates there are by country, kind, industry and capability.

    The counts of a facet leave its own choice out of account: they say what choosing one more would add.
    """
    return ask.reply(
        lambda _: ask.eco.candidate_facets(
            partner_id, scorer=scorer, side=side, need=need, country=country, industry=industry, kind=kind,
            capability=capability, min_support=min_support, level=level, size=size, as_of=as_of),
        as_of=as_of,
    )


@router.get("/compare", operation_id="compare_partners", response_model=Comparison,
            responses=problems(*_PARTNER))
def compare_partners(
    ask: Ask,
    a: Annotated[Text, Query(description="an id or a name")],
    b: Annotated[Text, Query(description="an id or a name")],
    scorer: Annotated[Texts, Query(description="only these measures; all if absent")] = [],  # noqa: B006
    level: Level = "entity",
    as_of: AsOf = None,
) -> Response:
    """Two organisations, or their groups, by every measure, both ways."""
    return ask.reply(lambda _: ask.eco.compare(a, b, scorers=scorer or None, level=level, as_of=as_of), as_of=as_of)
