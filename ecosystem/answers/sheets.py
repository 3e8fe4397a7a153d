"""How do tables become an Excel file that says where they come from and runs nothing?

``workbook([Sheet(...)], about={...})`` gives the bytes. Text is written as text, whatever it begins
with; the last sheet says what was asked, of which day, and by which version. The same tables give the
same bytes. XlsxWriter comes with the extra ``export``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Literal

from ecosystem.dates import last_day
from ecosystem.errors import InvalidDate, NotSupported

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Kind = Literal["text", "long", "number", "count", "day", "switch"]

_LONGEST: Final = 32_767  # characters of a cell
_CREATED: Final = datetime(2000, 1, 1)
_WIDTHS: Final[Mapping[Kind, int]] = {"text": 26, "long": 70, "number": 10, "count": 10, "day": 12, "switch": 8}
_FORMATS: Final[Mapping[Kind, Mapping[str, object]]] = {
    "text": {}, "long": {"text_wrap": True}, "number": {"num_format": "0.000"}, "count": {"num_format": "#,##0"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"}, "switch": {},
}
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                   "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, and what its cells hold."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its columns; an unknown cell is None and stays empty."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]]


def workbook(sheets: Iterable[Sheet], about: Mapping[str, object]) -> bytes:
    """An Excel file of some tables; ``about`` stands on a last sheet, a line for each entry.

    Raises
    ------
    NotSupported
        where XlsxWriter is not installed.
    """
    try:
        from xlsxwriter.workbook import Workbook
    except ImportError as error:
        raise NotSupported("Excel files are written by XlsxWriter, which is not installed: "
                           "pip install 'allygraph[export]'.") from error
    made = BytesIO()
    book = Workbook(made, dict(_OPTIONS))
    book.set_properties({"created": _CREATED, "author": "Allygraph"})
    formats = {kind: book.add_format({"valign": "top", **told}) for kind, told in _FORMATS.items()}
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for sheet in (*sheets, _about(about)):
        _write(book, sheet, formats, head)
    book.close()
    return made.getvalue()


def _about(about: Mapping[str, object]) -> Sheet:
    rows = [(name, _said(value)) for name, value in about.items() if value not in (None, "", (), [])]
    return Sheet("About", (Column("what"), Column("value", "long")), rows)


def _write(book: Workbook, sheet: Sheet, formats: Mapping[Kind, Format], head: Format) -> None:
    page = book.add_worksheet(sheet.name)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, _WIDTHS[column.kind])
        page.write_string(0, place, _text(column.title), head)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _cell(page, (last, place), value, column.kind, formats)
    page.freeze_panes(1, 0)
    if last:
        page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _cell(page: Worksheet, place: tuple[int, int], value: object, kind: Kind, formats: Mapping[Kind, Format]) -> None:
    """A cell by its type; what does not fit the type of its column is text."""
    day = _day(value) if kind == "day" else None
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(*place, value, formats[kind])
    elif isinstance(value, (int, float)):
        page.write_number(*place, value, formats[kind])
    elif day is not None:
        page.write_datetime(*place, datetime(day.year, day.month, day.day), formats[kind])
    else:
        page.write_string(*place, _text(value), formats[kind])


def _day(value: object) -> date | None:
    """A whole day that spreadsheets know; a year or a month is written as it was told."""
    if isinstance(value, str) and len(value) == 10:
        try:
            value = last_day(value)
        except InvalidDate:
            return None
    return value if isinstance(value, date) and value.year >= 1900 else None


def _text(value: object) -> str:
    told = str(value).encode("utf-8", "replace").decode("utf-8")
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
