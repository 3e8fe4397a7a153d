"""The real facade behind the API: what goes in by HTTP comes out by HTTP, whatever it is called."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ecosystem import demo
from ecosystem.answers import body
from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

LOCAL = "http://127.0.0.1"
NAMES = {
    "quotes": "O'Neill \"Quoted\" & Söhne; GmbH",
    "script": "</script><script>alert(1)</script>",
    "formula": "=HYPERLINK(\"http://x\",\"y\")",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "rtl": "abc\u202egnp.exe\u2066x\u2069",
    "zwj": "👩\u200d🔬 Labs \u200b",
    "chinese": "必特多模态科技（深圳）有限公司",
    "long": "long " * 1_000 + "end",
    "template": "{{7*7}} ${jndi:ldap://x} %s %n \\u0060",
    "a/b?c#d e%2F&=": "an id that is no friend of addresses",
    "break": "two\nlines\tand a tab",
}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with Ecosystem("memory:") as eco:
        app = create_app(eco, Settings(home=tmp_path, auth="off"))
        with TestClient(app, base_url=LOCAL) as client:
            yield client


def send(client: TestClient, table: str, rows: list[list[str]]) -> dict[str, object]:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    response = client.post(f"/v1/imports?name={table}.csv", content=text.getvalue().encode(),
                           headers={"content-type": "text/csv"})
    deadline = time.monotonic() + 60
    while True:
        job: dict[str, object] = client.get(response.headers["location"]).json()
        if job["state"] in ("done", "failed"):
            return job
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_names_of_every_kind_pass_through_unharmed(client: TestClient) -> None:
    job = send(client, "partners", [["id", "name"], *([key, name] for key, name in NAMES.items())])
    assert (job["state"], job["accepted"], job["rejected"]) == ("done", len(NAMES), 0)
    listed = client.get("/v1/partners?limit=100").json()["items"]
    assert {each["id"]: each["name"] for each in listed} == NAMES
    for key, name in NAMES.items():
        answer = client.get(f"/v1/partners/{quote(key, safe='')}")
        assert answer.json()["partner"] == {"id": key, "name": name, "country": None, "kind": None}
        assert answer.headers["x-content-type-options"] == "nosniff"
        if len(name) <= 500:
            hits = client.get("/v1/partners", params={"q": name}).json()["items"]
            assert name in [hit["partner"]["name"] for hit in hits], name


def test_after_an_import_the_next_answer_knows_it_and_old_cursors_and_copies_end(client: TestClient) -> None:
    send(client, "partners", [["id", "name"], *([f"p{n}", f"Firm {n}"] for n in range(5))])
    first = client.get("/v1/partners?limit=2")
    assert client.get("/v1/partners?limit=2", headers={"if-none-match": first.headers["etag"]}).status_code == 304
    send(client, "partners", [["id", "name"], ["p9", "Firm 9"]])
    again = client.get("/v1/partners?limit=2", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 200 and again.json()["snapshot"] != first.json()["snapshot"]
    assert client.get(first.links["next"]["url"]).status_code == 400
    assert client.get("/v1/partners/p9").status_code == 200


def test_candidates_over_http_are_those_of_the_facade_and_b_is_among_the_first(
    demo_eco: Ecosystem, tmp_path: Path
) -> None:
    with TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url=LOCAL) as client:
        address = f"/v1/partners/{CASE.a}/candidates?need={CASE.need}&as_of={CASE.asked_on}&limit=5"
        answer = client.get(address).json()
        direct = body(demo_eco.candidates(CASE.a, need=CASE.need, as_of=CASE.asked_on, limit=5))
        assert isinstance(direct, dict)
        assert {**answer, "next": None} == {**json.loads(json.dumps(direct)), "next": None}
        assert CASE.b in [item["partner"]["id"] for item in answer["items"]]
        ranks, where = [], address
        for _ in range(4):
            response = client.get(where)
            ranks += [(item["rank"], item["partner"]["id"]) for item in response.json()["items"]]
            where = response.links["next"]["url"]
        whole = demo_eco.candidates(CASE.a, need=CASE.need, as_of=CASE.asked_on, limit=20)
        assert ranks == [(item.rank, item.partner.id) for item in whole.items]


def test_a_folder_of_tables_imported_twice_changes_nothing(client: TestClient, tmp_path: Path) -> None:
    demo.write(tmp_path / "tables")
    files = [("file", (file.name, file.read_bytes())) for file in sorted((tmp_path / "tables").iterdir())]
    reports = []
    for _ in range(2):
        response = client.post("/v1/imports", files=files)
        while client.get(response.headers["location"]).json()["state"] not in ("done", "failed"):
            time.sleep(0.05)
        reports.append(client.get(response.headers["location"]).json())
    status = client.get("/v1/status").json()
    assert [each["state"] for each in reports] == ["done", "done"]
    assert reports[1]["report"]["up_to_date"] is True
    assert status["counts"]["partners"] > 300
    assert str(tmp_path) not in json.dumps(status) + json.dumps(reports)
