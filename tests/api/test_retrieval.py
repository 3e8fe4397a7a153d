"""Retrieval over HTTP and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app as cli
from api.commands import retrieval as command
from ecosystem.answers import body
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

DAY = "2023-11-30"


class Asker:
    """Stands where a store would be opened."""

    def __init__(self, eco: Ecosystem) -> None:
        self.eco = eco

    def get(self, path: str, call: Any, **_: Any) -> Any:
        assert path == "/v1/partners/a-nev/retrieval"
        return body(call(self.eco))

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture
def run(demo_eco: Ecosystem, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("asker", "local"):
        monkeypatch.setattr(command, name, lambda: Asker(demo_eco))
    return lambda *words: CliRunner().invoke(cli, list(words))


@pytest.fixture(scope="module")
def client(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(demo_eco, Settings(home=tmp_path_factory.mktemp("home"), auth="off"))
    with TestClient(app, base_url="http://127.0.0.1") as opened:
        app.state.services.warm.wait(60)
        yield opened


def test_the_answer_is_that_of_the_facade_and_fits_its_schema(client: TestClient, demo_eco: Ecosystem) -> None:
    got = client.get("/v1/partners/a-nev/retrieval", params={"per_route": "4", "as_of": DAY})
    assert got.json() == body(demo_eco.retrieval.candidates("a-nev", per_route=4, as_of=DAY))
    document = client.app.openapi()  # type: ignore[attr-defined]
    path = document["paths"]["/v1/partners/{partner_id}/retrieval"]["get"]
    schema = path["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(got.json())
    assert client.get("/v1/partners/a-nev/retrieval", params={"per_route": "0"}).status_code == 422


def test_nobody_is_found_who_would_be_no_candidate(demo_eco: Ecosystem) -> None:
    found = demo_eco.retrieval.candidates("a-nev", per_route=1_000, as_of=DAY)
    left_out = demo_eco.candidates("a-nev", as_of=DAY).excluded
    by_row = {each.reason: each.count for each in left_out
              if each.reason in ("already_partner", "own_group", "rival", "veto")}
    assert {each.reason: each.count for each in found.excluded} == by_row and by_row["own_group"] == 3
    own = {each.id for left in found.excluded if left.reason == "own_group" for each in left.partners}
    assert not own & {item.partner.id for item in found.items}


def test_the_command_prints_the_body_or_a_table(run: Any, demo_eco: Ecosystem) -> None:
    told = run("retrieve", "a-nev", "--per-route", "4", "--as-of", DAY, "--json")
    assert json.loads(told.stdout) == body(demo_eco.retrieval.candidates("a-nev", per_route=4, as_of=DAY))
    shown = run("retrieve", "a-nev", "--as-of", DAY).stdout
    assert "content 1" in shown and "3 own group" in shown


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_most_alike_are_written(run: Any, demo_eco: Ecosystem, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"alike.{ending}"
    told = run("alike", "--out", str(file), "--k", "2", "--json")
    import duckdb

    written = duckdb.sql(f"SELECT * FROM '{file}'").df() if ending == "parquet" else pd.read_csv(file)
    frame = demo_eco.retrieval.alike(2)
    assert json.loads(told.stdout)["rows"] == len(frame) == len(written)
    assert list(written.other_id) == list(frame.other_id)


def test_another_ending_is_refused(run: Any, tmp_path: Path) -> None:
    assert ".csv or .parquet" in str(run("alike", "--out", str(tmp_path / "alike.xlsx")).exception)
