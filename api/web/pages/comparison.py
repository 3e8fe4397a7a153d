"""Two side by side: what each is to the other by every measure, or which of two candidates is the better one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.briefs import WHOLE, words_of
from api.deps import AsOf, Texts
from api.web.pages.candidates import Chosen, strongest
from api.web.saying import fact_said, level_said, scorer_said, state_said
from api.web.site import Page, PageOf, path_to
from ecosystem.answers import DirectedMeasure
from ecosystem.answers.brief import Brief

router = APIRouter(include_in_schema=False)

_SHOWN: Final = 12
_ASKED: Final = ("blend", "need_coverage", "complementarity", "overlap", "common_neighbours", "fit")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the choice between two: a measure of each from the asker's side, and who leads."""

    name: str
    first: DirectedMeasure
    second: DirectedMeasure
    leads: str


@router.get("/compare", operation_id="page_compare")
def compare(
    page: Page,
    a: Chosen = None,
    b: Chosen = None,
    pick: Texts = [],  # noqa: B006
    asker: Annotated[str | None, Query(alias="for", max_length=500)] = None,
    as_of: AsOf = None,
) -> Response:
    two = [each for each in (a, b) if each] or list(dict.fromkeys(pick))
    if len(two) != 2:
        return page.show("compare_ask.html", title=page.say("Compare two"), count=len(two), given=two,
                         asker=asker or None)
    if asker:
        return _choice(page, asker, two[0], two[1], as_of)
    return _pair(page, two[0], two[1], as_of)


def _pair(page: PageOf, a: str, b: str, as_of: str | None) -> Response:
    eco = page.ask.eco
    found = eco.brief(a, b, as_of=as_of)
    first, second = found.partner, found.candidate
    overlap = eco.overlap.between(first.id, second.id, shown=_SHOWN, as_of=as_of)
    measures = eco.compare(first.id, second.id, as_of=as_of)
    return page.show(
        "compare.html", title=page.say("%(a)s and %(b)s", a=first.name, b=second.name), found=found, overlap=overlap,
        measures=measures, named=lambda name: scorer_said(page, name), said=lambda each: fact_said(page, each),
        adds=_adds(found), strongest=strongest, **words_of(found, page.language, WHOLE),
        links={"JSON": path_to("v1", "compare", a=first.id, b=second.id, as_of=as_of),
               "PDF": page.link("partners", first.id, "brief", f"{second.id}.pdf")},
    )


def _adds(found: Brief) -> Mapping[str, list[str]]:
    """What each side has that goes with what the other has, by the id of who gains."""
    return {side.partner.id: [part.part for gain in side.gains if gain.kind == "capabilities"
                              for part in gain.measure.evidence if part.contribution > 0]
            for side in (found.exchange.a_gains, found.exchange.b_gains)}


def _choice(page: PageOf, asker: str, first: str, second: str, as_of: str | None) -> Response:
    eco = page.ask.eco
    briefs = [eco.brief(asker, each, as_of=as_of) for each in (first, second)]
    one, other = ({each.name: each.a_to_b for each in eco.compare(
        asker, found.candidate.id, scorers=_ASKED, as_of=as_of).measures} for found in briefs)
    rows = [Row(scorer_said(page, name), one[name], other[name], _leads(page, briefs, one[name], other[name]))
            for name in _ASKED]
    given: dict[str, Any] = dict(words_of(briefs[0], page.language, WHOLE))
    return page.show(
        "compare_for.html", title=page.say("%(a)s or %(b)s", a=briefs[0].candidate.name, b=briefs[1].candidate.name),
        asker=briefs[0].partner, briefs=briefs, rows=rows, level_of=lambda code: level_said(page, code),
        state_of=lambda code: state_said(page, code), **given,
        links={"JSON": path_to("v1", "partners", briefs[0].partner.id, "risk-comparison", as_of=as_of,
                               candidate=[found.candidate.id for found in briefs])},
    )


def _leads(page: PageOf, briefs: list[Brief], one: DirectedMeasure, other: DirectedMeasure) -> str:
    """Who is ahead by one measure, and whether the unknown could turn that round."""
    if one.low is None or other.low is None or one.high is None or other.high is None:
        return page.say("not known of both")
    if round(one.value or 0.0, 2) == round(other.value or 0.0, 2):
        return page.say("as good as equal")
    ahead, behind, leader = (one, other, briefs[0]) if (one.value or 0) > (other.value or 0) else (
        other, one, briefs[1])
    is_sure = (ahead.low or 0.0) > (behind.high or 0.0)
    name = leader.candidate.name
    return page.say("%(name)s, for certain", name=name) if is_sure else page.say("%(name)s, by what is known",
                                                                                   name=name)


