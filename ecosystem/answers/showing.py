"""How does an answer show itself? Lines in a shell, a table in a notebook, a file by its suffix, columns to Arrow.

An answer that is a table has ``to_frame`` and inherits the rest from ``Shown``. Nothing here is loaded before
somebody looks: importing the answers costs what it did.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ecosystem.errors import InvalidParameter

if TYPE_CHECKING:
    import pandas as pd

_LINES: Final = 10  # of a repr
_WIDE: Final = 116
_CELL: Final = 32
_NO_DAY: Final = "9999-12-31"  # of facts without any date


class Shown:
    """An answer that is a table."""

    __slots__ = ()

    def to_frame(self) -> pd.DataFrame:
        """The answer as a data frame."""
        raise NotImplementedError

    def save(self, path: str | Path) -> Path:
        """Write the answer: .csv, .json, .xlsx (extra ``export``), .parquet or .html, as the suffix says.

        Raises
        ------
        InvalidParameter
            for a suffix that is not known, or a place that cannot be written to.
        """
        path = Path(path)
        made = _WRITERS.get(path.suffix.lower())
        if made is None:
            raise InvalidParameter(f"{path.name} is no file of an answer; it can end in {', '.join(_WRITERS)}.")
        content = made(self)
        try:
            path.write_bytes(content)
        except OSError as error:
            raise InvalidParameter(f"{path} cannot be written: {error.strerror or error}.") from error
        return path

    def __repr__(self) -> str:
        return short(self)

    def _repr_html_(self) -> str:
        from ecosystem.answers.showing_html import table

        return table(self)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Columns for polars, DuckDB, Altair and others, without a copy through Python objects."""
        import duckdb

        return duckdb.connect().from_df(flat(self.to_frame())).__arrow_c_stream__(requested_schema)


class Listed(Shown):
    """An answer that is a list of ``items``: a row for each of them."""

    __slots__ = ()

    def to_frame(self) -> pd.DataFrame:
        """A row per item."""
        from ecosystem.answers import frame_of

        items: tuple[object, ...] = getattr(self, "items")  # noqa: B009 (a field of the dataclass that inherits)
        return frame_of(rows_of(items))


def rows_of(items: Iterable[object]) -> list[dict[str, object]]:
    """Records as rows: an organisation or node within one gives its id and name, a list one text of its names."""
    return [dict(_cells(item)) for item in items]


def _cells(item: object) -> Iterator[tuple[str, object]]:
    for name in getattr(item, "__dataclass_fields__", ()):
        value = getattr(item, name)
        if hasattr(value, "__dataclass_fields__"):
            yield from _cells(value)
        elif isinstance(value, tuple):
            yield name, "; ".join(each if isinstance(each, str) else str(getattr(each, "name", each)) for each in value)
        else:
            yield name, value


def named(answer: Shown) -> str:
    """What an answer is, of which day, about whom."""
    told = [type(answer).__name__]
    partner = getattr(answer, "partner", None)
    if partner is not None and hasattr(partner, "name"):
        told.append(f"of {plain(str(partner.name), _CELL)}")
    as_of = getattr(answer, "as_of", None)
    if as_of is not None and str(as_of) != _NO_DAY:
        told.append(f"at {as_of}")
    return " ".join(told)


def short(answer: Shown) -> str:
    """At most ten lines: what it is, the head of its table, what is missing."""
    frame = answer.to_frame()
    rows = len(frame)
    head = f"<{named(answer)}: {rows:,} row{'' if rows == 1 else 's'} × {len(frame.columns)} columns>"
    if not rows:
        return head
    kept = frame.head(_LINES - 3).copy()
    for name in kept.columns:
        kept[name] = [_cell(value) for value in kept[name].tolist()]
    import pandas as pd

    with pd.option_context("display.unicode.east_asian_width", True):
        lines = kept.to_string(index=False, max_colwidth=_CELL).splitlines()
    lines = [line if len(line) <= _WIDE else line[: _WIDE - 1] + "…" for line in lines]
    more = [f"… {rows - len(kept):,} more; .to_frame() has all"] if rows > len(kept) else []
    return "\n".join([head, *lines, *more])


