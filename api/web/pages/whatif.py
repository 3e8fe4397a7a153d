"""What would be lost without one organisation, and who could make up for it?"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import AsOf, PartnerId
from api.web.site import Page, PageOf, path_to
from api.web.tables import As, table

router = APIRouter(include_in_schema=False)


@router.get("/partners/{partner_id}/without/{other_id}", operation_id="page_without")
def without(page: Page, partner_id: PartnerId, other_id: PartnerId, format: As = "html",
            as_of: AsOf = None) -> Response:
    """The graph without ``other``, seen from ``partner``; nothing is stored."""
    eco = page.ask.eco
    found = eco.whatif.removal(other_id, partner_id, as_of=as_of)
    view = eco.view(as_of)
    partner, other = (view.reference(view.row_of(each)) for each in (partner_id, other_id))
    if format == "csv":
        return table(found.capabilities_frame().to_dict("records"), f"without {other.id} {found.as_of}")
    return page.show(
        "without.html", title=page.say("Without %(name)s", name=other.name), partner=partner, other=other, found=found,
        states=_states(page),
        links={"JSON": path_to("v1", "partners", other.id, "whatif", "removal", asker=partner.id, as_of=as_of),
               "CSV": page.here(format="csv")},
    )


def _states(page: PageOf) -> Mapping[str, str]:
    """What becomes of a candidate."""
    return {"same": page.say("as before"), "up": page.say("up"), "down": page.say("down"),
            "enters": page.say("enters the first"), "leaves": page.say("leaves the first"),
            "removed": page.say("is removed"), "no_candidate_any_more": page.say("no candidate any more"),
            "new_candidate": page.say("a new candidate"), "now_partner": page.say("now a partner"),
            "no_partner_any_more": page.say("no partner any more"), "added": page.say("is added")}
