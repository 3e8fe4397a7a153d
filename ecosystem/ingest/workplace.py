"""The folder of one import: below the store's scratch, one importer at a time, kept for a resume."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from ecosystem.errors import ImportRejected
from ecosystem.stores.base import Store

_HOME: Final = "imports"
_LOCK: Final = ".lock"


@contextmanager
def workplace(store: Store, content: str) -> Iterator[Path]:
    """The folder for importing this content, locked while it is in use; it may hold an earlier stage.

    Raises
    ------
    ImportRejected
        if another process or thread is importing the same files.
    """
    home = store.scratch / _HOME
    home.mkdir(parents=True, exist_ok=True)
    folder = home / content
    lock = _locked(home / f"{content}{_LOCK}")
    if lock is None:
        raise ImportRejected("The same files are being imported already; wait for that import to end.")
    try:
        folder.mkdir(exist_ok=True)
        yield folder
    finally:
        if not folder.exists():
            (home / f"{content}{_LOCK}").unlink(missing_ok=True)
        lock.close()


def tidy(store: Store, keep: set[str]) -> None:
    """Remove what imports of dead processes left, except those in ``keep`` (they can be resumed)."""
    home = store.scratch / _HOME
    for path in sorted(home.glob(f"*{_LOCK}")):
        content = path.name.removesuffix(_LOCK)
        if content in keep:
            continue
        lock = _locked(path)
        if lock is not None:
            shutil.rmtree(home / content, ignore_errors=True)
            path.unlink(missing_ok=True)
            lock.close()


def _locked(path: Path) -> IO[bytes] | None:
    """The lock file, held; None if somebody else holds it. A dead process holds nothing."""
    while True:
        file = path.open("ab")
        if not _take(file):
            file.close()
            return None
        if path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno())):
            return file
        file.close()  # its last holder removed it in between: take the new one


def _take(file: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:  # not a POSIX system: one importer is the user's care
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
