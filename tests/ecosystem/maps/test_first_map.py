"""The first map: one file, no script, no request, the same bytes each time, names kept harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ecosystem import Ecosystem
from ecosystem.errors import InvalidParameter
from ecosystem.maps.first_html import page, svg, write_map
from ecosystem.maps.first_scene import Scene, _box, _overlap, _text_width, ecosystem_scene
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

HOSTILE = ("</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]>\x07", "字" * 5_000)


@pytest.fixture
def eco() -> Iterator[Ecosystem]:
    names = ["Ada", *HOSTILE, *(f"Firm {number}" for number in range(40))]
    with MemoryStore() as store:
        write(store, "all", {
            "partners": [{"id": f"p{number:02}", "name": name} for number, name in enumerate(names)],
            "industries": [{"id": "top", "name": "Machines"}, {"id": "cars", "name": "Cars", "broader_id": "top"}],
            "partner_industries": [{"partner_id": f"p{number:02}", "industry_id": "cars"} for number in range(20)],
            "capabilities": [{"id": "c", "name": "casting"}],
            "partner_capabilities": [{"partner_id": f"p{number:02}", "capability_id": "c"} for number in range(9)],
            "partnerships": [{"id": "n"}],
            "partnership_members": [{"partnership_id": "n", "partner_id": "p00"},
                                    {"partnership_id": "n", "partner_id": "p30"}],
        })
        yield Ecosystem(store)


def scene(eco: Ecosystem) -> Scene:
    answer = eco.candidates("p00", scorer="overlap", limit=5)
    return ecosystem_scene(eco.view(), answer=answer)


def test_the_same_scene_gives_the_same_bytes(eco: Ecosystem) -> None:
    assert page(scene(eco)) == page(scene(eco))


def test_every_organisation_is_drawn_once_in_the_top_industry_that_it_is_in(eco: Ecosystem) -> None:
    drawn = scene(eco)
    assert [(each.name, each.count) for each in drawn.regions] == [("Machines", 20), ("Other", 25)]
    assert len({dot.id for dot in drawn.dots}) == len(drawn.dots) == 45
    roles = {dot.id: dot.role for dot in drawn.dots}
    assert roles["p00"] == "self" and roles["p30"] == "partner" and roles["p01"] == "candidate"
    assert drawn.bridges[0].count == 1


def test_no_two_marks_and_no_two_labels_overlap(eco: Ecosystem) -> None:
    drawn = scene(eco)
    for a, b in combinations(drawn.dots, 2):
        assert (a.x - b.x) ** 2 + (a.y - b.y) ** 2 > 4
    starts = [label.x - _text_width(label.text) * label.ends_here for label in drawn.labels]
    boxes = [_box(label.text, start, label.y) for start, label in zip(starts, drawn.labels, strict=True)]
    assert boxes and not any(_overlap(a, b) for a, b in combinations(boxes, 2))


def test_the_page_has_no_script_no_address_and_forbids_both(eco: Ecosystem) -> None:
    text = page(scene(eco))
    assert "<script" not in text and "default-src 'none'" in text
    assert re.findall(r"<[a-z][^>]*\s(?:src|href|on\w+)\s*=", text) == [] and "url(" not in text


def test_hostile_names_are_text_and_the_drawing_is_well_formed(eco: Ecosystem) -> None:
    drawn = scene(eco)
    root = ElementTree.fromstring(svg(drawn))
    tags = {element.tag for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "line", "circle", "text"}
    titles = [element.text or "" for element in root.iter("title")]
    assert any(title.startswith(HOSTILE[0]) for title in titles) and max(map(len, titles)) < 600


def test_a_folder_that_cannot_be_written_is_a_sentence(eco: Ecosystem, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidParameter, match="cannot be written"):
        write_map(scene(eco), tmp_path / "file" / "map.html")


def test_another_suffix_is_refused_with_those_that_can_be(eco: Ecosystem, tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match=r"\.docx.*\.html or \.svg"):
        write_map(scene(eco), tmp_path / "map.docx")


def test_the_picture_alone_is_a_well_formed_file(eco: Ecosystem, tmp_path: Path) -> None:
    root = ElementTree.parse(write_map(scene(eco), tmp_path / "map.svg")).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and float(root.attrib["width"]) > 0


def test_an_empty_ecosystem_is_drawn_as_one_that_is_empty() -> None:
    with MemoryStore() as store:
        drawn = ecosystem_scene(Ecosystem(store).view())
    assert drawn.dots == () and "showing 0 of 0" in page(drawn)
