"""Distances of habits: numbers, words in an order, other words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.risk.culture import SCALES, gap, gaps

VALUES = st.one_of(st.text(max_size=6), st.integers(0, 99).map(str), st.sampled_from([w for s in SCALES for w in s]))


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("5", "5.0", 0.0), ("3", "6", 0.5), ("0", "0", 0.0), ("0", "9", 1.0), ("-2", "2", 1.0),
    ("cautious", "balanced", 0.5), ("Centralised", "democratic", 1.0), ("狼性", "狼性", 0.0), ("狼性", "工匠", 1.0),
    ("low", "aggressive", 1.0),
])
def test_distances_by_hand(one: str, other: str, expected: float) -> None:
    assert gap(one, other) == pytest.approx(expected, abs=1e-12)


@given(VALUES, VALUES)
def test_a_distance_is_symmetric_and_none_to_itself(one: str, other: str) -> None:
    assert 0 <= gap(one, other) <= 1 and gap(one, other) == gap(other, one) and gap(one, one) == 0


def test_only_what_is_known_of_both_is_compared() -> None:
    assert gaps({"a": "1"}, {"b": "1"}) == {}
    assert gaps({"b": "1", "a": "2"}, {"a": "4", "b": "1"}) == {"a": 0.5, "b": 0.0}
