"""The page about the demo asks each question three ways, and gets one and the same answer."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.asking import LocalAsker
from api.cli import app
from ecosystem import demo
from ecosystem.answers import body
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "demo.md").read_text("utf-8")
QUESTIONS = re.findall(
    r"^\*\*(.+)\*\* .+\n\n```sh\nallygraph (.+)\ncurl -s (.+)\n```\n\n```python\n(.+)\n```\n\n(.+)$", PAGE, re.M)


@pytest.fixture(scope="module")
def client(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), auth="off")
    with TestClient(create_app(demo_eco, settings), base_url="http://127.0.0.1") as opened:
        yield opened


def over_http(client: TestClient, words: list[str]) -> object:
    """What a line of curl would fetch: a URL, and a body if there is one."""
    path = words[0].removeprefix("$API")
    sent = words[words.index("-d") + 1] if "-d" in words else None
    response = client.get(path) if sent is None else client.post(path, json=json.loads(sent))
    assert response.status_code == 200, response.text
    return response.json()


def test_every_question_of_the_planning_stage_is_on_the_page() -> None:
    asked = {" ".join(words.split()[:2]) if words.split()[0] in ("requirements", "fit") else words.split()[0]
             for _, words, *_ in QUESTIONS}
    assert asked == {
        "requirements show", "requirements coverage", "requirements cover", "overlap", "axes", "exchange",
        "opportunities", "routes", "fit candidates", "fit explain", "fit questions", "risks", "diligence",
        "whatif", "backtest",
    }


@pytest.mark.parametrize(("words", "curl", "python"), [each[1:4] for each in QUESTIONS],
                         ids=[each[1].split(" a-nev")[0] for each in QUESTIONS])
def test_command_line_http_and_python_give_the_same_answer(
    words: str, curl: str, python: str, demo_eco: Ecosystem, client: TestClient, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LocalAsker, "__init__", lambda self, store: setattr(self, "eco", demo_eco))
    monkeypatch.setattr(LocalAsker, "__exit__", lambda *_: None)
    told = CliRunner().invoke(app, [*shlex.split(words), "--json"])
    assert told.exit_code == 0, told.output
    answer = over_http(client, shlex.split(curl))
    called = eval(python, {"eco": demo_eco, "case": demo.CASE})
    assert json.loads(told.stdout) == answer == json.loads(json.dumps(body(called)))
