"""Pictures of answers by address: asked once, kept until what is on record changes, refused with a sentence."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.web import charting
from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

DAY = CASE.asked_on
ADDRESSES = {
    "candidates": f"partner={CASE.a}", "contributions": f"partner={CASE.a}&other={CASE.b}",
    "fit": f"partner={CASE.a}&weights=culture:2", "fit-parts": f"partner={CASE.a}&other={CASE.b}",
    "quadrants": f"partner={CASE.a}", "radar": f"partner={CASE.a}&cross_industry=false&limit=5",
    "radar-axes": f"partner={CASE.a}&order=worth", "risk-matrix": f"partner={CASE.b}&asker={CASE.a}",
    "timeline": f"partner={CASE.a}", "backtest": "cutoff=2020&horizon=2y&queries=3",
}


@pytest.fixture
def visitor(demo_eco: Ecosystem, tmp_path: Path) -> TestClient:
    return TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url="http://127.0.0.1")


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_every_chart_is_a_picture_with_words_in_the_language_asked_for(visitor: TestClient, name: str) -> None:
    answer = visitor.get(f"/charts/{name}.svg?{ADDRESSES[name]}&as_of={DAY}&language=zh&theme=dark&width=300")
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    root = ET.fromstring(answer.text)
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert root.get("width") == "300" and title is not None and any("一" <= sign <= "鿿" for sign in title.text or "")


def test_there_are_no_other_charts(visitor: TestClient) -> None:
    from api.web.pages.charts import CHARTS

    assert set(CHARTS) == set(ADDRESSES)


def test_a_picture_that_the_asker_has_is_not_drawn_again(visitor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/charts/timeline.svg?{ADDRESSES['timeline']}&as_of={DAY}"
    first = visitor.get(address)
    monkeypatch.setattr("api.web.pages.charts.render", lambda *_: pytest.fail("drawn again"))
    assert visitor.get(address).content == first.content
    again = visitor.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and first.headers["cache-control"] == "private, no-cache"


def test_a_picture_is_taken_along_as_png_or_pdf(visitor: TestClient) -> None:
    for suffix, begin in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        assert visitor.get(f"/charts/timeline.{suffix}?{ADDRESSES['timeline']}").content.startswith(begin)


@pytest.mark.parametrize(("address", "status", "said"), [
    ("/charts/pie.svg?partner=a-nev", 404, "there are candidates, contributions"),
    ("/charts/radar.svg", 422, "The chart radar needs partner."),
    ("/charts/timeline.svg?partner=a-nev&order=worth", 422, "has no parameter order"),
    ("/charts/timeline.svg?partner=nobody-at-all", 404, "nobody-at-all"),
    ("/charts/radar.svg?partner=a-nev&order=%3Cscript%3E", 422, "script"),
    ("/charts/radar.svg?partner=a-nev&width=5", 422, "width"),
    ("/charts/radar.gif?partner=a-nev", 422, "svg"),
])
def test_what_cannot_be_drawn_is_said(visitor: TestClient, address: str, status: int, said: str) -> None:
    answer = visitor.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status and said in answer.text and "<script>" not in answer.text


def test_warming_draws_once_and_a_page_without_the_library_has_its_table(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch,
) -> None:
    charting.warm()
    assert charting.warm.cache_info().currsize == 1
    monkeypatch.setattr(charting, "can_draw", lambda: False)
    page = visitor.get(f"/partners/{CASE.a}/radar?as_of={DAY}").text
    assert "<figure" not in page and "The table behind it" in page
