"""Who would be a good partner, why, and who was left out: the list that an alliance manager works through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api.deps import AsOf, Level, PartnerId, Texts
from api.web.facets import choices_of, chosen_in
from api.web.saying import Said, fact_said, flags_said, reason_said, scorer_said, state_said
from api.web.site import Changing, Page, PageOf, Undo, path_to
from ecosystem.answers import Candidate, Candidates, EvidencePart
from ecosystem.errors import InvalidParameter

router = APIRouter(include_in_schema=False)

_LONGEST: Final = 500
_FACETS: Final = 6
_ALL: Final = 300
_FIRST: Final = 2  # reasons that are read without opening anything
_OFFERED: Final = ("blend", "complementarity", "need_coverage", "fit", "overlap", "complement_tau", "value_chain",
                   "channel_gain", "rhythm", "common_neighbours", "standing")


Chosen = Annotated[str | None, Query(max_length=_LONGEST)]
"""A field that asks for nothing where it was left empty."""

Field = Annotated[str, Form(max_length=_LONGEST)]
Back = Annotated[str, Form(max_length=4_000)]


@dataclass(frozen=True, slots=True)
class Shown:
    """One candidate as the page shows it."""

    item: Candidate
    flags: list[Said]
    first: list[EvidencePart]
    reasons: list[EvidencePart]
    facts: int
    state: str | None  # on the shortlist
    most: float  # the largest contribution on the page: what bars are drawn against


@router.get("/partners/{partner_id}/candidates", operation_id="page_candidates")
def candidates(
    page: Page,
    partner_id: PartnerId,
    need: Chosen = None,
    scorer: Annotated[str, Query(max_length=_LONGEST)] = "blend",
    side: Literal["mine", "theirs", "smaller"] = "mine",
    level: Level = "entity",
    country: Texts = [],  # noqa: B006
    industry: Texts = [],  # noqa: B006
    kind: Texts = [],  # noqa: B006
    capability: Texts = [],  # noqa: B006
    min_support: Annotated[str | None, Query(max_length=30)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    after: Annotated[str | None, Query(max_length=100)] = None,
    all: Annotated[str | None, Query(max_length=20)] = None,
    as_of: AsOf = None,
) -> Response:
    eco, need, min_support = page.ask.eco, need or None, min_support or None
    asked: dict[str, Any] = {
        "scorer": scorer, "side": "mine" if need else side, "need": need, "level": level, "country": country,
        "industry": industry, "kind": kind, "capability": capability, "min_support": _amount(min_support),
    }
    found = eco.candidates(partner_id, **asked, limit=limit, cursor=after or None, as_of=as_of)
    facets = eco.candidate_facets(partner_id, **asked, size=_ALL if all else _FACETS, as_of=as_of)
    shown = list(_shown(page, found))
    same = {"need": need, "scorer": None if scorer == "blend" else scorer, "side": None if side == "mine" else side,
            "level": None if level == "entity" else level, "country": country, "industry": industry, "kind": kind,
            "capability": capability, "min_support": min_support, "limit": limit, "as_of": as_of}
    return page.show(
        "candidates.html", title=page.say("Candidates for %(name)s", name=found.partner.name), partner=found.partner,
        found=found, shown=shown, asked=asked, limit=limit, chosen=list(chosen_in(page, facets.facets)),
        facets=list(choices_of(page, facets.facets, whole=all, shown=_FACETS)),
        needs=list(_needs(page, partner_id, as_of)), scorers=_scorers(page, scorer), sentence=_sentence(page, found),
        fact=lambda each: fact_said(page, each),
        excluded=[(reason_said(page, each.reason), each) for each in found.excluded],
        links={name: path_to("v1", "partners", found.partner.id, "candidates", **same, format=form)
               for name, form in (("JSON", None), ("CSV", "csv"), ("Excel", "xlsx"))},
    )


@router.post("/partners/{partner_id}/exclusions", operation_id="page_exclude")
def exclude(page: Changing, partner_id: PartnerId, excluded: Field, reason: Annotated[str, Form(max_length=1_000)],
            kind: Field = "veto", back: Back = "/", token: Field = "", as_of: AsOf = None) -> Response:
    done = page.ask.eco.exclusions.add(partner_id, excluded, reason=reason, kind=kind, on=as_of, **by(page))
    message = page.say("%(name)s is left out from %(day)s on: %(reason)s", name=done.excluded.name, day=done.on,
                       reason=done.note.reason if done.note else reason)
    return page.changed(back, message, Undo(page.link("partners", done.partner.id, "exclusions", "withdraw"), {
        "excluded": done.excluded.id, "back": back}))


@router.post("/partners/{partner_id}/exclusions/withdraw", operation_id="page_readmit")
def readmit(page: Changing, partner_id: PartnerId, excluded: Field, reason: Annotated[str, Form(max_length=1_000)] = "",
            kind: Field = "veto", back: Back = "/", token: Field = "", as_of: AsOf = None) -> Response:
    done = page.ask.eco.exclusions.withdraw(partner_id, excluded, on=as_of, now=by(page)["now"])
    message = page.say("%(name)s may be proposed again from %(day)s on.", name=done.excluded.name, day=done.on)
    undo = Undo(page.link("partners", done.partner.id, "exclusions"), {
        "excluded": done.excluded.id, "reason": reason, "kind": kind, "back": back}) if reason else None
    return page.changed(back, message, undo)


def _amount(text: str | None) -> float:
    """A number as it was typed; 0 where nothing was."""
    try:
        return float(text or 0)
    except ValueError as error:
        raise InvalidParameter(f"min_support is {text!r}; it is a number, 0 or more.") from error


def by(page: PageOf) -> dict[str, str]:
    """Who changes something, and when, as the facade is told."""
    return {"source": f"page:{page.ask.principal.subject}", "now": datetime.now(UTC).isoformat(timespec="seconds")}


def strongest(parts: tuple[EvidencePart, ...]) -> list[EvidencePart]:
    """The parts of a score, those first that say most."""
    return sorted(parts, key=lambda part: -abs(part.contribution))


def _shown(page: PageOf, found: Candidates) -> Iterator[Shown]:
    listed = {each.candidate.id: state_said(page, each.state)
              for each in page.ask.eco.shortlist.list(found.partner.id, as_of=page.as_of).items}
    most = max((part.contribution for item in found.items for part in item.evidence), default=0.0)
    for item in found.items:
        reasons = strongest(item.evidence)
        yield Shown(item, flags_said(page, item.flags), [each for each in reasons[:_FIRST] if each.contribution > 0],
                    reasons, sum(len(each.facts) for each in reasons), listed.get(item.partner.id), most)


def _sentence(page: PageOf, found: Candidates) -> str:
    """What the list finds, before anything is read of it."""
    if not found.total:
        return page.say("Nobody is left who could be proposed to %(name)s.", name=found.partner.name)
    first = found.items[0] if found.items and found.items[0].rank == 1 else None
    if first is None:
        return page.say("%(total)s organisations can be proposed to %(name)s.", total=f"{found.total:,}",
                        name=found.partner.name)
    if len(found.items) > 1 and found.items[1].high > first.low:
        return page.say("%(total)s organisations can be proposed; %(first)s leads, but what is unknown could still "
                        "change the order.", total=f"{found.total:,}", first=first.partner.name)
    return page.say("%(total)s organisations can be proposed; %(first)s leads whatever the unknown turns out to be.",
                    total=f"{found.total:,}", first=first.partner.name)


def _needs(page: PageOf, partner: str, as_of: str | None) -> Iterator[tuple[str, str]]:
    for plan in page.ask.eco.requirements.graph(partner, as_of=as_of).strategies:
        yield from ((need.id, need.capability_name or need.capability) for need in plan.needs)


def _scorers(page: PageOf, asked: str) -> dict[str, str]:
    """What lists can be ranked by: the common ones, and whichever was asked for."""
    return {name: scorer_said(page, name) for name in dict.fromkeys((*_OFFERED, asked))}
