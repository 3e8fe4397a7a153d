"""The table beside a drawing: a row per mark, in any spreadsheet, whatever organisations are called."""

from __future__ import annotations

import csv
from io import StringIO

from ecosystem.ingest.formulas import restore
from ecosystem.maps.files.table import COLUMNS, render
from tests.scenes import HOSTILE, planted_scene


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_row_per_mark_in_the_order_of_the_labels_with_lenses_and_evidence() -> None:
    scene = planted_scene(40)
    head, *found = rows(render(scene))
    assert head == [*COLUMNS, "health", "country", "evidence"]
    assert [row[0] for row in found] == [scene.marks.ids[each] for each in scene.order.tolist()]
    first = {row[0]: dict(zip(head, row, strict=True)) for row in found}[scene.marks.ids[0]]
    assert first["evidence"] == "It is the largest. It was there first."
    assert first["region"] == scene.regions[scene.region_of[0]].name and first["rank"] == ""


def test_no_cell_is_a_formula_and_every_name_comes_back() -> None:
    scene = planted_scene(40, names=HOSTILE)
    _, *found = rows(render(scene))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in found for cell in row)
    assert {restore(row[1]) for row in found} >= set(HOSTILE)


def test_a_lone_surrogate_breaks_nothing() -> None:
    assert b"?" in render(planted_scene(5, names=("\udc2f",)))


def test_the_same_scene_gives_the_same_bytes() -> None:
    assert render(planted_scene(30)) == render(planted_scene(30))
