"""The canvas in a browser: it paints without network or WebGL, does a bounded amount of work, and is not fooled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from ecosystem.maps.files import html
from ecosystem.maps.scene import Marks, Role, Scene, Ties
from tests.browser.conftest import Open, Watched, watch
from tests.scenes import HOSTILE, planted_scene

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST_TIES = 6_000
MOST_LABELS = 40 + 10 + 12  # of marks, regions and bundles at overview
READY = "body[data-ready='1']"

COLOURS = """() => {
  const canvas = document.getElementById("map");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = new Set();
  for (let at = 0; at < data.length; at += 4) {
    found.add((data[at] >> 3) << 10 | (data[at + 1] >> 3) << 5 | data[at + 2] >> 3);
  }
  return found.size;
}"""
"""How many colours the canvas has, with five bits for each of red, green and blue."""


def saved(scene: Scene, folder: Path) -> Path:
    path = folder / "map.html"
    html.write(scene, path)
    return path


def shown(open_page: Open, path: Path, **options: Any) -> Watched:
    """The page once it is painted."""
    watched = open_page(path, **options)
    watched.page.wait_for_selector(READY, state="attached")
    return watched


def counts(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate("ecomap.counts")
    return found


def settled(page: Page, action: str) -> None:
    """Do something, and wait until the picture has been painted anew."""
    page.evaluate(f"""async () => {{
      const before = ecomap.counts.overlays;
      {action};
      while (ecomap.counts.overlays === before) await new Promise(requestAnimationFrame);
    }}""")


# --- where it has to work -----------------------------------------------------------------------------
def test_it_paints_offline_and_asks_for_nothing(open_page: Open, tmp_path: Path) -> None:
    watched = shown(open_page, saved(planted_scene(1_000), tmp_path), offline=True)
    assert watched.requests_elsewhere() == []
    assert watched.errors == []
    assert watched.page.evaluate(COLOURS) >= 40
    assert counts(watched.page)["labels"] >= 20
    watched.shot("canvas-1k")


def test_its_policy_is_in_force(open_page: Open, tmp_path: Path) -> None:
    watched = shown(open_page, saved(planted_scene(30), tmp_path))
    ran = watched.page.evaluate("""() => {
      document.body.append(Object.assign(document.createElement("script"), { textContent: "window.foreign = true" }));
      return window.foreign === true;
    }""")
    assert not ran
    assert "Content Security Policy" in watched.errors[0]


def test_it_paints_without_webgl(start: Callable[..., Browser], tmp_path: Path) -> None:
    watched = Watched(start("--disable-3d-apis").new_page(viewport={"width": 1440, "height": 900}))
    watch(watched)
    watched.page.goto(saved(planted_scene(500), tmp_path).as_uri())
    watched.page.wait_for_selector(READY, state="attached")
    assert watched.page.evaluate("document.createElement('canvas').getContext('webgl')") is None
    assert watched.page.evaluate(COLOURS) >= 40
    assert watched.errors == []


def test_without_javascript_the_table_is_seen(open_page: Open, tmp_path: Path) -> None:
    scene = planted_scene(80)
    watched = open_page(saved(scene, tmp_path), java_script_enabled=False)
    assert watched.page.locator("#fallback table").first.is_visible()
    assert watched.page.get_by_text(scene.marks.names[int(scene.order[0])]).first.is_visible()
    assert not watched.page.locator("#failed").is_visible()
    watched.shot("canvas-no-javascript")


def test_where_unpacking_fails_the_table_is_seen_with_a_sentence(open_page: Open, tmp_path: Path) -> None:
    path = saved(planted_scene(80), tmp_path)
    page = path.read_text("utf-8")
    start = page.index('id="packed"')
    at = page.index(">", start) + 200
    path.write_text(page[:at] + page[at + 400 :], "utf-8")
    watched = open_page(path)
    watched.page.wait_for_selector("body[data-failed]", state="attached")
    assert watched.page.locator("#fallback table").first.is_visible()
    assert "cannot unpack" in watched.page.locator("#failed").inner_text()


def test_a_browser_that_cannot_unpack_shows_the_table(open_page: Open, tmp_path: Path) -> None:
    watched = open_page("about:blank")
    watched.page.add_init_script("delete window.DecompressionStream")
    watched.page.goto(saved(planted_scene(80), tmp_path).as_uri())
    watched.page.wait_for_selector("body[data-failed]", state="attached")
    assert watched.page.locator("#fallback table").first.is_visible()
    assert watched.page.locator("#failed").is_visible()


# --- how it looks -------------------------------------------------------------------------------------
@pytest.mark.parametrize("dark", [False, True])
def test_the_ground_follows_the_theme_of_the_system(dark: bool, open_page: Open, tmp_path: Path) -> None:
    watched = shown(open_page, saved(planted_scene(1_000), tmp_path), dark=dark)
    red, green, blue = corner(watched.page)
    assert (max(red, green, blue) < 60) if dark else (min(red, green, blue) > 230)
    watched.shot(f"canvas-1k-{'dark' if dark else 'light'}")


def corner(page: Page) -> list[int]:
    found: list[int] = page.evaluate("""() => {
      const canvas = document.getElementById("map");
      return [...canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height - 3, 1, 1).data].slice(0, 3);
    }""")
    return found


def test_paper_is_light_and_has_the_table(open_page: Open, tmp_path: Path) -> None:
    watched = shown(open_page, saved(planted_scene(200), tmp_path), dark=True)
    watched.page.emulate_media(media="print", color_scheme="dark")
    watched.page.wait_for_selector("html[data-print='1']", state="attached")  # the media's change is told a frame later
    assert min(corner(watched.page)) > 230
    assert watched.page.locator("#fallback table").first.is_visible()
    watched.shot("canvas-print")


def test_twice_the_pixels_are_painted_on_a_dense_screen(open_page: Open, tmp_path: Path) -> None:
    watched = shown(open_page, saved(planted_scene(300), tmp_path), device_scale_factor=2)
    assert watched.page.evaluate("ecomap.app.canvas.width / ecomap.app.canvas.clientWidth") == 2
    watched.shot("canvas-dense")


def test_roles_states_and_numbers_are_painted(open_page: Open, tmp_path: Path) -> None:
    watched = shown(open_page, saved(lit_scene(), tmp_path))
    assert counts(watched.page)["labels"] >= 15
    assert watched.errors == []
    watched.shot("canvas-roles")


def lit_scene() -> Scene:
    """Every kind of mark in every role, and a tie of every state."""
    scene = planted_scene(400)
    kind, role, rank = (np.zeros(400, each) for each in (np.uint8, np.uint8, np.int32))
    rows = scene.order[: 5 * len(Role)].astype(int)
    kind[rows] = np.arange(len(rows)) % 5
    role[rows] = np.arange(len(rows)) // 5
    candidates = np.flatnonzero(role == Role.CANDIDATE)
    rank[candidates] = np.arange(1, len(candidates) + 1)
    state = (np.arange(len(scene.ties)) % 40).astype(np.uint8)
    state[state > 4] = 0
    marks = replace(scene.marks, kind=kind, role=role, rank=rank)
    return replace(scene, marks=marks, ties=replace(scene.ties, state=state))


# --- how much it does ---------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 1_000, 5_000, 20_000])
def test_one_picture_is_one_repaint_within_the_budget(count: int, open_page: Open, tmp_path: Path) -> None:
    scene = planted_scene(count)
    found = counts(shown(open_page, saved(scene, tmp_path)).page)
    assert found["repaints"] == 1
    assert found["marks"] == count
    assert found["ties"] <= min(MOST_TIES, len(scene.ties))
    assert found["bundles"] <= 24
    assert found["labels"] <= MOST_LABELS


def test_moving_paints_nothing_anew_until_it_rests(open_page: Open, tmp_path: Path) -> None:
    page = shown(open_page, saved(planted_scene(2_000), tmp_path)).page
    repaints = page.evaluate("""async () => {
      const before = ecomap.counts.repaints;
      for (let step = 0; step < 12; step += 1) {
        const { camera } = ecomap.store.get();
        ecomap.store.set({ camera: { ...camera, x: camera.x + 100, k: camera.k * 1.02 } });
        await new Promise(requestAnimationFrame);
      }
      return ecomap.counts.repaints - before;
    }""")
    assert repaints <= 2  # a slow machine may rest in between
    settled(page, "ecomap.store.set({lens: 'health'})")
    assert counts(page)["frames"] >= 10


def test_hovering_paints_no_picture_anew(open_page: Open, tmp_path: Path) -> None:
    page = shown(open_page, saved(planted_scene(1_000), tmp_path)).page
    before = counts(page)
    x, y = place_of(page, 0)
    page.mouse.move(x - 200, y)
    page.mouse.move(x, y)
    page.wait_for_selector("#map", state="attached")
    assert page.evaluate("ecomap.store.get().hovered") == 0
    assert counts(page)["repaints"] == before["repaints"]
    assert counts(page)["overlays"] == before["overlays"]


def place_of(page: Page, row: int) -> tuple[float, float]:
    x, y = page.evaluate("""(row) => {
      const { x, y } = ecomap.scene.marks, { scale, dx, dy } = ecomap.app.painter.lie();
      const box = document.getElementById("map").getBoundingClientRect();
      return [x[row] * scale + dx + box.left, y[row] * scale + dy + box.top];
    }""", row)
    return x, y


# --- pointer ------------------------------------------------------------------------------------------
def test_a_click_selects_and_a_click_beside_lets_go(open_page: Open, tmp_path: Path) -> None:
    page = shown(open_page, saved(planted_scene(300), tmp_path)).page
    page.mouse.click(*place_of(page, 0))
    assert page.evaluate("ecomap.store.get().selected") == 0
    page.mouse.click(720, 890)
    assert page.evaluate("ecomap.store.get().selected") == -1


def test_a_click_on_a_bundle_opens_it(open_page: Open, tmp_path: Path) -> None:
    page = shown(open_page, saved(planted_scene(1_000), tmp_path)).page
    opened = page.evaluate("""async () => {
      // Somewhere along one of the arcs no mark is near: try points until a bundle opens.
      const canvas = document.getElementById("map"), box = canvas.getBoundingClientRect();
      const at = (x, y, kind) => canvas.dispatchEvent(new PointerEvent(kind,
        { clientX: x, clientY: y, pointerId: 1, pointerType: "mouse", bubbles: true }));
      canvas.setPointerCapture = () => {};
      for (let x = 380; x < 1100; x += 6) for (let y = 60; y < 800; y += 6) {
        at(box.left + x, box.top + y, "pointerdown");
        at(box.left + x, box.top + y, "pointerup");
        if (ecomap.store.get().bundle >= 0) return ecomap.store.get().bundle;
      }
      return -1;
    }""")
    assert opened >= 0
    assert page.evaluate("ecomap.store.get().selected") == -1


def test_dragging_moves_the_map_and_the_wheel_zooms_where_the_pointer_is(open_page: Open, tmp_path: Path) -> None:
    page = shown(open_page, saved(planted_scene(300), tmp_path)).page
    x, y = place_of(page, 0)
    page.mouse.move(x + 40, y + 40)
    page.mouse.down()
    page.mouse.move(x + 100, y + 70, steps=4)
    page.mouse.up()
    assert place_of(page, 0) == pytest.approx((x + 60, y + 30), abs=1)
    assert page.evaluate("ecomap.store.get().selected") == -1
    page.mouse.move(*place_of(page, 0))
    x, y = place_of(page, 0)
    page.mouse.wheel(0, -400)
    assert place_of(page, 0) == pytest.approx((x, y), abs=1)
    assert page.evaluate("ecomap.store.get().camera.k") == pytest.approx(np.exp(0.6), rel=0.01)


def test_two_fingers_pinch(open_page: Open, tmp_path: Path) -> None:
    page = shown(open_page, saved(planted_scene(300), tmp_path), has_touch=True).page
    zoom = page.evaluate("""() => {
      const canvas = document.getElementById("map");
      canvas.setPointerCapture = () => {};
      const finger = (kind, pointerId, clientX) => canvas.dispatchEvent(new PointerEvent(kind,
        { pointerId, clientX, clientY: 400, pointerType: "touch", bubbles: true }));
      finger("pointerdown", 1, 600); finger("pointerdown", 2, 700);
      finger("pointermove", 1, 550); finger("pointermove", 2, 750);
      finger("pointerup", 1, 550); finger("pointerup", 2, 750);
      return [ecomap.store.get().camera.k, ecomap.store.get().selected];
    }""")
    assert zoom == [pytest.approx(2, rel=0.01), -1]


def test_zoom_ends_at_a_hundred_times(open_page: Open, tmp_path: Path) -> None:
    page = shown(open_page, saved(planted_scene(300), tmp_path)).page
    page.mouse.move(720, 450)
    for _ in range(12):
        page.mouse.wheel(0, -600)
    assert page.evaluate("ecomap.store.get().camera.k") == 100
    settled(page, "ecomap.store.set({lens: 'health'})")


def test_flights_are_jumps_for_those_who_want_less_motion(open_page: Open, tmp_path: Path) -> None:
    page = shown(open_page, saved(planted_scene(300), tmp_path), reduced_motion="reduce").page
    assert page.evaluate("(ecomap.app.flyTo({ x: 20000, y: 30000, k: 4 }), ecomap.store.get().camera.k)") == 4
    gliding = shown(open_page, saved(planted_scene(300), tmp_path)).page
    assert gliding.evaluate("(ecomap.app.flyTo({ x: 20000, y: 30000, k: 4 }), ecomap.store.get().camera.k)") == 1


# --- choosing -----------------------------------------------------------------------------------------
def test_all_ties_of_the_selected_are_drawn_and_the_rest_fades(open_page: Open, tmp_path: Path) -> None:
    scene = planted_scene(1_000)
    watched = shown(open_page, saved(scene, tmp_path))
    before = watched.page.evaluate(COLOURS)
    settled(watched.page, "ecomap.store.set({selected: 0})")
    assert counts(watched.page)["litTies"] == scene.marks.size[0]
    assert counts(watched.page)["litLabels"] >= 5
    assert watched.page.evaluate(COLOURS) != before
    watched.shot("canvas-selected")


def test_a_shortest_path_is_the_one_that_networkx_finds(open_page: Open, tmp_path: Path) -> None:
    import networkx as nx

    scene = planted_scene(400)
    graph = nx.Graph(zip(scene.ties.first.tolist(), scene.ties.second.tolist(), strict=True))
    page = shown(open_page, saved(scene, tmp_path)).page
    for target in (57, 199, 398):
        settled(page, f"ecomap.store.set({{selected: 3, target: {target}}})")
        assert counts(page)["path"] == nx.shortest_path_length(graph, 3, target) + 1


def test_what_is_switched_off_is_not_painted(open_page: Open, tmp_path: Path) -> None:
    scene = planted_scene(1_000)
    page = shown(open_page, saved(scene, tmp_path)).page
    settled(page, "ecomap.store.set({hidden: new Set(['region:0', 'lens:health:-1'])})")
    left = (scene.region_of != 0) & (scene.lenses[0].codes != -1)
    assert counts(page)["marks"] == left.sum()
    settled(page, "ecomap.store.set({hidden: new Set(['tie:0', 'tie:1'])})")
    assert counts(page)["ties"] == 0
    assert counts(page)["marks"] == 1_000


def test_more_steps_light_more_ties_up_to_the_budget(open_page: Open, tmp_path: Path) -> None:
    page = shown(open_page, saved(planted_scene(1_000), tmp_path)).page
    drawn = []
    for steps in (1, 2, 3):
        settled(page, f"ecomap.store.set({{selected: 990, steps: {steps}}})")
        drawn.append(counts(page)["litTies"])
    assert drawn[0] < drawn[1] < drawn[2] <= MOST_TIES + drawn[0]


# --- scenes that are not as one would like them ---------------------------------------------------------
def test_no_mark_at_all_is_an_empty_map(open_page: Open, tmp_path: Path) -> None:
    watched = shown(open_page, saved(few(planted_scene(2), 0), tmp_path))
    assert watched.errors == []
    assert counts(watched.page)["marks"] == 0


def test_one_mark_is_painted(open_page: Open, tmp_path: Path) -> None:
    watched = shown(open_page, saved(planted_scene(1), tmp_path))
    assert watched.errors == []
    assert counts(watched.page)["labels"] >= 1


def few(scene: Scene, count: int) -> Scene:
    """The first marks alone, without ties, discs and bundles."""
    marks = Marks(**{each.name: getattr(scene.marks, each.name)[:count] for each in fields(scene.marks)})
    no_ties = Ties(*(getattr(scene.ties, each.name)[:0] for each in fields(scene.ties)[:-1]), scene.ties.labels)
    lenses = tuple(replace(each, codes=each.codes[:count]) for each in scene.lenses)
    return replace(scene, marks=marks, ties=no_ties, order=np.arange(count, dtype=np.uint32), lenses=lenses,
                   bundles=(), evidence={}, regions=() if not count else scene.regions,
                   communities=() if not count else scene.communities)


def test_ten_thousand_isolated_marks_are_painted(open_page: Open, tmp_path: Path) -> None:
    scene = planted_scene(10_000)
    watched = shown(open_page, saved(few(scene, 10_000), tmp_path))
    assert counts(watched.page)["marks"] == 10_000
    assert counts(watched.page)["ties"] == 0
    assert watched.errors == []


def test_a_hub_with_all_ties_is_painted_with_all_of_them(open_page: Open, tmp_path: Path) -> None:
    scene = planted_scene(8_000)
    count = len(scene.marks)
    ties = Ties(np.zeros(count - 1, np.uint32), np.arange(1, count, dtype=np.uint32), np.zeros(count - 1, np.uint8),
                np.ones(count - 1, np.float32), np.zeros(count - 1, np.uint8), ("partnership",))
    watched = shown(open_page, saved(replace(scene, ties=ties, bundles=()), tmp_path))
    assert counts(watched.page)["ties"] <= MOST_TIES
    settled(watched.page, "ecomap.store.set({selected: 0})")
    assert counts(watched.page)["litTies"] == count - 1
    assert watched.errors == []


def test_hostile_names_stay_text(open_page: Open, tmp_path: Path) -> None:
    watched = shown(open_page, saved(planted_scene(40, names=HOSTILE), tmp_path))
    watched.page.on("dialog", lambda dialog: pytest.fail(f"a name ran: {dialog.message}"))
    for row in range(len(HOSTILE)):
        settled(watched.page, f"ecomap.store.set({{selected: {row}}})")
    assert watched.page.evaluate("ecomap.scene.marks.names.slice(0, 8)") == list(HOSTILE)
    assert watched.page.locator("img").count() == 0
    assert watched.errors == []
    watched.shot("canvas-hostile")


def test_the_scene_in_the_page_equals_the_scene_in_python(open_page: Open, tmp_path: Path) -> None:
    scene = planted_scene(3_000, names=HOSTILE)
    page = shown(open_page, saved(scene, tmp_path)).page
    for name in ("ids", "names", "search"):
        assert page.evaluate(f"ecomap.scene.marks.{name}") == list(getattr(scene.marks, name))
    for name in ("kind", "role", "x", "y", "size", "community", "rank"):
        assert page.evaluate(f"[...ecomap.scene.marks.{name}]") == getattr(scene.marks, name).tolist()
    for name in ("first", "second", "kind", "weight", "state"):
        assert page.evaluate(f"[...ecomap.scene.ties.{name}]") == getattr(scene.ties, name).tolist()
    assert page.evaluate("[...ecomap.scene.order]") == scene.order.tolist()
    assert page.evaluate("[...ecomap.scene.regionOf]") == scene.region_of.tolist()
    assert page.evaluate("ecomap.scene.lenses.map((lens) => [...lens.codes])") == [
        lens.codes.tolist() for lens in scene.lenses]
