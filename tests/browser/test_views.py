"""Every view as the server sends it: painted under its own policy, without a word of complaint, asking for nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from ecosystem.demo import CASE
from ecosystem.maps.catalogue import NAMES
from tests.browser.conftest import Open
from tests.browser.serving import Site
from tests.browser.test_canvas import COLOURS, READY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ASKED: Mapping[str, Mapping[str, str]] = {
    "ecosystem": {}, "candidates": {"partner": CASE.a, "need": CASE.need}, "path": {"a": CASE.a, "b": CASE.b},
    "difference": {"since": "2022-06"},
    **{view: {"partner": CASE.a} for view in ("lanes", "footprint", "requirement", "radar", "quadrants", "portfolio")},
}


def address(site: Site, view: str, **asked: str) -> str:
    return site.at(f"/v1/maps/{view}?" + urlencode(
        {**ASKED[view], "as_of": str(CASE.asked_on), "format": "html", **asked}))


@pytest.mark.parametrize("view", NAMES)
def test_every_view_is_painted_under_the_policy_that_the_server_sends(open_page: Open, site: Site, view: str) -> None:
    watched = open_page(address(site, view))
    watched.page.wait_for_selector(READY, state="attached")
    watched.shot(f"view-{view}")
    assert watched.errors == [] and watched.requests_elsewhere(site.address) == []
    assert len(watched.requests) == 1
    assert watched.page.evaluate(COLOURS) >= 8
    assert watched.page.evaluate("ecomap.counts.labels") >= 5


@pytest.mark.parametrize(("view", "dark"), [("lanes", False), ("requirement", True), ("radar", True),
                                            ("quadrants", False), ("portfolio", True)])
def test_views_with_lanes_and_axes_can_be_read_by_everybody(
    open_page: Open, site: Site, axe: Callable[[Page], dict[str, list[str]]], view: str, dark: bool
) -> None:
    watched = open_page(address(site, view, language="zh"), dark=dark, bypass_csp=True)
    watched.page.wait_for_selector(READY, state="attached")
    watched.shot(f"view-{view}-zh{'-dark' if dark else ''}")
    assert axe(watched.page) == {"violations": [], "incomplete": []}


def test_a_view_without_marks_says_what_to_do(open_page: Open, empty_site: Site) -> None:
    watched = open_page(empty_site.at("/v1/maps/lanes?format=html"))
    watched.page.wait_for_selector(READY, state="attached")
    assert watched.errors == []
    assert watched.page.get_by_text("No supply is on record: import the table supplies").first.is_visible()
