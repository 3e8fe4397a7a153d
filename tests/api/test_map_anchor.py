"""The anchor of maps over HTTP and on the command line: set, shown, released, and seen by every map after it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.asking import LocalAsker
from api.cli import app as cli
from api.commands import anchor as command
from ecosystem import Ecosystem
from ecosystem.settings import Settings
from tests.ecosystem.maps.small_world import small_world


class Beside(LocalAsker):
    """Asks an ecosystem that stays open."""

    def __init__(self, eco: Ecosystem) -> None:
        self.eco = eco

    def __exit__(self, *_: object) -> None:
        return None


NONE = {"anchored": False, "as_of": None, "snapshot": None, "organisations": None}
MAP = "/v1/maps/ecosystem?as_of=2022"


@pytest.fixture
def eco() -> Iterator[Ecosystem]:
    with small_world() as eco:
        yield eco


@pytest.fixture
def client(eco: Ecosystem, tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(eco, Settings(home=tmp_path, auth="off", rate_limit=0))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        app.state.services.warm.wait(60)
        yield client


def test_an_anchor_is_set_shown_and_released(client: TestClient) -> None:
    assert client.get("/v1/map_anchor").json() == NONE
    kept = client.put("/v1/map_anchor", params={"as_of": "2021"}).json()
    assert (kept["anchored"], kept["as_of"], kept["organisations"]) == (True, "2021-12-31", 6)
    assert client.get("/v1/map_anchor").json() == kept
    assert client.delete("/v1/map_anchor").json() == NONE


def test_a_map_is_another_one_under_an_anchor_and_its_etag_says_so(client: TestClient) -> None:
    before = client.get(MAP)
    client.put("/v1/map_anchor", params={"as_of": "2021"})
    after = client.get(MAP, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200 and after.headers["etag"] != before.headers["etag"]
    assert after.json()["parameters"]["anchor"] == "2021-12-31" and "anchor" not in before.json()["parameters"]
    client.delete("/v1/map_anchor")
    assert client.get(MAP, headers={"If-None-Match": before.headers["etag"]}).status_code == 304


def test_a_day_that_is_none_is_refused(client: TestClient) -> None:
    answer = client.put("/v1/map_anchor", params={"as_of": "someday"})
    assert answer.status_code == 422 and answer.json()["detail"].startswith("as_of")


def test_the_commands_print_the_body_of_the_api_or_a_sentence(
    eco: Ecosystem, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "asker", lambda: Beside(eco))
    run = CliRunner()
    assert "follow no anchor" in run.invoke(cli, ["anchor", "show"]).stdout
    assert "2021-12-31" in run.invoke(cli, ["anchor", "set", "--as-of", "2021"]).stdout
    shown = json.loads(run.invoke(cli, ["anchor", "show", "--json"]).stdout)
    assert shown == client.get("/v1/map_anchor").json()
    assert json.loads(run.invoke(cli, ["anchor", "release", "--json"]).stdout) == NONE
