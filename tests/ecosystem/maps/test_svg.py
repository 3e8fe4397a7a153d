"""A drawing without a browser is well formed, says what it shows, and stays right whatever it is given."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest

from ecosystem.errors import InvalidParameter
from ecosystem.maps.files import svg
from ecosystem.maps.files.looks import looks_of, palette_of
from ecosystem.maps.files.svg_text import wrapped
from ecosystem.maps.labels import text_width
from ecosystem.maps.scene import Axes, Axis, Bundle, Key, Lane, Role, Scene
from tests.ecosystem.maps.test_graph_files import _everything, _without_marks
from tests.scenes import HOSTILE, planted_scene

SVG = "{http://www.w3.org/2000/svg}"


def _drawn(scene: Scene, **options: object) -> ElementTree.Element:
    return ElementTree.fromstring(svg.render(scene, **options))


def _texts(root: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def test_it_has_a_name_a_description_and_real_text() -> None:
    scene = planted_scene(300)
    root = _drawn(scene)
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img" and root.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
    assert title.text == scene.title and all(region.name in described.text for region in scene.regions)
    texts = _texts(root)
    assert scene.title in texts and scene.reading in texts
    assert any("showing 300 of 300" in each and "2024-12-31" in each and "invented" in each for each in texts)
    assert {region.name for region in scene.regions} <= set(texts)
    assert {f"{region.count:,}" for region in scene.regions} <= set(texts)


def test_the_same_scene_is_the_same_bytes() -> None:
    assert svg.render(planted_scene(200)) == svg.render(planted_scene(200))


def test_every_mark_is_drawn_in_few_paths() -> None:
    scene = planted_scene(900)
    root = _drawn(scene)
    circles = sum((each.get("d") or "").count("a") for each in root.iter(f"{SVG}path")) // 2
    assert circles >= 900
    assert sum(1 for _ in root.iter(f"{SVG}path")) < 120


def test_bundles_end_at_the_rims_and_those_that_cross_are_dashed_with_their_number() -> None:
    scene = replace(planted_scene(200, communities=2), bundles=(Bundle(0, 1, 57, True),))
    root = _drawn(scene)
    [curve] = [each.get("d") for each in root.iter(f"{SVG}path") if "Q" in (each.get("d") or "")]
    [group] = [each for each in root.iter(f"{SVG}g") if each.get("stroke-dasharray") and len(each)]
    assert group.get("stroke") == palette_of("light").alert and "57" in _texts(root)
    start = [float(each) for each in re.match(r"M(\S+) (\S+)Q", curve).groups()]
    discs = [(float(each.get("cx")), float(each.get("cy")), float(each.get("r"))) for each in root.iter(f"{SVG}circle")]
    assert any(abs(np.hypot(start[0] - x, start[1] - y) - radius) < 0.5 for x, y, radius in discs)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lens", [None, "health", "country"])
def test_everything_at_once_is_well_formed(theme: str, lens: str | None) -> None:
    root = _drawn(_everything(120), theme=theme, lens=lens)
    content = ElementTree.tostring(root, encoding="unicode")
    assert "nan" not in re.sub(r">[^<]*<", "><", content) and "None" not in content
    assert not set(content) & {chr(code) for code in range(32) if chr(code) not in "\t\n\r"}
    assert "<script" not in content and "<img" not in content


def test_a_lens_takes_the_place_of_the_regions_and_counts_what_is_not_known() -> None:
    scene = planted_scene(200)
    health = scene.lenses[0]
    texts = _texts(_drawn(scene, lens="health"))
    at = texts.index("Health")
    unknown = int((health.codes < 0).sum())
    assert texts[at + 1 : at + 9] == ["poor", f"{(health.codes == 0).sum()}", "fair", f"{(health.codes == 1).sum()}",
                                      "good", f"{(health.codes == 2).sum()}", "not known", str(unknown)]
    with pytest.raises(InvalidParameter, match="region, health, country"):
        svg.render(scene, lens="mood")


def test_roles_are_lit_and_the_others_fade() -> None:
    scene = planted_scene(50, communities=3)
    role, rank = scene.marks.role.copy(), scene.marks.rank.copy()
    role[:4], rank[1] = (Role.SELF, Role.CANDIDATE, Role.NEXT, Role.HELD), 1
    scene = replace(scene, marks=replace(scene.marks, role=role, rank=rank),
                    legend=(*scene.legend, Key("role", 3, "candidate", 1)))
    root = _drawn(scene)
    named = {each.find(f"{SVG}title").text: each.find(f"{SVG}path") for each in root.iter(f"{SVG}g")
             if each.find(f"{SVG}title") is not None}
    assert len(named) == 4
    assert "It is the largest." in next(key for key in named if key.startswith(scene.marks.names[0]))
    assert named[scene.marks.names[2]].get("fill") == palette_of("light").ground
    assert named[scene.marks.names[3]].get("fill") != palette_of("light").ground
    assert any(each.get("opacity") for each in root.iter(f"{SVG}path"))
    assert "candidate" in _texts(root) and "1" in _texts(root)


def test_lanes_and_axes_have_their_names() -> None:
    scene = planted_scene(40, communities=1)
    alone = replace(scene, regions=(), communities=(), bundles=(), marks=replace(
        scene.marks, community=np.full(40, -1, np.int32)))
    lanes = _texts(_drawn(replace(alone, lanes=(Lane("Tier 2", 0, 30_000), Lane("Makers", 30_000, 65_535)))))
    assert {"Tier 2", "Makers"} <= set(lanes)
    axis = Axis("similarity", ((0, "0"), (65_535, "1")), divide=32_000)
    texts = _texts(_drawn(replace(alone, axes=Axes(axis, replace(axis, title="gain"), ("A", "B", "C", "D")))))
    assert {"similarity", "gain", "A", "B", "C", "D", "0", "1"} <= set(texts)


def test_nothing_one_mark_and_lone_ones_are_pictures_too() -> None:
    empty = _without_marks(planted_scene(1))
    assert "Nothing to draw" in _texts(_drawn(empty))
    assert "没有可绘制的内容" in _texts(_drawn(replace(empty, language="zh")))
    assert _drawn(planted_scene(1)) is not None
    scene = planted_scene(30, communities=1)
    marks = replace(scene.marks, community=np.full(30, -1, np.int32), x=scene.marks.x * 0, y=scene.marks.y * 0)
    assert _drawn(replace(scene, regions=(), communities=(), bundles=(), marks=marks)) is not None


def test_names_of_any_length_in_any_script_do_not_leave_their_place() -> None:
    scene = planted_scene(40, names=HOSTILE, communities=2)
    long = "长" * 3_000 + "\x00\x1b" + "x" * 3_000
    scene = replace(scene, title=long, reading=long, regions=tuple(replace(each, name=long) for each in scene.regions),
                    provenance=replace(scene.provenance, sources=(long,), as_of=date(2024, 1, 1)))
    root = _drawn(scene)
    for each in root.iter(f"{SVG}text"):
        assert text_width(each.text or "", float(each.get("font-size"))) <= 1_600 * 1.04
    assert len(svg.render(scene)) < 150_000


def test_facts_without_dates_have_no_day() -> None:
    scene = planted_scene(5, communities=1)
    texts = _texts(_drawn(replace(scene, provenance=replace(scene.provenance, as_of=date.max))))
    assert any("Facts without dates" in each for each in texts) and not any("9999" in each for each in texts)


def test_words_wrap_without_a_lone_one_on_the_last_line() -> None:
    lines = wrapped("10 candidates for what Shuoye Motors needs; the first is Lingxu Technologies", ems=36, lines=2)
    assert len(lines) == 2 and min(map(len, lines)) > 25 and " ".join(lines).endswith("Lingxu Technologies")


def test_a_size_that_nobody_can_look_at_and_an_unknown_theme_are_refused() -> None:
    scene = planted_scene(3, communities=1)
    with pytest.raises(InvalidParameter, match="width is 5"):
        svg.render(scene, width=5)
    with pytest.raises(InvalidParameter, match="light or dark"):
        svg.render(scene, theme="sepia")
    for width, height in ((200, 200), (1080, 1920), (10_000, 300)):
        assert _drawn(scene, width=width, height=height).get("viewBox") == f"0 0 {width} {height}"


def test_area_grows_with_the_measure() -> None:
    scene = planted_scene(500)
    radius = looks_of(scene, palette_of("light"), lens=None, unit=1.0).radius
    assert (np.diff(radius[np.argsort(scene.marks.size, kind="stable")]) >= 0).all()


def test_five_thousand_marks_take_a_moment_only() -> None:
    scene = planted_scene(5_000)
    start = time.perf_counter()
    content = svg.render(scene)
    assert time.perf_counter() - start < 1.0 and len(content) < 600_000
