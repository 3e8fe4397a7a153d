"""The page of what would be lost without somebody."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

PAGE = f"/partners/{CASE.a}/without/{CASE.b}?as_of={CASE.asked_on}"


@pytest.fixture
def visitor(demo_eco: Ecosystem, tmp_path: Path) -> TestClient:
    return TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url="http://127.0.0.1")


def test_the_page_says_what_the_facade_answers_and_how_it_is_the_other_way_round(
    visitor: TestClient, demo_eco: Ecosystem,
) -> None:
    found = demo_eco.whatif.removal(CASE.b, CASE.a, as_of=CASE.asked_on)
    text = visitor.get(PAGE).text
    assert all(escape(sentence) in text for sentence in found.sentences) and len(text.encode()) < 100_000
    assert all(escape(each.partner.name) in text for each in (*found.substitutes, *found.candidates))
    assert f"The scarcest {len(found.capabilities)} of {found.capabilities_total}" in text
    assert f"/partners/{CASE.b}/without/{CASE.a}" in text


def test_the_page_is_data_as_well_and_speaks_chinese(visitor: TestClient) -> None:
    text = visitor.get(PAGE, headers={"Accept-Language": "zh"}).text
    address = re.search(r'<a href="(/v1/partners/[^"]+)">JSON', text)
    assert address is not None and visitor.get(address[1].replace("&amp;", "&")).json()["sentences"]
    assert "谁可以替代" in text and visitor.get(f"{PAGE}&format=csv").text.startswith("\ufeffid,name,holders_before")


def test_who_asks_cannot_leave(visitor: TestClient) -> None:
    answer = visitor.get(f"/partners/{CASE.a}/without/{CASE.a}", headers={"Accept": "text/html"})
    assert answer.status_code == 422 and answer.headers["content-type"].startswith("text/html")
