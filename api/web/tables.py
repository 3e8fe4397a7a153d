"""A page's table as a file: CSV that no spreadsheet runs."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Literal

from starlette.responses import Response

from ecosystem.answers.csv_files import MEDIA_TYPE, csv_bytes

As = Literal["html", "csv"]


def table(rows: Sequence[Mapping[Hashable, Any]], name: str) -> Response:
    """Rows of an answer as ``to_frame`` gives them; a file name that is safe on every system."""
    columns = list(rows[0]) if rows else []
    cells = ([None if row[each] != row[each] else row[each] for each in columns] for row in rows)
    safe = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80]
    headers = {"Content-Disposition": f'attachment; filename="allygraph-{safe}.csv"'}
    return Response(csv_bytes([str(each) for each in columns], cells), headers=headers, media_type=MEDIA_TYPE)
