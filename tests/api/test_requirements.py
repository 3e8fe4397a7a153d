"""Requirements over HTTP and from the command line: read, save, conflict, restore, cover."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app as cli
from ecosystem.answers import body
from ecosystem.demo import CASE
from ecosystem.errors import AllygraphError
from ecosystem.service import Ecosystem
from tests.api.two_roles import Asked
from tests.ecosystem.planning.requiring import DAY, document

PATH = "/v1/partners/me/requirements"


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def test_reads_answer_what_the_facade_answers(asked: Asked) -> None:
    there = asked.eco.requirements
    for path, direct in (
        ("", there.graph("me", as_of=DAY)), ("/versions", there.versions("me", as_of=DAY)),
        ("/template", there.template("me", as_of=DAY)), ("/coverage", there.coverage("me", as_of=DAY)),
        ("/cover", there.cover("me", as_of=DAY)),
    ):
        assert asked.reader.get(f"{PATH}{path}", params={"as_of": DAY}).json() == body(direct), path
    found = asked.reader.get(f"{PATH}/coverage", params={"partner": ["bit", "Cog Works"], "as_of": DAY}).json()
    assert found["musts_covered"] == ["n-drive", "n-ship"]
    found = asked.reader.get(f"{PATH}/cover", params={"cost": ["cog=5"], "most": 2, "as_of": DAY}).json()
    assert [pick["partner"]["id"] for pick in found["picks"]] == ["bit", "dot"]


def test_save_writes_a_version_conflicts_and_restores(asked: Asked) -> None:
    shown = asked.editor.get(PATH, params={"as_of": DAY}).json()
    stale = json.loads(json.dumps(shown))
    again = asked.editor.post(PATH, params={"on": DAY}, json=shown)
    assert (again.status_code, again.json()["items"][0]["written"]) == (200, False)
    shown["strategies"][0]["needs"][0]["weight"] = 1.5
    saved = asked.editor.post(PATH, params={"on": DAY}, json=shown)
    assert (saved.status_code, saved.headers["location"]) == (201, PATH)
    assert saved.json()["items"][0]["strategy"] == "s-me@2"
    stale["strategies"][0]["needs"][0]["weight"] = 9
    refused = asked.editor.post(PATH, params={"on": DAY}, json=stale)
    assert (refused.status_code, refused.json()["type"]) == (409, "/docs/problems#conflict")
    assert "s-me@2" in refused.json()["detail"]
    restored = asked.editor.post(f"{PATH}/restore", params={"on": "2024-07-15"}, json={"strategy": "s-me"})
    assert (restored.status_code, restored.json()["items"][0]["strategy"]) == (201, "s-me@3")
    assert len(asked.reader.get(f"{PATH}/versions").json()["items"]) == 3
    old = asked.reader.get(PATH, params={"strategy": "s-me@2"}).json()["strategies"][0]
    assert old["needs"][0]["weight"] == 1.5


def test_a_new_strategy_and_its_day_is_today_if_none_is_given(asked: Asked) -> None:
    saved = asked.editor.post("/v1/partners/far/requirements", json=document())
    assert saved.status_code == 201 and saved.json()["graph"]["strategies"][0]["strategy"] == "strategy-far"


def test_readers_may_not_save(asked: Asked) -> None:
    assert asked.reader.post(PATH, json=document()).status_code == 403
    assert asked.reader.post(f"{PATH}/restore", json={"strategy": "s-me"}).status_code == 403


@pytest.mark.parametrize(("given", "said"), [
    ({}, "there are none"), ({"name": "x", "needs": []}, "there are none"),
    ({"name": "x", "needs": [{"capability": "fly"}]}, "no capability"),
    ({"name": "x", "needs": [{"capability": "drive", "weight": -1}]}, "a weight is 0 or more"),
    ({"name": "x", "needs": [{"capability": "drive", "weight": 0}]}, "sum to 0"),
    ({"name": "x", "needs": [{"capability": "drive", "weight": "lots"}]}, "number"),
    ({"name": "x", "partner": "bit", "needs": [{"capability": "drive"}]}, "another partner"),
    ([], "dictionary"), ("text", "dictionary"),
])
def test_bad_documents_are_422_with_a_sentence(asked: Asked, given: Any, said: str) -> None:
    refused = asked.editor.post(PATH, params={"on": DAY}, json=given)
    assert refused.status_code == 422, refused.text
    assert said in refused.text


@pytest.mark.parametrize(("path", "parameters", "status"), [
    ("/cover", {"cost": "free"}, 422), ("/cover", {"cost": "nobody at all=1"}, 404), ("/cover", {"most": 0}, 422),
    ("/cover", {"goal": "some"}, 422), ("/cover", {"enough": 0}, 422), ("/cover", {"as_of": "1990"}, 422),
    ("", {"strategy": "s-you"}, 404), ("/coverage", {"partner": "nobody at all"}, 404),
])
def test_bad_questions_are_refused(asked: Asked, path: str, parameters: dict[str, Any], status: int) -> None:
    found = asked.reader.get(PATH + path, params=parameters)
    assert found.status_code == status, found.text


# --- the command line --------------------------------------------------------------------------
class Ran:
    """The command line over the demo in a file of its own."""

    def __init__(self, store: str) -> None:
        self.store = store

    def __call__(self, *words: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli, ["--store", self.store, "requirements", *words], env={"COLUMNS": "200"})
        if code == 0:
            assert done.exit_code == 0, (done.output, done.exception)
        else:
            assert isinstance(done.exception, AllygraphError), done.output
            return str(done.exception)
        return done.output


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp("cli")
    from ecosystem import demo

    demo.write(folder / "demo")
    address = f"duckdb:{folder / 'demo.duckdb'}"
    with Ecosystem(address) as eco:
        eco.import_path(folder / "demo")
    yield Ran(address)


def test_one_line_shows_the_graph_one_the_set_with_b_in_it(ran: Ran) -> None:
    assert "Cockpit–driving fusion" in ran("show", CASE.a, "--as-of", CASE.asked_on)
    shown = ran("cover", CASE.a, "--as-of", CASE.asked_on)
    assert "Lingxu Technologies and Prüfwerk Hallbrunn GmbH cover 2 of 2 musts" in shown
    assert "40 days, that is 5.71 weeks" in shown and "Nobody covers Localised vehicle supply" in shown
    assert "1 failed" in ran("coverage", CASE.a, "lanqi", "--as-of", CASE.asked_on)
    found = json.loads(ran("cover", CASE.a, "--as-of", CASE.asked_on, "--cost", "b-tech=3", "--json"))
    assert found["value"] == 4.0


def test_json_and_yaml_go_round_and_undo_is_a_restore(ran: Ran, tmp_path: Path) -> None:
    shown = json.loads(ran("show", CASE.a, "--json"))
    file = tmp_path / "f.json"
    file.write_text(json.dumps(shown), "utf-8")
    assert "Nothing changed" in ran("save", str(file), "--on", "2026-07-01")
    shown["strategies"][0]["needs"][0]["weight"] = 0.9
    file.write_text(json.dumps(shown), "utf-8")
    assert "strategy-a-nev@3 takes the place" in ran("save", str(file), "--on", "2026-07-01")
    yaml = tmp_path / "f.yaml"
    yaml.write_text(ran("template", CASE.a), "utf-8")
    assert "Nothing changed" in ran("save", str(yaml), "--on", "2026-07-02")
    assert "strategy-a-nev@4" in ran("restore", CASE.a, "strategy-a-nev@2", "--on", "2026-07-02")
    assert "strategy-a-nev@2" in ran("versions", CASE.a)
    file.write_text(json.dumps(shown), "utf-8")
    assert "has a later version" in ran("save", str(file), "--on", "2026-07-03", code=1)


@pytest.mark.parametrize(("name", "text", "said"), [
    ("f.json", "{", "cannot be read"), ("f.yaml", "a: [", "cannot be read"), ("f.yaml", "- a", "holds no requirements"),
    ("f.yaml", "name: x", "does not say whose"), ("none.json", None, "cannot be read"),
])
def test_a_file_that_is_no_document_is_refused(
    ran: Ran, tmp_path: Path, name: str, text: str | None, said: str,
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    assert said in ran("save", str(tmp_path / name), code=1)
