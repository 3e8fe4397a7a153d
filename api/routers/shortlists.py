"""With whom does an organisation mean to talk, and whom does it not want to be proposed?"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.asking import quoted
from api.clock import DAY, stamp
from api.deps import Ask, AsOf, PartnerId, Text
from api.schemas import problems
from api.table_files import FILES, SHORTLIST, table_file
from ecosystem.answers.shortlist import ExclusionChange, Shortlist, ShortlistChange, Shortlists

router = APIRouter(prefix="/v1", tags=["shortlists"])

_PARTNER: Final = ("unknown-partner", "ambiguous-name")
_WRITE: Final = (*_PARTNER, "not-found", "conflict", "invalid-upload", "store-full", "invalid-request",
                 "foreign-origin")
On = Annotated[
    str | None,
    Query(pattern=DAY,
          description="the day of the change; the last day on record if absent"),
]


class EntryAsked(BaseModel):
    """One candidate of a list as it is to be; what is absent stays as it is."""

    model_config = ConfigDict(extra="forbid")

    candidate: str = Field(min_length=1, max_length=500, description="an id or a name")
    state: str | None = Field(None, description="considered, approached, negotiating, agreed or dropped")
    note: str | None = Field(None, max_length=10_000, description="an empty text takes the note away")
    place: int | None = Field(None, ge=1, le=100_000, description="1 is the first of the list")
    revision: int | None = Field(None, ge=1, description="refuse the change if the entry has another revision")


class ExclusionAsked(BaseModel):
    """Who is not to be proposed, and why."""

    model_config = ConfigDict(extra="forbid")

    excluded: str = Field(min_length=1, max_length=500, description="an id or a name")
    reason: str = Field(min_length=1, max_length=1_000)
    kind: Literal["veto", "rival"] = "veto"


@router.get("/shortlists", operation_id="list_shortlists", response_model=Shortlists, responses=problems())
def list_shortlists(ask: Ask, as_of: AsOf = None) -> Response:
    """Every shortlist that is not empty, the one that was changed last first."""
    return ask.reply_now(ask.eco.shortlist.all(as_of=as_of))


@router.get("/partners/{partner_id}/shortlist", operation_id="get_shortlist", response_model=Shortlist,
            responses={**problems(*_PARTNER), **FILES})
def get_shortlist(
    ask: Ask,
    partner_id: PartnerId,
    format: Annotated[Literal["json", "csv", "xlsx"], Query(description="JSON, or a file for a spreadsheet")] = "json",
    as_of: AsOf = None,
) -> Response:
    """Whom an organisation has on its list, in its order, with state and note."""
    found = ask.eco.shortlist.list(partner_id, as_of=as_of)
    return ask.reply_now(found) if format == "json" else table_file(ask, SHORTLIST, found, format)


@router.post("/partners/{partner_id}/shortlist", operation_id="write_shortlist", status_code=201,
             response_model=ShortlistChange, responses=problems(*_WRITE) | {
                 200: {"model": ShortlistChange, "description": "An entry that was there was changed"}})
def write_shortlist(ask: Ask, partner_id: PartnerId, entry: EntryAsked, on: On = None) -> Response:
    """Put somebody on the list, or give an entry another state, note or place."""
    listed = {each.candidate.id for each in ask.eco.shortlist.list(partner_id, as_of=on).items}
    candidate = ask.eco.find(entry.candidate, as_of=on)
    told: dict[str, Any] = {"note": entry.note, "place": entry.place, "on": on, **by(ask)}
    if candidate in listed:
        return ask.reply_now(ask.eco.shortlist.change(
            partner_id, candidate, state=entry.state, revision=entry.revision, **told))
    if entry.state is not None:
        told["state"] = entry.state
    answer = ask.reply_now(ask.eco.shortlist.add(partner_id, candidate, **told), 201)
    answer.headers["Location"] = f"/v1/partners/{quoted(partner_id)}/shortlist"
    return answer


@router.delete("/partners/{partner_id}/shortlist", operation_id="remove_from_shortlist",
               response_model=ShortlistChange, responses=problems(*_WRITE))
def remove_from_shortlist(
    ask: Ask, partner_id: PartnerId, candidate: Annotated[Text, Query(description="an id or a name")], on: On = None,
) -> Response:
    """Take somebody from the list; earlier days still show it."""
    return ask.reply_now(ask.eco.shortlist.remove(partner_id, candidate, on=on, **by(ask)))


@router.post("/partners/{partner_id}/exclusions", operation_id="exclude_partner", status_code=201,
             response_model=ExclusionChange, responses=problems(*_WRITE))
def exclude_partner(ask: Ask, partner_id: PartnerId, asked: ExclusionAsked, on: On = None) -> Response:
    """Write down that somebody is not to be proposed from a day on, and why."""
    return ask.reply_now(ask.eco.exclusions.add(
        partner_id, asked.excluded, reason=asked.reason, kind=asked.kind, on=on, **by(ask)), 201)


@router.delete("/partners/{partner_id}/exclusions", operation_id="withdraw_exclusion", response_model=ExclusionChange,
               responses=problems(*_WRITE))
def withdraw_exclusion(
    ask: Ask, partner_id: PartnerId, excluded: Annotated[Text, Query(description="an id or a name")], on: On = None,
) -> Response:
    """Take back what excludes somebody on a day: from then on it may be proposed again."""
    return ask.reply_now(ask.eco.exclusions.withdraw(partner_id, excluded, on=on, now=stamp()))


def by(ask: Ask) -> dict[str, str]:
    """Who changes something, and when, as the facade is told."""
    return {"source": f"api:{ask.principal.subject}", "now": stamp()}
