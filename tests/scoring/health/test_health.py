"""The index, what made it change, runs of events, and what closed cases teach."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import InvalidParameter
from scoring.health.attainment import attainment, change, health
from scoring.health.factors import lmdi
from scoring.health.lessons import lessons
from scoring.health.runs import falling, in_a_row
from tests.snapshots import TOLERANCE, oracle, oracles

NAN = float("nan")
KNOWN_OR_NOT = st.one_of(st.just(NAN), st.floats(0, 1.2))


# --- attainment ------------------------------------------------------------------------------------
def test_attainment_of_a_target_both_ways_and_between_bars() -> None:
    assert attainment(80, 100) == 0.8
    assert attainment(300, 100) == 1.2 and attainment(-5, 100) == 0.0
    assert attainment(50, 40, better="lower") == 0.8
    assert attainment(0, 40, better="lower") == 1.2
    assert attainment(8, 0, better="lower", low=10, high=2) == 0.25
    assert all(np.isnan(attainment(*each)) for each in ((1, 0), (NAN, 1), (1, NAN)))


@pytest.mark.parametrize("wrong", [{"better": "more"}, {"low": 1.0}, {"low": 1.0, "high": 1.0}])
def test_a_target_that_says_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidParameter):
        attainment(1, 2, **wrong)  # type: ignore[arg-type]


@given(st.lists(st.tuples(KNOWN_OR_NOT, st.floats(0, 5)), max_size=8))
def test_contributions_sum_to_the_index_which_lies_in_its_bounds(rows: list[tuple[float, float]]) -> None:
    values, weights = [each[0] for each in rows], [each[1] for each in rows]
    found = health(values, weights)
    if found.index is None:
        assert found.coverage == 0.0 and found.low is None
        return
    assert np.nansum(found.contributions) == pytest.approx(found.index, abs=TOLERANCE)
    assert found.low is not None and found.high is not None
    assert found.low - TOLERANCE <= found.index <= found.high + TOLERANCE


def test_an_unknown_measure_widens_and_does_not_lower() -> None:
    whole, partly = health([0.9, 0.9], [1, 1]), health([0.9, NAN], [1, 1])
    assert whole.index == partly.index == 0.9 and partly.coverage == 0.5
    assert (whole.low, whole.high) == (0.9, 0.9) and (partly.low, partly.high) == (0.45, 1.05)


def test_the_change_is_that_of_its_parts() -> None:
    found = change([0.9, 1.0, NAN], [0.6, 1.1, 1.0], [3, 1, 9])
    assert found.total == pytest.approx(-0.2) and np.isnan(found.parts[2])
    assert change([NAN], [1.0], [1]).total is None
    with pytest.raises(InvalidParameter, match="negative"):
        health([1.0], [-1.0])
    with pytest.raises(InvalidParameter, match="shapes"):
        health([1.0, 2.0], [1.0])


# --- factors ---------------------------------------------------------------------------------------
@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(st.floats(0.01, 100), st.floats(0.01, 100)), min_size=1))
def test_the_parts_of_a_product_leave_no_rest(factors: dict[str, tuple[float, float]]) -> None:
    before, now = ({name: pair[side] for name, pair in factors.items()} for side in (0, 1))
    change_of_all = np.prod(list(now.values())) - np.prod(list(before.values()))
    assert sum(lmdi(before, now).values()) == pytest.approx(change_of_all, rel=1e-9, abs=1e-7)


def test_factors_that_cannot_be_split() -> None:
    assert sum(lmdi({"a": 0, "b": 2}, {"a": 3, "b": 2}).values()) == pytest.approx(6.0)
    for before, now in (({}, {}), ({"a": 1.0}, {"b": 1.0}), ({"a": -1.0}, {"a": 1.0}), ({"a": 1.0}, {"a": NAN})):
        with pytest.raises(InvalidParameter):
            lmdi(before, now)


# --- runs ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("states", "met"), [
    ([True, True], True), ([True, None, True], True), ([True, None], None), ([None, None], None),
    ([False, True], False), ([True, True, False], False), ([False, True, None], None), ([], False), ([True], False),
])
def test_two_misses_in_a_row_with_unknown_quarters(states: list[bool | None], met: bool | None) -> None:
    assert in_a_row(states, 2).met is met


@given(st.lists(st.sampled_from([True, False, None]), max_size=8), st.integers(1, 4))
def test_a_run_is_met_exactly_if_it_is_whatever_the_unknown_turn_out_to_be(
    states: list[bool | None], wanted: int
) -> None:
    found = in_a_row(states, wanted)
    known = [each for each in states if each is not None]
    if found.met:
        assert len(known) >= wanted and all(known[-wanted:])
    if found.met is False:
        assert not in_a_row([True if each is None else each for each in states], wanted).met


def test_falling_twice() -> None:
    assert falling([4.0, 3.9, 3.5], 2).met and not falling([4.0, 3.9, 3.9], 2).met
    assert falling([None, 3.0], 2).met is None and falling([3.0, 4.0], 1).met is False


# --- lessons ---------------------------------------------------------------------------------------
def test_the_tree_of_the_reference() -> None:
    with open(oracles() / "19_tree_data.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = tuple(name for name in rows[0] if name != "success")
    cases = np.array([[float(row[name]) for name in names] for row in rows])
    success = np.array([int(row["success"]) for row in rows])
    known = oracle("19")
    found = lessons(cases, success, names)
    assert found.text() == known["tree_text"]
    assert found.accuracy == pytest.approx(known["tree_train_accuracy"], abs=TOLERANCE)
    assert found.tree.feature_importances_ == pytest.approx(known["feature_importances"], abs=TOLERANCE)
    assert sum(leaf.cases for leaf in found.leaves) == found.cases == 200
    assert all(leaf.cases >= 10 and leaf.low <= leaf.share <= leaf.high for leaf in found.leaves)
    assert 0.5 <= found.stability <= 1.0
    fallen = found.leaf_of(cases[0])
    assert fallen is not None and fallen.conditions[0].startswith("milestone_rate")
    assert lessons(cases, success, names).stability == found.stability


def test_too_few_cases_and_cases_that_all_ended_alike_teach_nothing() -> None:
    few = lessons(np.zeros((3, 1)), np.array([0, 1, 1]), ("rate",))
    assert few.tree is None and few.text() == "too few cases: 3 of the 40 that are needed" and few.leaf_of(
        np.zeros(1)) is None
    alike = lessons(np.zeros((50, 1)), np.ones(50, np.int64), ("rate",))
    assert alike.reason == "all cases ended alike" and alike.leaves == ()
    with pytest.raises(InvalidParameter, match="finite"):
        lessons(np.full((2, 1), NAN), np.array([0, 1]), ("rate",))
