"""The profile: what is known of an organisation, since when, from whom, and what is not known."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.web.timeline import timeline
from ecosystem.answers.dossier import PartnershipNote
from ecosystem.dates import parse_as_of
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings


@pytest.fixture
def visitor(demo_eco: Ecosystem, tmp_path: Path) -> TestClient:
    return TestClient(create_app(demo_eco, Settings(home=tmp_path, auth="off")), base_url="http://127.0.0.1")


def said(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_profile_says_who_what_with_whom_and_from_whom(visitor: TestClient) -> None:
    text = said(visitor.get("/partners/b-tech?as_of=2024-06-30").text)
    for each in ("Lingxu Technologies", "China · company", "聆序科技", "Multimodal interaction", "0.90",
                 "illustrative demo: press", "Shuoye Motors", "2024-03-01", "The latest 10 of 44", "Needs"):
        assert each in text
    assert "Not known LEI" in text


def test_a_partnership_that_ended_later_is_drawn_as_standing(visitor: TestClient) -> None:
    then, now = (visitor.get(f"/partners/b-tech?as_of={day}").text for day in ("2024-06-30", "2026-06-30"))
    assert then.count('class="open"') == 4 and then.count('class="over"') == 2
    assert "2026-02-28" not in then and "2026-02-28" in now


def test_a_profile_can_be_asked_for_by_name_and_links_to_what_follows(visitor: TestClient) -> None:
    page = visitor.get("/partners/Shuoye Motors?as_of=2023-11-30").text
    for each in ("/partners/a-nev/candidates?as_of=2023-11-30", "/v1/partners/a-nev/dossier?as_of=2023-11-30",
                 "/map?as_of=2023-11-30&amp;view=footprint&amp;partner=a-nev"):
        assert f'href="{each}"' in page
    assert visitor.get("/v1/partners/a-nev/dossier?as_of=2023-11-30").json()["partner"]["name"] == "Shuoye Motors"


def test_an_organisation_of_which_little_is_known_says_so(visitor: TestClient) -> None:
    text = said(visitor.get("/partners/a-nev-energy?as_of=2018").text)
    assert "No capability is on record" in text and "No partnership is on record at this day" in text
    assert "capabilities, patents, partnerships, needs and strategy" in text


def test_whom_nobody_knows_is_a_page_that_names_who_is_near(visitor: TestClient) -> None:
    page = visitor.get("/partners/Shuoye Motor", headers={"Accept": "text/html"})
    assert page.status_code == 404 and "Shuoye Motors" in page.text and 'href="/partners/a-nev"' in page.text


def test_a_profile_speaks_chinese(visitor: TestClient) -> None:
    text = said(visitor.get("/partners/b-tech", headers={"Accept-Language": "zh"}).text)
    assert "中国 · company" in text and "合作历程" in text and "未知信息" in text


def test_a_bar_begins_and_ends_where_its_dates_say_and_is_never_too_thin_to_see() -> None:
    day = parse_as_of("2021-12-31")
    notes = [PartnershipNote(each, None, None, (), began, ended, None, None) for each, began, ended in (
        ("whole", "2018-01-01", None), ("half", "2018-01-01", "2019-12-31"), ("short", "2021-12-31", None),
        ("undated", None, None))]
    drawn = timeline(notes, day)
    whole, half, short, undated = drawn.bars
    assert (whole.start, round(whole.width)) == (0, 100) and round(half.width) == 50
    assert short.width >= 0.8 and undated.start is None
    assert [each.year for each in drawn.ticks] == [2018, 2019, 2020, 2021]
    assert timeline((), day).bars == ()
    (forever,) = timeline(notes[1:2], date.max).bars
    assert forever.start == 0 and 50 <= forever.width <= 100
