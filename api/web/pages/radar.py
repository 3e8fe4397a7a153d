"""What lies near that an organisation lacks, in other industries, and who has it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import AsOf, PartnerId
from api.web.charting import picture_of
from api.web.site import Page, PageOf, path_to
from api.web.tables import As, table
from ecosystem.answers.opportunities import Radar

router = APIRouter(include_in_schema=False)

Order = Literal["pareto", "feasibility", "worth", "option", "product"]


@router.get("/partners/{partner_id}/radar", operation_id="page_radar")
def radar(
    page: Page,
    partner_id: PartnerId,
    cross_industry: bool = True,
    order: Order = "pareto",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    format: As = "html",
    as_of: AsOf = None,
) -> Response:
    asked = {"cross_industry": cross_industry, "order": order, "limit": limit}
    found = page.ask.eco.opportunities.radar(partner_id, cross_industry=cross_industry, order=order, limit=limit,
                                             as_of=as_of)
    who = found.partner.id
    if format == "csv":
        return table(found.to_frame().to_dict("records"), f"radar {who} {found.as_of}")
    api = {"cross_industry": str(cross_industry).lower(), "order": order, "limit": limit, "as_of": as_of}
    return page.show(
        "radar.html", title=page.say("Opportunities for %(name)s", name=found.partner.name), partner=found.partner,
        found=found, asked=asked, orders=_orders(page), limits=(10, 20, 50), flags=_flags(page),
        reasons=_reasons(page), why=_why(page, found), borders=_borders(page),
        chart=picture_of(page, found, "radar", {"partner": who} | api) if found.items else None,
        axes=picture_of(page, found, "radar-axes", {"partner": who} | api, name="radar_axes") if found.items else None,
        links={"JSON": path_to("v1", "partners", who, "opportunities", **api), "CSV": page.here(format="csv")},
    )


def _orders(page: PageOf) -> dict[str, str]:
    return {"pareto": page.say("best on all axes first"), "feasibility": page.say("nearest first"),
            "worth": page.say("worth most first"), "option": page.say("opening most first"),
            "product": page.say("product of the axes")}


def _borders(page: PageOf) -> dict[str, str]:
    """What is crossed, and whether it is known."""
    return {"industry": page.say("its own industries"),
            "field": page.say("its own fields, as no industry is on record"),
            "none": page.say("no border is known: neither industries nor fields are on record")}


def _reasons(page: PageOf) -> dict[str, str]:
    """Why a capability is not on the radar."""
    return {"own_industry": page.say("of its own industry"), "own_field": page.say("of its own field"),
            "industry_unknown": page.say("of no known industry"), "field_unknown": page.say("of no known field"),
            "not_near": page.say("near to nothing it can do"),
            "no_neighbours": page.say("nobody shows what is near to it"),
            "held_by_nobody": page.say("held by nobody on this day"),
            "held_by_nobody_else": page.say("held by nobody else")}


def _flags(page: PageOf) -> dict[str, str]:
    return {"low_support": page.say("little on record"), "held_weakly": page.say("held, but no strength"),
            "few_holders": page.say("fewer than three have it"),
            "thin_neighbourhood": page.say("few show what is near"), "already_partner": page.say("a partner already")}


def _why(page: PageOf, found: Radar) -> list[str]:
    """What stands on the axes where it is not the usual."""
    said = []
    if found.worth_from == "growth":
        said.append(page.say("Worth is the growth of the number of holders per year: complexity is not known here."))
    if found.option_from == "reach":
        said.append(page.say("What it opens is counted by reach: complexity is not known here."))
    return said
