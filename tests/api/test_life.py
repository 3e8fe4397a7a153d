"""Records over HTTP: written with a version and a key, refused by name, read on any day; the same by command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app as cli
from api.security import create_key
from ecosystem import Ecosystem, demo
from ecosystem.settings import Settings
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

PARTNERS = [{"id": each, "name": each.upper(), "valid_from": "2020-01-01"} for each in "abc"]
ASKED = {"kind": "partnership", "id": "ab", "on": "2024-01-01", "by": "Ann",
         "fields": {"name": "Cockpit", "type": "technology_alliance", "partners": ["a", "b"]}}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with MemoryStore() as store:
        write(store, "graph", {"partners": PARTNERS})
        app = create_app(Ecosystem(store), Settings(home=tmp_path, auth="off"))
        yield TestClient(app, base_url="http://127.0.0.1")


def test_a_record_is_made_changed_and_read_on_any_day(client: TestClient) -> None:
    made = client.post("/v1/records", json=ASKED)
    assert made.status_code == 201 and made.headers["etag"] == '"1"' and made.json()["steps"] == ["contact", "drop"]
    step = {"act": "step", "step": "contact", "on": "2024-02-01", "why": "met"}
    assert client.post("/v1/records/ab/events", json=step).json()["state"] == "contacted"
    assert client.get("/v1/records/ab?as_of=2024-01-31").json()["state"] == "candidate"
    past = client.get("/v1/records/ab/events").json()["items"]
    assert [(each["act"], each["by"]) for each in past] == [("create", "Ann"), ("step", "local")]
    assert past[1]["why"] == "met"
    listed = client.get("/v1/partnerships?state=contacted&partner=b").json()["items"]
    assert [each["id"] for each in listed] == ["ab"]
    assert client.get("/v1/partnerships?partner=c").json()["items"] == []


def test_ids_with_slashes_are_found(client: TestClient) -> None:
    client.post("/v1/records", json=ASKED)
    made = client.post("/v1/records?partnership=ab", json={"kind": "note", "fields": {"text": "x"}})
    assert made.json()["id"] == "ab/note-1"
    assert client.get("/v1/records/ab%2Fnote-1").json()["fields"] == {"text": "x"}
    assert [each["id"] for each in client.get("/v1/records?partnership=ab&kind=note").json()["items"]] == ["ab/note-1"]


def test_a_change_of_an_old_version_is_refused_and_a_repeated_one_done_once(client: TestClient) -> None:
    client.post("/v1/records", json=ASKED)
    change = {"act": "change", "fields": {"note": "x"}}
    first = client.post("/v1/records/ab/events", json=change, headers={"If-Match": '"1"', "Idempotency-Key": "k"})
    assert first.headers["etag"] == '"2"'
    again = client.post("/v1/records/ab/events", json=change, headers={"Idempotency-Key": "k"})
    assert again.headers["etag"] == '"2"'
    late = client.post("/v1/records/ab/events", json={"act": "change", "fields": {"note": "y"}},
                       headers={"If-Match": '"1"'})
    assert late.status_code == 409 and "you saw 1" in late.json()["detail"]
    wrong = client.post("/v1/records/ab/events", json=change, headers={"If-Match": "W/abc"})
    assert wrong.status_code == 400


def test_faults_are_named_by_field_and_nothing_is_written(client: TestClient) -> None:
    fields = {**ASKED["fields"], "type": "friendship", "partners": ["a"]}  # type: ignore[dict-item]
    refused = client.post("/v1/records", json={**ASKED, "fields": fields})
    assert refused.status_code == 422
    assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [
        ("/body/fields/type", "unknown_value")]
    assert client.get("/v1/partnerships").json()["items"] == []
    client.post("/v1/records", json=ASKED)
    step = client.post("/v1/records/ab/events", json={"act": "step", "step": "end"})
    assert step.status_code == 422 and step.json()["allowed"] == ["contact", "drop"]
    assert client.post("/v1/records", json={**ASKED, "kind": "note"}).status_code == 422
    missing = client.get("/v1/records/abb")
    assert missing.status_code == 404 and missing.json()["near"][0]["id"] == "ab"


def test_an_undo_and_a_correction_by_http(client: TestClient) -> None:
    client.post("/v1/records", json=ASKED)
    client.post("/v1/records/ab/events", json={"act": "change", "fields": {"note": "2"}, "on": "2024-02-01"})
    corrected = client.post("/v1/records/ab/events", json={"act": "correct", "about": 2, "fields": {"note": "3"},
                                                          "on": "2024-03-01"})
    assert corrected.json()["fields"]["note"] == "3"
    assert client.post("/v1/records/ab/events", json={"act": "undo"}).json()["fields"]["note"] == "2"
    for asked in ({"act": "step"}, {"act": "correct", "fields": {}}, {"act": "undo", "about": 99}):
        assert client.post("/v1/records/ab/events", json=asked).status_code == 422


def test_a_reader_reads_and_does_not_write(tmp_path: Path) -> None:
    with MemoryStore() as store:
        write(store, "graph", {"partners": PARTNERS})
        settings = Settings(home=tmp_path, auth="on")
        key, _ = create_key(settings.keys_path, "reader")
        client = TestClient(create_app(Ecosystem(store), settings), base_url="http://127.0.0.1",
                            headers={"Authorization": f"Bearer {key}"})
        assert client.get("/v1/kinds").status_code == 200
        assert client.post("/v1/records", json=ASKED).status_code == 403


def test_the_same_by_command_line(tmp_path: Path) -> None:
    store = ["--store", f"duckdb:{tmp_path / 'life.duckdb'}"]
    run = CliRunner()
    with Ecosystem(store[1]) as eco:
        write(eco.store, "graph", {"partners": PARTNERS})

    def said(*words: str) -> dict[str, object]:
        done = run.invoke(cli, [*store, "partnership", *words, "--json"])
        assert done.exit_code == 0, done.output
        answer: dict[str, object] = json.loads(done.stdout)
        return answer

    said("add", "partnership", "--id", "ab", "--set", "name=Cockpit", "--set", "type=other", "--set",
         'partners=["a","b"]', "--on", "2024-01-01")
    said("step", "ab", "contact", "--on", "2024-02-01")
    said("change", "ab", "--set", "note=x", "--on", "2024-02-02", "--version", "2")
    assert said("undo", "ab", "--on", "2024-02-03")["fields"] == {
        "name": "Cockpit", "type": "other", "partners": ["a", "b"]}
    assert said("show", "ab", "--as-of", "2024-01-15")["state"] == "candidate"
    assert len(said("history", "ab")["items"]) == 4  # type: ignore[arg-type]
    assert len(said("list", "--state", "contacted")["items"]) == 1  # type: ignore[arg-type]
    assert said("records", "ab", "--kind", "note")["items"] == []
    for words in (["list"], ["show", "ab"], ["history", "ab"], ["kinds"], ["records", "ab"]):
        done = run.invoke(cli, [*store, "partnership", *words])
        assert done.exit_code == 0 and len(done.stdout) > 40
    refused = run.invoke(cli, [*store, "partnership", "step", "ab", "end"])
    assert refused.exit_code == 1


def test_endings_by_http_and_command_line_say_the_same(demo_eco: Ecosystem, tmp_path: Path) -> None:
    demo_client = TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url="http://127.0.0.1")
    asked = "?as_of=2025-04-01"
    case = "/v1/partnerships/ps-case-alliance"
    assert demo_client.get(f"{case}/triggers{asked}").json()["items"] == []
    assert demo_client.get(f"{case}/buffer{asked}").json()["days_left"] is None
    assert demo_client.get(f"{case}/types{asked}").json()["items"][0]["type"] == "technology_alliance"
    plan = demo_client.get(f"{case}/exit-plan?notice_on=2025-09-01&leaving=b-tech").json()["fields"]
    assert plan["ends_on"] == "2026-07-01" and sum(step.get("percent", 0) for step in plan["steps"]) == 100
    assert demo_client.get("/v1/replacements" + asked).json()["items"] == []
    assert demo_client.get(f"{case}/exit-plan?notice_on=2025-09-01&leaving=nobody").status_code == 422
    assert demo_client.get("/v1/partnerships/nobody/triggers").status_code == 404
    store, run = ["--store", f"duckdb:{tmp_path / 'demo.duckdb'}"], CliRunner()
    with Ecosystem(store[1]) as eco:
        eco.import_frames(demo.generate())
    said = run.invoke(cli, [*store, "partnership", "exit-plan", "ps-case-alliance", "--notice-on", "2025-09-01",
                            "--leaving", "b-tech", "--json"])
    assert json.loads(said.stdout)["fields"] == plan
    for words in (["triggers", "ps-case-alliance"], ["buffer", "ps-case-alliance"], ["types", "ps-case-alliance"],
                  ["exit-plan", "ps-case-alliance", "--notice-on", "2025-09-01"], ["replacements"]):
        done = run.invoke(cli, [*store, "partnership", *words])
        assert done.exit_code == 0 and len(done.stdout) > 20, done.output


def test_health_by_http_and_command_line(client: TestClient, tmp_path: Path) -> None:
    owners = [{"partner": "a", "person": "Ann"}, {"partner": "b", "person": "Bo"}]
    client.post("/v1/records", json={**ASKED, "fields": {**ASKED["fields"], "owners": owners}})  # type: ignore[dict-item]
    for step in ("contact", "examine", "negotiate", "agree", "activate"):
        client.post("/v1/records/ab/events", json={"act": "step", "step": step, "on": "2024-01-01"})
    for name in ("customers", "basket"):
        fields = {"name": name, "target": 10, "weight": 1, "better": "higher"}
        asked = {"kind": "kpi", "id": name, "on": "2024-01-01", "fields": fields}
        assert client.post("/v1/records?partnership=ab", json=asked).status_code == 201
        for day, value in (("2024-03-31", 8), ("2024-06-30", 9)):
            asked = {"kind": "reading", "on": day, "fields": {"kpi": name, "day": day, "value": value}}
            assert client.post("/v1/records?partnership=ab", json=asked).status_code == 201
    found = client.get("/v1/partnerships/ab/health?as_of=2024-07-01").json()
    assert found["index"] == 0.9 and found["coverage"] == 1.0 and len(found["kpis"]) == 2
    assert client.get("/v1/health?as_of=2024-07-01").json()["items"][0]["index"] == 0.9
    assert client.get("/v1/partnerships/ab/factors?kpi=x&since=2024-03-31").status_code == 422
    client.post("/v1/records/basket/events", json={"act": "change", "fields": {"factor_of": "customers"}})
    split = client.get("/v1/partnerships/ab/factors?kpi=customers&since=2024-03-31&as_of=2026-12-31").json()
    assert (split["before"], split["now"]) == (8.0, 9.0)


def test_health_on_the_terminal(tmp_path: Path) -> None:
    store, run = ["--store", f"duckdb:{tmp_path / 'demo.duckdb'}"], CliRunner()
    with Ecosystem(store[1]) as eco:
        eco.import_frames(demo.generate())
    for words in (["health"], ["health", "ps-case-alliance"]):
        done = run.invoke(cli, [*store, "partnership", *words, "--as-of", "2025-01-01"])
        assert done.exit_code == 0 and "Nothing is known" in " ".join(done.stdout.split()), done.output
    refused = run.invoke(cli, [*store, "partnership", "factors", "ps-case-alliance", "joy", "--since", "2024-06-30"])
    assert refused.exit_code == 1


def test_alerts_by_http_and_command_line(client: TestClient, tmp_path: Path) -> None:
    owners = [{"partner": "a", "person": "Ann"}, {"partner": "b", "person": "Bo"}]
    client.post("/v1/records", json={**ASKED, "fields": {**ASKED["fields"], "owners": owners}})  # type: ignore[dict-item]
    for step in ("contact", "examine", "negotiate", "agree", "activate"):
        client.post("/v1/records/ab/events", json={"act": "step", "step": step, "on": "2024-01-01"})
    fields = {"name": "revenue", "target": 10, "weight": 1, "better": "higher"}
    client.post("/v1/records?partnership=ab", json={"kind": "kpi", "on": "2024-01-01", "fields": fields})
    (found,) = client.get("/v1/alerts?as_of=2024-06-01").json()["items"]
    assert found["rule"] == "default/missing" and found["level"] == "team"
    assert client.get("/v1/alerts?as_of=2024-06-01&partnership=other").json()["items"] == []
    assert len(client.post("/v1/alerts", json={"on": "2024-06-01"}).json()["written"]) == 1
    assert client.post("/v1/alerts", json={"on": "2024-06-01"}).json()["written"] == []
    assert client.post("/v1/alerts", json={"on": "tomorrow"}).status_code == 422


def test_alerts_on_the_terminal(tmp_path: Path) -> None:
    store, run = ["--store", f"duckdb:{tmp_path / 'demo.duckdb'}"], CliRunner()
    with Ecosystem(store[1]) as eco:
        eco.import_frames(demo.generate())
    for words in (["alerts"], ["alerts", "--write"], ["alerts", "ps-case-alliance"]):
        done = run.invoke(cli, [*store, "partnership", *words, "--as-of", "2025-04-01"])
        said = "alerts written" if "--write" in words else "as of 2025-04-01"
        assert done.exit_code == 0 and said in " ".join(done.stdout.split()), done.output
