"""What-if over HTTP and on the command line: the same body, clear refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app as cli
from api.commands import whatif as command
from ecosystem.answers import body
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

DAY = "2023-11-30"
CHANGES = [{"action": "remove", "kind": "partner", "partner": "b-tech"},
           {"action": "add", "kind": "tie", "partner": "a-nev", "other": "chiyu"}]


@pytest.fixture(scope="module")
def client(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(demo_eco, Settings(home=tmp_path_factory.mktemp("home"), auth="off"))
    with TestClient(app, base_url="http://127.0.0.1") as opened:
        app.state.services.warm.wait(60)
        yield opened


def test_a_set_of_changes_is_answered_as_by_the_facade(client: TestClient, demo_eco: Ecosystem) -> None:
    response = client.post("/v1/whatif", json={"changes": CHANGES, "partner": "a-nev", "limit": 3, "as_of": DAY})
    assert response.status_code == 200
    assert response.json() == body(demo_eco.whatif.ask(CHANGES, "a-nev", limit=3, as_of=DAY))
    document = client.app.openapi()  # type: ignore[attr-defined]
    schema = document["paths"]["/v1/whatif"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(response.json())


def test_the_changes_of_an_answer_can_be_sent_again(client: TestClient) -> None:
    first = client.post("/v1/whatif", json={"changes": CHANGES, "as_of": DAY}).json()
    assert client.post("/v1/whatif", json={"changes": first["changes"], "as_of": DAY}).json() == first


def test_the_simple_removal_is_a_get(client: TestClient) -> None:
    asked = {"asker": "a-nev", "as_of": DAY, "limit": 2}
    got = client.get("/v1/partners/b-tech/whatif/removal", params=asked)  # type: ignore[arg-type]
    sent = client.post("/v1/whatif", json={"changes": CHANGES[:1], "partner": "a-nev", "as_of": DAY, "limit": 2})
    assert got.json() == sent.json() and got.headers["etag"]


@pytest.mark.parametrize(("content", "status"), [
    ({"changes": []}, 422), ({}, 422), ({"changes": [{"action": "remove", "kind": "partner"}]}, 422),
    ({"changes": CHANGES[:1] * 2}, 422), ({"changes": CHANGES, "scorer": "luck", "partner": "a-nev"}, 422),
    ({"changes": [{**CHANGES[0], "partner": "nobody-at-all"}]}, 404),
    ({"changes": [{**CHANGES[1], "kind": "capability", "capability": "nothing"}]}, 404),
    ({"changes": [{**CHANGES[1], "weight": 0}]}, 422), ({"changes": CHANGES, "as_of": "2023-02-30"}, 422),
])
def test_what_cannot_be_asked_is_a_problem_and_never_a_500(client: TestClient, content: Any, status: int) -> None:
    response = client.post("/v1/whatif", json=content)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json" and response.json()["detail"]


class Asker:
    """Stands where a store would be opened."""

    def __init__(self, eco: Ecosystem) -> None:
        self.eco = eco

    def send(self, method: str, path: str, content: Any, call: Any) -> Any:
        assert (method, path) == ("POST", "/v1/whatif") and json.dumps(content)
        return body(call(self.eco))

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture
def run(demo_eco: Ecosystem, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(command, "asker", lambda: Asker(demo_eco))
    return lambda *words: CliRunner().invoke(cli, ["whatif", *words])


def test_the_command_prints_the_body_and_saves_what_was_asked(run: Any, demo_eco: Ecosystem, tmp_path: Path) -> None:
    file = tmp_path / "changes.json"
    words = ["--ask", "a-nev", "--as-of", DAY, "--json"]
    first = run("--remove", "partner:b-tech", "--add", "tie:a-nev,chiyu", *words, "--save", str(file))
    assert json.loads(first.stdout) == body(demo_eco.whatif.ask(CHANGES, "a-nev", as_of=DAY))
    assert run("--changes", str(file), *words).stdout == first.stdout


def test_the_table_shows_each_part(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    shown = run("--remove", "partner:b-tech", "--ask", "a-nev", "--as-of", DAY).stdout
    for part in ("Lingxu Technologies leaves", "Candidates by blend", "Needs with other holders",
                 "Capabilities with other holders", "Who has what is lost", "articulation points"):
        assert part in shown


@pytest.mark.parametrize("text", ["{", '{"changes": 7}', "7"])
def test_a_file_that_holds_no_changes_is_refused(run: Any, tmp_path: Path, text: str) -> None:
    file = tmp_path / "changes.json"
    file.write_text(text, "utf-8")
    result = run("--changes", str(file))
    assert "file" in str(result.exception)
