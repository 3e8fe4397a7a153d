"""The radar page: what is near and lacking, who has it, and what to do where there is nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

HERE = "http://127.0.0.1"
PAGE = f"/partners/{CASE.a}/radar?as_of={CASE.asked_on}"


@pytest.fixture
def visitor(demo_eco: Ecosystem, tmp_path: Path) -> TestClient:
    return TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url=HERE)


def test_the_page_says_what_the_facade_answers(visitor: TestClient, demo_eco: Ecosystem) -> None:
    found = demo_eco.opportunities.radar(CASE.a, as_of=CASE.asked_on)
    text = visitor.get(PAGE).text
    assert len(text.encode()) < 100_000
    assert f"{found.front} of {found.total} near capabilities" in text
    for item in found.items:
        assert f">{item.capability.name}</bdi>" in text
        assert f"capability={item.capability.id}" in text  # candidates who have it
    assert all(holder.partner.name in text for holder in found.items[0].holders if "&" not in holder.partner.name)
    assert "view=radar" in text and "held by nobody" in text


def test_pictures_keep_their_place_and_say_what_they_show(visitor: TestClient) -> None:
    text = visitor.get(PAGE).text
    images = re.findall(r'<img src="(/charts/[^"]+)" width="(\d+)" height="(\d+)" alt="([^"]+)" loading="lazy"', text)
    assert len(images) == 2 and all("Nearest to" in alt or "is worth most" in alt for *_, alt in images)
    for address, width, height, _ in images:
        drawn = visitor.get(address.replace("&amp;", "&")).text
        assert f'width="{width}" height="{height}"' in drawn
    assert text.count("(prefers-color-scheme: dark)") == 4
    visitor.cookies.set("allygraph_theme", "dark")
    dark = visitor.get(PAGE).text
    assert "prefers-color-scheme" not in dark and "theme=dark" in dark


def test_the_switch_and_the_order_are_the_address(visitor: TestClient, demo_eco: Ecosystem) -> None:
    found = demo_eco.opportunities.radar(CASE.a, cross_industry=False, order="worth", limit=20, as_of=CASE.asked_on)
    text = visitor.get(f"{PAGE}&cross_industry=false&order=worth&limit=20").text
    names = re.findall(r'<th scope="row"><bdi>([^<]+)</bdi>', text)
    assert names == [item.capability.name for item in found.items]
    assert '<option value="false" selected>' in text and '<option value="worth" selected>' in text


def test_the_page_is_data_as_well(visitor: TestClient, demo_eco: Ecosystem) -> None:
    text = visitor.get(PAGE).text
    address = re.search(r'<a href="(/v1/partners/[^"]+)">JSON', text)
    assert address is not None
    document = visitor.get(address[1].replace("&amp;", "&")).json()
    assert document["total"] == demo_eco.opportunities.radar(CASE.a, as_of=CASE.asked_on).total
    table = visitor.get(f"{PAGE}&format=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "radar-a-nev" in table.headers["content-disposition"]
    assert table.text.splitlines()[0].startswith("\ufeffrank,layer,id,name") and len(table.text.splitlines()) == 11


def test_the_page_speaks_chinese(visitor: TestClient) -> None:
    text = visitor.get(PAGE, headers={"Accept-Language": "zh"}).text
    assert "机会雷达" in text and "未列入雷达的能力及原因" in text and "language=zh" in text


def test_nothing_on_record_says_what_to_import(tmp_path: Path) -> None:
    with Ecosystem("memory:") as eco:
        eco.import_frames({"partners": pd.DataFrame([{"id": "p", "name": "<b>Lonely</b> & Co"}])})
        client = TestClient(create_app(eco, Settings(home=tmp_path, auth="off")), base_url=HERE)
        text = client.get("/partners/p/radar").text
    assert "Import the table partner_capabilities" in text and "<b>Lonely" not in text and "&lt;b&gt;Lonely" in text


def test_what_cannot_be_asked_is_a_page_that_says_so(visitor: TestClient) -> None:
    for address, status in ((f"{PAGE}&order=pretty", 422), (f"{PAGE}&limit=0", 422), ("/partners/nobody/radar", 404)):
        answer = visitor.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == status and answer.headers["content-type"].startswith("text/html")
