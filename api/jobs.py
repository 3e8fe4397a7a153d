"""Imports that run behind the server: queued, one at a time, remembered on disk.

A job lives in a folder of its own (``job.json``, the files, the rejects). A server that was killed
takes unfinished jobs up again when it starts: an import applies whole batches and skips those it has
applied before, so running it again is safe. What an import did is in the store's ``ImportRecord``
as well; it can be asked for by its import id where no job is remembered.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, Final, Literal, Protocol

from api.errors import Occurrence, Problem, as_problem, document, safe_text
from api.security import DEFAULT_TENANT, Principal
from api.uploads import FILES, MAPPING
from ecosystem.answers import body
from ecosystem.errors import Conflict, NotFound
from ecosystem.stores.base import ImportRecord

_LOG = logging.getLogger("allygraph.jobs")
_KEPT: Final = 200
_MOST_ATTEMPTS: Final = 3
REJECTS: Final = "rejects"
_UNFINISHED: Final = frozenset({"queued", "running"})

State = Literal["queued", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; ``total`` is 0 while it is not known."""

    done: int = 0
    total: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One import as it is asked for. ``report`` is there when it is done, ``problem`` if it failed."""

    id: str
    state: State
    created_at: str
    files: tuple[str, ...]
    submitted_by: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    progress: Progress = field(default_factory=Progress)
    import_id: str | None = None
    accepted: int | None = None
    rejected: int | None = None
    report: Mapping[str, Any] | None = None
    problem: Mapping[str, Any] | None = None
    rejects: Mapping[str, str] = field(default_factory=dict)  # by table, the address of its refused rows


@dataclass(frozen=True, slots=True)
class JobPage:
    """Imports, the newest first."""

    items: tuple[Job, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How an import is to be done."""

    max_rejects: int | None = None
    mapping: str | None = None  # name of a mapping that ships with the project
    dry_run: bool = False  # read and check everything, write nothing


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is kept of a job beside what is shown."""

    job: Job
    tenant: str
    request_id: str
    options: Options
    attempts: int = 0
    idempotency: str | None = None


class Importer(Protocol):
    """The part of the facade that jobs need."""

    def import_path(self, *paths: str | Path, mapping: str | Path | None, max_rejects: int | None,
                    rejects_to: Path | None, dry_run: bool, progress: Callable[[int, int, str], None] | None,
                    now: str) -> Any: ...


class Jobs:
    """The jobs of this server.

    ``records`` answers the imports that the store knows; ``after`` is called when one was done, before
    its job says so.
    """

    def __init__(self, folder: Path, importer: Importer, records: Callable[[], list[ImportRecord]],
                 after: Callable[[], None] = lambda: None) -> None:
        self._folder, self._importer, self._records, self._after = folder, importer, records, after
        self._lock, self._stopping = Lock(), Event()
        self._entries: dict[str, _Entry] = {}
        self._queue: queue.Queue[str | None] = queue.Queue()
        self._thread: Thread | None = None
        self._started = False

    # --- asked by handlers -------------------------------------------------------------------------
    def new_folder(self) -> tuple[str, Path]:
        """An id and an empty folder for a body that is about to arrive."""
        job_id = secrets.token_hex(12)
        folder = self._folder / job_id
        folder.mkdir(parents=True, mode=0o700)
        return job_id, folder

    def discard(self, job_id: str) -> None:
        """Forget a folder whose body was refused."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def discard_unless_submitted(self, job_id: str) -> None:
        with self._lock:
            known = job_id in self._entries
        if not known:
            self.discard(job_id)

    def submit(self, job_id: str, principal: Principal, request_id: str, options: Options,
               idempotency: str | None = None) -> Job:
        """Queue the files that lie in the folder of ``job_id``."""
        names = tuple(sorted(each.name for each in (self._folder / job_id / FILES).iterdir()))
        job = Job(job_id, "queued", _now(), names, principal.subject)
        self._keep(_Entry(job, principal.tenant, request_id, options, idempotency=idempotency))
        self._tidy()
        self.start()
        self._queue.put(job_id)
        return job

    def repeated(self, principal: Principal, idempotency: str | None) -> Job | None:
        """The job that this principal started with the same ``Idempotency-Key``."""
        with self._lock:
            for entry in self._entries.values():
                if idempotency is not None and entry.idempotency == idempotency and \
                        (entry.tenant, entry.job.submitted_by) == (principal.tenant, principal.subject):
                    return entry.job
        return None

    def resume(self, job_id: str, principal: Principal) -> Job:
        """Queue a failed import again: with the files that were sent, from the batch where it stopped.

        Raises
        ------
        NotFound
        Conflict
            if it has not failed, or its files are gone.
        """
        job = self.get(job_id, principal)
        with self._lock:
            entry = self._entries.get(job.id)
        if entry is None or job.state != "failed" or not (self._folder / job.id / FILES).is_dir():
            raise Conflict("Only a failed import whose files are still here can go on; send the files again: what "
                           "was written is not written twice.")
        again = replace(job, state="queued", started_at=None, finished_at=None, problem=None, progress=Progress())
        self._keep(replace(entry, job=again, attempts=0))
        self.start()
        self._queue.put(job.id)
        return again

    def get(self, job_id: str, principal: Principal) -> Job:
        """A job by its id or its import's.

        Raises
        ------
        NotFound
            also for a job of another tenant: that it exists is nobody else's business.
        """
        for job in self.listed(principal):
            if job_id in (job.id, job.import_id):
                return job
        raise NotFound(f"There is no import or job with the id {safe_text(job_id)[:100]!r}.")

    def listed(self, principal: Principal) -> list[Job]:
        """Every import of the tenant, newest first: jobs, then what only the store remembers."""
        with self._lock:
            jobs = [entry.job for entry in self._entries.values() if entry.tenant == principal.tenant]
            known = {entry.job.import_id for entry in self._entries.values()}
        if principal.tenant == DEFAULT_TENANT:  # imports from outside the server belong to its owner
            others = [record for record in self._records() if record.import_id not in known]
            jobs += [_of_record(record, self.without_paths(record.sources)) for record in others]
        return sorted(jobs, key=lambda job: (job.created_at, job.id), reverse=True)

    def rejects_file(self, job_id: str, table: str, principal: Principal) -> Path:
        """The refused rows of one table of a job, in a file.

        Raises
        ------
        NotFound
        """
        job = self.get(job_id, principal)
        file = self._folder / job.id / REJECTS / f"{table}.csv"
        if table not in job.rejects or not file.is_file():
            known = ", ".join(sorted(job.rejects)) or "none"
            raise NotFound(f"This import has no refused rows of that table; it has some of: {known}.")
        return file

    def without_paths(self, sources: Iterable[str]) -> tuple[str, ...]:
        """Where imports came from, as others may know it: our uploads by job, files by their names."""
        return tuple(
            f"upload {Path(each).parent.name}" if Path(each).is_relative_to(self._folder) else Path(each).name
            for each in sources
        )

    def unfinished(self) -> int:
        with self._lock:
            return sum(entry.job.state in _UNFINISHED for entry in self._entries.values())

    # --- the worker --------------------------------------------------------------------------------
    def start(self) -> None:
        """Begin to work; the first time, take up what an earlier server left unfinished."""
        with self._lock:
            first, self._started = not self._started, True
            if self._thread is None or not self._thread.is_alive():
                self._stopping.clear()
                self._thread = Thread(target=self._work, name="allygraph-jobs", daemon=True)
                self._thread.start()
        if first:
            self._take_up()

    def stop(self, seconds: float = 10.0) -> None:
        """Let the running job end, for at most ``seconds``; what is left goes on at the next start."""
        self._stopping.set()
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(seconds)

    def _take_up(self) -> None:
        for entry in self._stored():
            with self._lock:
                if entry.job.id in self._entries:
                    continue
                self._entries[entry.job.id] = entry
            if entry.job.state in _UNFINISHED:
                if entry.attempts >= _MOST_ATTEMPTS:
                    self._fail(entry, Problem("internal-error", "The server ended during it, three times."))
                else:
                    self._queue.put(entry.job.id)

    def _work(self) -> None:
        while not self._stopping.is_set():
            job_id = self._queue.get()
            if job_id is None:
                continue
            with self._lock:
                entry = self._entries.get(job_id)
            if entry is not None and entry.job.state in _UNFINISHED:
                self._run(entry)

    def _run(self, entry: _Entry) -> None:
        folder = self._folder / entry.job.id
        job = replace(entry.job, state="running", started_at=_now())
        entry = self._keep(replace(entry, job=job, attempts=entry.attempts + 1))
        mapping = folder / MAPPING
        try:
            report = self._importer.import_path(
                folder / FILES,
                mapping=mapping if mapping.is_file() else entry.options.mapping,
                max_rejects=entry.options.max_rejects, rejects_to=folder / REJECTS, dry_run=entry.options.dry_run,
                progress=lambda done, total, what: self._report(job.id, Progress(done, total, what)),
                now=_now(),
            )
        except Exception as error:
            problem = as_problem(error)
            fields_ = {"job": job.id, "request_id": entry.request_id}
            _LOG.log(
                logging.INFO if problem and problem.type.status < 500 else logging.ERROR,
                "import failed", exc_info=error, extra={"fields": fields_},
            )
            self._fail(entry, problem or Problem("internal-error"))
        else:
            told = body(report)
            try:
                self._after()
            except Exception as error:  # the import itself is done and stays so
                _LOG.error("after an import", exc_info=error, extra={"fields": {"job": job.id}})
            self._finish(entry, told if isinstance(told, dict) else {})
            shutil.rmtree(folder / FILES, ignore_errors=True)

    def _finish(self, entry: _Entry, report: Mapping[str, Any]) -> None:
        # Where something lies on this server is of no use to whoever asks.
        known = {name: None if isinstance(value, Path) else value for name, value in report.items()}
        with self._lock:
            progress = self._entries[entry.job.id].job.progress
        job = replace(
            entry.job, state="done", finished_at=_now(), progress=progress, report=known,
            import_id=known.get("import_id"), accepted=_total(known.get("accepted")),
            rejected=_total(known.get("rejected")), rejects=self._rejects_of(entry.job.id),
        )
        self._keep(replace(entry, job=job))

    def _fail(self, entry: _Entry, problem: Problem) -> None:
        where = Occurrence(f"/v1/jobs/{entry.job.id}", entry.request_id)
        told = document(problem, where)
        # A reader of files says where they lie; whoever sent them knows them by their names alone.
        detail, folder = str(told["detail"]), self._folder / entry.job.id
        for path, said in ((f"{folder / FILES}{os.sep}", ""), (folder / FILES, "The upload"), (folder, "")):
            detail = detail.replace(str(path), said)
        told["detail"] = detail
        job = replace(
            entry.job, state="failed", finished_at=_now(), problem=told,
            rejects=self._rejects_of(entry.job.id),
        )
        self._keep(replace(entry, job=job))

    def _rejects_of(self, job_id: str) -> dict[str, str]:
        files = sorted((self._folder / job_id / REJECTS).glob("*.csv"))
        return {file.stem: f"/v1/imports/{job_id}/rejects?table={file.stem}" for file in files}

    def _report(self, job_id: str, progress: Progress) -> None:
        with self._lock:
            entry = self._entries[job_id]
            self._entries[job_id] = replace(entry, job=replace(entry.job, progress=progress))

    # --- on disk -----------------------------------------------------------------------------------
    def _keep(self, entry: _Entry) -> _Entry:
        with self._lock:
            self._entries[entry.job.id] = entry
        file = self._folder / entry.job.id / "job.json"
        temporary = file.with_suffix(".new")
        temporary.write_text(json.dumps(asdict(entry)), "utf-8")
        os.replace(temporary, file)
        return entry

    def _stored(self) -> Iterator[_Entry]:
        found = []
        for file in self._folder.glob("*/job.json"):
            try:
                found.append(_read(json.loads(file.read_text("utf-8"))))
            except (OSError, ValueError, TypeError, KeyError) as error:
                about = {"job": file.parent.name, "error": str(error)}
                _LOG.error("job file not readable", extra={"fields": about})
        yield from sorted(found, key=lambda entry: (entry.job.created_at, entry.job.id))

    def _tidy(self) -> None:
        """Forget the oldest finished jobs; their records stay in the store."""
        with self._lock:
            finished = sorted(
                (entry.job.created_at, entry.job.id) for entry in self._entries.values()
                if entry.job.state not in _UNFINISHED
            )
            old = [job_id for _, job_id in finished[: max(len(finished) - _KEPT, 0)]]
            for job_id in old:
                del self._entries[job_id]
        for job_id in old:
            self.discard(job_id)


def _read(stored: dict[str, Any]) -> _Entry:
    job = stored["job"]
    job |= {"files": tuple(job["files"]), "progress": Progress(**job["progress"])}
    names = {each.name for each in fields(_Entry)}
    kept = {name: value for name, value in stored.items() if name in names}
    return _Entry(**kept | {"job": Job(**job), "options": Options(**stored["options"])})


def _of_record(record: ImportRecord, names: tuple[str, ...]) -> Job:
    """What the store remembers of an import, in the form of a job."""
    done = record.state == "done"
    return Job(
        record.import_id, "done" if done else "running", record.started_at, names,
        started_at=record.started_at, finished_at=record.finished_at, import_id=record.import_id,
        accepted=record.accepted if done else None, rejected=record.rejected if done else None,
    )


def _total(counted: object) -> int | None:
    """A number, or the sum over tables."""
    if isinstance(counted, Mapping):
        return sum(each for each in counted.values() if isinstance(each, int))
    return counted if isinstance(counted, int) else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
