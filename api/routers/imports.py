"""Imports as jobs: send files, ask how far it is, fetch what was refused; and tables, as they are read back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from api.deps import Ask, Asking, Cursor, JobId, Limit, asking
from api.jobs import Job, JobPage, Options
from api.schemas import problems
from api.uploads import FORM, SINGLE, ZIP, Received, receive, unpack
from ecosystem.ingest.export import write_table

router = APIRouter(prefix="/v1", tags=["imports"])
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The refused rows", "content": {"text/csv": _BINARY}}
}
_ROWS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The rows of the table", "content": {"text/csv": _BINARY}}
}
_FORM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "file": {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "the tables"},
        "mapping": {"type": "string", "description": "a mapping file (YAML), if the tables are foreign"},
    },
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One file, a ZIP archive of files, or a form of files.",
        "content": {**{each: _BINARY for each in (*SINGLE, ZIP)}, FORM: {"schema": _FORM_SCHEMA}},
    }
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How an import is asked for, looked at before a byte of the body is read."""

    name: str | None
    options: Options
    idempotency: str | None


async def _wanted(
    name: Annotated[
        str | None, Query(max_length=100, description="name of the file where the body is one: partners.csv")
    ] = None,
    mapping: Annotated[
        str | None,
        Query(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$", description="a mapping that ships with the project"),
    ] = None,
    max_rejects: Annotated[
        int | None, Query(ge=0, le=10**9, description="refuse the whole import if more rows are wrong")
    ] = None,
    dry_run: Annotated[bool, Query(description="read and check everything, write nothing")] = False,
    idempotency_key: Annotated[
        str | None,
        Header(pattern=r"^[\x21-\x7e]{1,200}$", description="the same key starts the same import once"),
    ] = None,
) -> _Wanted:
    return _Wanted(name, Options(max_rejects, mapping, dry_run), idempotency_key)


async def _received(
    request: Request,
    ask: Annotated[Asking, Depends(asking)],
    wanted: Annotated[_Wanted, Depends(_wanted)],
) -> AsyncIterator[tuple[str, Received]]:
    """The body on disk, in the folder of a job that does not exist yet; gone if none comes of it."""
    jobs = ask.services.jobs
    job_id, folder = jobs.new_folder()
    try:
        yield job_id, await receive(request, folder / "body", wanted.name, ask.services.settings.max_body)
    finally:
        jobs.discard_unless_submitted(job_id)


@router.post("/imports", operation_id="start_import", status_code=202, response_model=Job, openapi_extra=_BODY,
             responses=problems("payload-too-large", "unsupported-media-type", "invalid-upload", "store-full",
                                "invalid-request", "foreign-origin"))
def start_import(
    ask: Ask,
    wanted: Annotated[_Wanted, Depends(_wanted)],
    received: Annotated[tuple[str, Received], Depends(_received)],
) -> Response:
    """Take files in and import them behind the answer: ask `/v1/jobs/{id}` how far it is.

    The same content imported twice changes nothing, so repeating it is safe.
    """
    jobs, (job_id, body) = ask.services.jobs, received
    job = jobs.repeated(ask.principal, wanted.idempotency)
    if job is None:
        unpack(body, body.file.parent, ask.services.settings.max_body * 4)
        request_id = ask.request.state.request_id
        job = jobs.submit(job_id, ask.principal, request_id, wanted.options, wanted.idempotency)
    answer = ask.reply_now(job, 202)
    answer.headers["Location"] = f"/v1/jobs/{job.id}"
    return answer


@router.get("/imports", operation_id="list_imports", response_model=JobPage, responses=problems("invalid-cursor"))
def list_imports(ask: Ask, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Imports, the newest first, those that were not started through this server among them."""
    cursors, question = ask.services.answering.cursors, ask.question.key("", without=frozenset({"cursor", "limit"}))
    after = None if cursor is None else cursors.open(cursor, question)
    known = ask.services.jobs.listed(ask.principal)
    rest = [job for job in known if after is None or f"{job.created_at} {job.id}" < after]
    page, more = rest[:limit], len(rest) > limit
    token = cursors.seal(f"{page[-1].created_at} {page[-1].id}", question) if more else None
    answer = ask.reply_now(JobPage(tuple(page), token))
    if token is not None:
        answer.headers["Link"] = f'<{ask.question.continued(token)}>; rel="next"'
    return answer


@router.get("/imports/{import_id}", operation_id="get_import", response_model=Job, responses=problems("not-found"))
def get_import(ask: Ask, import_id: JobId) -> Response:
    """One import: how far it is, and what became of it."""
    return ask.reply_now(ask.services.jobs.get(import_id, ask.principal))


@router.post("/imports/{import_id}/resume", operation_id="resume_import", status_code=202, response_model=Job,
             responses=problems("not-found", "conflict", "foreign-origin"))
def resume_import(ask: Ask, import_id: JobId) -> Response:
    """Let a failed import go on where it stopped, with the files that were sent."""
    job = ask.services.jobs.resume(import_id, ask.principal)
    answer = ask.reply_now(job, 202)
    answer.headers["Location"] = f"/v1/jobs/{job.id}"
    return answer


@router.get("/tables/{table}", operation_id="export_table", response_class=FileResponse,
            responses=_ROWS | problems("not-found"))
def export_table(
    ask: Ask, table: Annotated[str, Path(pattern=r"^[a-z_]{1,60}$", description="a table of the exchange format")],
) -> Response:
    """Every row of one table as CSV, as an import reads it back."""
    folder = TemporaryDirectory(prefix="allygraph-table-")
    file = FilePath(folder.name) / f"{table}.csv"
    try:
        write_table(ask.eco.store, table, file)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(file, media_type="text/csv; charset=utf-8", filename=file.name,
                        background=BackgroundTask(folder.cleanup))


@router.get("/imports/{import_id}/rejects", operation_id="get_rejects", response_class=FileResponse,
            responses=_CSV | problems("not-found"))
def get_rejects(
    ask: Ask,
    import_id: JobId,
    table: Annotated[str, Query(pattern=r"^[a-z_]{1,60}$", description="a table named in the job's `rejects`")],
) -> Response:
    """The refused rows of one table as CSV, each with its file, line, column, value and reason.

    Mend the cells and send the file again: the columns of the reasons are passed over.
    """
    file = ask.services.jobs.rejects_file(import_id, table, ask.principal)
    return FileResponse(file, media_type="text/csv; charset=utf-8", filename=file.name)


@router.get("/jobs/{job_id}", operation_id="get_job", response_model=Job, responses=problems("not-found"))
def get_job(ask: Ask, job_id: JobId) -> Response:
    """One job: how far it is, and what became of it."""
    return ask.reply_now(ask.services.jobs.get(job_id, ask.principal))
