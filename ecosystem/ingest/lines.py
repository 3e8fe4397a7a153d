"""In which line of a CSV file a row stands. Asked only where rows were refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ecosystem.ingest.limits import MIB

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that is no row: the line it begins in, the reader's word for it, and its text."""

    line: int
    kind: str
    text: str

    @property
    def lines(self) -> int:
        """Physical lines it takes; a record that ran to the end of the file has a last line end."""
        return 1 + self.text.removesuffix("\n").count("\n")


def placed(path: Path, records: Sequence[tuple[int, str, str]]) -> list[Unreadable]:
    """Unreadable records with their physical line, from (byte position from 1, kind, text).

    The reader counts records, not lines, and may begin a record at the line ends before it.
    """
    if not records:
        return []
    offsets = sorted(position - 1 for position, _, _ in records)
    line_at = dict(zip(offsets, _lines_before(path, offsets), strict=True))
    found = []
    for position, kind, text in sorted(records):
        plain = text.lstrip("\r\n")
        before = text[:len(text) - len(plain)]
        found.append(Unreadable(line_at[position - 1] + before.count("\n"), kind, plain))
    return found


def _lines_before(path: Path, offsets: Sequence[int]) -> Iterator[int]:
    """The line that each offset (sorted) lies in."""
    line, place = 1, 0
    with path.open("rb") as file:
        for offset in offsets:
            while place < offset and (chunk := file.read(min(4 * MIB, offset - place))):
                line += chunk.count(b"\n")
                place += len(chunk)
            yield line


def first_lines(path: Path, rows: int, unreadable: Sequence[Unreadable]) -> NDArray[np.int64] | None:
    """Line (from 1) in which each of the ``rows`` readable rows begins; None if it cannot be told."""
    import numpy as np

    taken = [line for each in unreadable for line in range(each.line, each.line + each.lines)]
    if count_lines(path) == 1 + rows + len(taken):
        return _one_line_each(rows, taken)
    starts = np.fromiter(_starts(path, {each.line for each in unreadable}), dtype=np.int64)
    return starts if len(starts) == rows else None


def count_lines(path: Path) -> int:
    """Physical lines, whether or not the last one ends."""
    lines, last = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(4 * MIB):
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    return lines + (last not in (b"", b"\n"))


def blank_lines(path: Path) -> int:
    """Lines without a byte in them, at most: a break inside a cell may look like one."""
    found, before = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(4 * MIB):
            chunk = chunk.replace(b"\r\n", b"\n")
            found += (before + chunk).startswith(b"\n\n") and bool(before)
            found += sum(len(run) - 1 for run in re.findall(rb"\n\n+", chunk))
            before = chunk[-1:]
    return found


def endless_record(path: Path, longest: int) -> int | None:
    """The line in which the first record begins that holds a cell longer than ``longest``."""
    before = csv.field_size_limit(longest)
    last = 0
    try:
        with _text(path) as file:
            records = csv.reader(file)
            for _ in records:
                last = records.line_num
    except csv.Error:
        return last + 1
    finally:
        csv.field_size_limit(before)
    return None


def _text(path: Path) -> io.TextIOWrapper:
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def _one_line_each(rows: int, taken: Sequence[int]) -> NDArray[np.int64]:
    """Rows fill the lines from 2 on, except those that are taken.

    Examples
    --------
    >>> _one_line_each(4, [3, 6]).tolist()
    [2, 4, 5, 7]
    """
    import numpy as np

    lines = np.arange(2, rows + 2, dtype=np.int64)
    gaps = np.sort(np.asarray(taken, dtype=np.int64)) - np.arange(len(taken))
    return lines + np.searchsorted(gaps, lines, side="right")


def _starts(path: Path, unreadable: set[int]) -> Iterator[int]:
    """First lines of the records by a second, slower reader, for files with breaks inside cells."""
    with _text(path) as file:
        records = csv.reader(file)
        previous = 0
        for position, record in enumerate(_patient(records)):
            start, previous = previous + 1, records.line_num
            if record and position and start not in unreadable:
                yield start


def _patient(records: Iterable[list[str]]) -> Iterator[list[str]]:
    """Stop where the second reader fails; the count then differs and no line is claimed."""
    try:
        yield from records
    except csv.Error:
        return
