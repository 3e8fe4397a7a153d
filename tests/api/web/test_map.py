"""The map page: a view and what it asks for, the drawing in a frame, the table behind it; and the first page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings


@pytest.fixture
def visitor(demo_eco: Ecosystem, tmp_path: Path) -> TestClient:
    return TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url="http://127.0.0.1")


def frame_of(text: str) -> str:
    (found,) = re.findall(r'<iframe src="([^"]+)"', text)
    return unescape(found)


def test_the_frame_shows_the_file_that_can_be_mailed_and_lets_this_site_show_it(visitor: TestClient) -> None:
    page = visitor.get("/map?as_of=2023-11-30")
    drawn = visitor.get(frame_of(page.text))
    assert drawn.status_code == 200 and drawn.headers["content-type"].startswith("text/html")
    assert "frame-ancestors 'self'" in drawn.headers["content-security-policy"]
    assert "frame-src 'self'" in page.headers["content-security-policy"] and "as_of=2023-11-30" in frame_of(page.text)


def test_every_view_of_the_table_can_be_chosen_and_asks_for_its_own_parameters(visitor: TestClient) -> None:
    views = visitor.get("/v1/maps").json()["items"]
    assert len(views) > 5
    for view in views:
        page = visitor.get(f"/map?view={view['name']}").text
        required = [each["name"] for each in view["parameters"] if each["required"]]
        assert f'<option value="{view["name"]}" selected>' in page
        assert all(f'name="{name}"' in page for name in required)
        assert ("<iframe" in page) == (not required)


def test_a_name_becomes_an_id_and_defaults_are_left_out_of_the_address(visitor: TestClient) -> None:
    page = visitor.get("/map?view=footprint&partner=Lingxu Technologies&limit=20").text
    assert frame_of(page) == "/v1/maps/footprint?partner=b-tech&language=en&format=html"


def test_whom_nobody_knows_is_said_with_who_is_near(visitor: TestClient) -> None:
    page = visitor.get("/map?view=footprint&partner=shuoye motor").text
    assert "<iframe" not in page and "Did you mean" in page and "partner=a-nev" in page


@pytest.mark.parametrize("address", ["/map?view=nothing", "/map?view=ecosystem&most=many", "/map?colour=red"])
def test_what_a_map_cannot_be_asked_is_a_page_that_says_so(visitor: TestClient, address: str) -> None:
    page = visitor.get(address, headers={"Accept": "text/html"})
    assert page.status_code == 422 and "<h1>" in page.text


def test_every_format_is_linked_with_the_same_question(visitor: TestClient) -> None:
    page = unescape(visitor.get("/map?view=footprint&partner=b-tech").text)
    for each in visitor.get("/v1/maps").json()["formats"]:
        assert f'href="/v1/maps/footprint?partner=b-tech&language=en&format={each["name"]}' in page


def test_the_table_behind_a_map_names_its_marks(visitor: TestClient) -> None:
    page = visitor.get("/map/table?view=footprint&partner=b-tech")
    assert page.status_code == 200 and "Lingxu Technologies" in page.text and "<table" in page.text
    assert 'href="/map?view=footprint&amp;partner=b-tech"' in page.text


def test_a_view_of_one_organisation_proposes_some(visitor: TestClient) -> None:
    page = unescape(visitor.get("/map?view=radar").text)
    assert "For example" in page and "/map?view=radar&partner=temasora" in page


def test_the_first_page_asks_about_organisations_of_the_data(visitor: TestClient) -> None:
    page = visitor.get("/").text
    for each in ("/partners/temasora/candidates", "/partners/a-nev/requirements", "/partners/clericourt/radar"):
        assert f'href="{each}"' in page
    (picture,) = re.findall(r'<img src="(/v1/maps/[^"]+)" [^>]*loading="lazy"', page)
    drawn = visitor.get(unescape(picture))
    assert drawn.headers["content-type"].startswith("image/svg+xml") and b"<svg" in drawn.content[:200]
