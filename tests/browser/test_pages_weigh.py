"""The pages that weigh, in a browser: by keyboard, in both themes, without scripts, narrow, with hostile names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from tests.browser.conftest import Open, Watched
from tests.browser.serving import Site, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DAY = f"as_of={CASE.asked_on}"
PAGES = {
    "radar": f"/partners/{CASE.a}/radar?{DAY}", "fit": f"/partners/{CASE.a}/fit?{DAY}",
    "fit-pair": f"/partners/{CASE.a}/fit/{CASE.b}?{DAY}", "risks": f"/partners/{CASE.a}/risks?{DAY}",
    "risks-pair": f"/partners/{CASE.a}/risks/{CASE.b}?{DAY}", "backtest": "/backtest?cutoff=2020&horizon=2y&queries=20",
    "without": f"/partners/{CASE.a}/without/{CASE.b}?{DAY}",
}
HOSTILE = "</script><img src=x onerror=document.title='pwned'>"
Audit = Callable[[Page], dict[str, list[str]]]


def with_pictures(watched: Watched) -> Page:
    """The page once every picture on it has been drawn: each is scrolled to, as a reader would."""
    page = watched.page
    for picture in page.locator("figure.chart img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True, timeout=30_000)
        assert picture.evaluate("image => image.naturalWidth") > 0
    page.evaluate("window.scrollTo(0, 0)")
    return page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_accessible_and_asks_nobody_else(
    site: Site, open_page: Open, axe: Audit, name: str, dark: bool,
) -> None:
    watched = open_page(site.at(PAGES[name]), dark=dark, bypass_csp=True)
    page = with_pictures(watched)
    assert axe(page) == {"violations": [], "incomplete": []}
    assert watched.errors == [] and watched.requests_elsewhere(site.address) == []
    watched.shot(f"page-{name}-{'dark' if dark else 'light'}")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_chinese_fits_a_narrow_screen(site: Site, open_page: Open, name: str) -> None:
    watched = open_page(site.at(PAGES[name]), width=320, locale="zh-CN")
    page = with_pictures(watched)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("html").get_attribute("lang") == "zh" and watched.errors == []
    for picture in page.locator("figure.chart img").all():
        assert "width=288" in picture.evaluate("image => image.currentSrc")
    watched.shot(f"page-{name}-320-zh")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_without_scripts(site: Site, open_page: Open, name: str) -> None:
    page = open_page(site.at(PAGES[name]), java_script_enabled=False).page
    assert page.locator("main table tbody tr").count() >= 5
    assert page.locator("[data-needs-script]:visible").count() == 0


def test_nothing_jumps_when_pictures_come(site: Site, open_page: Open) -> None:
    page = open_page(site.at(PAGES["fit"])).page
    heading = page.get_by_role("heading", name="The table behind it")
    before = heading.bounding_box()
    page.locator("figure.chart img").scroll_into_view_if_needed()
    expect(page.locator("figure.chart img")).to_have_js_property("complete", True, timeout=30_000)
    page.evaluate("window.scrollTo(0, 0)")
    after = heading.bounding_box()
    assert before is not None and after is not None and before["y"] == pytest.approx(after["y"], abs=0.5)


def test_a_slider_moved_by_keyboard_ranks_anew_and_the_address_holds_it(site: Site, open_page: Open) -> None:
    watched = open_page(site.at(PAGES["fit"]))
    page = watched.page
    first = page.locator("#weighed tbody th a").first
    before = first.inner_text()
    page.locator("#w-culture").focus()
    page.keyboard.press("End")
    expect(page.locator('output[for="w-culture"]')).to_have_text("5")
    page.wait_for_url(re.compile("culture=5"))
    expect(first).not_to_have_text(before)
    after = first.inner_text()
    assert page.evaluate("document.activeElement.id") == "w-culture"  # the form stays, the focus as well
    again = open_page(page.url).page
    assert again.locator("#weighed tbody th a").first.inner_text() == after
    assert again.locator("#w-culture").input_value() == "5" and watched.errors == []


def test_without_a_script_a_button_weighs_anew(site: Site, open_page: Open) -> None:
    page = open_page(site.at(PAGES["fit-pair"]), java_script_enabled=False).page
    page.locator("#w-strategy").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Weigh anew").press("Enter")
    page.wait_for_url(re.compile("strategy=0"))
    assert page.locator("#w-strategy").input_value() == "0" and DAY in page.url


def test_everything_on_the_radar_can_be_reached_by_keyboard(site: Site, open_page: Open) -> None:
    page = open_page(site.at(PAGES["radar"])).page
    reached = []
    page.locator("#cross").focus()
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert any("summary" in each for each in reached) and any("/charts/radar.svg" in each for each in reached)
    page.locator("tbody summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody details").first.locator("li").first).to_be_visible()


def test_the_checklist_is_ticked_and_printed_without_the_rest(site: Site, open_page: Open) -> None:
    page = open_page(site.at(PAGES["risks-pair"])).page
    box = page.locator("ul.checklist input").first
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print")
    assert not page.locator("header.site").is_visible() and box.is_visible()


@pytest.fixture
def hostile_site(tmp_path: Path) -> Iterator[Site]:
    """A few organisations that are called what nobody should be called."""
    rows = [{"id": f"p{at}", "name": f"{HOSTILE} {at}"} for at in range(6)]
    holds = [{"partner_id": f"p{at}", "capability_id": f"c{each}", "weight": 1.0, "valid_from": "2020-01-01"}
             for at in range(6) for each in range(at, at + 4)]
    with Ecosystem("memory:") as eco:
        eco.import_frames({
            "partners": pd.DataFrame(rows), "partner_capabilities": pd.DataFrame(holds),
            "capabilities": pd.DataFrame([{"id": f"c{at}", "name": f"{HOSTILE} c{at}"} for at in range(10)]),
            "risks": pd.DataFrame([{"partner_id": "p1", "kind": HOSTILE, "likelihood": 0.5, "impact": 0.9,
                                    "owner": HOSTILE, "source": HOSTILE, "valid_from": "2020-01-01"}]),
        })
        with serving(eco, tmp_path / "home") as served:
            yield served


@pytest.mark.parametrize("path", ["radar?cross_industry=false", "fit", "fit/p1", "risks/p1"])
def test_hostile_names_are_names(hostile_site: Site, open_page: Open, path: str) -> None:
    watched = open_page(hostile_site.at(f"/partners/p0/{path}"))
    page = with_pictures(watched)
    assert "pwned" not in page.title() or HOSTILE in page.title()
    assert page.locator("img[src='x']").count() == 0 and watched.errors == []
    assert HOSTILE in page.locator("h1").inner_text()
    for picture in page.locator("figure.chart img").all():  # the picture as a document of its own
        alone = open_page(picture.evaluate("image => image.currentSrc"))
        assert alone.errors == [] and "onerror" not in str(alone.page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(each => [...each.attributes].map(one => one.name))"))
