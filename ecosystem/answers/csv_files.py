"""A table as a CSV file that spreadsheets open and never run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from ecosystem.ingest.formulas import protect

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
_MARK: Final = b"\xef\xbb\xbf"  # by which spreadsheets know UTF-8


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    r"""Header and rows; an unknown cell is empty, text that would be a formula is kept from being one.

    Examples
    --------
    >>> csv_bytes(["name", "count"], [["=1+1", 2], [None, 0.5]])[3:]
    b"name,count\r\n'=1+1,2\r\n,0.5\r\n"
    """
    written = StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow([protect(each) for each in header])
    for row in rows:
        table.writerow([_cell(each) for each in row])
    return _MARK + written.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> object:
    if value is None:
        return ""
    return protect(value) if isinstance(value, str) else value
