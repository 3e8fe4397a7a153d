"""How much an import may take before it is refused: memory, time and the size of what it unpacks."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import Any, Final

MIB: Final = 1 << 20
GIB: Final = 1 << 30
_LEAST: Final = 512 * MIB  # the libraries alone take a good part of it


def _half_of_memory() -> int:
    """Half of this machine's memory, at least 1 GiB and at most 8 GiB."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not a POSIX system
        whole = 4 * GIB
    return min(max(whole // 2, GIB), 8 * GIB)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one import. The defaults let 100M edges through on a laptop.

    Attributes
    ----------
    memory
        bytes of address space that the reading process may use, at least 512 MiB; 0 = half of the
        machine's memory, at most 8 GiB.
    seconds
        after which the reading process is stopped.
    line
        bytes in one line of a CSV file.
    unpacked
        bytes that one compressed file or archive may unpack to.
    ratio
        how many times larger than itself a compressed file may unpack to, beyond the first 64 MiB.
    rows
        rows that one Parquet file may declare.
    density
        rows per byte of a Parquet file, beyond the first million: rows that differ take more room.
    scratch_file
        bytes of the largest file that may be written to the scratch folder; 0 = no limit.
    threads
        of the reading process.
    """

    memory: int = 0
    seconds: float = 4 * 3600
    line: int = 2 * MIB
    unpacked: int = 64 * GIB
    ratio: int = 200
    rows: int = 1_000_000_000
    density: int = 50
    scratch_file: int = 0
    threads: int = 2

    @property
    def memory_bytes(self) -> int:
        return max(self.memory, _LEAST) if self.memory else _half_of_memory()

    def as_json(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


def in_words(size: int) -> str:
    """A number of bytes as a person says it.

    Examples
    --------
    >>> in_words(512), in_words(3 * MIB), in_words(GIB * 5 // 2)
    ('512 bytes', '3 MiB', '2.5 GiB')
    """
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (1024, "KiB")):
        if size >= unit:
            return f"{size / unit:.4g} {name}"
    return f"{size} bytes"
