"""The brief about one candidate: a page, and the same as two printed pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BeforeValidator
from starlette.responses import Response

from api.briefs import WHOLE, printed, words_of
from api.deps import SLASH, AsOf, PartnerId
from api.routers.briefs import pdf_headers
from api.web.site import Page, path_to

router = APIRouter(include_in_schema=False)


def _with_slashes(value: object) -> object:
    return value.replace(SLASH, "/") if isinstance(value, str) else value


Candidate = Annotated[str, Path(min_length=1, max_length=500), BeforeValidator(_with_slashes)]


@router.get("/partners/{partner_id}/brief/{candidate}.pdf", operation_id="page_brief_pdf")
def brief_pdf(page: Page, partner_id: PartnerId, candidate: Candidate, as_of: AsOf = None) -> Response:
    found = page.ask.eco.brief(partner_id, candidate, as_of=as_of)
    content = printed(page.ask.eco, found, page.language)
    return Response(content, headers=pdf_headers(found, page.language), media_type="application/pdf")


@router.get("/partners/{partner_id}/brief/{candidate}", operation_id="page_brief")
def brief(page: Page, partner_id: PartnerId, candidate: Candidate, as_of: AsOf = None) -> Response:
    found = page.ask.eco.brief(partner_id, candidate, as_of=as_of)
    a, b = found.partner, found.candidate
    given: dict[str, Any] = {**words_of(found, page.language, WHOLE)}
    address = path_to("v1", "maps", "path", a=a.id, b=b.id, format="svg", language=page.language, as_of=as_of)
    return page.show(
        "brief.html", title=page.say("Brief: %(name)s for %(owner)s", name=b.name, owner=a.name), map_address=address,
        links={"PDF": page.link("partners", a.id, "brief", f"{b.id}.pdf"),
               "JSON": path_to("v1", "partners", a.id, "briefs", b.id, as_of=as_of)}, **given,
    )
