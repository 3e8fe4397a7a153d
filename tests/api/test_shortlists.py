"""Shortlists, exclusions, tables and briefs over HTTP and from the command line."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.briefs import printed
from api.cli import app as cli
from ecosystem.answers import body
from ecosystem.demo import CASE
from ecosystem.errors import InvalidParameter
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings
from tests.api.two_roles import Asked
from tests.ecosystem.planning.requiring import DAY, tiny

PATH = "/v1/partners/me/shortlist"
ON = {"on": DAY}


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def test_a_list_is_written_changed_and_read(asked: Asked) -> None:
    made = asked.editor.post(PATH, params=ON, json={"candidate": "Bit Works", "note": "=1+1"})
    assert made.status_code == 201 and made.headers["location"] == PATH
    changed = asked.editor.post(PATH, params=ON, json={"candidate": "bit", "state": "agreed", "revision": 1})
    assert changed.status_code == 200 and changed.json()["before"]["state"] == "considered"
    stale = asked.editor.post(PATH, params=ON, json={"candidate": "bit", "state": "dropped", "revision": 1})
    assert stale.status_code == 409 and "changed meanwhile" in stale.json()["detail"]
    found = asked.reader.get(PATH, params={"as_of": DAY})
    assert found.json() == body(asked.eco.shortlist.list("me", as_of=DAY))
    assert found.json()["items"][0]["source"].startswith("api:key:")
    again = asked.reader.get(PATH, params={"as_of": DAY}, headers={"if-none-match": found.headers["etag"]})
    assert again.status_code == 304
    assert asked.reader.get("/v1/shortlists", params={"as_of": DAY}).json()["items"][0]["count"] == 1
    assert asked.reader.post(PATH, json={"candidate": "bit"}).status_code == 403
    gone = asked.editor.delete(PATH, params={**ON, "candidate": "bit"})
    assert gone.status_code == 200 and gone.json()["after"] is None
    assert asked.editor.delete(PATH, params={**ON, "candidate": "bit"}).status_code == 404


def test_a_list_is_a_table_that_runs_nothing(asked: Asked) -> None:
    asked.editor.post(PATH, params=ON, json={"candidate": "bit", "note": "=1+1"})
    table = asked.reader.get(PATH, params={"as_of": DAY, "format": "csv"})
    assert table.headers["content-type"].startswith("text/csv") and ",'=1+1," in table.text
    assert 'filename="allygraph-shortlist-me-2024-06-30.csv"' in table.headers["content-disposition"]
    sheet = asked.reader.get(PATH, params={"as_of": DAY, "format": "xlsx"}).content
    with zipfile.ZipFile(BytesIO(sheet)) as file:
        assert "=1+1" in file.read("xl/sharedStrings.xml").decode()
        assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")


def test_candidates_as_excel_hold_their_facts_and_who_was_left_out(demo_eco: Ecosystem, tmp_path: Path) -> None:
    client = TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url="http://127.0.0.1")
    asked = {"as_of": CASE.asked_on, "limit": 3, "format": "xlsx"}
    first, again = (client.get(f"/v1/partners/{CASE.a}/candidates", params=asked) for _ in range(2))
    assert first.content == again.content and first.headers["etag"]
    pages = pd.read_excel(BytesIO(first.content), sheet_name=None) if _reads_excel() else None
    with zipfile.ZipFile(BytesIO(first.content)) as file:
        names, words = file.read("xl/workbook.xml").decode(), file.read("xl/sharedStrings.xml").decode()
    assert all(f'name="{each}"' in names for each in ("Candidates", "Evidence", "Left out", "About"))
    assert "Lingxu Technologies" in words and "illustrative demo: press" in words and "already_partner" in words
    assert pages is None or len(pages["Candidates"]) == 3


def _reads_excel() -> bool:
    from importlib.util import find_spec

    return find_spec("openpyxl") is not None


def test_exclusions_and_the_end_of_a_strategy_over_http(asked: Asked) -> None:
    where = "/v1/partners/me/exclusions"
    made = asked.editor.post(where, params=ON, json={"excluded": "bit", "reason": "a suit", "kind": "rival"})
    assert made.status_code == 201 and made.json()["note"]["reason"] == "a suit"
    assert asked.editor.post(where, params=ON, json={"excluded": "bit", "reason": "x"}).status_code == 409
    assert asked.editor.delete(where, params={**ON, "excluded": "bit"}).json()["note"] is None
    ended = asked.editor.delete("/v1/partners/me/requirements", params={**ON, "strategy": "s-me"})
    assert ended.status_code == 200 and ended.json()["graph"]["strategies"] == []


def test_commands_write_and_show_lists(tmp_path: Path, demo_eco: Ecosystem) -> None:
    store = ["--store", f"duckdb:{tmp_path / 'eco.duckdb'}"]
    tiny(store=store[1]).close()

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli, [*store, *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "is now on the list of Me Motors" in run("shortlist", "add", "me", "bit", "--note", "keen", "--on", DAY)
    assert "is agreed, no longer considered" in run("shortlist", "add", "me", "bit", "--state", "agreed", "--on", DAY)
    shown = json.loads(run("shortlist", "show", "me", "--as-of", DAY, "--json"))
    assert [(each["candidate"]["id"], each["state"], each["note"]) for each in shown["items"]] == [
        ("bit", "agreed", "keen")]
    assert "Bit Works" in run("shortlist", "show", "me", "--as-of", DAY)
    assert "1 agreed" in run("shortlist", "all", "--as-of", DAY)
    assert "no longer on the list" in run("shortlist", "remove", "me", "bit", "--on", DAY)
    assert "not to be proposed any more" in run("exclude", "me", "cog", "--reason", "a suit", "--on", DAY)
    assert "may be proposed again" in run("readmit", "me", "cog", "--on", DAY)
    assert "s-me ends" in run("requirements", "end", "me", "s-me", "--on", DAY)
    run("brief", "me", "bit", str(tmp_path / "brief.pdf"), "--as-of", DAY)
    assert len(PdfReader(tmp_path / "brief.pdf").pages) == 2
    with pytest.raises(InvalidParameter, match=r"ends in \.pdf"):
        run("brief", "me", "bit", str(tmp_path / "brief.doc"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_brief_has_two_pages_with_real_text(demo_eco: Ecosystem, language: str) -> None:
    pages = PdfReader(BytesIO(printed(demo_eco, demo_eco.brief(CASE.a, CASE.b, as_of=CASE.asked_on), language))).pages
    first, second = (" ".join(page.extract_text().split()) for page in pages)
    finding = {"en": "Lingxu Technologies is number 2 of 375 organisations", "zh": "Lingxu Technologies排名第 2"}
    assert finding[language] in first and "illustrative demo: press, 2022-02" in first
    assert "芯霁半导体有限公司" in second
    assert {"en": "Export control", "zh": "出口管制"}[language] in second and "2023-11-30" in second


def test_long_names_long_notes_and_markup_stay_on_two_pages() -> None:
    eco = tiny()
    names = ["W" * 3_000, "<script>alert(1)</script> 岚启" * 100]
    eco.import_frames({"partners": pd.DataFrame({"id": ["me", "bit"], "name": names})})
    eco.shortlist.add("me", "bit", note="note 备注 & <b> " * 350, on=DAY)
    pages = PdfReader(BytesIO(printed(eco, eco.brief("me", "bit", as_of=DAY)))).pages
    assert len(pages) == 2
    text = pages[0].extract_text()
    assert "<script>" in text.replace("\n", "") and "备注" in text and "WWWW" in text and "…" in text
    with pytest.raises(InvalidParameter, match="en or zh"):
        printed(eco, eco.brief("me", "bit", as_of=DAY), "fr")


def test_a_brief_over_http_is_data_or_two_pages(asked: Asked) -> None:
    where = "/v1/partners/me/briefs/bit"
    assert asked.reader.get(where, params={"as_of": DAY}).json() == body(asked.eco.brief("me", "bit", as_of=DAY))
    made = asked.reader.get(where, params={"as_of": DAY, "format": "pdf", "language": "zh"})
    assert made.headers["content-type"] == "application/pdf" and made.content.startswith(b"%PDF")
    assert 'filename="allygraph-brief-me-bit-2024-06-30-zh.pdf"' in made.headers["content-disposition"]
    assert made.content == asked.reader.get(where, params={"as_of": DAY, "format": "pdf", "language": "zh"}).content
