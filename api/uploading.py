"""Send files to a running server and follow the import until it is done."""

from __future__ import annotations

import json
import tempfile
import time
import urllib.parse
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final

from ecosystem.errors import AllygraphError, ImportRejected, InvalidParameter

_ASK_EVERY: Final = 0.2
_MAPPING_FILES: Final = {".yaml", ".yml"}

Send = Callable[[str, str, "IO[bytes] | None", dict[str, str]], bytes]
Progress = Callable[[int, int, str], None]


class ImportFailed(AllygraphError):
    """The server could not do an import that it had taken in; the message is the problem's."""


def upload(send: Send, paths: Sequence[Path], *, mapping: str | None = None, max_rejects: int | None = None,
           rejects_to: Path | None = None, dry_run: bool = False, progress: Progress | None = None) -> Any:
    """Import through a server; the report that a local import would give.

    Raises
    ------
    ImportRejected
        if a path cannot be read.
    ImportFailed
        with the server's own words.
    InvalidParameter
        for a mapping file of one's own, which a server does not take this way.
    """
    if mapping is not None and Path(mapping).suffix in _MAPPING_FILES:
        raise InvalidParameter("Through a server only mappings that ship with Allygraph can be named.")
    asked = {"mapping": mapping, "max_rejects": max_rejects, "dry_run": "true" if dry_run else None}
    query = urllib.parse.urlencode({name: value for name, value in asked.items() if value is not None})
    with tempfile.TemporaryFile() as archive:
        _pack(paths, archive)
        headers = {"Content-Type": "application/zip", "Content-Length": str(archive.tell())}
        archive.seek(0)
        job = json.loads(send("POST", f"/v1/imports?{query}", archive, headers))
    job = _followed(send, job["id"], progress)
    if job["rejects"] and rejects_to is not None:
        rejects_to.mkdir(parents=True, exist_ok=True)
        for table, address in job["rejects"].items():
            (rejects_to / f"{table}.csv").write_bytes(send("GET", address, None, {}))
    if job["state"] == "failed":
        problem = job["problem"] or {}
        raise ImportFailed(str(problem.get("detail") or problem.get("title") or "The import failed."))
    return job["report"]


def _followed(send: Send, job_id: str, progress: Progress | None) -> Any:
    while True:
        job = json.loads(send("GET", f"/v1/jobs/{job_id}", None, {}))
        if progress is not None:
            progress(job["progress"]["done"], job["progress"]["total"], job["progress"]["what"] or job["state"])
        if job["state"] in {"done", "failed"}:
            return job
        time.sleep(_ASK_EVERY)


def _pack(paths: Iterable[Path], archive: IO[bytes]) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for file in _files(paths):
            packed.write(file, file.name)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.is_file())
        elif path.is_file():
            yield path
        else:
            raise ImportRejected(f"There is no file or folder {str(path)!r}.")
