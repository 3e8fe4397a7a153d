"""Shortlists: whom an organisation follows up, how far that is, and what was noted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import AsOf, PartnerId
from api.web.pages.candidates import Back, Field, by
from api.web.saying import state_said
from api.web.site import Changing, Page, PageOf, Sent, Undo, path_to
from ecosystem.answers.shortlist import ShortlistChange, ShortlistEntry

router = APIRouter(include_in_schema=False)
NoteText = Annotated[str | None, Form(max_length=20_000)]
Place = Annotated[int | None, Form(ge=1, le=100_000)]


@router.get("/shortlists", operation_id="page_shortlists")
def shortlists(page: Page, as_of: AsOf = None) -> Response:
    found = page.ask.eco.shortlist.all(as_of=as_of)
    return page.show("shortlists.html", title=page.say("Shortlists"), found=found,
                     said=lambda state: state_said(page, state),
                     links={"JSON": path_to("v1", "shortlists", as_of=as_of)})


@router.get("/partners/{partner_id}/shortlist", operation_id="page_shortlist")
def shortlist(page: Page, partner_id: PartnerId, as_of: AsOf = None) -> Response:
    found = page.ask.eco.shortlist.list(partner_id, as_of=as_of)
    whose = found.partner
    return page.show(
        "shortlist.html", title=page.say("Shortlist of %(name)s", name=whose.name), partner=whose, found=found,
        states={state: state_said(page, state) for state in found.states},
        links={name: path_to("v1", "partners", whose.id, "shortlist", format=form, as_of=as_of)
               for name, form in (("JSON", None), ("CSV", "csv"), ("Excel", "xlsx"))},
    )


@router.post("/partners/{partner_id}/shortlist", operation_id="page_shortlist_add")
def add(page: Changing, partner_id: PartnerId, candidate: Field, state: Field = "considered", note: NoteText = None,
        place: Place = None, back: Back = "/", token: Field = "", as_of: AsOf = None) -> Response:
    done = page.ask.eco.shortlist.add(partner_id, candidate, state=state, note=note, place=place, on=as_of, **by(page))
    message = page.say("%(name)s is on the shortlist of %(owner)s.", name=done.candidate.name, owner=done.partner.name)
    undo = Undo(_address(page, done, "remove"), {"candidate": done.candidate.id, "back": back})
    return page.changed(back, message, undo)


@router.post("/partners/{partner_id}/shortlist/change", operation_id="page_shortlist_change")
def change(page: Changing, partner_id: PartnerId, candidate: Field, sent: Sent,
           state: Annotated[str | None, Form()] = None, place: Place = None,
           revision: Annotated[int | None, Form()] = None, back: Back = "/", as_of: AsOf = None) -> Response:
    note = str(sent["note"]) if "note" in sent else None  # an empty note takes the note away
    done = page.ask.eco.shortlist.change(partner_id, candidate, state=state, note=note, place=place,
                                         revision=revision, on=as_of, **by(page))
    undo = None if done.before is None or done.before == done.after else Undo(
        _address(page, done, "change"), {**_fields(done.before), "back": back})
    return page.changed(back, _said(page, done), undo)


@router.post("/partners/{partner_id}/shortlist/remove", operation_id="page_shortlist_remove")
def remove(page: Changing, partner_id: PartnerId, candidate: Field, back: Back = "/", token: Field = "",
           as_of: AsOf = None) -> Response:
    done = page.ask.eco.shortlist.remove(partner_id, candidate, on=as_of, **by(page))
    message = page.say("%(name)s is no longer on the shortlist of %(owner)s.", name=done.candidate.name,
                       owner=done.partner.name)
    undo = Undo(_address(page, done), {**_fields(done.before), "back": back}) if done.before else None
    return page.changed(back, message, undo)


def _address(page: PageOf, done: ShortlistChange, *below: str) -> str:
    return page.link("partners", done.partner.id, "shortlist", *below)


def _fields(entry: ShortlistEntry) -> dict[str, str]:
    """The entry as the fields of the form that brings it back."""
    return {"candidate": entry.candidate.id, "state": entry.state, "note": entry.note or "", "place": str(entry.rank)}


def _said(page: PageOf, done: ShortlistChange) -> str:
    """What a change did, in the visitor's language."""
    before, after = done.before, done.after
    if before is None or after is None or before == after:
        return page.say("Nothing changed.")
    told = []
    if before.state != after.state:
        told.append(page.say("%(name)s is now %(state)s.", name=done.candidate.name,
                             state=state_said(page, after.state)))
    if before.note != after.note:
        told.append(page.say("The note on %(name)s was changed.", name=done.candidate.name))
    if before.rank != after.rank:
        told.append(page.say("%(name)s is now number %(rank)s.", name=done.candidate.name, rank=after.rank))
    return " ".join(told)
