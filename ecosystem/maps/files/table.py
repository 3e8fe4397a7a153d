"""The table that stands beside a drawing: a row for each mark, as CSV that no spreadsheet runs."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any, Final

from ecosystem.ingest.formulas import protect
from ecosystem.maps.body import marks_of
from ecosystem.maps.scene import Scene

COLUMNS: Final = ("id", "name", "kind", "role", "rank", "region", "community", "size", "x", "y")
"""Behind these stand one column for each lens, and ``evidence``."""


def render(scene: Scene, **_: Any) -> bytes:
    """The marks of a scene in the order of its labels; UTF-8 with the mark by which spreadsheets know it."""
    lenses = [each.name for each in scene.lenses]
    written = StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow([*COLUMNS, *map(protect, lenses), "evidence"])
    for mark in marks_of(scene):
        row = (mark.id, mark.name, mark.kind, mark.role, mark.rank, mark.region, mark.community, f"{mark.size:g}",
               mark.x, mark.y, *(mark.lenses[name] for name in lenses), " ".join(mark.evidence))
        table.writerow(["" if each is None else protect(str(each)) for each in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8", "replace")


def write(scene: Scene, path: Path) -> None:
    """Write ``render`` to a file."""
    path.write_bytes(render(scene))
