"""Backtests by HTTP and on the command line, on the demo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.asking import LocalAsker
from api.cli import app
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

LOCAL = "http://127.0.0.1"
ASKED: dict[str, Any] = {"cutoff": "2019", "horizon": "2y", "queries": 20, "resamples": 50,
                         "scorers": ["random", "popularity", "adamic_adar"]}


@pytest.fixture(scope="module")
def client(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), auth="off")
    with TestClient(create_app(demo_eco, settings), base_url=LOCAL) as opened:
        yield opened


def test_a_bounded_backtest_is_answered_at_once(client: TestClient) -> None:
    response = client.post("/v1/backtests", json=ASKED)
    assert response.status_code == 200, response.text
    answer = response.json()
    assert (answer["cutoff"], answer["horizon"], answer["queries"]) == ("2019-12-31", "2y", 20)
    known = answer["slices"]["both_known"]
    assert known["bar"] in ASKED["scorers"] and set(known["scorers"]) == set(ASKED["scorers"])
    assert set(known["scorers"]["popularity"]["mrr"]) == {"value", "low", "high"}
    assert answer["population"]["not_sampled"] > 0
    assert client.post("/v1/backtests", json=ASKED).content == response.content


@pytest.mark.parametrize(("change", "says"), [
    ({"cutoff": "1900"}, "Nothing is on record"), ({"scorers": ["magic"]}, "There is no scorer 'magic'"),
    ({"horizon": "soon"}, "horizon"), ({"queries": 10_000}, "queries"), ({"cutoff": "2019-02-30"}, "not a day"),
    ({"surprise": 1}, "surprise"), ({"kind": ["circus"]}, "there are"), ({"cutoff": "2100"}, "No partnership"),
])
def test_what_cannot_be_asked_is_a_problem_and_says_why(client: TestClient, change: dict[str, Any], says: str) -> None:
    response = client.post("/v1/backtests", json=ASKED | change)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert says in response.text


def test_the_command_says_which_scorer_clears_the_bar(demo_eco: Ecosystem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalAsker, "__init__", lambda self, store: setattr(self, "eco", demo_eco))
    monkeypatch.setattr(LocalAsker, "__exit__", lambda *_: None)
    words = ["backtest", "--cutoff", "2019", "--horizon", "2y", "--queries", "20", "--resamples", "50",
             "--scorer", "random", "--scorer", "popularity", "--scorer", "adamic_adar"]
    shown = CliRunner().invoke(app, words)
    assert shown.exit_code == 0, shown.output
    for part in ("Backtest at 2019-12-31", "New ties between two that had partners", "the bar is", "random"):
        assert part in shown.output
    told = CliRunner().invoke(app, [*words, "--json"])
    answer = json.loads(told.stdout)
    assert answer["queries"] == 20 and answer["settings"]["scorers"] == ["random", "popularity", "adamic_adar"]
    assert CliRunner().invoke(app, ["backtest", "--cutoff", "1900"]).exit_code == 1
