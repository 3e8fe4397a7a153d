"""The process that reads foreign files: ``python -m ecosystem.ingest.child``, started in its folder.

It reads ``job.json``, limits its own memory, stages, and answers in lines of JSON on stdout:
``{"done", "total", "what"}`` while it works, and at last ``{"refused": …}`` if something is wrong
with the files. A crash in a parser ends this process only. It ends too when its parent does.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import IO, Any, Final

JOB: Final = "job.json"

_answers: IO[str] = sys.stdout

EXIT_REFUSED: Final = 3
EXIT_MEMORY: Final = 4
EXIT_FULL: Final = 5
FULL_WORDS: Final = ("no space left", "file too large", "disk quota", "could not write")


def main() -> int:
    _keep_stdout()
    with open(JOB, encoding="utf-8") as file:
        read = json.load(file)
    _limit_memory(int(read["limits"]["memory"]), int(read["limits"]["scratch_file"]))
    threading.Thread(target=_end_with_parent, daemon=True).start()

    # imported only now, so that the limit holds for all of it
    import duckdb

    from ecosystem.errors import ImportRejected
    from ecosystem.ingest.stage import Job, stage

    here = Path.cwd()
    try:
        stage(here, Job.from_json(read), shown=Path("."), progress=_say)
    except ImportRejected as error:
        _answer({"refused": str(error), "kind": type(error).__name__})
        return EXIT_REFUSED
    except (MemoryError, duckdb.OutOfMemoryException) as error:
        _answer({"memory": str(error)[:500]})
        return EXIT_MEMORY
    except (OSError, duckdb.IOException) as error:
        _answer({"failed": str(error)[:500]})
        return EXIT_FULL if is_full(error) else 1
    return 0


def is_full(error: Exception) -> bool:
    """Whether an error of the system or of DuckDB means that there is no room left."""
    return any(word in str(error).lower() for word in FULL_WORDS)


def _limit_memory(memory: int, largest_file: int) -> None:
    try:
        import resource
    except ImportError:  # not a POSIX system: DuckDB's own limit must do
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))


def _end_with_parent() -> None:
    """The parent holds the other end of stdin and never writes: it ends when the parent does."""
    os.read(0, 1)
    os._exit(1)


def _keep_stdout() -> None:
    """Only answers go to the pipe; whatever a library prints goes to the error file."""
    global _answers
    _answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)


def _say(done: int, total: int, what: str) -> None:
    _answer({"done": done, "total": total, "what": what})


def _answer(what: dict[str, Any]) -> None:
    _answers.write(json.dumps(what) + "\n")
    _answers.flush()


if __name__ == "__main__":
    sys.exit(main())
