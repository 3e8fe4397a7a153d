"""Radar and routes over HTTP and on the command line are those of the facade."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pandas as pd
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.tables import flows as flow_tables
from api.tables import opportunities as tables
from ecosystem.answers import body
from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings


@pytest.fixture(scope="module")
def client(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(demo_eco, Settings(home=tmp_path_factory.mktemp("home"), auth="off"))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def plain(answer: object) -> object:
    return json.loads(json.dumps(body(answer), allow_nan=False))


def test_the_radar_over_http_is_that_of_the_facade(client: TestClient, demo_eco: Ecosystem) -> None:
    for cross in (True, False):
        answer = client.get(f"/v1/partners/{CASE.a}/opportunities",
                            params={"as_of": CASE.asked_on, "limit": 3, "holders": 2, "cross_industry": cross})
        direct = demo_eco.opportunities.radar(CASE.a, as_of=CASE.asked_on, limit=3, holders=2, cross_industry=cross)
        assert answer.status_code == 200 and answer.json() == plain(direct)


def test_routes_over_http_are_those_of_the_facade(client: TestClient, demo_eco: Ecosystem) -> None:
    pair = client.get("/v1/routes", params={"a": CASE.a, "b": CASE.b, "as_of": CASE.asked_on})
    assert pair.json() == plain(demo_eco.opportunities.routes(CASE.a, CASE.b, as_of=CASE.asked_on))
    near = client.get("/v1/routes", params={"a": CASE.a, "as_of": CASE.asked_on, "limit": 2})
    assert near.json() == plain(demo_eco.opportunities.routes(CASE.a, limit=2, as_of=CASE.asked_on))
    assert all(item["shared"] == [] for item in near.json()["items"])


def test_flows_over_http_are_those_of_the_facade_and_their_table_says_so(
        client: TestClient, demo_eco: Ecosystem, capsys: pytest.CaptureFixture[str]) -> None:
    every = client.get("/v1/flows", params={"as_of": CASE.asked_on, "limit": 3})
    assert every.json() == plain(demo_eco.opportunities.flows(as_of=CASE.asked_on, limit=3))
    own = client.get("/v1/flows", params={"partner": CASE.a, "as_of": CASE.asked_on})
    assert own.status_code == 200 and own.json() == plain(demo_eco.opportunities.flows(CASE.a, as_of=CASE.asked_on))
    flow_tables.flows(own.json())
    said = " ".join(capsys.readouterr().out.split())
    assert "Citations between industries" in said and "have a group at both ends" in said and "its own" in said


@pytest.mark.parametrize(("address", "status", "problem"), [
    ("/v1/partners/nobody-of-that-name-zzz/opportunities", 404, "unknown-partner"),
    (f"/v1/partners/{CASE.a}/opportunities?limit=0", 422, "invalid-parameter"),
    (f"/v1/partners/{CASE.a}/opportunities?order=sum", 422, "invalid-parameter"),
    (f"/v1/partners/{CASE.a}/opportunities?as_of=yesterday", 422, "invalid-parameter"),
    (f"/v1/routes?a={CASE.a}&b={CASE.a}", 422, "invalid-parameter"),
    ("/v1/routes", 422, "invalid-parameter"),
    ("/v1/flows?limit=0", 422, "invalid-parameter"),
    ("/v1/flows?partner=nobody-of-that-name-zzz", 404, "unknown-partner"),
])
def test_what_cannot_be_asked_is_refused_in_words(client: TestClient, address: str, status: int, problem: str) -> None:
    answer = client.get(address)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["detail"]
    assert (answer.status_code == 404) == (status == 404)
    assert (problem == "unknown-partner") == answer.json()["type"].endswith("unknown-partner")


def test_tables_say_what_the_answer_says(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    tables.radar(client.get(f"/v1/partners/{CASE.a}/opportunities?as_of={CASE.asked_on}&limit=3").json())
    said = " ".join(capsys.readouterr().out.split())
    assert "no PCI: sign conflict" in said and "on the Pareto front" in said and "covers" in said
    tables.routes(client.get(f"/v1/routes?a={CASE.a}&as_of={CASE.asked_on}&limit=2").json())
    said = " ".join(capsys.readouterr().out.split())
    assert "shared: nothing" in said and "without a shared capability shown" in said


def test_tables_of_those_of_whom_nothing_is_known_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    with Ecosystem("memory:") as eco:
        eco.import_frames({"partners": pd.DataFrame({"id": ["a", "b"], "name": ["[red]A[/]", "B"]})})
        tables.radar(plain(eco.opportunities.radar("a")))  # type: ignore[arg-type]
        tables.routes(plain(eco.opportunities.routes("a")))  # type: ignore[arg-type]
        tables.routes(plain(eco.opportunities.routes("a", "b")))  # type: ignore[arg-type]
    said = " ".join(capsys.readouterr().out.split())
    assert "[red]A[/]" in said and "no data" in said and "no path of 6 steps" in said
