"""The tables of a map in plain HTML: right, sorted, escaped, and short enough for any map."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from ecosystem.maps.files.fallback import fallback_html
from ecosystem.maps.scene import Scene
from tests.scenes import HOSTILE, planted_scene


class Tables(HTMLParser):
    """The texts of all cells, row by row, and every tag that occurs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.captions: list[str] = []
        self.open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag in ("td", "th", "caption"):
            self.open = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.open:
            self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open == "caption":
            self.captions.append(data)
        elif self.open:
            self.rows[-1][-1] += data


def alone(scene: Scene) -> Scene:
    """The same marks without regions."""
    none = np.full(len(scene.marks), -1, np.int32)
    return replace(scene, regions=(), communities=(), bundles=(), marks=replace(scene.marks, community=none))


def test_regions_come_by_their_size_with_the_number_of_their_communities() -> None:
    scene = planted_scene(300, communities=12)
    tables = Tables(fallback_html(scene))
    largest = max(scene.regions, key=lambda each: each.count)
    within = sum(scene.regions[each.region] is largest for each in scene.communities)
    assert tables.rows[0] == ["region", "communities", "marks"]
    assert tables.rows[1] == [largest.name, str(within), f"{largest.count}"]
    counts = [int(row[2]) for row in tables.rows[1:11]]
    assert counts == sorted(counts, reverse=True)


def test_each_region_has_a_table_of_its_first_marks_by_the_stated_measure() -> None:
    scene = planted_scene(300, communities=12)
    tables = Tables(fallback_html(scene))
    assert len(tables.captions) == 1 + len(scene.regions)
    largest = max(range(len(scene.regions)), key=lambda row: scene.regions[row].count)
    inside = np.flatnonzero(scene.region_of == largest)
    expected = sorted((float(scene.marks.size[row]) for row in inside), reverse=True)[:10]
    rows = tables.rows[12:22]
    assert [float(row[1]) for row in rows] == expected
    assert tables.captions[1] == f"The first 10 of {len(inside)}; sorted by number of ties"


def test_ranked_marks_come_by_rank() -> None:
    scene = alone(planted_scene(40, communities=4))
    rank = np.zeros(40, np.int32)
    rank[[30, 20, 10]] = 1, 2, 3
    tables = Tables(fallback_html(replace(scene, marks=replace(scene.marks, rank=rank))))
    assert [row[0] for row in tables.rows[1:4]] == [scene.marks.names[row] for row in (30, 20, 10)]


@pytest.mark.parametrize("without_regions", [False, True])
def test_hostile_names_are_text(without_regions: bool) -> None:
    scene = planted_scene(20, communities=2, names=HOSTILE)
    written = fallback_html(alone(scene) if without_regions else scene)
    tables = Tables(written)
    assert tables.tags <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "bdi", "h2", "p"}
    assert HOSTILE[0] in [row[0] for row in tables.rows]
    assert max(len(cell) for row in tables.rows for cell in row) <= 161


def test_a_map_of_any_size_has_short_tables() -> None:
    assert len(fallback_html(planted_scene(3_000, communities=40))) < 14_000
    assert len(fallback_html(planted_scene(3_000, communities=300))) < 17_000
    assert len(fallback_html(alone(planted_scene(3_000, communities=40)))) < 8_000


def test_nothing_on_the_map_is_an_empty_table_in_the_language_of_the_scene() -> None:
    scene = planted_scene(1)
    empty = replace(alone(scene), marks=replace(scene.marks, **{
        name: getattr(scene.marks, name)[:0] for name in scene.marks.__slots__}), order=scene.order[:0], language="zh")
    tables = Tables(fallback_html(empty))
    assert len(tables.rows) == 1
    assert tables.captions[0].startswith("图中内容")
