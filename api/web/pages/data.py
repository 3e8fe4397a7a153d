"""What the store holds and how it came there: imports, upload, sources, coverage, and every table as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.deps import AsOf, JobId
from api.errors import Problem
from api.jobs import Job, Options
from api.uploads import Received, receive, unpack
from api.web.site import Changing, Page, PageOf, path_to
from ecosystem import model
from ecosystem.ingest.mapping import shipped

router = APIRouter(include_in_schema=False)

_SHOWN: Final = 20
_FIELDS: Final = ("token", "mapping", "dry_run", "max_rejects")
_STATES: Final = ("queued", "running", "done", "failed")


@router.get("/data", operation_id="page_data")
def data(page: Page, all: Annotated[str | None, Query(max_length=5)] = None, as_of: AsOf = None) -> Response:
    eco, services = page.ask.eco, page.ask.services
    jobs, counts = services.jobs.listed(page.ask.principal), eco.store.counts()
    return page.show(
        "data.html", title=page.say("Data"), known=eco.catalogue.overview(as_of=as_of), all_jobs=len(jobs),
        jobs=jobs if all else jobs[:_SHOWN],
        counts={table: counts[table] for table in model.TABLES if counts.get(table)},
        about={kind.table: _about(kind) for kind in model.TABLES.values()}, mappings=shipped(), states=_states(page),
        warm=services.warm.is_set(), version=eco.snapshot(as_of).version, covered=_covered(page),
        links={"JSON": path_to("v1", "overview", as_of=as_of), page.say("Status (JSON)"): "/v1/status",
               page.say("Imports (JSON)"): "/v1/imports"},
    )


@router.get("/data/imports/{import_id}", operation_id="page_import")
def one_import(page: Page, import_id: JobId) -> Response:
    job = page.ask.services.jobs.get(import_id, page.ask.principal)
    return page.show("import.html", title=page.say("Import"), job=job, states=_states(page), report=_report(job),
                     links={"JSON": f"/v1/jobs/{job.id}"})


async def _received(request: Request, page: Page) -> AsyncIterator[tuple[str, Received]]:
    """The form on disk, counted while it comes in; gone if no import comes of it."""
    jobs, settings = page.ask.services.jobs, page.ask.services.settings
    job_id, folder = jobs.new_folder()
    try:
        yield job_id, await receive(request, folder / "body", None, settings.max_body)
    finally:
        jobs.discard_unless_submitted(job_id)


@router.post("/data/imports", operation_id="page_import_sent")
async def import_sent(page: Page, received: Annotated[tuple[str, Received], Depends(_received)]) -> Response:
    """Take files out of a form and import them behind the answer."""
    (job_id, body), services = received, page.ask.services
    most = services.settings.max_body * 4
    said = await run_in_threadpool(unpack, body, body.file.parent, most, fields=_FIELDS)
    if not services.sessions.is_token(page.request, said.get("token", "")):
        raise Problem("foreign-origin", "This form is not of your session, or the server was started anew. "
                                        "Load the page again and repeat the change.")
    job = services.jobs.submit(job_id, page.ask.principal, page.request.state.request_id, _options(said))
    return RedirectResponse(path_to("data", "imports", job.id), 303)


@router.post("/data/imports/{import_id}/resume", operation_id="page_import_resumed")
def import_resumed(page: Changing, import_id: JobId, token: Annotated[str, Form()] = "") -> Response:
    job = page.ask.services.jobs.resume(import_id, page.ask.principal)
    return page.changed(path_to("data", "imports", job.id), page.say("The import goes on where it stopped."))


def _options(said: dict[str, str]) -> Options:
    mapping, most = said.get("mapping", ""), said.get("max_rejects", "").strip()
    if mapping and mapping not in shipped():
        raise Problem("invalid-parameter", f"There is no mapping of that name; there are {', '.join(shipped())}.")
    if most and not (most.isascii() and most.isdigit() and len(most) < 10):
        raise Problem("invalid-parameter", "How many refused rows are allowed is a whole number, 0 or more.")
    return Options(int(most) if most else None, mapping or None, said.get("dry_run") == "1")


def _report(job: Job) -> list[dict[str, Any]]:
    """A row for each table of a finished import."""
    told = job.report or {}
    columns = ("accepted", "inserted", "updated", "unchanged", "doubled", "rejected")
    tables = dict.fromkeys(table for name in columns for table in told.get(name) or {})
    return [{"table": table, **{name: (told.get(name) or {}).get(table, 0) for name in columns}} for table in tables]


def _about(kind: model.Table) -> str:
    """What a row is; a row that ties two things says which."""
    if isinstance(kind, model.NodeKind):
        return kind.about
    ends = {declared.name: reference.label for declared, reference in model.references(kind)}
    return f"{ends[kind.source]} → {ends[kind.target]}"


def _states(page: PageOf) -> dict[str, str]:
    words = (page.say("waits"), page.say("is running"), page.say("done"), page.say("failed"))
    return dict(zip(_STATES, words, strict=True))


def _covered(page: PageOf) -> dict[str, str]:
    """What coverage is stated of, in words; tables that are not named here by their own name."""
    return {
        "partners.country": page.say("Country"), "partners.kind": page.say("Kind"),
        "partners.founded": page.say("Founding date"), "partners.size": page.say("Number of people"),
        "partners.website": page.say("Website"), "partners.lei": page.say("LEI"),
        "partner_capabilities": page.say("Declared capabilities"), "partner_industries": page.say("Industries"),
        "partner_channels": page.say("Channels"), "patent_owners": page.say("Patents"),
        "partnership_members": page.say("Partnerships"), "supplies": page.say("Supplies"),
        "programme_members": page.say("Programmes"), "strategies": page.say("Strategies"),
        "traits": page.say("Traits"), "risks": page.say("Risks"), "identifiers": page.say("Identifiers"),
        "partners.parent_id": page.say("Parent"),
    }
