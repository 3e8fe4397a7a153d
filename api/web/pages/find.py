"""Find an organisation: by name while it is typed, or in the list of all with its facets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import AsOf, Texts
from api.routers.finding import Sort
from api.web.site import Page, PageOf, path_to
from ecosystem.answers.finding import Facet, FacetValue, Found, FoundPartners

router = APIRouter(include_in_schema=False)

_SHOWN: Final = 8
_ALL: Final = 300
_PAGE: Final = 50
_LONGEST: Final = 500
Cut = Annotated[str | None, Query(max_length=20)]


@dataclass(frozen=True, slots=True)
class _Choice:
    """A value of a facet as a link: to the list with it, or without it where it is chosen."""

    name: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class _Facet:
    name: str
    title: str
    choices: tuple[_Choice, ...]
    more: int
    more_address: str | None
    unknown: int
    most: int


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
        "find.html", title=text or page.say("Organisations"), found=found, facets=tuple(_facets(page, found, all)),
        chosen=tuple(_chosen(page, found)), reason=lambda item: _reason(page, item),
        links={"JSON": path_to("v1", "find", **same), "CSV": path_to("v1", "find", **same, format="csv")},
    )


def _facets(page: PageOf, found: FoundPartners, whole: str | None) -> Iterator[_Facet]:
    titles = {"country": page.say("Country"), "kind": page.say("Kind"), "industry": page.say("Industry"),
              "capability": page.say("Capability")}
    for facet in found.facets:
        is_whole = facet.name == whole
        values = [each for place, each in enumerate(facet.values) if is_whole or place < _SHOWN or each.chosen]
        more = facet.more + len(facet.values) - len(values)
        address = page.here(all=None) if is_whole and whole else page.here(all=facet.name) if more else None
        yield _Facet(facet.name, titles[facet.name], tuple(_choice(page, facet, each) for each in values), more,
                     address, facet.unknown, max((each.count for each in values), default=0))


def _choice(page: PageOf, facet: Facet, value: FacetValue) -> _Choice:
    now = page.request.query_params.getlist(facet.name)
    then = [each for each in now if each != value.value] if value.chosen else [*now, value.value]
    return _Choice(_name(page, facet.name, value), value.count, value.chosen,
                   page.here(**{facet.name: then or None}, after=None))


def _name(page: PageOf, facet: str, value: FacetValue) -> str:
    return (page.country(value.value) or value.value) if facet == "country" else value.name or value.value


def _chosen(page: PageOf, found: FoundPartners) -> Iterator[_Choice]:
    for facet in found.facets:
        yield from (_choice(page, facet, each) for each in facet.values if each.chosen)


def _reason(page: PageOf, item: Found) -> str:
    """Why a search found it, and by which name."""
    said = {
        "id": page.say("the id"), "exact": page.say("as typed"), "prefix": page.say("begins like it"),
        "words": page.say("has these words"), "part": page.say("has part of it"), "pinyin": page.say("sounds like it"),
        "initials": page.say("has these initials"), "typo": page.say("alike, with a typing error"),
    }
    return said.get(item.reason or "", "")
