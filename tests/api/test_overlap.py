"""Overlap over HTTP and on the command line, and levels of groups."""

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
from api.commands import overlap as command
from api.tables import overlap as tables
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


def test_the_answer_is_that_of_the_facade_and_fits_its_schema(client: TestClient, demo_eco: Ecosystem) -> None:
    asked = {"a": "a-nev", "b": "b-tech", "as_of": DAY}
    answer = client.get("/v1/overlap", params=asked).json()
    assert answer == body(demo_eco.overlap.between("a-nev", "b-tech", as_of=DAY))
    document = client.app.openapi()  # type: ignore[attr-defined]
    schema = document["paths"]["/v1/overlap"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer)


def test_an_answer_about_groups_is_cached_like_any_other(client: TestClient) -> None:
    for path in ("/v1/overlap", "/v1/compare"):
        asked = {"a": "a-nev", "b": "b-tech", "level": "ultimate_parent", "as_of": DAY}
        first = client.get(path, params=asked)
        again = client.get(path, params=asked, headers={"If-None-Match": first.headers["etag"]})
        assert first.status_code == 200 and again.status_code == 304


def test_pages_of_candidates_of_a_group_go_on(client: TestClient) -> None:
    asked: dict[str, Any] = {"level": "ultimate_parent", "limit": 1, "as_of": DAY}
    first = client.get("/v1/partners/a-nev/candidates", params=asked).json()
    second = client.get("/v1/partners/a-nev/candidates", params={**asked, "cursor": first["next"]})
    assert second.status_code == 200 and second.json()["items"][0]["rank"] == 2


@pytest.mark.parametrize(("asked", "status", "kind"), [
    ({"a": "a-nev", "b": "a-nev"}, 422, "invalid-parameter"), ({"a": "a-nev", "b": "nobody at all"}, 404, "unknown"),
    ({"a": "a-nev", "b": "b-tech", "level": "galaxy"}, 422, "invalid"), ({"a": "a-nev"}, 422, "invalid"),
    ({"a": "a-nev", "b": "b-tech", "draws": 1}, 422, "invalid"),
])
def test_what_cannot_be_asked_is_a_problem_and_never_a_500(client: TestClient, asked: dict[str, Any], status: int,
                                                           kind: str) -> None:
    answer = client.get("/v1/overlap", params=asked)
    assert answer.status_code in {status, 400} and kind in answer.json()["type"]


class _Local:
    """Asks the demo in this process."""

    def __init__(self, eco: Ecosystem) -> None:
        self._eco = eco

    def get(self, path: str, call: Any, **_: Any) -> Any:
        return body(call(self._eco))


@pytest.fixture
def typed(demo_eco: Ecosystem, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(command, "asker", lambda: nullcontext(_Local(demo_eco)))
    return lambda *words: CliRunner().invoke(cli, [*words])


def test_the_command_prints_the_body_or_a_table(typed: Any, client: TestClient) -> None:
    asked = {"a": "a-nev", "b": "b-tech", "level": "ultimate_parent", "as_of": DAY}
    found = typed("overlap", "a-nev", "b-tech", "--level", "ultimate_parent", "--as-of", DAY, "--json")
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout) == client.get("/v1/overlap", params=asked).json()
    shown = typed("overlap", "a-nev", "b-tech", "--as-of", DAY)
    assert shown.exit_code == 0 and "pool_overlap" in shown.stdout and "Cockpit domain control" in shown.stdout


def test_hostile_names_do_no_harm_in_a_terminal(capsys: pytest.CaptureFixture[str], demo_eco: Ecosystem) -> None:
    answer: Any = body(demo_eco.overlap.between("a-nev", "b-tech", as_of=DAY))
    answer["a"]["partner"]["name"] = "\x1b[31m[bold]x\u202e"
    answer["shared"][0]["name"] = "[/]\x07"
    tables.between(answer)
    assert "\x1b[31m" not in (shown := capsys.readouterr().out) and "\u202e" not in shown and "[bold]x" in shown
