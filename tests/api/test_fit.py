"""Fit over HTTP and on the command line: the facade's own answers, refusals that say why, answers written down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app as cli
from ecosystem.answers import body
from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

LOCAL = "http://127.0.0.1"
DAY = {"as_of": CASE.asked_on}


def client_of(eco: Ecosystem, home: Path) -> TestClient:
    return TestClient(create_app(eco, Settings(home=home, auth="off")), base_url=LOCAL)


@pytest.fixture(scope="module")
def client(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(demo_eco, tmp_path_factory.mktemp("home")) as opened:
        opened.app.state.services.warm.wait(60)  # type: ignore[attr-defined]
        yield opened


def few(url: str = "memory:") -> Ecosystem:
    eco = Ecosystem(url)
    eco.import_frames({
        "partners": pd.DataFrame({"id": ["a", "b", "c/1"], "name": ["Ada", "Bit", "[bold]Cee[/]\x1b[31m"]}),
        "traits": pd.DataFrame({"partner_id": ["a"], "measure": ["culture"], "value": ["wolf"]}),
    })
    return eco


def test_candidates_over_http_are_those_of_the_facade(client: TestClient, demo_eco: Ecosystem) -> None:
    asked = {"limit": 3, "draws": 500, "seed": 4, "power": 0.5, "weights": ["culture:2", "rd_rhythm:0"], **DAY}
    response = client.get(f"/v1/partners/{CASE.a}/fit", params=asked)
    expected = demo_eco.fit.candidates(CASE.a, limit=3, draws=500, seed=4, power=0.5,
                                       weights={"culture": 2, "rd_rhythm": 0}, as_of=CASE.asked_on)
    assert response.status_code == 200 and response.json() == json.loads(json.dumps(body(expected)))


def test_one_pair_names_its_reference_and_goes_down_to_facts(client: TestClient) -> None:
    found = client.get(f"/v1/partners/{CASE.a}/fit/{CASE.b}", params={"top": 1, **DAY}).json()
    assert found["reference"]["fit"] + sum(part["contribution"] for part in found["parts"]) == pytest.approx(
        found["score"], abs=1e-9)
    facts = [fact for part in found["parts"] for fact in part["facts"]]
    assert all(fact["source"] for fact in facts if fact["kind"] == "traits") and "median" in found["reference"]["about"]
    assert found["changes"]["goal"] == "the first place"


def test_what_narrows_a_pair_most_is_the_facade_s_answer(client: TestClient, demo_eco: Ecosystem) -> None:
    found = client.get(f"/v1/partners/{CASE.a}/fit/{CASE.b}/questions", params={"weights": "culture:2", **DAY}).json()
    expected = demo_eco.fit.narrowing(CASE.a, CASE.b, weights={"culture": 2}, as_of=CASE.asked_on)
    assert found == json.loads(json.dumps(body(expected))) and found["items"]


def test_questions_and_the_questionnaire_speak_both_languages(client: TestClient) -> None:
    found = client.get(f"/v1/partners/{CASE.a}/fit-questions", params={"limit": 2, **DAY}).json()
    assert len(found["items"]) == 2 and all(item["en"] and item["zh"] for item in found["items"])
    english, chinese = (client.get("/v1/questionnaire", params={"lang": lang}).json()["items"] for lang in ("en", "zh"))
    assert [item["id"] for item in english] == [item["id"] for item in chinese] and len(english) == 20
    assert client.get(f"/v1/partners/{CASE.b}/observed-traits", params=DAY).json()["items"][0]["value"] == 4


@pytest.mark.parametrize(("path", "status", "told"), [
    ("/v1/partners/a-nev/fit?weights=charm:1", 422, "no dimension"),
    ("/v1/partners/a-nev/fit?weights=culture:-1", 422, "0 or more"),
    ("/v1/partners/a-nev/fit?weights=strategy:0&weights=capability:0&weights=culture:0", 422, "above 0"),
    ("/v1/partners/a-nev/fit?power=nan", 422, "power"),
    ("/v1/partners/a-nev/fit?limit=0", 422, "limit"),
    ("/v1/partners/a-nev/fit?need=nothing", 404, "Need"),
    ("/v1/partners/a-nev/fit?need=need-b-tech-vehicle&as_of=2023", 422, "none of Shuoye Motors' needs"),
    ("/v1/partners/nobody-here/fit", 404, "nobody-here"),
    ("/v1/partners/a-nev/fit/a-nev", 422, "of itself"),
    ("/v1/partners/a-nev/fit/b-tech?target=0.5&top=1", 422, "not both"),
    ("/v1/questionnaire?lang=fr", 422, "lang"),
])
def test_what_cannot_be_asked_is_a_problem_that_says_why(client: TestClient, path: str, status: int, told: str) -> None:
    response = client.get(path)
    assert response.status_code == status and told in response.json()["detail"]


@pytest.mark.parametrize("power", ["-inf", "inf", "0", "1e-300", "-1e300", "7"])
def test_every_power_has_an_answer(client: TestClient, power: str) -> None:
    response = client.get(f"/v1/partners/{CASE.a}/fit", params={"power": power, "limit": 1, "draws": 10, **DAY})
    assert response.status_code == 200 and 0 <= response.json()["items"][0]["score"] <= 1


def test_answers_sent_over_http_become_traits(tmp_path: Path) -> None:
    with few() as eco, client_of(eco, tmp_path) as client:
        given = {"answers": {"praised": "fighter", "horizon": 5}, "on": "2024-05-01", "source": "alliance desk"}
        response = client.post("/v1/partners/b/answers", json=given)
        assert response.status_code == 201
        assert [each["value"] for each in response.json()["traits"]] == ["5", "wolf"]
        parts = client.get("/v1/partners/a/fit/b").json()["parts"]
        part = next(part for part in parts if part["name"] == "culture_kind")
        assert part["low"] == 1 and part["facts"][1]["source"] == "alliance desk"
        for wrong, told in (
            ({**given, "answers": {"praised": "nobody"}}, "fighter, master"), ({**given, "answers": {}}, "answers"),
            ({**given, "on": "2024-02-31"}, "not a day"), ({**given, "more": 1}, "more"),
        ):
            refused = client.post("/v1/partners/b/answers", json=wrong)
            assert refused.status_code == 422 and told in refused.json()["detail"], refused.text


def typed(url: str, *words: str) -> str:
    ended = CliRunner().invoke(cli, ["--store", url, *words], catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def test_the_command_line_says_what_the_facade_says(tmp_path: Path) -> None:
    url = f"duckdb:{tmp_path / 'few.duckdb'}"
    answers = tmp_path / "answers.yaml"
    answers.write_text("praised: fighter\nhorizon: 5\n", "utf-8")
    with few(url) as eco:
        expected = {
            "candidates": body(eco.fit.candidates("a", draws=100)), "explain": body(eco.fit.explain("a", "b")),
            "narrow": body(eco.fit.narrowing("a", "b")),
            "questions": body(eco.fit.questions("a")), "observed": body(eco.fit.observed("a")),
            "questionnaire": body(eco.fit.questionnaire("zh")),
        }
    words = {"candidates": ("a", "--draws", "100"), "explain": ("a", "b"), "narrow": ("a", "b"),
             "questions": ("a",), "observed": ("a",), "questionnaire": ("--lang", "zh")}
    for command, more in words.items():
        assert json.loads(typed(url, "fit", command, *more, "--json")) == json.loads(json.dumps(expected[command]))
        assert "\x1b[31m" not in (shown := typed(url, "fit", command, *more)) and shown.strip()
    recorded = json.loads(typed(url, "fit", "answer", "b", str(answers), "--on", "2024-05-01", "--json"))
    assert [each["measure"] for each in recorded["traits"]] == ["strategy_horizon_years", "culture"]
    assert "wolf" in typed(url, "fit", "answer", "c/1", str(answers), "--on", "2024-05-01")
    assert "企业文化类型" in typed(url, "fit", "explain", "a", "b", "--target", "0.99")


def test_a_file_that_holds_no_answers_is_refused(tmp_path: Path) -> None:
    from ecosystem.errors import InvalidParameter

    url, file = f"duckdb:{tmp_path / 'few.duckdb'}", tmp_path / "answers.yaml"
    few(url).close()
    for text in ("- a\n- b\n", "a: [", "a: 1\na: 2\n"):
        file.write_text(text, "utf-8")
        with pytest.raises(InvalidParameter):
            typed(url, "fit", "answer", "b", str(file), "--on", "2024-05-01")
