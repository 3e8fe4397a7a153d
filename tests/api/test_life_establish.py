"""From candidate to agreement over HTTP and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app as cli
from ecosystem import Ecosystem, demo
from ecosystem.settings import Settings
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

PARTNERS = [{"id": each, "name": each.upper(), "valid_from": "2020-01-01"} for each in "abc"]
ASKED = {"kind": "partnership", "id": "ab", "on": "2024-01-01", "by": "Ann",
         "fields": {"name": "Cockpit", "type": "technology_alliance", "partners": ["a", "b"]}}
START = {"template": "technology_alliance", "starts": "2024-02-01", "on": "2024-01-02", "by": "Ann"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with MemoryStore() as store:
        write(store, "graph", {"partners": PARTNERS})
        made = TestClient(create_app(Ecosystem(store), Settings(home=tmp_path, auth="off")),
                          base_url="http://127.0.0.1")
        assert made.post("/v1/records", json=ASKED).status_code == 201
        yield made


def test_a_partnership_starts_from_a_template_and_its_annex_prints(client: TestClient) -> None:
    names = [each["id"] for each in client.get("/v1/templates").json()["items"]]
    assert names == ["channel", "cross_industry", "joint_venture", "supply_chain", "technology_alliance"]
    made = client.post("/v1/partnerships/ab/template", json=START, headers={"Idempotency-Key": "k"})
    assert made.status_code == 201, made.text
    again = client.post("/v1/partnerships/ab/template", json=START, headers={"Idempotency-Key": "k"})
    assert [each["id"] for each in again.json()["items"]] == [each["id"] for each in made.json()["items"]]
    assert client.post("/v1/partnerships/ab/template", json=START).status_code == 409
    where = "/v1/annexes/ab%2Ftechnology_alliance%2Fannex?as_of=2024-05-11"
    table = client.get(where).json()
    assert [each["overdue_days"] for each in table["rows"]] == [10, None, None]
    page = client.get(f"{where}&format=html&language=zh")
    assert page.headers["content-type"] == "text/html; charset=utf-8" and "逾期 10 天" in page.text
    assert "overdue by 10 days" in client.get(f"{where}&format=markdown").text
    late = client.get("/v1/milestones?status=overdue&as_of=2024-05-11").json()["items"]
    assert [each["id"] for each in late] == ["ab/technology_alliance/milestone-1"]
    waiting = client.get("/v1/milestones?blocked=true&as_of=2024-05-11").json()["items"]
    assert [each["blockers"][0]["who"] for each in waiting] == ["a", "b"]


def test_due_diligence_is_written_and_read(client: TestClient) -> None:
    asked = {"on": "2024-01-02", "owner": "Ann", "due": "2024-02-01"}
    made = client.post("/v1/partnerships/ab/diligence", json=asked)
    assert made.status_code == 201 and made.json()["counts"]["open"] > 10, made.text
    read = client.get("/v1/partnerships/ab/diligence?as_of=2024-02-03").json()
    assert read["items"][0]["overdue_days"] == 2 and read["items"][0]["owner"] == "Ann" and read["without_owner"] == 0


def test_a_difference_names_from_to_by_whom_and_why(client: TestClient) -> None:
    client.post("/v1/partnerships/ab/template", json=START)
    record = "ab%2Ftechnology_alliance%2Fagreement"
    change = {"act": "change", "on": "2024-03-01", "by": "Bo", "why": "more work", "fields": {"notice_months": 9}}
    assert client.post(f"/v1/records/{record}/events", json=change).status_code == 200
    (found,) = client.get(f"/v1/records/{record}/difference?since=2024-02-01&until=2024-03-01").json()["items"]
    assert (found["path"], found["before"], found["after"], found["by"], found["why"]) == (
        "notice_months", 6, 9, "Bo", "more work")


@pytest.mark.parametrize(("fields", "pointer", "word"), [
    ({"annex": "tech", "name": "x", "due": "2023-01-01"}, "due", "starts on 2024-02-01"),
    ({"annex": "nothing", "name": "x", "due": "2024-06-30"}, "annex", "no annex"),
])
def test_what_does_not_fit_is_a_problem_that_names_field_and_rule(client: TestClient, fields: dict[str, str],
                                                                  pointer: str, word: str) -> None:
    client.post("/v1/partnerships/ab/template", json=START)
    if fields["annex"] == "tech":
        fields = {**fields, "annex": "ab/technology_alliance/annex"}
    refused = client.post("/v1/records?partnership=ab", json={"kind": "milestone", "fields": fields})
    assert refused.status_code == 422
    assert any(pointer in each["pointer"] and word in each["message"] for each in refused.json()["errors"])


@pytest.mark.parametrize(("method", "where", "body", "status"), [
    ("GET", "/v1/annexes/nothing", None, 404),
    ("GET", "/v1/milestones?status=late", None, 422),
    ("GET", "/v1/milestones?partnership=nobody", None, 404),
    ("GET", "/v1/partnerships/nobody/diligence", None, 404),
    ("GET", "/v1/records/ab/difference?since=2024-03-01&until=2024-01-01", None, 422),
    ("POST", "/v1/partnerships/ab/template", {**START, "template": "romance"}, 422),
    ("POST", "/v1/partnerships/ab/diligence", {"asker": "c", "on": "2024-01-02"}, 422),
])
def test_bad_questions_are_problems(client: TestClient, method: str, where: str, body: object, status: int) -> None:
    answer = client.request(method, where, json=body)
    assert answer.status_code == status and answer.json()["detail"], answer.text


def test_the_command_line_says_the_same(tmp_path: Path) -> None:
    store, run = ["--store", f"duckdb:{tmp_path / 'demo.duckdb'}"], CliRunner()
    with Ecosystem(store[1]) as eco:
        eco.import_frames(demo.generate())
    when = ["--as-of", "2024-07-10"]
    for words, said in (
        (["annex", "case/annex", *when], "overdue by 10 days"),
        (["annex", "case/annex", "--page", "markdown", "--language", "zh", *when], "逾期 10 天"),
        (["milestones", "--status", "overdue", *when], "case/milestone-1"),
        (["difference", "case/annex", "--since", "2024-03-01", "--until", "2024-07-31"], "planned"),
        (["templates"], "合资企业"),
        (["examine", "ps-case-alliance", "--on", "2024-01-05", "--owner", "Lin Yao"], "Lin Yao"),
        (["diligence", "ps-case-alliance", "--as-of", "2024-02-01"], "open"),
        (["from-template", "ps-case-alliance", "channel", "--starts", "2024-03-01", "--on", "2024-02-01"], "annex"),
    ):
        done = run.invoke(cli, [*store, "partnership", *words], env={"COLUMNS": "250"})
        assert done.exit_code == 0 and said in done.stdout, (words, done.output)
    found = run.invoke(cli, [*store, "partnership", "annex", "case/annex", *when, "--json"])
    assert json.loads(found.stdout)["rows"][0]["overdue_days"] == 10
    refused = run.invoke(cli, [*store, "partnership", "annex", "nothing"])
    assert refused.exit_code == 1
