"""The page that asks whether recommendations come true."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.web.backtests import backtested
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

ASKED = "/backtest?cutoff=2020&horizon=2y&queries=5"


@pytest.fixture
def visitor(demo_eco: Ecosystem, tmp_path: Path) -> TestClient:
    return TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url="http://127.0.0.1")


def test_before_anything_was_judged_the_page_says_how(visitor: TestClient) -> None:
    text = visitor.get("/backtest").text
    assert "Nothing was judged yet" in text and "allygraph backtest --cutoff" in text and "<figure" not in text


def test_what_was_judged_is_a_picture_and_a_table_and_is_judged_once(
    visitor: TestClient, demo_eco: Ecosystem, monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = visitor.get(ASKED).text
    found = backtested(demo_eco, cutoff="2020", horizon="2y", queries=5)
    monkeypatch.setattr(demo_eco.backtest, "run", lambda *_, **__: pytest.fail("run again"))
    assert visitor.get(ASKED).text == text and "best baseline" in text and "/charts/backtest.svg?" in text
    value = next(iter(found.slices.values())).scorers["blend"]["mrr"].value
    assert value is not None and f"{value:.3f}" in text
    assert visitor.get(f"{ASKED}&format=csv").text.startswith("\ufeffslice,scorer,metric,value")
    assert "推荐是否成真" in visitor.get(ASKED, headers={"Accept-Language": "zh"}).text


@pytest.mark.parametrize(("address", "status"), [
    ("/backtest?cutoff=yesterday", 422), ("/backtest?cutoff=1900", 422), ("/backtest?cutoff=2020&queries=9999", 422)])
def test_a_day_that_cannot_be_is_a_page_that_says_so(visitor: TestClient, address: str, status: int) -> None:
    answer = visitor.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status and answer.headers["content-type"].startswith("text/html")
