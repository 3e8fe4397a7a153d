"""The first page: the question, what is on record, three questions to begin with, and the whole on one picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.web.site import Page, PageOf, path_to
from ecosystem.answers import PartnerRef
from ecosystem.answers.overview import Overview

router = APIRouter(include_in_schema=False)
_IMPORTS: Final = 4
_MOST_DRAWN: Final = 20_000  # organisations up to which the first page shows the map of all


@dataclass(frozen=True, slots=True)
class _Question:
    """A question about one organisation, in three parts so that its name is told apart."""

    before: str
    partner: PartnerRef
    after: str
    why: str
    address: str


@router.get("/", operation_id="page_home")
def home(page: Page, as_of: Annotated[str | None, Query(max_length=10)] = None) -> Response:
    known = page.ask.eco.catalogue.overview(as_of=as_of)
    named = (("Partner", page.say("organisations")), ("Capability", page.say("capabilities")),
             ("Patent", page.say("patents")), ("Channel", page.say("channels")),
             ("Partnership", page.say("partnerships")), ("Need", page.say("needs")))
    counts = {name: known.counts[label] for label, name in named if known.counts.get(label)}
    theme = None if page.theme == "auto" else page.theme
    picture = path_to("v1", "maps", "ecosystem", format="svg", language=page.language, theme=theme, as_of=as_of)
    coverage = {"partner_capabilities": page.say("have declared capabilities"),
                "patent_owners": page.say("own patents"), "partnership_members": page.say("are in a partnership"),
                "partner_channels": page.say("have channels"), "traits": page.say("have traits, for fit")}
    return page.show(
        "home.html", counts=counts, known=known, questions=tuple(_questions(page, known)),
        coverage=[(coverage[each.table], each) for each in known.coverage if each.table in coverage],
        jobs=page.ask.services.jobs.listed(page.ask.principal)[:_IMPORTS],
        states={"queued": page.say("waits"), "running": page.say("is running"), "done": page.say("done"),
                "failed": page.say("failed")},
        picture=picture if 0 < known.counts.get("Partner", 0) <= _MOST_DRAWN else None,
        links={"JSON": path_to("v1", "overview", as_of=as_of)},
    )


def _questions(page: PageOf, known: Overview) -> Iterator[_Question]:
    """What is worth asking about whom; whom it is about comes from the data."""
    for each in known.examples:
        who = each.partner
        if each.question == "candidates":
            yield _Question(page.say("Who should work with"), who, page.say("next?"),
                            page.say("The best tied of all: %(count)s partners.", count=each.count),
                            page.link("partners", who.id, "candidates"))
        elif each.question == "requirements":
            yield _Question(page.say("Who covers what"), who, page.say("needs?"),
                            page.say("%(count)s needs of its strategy are on record.", count=each.count),
                            page.link("partners", who.id, "requirements"))
        else:
            yield _Question(page.say("Which industries are open to"), who, page.say("with what it can do?"),
                            page.say("The broadest portfolio: %(count)s capabilities.", count=each.count),
                            page.link("partners", who.id, "radar"))
