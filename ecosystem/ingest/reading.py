"""How the reading process is started, watched, and what its end means."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

from ecosystem import errors
from ecosystem.errors import ImportRejected, StoreFull
from ecosystem.ingest import child
from ecosystem.ingest.limits import in_words
from ecosystem.ingest.stage import Job, Progress, Staged, intact

_ERRORS: Final = "child.err"
_GRACE: Final = 5.0


def stage_apart(folder: Path, job: Job, progress: Progress) -> Staged:
    """Run the stage in a process of its own, with the limits of the job.

    Raises
    ------
    ImportRejected
        if the files cannot be accepted, the process crashed on them, or ran out of memory or time.
    StoreFull
        if there was no room for what it had to write.
    """
    limits = job.as_json()
    limits["limits"]["memory"] = job.limits.memory_bytes
    (folder / child.JOB).write_text(json.dumps(limits), encoding="utf-8")
    with (folder / _ERRORS).open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", child.__name__], cwd=folder, env=_environment(folder),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=err,
        )
    late = threading.Event()
    timer = threading.Timer(job.limits.seconds, _stop, (process, late))
    timer.daemon = True
    timer.start()
    last: dict[str, Any] = {}
    doing = "starting"
    try:
        assert process.stdout is not None
        for line in process.stdout:
            last = json.loads(line)
            if "what" in last:
                doing = last["what"]
                progress(last["done"], last["total"], doing)
        code = process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            process.kill()
            process.wait(_GRACE)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
    if late.is_set():
        raise ImportRejected(f"Nothing was imported: {doing} took longer than {job.limits.seconds:g} seconds. "
                             "Import the files one after the other, or allow more time.")
    if code:
        raise _failure(folder, code, last, doing, job)
    staged = intact(folder)
    if staged is None:
        raise ImportRejected(f"Nothing was imported: the reading process ended while {doing} and left nothing.")
    return staged


def _failure(folder: Path, code: int, last: dict[str, Any], doing: str, job: Job) -> Exception:
    """What the end of the reading process means, as a sentence."""
    memory = in_words(job.limits.memory_bytes)
    if code == child.EXIT_REFUSED:
        kind = getattr(errors, last["kind"], ImportRejected)
        refusal: Exception = kind(last["refused"])
        return refusal
    if code == child.EXIT_FULL:
        return StoreFull(f"Nothing was imported: there is no room in {folder.parent} ({last['failed']}). "
                         "Free some space and import again.")
    starved = any(word in _errors(folder) for word in ("MemoryError", "bad_alloc", "Cannot allocate memory"))
    if code in (child.EXIT_MEMORY, -signal.SIGKILL) or starved:
        return ImportRejected(f"Nothing was imported: {doing} needs more than {memory} of memory. Import the files "
                              "one after the other, or allow more.")
    if code < 0:
        return ImportRejected(
            f"Nothing was imported: the reading process crashed ({_signal(-code)}) while {doing}. One of the files "
            "is likely damaged; get it again, or save it in another format."
        )
    said = last.get("failed") or _errors(folder)
    return ImportRejected(f"Nothing was imported: {doing} failed ({said}).")


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _environment(temporary: Path) -> dict[str, str]:
    """The parent's, and where this package lies: the process starts in another folder.

    What it writes for a while goes to the import's folder, the only one that its DuckDB may see.
    """
    root = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    # one thread of linear algebra: each would claim address space, and none is used
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, *([known] if known else [])]),
            "OPENBLAS_NUM_THREADS": "1", "TMPDIR": str(temporary)}


def _errors(folder: Path) -> str:
    lines = (folder / _ERRORS).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "it said nothing"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
