"""How partnerships are established: due diligence, milestones, annexes as tables, differences, templates."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from api.clock import DAY, day_of
from api.deps import Ask, AsOf, NodeId, Text
from api.routers.life import Key, Written, hand_of
from api.schemas import problems
from ecosystem.answers.life import RecordList
from ecosystem.answers.life_establish import AnnexTable, Differences, Diligence, Milestones, Templates
from ecosystem.dates import parse_as_of

router = APIRouter(prefix="/v1", tags=["life"])

_READ = ("unknown-node",)
_WRITE = ("unknown-node", "unknown-partner", "conflict", "store-full", "invalid-request", "foreign-origin")
_PAGES: Final[dict[int | str, dict[str, Any]]] = {200: {
    "description": "The table as JSON, or as a page to print",
    "content": {kind: {"schema": {"type": "string"}} for kind in ("text/markdown", "text/html")},
}}
_MEDIA: Final = {"markdown": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8"}
Day = Annotated[str, Query(pattern=DAY, description="a day")]
Language = Literal["en", "zh"]


class ExamineAsked(Written):
    """Who asks, and who answers for the checks."""

    asker: str | None = Field(None, min_length=1, max_length=200, description="a partner; the first if absent")
    owner: str | None = Field(None, min_length=1, max_length=200, description="of the checks that are open")
    due: str | None = Field(None, pattern=DAY, description="by when they are to be answered")
    language: Language = "en"


class TemplateAsked(Written):
    """Which template, from which day on."""

    template: str = Field(min_length=1, max_length=60)
    starts: str = Field(pattern=DAY, description="the day from which its months count")
    language: Language = "en"


@router.get("/partnerships/{partnership_id}/diligence", operation_id="get_diligence", response_model=Diligence,
            responses=problems(*_READ))
def get_diligence(ask: Ask, partnership_id: NodeId, as_of: AsOf = None) -> Response:
    """Its due diligence (尽职调查): which checks are open, since when overdue, and whose they are."""
    return ask.reply_now(ask.eco.life.establish.diligence(partnership_id, as_of=day_of(as_of)))


@router.post("/partnerships/{partnership_id}/diligence", operation_id="examine_partnership", response_model=Diligence,
             status_code=201, responses=problems(*_WRITE))
def examine_partnership(ask: Ask, partnership_id: NodeId, asked: ExamineAsked, key: Key = None) -> Response:
    """Write a check for each thing that has to be known of the other partners, what is unknown first.

    What is on record is written as answered; what was asked before is not asked again.
    """
    return ask.reply_now(ask.eco.life.establish.examine(
        partnership_id, hand_of(ask, asked, key), asker=asked.asker, owner=asked.owner,
        due=None if asked.due is None else parse_as_of(asked.due), language=asked.language,
    ), 201)


@router.get("/milestones", operation_id="get_milestones", response_model=Milestones, responses=problems(*_READ))
def get_milestones(
    ask: Ask,
    partnership: Annotated[Text | None, Query(description="only of this one")] = None,
    status: Annotated[Literal["overdue", "due_soon", "open", "delivered", "accepted", "cancelled"] | None,
                      Query(description="only of this status")] = None,
    blocked: Annotated[bool | None, Query(description="only those that wait for something, or that do not")] = None,
    within: Annotated[int, Query(ge=0, le=3650, description="days before it is due in which one is due soon")] = 30,
    as_of: AsOf = None,
) -> Response:
    """Milestones of one or all partnerships: overdue, due soon, and by whom they are blocked."""
    return ask.reply_now(ask.eco.life.establish.milestones(
        as_of=day_of(as_of), partnership=partnership, status=status, blocked=blocked, within=within))


@router.get("/annexes/{annex_id}", operation_id="get_annex_table", response_model=AnnexTable,
            responses={**problems(*_READ), **_PAGES})
def get_annex_table(
    ask: Ask, annex_id: NodeId,
    format: Annotated[Literal["json", "markdown", "html"], Query(description="JSON, or a page to print")] = "json",
    language: Annotated[Language, Query(description="of the page")] = "en", as_of: AsOf = None,
) -> Response:
    """An annex as table of milestones, resources and assessment (里程碑-资源-考核), by quarter."""
    establish = ask.eco.life.establish
    if format == "json":
        return ask.reply_now(establish.annex_table(annex_id, as_of=day_of(as_of)))
    page = establish.annex_page(annex_id, as_of=day_of(as_of), form=format, language=language)
    return Response(page, media_type=_MEDIA[format])


@router.get("/records/{record_id}/difference", operation_id="get_difference", response_model=Differences,
            responses=problems(*_READ))
def get_difference(ask: Ask, record_id: NodeId, since: Day, until: Day) -> Response:
    """What is different in an agreement, an annex or any record between two days: from, to, by whom, why."""
    return ask.reply_now(ask.eco.life.establish.difference(record_id, since=parse_as_of(since),
                                                           until=parse_as_of(until)))


@router.get("/templates", operation_id="list_templates", response_model=Templates, responses=problems())
def list_templates(ask: Ask) -> Response:
    """Ways to start a partnership (模板), and what each writes."""
    return ask.reply_now(ask.eco.life.establish.templates())


@router.post("/partnerships/{partnership_id}/template", operation_id="apply_template", response_model=RecordList,
             status_code=201, responses=problems(*_WRITE))
def apply_template(ask: Ask, partnership_id: NodeId, asked: TemplateAsked, key: Key = None) -> Response:
    """Write agreement, annex, milestones, measures, cadences and triggers of a template: all or none."""
    return ask.reply_now(ask.eco.life.establish.from_template(
        partnership_id, asked.template, starts=parse_as_of(asked.starts), hand=hand_of(ask, asked, key),
        language=asked.language,
    ), 201)
