"""Risks over HTTP and in the terminal: the facade's own body, refusals, hostile names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.tables import risks as tables
from ecosystem import Ecosystem
from ecosystem.answers import body
from ecosystem.settings import Settings
from tests.builders import write
from tests.ecosystem.planning.risky import DAY, TABLES

HOSTILE = "\x1b[31mBad\u202e[bold]Name[/bold]"


@pytest.fixture(scope="module")
def eco() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as found:
        partners = [*TABLES["partners"], {"id": "bad", "name": HOSTILE, "country": "US"}]
        supplies = [*TABLES["supplies"], {"supplier_id": "bad", "customer_id": "you", "capability_id": "steel"}]
        write(found.store, "one", TABLES | {"partners": partners, "supplies": supplies})
        yield found


@pytest.fixture(scope="module")
def client(eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    home: Path = tmp_path_factory.mktemp("home")
    app = create_app(eco, Settings(home=home, auth="off"))
    app.state.services.warm.set()
    return TestClient(app, base_url="http://127.0.0.1")


def test_each_question_answers_with_the_body_of_the_facade(client: TestClient, eco: Ecosystem) -> None:
    asked = {
        f"/v1/partners/you/risks?asker=me&as_of={DAY}": eco.risks.panorama("you", "me", as_of=DAY),
        f"/v1/partners/Bit%20Works/risks?as_of={DAY}": eco.risks.panorama("you", as_of=DAY),
        f"/v1/partners/you/due-diligence?asker=me&as_of={DAY}": eco.risks.checklist("you", "me", as_of=DAY),
        f"/v1/partners/me/risk-comparison?candidate=you&candidate=lone&as_of={DAY}":
            eco.risks.compare("me", ["you", "lone"], as_of=DAY),
    }
    for address, answer in asked.items():
        found = client.get(address)
        assert found.status_code == 200, found.text
        assert found.json() == json.loads(json.dumps(body(answer)))
        assert client.get(address, headers={"If-None-Match": found.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(("address", "status", "said"), [
    ("/v1/partners/you/risks?asker=you", 422, "asked about for itself"),
    ("/v1/partners/you/risks?asker=qqqqqq", 404, "qqqqqq"),
    ("/v1/partners/qqqqqq/due-diligence", 404, "qqqqqq"),
    ("/v1/partners/me/risk-comparison", 422, "candidate"),
    ("/v1/partners/me/risk-comparison?candidate=me", 422, "asked about for itself"),
    ("/v1/partners/you/risks?as_of=2024-02-30", 422, "2024-02-30"),
])
def test_what_cannot_be_answered_says_why(client: TestClient, address: str, status: int, said: str) -> None:
    found = client.get(address)
    assert found.status_code == status and said in found.json()["detail"], found.text


def test_tables_show_everything_and_no_control_character(eco: Ecosystem, capsys: pytest.CaptureFixture[str]) -> None:
    tables.panorama(body(eco.risks.panorama("you", "me", as_of=DAY)))  # type: ignore[arg-type]
    tables.panorama(body(eco.risks.panorama("bad", as_of=DAY)))  # type: ignore[arg-type]
    tables.checklist(body(eco.risks.checklist("bad", as_of=DAY)))  # type: ignore[arg-type]
    tables.comparison(body(eco.risks.compare("me", ["you", "bad"], as_of=DAY)))  # type: ignore[arg-type]
    shown = capsys.readouterr().out
    assert "\x1b[31m" not in shown and "\u202e" not in shown and "[bold]Name[/bold]" in shown
    for word in ("合作风险全景图", "尽职调查清单", "no owner", "unknown", "critical", "Not known:"):
        assert word in shown
