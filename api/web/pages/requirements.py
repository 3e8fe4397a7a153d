"""What an organisation requires of its partners, who covers it, and how that is changed: the requirement graph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.responses import Response

from api.deps import AsOf, PartnerId
from api.web.pages.candidates import by
from api.web.site import Changing, Page, PageOf, Sent, Undo, path_to
from ecosystem.answers.requirements import JointNeed, RequirementVersion, SavedRequirements, StrategyRequirements
from ecosystem.errors import InvalidParameter

router = APIRouter(include_in_schema=False)

NEW: Final = "new"
_OPERATORS: Final = ("<=", ">=", "<", ">", "=", "!=", "between", "one of", "includes")
_STANDARD: Final = ("measure", "operator", "value", "unit")
_NAMED: Final = re.compile(r"need\.(\d{1,3})\.(?:standard\.(\d{1,3})\.)?(\w+)\Z")
_BLANK: Final = dict.fromkeys(_STANDARD, "")
_EMPTY_STANDARDS: Final = 1
_EMPTY_NEEDS: Final = 2


@dataclass(frozen=True, slots=True)
class Planned:
    """One strategy as the page shows it; ``later`` is a version that takes its place after the day looked at."""

    plan: StrategyRequirements
    covered: dict[str, JointNeed]
    later: RequirementVersion | None
    picture: str


@router.get("/partners/{partner_id}/requirements", operation_id="page_requirements")
def requirements(page: Page, partner_id: PartnerId, edit: Annotated[str | None, Query(max_length=500)] = None,
                 as_of: AsOf = None) -> Response:
    there = page.ask.eco.requirements
    graph = there.graph(partner_id, as_of=as_of)
    whose = graph.partner
    cover = there.cover(whose.id, as_of=as_of) if graph.strategies else None
    versions = there.versions(whose.id, as_of=as_of).items
    return page.show(
        "requirements.html", title=page.say("Requirements of %(name)s", name=whose.name), partner=whose,
        plans=list(_planned(page, graph.strategies, whose.id)), cover=cover, versions=versions, edit=edit,
        form=_form(graph.strategies, edit), operators=_OPERATORS, new=NEW,
        path_on=lambda day: path_to("partners", whose.id, "requirements", as_of=day),
        capabilities=_capabilities(page) if edit else (),
        links={"JSON": path_to("v1", "partners", whose.id, "requirements", as_of=as_of),
               page.say("Coverage"): path_to("v1", "partners", whose.id, "requirements", "coverage", as_of=as_of)},
    )


@router.post("/partners/{partner_id}/requirements", operation_id="page_requirements_sent")
def save(page: Changing, partner_id: PartnerId, sent: Sent, as_of: AsOf = None) -> Response:
    told = by(page)
    document = document_of(sent, told["source"])
    saved = page.ask.eco.requirements.save(document, on=_day(page), partner=partner_id, now=told["now"])
    item, back = saved.items[0], page.link("partners", saved.partner.id, "requirements")
    if not item.written:
        return page.changed(back, page.say("Nothing changed."))
    return page.changed(back, page.say("Version %(version)s stands from %(day)s on.", version=item.version,
                                       day=saved.as_of), _undo(page, saved, back))


@router.post("/partners/{partner_id}/requirements/restore", operation_id="page_requirements_restored")
def restore(page: Changing, partner_id: PartnerId, sent: Sent, as_of: AsOf = None) -> Response:
    wanted = str(sent.get("strategy", ""))[:500]
    saved = page.ask.eco.requirements.restore(partner_id, wanted, on=_day(page), now=by(page)["now"])
    back = page.link("partners", saved.partner.id, "requirements")
    if not saved.items[0].written:
        return page.changed(back, page.say("Nothing changed."))
    message = page.say("What %(strategy)s required stands again, as version %(version)s.", strategy=wanted,
                       version=saved.items[0].version)
    return page.changed(back, message, _undo(page, saved, back))


@router.post("/partners/{partner_id}/requirements/end", operation_id="page_requirements_ended")
def end(page: Changing, partner_id: PartnerId, sent: Sent, as_of: AsOf = None) -> Response:
    strategy = str(sent.get("strategy", ""))[:500]
    saved = page.ask.eco.requirements.withdraw(partner_id, strategy, on=_day(page), now=by(page)["now"])
    back = page.link("partners", saved.partner.id, "requirements")
    undo = Undo(page.link("partners", saved.partner.id, "requirements", "restore"), {"strategy": strategy})
    return page.changed(back, page.say("%(strategy)s has ended.", strategy=strategy), undo)


def document_of(sent: FormData, source: str) -> dict[str, Any]:
    """The document that a form says: rows without a capability, or ticked as removed, are left out."""
    needs: dict[int, dict[str, Any]] = defaultdict(dict)
    standards: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for name, value in sent.multi_items():
        found, text = _NAMED.match(name), str(value).strip()
        if found and found[2] is not None:
            standards[int(found[1]), int(found[2])][found[3]] = text
        elif found:
            needs[int(found[1])][found[3]] = text
    document: dict[str, Any] = {
        "name": str(sent.get("name", "")), "horizon": str(sent.get("horizon", "")) or None, "source": source,
        "needs": [_need(needs[row], [standards[key] for key in sorted(standards) if key[0] == row])
                  for row in sorted(needs) if needs[row].get("capability") and "remove" not in needs[row]],
    }
    strategy = str(sent.get("strategy", ""))
    return document if strategy in ("", NEW) else {**document, "strategy": strategy}


def _need(told: dict[str, Any], standards: list[dict[str, str]]) -> dict[str, Any]:
    kept = [each for each in standards if each.get("measure") and "remove" not in each]
    return {
        "id": told.get("id") or None, "capability": told["capability"], "weight": _number(told.get("weight", "")),
        "must": "must" in told, "horizon": told.get("horizon") or None,
        "standards": [{name: each.get(name) or None for name in _STANDARD} for each in kept],
    }


def _number(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError as error:
        raise InvalidParameter(f"The weight {text[:40]!r} is not a number.") from error


def _day(page: PageOf) -> str:
    return page.as_of or str(page.ask.eco.last_day)


def _undo(page: PageOf, saved: SavedRequirements, back: str) -> Undo:
    """What brings the version before back, or ends what was new."""
    item = saved.items[0]
    below, strategy = ("end", item.strategy) if item.supersedes is None else ("restore", item.supersedes)
    return Undo(page.link("partners", saved.partner.id, "requirements", below), {"strategy": strategy, "back": back})


def _planned(page: PageOf, plans: tuple[StrategyRequirements, ...], partner: str) -> Iterator[Planned]:
    there = page.ask.eco.requirements
    later = {each.supersedes: each for each in there.versions(partner).items if each.supersedes}
    for plan in plans:
        found = there.coverage(partner, strategy=plan.strategy, as_of=page.as_of)
        yield Planned(plan, {each.need: each for each in found.needs}, later.get(plan.strategy), path_to(
            "v1", "maps", "requirement", partner=partner, strategy=plan.strategy, format="svg",
            language=page.language, as_of=page.as_of))


def _form(plans: tuple[StrategyRequirements, ...], edit: str | None) -> dict[str, Any] | None:
    """The rows of the form: those of the strategy, and some that are empty."""
    plan = next((each for each in plans if each.strategy == edit), None)
    if plan is None and edit != NEW:
        return None
    empty = {"id": "", "capability": "", "weight": 1.0, "must": False, "horizon": "", "standards": [_BLANK] * 2}
    rows = [{"id": need.id, "capability": need.capability_name or need.capability, "weight": need.weight,
             "must": need.must, "horizon": need.horizon or "",
             "standards": [{name: getattr(each, name) or "" for name in _STANDARD} for each in need.standards]
             + [_BLANK] * _EMPTY_STANDARDS} for need in (plan.needs if plan else ())]
    return {"strategy": plan.strategy if plan else NEW, "name": plan.name if plan else "",
            "horizon": (plan.horizon or "") if plan else "", "rows": rows + [empty] * _EMPTY_NEEDS,
            "known": len(rows)}


def _capabilities(page: PageOf) -> list[str]:
    """Names to choose from while typing; an id or any other name can be typed as well."""
    names = page.ask.eco.view(page.as_of).snapshot.nodes["Capability"].names
    return sorted({name for name in list(names)[:2_000] if name})
