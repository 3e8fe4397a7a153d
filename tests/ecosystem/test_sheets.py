"""Excel files hold text as text, the same bytes each time, and say where they come from."""

from __future__ import annotations

import re
import time
import zipfile
from io import BytesIO

from ecosystem.answers.sheets import Column, Sheet, workbook

COLUMNS = (Column("name"), Column("score", "number"), Column("day", "day"), Column("is it", "switch"))
ROWS = (
    ("=HYPERLINK(\"http://evil.example\")", 0.5, "2020-02-03", True), ("+1", None, "2020", False),
    ("http://evil.example", 1.0, "2020-13-45", None), ("a\x01\x0b\ud800b", -3, None, None), ("x" * 40_000, 7, "", ""),
    ("岚启电子 <b>&", float("1e9"), "1850-01-01", None),
)


def made() -> bytes:
    return workbook([Sheet("Rows", COLUMNS, ROWS)], {"organisation": "=1+1", "empty": None, "list": ["a", "b"]})


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as file:
        return {name: file.read(name).decode("utf-8") for name in file.namelist()}


def test_names_run_nothing_and_link_nowhere() -> None:
    found = parts(made())
    assert not any("<f>" in text or "<hyperlink" in text for name, text in found.items() if "sheet" in name)
    strings = found["xl/sharedStrings.xml"]
    assert "=HYPERLINK" in strings and "岚启电子 &lt;b&gt;&amp;" in strings and "http://evil.example" in strings
    assert max(len(each) for each in re.findall(r"<t[^>]*>([^<]*)</t>", strings)) == 32_767


def test_cells_have_the_type_of_their_column_and_unknown_ones_are_empty() -> None:
    sheet = parts(made())["xl/worksheets/sheet1.xml"]
    rows = {number: dict(re.findall(r'<c r="([A-D])\d+"([^/]*?)(?:/>|</c>)', row))
            for number, row in re.findall(r'<row r="(\d+)"[^>]*>(.*?)</row>', sheet, re.S)}
    assert "<v>0.5</v>" in sheet and "<v>43864</v>" in sheet  # 2020-02-03 as Excel counts days
    assert 't="b"' in sheet and "B" not in rows["3"]


def test_the_same_table_is_the_same_file_at_any_time() -> None:
    first = made()
    time.sleep(2.1)  # a ZIP counts every second second
    assert made() == first


def test_the_last_sheet_says_where_it_comes_from() -> None:
    found = parts(made())
    assert 'name="Rows"' in found["xl/workbook.xml"] and 'name="About"' in found["xl/workbook.xml"]
    assert "a, b" in found["xl/sharedStrings.xml"] and "empty" not in found["xl/sharedStrings.xml"]
