"""What a run of the benchmarks found, as lines of a table and as ``docs/performance.md``."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

PACKAGES: Final = ("duckdb", "numpy", "scipy", "scikit-learn", "pandas", "networkx", "numba", "sparse-dot-topn",
                   "neo4j", "fastapi", "uvicorn", "rapidfuzz")
_MORE_IS_BETTER: Final = frozenset({"/s", "right"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measurement: ours, where there is one a peer's, and what was wanted.

    ``ratio`` is how many times better ours is, whichever way round the unit counts.
    """

    what: str
    ours: float
    unit: str
    cpu: float | None = None  # seconds or milliseconds of processor time, as the unit has it
    peer: str = ""
    theirs: float | None = None
    target: float | None = None
    note: str = ""

    @property
    def more_is_better(self) -> bool:
        return any(self.unit.endswith(ending) for ending in _MORE_IS_BETTER)

    @property
    def ratio(self) -> float | None:
        if self.theirs is None or not self.ours or not self.theirs:
            return None
        return self.ours / self.theirs if self.more_is_better else self.theirs / self.ours

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.ours >= self.target if self.more_is_better else self.ours <= self.target


@dataclass(frozen=True, slots=True)
class Section:
    """What one part of the run found; ``failed`` says why there is nothing, or not all."""

    name: str
    title: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    failed: str = ""


def number(value: float | None) -> str:
    """A figure with three digits that count.

    >>> number(1234567.8), number(3.14159), number(0.01234), number(None)
    ('1,234,568', '3.14', '0.0123', '')
    """
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value else "0"


def cells(line: Line) -> tuple[str, ...]:
    """The columns of a line as texts."""
    compare = "≥" if line.more_is_better else "≤"
    target = "" if line.target is None else f"{compare} {number(line.target)}"
    if line.met is not None:
        target += " ✓" if line.met else " ✗"
    ratio = "" if line.ratio is None else f"{number(line.ratio)}×"
    return (line.what, f"{number(line.ours)} {line.unit}", number(line.cpu), line.peer, number(line.theirs), ratio,
            target, line.note)


HEADER: Final = ("work", "ours", "CPU", "peer", "theirs", "ratio", "target", "note")


def as_text(section: Section) -> str:
    """A section for the terminal."""
    rows = [HEADER[:-1], *(cells(line)[:-1] for line in section.lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [f"\n{section.title}  ({section.seconds:.0f} s)"]
    for row in rows:
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    lines += [f"  {note}" for note in (*section.notes, section.failed) if note]
    return "\n".join(lines)


def machine() -> tuple[tuple[str, str], ...]:
    """What the run was made on: nothing that tells whose machine it is."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        ("day", datetime.now(UTC).date().isoformat()),
        ("processor", f"{_processor()}, {usable} cores to use"),
        ("memory", f"{pages / 2**30:.0f} GiB"),
        ("system", f"{platform.system()} on {platform.machine()}, Python {platform.python_version()}"),
        ("packages", ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name)))),
    )


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def as_page(sections: Sequence[Section], *, command: str, sizes: Iterable[tuple[str, str]], load: float,
            load_after: float, seconds: float) -> str:
    """The whole of ``docs/performance.md``."""
    facts = [*machine(), *sizes, ("load", f"{load:.1f} at the start, {load_after:.1f} at the end (1 minute)"),
             ("took", f"{seconds / 60:.1f} minutes")]
    parts = [
        "# Performance", "",
        f"Written by `{command}` and by nothing else: run it to have these figures of your machine. Ours and the "
        "peer ran in the same run on the same data. **Ratio** is how many times better ours is, more than 1 for "
        "us and less than 1 against us; **CPU** is processor time of ours (seconds, or milliseconds where the "
        "unit is ms), which other work on the machine does not change much. Where a peer answers the same "
        "question, its answers were compared with ours first, and a difference would have ended the section.",
        "", "| | |", "|---|---|", *(f"| {name} | {_cell(value)} |" for name, value in facts),
    ]
    for section in sections:
        parts += ["", f"## {section.title}", ""]
        if section.lines:
            parts += [f"| {' | '.join(HEADER)} |", "|---|---:|---:|---|---:|---:|---:|---|"]
            parts += [f"| {' | '.join(_cell(cell) for cell in cells(line))} |" for line in section.lines]
        parts += [item for note in section.notes for item in ("", note)]
        if section.failed:
            parts += ["", f"**Not measured:** {section.failed}"]
    return "\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
