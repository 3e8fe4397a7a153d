"""Panels for all eyes, hands and screens: axe, focus, targets, 320 pixels, Chinese, paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.panels import opened_scene, ready
from tests.scenes import varied_scene

Axe = Callable[[Page], dict[str, list[str]]]

REVIEWED = {
    "color-contrast: ['#help >": "The dialog is modal and opaque; what it lies over is neither reached nor seen.",
}
"""What axe leaves to people: how a rule and its target begin, and what people found."""

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


OPENED = {
    "overview": "",
    "card": "ecomap.store.set({ selected: 0, target: 4 })",
    "bundle": "ecomap.store.set({ bundle: 0 })",
    "list": """document.querySelector("[data-panel='list']").click()""",
    "export": """document.querySelector("[data-panel='export']").click()""",
    "help": """document.querySelector("[aria-label='Keys and help']").click()""",
}
"""What is opened, one after the other, before axe looks."""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_axe_finds_nothing_in_any_panel(open_page: Open, axe: Axe, map_file: Path, dark: bool, width: int) -> None:
    watched = open_page(map_file, dark=dark, width=width, height=900 if width > 400 else 640, bypass_csp=True)
    page = ready(watched)
    found = {}
    for panel, script in OPENED.items():
        page.evaluate(script)
        told = axe(page)
        open_questions = [each for each in told["incomplete"] if not each.startswith(tuple(REVIEWED))]
        found[panel] = told["violations"] + open_questions
        watched.shot(f"panels-{panel}-{'dark' if dark else 'light'}-{width}")
    assert found == {panel: [] for panel in OPENED}


def test_every_target_is_large_enough_for_a_finger(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file))
    page.evaluate("ecomap.store.set({ selected: 0, panel: new Set(['card', 'legend', 'export']) })")
    small = page.evaluate("""[...document.querySelectorAll("button, input, select, [role=option]")].filter((each) => {
        const box = each.getBoundingClientRect();
        return box.width && (box.width < 24 || box.height < 24);
    }).map((each) => each.outerHTML.slice(0, 120))""")
    assert small == []


def test_tab_walks_from_the_title_over_the_map_through_all_panels_and_the_focus_is_never_covered(
        open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file))
    page.evaluate("ecomap.store.set({ selected: 0 })")
    seen: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate("""() => {
            const focused = document.activeElement;
            const box = focused.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            const free = focused === document.body || focused.contains(top) || top?.contains(focused);
            return [focused.closest(".panel")?.id ?? focused.id, free, focused.outerHTML.slice(0, 100)];
        }""")
        assert at[1], at
        seen.append(at[0])
    assert list(dict.fromkeys(seen))[:5] == ["head", "map", "tools", "card", "legend"]


def test_nothing_is_cut_off_at_320_pixels(open_page: Open, map_file: Path) -> None:
    watched = open_page(map_file, width=320, height=640, has_touch=True)
    page = ready(watched)
    for panel in ("card", "legend", "list", "export"):
        page.locator(f'[data-panel="{panel}"]').tap()
        expect(page.locator(f"#{panel}")).to_be_visible()
        wide = page.evaluate("""[document.documentElement, ...document.querySelectorAll(".panel:not([hidden])")]
            .filter((each) => each.scrollWidth > each.clientWidth || each.getBoundingClientRect().right > 320.5)
            .map((each) => each.id || each.tagName)""")
        assert wide == [], panel
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    page.locator('[data-panel="export"]').tap()
    page.tap("#search")
    page.keyboard.type("lingxu")
    page.locator('[role="option"]').first.tap()
    expect(page.locator("#card h2")).to_contain_text("Lingxu Technologies")
    box, sheet = page.locator("#map").bounding_box(), page.locator("#card").bounding_box()
    assert box is not None and sheet is not None
    assert box["y"] + box["height"] <= sheet["y"] + 1, "the map ends where the sheet begins"


def test_a_chinese_page_is_chinese(open_page: Open, axe: Axe, tmp_path: Path) -> None:
    watched = opened_scene(open_page, tmp_path, varied_scene(language="zh"), bypass_csp=True)
    page = watched.page
    assert page.locator("html").get_attribute("lang") == "zh"
    page.fill("#search", "灵犀")
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_contain_text("灵犀科技有限公司")
    expect(page.locator("#card")).to_contain_text("机构")
    panels = " ".join(page.locator("#tools, #legend h2, #legend h3, #card h3").all_inner_texts())
    assert re.findall(r"[A-Za-z]{3,}", panels) == []
    assert axe(page)["violations"] == []
    watched.shot("panels-zh")


def test_paper_is_light_and_carries_legend_source_and_table(open_page: Open, map_file: Path) -> None:
    watched = open_page(map_file, dark=True)
    page = ready(watched)
    page.emulate_media(media="print")
    for part in ("#head h1", "#map", "#legend", ".source", "#fallback table >> nth=0"):
        expect(page.locator(part)).to_be_visible()
    expect(page.locator("#tools")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("ecomap.app.theme()") == "light"
    watched.shot("panels-print")
