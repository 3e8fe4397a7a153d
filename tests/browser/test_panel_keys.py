"""Links, tree and keys: each view has an address, and everything can be done without a mouse."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ecosystem.maps.scene import Scene
from tests.browser.conftest import Open
from tests.browser.panels import ready, state

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_link_restores_exactly_what_was_seen(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file))
    page.evaluate("""ecomap.store.set({ camera: { x: 20000.5, y: 30000.5, k: 3.25 }, selected: 6, steps: 2, target: 4,
        lens: "health", hidden: new Set(["region:1", "lens:health:-1", "tie:1"]), theme: "dark" })""")
    page.wait_for_function("() => location.hash.includes('dark') && location.hash.includes('3.25')")
    link = page.evaluate("location.href")
    again = ready(open_page(link))
    for key in ("camera", "selected", "steps", "target", "lens", "theme"):
        assert state(again, key) == state(page, key), key
    assert sorted(state(again, "hidden")) == sorted(state(page, "hidden"))  # type: ignore[call-overload]
    assert again.locator("html").get_attribute("data-theme") == "dark"


def test_a_link_opens_a_bundle(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file))
    page.evaluate("ecomap.store.set({ bundle: 1 })")
    page.wait_for_function("() => location.hash.includes('b=')")
    assert state(ready(open_page(page.evaluate("location.href"))), "bundle") == 1


def test_the_way_back_leads_through_what_was_selected(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file))
    page.evaluate("ecomap.store.set({ selected: 1 })")
    page.evaluate("ecomap.store.set({ selected: 2 })")
    page.go_back()
    page.wait_for_function("() => ecomap.store.get().selected === 1")


def test_a_link_to_what_is_not_there_says_what_it_misses(open_page: Open, map_file: Path) -> None:
    watched = open_page(f"{map_file.as_uri()}#v1?s=0:nobody&l=fame&h=region:99|rubbish&c=1,x,3&n=77")
    page = ready(watched)
    told = "The link names what is not on this map: nobody, fame, region:99, rubbish"
    expect(page.locator(".note")).to_contain_text(told)
    assert state(page, "selected") == -1
    assert state(page, "steps") == 3
    assert watched.errors == []


def test_the_button_copies_the_link_and_says_so(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file, permissions=["clipboard-read", "clipboard-write"]))
    page.evaluate("ecomap.store.set({ selected: 3 })")
    page.click('[data-panel="export"]')
    page.get_by_role("button", name="Copy link to this view").click()
    expect(page.locator(".note")).to_have_text("Link copied.")


def test_the_tree_is_walked_by_arrows_and_selects_on_the_map(open_page: Open, map_file: Path, map_scene: Scene) -> None:
    watched = open_page(map_file)
    page = ready(watched)
    page.focus("#map")
    page.keyboard.press("t")
    first = page.locator('[role="treeitem"]').first
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-label", f"Region 0, {map_scene.regions[0].count} marks")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    focused = page.locator('[role="treeitem"]:focus')
    expect(focused).to_have_attribute("aria-level", "2")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(focused).to_have_attribute("aria-level", "3")
    page.keyboard.press("Enter")
    selected = state(page, "selected")
    assert isinstance(selected, int)
    expect(focused).to_have_attribute("aria-selected", "true")
    assert str(focused.get_attribute("aria-label")).startswith(map_scene.marks.names[selected])
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_attribute("aria-level", "4")
    watched.shot("panels-tree")


def test_the_tree_follows_what_is_selected_elsewhere(open_page: Open, map_file: Path, map_scene: Scene) -> None:
    page = ready(open_page(map_file))
    page.click('[data-panel="list"]')
    page.evaluate("ecomap.store.set({ selected: 77 })")
    line = page.locator('[role="treeitem"][aria-selected="true"]')
    expect(line).to_have_count(1)
    assert str(line.get_attribute("aria-label")).startswith(f"{map_scene.marks.names[77]}, organisation")


def test_everything_can_be_done_by_keys_alone(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file, reduced_motion="reduce"))
    page.focus("#map")
    before = state(page, "camera")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    moved = state(page, "camera")
    assert isinstance(before, dict) and isinstance(moved, dict)
    assert moved["x"] > before["x"]
    assert moved["k"] > before["k"]
    page.keyboard.press("0")
    assert state(page, "camera") == before
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("lingxu")
    page.keyboard.press("Enter")
    page.focus("#map")
    page.keyboard.press("n")
    pointed = state(page, "hovered")
    assert pointed != -1
    expect(page.locator("#spoken")).to_contain_text("ties")
    page.keyboard.press("N")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    assert state(page, "selected") == pointed
    page.keyboard.press("Escape")
    assert state(page, "selected") == -1
    page.keyboard.press("b")
    assert state(page, "bundle") == 0
    page.keyboard.press("l")
    expect(page.locator("#legend")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_focus_is_not_lost_where_a_panel_closes(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file))
    page.locator("#legend .close").click()
    expect(page.locator('[data-panel="legend"]')).to_be_focused()
    page.evaluate("ecomap.store.set({ selected: 3 })")
    page.locator("#card .close").click()
    expect(page.locator("#map")).to_be_focused()


def test_a_map_in_a_frame_without_an_address_of_its_own_works(open_page: Open, map_file: Path, tmp_path: Path) -> None:
    page = tmp_path / "frame.html"
    page.write_text('<!doctype html><title>frame</title><iframe width="900" height="700" sandbox="allow-scripts '
                    f'allow-downloads" srcdoc="{escape(map_file.read_text("utf-8"))}"></iframe>', "utf-8")
    watched = open_page(page)
    inside = watched.page.frame_locator("iframe")
    inside.locator("#search").fill("lingxu")
    inside.locator("#search").press("Enter")
    expect(inside.locator("#card h2")).to_contain_text("Lingxu Technologies")
    inside.locator('[data-panel="export"]').click()
    expect(inside.get_by_role("button", name="Copy link to this view")).to_have_count(0)
    with watched.page.expect_download():
        inside.locator('[data-file="svg"]').click()
    assert watched.errors == []


def test_letters_can_be_switched_off(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file))
    page.get_by_role("button", name="Keys and help").click()
    page.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.focus("#map")
    page.keyboard.press("l")
    expect(page.locator("#legend")).to_be_visible()


def test_buttons_move_and_zoom_without_dragging(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file, reduced_motion="reduce"))
    before = state(page, "camera")
    for name in ("Move right", "Move down", "Zoom in"):
        page.get_by_role("button", name=name).click()
    after = state(page, "camera")
    assert isinstance(before, dict) and isinstance(after, dict)
    assert all(after[key] > before[key] for key in "xyk")
    page.get_by_role("button", name="Show everything").click()
    assert state(page, "camera") == before


def test_whoever_wants_less_motion_is_there_at_once(open_page: Open, map_file: Path, map_scene: Scene) -> None:
    page = ready(open_page(map_file, reduced_motion="reduce"))
    x = page.evaluate("() => { ecomap.app.flyTo(9); return ecomap.store.get().camera.x }")
    assert x == int(map_scene.marks.x[9])
