"""The list of organisations with facets, everything about one of them, and what is on record as a whole."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answering import Document
from api.deps import Ask, AsOf, Cursor, Limit, PartnerId, Text, Texts
from api.schemas import problems
from ecosystem.answers.csv_files import MEDIA_TYPE, csv_bytes
from ecosystem.answers.dossier import Dossier
from ecosystem.answers.finding import COLUMNS, FoundPartners, cells_of
from ecosystem.answers.overview import Overview

router = APIRouter(prefix="/v1", tags=["partners"])

_TABLE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The page as JSON, or the whole list as CSV",
          "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}},
}
Sort = Annotated[
    Literal["partners", "name", "capabilities", "patents", "id"],
    Query(description="the order of the list: by how many partners, capabilities or patents (most first), by name "
                      "or by id; a search lists the best match first"),
]


@router.get("/find", operation_id="find_partners", response_model=FoundPartners,
            responses={**problems("unknown-node", "invalid-cursor"), **_TABLE})
def find_partners(
    ask: Ask,
    q: Annotated[Text | None, Query(description="a name, an alias or an id; typing errors are forgiven")] = None,
    country: Annotated[Texts, Query(description="from one of these countries (repeat it)")] = [],  # noqa: B006
    kind: Annotated[Texts, Query(description="of one of these kinds")] = [],  # noqa: B006
    industry: Annotated[Texts, Query(description="of one of these industries (ids)")] = [],  # noqa: B006
    capability: Annotated[Texts, Query(description="with one of these capabilities (ids)")] = [],  # noqa: B006
    sort: Sort = "partners",
    limit: Limit = 50,
    cursor: Cursor = None,
    facet_size: Annotated[int, Query(ge=1, le=1_000, description="how many values of each facet are counted")] = 12,
    format: Annotated[Literal["json", "csv"], Query(description="a page as JSON, or the whole list as CSV")] = "json",
    as_of: AsOf = None,
) -> Response:
    """Organisations that fit, with counts by country, kind, industry and capability.

    The counts of a facet leave its own choice out of account: they say what choosing one more would add.
    """
    def answer(at: str | None) -> FoundPartners | Document:
        found = ask.eco.catalogue.find(
            q, country=country, kind=kind, industry=industry, capability=capability, sort=sort,
            limit=None if format == "csv" else limit, cursor=at, facet_size=facet_size, as_of=as_of,
        )
        return found if format == "json" else _table(found)

    return ask.reply(answer, as_of=as_of, cursor=cursor)


def _table(found: FoundPartners) -> Document:
    name = f"allygraph-organisations-{found.as_of}.csv"
    return Document(csv_bytes(COLUMNS, map(cells_of, found.items)), MEDIA_TYPE, found.snapshot,
                    {"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/partners/{partner_id}/dossier", operation_id="get_dossier", response_model=Dossier,
            responses=problems("unknown-partner", "ambiguous-name"))
def get_dossier(ask: Ask, partner_id: PartnerId, as_of: AsOf = None) -> Response:
    """Everything on record about one organisation: identity, portfolio, partnerships past and present, and who says so.

    `unknown` names what nothing is on record about.
    """
    return ask.reply(lambda _: ask.eco.catalogue.dossier(partner_id, as_of=as_of), as_of=as_of)


@router.get("/overview", operation_id="get_overview", response_model=Overview, responses=problems())
def get_overview(ask: Ask, as_of: AsOf = None) -> Response:
    """How much is on record, about how many organisations, from which sources, and whom it is worth asking about."""
    return ask.reply(lambda _: ask.eco.catalogue.overview(as_of=as_of), as_of=as_of)
