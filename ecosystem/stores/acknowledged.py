"""How a store notices that its log was cut: the last acknowledged write is known outside of it too.

A torn log opens as a clean prefix of the commits, so the engine alone cannot tell that some are
gone. The number beside the file is written after each commit and before the caller hears of it.
It is not synced: after a power cut it may be older than the store, which does no harm.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_NAME: Final = "acknowledged"
_WIDTH: Final = 80  # always the same length: overwriting needs no space on a full disk


class Acknowledged:
    """The number of the last acknowledged write of one store, kept in its scratch folder."""

    def __init__(self, folder: Path, store_id: str) -> None:
        self.path = folder / _NAME
        self._store_id = store_id

    def last(self) -> int:
        """0 where nothing is known, or the note belongs to another store."""
        try:
            store_id, number = self.path.read_text("ascii").split()
        except (OSError, ValueError):
            return 0
        return int(number) if store_id == self._store_id and number.isdecimal() else 0

    def note(self, commit_seq: int) -> None:
        # A note that cannot be written must not make a write fail that has happened.
        with suppress(OSError):
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o644)
            try:
                os.pwrite(handle, f"{self._store_id} {commit_seq}".ljust(_WIDTH).encode("ascii"), 0)
            finally:
                os.close(handle)


def any_noted(folder: Path) -> int:
    """The number in the note of whichever store; 0 where there is none."""
    try:
        return int((folder / _NAME).read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
