"""The pages on which somebody decides, in a browser: both themes, both languages, keyboard, narrow, without script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from ecosystem.demo import CASE
from ecosystem.service import Ecosystem
from tests.browser.conftest import Open
from tests.browser.serving import Site, serving
from tests.ecosystem.planning.requiring import DAY, tiny

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ON = f"as_of={CASE.asked_on}"
PAGES = {
    "candidates": f"/partners/{CASE.a}/candidates?{ON}", "nobody": f"/partners/{CASE.a}/candidates?{ON}&country=XX",
    "shortlist": f"/partners/{CASE.a}/shortlist?{ON}", "shortlists": "/shortlists",
    "compare": f"/compare?a={CASE.a}&b={CASE.b}&{ON}",
    "compare-for": f"/compare?for={CASE.a}&pick={CASE.b}&pick=falkental&{ON}",
    "brief": f"/partners/{CASE.a}/brief/{CASE.b}?{ON}", "requirements": f"/partners/{CASE.a}/requirements?{ON}",
    "requirements-edit": f"/partners/{CASE.a}/requirements?edit=strategy-a-nev@2",
}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
HOSTILE = ('<img src=x onerror=alert(1)>', '</script><script>alert(1)</script>', '‮evil‬', "a" * 5_000, "=cmd|' /C'!A1")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_quiet_and_asks_nobody_else(
    name: str, dark: bool, language: str, site: Site, open_page: Open, axe: Callable[[Page], dict[str, list[str]]],
) -> None:
    watched = open_page(site.at(PAGES[name]), dark=dark, locale=LOCALES[language], bypass_csp=True)
    page = watched.page
    page.wait_for_load_state("networkidle")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    watched.shot(f"page-{name}-{'dark' if dark else 'light'}-{language}")
    assert axe(page) == {"violations": [], "incomplete": []}
    assert watched.errors == [] and watched.requests_elsewhere(site.address) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_narrow_window(name: str, site: Site, open_page: Open) -> None:
    page = open_page(site.at(PAGES[name]), width=320, height=700).page
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    sizes = page.evaluate("""() => [...document.querySelectorAll('main :is(button, select, summary)')]
        .map(each => each.getBoundingClientRect()).filter(box => box.width).map(box => box.height)""")
    assert all(each >= 24 for each in sizes)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Site]:
    """The tiny ecosystem behind pages, to be changed."""
    with tiny() as eco, serving(eco, tmp_path / "home") as served:
        yield served


def named(text: str) -> re.Pattern[str]:
    """The name of a control; what only readers of the screen hear of it stands apart from what is seen."""
    return re.compile(re.escape(text).replace(":", r"\s?:"))


def tab_to(page: Page, name: str, role: str = "button") -> None:
    """Press Tab until a control with this name has the focus."""
    wanted = page.get_by_role(role, name=named(name)).first  # type: ignore[arg-type]
    expect(wanted).to_be_visible()
    for _ in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            outline = wanted.evaluate("each => getComputedStyle(each).outlineStyle")
            assert outline != "none", "the focus is not seen"
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_shortlisting_noting_and_undoing_by_keyboard_alone(desk: Site, open_page: Open) -> None:
    watched = open_page(desk.at(f"/partners/me/candidates?as_of={DAY}"))
    page = watched.page
    tab_to(page, "Shortlist: Cog Works")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Cog Works is on the shortlist of Me Motors.")
    page.goto(desk.at(f"/partners/me/shortlist?as_of={DAY}"))
    tab_to(page, "Note", "textbox")
    page.keyboard.type("call them")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("The note on Cog Works was changed.")
    assert desk.eco.shortlist.list("me", as_of=DAY).items[0].note == "call them"
    tab_to(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Note")).to_have_value("")
    assert watched.errors == []


def test_excluding_with_a_reason_and_undoing_by_keyboard_alone(desk: Site, open_page: Open) -> None:
    page = open_page(desk.at(f"/partners/me/candidates?as_of={DAY}")).page
    exclude = page.locator("summary", has_text="Exclude").first
    exclude.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("a suit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("is left out from 2024-06-30 on: a suit")
    expect(page.locator(".left-out")).to_contain_text("a suit")
    tab_to(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.locator("main")).not_to_contain_text("a suit")


def test_two_are_ticked_and_compared_by_keyboard_alone(site: Site, open_page: Open) -> None:
    page = open_page(site.at(PAGES["candidates"])).page
    for name in ("Falkental Systemtechnik AG", "Lingxu Technologies"):
        tab_to(page, f"Tick: {name}", "checkbox")
        page.keyboard.press("Space")
    button = page.get_by_role("button", name="Compare the two that are ticked")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h2.name")).to_contain_text("Falkental Systemtechnik AG or Lingxu Technologies?")


def test_the_requirements_are_changed_without_javascript(desk: Site, open_page: Open) -> None:
    page = open_page(desk.at(f"/partners/me/requirements?as_of={DAY}"), java_script_enabled=False).page
    page.get_by_role("link", name=named("Change: Go")).click()
    page.get_by_label("Capability").last.fill("welding")
    page.get_by_role("button", name="Save as it is to be").click()
    expect(page.locator(".notice")).to_contain_text("Version 2 stands from 2024-06-30 on.")
    expect(page.locator(".versions")).to_contain_text("Welding is needed as well.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("table.needs")).not_to_contain_text("Welding")


@pytest.mark.parametrize("name", ["candidates", "shortlist", "compare", "compare-for", "brief"])
def test_a_page_does_without_javascript(name: str, site: Site, open_page: Open) -> None:
    page = open_page(site.at(PAGES[name]), java_script_enabled=False).page
    expect(page.locator("main")).to_contain_text("Lingxu Technologies")
    for each in page.locator("main details > summary").all()[:2]:
        each.click()
    assert page.locator("main .facts").count() > 0 or name in ("shortlist", "compare-for", "brief")


def test_hostile_names_and_notes_stay_text(tmp_path: Path, open_page: Open) -> None:
    with tiny() as eco, serving(eco, tmp_path / "home") as desk:
        _poison(eco)
        for where in ("partners/me/candidates?", "partners/me/shortlist?", "partners/me/brief/bit?",
                      "compare?a=me&b=bit&", "compare?for=me&pick=bit&pick=cog&", "partners/me/requirements?"):
            watched = open_page(desk.at(f"/{where}as_of={DAY}"), width=320)
            watched.page.wait_for_load_state("networkidle")
            assert watched.errors == [] and watched.requests_elsewhere(desk.address) == []
            assert watched.page.locator("main img[src=x], main script").count() == 0
            assert watched.page.evaluate("document.documentElement.scrollWidth") <= 320, where


def _poison(eco: Ecosystem) -> None:
    """Names that would do something where they are not text."""
    eco.import_frames({
        "partners": pd.DataFrame({"id": ["me", "bit", "cog", "dot", "eve"], "name": list(HOSTILE)}),
        "strategies": pd.DataFrame([{"id": "s-me", "partner_id": "me", "name": HOSTILE[0], "valid_from": "2022-01-01",
                                     "recorded_at": "2022-01-01", "source": HOSTILE[1]}]),
    })
    eco.shortlist.add("me", "bit", note="\n".join(HOSTILE), on=DAY)
