"""Running partnerships over HTTP and on the command line: the same answers, refused by name, read by other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app as cli
from ecosystem import Ecosystem
from ecosystem.settings import Settings
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

PARTNERS = [{"id": each, "name": each.upper(), "valid_from": "2020-01-01"} for each in "ab"]
HOME = "/v1/partnerships/ab"
ACTION = {"text": "Rent a bench", "owner": "Bo", "partner": "b", "due": "2024-04-01"}


def post(client: TestClient, path: str, status: int = 201, **content: Any) -> Any:
    answer = client.post(path, json=content)
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with MemoryStore() as store:
        write(store, "graph", {"partners": PARTNERS})
        client = TestClient(create_app(Ecosystem(store), Settings(home=tmp_path, auth="off")),
                            base_url="http://127.0.0.1")
        post(client, "/v1/records", kind="partnership", id="ab", on="2024-01-01",
             fields={"name": "座舱, 融合", "type": "technology_alliance", "partners": ["a", "b"]})
        post(client, "/v1/records?partnership=ab", kind="meeting", id="ab/会议", on="2024-03-01",
             fields={"level": "team", "day": "2024-03-04"})
        yield client


def test_a_network_is_written_and_says_what_comes_and_what_was_missed(client: TestClient) -> None:
    network = {"starts": "2024-03-04", "time": "09:00", "zone": "Asia/Shanghai", "people": {"team": ["Ann"]}}
    made = post(client, f"{HOME}/network", on="2024-03-01", fields=network)
    assert [each["fields"]["level"] for each in made["items"]] == ["executive", "middle", "team"]
    coming = client.get(f"{HOME}/next-meetings?as_of=2024-03-05").json()["items"]
    assert [(each["level"], each["starts"], each["moment"]) for each in coming] == [
        ("team", "2024-03-11T09:00+08:00", "2024-03-11T01:00+00:00"),
        ("middle", "2024-04-04T09:00+08:00", "2024-04-04T01:00+00:00"),
        ("executive", "2024-06-04T09:00+08:00", "2024-06-04T01:00+00:00")]
    late = client.get(f"{HOME}/missed-meetings?as_of=2024-03-20&limit=1").json()
    assert (late["count"], late["items"][0]["day"]) == (4, "2024-03-11")
    refused = post(client, f"{HOME}/network", 422, fields={**network, "zone": "Mars/Olympus"})
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/body/fields/zone", "unknown_zone")]
    assert post(client, "/v1/partnerships/nobody/network", 404, fields=network)["status"] == 404


def test_minutes_over_http_name_a_fault_where_it_is_and_are_written_once(client: TestClient) -> None:
    path = "/v1/meetings/ab%2F会议/minutes"
    wrong = {"minutes": "x", "actions": [ACTION, {"text": "nobody's"}]}
    refused = post(client, path, 422, on="2024-03-04", fields=wrong)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [
        ("/body/fields/actions/1/owner", "required")]
    assert client.get("/v1/actions?as_of=2024-05-01").json()["items"] == []
    fields = {"minutes": "台架延迟", "decisions": [{"text": "Rent"}], "actions": [ACTION]}
    asked = {"on": "2024-03-04", "fields": fields}
    for _ in range(2):
        made = client.post(path, json=asked, headers={"Idempotency-Key": "once"})
        assert made.status_code == 201 and len(made.json()["actions"]) == 1
    assert client.get(path).json() == made.json()
    assert client.post(path, json=asked, headers={"If-Match": '"1"'}).status_code == 409
    assert post(client, path, 422, **asked)["allowed"] == []
    (found,) = client.get("/v1/actions?person=Bo&overdue=true&as_of=2024-04-03").json()["items"]
    assert (found["due"], found["days_late"], found["meeting"]) == ("2024-04-01", 2, "ab/会议")
    for ask in ("person=Ann", "due_by=2024-03-31", "partner=a", "overdue=true&as_of=2024-04-01"):
        assert client.get(f"/v1/actions?{ask}").json()["items"] == [], ask
    agenda = client.get(f"{HOME}/agenda?level=team&as_of=2024-03-30").json()["items"]
    assert [(each["record"], each["why"]) for each in agenda] == [(found["id"], "it is due in 2 days")]
    assert client.get(f"{HOME}/agenda?level=board").status_code == 422


def test_the_calendar_is_one_that_other_programs_read(client: TestClient) -> None:
    post(client, f"{HOME}/network", on="2024-03-01", fields={"starts": "2024-03-04", "people": {"team": ["Ann"]}})
    answer = client.get(f"{HOME}/calendar.ics?as_of=2024-03-20")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["X-WR-CALNAME"]).replace("\\,", ",") == "座舱, 融合" and len(calendar.walk("VEVENT")) == 4
    assert answer.content == client.get(f"{HOME}/calendar.ics?as_of=2024-03-20").content
    own = Calendar.from_ical(client.get("/v1/calendar.ics?person=Ann&as_of=2024-03-20").content)
    assert len(own.walk("VEVENT")) == 2  # the series of teams, and the meeting in the place of its first day
    assert client.get("/v1/partnerships/nobody/calendar.ics").status_code == 404


def test_conflicts_over_http(client: TestClient) -> None:
    for name in ("one", "two"):
        post(client, "/v1/records?partnership=ab", kind="conflict", id=name, on="2024-03-01",
             fields={"title": f"测试延迟 {name}", "tags": ["testing"]})
    (found,) = client.get("/v1/conflicts/one/similar").json()["items"]
    assert found["id"] == "two" and {"text", "tags", "partners"} == {each["respect"] for each in found["parts"]}
    refused = post(client, "/v1/records/one/events", 422, act="step", step="analyse", on="2024-03-02")
    assert refused["errors"][0]["code"] == "five_whys"
    asked = client.get("/v1/conflict-measures?partnership=ab&as_of=2024-04-01").json()
    assert (asked["conflicts"], asked["open"], asked["median_days"], asked["share"]) == (2, 2, None, None)
    assert client.get("/v1/conflict-measures?partnership=nobody").status_code == 404
    assert client.get("/v1/conflicts/ab/similar").status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_break_nothing(client: TestClient, day: str) -> None:
    post(client, f"{HOME}/network", on="2024-03-01", fields={"starts": "2024-03-04", "time": "23:59",
                                                             "zone": "America/New_York"})
    post(client, "/v1/records?partnership=ab", kind="action", on="2024-03-01", fields=ACTION)
    for path in ("next-meetings", "missed-meetings", "agenda", "agenda?level=executive", "calendar.ics"):
        mark = "&" if "?" in path else "?"
        assert client.get(f"{HOME}/{path}{mark}as_of={day}").status_code in (200, 404), path
    for path in ("/v1/actions?", "/v1/conflict-measures?", "/v1/calendar.ics?person=Bo&"):
        assert client.get(f"{path}as_of={day}").status_code == 200, path


def test_the_same_by_command_line(tmp_path: Path) -> None:
    store, run = ["--store", f"duckdb:{tmp_path / 'life.duckdb'}"], CliRunner()
    with Ecosystem(store[1]) as eco:
        write(eco.store, "graph", {"partners": PARTNERS})

    def said(*words: str, code: int = 0) -> str:
        done = run.invoke(cli, [*store, "partnership", *words])
        assert done.exit_code == code, (words, done.output)
        return " ".join(done.stdout.split())

    said("add", "partnership", "--id", "ab", "--on", "2024-01-01", "--set", "name=Cockpit", "--set", "type=other",
         "--set", 'partners=["a","b"]')
    assert "None is due" in said("next", "ab", "--as-of", "2024-02-01")
    said("network", "ab", "--starts", "2024-03-04", "--time", "09:00", "--zone", "Asia/Shanghai", "--on", "2024-03-01")
    assert "2024-03-11" in said("next", "ab", "--as-of", "2024-03-05")
    assert "no meeting is on record" in said("missed", "ab", "--as-of", "2024-03-20")
    said("add", "meeting", "--id", "m", "--partnership", "ab", "--set", "level=team", "--set", "day=2024-03-04",
         "--on", "2024-03-01")
    said("hold", "m", "--minutes", "x", "--action", "Rent", code=1)
    told = said("hold", "m", "--on", "2024-03-04", "--minutes", "Bench late", "--decision", "Rent", "--action",
                json.dumps(ACTION))
    assert told.startswith("m, held on 2024-03-04: 1 decision, 1 action")
    assert "Rent a bench" in said("actions", "--person", "Bo", "--as-of", "2024-04-03")
    assert "None is open" in said("actions", "--overdue", "--as-of", "2024-03-20")
    assert "it was due 2 days ago" in said("agenda", "ab", "--level", "team", "--as-of", "2024-04-03")
    for name in ("one", "two"):
        said("add", "conflict", "--id", name, "--partnership", "ab", "--set", f"title=late tests {name}", "--on",
             "2024-03-01")
    assert "both have the partners a, b" in said("similar", "one", "--as-of", "2024-04-01")
    assert "2 are open" in said("conflicts", "--as-of", "2024-04-01")
    out = tmp_path / "ab.ics"
    assert "entries" in said("calendar", "ab", "--out", str(out), "--as-of", "2024-03-20")
    assert len(Calendar.from_ical(out.read_bytes()).walk("VEVENT")) == 5
    said("calendar", "--person", "Bo", "--out", str(out), "--as-of", "2024-03-20")
    assert len(Calendar.from_ical(out.read_bytes()).walk("VEVENT")) == 1
    said("calendar", "--out", str(out), code=2)
