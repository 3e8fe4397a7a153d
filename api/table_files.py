"""Which answers are tables for a spreadsheet, with which columns, and how they are sent as CSV or Excel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from starlette.responses import Response

from api.answering import CACHEABLE, Document
from api.deps import Asking
from ecosystem.answers import Candidates, csv_files, sheets
from ecosystem.answers.sheets import Column, Sheet
from ecosystem.answers.shortlist import Shortlist

A = TypeVar("A")

FILES: Final[dict[int | str, dict[str, Any]]] = {200: {
    "description": "The answer as JSON, or as a table for a spreadsheet",
    "content": {name.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                for name in (csv_files.MEDIA_TYPE, sheets.MEDIA_TYPE)},
}}


@dataclass(frozen=True, slots=True)
class TableOf(Generic[A]):
    """An answer as a table: the first sheet is the CSV file as well; ``more`` are further sheets in Excel."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[A], Iterable[Sequence[object]]]
    more: Callable[[A], Iterable[Sheet]] = lambda _: ()


def table_document(ask: Asking, table: TableOf[A], answer: A, form: str) -> Document:
    """The answer as a file; ``form`` is csv or xlsx."""
    told: Any = answer
    if form == "csv":
        content = csv_files.csv_bytes([each.title for each in table.columns], table.rows(answer))
        media_type = csv_files.MEDIA_TYPE
    else:
        first = Sheet(table.name.capitalize(), table.columns, table.rows(answer))
        content = sheets.workbook([first, *table.more(answer)], _about(ask, told))
        media_type = sheets.MEDIA_TYPE
    whose = re.sub(r"[^a-z0-9]+", "-", str(told.partner.id).lower()).strip("-")[:40]
    name = "-".join(each for each in ("allygraph", table.name, whose, str(told.as_of)) if each)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Document(content, media_type, told.snapshot, headers)


def table_file(ask: Asking, table: TableOf[A], answer: A, form: str) -> Response:
    """The same as a response that nobody keeps: lists of work change without the snapshot."""
    made = table_document(ask, table, answer, form)
    return Response(made.content, headers={**CACHEABLE, **made.headers, "Content-Type": made.media_type})


def _about(ask: Asking, answer: Any) -> dict[str, object]:
    """What was asked, of which day and state: a sheet of its own in each file."""
    asked = [(name, value) for name, value in ask.request.query_params.multi_items() if name != "format"]
    return {
        "organisation": f"{answer.partner.name} ({answer.partner.id})", "as of": str(answer.as_of),
        "snapshot": answer.snapshot, "asked at": ask.request.url.path,
        **{f"parameter {name}": value for name, value in asked},
        "program": f"Allygraph {ask.services.answering.version}",
    }


# --- candidates ------------------------------------------------------------------------------------
_CANDIDATE: Final = (
    Column("rank", "count"), Column("id"), Column("name"), Column("country"), Column("kind"),
    Column("score", "number"), Column("low", "number"), Column("high", "number"), Column("coverage", "number"),
    Column("support", "number"), Column("flags"), Column("mine", "number"), Column("theirs", "number"),
    Column("why", "long"),
)
_FACT: Final = (
    Column("rank", "count"), Column("id"), Column("name"), Column("part"), Column("contribution", "number"),
    Column("sentence", "long"), Column("fact"), Column("fact id"), Column("fact name"), Column("source"),
    Column("date", "day"), Column("recorded", "day"), Column("confidence", "number"),
)
_LEFT_OUT: Final = (Column("reason"), Column("count", "count"), Column("organisations", "long"),
                    Column("stated", "long"))


def _candidates(found: Candidates) -> Iterable[Sequence[object]]:
    for each in found.items:
        of = each.partner
        why = " ".join(part.sentence for part in each.evidence)
        yield (each.rank, of.id, of.name, of.country, of.kind, each.score, each.low, each.high, each.coverage,
               each.support, "; ".join(each.flags), each.mine, each.theirs, why)


def _evidence(found: Candidates) -> Iterable[Sequence[object]]:
    for each in found.items:
        for part in each.evidence:
            told = (each.rank, each.partner.id, each.partner.name, part.part, part.contribution, part.sentence)
            for fact in part.facts:
                yield (*told, fact.kind, fact.id, fact.name, fact.source, fact.date, fact.recorded_at, fact.confidence)
            if not part.facts:
                yield (*told, None, None, None, None, None, None, None)


def _more(found: Candidates) -> Iterable[Sheet]:
    yield Sheet("Evidence", _FACT, _evidence(found))
    yield Sheet("Left out", _LEFT_OUT, (
        (each.reason, each.count, "; ".join(of.name for of in each.partners),
         "; ".join(f"{note.partner.name}: {note.reason or note.kind}" for note in each.notes))
        for each in found.excluded))


CANDIDATES: Final[TableOf[Candidates]] = TableOf("candidates", _CANDIDATE, _candidates, _more)


# --- shortlist -------------------------------------------------------------------------------------
_ENTRY: Final = (
    Column("rank", "count"), Column("id"), Column("name"), Column("country"), Column("kind"), Column("state"),
    Column("note", "long"), Column("since", "day"), Column("changed", "day"), Column("changed by"),
    Column("is a partner", "switch"),
)


def _entries(found: Shortlist) -> Iterable[Sequence[object]]:
    for each in found.items:
        of = each.candidate
        yield (each.rank, of.id, of.name, of.country, of.kind, each.state, each.note, each.since, each.changed,
               each.source, each.is_partner)


SHORTLIST: Final[TableOf[Shortlist]] = TableOf("shortlist", _ENTRY, _entries)
