"""One organisation: who it is, what it can do and owns, whom it works with and since when, and who says so."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import AsOf, PartnerId
from api.web.site import Page, PageOf, path_to
from api.web.timeline import timeline

router = APIRouter(include_in_schema=False)
_SHOWN: Final = 12
_MOST: Final = 80  # partnerships on the page


@router.get("/partners/{partner_id}", operation_id="page_profile")
def profile(page: Page, partner_id: PartnerId, as_of: AsOf = None) -> Response:
    known = page.ask.eco.catalogue.dossier(partner_id, as_of=as_of)
    who = known.partner.id
    return page.show(
        "profile.html", title=known.partner.name, known=known, shown=_SHOWN, most=_MOST,
        drawn=timeline(known.partnerships, known.as_of), unknown=_unknown(page), kinds=_identities(page),
        links={"JSON": path_to("v1", "partners", who, "dossier", as_of=as_of),
               page.say("Facts around it (JSON)"): path_to("v1", "partners", who, "neighbourhood", as_of=as_of)},
    )


def _unknown(page: PageOf) -> dict[str, str]:
    """What may not be known, in words."""
    return {
        "country": page.say("country"), "kind": page.say("kind of organisation"), "founded": page.say("founding date"),
        "size": page.say("number of people"), "website": page.say("website"), "lei": page.say("LEI"),
        "capabilities": page.say("capabilities"), "industries": page.say("industries"),
        "channels": page.say("channels"), "patents": page.say("patents"),
        "partnerships": page.say("partnerships"), "needs": page.say("needs and strategy"),
    }


def _identities(page: PageOf) -> dict[str, str]:
    """Attributes that say who it is, in the order in which they are read."""
    return {"founded": page.say("Founded"), "size": page.say("People"), "website": page.say("Website"),
            "lei": page.say("LEI")}
