"""Names on a map never cover one another, whatever they are called."""

from __future__ import annotations

import json
import string
import time
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.maps.labels import _LATIN, _RUNS, Box, Candidate, place_labels, shown_text, text_width
from tests.ecosystem.maps.labels_cases import GOLDEN, written

WIDTH, HEIGHT = 800.0, 450.0
CANDIDATES = st.lists(st.builds(
    Candidate, text=st.text(max_size=60), x=st.floats(-50, 850), y=st.floats(-50, 500), radius=st.floats(0, 40),
    font=st.floats(6, 40), place=st.sampled_from(("side", "centre", "above")), bold=st.booleans(),
), max_size=40)
BOXES = st.lists(st.tuples(st.floats(-100, 900), st.floats(-100, 600), st.floats(1, 300), st.floats(1, 200)).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])), max_size=5)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@given(CANDIDATES, BOXES)
def test_no_two_names_overlap_and_none_covers_an_obstacle_or_leaves_the_drawing(
    candidates: list[Candidate], obstacles: list[Box],
) -> None:
    placed = place_labels(candidates, width=WIDTH, height=HEIGHT, obstacles=obstacles)
    assert not any(_overlap(one.box, other.box) for one, other in combinations(placed, 2))
    assert not any(_overlap(each.box, other) for each in placed for other in obstacles)
    assert all(0 <= each.box[0] and each.box[2] <= WIDTH and 0 <= each.box[1] and each.box[3] <= HEIGHT
               for each in placed)


@given(CANDIDATES, st.integers(0, 10))
def test_with_less_room_for_names_the_first_ones_stay(candidates: list[Candidate], most: int) -> None:
    every = place_labels(candidates, width=WIDTH, height=HEIGHT)
    assert place_labels(candidates, width=WIDTH, height=HEIGHT, most=most) == every[:most]
    assert [each.index for each in every] == sorted(each.index for each in every)


@given(st.text(max_size=300), st.floats(1, 30), st.booleans())
def test_a_name_as_written_is_one_line_within_its_width(text: str, longest: float, bold: bool) -> None:
    shown = shown_text(text, longest, bold=bold)
    assert text_width(shown, 100, bold=bold) <= max(longest * 100, 112) + 1e-9
    assert not set(shown) & set("\n\r\t\x00\x1b\u202e\u2066") and shown == shown.strip(" ")
    assert shown.endswith("…") or shown_text(shown, longest, bold=bold) == shown


def test_sides_are_tried_right_left_above_below() -> None:
    one = Candidate("Shuoye", 400, 200, 6, 12)
    right = (405.0, 190.0, 500.0, 210.0)
    left = (300.0, 190.0, 395.0, 210.0)
    above = (300.0, 170.0, 500.0, 189.0)
    found = []
    for obstacles in ([], [right], [right, left], [right, left, above], [(0.0, 0.0, WIDTH, HEIGHT)]):
        placed = place_labels([one], width=WIDTH, height=HEIGHT, obstacles=obstacles)
        found.append([(each.align, each.y > one.y, each.y < one.y) for each in placed])
    assert found == [[("left", False, False)], [("right", False, False)], [("center", False, True)],
                     [("center", True, False)], []]


def test_a_name_of_five_thousand_characters_is_cut() -> None:
    assert shown_text("x" * 5_000, 10).endswith("xx…") and len(shown_text("x" * 5_000, 10)) < 20


def test_every_character_of_ascii_has_one_class_and_runs_are_in_order() -> None:
    letters = "".join(group for _, group in _LATIN)
    assert sorted(letters) == sorted(set(string.printable) - set("\t\n\r\x0b\x0c"))
    starts = [first for first, _ in _RUNS]
    assert starts == sorted(set(starts)) and starts[0] == 0


def test_the_golden_file_is_what_python_makes() -> None:
    assert json.loads(GOLDEN.read_text(encoding="utf-8")) == written()


def test_nine_hundred_names_take_no_time_to_speak_of() -> None:
    dice = np.random.default_rng(0)
    candidates = [Candidate(f"Kalori Venmos {number}", *dice.uniform(0, 900, 2).tolist(), 4.0, 12.0)
                  for number in range(900)]
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        assert len(place_labels(candidates, width=1440, height=900, most=60)) == 60
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.04  # 10 ms and room for a busy machine
