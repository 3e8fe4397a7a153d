"""Answers show themselves: ten lines in a shell, a table without a script, files by suffix, columns to Arrow."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pandas as pd
import pytest

from ecosystem import Ecosystem
from ecosystem.answers.showing import Shown
from ecosystem.errors import InvalidParameter

HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script>\x1b[31m"


@pytest.fixture(scope="module")
def eco() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as eco:
        ids = [f"p{number:02}" for number in range(60)]
        eco.import_frames({
            "partners": pd.DataFrame({"id": ids, "name": ["Ada Motors", HOSTILE.replace("\x1b", ""),
                                                          *(f"Bit Works {number}" for number in range(58))]}),
            "capabilities": pd.DataFrame({"id": ["c", "d"], "name": ["casting", "vision"]}),
            "partner_capabilities": pd.DataFrame({
                "partner_id": [*ids, *ids[1:]], "capability_id": ["c"] * 60 + ["d"] * 59}),
        })
        yield eco


@pytest.fixture(scope="module")
def answer(eco: Ecosystem) -> Shown:
    return eco.candidates("p00", scorer="overlap", limit=59)


def test_every_answer_with_a_frame_shows_itself_in_the_same_way() -> None:
    from importlib import import_module
    from pkgutil import iter_modules

    import ecosystem.answers as answers

    modules = [answers, *(import_module(f"ecosystem.answers.{each.name}") for each in iter_modules(answers.__path__))]
    framed = {cls for module in modules for cls in vars(module).values()
              if isinstance(cls, type) and cls.__module__.startswith("ecosystem.answers") and hasattr(cls, "to_frame")}
    assert len(framed) > 20
    assert [cls for cls in framed if not issubclass(cls, Shown)] == [], "let them inherit Shown, with repr=False"
    assert [cls for cls in framed if "__repr__" in vars(cls) and cls is not Shown] == []


def test_the_shell_gets_ten_lines_at_most_and_no_control_characters(eco: Ecosystem, answer: Shown) -> None:
    lines = repr(answer).splitlines()
    assert len(lines) == 10 and lines[0].startswith("<Candidates of Ada Motors: ")
    assert "59 rows" in lines[0] and lines[-1] == "… 52 more; .to_frame() has all"
    assert all(len(line) <= 116 and line.isprintable() for line in lines)
    assert repr(eco.search("nobody at all")).count("\n") == 0
    assert repr(eco.scorers()).count("\n") == 9 and repr(eco.partner("p00")).count("\n") == 2


class _Table(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_notebook_gets_fifty_rows_with_their_evidence_and_no_script(answer: Shown) -> None:
    seen = _Table()
    seen.feed(answer._repr_html_())
    assert seen.tags.count("tr") == 51 and "script" not in seen.tags and seen.tags.count("caption") == 1
    assert seen.tags.count("li") >= 50 and "50 of 59 rows" in seen.text
    assert HOSTILE.partition("\x1b")[0] in seen.text and "why" not in seen.text.split()


def test_a_csv_and_an_excel_file_run_nothing(answer: Shown, tmp_path: Path) -> None:
    path = answer.save(tmp_path / "found.csv")
    rows = list(csv.DictReader(StringIO(path.read_text("utf-8-sig"))))
    assert len(rows) == 59 and any(row["name"].startswith("'=cmd") for row in rows)
    with ZipFile(answer.save(tmp_path / "found.xlsx")) as parts:
        content = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in content and b"Evidence" in content


def test_json_is_the_body_of_the_answer_and_parquet_its_frame(answer: Shown, tmp_path: Path) -> None:
    from ecosystem.answers import body

    assert json.loads(answer.save(tmp_path / "found.json").read_text("utf-8")) == json.loads(json.dumps(body(answer)))
    path = answer.save(tmp_path / "found.parquet")
    found = duckdb.connect().execute("SELECT id, score FROM read_parquet(?)", [str(path)]).fetchall()
    frame = answer.to_frame()
    assert found == list(zip(frame["id"], frame["score"], strict=True))


def test_a_page_holds_all_rows_and_asks_nothing_of_anybody(answer: Shown, tmp_path: Path) -> None:
    content = answer.save(tmp_path / "found.html").read_text("utf-8")
    assert content.count("<tr>") == 60 and "default-src 'none'" in content and "://" not in content


def test_an_unknown_suffix_and_a_place_that_cannot_be_written_say_so(answer: Shown, tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match=r"\.csv, \.json, \.xlsx, \.parquet, \.html"):
        answer.save(tmp_path / "found.docx")
    with pytest.raises(InvalidParameter, match="cannot be written"):
        answer.save(tmp_path / "nowhere" / "found.csv")


def test_arrow_takes_an_answer_without_pandas_in_between(answer: Shown) -> None:
    taken = duckdb.connect().from_arrow(answer)
    assert len(taken.fetchall()) == 59 and "score" in taken.columns


def test_lists_in_cells_reach_files_as_json_and_columns_without_values_as_text(tmp_path: Path) -> None:
    class Odd(Shown):
        def to_frame(self) -> pd.DataFrame:
            return pd.DataFrame({"many": [("a", "b"), None], "none": [None, None], "mixed": [1, "x"]})

    odd = Odd()
    path = odd.save(tmp_path / "odd.parquet")
    assert duckdb.connect().execute("SELECT many, none FROM read_parquet(?)", [str(path)]).fetchall() == [
        ('["a", "b"]', None), (None, None)]
    assert odd.save(tmp_path / "odd.csv").read_text("utf-8-sig").splitlines() == [
        "many,none,mixed", '"[""a"", ""b""]",,1', ",,x"]
    assert "–" in repr(odd)


def test_frames_of_polars_and_answers_go_in_and_out_over_arrow(eco: Ecosystem, answer: Shown) -> None:
    polars = pytest.importorskip("polars")
    taken = polars.DataFrame(answer)
    assert taken.height == 59 and taken["rank"].to_list() == list(range(1, 60))
    with Ecosystem("memory:") as other:
        report = other.import_frames({
            "partners": taken.select("id", "name"), "capabilities": pd.DataFrame({"id": ["c"], "name": ["casting"]}),
        })
        assert report.accepted["partners"] == 59
        assert {hit.partner.name for hit in other.search("bit works 7").items} >= {"Bit Works 7"}
