"""What somebody has to know who decides about one candidate, as data or as two printed pages."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BeforeValidator
from starlette.responses import Response

from api.answering import CACHEABLE
from api.briefs import printed
from api.deps import SLASH, Ask, AsOf, PartnerId
from api.schemas import problems
from ecosystem.answers.brief import Brief

router = APIRouter(prefix="/v1", tags=["shortlists"])

_FILES: Final[dict[int | str, dict[str, Any]]] = {200: {
    "description": "The brief as JSON, or as a PDF of two pages",
    "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
}}
Candidate = Annotated[
    str, Path(min_length=1, max_length=500, description="an id or a name"),
    BeforeValidator(lambda value: value.replace(SLASH, "/") if isinstance(value, str) else value),
]


@router.get("/partners/{partner_id}/briefs/{candidate_id}", operation_id="get_brief", response_model=Brief,
            responses={**problems("unknown-partner", "ambiguous-name", "not-supported"), **_FILES})
def get_brief(
    ask: Ask,
    partner_id: PartnerId,
    candidate_id: Candidate,
    format: Annotated[Literal["json", "pdf"], Query(description="JSON, or two pages to print")] = "json",
    language: Annotated[Literal["en", "zh"], Query(description="of the printed pages")] = "en",
    as_of: AsOf = None,
) -> Response:
    """The finding, what each side brings, what is open, risks, fit and sources of one candidate."""
    found = ask.eco.brief(partner_id, candidate_id, as_of=as_of)
    if format == "json":
        return ask.reply_now(found)
    content = printed(ask.eco, found, language)
    return Response(content, headers={**CACHEABLE, **pdf_headers(found, language)}, media_type="application/pdf")


def pdf_headers(brief: Brief, language: str) -> dict[str, str]:
    """A file name that is safe on every system, whatever organisations are called."""
    names = (re.sub(r"[^a-z0-9]+", "-", each.id.lower()).strip("-")[:40] for each in (brief.partner, brief.candidate))
    name = "-".join(each for each in ("allygraph-brief", *names, str(brief.as_of), language) if each)
    return {"Content-Disposition": f'inline; filename="{name}.pdf"'}
