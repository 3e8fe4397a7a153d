"""The pages of fit: weights by address, intervals, the question that narrows most, both directions."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pandas as pd
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

HERE = "http://127.0.0.1"
PAGE = f"/partners/{CASE.a}/fit?as_of={CASE.asked_on}"
PAIR = f"/partners/{CASE.a}/fit/{CASE.b}?as_of={CASE.asked_on}"


@pytest.fixture
def visitor(demo_eco: Ecosystem, tmp_path: Path) -> TestClient:
    return TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url=HERE)


def ranked(text: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+"><bdi>([^<]+)</bdi>', text)


def test_the_order_is_that_of_the_facade_and_moves_with_the_sliders(visitor: TestClient, demo_eco: Ecosystem) -> None:
    usual = demo_eco.fit.candidates(CASE.a, draws=0, as_of=CASE.asked_on)
    text = visitor.get(PAGE).text
    assert ranked(text) == [item.partner.name for item in usual.items] and len(text.encode()) < 100_000
    moved = demo_eco.fit.candidates(CASE.a, draws=0, as_of=CASE.asked_on,
                                    weights={"strategy": 5, "capability": 1, "culture": 0})
    text = visitor.get(f"{PAGE}&strategy=5&capability=1&culture=0").text
    assert ranked(text) == [item.partner.name for item in moved.items]
    assert [item.partner.id for item in moved.items] != [item.partner.id for item in usual.items]
    assert 'name="strategy" min="0" max="5" step="0.5" value="5"' in text
    assert "weights=strategy%3A5" in text and f"/fit/{moved.items[0].partner.id}?" in text


@pytest.mark.parametrize("weights", ["strategy=0&capability=0&culture=0", "strategy=3&capability=3&culture=3"])
def test_sliders_at_one_place_weigh_all_alike(visitor: TestClient, weights: str) -> None:
    assert ranked(visitor.get(f"{PAGE}&{weights}").text) == ranked(visitor.get(PAGE).text)


def test_the_form_works_by_address_and_asks_only_for_the_answer_with_a_script(visitor: TestClient) -> None:
    text = visitor.get(PAGE).text
    form = re.search(r'<form class="weights" action="([^"]+)" hx-get="([^"]+)"[^>]+hx-select="#weighed"[^>]+>', text)
    assert form is not None and form[1] == form[2] == f"/partners/{CASE.a}/fit" and 'hx-push-url="true"' in form[0]
    assert text.count('id="weighed"') == 1


def test_the_next_question_is_the_one_that_changes_most(visitor: TestClient, demo_eco: Ecosystem) -> None:
    first = demo_eco.fit.questions(CASE.a, as_of=CASE.asked_on).items[0]
    text = visitor.get(PAGE).text
    assert f'<p class="question">{first.en}</p>' in text
    assert first.zh in visitor.get(PAGE, headers={"Accept-Language": "zh"}).text


def test_a_pair_shows_parts_that_sum_to_the_score_in_both_directions(visitor: TestClient, demo_eco: Ecosystem) -> None:
    there = demo_eco.fit.explain(CASE.a, CASE.b, as_of=CASE.asked_on)
    back = demo_eco.fit.explain(CASE.b, CASE.a, as_of=CASE.asked_on)
    text = visitor.get(PAIR).text
    assert f"holds place {there.rank} of {there.total}" in text and len(text.encode()) < 100_000
    assert f"<span>{there.score:.2f}</span>" in text and f"<span>{back.score:.2f}</span>" in text
    assert f"would fit {there.reference.fit:.3f}" in text and f"that makes {there.score:.3f}" in text
    assert all(escape(part.title) in text for part in there.parts)
    assert f"/partners/{CASE.b}/fit/{CASE.a}" in text


def test_the_next_question_of_a_pair_narrows_its_interval_most(visitor: TestClient, demo_eco: Ecosystem) -> None:
    found = demo_eco.fit.narrowing(CASE.a, CASE.b, as_of=CASE.asked_on)
    text = visitor.get(PAIR).text
    assert f'<p class="question">{found.items[0].en}</p>' in text
    assert f"{found.items[0].narrows:.3f} of {found.high - found.low:.3f}" in text


def test_unknown_is_said_and_a_partner_of_today_is_not_ranked(visitor: TestClient, demo_eco: Ecosystem) -> None:
    partner = demo_eco.partner(CASE.a, as_of=CASE.asked_on).partners[0].id
    text = visitor.get(f"/partners/{CASE.a}/fit/{partner}?as_of={CASE.asked_on}").text
    assert "is a partner already and therefore not ranked" in text
    assert "not on record:" in visitor.get(PAIR).text


def test_both_pages_are_data_as_well(visitor: TestClient) -> None:
    for page in (PAGE, PAIR):
        address = re.search(r'<a href="(/v1/partners/[^"]+)">JSON', visitor.get(f"{page}&culture=2").text)
        assert address is not None and "weights=culture%3A2" in address[1]
        settings = visitor.get(address[1].replace("&amp;", "&")).json()["settings"]
        assert settings["weights"]["culture"] == pytest.approx(0.5)
        assert visitor.get(f"{page}&format=csv").headers["content-type"].startswith("text/csv")


def test_nobody_to_rank_says_what_to_do(tmp_path: Path) -> None:
    with Ecosystem("memory:") as eco:
        eco.import_frames({"partners": pd.DataFrame([{"id": "p", "name": "Lonely"}])})
        client = TestClient(create_app(eco, Settings(home=tmp_path, auth="off")), base_url=HERE)
        assert "Nobody is left who could be ranked for Lonely" in client.get("/partners/p/fit").text


def test_what_cannot_be_asked_is_a_page_that_says_so(visitor: TestClient) -> None:
    for address, status in ((f"{PAGE}&strategy=9", 422), (f"{PAGE}&wish=nan", 422), (f"{PAGE}&order=best", 422),
                            (f"/partners/{CASE.a}/fit/{CASE.a}", 422), (f"/partners/{CASE.a}/fit/nobody", 404)):
        answer = visitor.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == status and answer.headers["content-type"].startswith("text/html")