def plain(text: str, most: int) -> str:
    """A text for a terminal: on one line, without what a terminal would obey, cut at ``most`` characters."""
    found = "".join(letter if letter.isprintable() else " " for letter in text[: most + 1])
    return found if len(text) <= most else found[: most - 1] + "…"


def number(value: float) -> str:
    """A number as people read it.

    >>> number(0.123456), number(1234567.0), number(3.0)
    ('0.1235', '1,234,567', '3')
    """
    return f"{value:,.0f}" if abs(value) >= 1_000 or value == int(value) else f"{value:.4g}"


def unknown(value: object) -> bool:
    """Whether a cell is empty: None, NaN, NaT or pandas' NA."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (
        isinstance(value, float) and value != value)


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame whose cells are scalars: lists and records as JSON, columns without any value as text."""
    import pandas as pd

    found = frame.reset_index(drop=True)
    for name in found.columns:
        column = found[name]
        if column.dtype == object:
            values = [None if unknown(value) else _scalar(value) for value in column.tolist()]
            kind = "string" if all(value is None or isinstance(value, str) for value in values) else object
            found[name] = pd.Series(values, dtype=kind)
    return found


def _scalar(value: Any) -> Any:
    from ecosystem.answers import body

    if isinstance(value, (tuple, list, set, frozenset, dict)) or hasattr(value, "__dataclass_fields__"):
        return json.dumps(body(sorted(value) if isinstance(value, (set, frozenset)) else value), ensure_ascii=False)
    return value


def _cell(value: object) -> str:
    if unknown(value):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(float(value)) if isinstance(value, (int, float)) else plain(str(value), _CELL)


# --- files -----------------------------------------------------------------------------------------
def _csv(answer: Shown) -> bytes:
    from ecosystem.answers.csv_files import csv_bytes

    frame = flat(answer.to_frame())
    rows = ([None if unknown(value) else value for value in row] for row in frame.itertuples(index=False))
    return csv_bytes([str(name) for name in frame.columns], rows)


def _json(answer: Shown) -> bytes:
    from ecosystem.answers import body

    return (json.dumps(body(answer), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8", "replace")


def _xlsx(answer: Shown) -> bytes:
    from ecosystem.answers.sheets import workbook

    about = {"answer": type(answer).__name__, "as of": str(getattr(answer, "as_of", "")),
             "snapshot": getattr(answer, "snapshot", "")}
    sheets = [_sheet(type(answer).__name__[:31], answer.to_frame())]
    evidence = getattr(answer, "evidence_frame", None)
    if evidence is not None:
        sheets.append(_sheet("Evidence", evidence()))
    return workbook(sheets, about)


def _sheet(name: str, frame: pd.DataFrame) -> Any:
    from ecosystem.answers.sheets import Column, Sheet

    frame = flat(frame)
    rows = [[None if unknown(value) else value for value in row] for row in frame.itertuples(index=False)]

    def column(place: int, title: str) -> Column:
        values = [row[place] for row in rows if row[place] is not None]
        if values and all(isinstance(value, bool) for value in values):
            return Column(title, "switch")
        if values and all(isinstance(value, int) for value in values):
            return Column(title, "count")
        if values and all(isinstance(value, (int, float)) for value in values):
            return Column(title, "number")
        return Column(title, "long" if any(len(str(value)) > 60 for value in values) else "text")

    columns = tuple(column(place, str(title)) for place, title in enumerate(frame.columns))
    return Sheet(name, columns, rows)


def _parquet(answer: Shown) -> bytes:
    from tempfile import TemporaryDirectory

    import duckdb

    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "answer.parquet"
        connection.from_df(flat(answer.to_frame())).write_parquet(str(path))
        return path.read_bytes()


def _html(answer: Shown) -> bytes:
    from ecosystem.answers.showing_html import page

    return page(answer).encode("utf-8", "xmlcharrefreplace")


_WRITERS: Final[dict[str, Callable[[Shown], bytes]]] = {
    ".csv": _csv, ".json": _json, ".xlsx": _xlsx, ".parquet": _parquet, ".html": _html,
}
