"""Find an organisation: by name while it is typed, or in the list of all with its facets."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import AsOf, Texts
from api.routers.finding import Sort
from api.web.facets import choices_of, chosen_in
from api.web.site import Page, PageOf, path_to
from ecosystem.answers.finding import Found

router = APIRouter(include_in_schema=False)

_SHOWN: Final = 8
_ALL: Final = 300
_PAGE: Final = 50
_LONGEST: Final = 500
Cut = Annotated[str | None, Query(max_length=20)]


@router.get("/find", operation_id="page_find")
def find(
    page: Page,
    q: Annotated[str | None, Query(max_length=_LONGEST)] = None,
    country: Texts = [],  # noqa: B006
    kind: Texts = [],  # noqa: B006
    industry: Texts = [],  # noqa: B006
    capability: Texts = [],  # noqa: B006
    sort: Sort = "partners",
    after: Annotated[str | None, Query(max_length=_LONGEST)] = None,
    all: Cut = None,
    as_of: AsOf = None,
) -> Response:
    asked = {"country": country, "kind": kind, "industry": industry, "capability": capability}
    text = (q or "").strip() or None
    found = page.ask.eco.catalogue.find(
        text, **asked, sort=sort, limit=_PAGE, cursor=after or None, as_of=as_of, facet_size=_ALL if all else _SHOWN,
    )
    same = {"q": text, **asked, "sort": None if text else sort, "as_of": as_of}
    return page.show(
        "find.html", title=text or page.say("Organisations"), found=found, chosen=tuple(chosen_in(page, found.facets)),
        facets=tuple(choices_of(page, found.facets, whole=all, shown=_SHOWN)), reason=lambda item: _reason(page, item),
        links={"JSON": path_to("v1", "find", **same), "CSV": path_to("v1", "find", **same, format="csv")},
    )


def _reason(page: PageOf, item: Found) -> str:
    """Why a search found it, and by which name."""
    said = {
        "id": page.say("the id"), "exact": page.say("as typed"), "prefix": page.say("begins like it"),
        "words": page.say("has these words"), "part": page.say("has part of it"), "pinyin": page.say("sounds like it"),
        "initials": page.say("has these initials"), "typo": page.say("alike, with a typing error"),
    }
    return said.get(item.reason or "", "")
