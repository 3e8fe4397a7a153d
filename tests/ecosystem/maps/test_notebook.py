"""A map in a notebook: the mailed file in a frame, a picture beside it, several side by side, a widget that answers."""

from __future__ import annotations

import re
import sys
from base64 import b64decode
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
import traitlets

from ecosystem.errors import InvalidParameter
from ecosystem.maps import notebook
from ecosystem.maps.files import html
from ecosystem.maps.grid import MapGrid
from ecosystem.maps.picture import EcosystemMap
from ecosystem.maps.subset import best_of
from tests.scenes import HOSTILE, planted_scene

SVG = "{http://www.w3.org/2000/svg}"


def test_the_frame_holds_the_standalone_file_and_may_run_nothing_but_its_script() -> None:
    scene = planted_scene(40, names=HOSTILE)
    shown = EcosystemMap(scene)._repr_html_()
    [page] = re.findall(r'srcdoc="([^"]*)"', shown)
    assert unescape(page) == html.document(scene)
    assert 'sandbox="allow-scripts allow-downloads"' in shown and "<p>" not in shown
    assert shown.count("<script") == 0


def test_of_a_large_map_the_most_important_marks_are_shown_and_the_rest_is_spoken_of() -> None:
    shown = notebook.framed(planted_scene(700), most=100)
    assert "The 100 most important of 700 marks" in shown and "save(&quot;map.html&quot;)" in shown


def test_the_best_of_a_scene_keep_their_places_ties_and_evidence() -> None:
    scene = planted_scene(500)
    best = best_of(scene, 50)
    assert len(best.marks) == 50 and best.provenance.shown == 50 and best.provenance.total == 500
    ids = {scene.marks.ids[row] for row in scene.order[:50].tolist()}
    assert set(best.marks.ids) == ids
    assert [best.marks.ids[row] for row in best.order.tolist()] == [
        scene.marks.ids[row] for row in scene.order[:50].tolist()]
    row, place = scene.marks.ids.index(best.marks.ids[7]), 7
    assert (best.marks.x[place], best.lenses[0].codes[place]) == (scene.marks.x[row], scene.lenses[0].codes[row])
    both = [{scene.marks.ids[a], scene.marks.ids[b]} for a, b in zip(scene.ties.first, scene.ties.second, strict=True)]
    assert len(best.ties) == sum(pair <= ids for pair in both)
    assert best.reading.endswith("Showing 50 of 500.") and best.evidence.keys() <= set(range(50))
    assert best_of(scene, 500) is scene


def test_frontends_get_a_page_a_picture_and_a_line_of_text() -> None:
    found = EcosystemMap(planted_scene(30))._repr_mimebundle_()
    assert set(found) == {"text/html", "text/plain", "image/png"}
    assert b64decode(found["image/png"]).startswith(b"\x89PNG") and found["text/plain"].count("\n") == 0


def test_without_the_extra_the_page_and_the_line_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert set(EcosystemMap(planted_scene(30))._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_a_map_is_a_table_for_arrow() -> None:
    assert len(duckdb.connect().from_arrow(EcosystemMap(planted_scene(30))).fetchall()) == 30


def test_maps_stand_side_by_side_with_ids_of_their_own(tmp_path: Path) -> None:
    one = EcosystemMap(planted_scene(60))
    grid = MapGrid([one, one, one], lenses=[None, "health", "country"])
    root = ElementTree.fromstring(grid.to_svg())
    panels = root.findall(f"{SVG}svg")
    assert len(panels) == 3 and len({panel.get("x") for panel in panels}) == 2
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids)) == 6
    assert "".join(panel.get("aria-labelledby") for panel in panels).count("-") == 6
    assert grid._repr_html_().count("<svg ") == 3 and "<script" not in grid.to_html()
    for suffix, start in ((".svg", b"<svg"), (".html", b"<!doctype"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        assert grid.save(tmp_path / f"grid{suffix}").read_bytes().startswith(start)
    assert repr(grid) == "<MapGrid of 3 maps in 2 columns>"


@pytest.mark.parametrize(("count", "options", "message"), [
    (0, {}, "1 to 12 maps"), (13, {}, "1 to 12 maps"), (2, {"lenses": ["health"]}, "1 lenses for 2 maps"),
    (2, {"columns": 0}, "columns is 0"),
])
def test_a_grid_that_cannot_be_says_why(count: int, options: dict[str, object], message: str) -> None:
    one = EcosystemMap(planted_scene(5, communities=1))
    with pytest.raises(InvalidParameter, match=message):
        MapGrid([one] * count, **options)


def test_a_grid_has_no_other_suffixes(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match=r"\.html, \.svg, \.png, \.pdf"):
        MapGrid([EcosystemMap(planted_scene(5, communities=1))]).save(tmp_path / "grid.gif")


def test_what_is_selected_in_the_widget_is_known_to_python() -> None:
    widget = EcosystemMap(planted_scene(30)).widget(height=500)
    heard: list[list[str]] = []
    widget.observe(lambda change: heard.append(change["new"]), "selection")
    widget.set_state({"selection": ["p000003"], "filters": ["region:1"], "camera": {"x": 1, "y": 2, "k": 3}})
    assert heard == [["p000003"]] and widget.filters == ["region:1"] and widget.camera["k"] == 3
    assert 'data-bridge="1"' in widget.page and widget.height == 500


def test_python_selects_marks_that_are_there_only() -> None:
    widget = EcosystemMap(planted_scene(30)).widget()
    widget.selection = ["p000001", "p000002"]
    assert widget.get_state("selection")["selection"] == ["p000001", "p000002"]
    with pytest.raises(traitlets.TraitError, match="'nobody' is no mark"):
        widget.selection = ["nobody"]


def test_without_the_extra_a_widget_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from ecosystem.maps import widget

    widget._kind.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(InvalidParameter, match=r"allygraph\[notebook\]"):
        EcosystemMap(planted_scene(3, communities=1)).widget()


def test_a_notebook_of_five_thousand_marks_stays_small() -> None:
    assert len(notebook.framed(planted_scene(8_000))) < 400_000
