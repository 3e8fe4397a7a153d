"""What leaves a map: SVG, PNG and CSV that are well-formed, and names that stay text."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from ecosystem.maps.scene import Scene
from tests.browser.conftest import Open
from tests.browser.panels import opened_scene, ready
from tests.scenes import HOSTILE, NAMES, varied_scene

SVG = "{http://www.w3.org/2000/svg}"

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def exported(page: Page, suffix: str) -> bytes:
    page.evaluate("ecomap.store.set({ panel: new Set(['export']) })")
    with page.expect_download() as download:
        page.click(f'[data-file="{suffix}"]')
    assert re.fullmatch(rf"allygraph-[\w-]+\.{suffix}", download.value.suggested_filename)
    return Path(download.value.path()).read_bytes()


def test_an_svg_of_the_view_is_well_formed_and_carries_title_legend_and_source(
        open_page: Open, map_file: Path, map_scene: Scene) -> None:
    page = ready(open_page(map_file))
    page.evaluate("ecomap.store.set({ hidden: new Set(['region:2']) })")
    root = ElementTree.fromstring(exported(page, "svg"))
    texts = [each.text or "" for each in root.iter(f"{SVG}text")]
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text == map_scene.title
    assert desc is not None and "2024-12-31" in str(desc.text)
    for region in map_scene.regions:
        expected = "hidden" if region.name == "Region 2" else str(region.count)
        assert f"{region.name} ({expected})" in texts
    assert any("invented" in text and "showing" in text for text in texts)
    assert NAMES[0] in texts


def test_a_png_of_the_view_has_the_legend_beside_the_map(open_page: Open, map_file: Path) -> None:
    page = ready(open_page(map_file))
    content = exported(page, "png")
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert width > 2 * 800 and height > 2 * 600


def test_a_csv_of_the_view_has_what_is_shown_and_no_formula(open_page: Open, tmp_path: Path) -> None:
    scene = varied_scene(names=(*HOSTILE, "@SUM(A1)", "+1+1", "-cmd", "\tTab"))
    page = opened_scene(open_page, tmp_path, scene).page
    page.evaluate("ecomap.store.set({ hidden: new Set(['region:3']) })")
    rows = list(csv.reader(io.StringIO(exported(page, "csv").decode("utf-8-sig"))))
    assert len(rows) - 1 == int((scene.region_of != 3).sum())
    assert [cell for row in rows for cell in row if re.match(r"[=+@\t\r]", cell)] == []
    cells = {row[1] for row in rows}
    assert "'=HYPERLINK(\"http://x\")" in cells
    assert {"'@SUM(A1)", "'+1+1", "'-cmd"} <= cells


def test_hostile_names_stay_text_everywhere(open_page: Open, tmp_path: Path) -> None:
    watched = opened_scene(open_page, tmp_path, varied_scene(names=HOSTILE))
    page = watched.page
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    scripts = page.locator("script").count()
    for row, name in enumerate(HOSTILE):
        page.evaluate("row => ecomap.store.set({ selected: row, target: (row + 1) % 8 })", row)
        assert page.locator("#card h2 bdi").inner_text().strip()[:20] == name[:20].strip()
    page.fill("#search", "script alert")
    expect(page.locator('[role="option"]').first).to_contain_text("</script>")
    page.click('[data-panel="list"]')
    assert page.locator("img, iframe, object").count() == 0
    assert page.locator("script").count() == scripts
    assert page.evaluate("""[...document.querySelectorAll(".panel")]
        .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.id)""") == []
    root = ElementTree.fromstring(exported(page, "svg"))
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "desc", "defs", "clipPath", "rect", "path", "text", "g"}
    exported(page, "png")
    assert dialogs == []
    assert watched.errors == []
    assert watched.requests_elsewhere() == []
    watched.shot("panels-hostile")
