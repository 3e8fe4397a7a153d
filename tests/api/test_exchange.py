"""Axes, the two-sided view and sides of candidates over HTTP and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app as cli
from api.commands import exchange as command
from api.tables import exchange as tables
from ecosystem.answers import body
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

DAY = "2023-11-30"


@pytest.fixture(scope="module")
def client(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(demo_eco, Settings(home=tmp_path_factory.mktemp("home"), auth="off"))
    with TestClient(app, base_url="http://127.0.0.1") as opened:
        app.state.services.warm.wait(60)
        yield opened


def fits(client: TestClient, path: str, answer: object) -> None:
    document = client.app.openapi()  # type: ignore[attr-defined]
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer)


def test_the_two_sided_view_is_that_of_the_facade(client: TestClient, demo_eco: Ecosystem) -> None:
    answer = client.get("/v1/exchange", params={"a": "a-nev", "b": "b-tech", "as_of": DAY}).json()
    assert answer == body(demo_eco.exchange.between("a-nev", "b-tech", as_of=DAY))
    fits(client, "/v1/exchange", answer)
    needs = {each["kind"]: each for each in answer["mutual"]}["needs"]
    assert needs["a"] == pytest.approx(0.3625, abs=1e-6) and needs["b"] == pytest.approx(0.6, abs=1e-6)


def test_axes_are_those_of_the_facade_and_b_is_the_first_complement(client: TestClient, demo_eco: Ecosystem) -> None:
    answer = client.get("/v1/partners/a-nev/axes", params={"limit": 2, "as_of": DAY}).json()
    assert answer == body(demo_eco.exchange.axes("a-nev", limit=2, as_of=DAY))
    fits(client, "/v1/partners/{partner_id}/axes", answer)
    assert answer["quadrants"][0]["items"][0]["partner"]["id"] == "b-tech"


def test_candidates_of_the_side_that_gains_less_and_whom_a_excludes(client: TestClient) -> None:
    asked = {"scorer": "complementarity", "side": "smaller", "limit": 3, "as_of": DAY}
    answer = client.get("/v1/partners/a-nev/candidates", params=asked).json()
    first = answer["items"][0]
    assert first["partner"]["id"] == "b-tech" and first["score"] == min(first["mine"], first["theirs"])
    notes = {each["reason"]: [note["partner"]["id"] for note in each["notes"]] for each in answer["excluded"]}
    assert notes["rival"] == ["chiyu"] and notes["veto"] == ["norteza"]
    fits(client, "/v1/partners/{partner_id}/candidates", answer)


@pytest.mark.parametrize(("path", "status"), [
    ("/v1/exchange?a=a-nev", 422), ("/v1/exchange?a=a-nev&b=a-nev", 422), ("/v1/exchange?a=a-nev&b=no-such-firm", 404),
    ("/v1/partners/a-nev/axes?threshold=often", 422), ("/v1/partners/a-nev/axes?limit=0", 422),
    ("/v1/partners/a-nev/axes?similarity=luck", 422), ("/v1/partners/a-nev/candidates?side=both", 422),
    ("/v1/partners/a-nev/candidates?side=theirs&need=need-a-nev-fusion", 422),
])
def test_what_cannot_be_asked_is_a_problem_and_never_a_500(client: TestClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json" and response.json()["detail"]


class Asker:
    """Stands where a store would be opened."""

    def __init__(self, eco: Ecosystem) -> None:
        self.eco = eco

    def get(self, path: str, call: Any, **_: Any) -> Any:
        assert path in {"/v1/exchange", "/v1/partners/a-nev/axes"}
        return body(call(self.eco))


@pytest.mark.parametrize(("words", "said"), [
    (("exchange", "a-nev", "b-tech"), ("Both sides would gain something", "需求覆盖", "Lingxu Technologies")),
    (("axes", "a-nev", "--limit", "2"), ("互补者", "Lingxu Technologies", "陌路者")),
])
def test_commands_print_the_answer_for_people_and_as_the_body(demo_eco: Ecosystem, monkeypatch: pytest.MonkeyPatch,
                                                              words: tuple[str, ...], said: tuple[str, ...]) -> None:
    monkeypatch.setattr(command, "asker", lambda: nullcontext(Asker(demo_eco)))
    monkeypatch.setenv("COLUMNS", "200")
    shown = CliRunner().invoke(cli, [*words, "--as-of", DAY])
    assert shown.exit_code == 0, shown.output
    assert all(each in shown.output for each in said), shown.output
    printed = json.loads(CliRunner().invoke(cli, [*words, "--as-of", DAY, "--json"]).output)
    assert printed["as_of"] == DAY


def test_hostile_names_and_missing_values_do_not_break_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    partner = {"id": "x", "name": "[bold]\x1b[31mred", "country": None, "kind": None}
    nothing = {"value": None, "low": None, "high": None, "reason": "no_data", "evidence": []}
    side = {"partner": partner, "giver": partner, "sentence": "", "gains": [
        {"title": "Needs covered", "sentence": "Not known.", "measure": nothing}]}
    note = {"kind": "veto", "partner": partner, "reason": None, "valid_to": "2025"}
    tables.two_sided({
        "a": partner, "b": partner, "as_of": DAY, "partners_at_as_of": False, "sentence": "s", "mutuality": None,
        "a_gains": side, "b_gains": side, "mutual": [], "beside": [], "excluded": [note]})
    printed = capsys.readouterr().out
    assert "\x1b[31m" not in printed and "no data" in printed and "no_data" not in printed and "until 2025" in printed
