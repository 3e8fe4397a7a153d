"""A packed scene: equal when it is unpacked, the same bytes each time, small."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.errors import InvalidParameter
from ecosystem.maps.files.packing import pack, unpack
from ecosystem.maps.files.text85 import from_text, to_text
from ecosystem.maps.files.varints import from_varints, from_zigzag, to_varints, to_zigzag
from ecosystem.maps.scene import (
    Axes,
    Axis,
    Bundle,
    Community,
    Key,
    Lane,
    Lens,
    Marks,
    Provenance,
    Region,
    Scene,
    Ties,
)
from tests.scenes import HOSTILE, planted_scene

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def same(one: Any, other: Any) -> bool:
    """Equal through and through: values, types of columns, nested parts."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if is_dataclass(one) and not isinstance(one, type):
        return all(same(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Scenes that no layout made: any order of ties, marks outside communities, weights that are no whole numbers."""
    count, tied = draw(st.integers(0, 8)), draw(st.integers(0, 12))
    groups = draw(st.integers(0, 3))

    def column(kind: Any, low: int, high: int, length: int) -> np.ndarray:
        return np.array(draw(st.lists(st.integers(low, high), min_size=length, max_size=length)), kind)

    texts = st.lists(NAMES, min_size=count, max_size=count).map(tuple)
    tied = tied if count else 0
    sizes = draw(st.lists(st.floats(0, 1e9, width=32), min_size=count, max_size=count))
    marks = Marks(
        draw(texts), draw(texts), draw(texts), column(np.uint8, 0, 4, count), column(np.uint8, 0, 10, count),
        column(np.uint16, 0, 65_535, count), column(np.uint16, 0, 65_535, count), np.array(sizes, np.float32),
        column(np.int32, -1, groups - 1, count), column(np.int32, 0, 30, count),
    )
    last = max(count - 1, 0)
    ties = Ties(column(np.uint32, 0, last, tied), column(np.uint32, 0, last, tied), column(np.uint8, 0, 1, tied),
                np.array(draw(st.lists(st.floats(0, 1e6, width=32), min_size=tied, max_size=tied)), np.float32),
                column(np.uint8, 0, 4, tied), ("a", "b"))
    made = Provenance(date(2024, 2, 29), "v", ("s",), "lanes", {"partner": "p", "limit": 3, "need": None}, 1, 2)
    axis = Axis("x", ((0, "low"), (65_535, "high")), draw(st.none() | st.integers(0, 65_535)))
    return Scene(
        title=draw(NAMES), reading=draw(NAMES), size_means="ties", provenance=made,
        marks=marks, ties=ties, order=np.array(draw(st.permutations(range(count))), np.uint32),
        evidence={row: (draw(NAMES),) for row in range(min(count, 2))}, legend=(Key("kind", 0, draw(NAMES), count),),
        regions=(Region("r", 1, 2, 3, count, -1),),
        communities=tuple(Community(f"c{row}", 0, 65_535 * row // 3, 9, 3, 1) for row in range(groups)),
        bundles=(Bundle(0, 0, 1, True, ("because",)),), lanes=(Lane("tier", 0, 9),),
        axes=draw(st.none() | st.just(Axes(axis, axis, ("a", "b", "c", "d")))),
        lenses=(Lens("health", ("poor",), column(np.int16, -1, 0, count), True),), language="zh",
    )


@settings(deadline=None, max_examples=60)
@given(scenes())
def test_what_is_unpacked_equals_what_was_packed(scene: Scene) -> None:
    assert same(unpack(pack(scene)), scene)


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_planted_scenes_come_back(count: int) -> None:
    scene = planted_scene(count, names=HOSTILE) if count else empty_scene()
    assert same(unpack(pack(scene)), scene)


def test_the_same_scene_is_packed_into_the_same_bytes() -> None:
    assert pack(planted_scene(300)) == pack(planted_scene(300))


def test_names_with_line_feeds_and_backslashes_come_back() -> None:
    scene = planted_scene(6, names=("a\nb", "a\\nb", "\\", "\\\\n", "\n", "\\\n\\"))
    assert unpack(pack(scene)).marks.names == scene.marks.names


def test_ids_in_order_cost_next_to_nothing() -> None:
    scene = planted_scene(3_000)
    other = replace(scene, marks=replace(scene.marks, ids=("x",) * 3_000))
    assert len(pack(scene)) - len(pack(other)) < 400


def test_other_bytes_are_refused_with_a_sentence() -> None:
    for body in (b"", b"no gzip", pack(planted_scene(5))[:-9]):
        with pytest.raises(InvalidParameter, match="no packed scene"):
            unpack(body)


def test_another_schema_is_refused_by_name() -> None:
    with pytest.raises(InvalidParameter, match="allygraph-scene/9"):
        unpack(pack(replace(planted_scene(3), schema="allygraph-scene/9")))


@given(st.lists(st.integers(-(2**33), 2**33)))
def test_steps_survive_zigzag_and_varints(steps: list[int]) -> None:
    values = np.array(steps, np.int64)
    assert np.array_equal(from_zigzag(from_varints(to_varints(to_zigzag(values)), len(values))), values)


@given(st.binary())
def test_text_of_bytes_holds_nothing_that_html_reads(body: bytes) -> None:
    text = to_text(body)
    assert "<" not in text
    assert from_text(text) == body


def empty_scene() -> Scene:
    """No mark at all."""
    scene = planted_scene(2)
    nothing = {each.name: getattr(scene.marks, each.name)[:0] for each in fields(scene.marks)}
    no_ties = Ties(*(getattr(scene.ties, each.name)[:0] for each in fields(scene.ties)[:-1]), scene.ties.labels)
    return replace(scene, marks=Marks(**nothing), ties=no_ties, order=scene.order[:0], regions=(), communities=(),
                   bundles=(), lenses=(), evidence={}, legend=())
