"""Which fact to ask for, what would raise a score, how far a weight may move: by hand and by trying."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import InvalidParameter
from scoring.fit.counterfactual import cheapest_rises, smallest_rise
from scoring.fit.nextquestion import midpoints, places_changed, worth_of_fact
from scoring.fit.powermean import power_mean
from scoring.fit.sensitivity import weight_ranges

UNIT = st.floats(0, 1)
ROWS = st.lists(st.tuples(UNIT, UNIT, UNIT), min_size=2, max_size=6)


def harmonic(rows: np.ndarray) -> np.ndarray:
    return power_mean(rows, [0.4, 0.35, 0.25], -1)


# --- the next question -----------------------------------------------------------------------------
@given(st.lists(st.sampled_from([0.0, 0.2, 0.4, 0.6, 0.8]), min_size=1, max_size=7), st.data())
def test_places_that_change_are_those_that_ranking_anew_shows(scores: list[float], data: st.DataObject) -> None:
    who = data.draw(st.integers(0, len(scores) - 1))
    k, answer = data.draw(st.integers(1, 9)), data.draw(st.sampled_from([0.0, 0.1, 0.2, 0.4, 0.7, 1.0]))
    after = [*scores]
    after[who] = answer

    def first(values: list[float]) -> list[int]:
        return sorted(range(len(values)), key=lambda row: (-values[row], row))[:k]

    places, members = places_changed(scores, who, [answer], k)
    assert places[0] == sum(one != other for one, other in zip(first(scores), first(after), strict=True))
    assert members[0] == (set(first(scores)) != set(first(after)))


def test_a_fact_that_cannot_bring_anybody_forward_is_worth_nothing() -> None:
    scores = [0.9, 0.5, 0.1]
    assert worth_of_fact(scores, 2, lambda answers: answers * 0.4, midpoints(0, 1), 2) == (0.0, 0.0)
    worth = worth_of_fact(scores, 2, lambda answers: answers, midpoints(0, 1, 100), 2)
    assert worth.members == pytest.approx(0.5) and worth.places == pytest.approx(0.6)


def test_nobody_is_asked_about_no_place() -> None:
    with pytest.raises(InvalidParameter, match="1 or more"):
        places_changed([0.5], 0, [0.1], 0)


# --- what would raise a score ----------------------------------------------------------------------
@given(st.tuples(UNIT, UNIT, UNIT), st.integers(0, 2), UNIT)
def test_the_smallest_rise_reaches_the_target_and_a_little_less_does_not(features: tuple[float, float, float],
                                                                        feature: int, target: float) -> None:
    found = smallest_rise(harmonic, features, feature, target)
    raised = np.array([features])
    raised[0, feature] = 1.0 if found is None else found
    if found is None:
        assert harmonic(raised)[0] < target
        return
    assert harmonic(raised)[0] >= target
    if found > features[feature] + 1e-6:
        raised[0, feature] = found - 1e-6
        assert harmonic(raised)[0] < target


@settings(max_examples=100)
@given(st.tuples(UNIT, UNIT, UNIT), st.sets(st.integers(0, 2)), UNIT)
def test_applying_the_changes_does_what_is_said(features: tuple[float, float, float], allowed: set[int],
                                                target: float) -> None:
    found = cheapest_rises(harmonic, features, sorted(allowed), target)
    changed = np.array([features])
    for each in found.rises:
        assert each.feature in allowed and each.after >= each.before
        changed[0, each.feature] = each.after
    assert harmonic(changed)[0] == pytest.approx(found.score, abs=1e-12)
    assert found.reached == (found.score >= target)
    if not found.reached:  # then all that may be changed, raised to the full, does not do it either
        full = np.array([features])
        full[0, sorted(allowed)] = 1.0
        assert harmonic(full)[0] < target


def test_no_change_of_a_set_is_idle() -> None:
    features, target = [0.2, 0.3, 0.9], 0.7
    found = cheapest_rises(harmonic, features, [0, 1, 2], target)
    assert found.reached and len(found.rises) == 2
    for idle in found.rises:
        rest = np.array([features])
        for each in found.rises:
            if each is not idle:
                rest[0, each.feature] = each.after
        assert harmonic(rest)[0] < target


def test_a_dear_change_gives_way_to_a_cheap_one() -> None:
    mean = np.ones(2) / 2
    cheap = cheapest_rises(lambda rows: rows @ mean, [0.2, 0.2], [0, 1], 0.4, costs=[5.0, 1.0])
    assert [each.feature for each in cheap.rises] == [1]
    with pytest.raises(InvalidParameter, match="above 0"):
        cheapest_rises(lambda rows: rows @ mean, [0.2, 0.2], [0, 1], 0.4, costs=[0.0, 1.0])


def test_nothing_has_to_change_where_the_target_is_reached() -> None:
    assert cheapest_rises(harmonic, [0.9, 0.9, 0.9], [0, 1, 2], 0.5).rises == ()


# --- how far a weight may move ---------------------------------------------------------------------
@settings(max_examples=100)
@given(ROWS, st.tuples(*[st.floats(0.05, 1)] * 3), st.sampled_from([-3.0, -1.0, 0.0, 0.5, 1.0]), st.floats(0.01, 0.99))
def test_inside_its_range_a_weight_changes_no_first_place(rows: list[tuple[float, float, float]],
                                                          weights: tuple[float, float, float], p: float,
                                                          moved: float) -> None:
    first, ranges = weight_ranges(rows, weights, p)
    if first is None:
        assert not np.any(power_mean(rows, weights, p) > 0)
        return
    scale = sum(weights)
    for at, each in enumerate(ranges):
        tried = np.array(weights) / scale
        tried *= (1 - moved) / (1 - tried[at])
        tried[at] = moved
        means = power_mean(rows, tried, p)
        if each.low + 1e-6 < moved < each.high - 1e-6:
            assert means[first] >= means.max() - 1e-9
        elif moved > each.high + 1e-6 or moved < each.low - 1e-6:
            assert means[first] <= means.max() + 1e-9


def test_the_point_of_change_is_the_one_found_by_hand() -> None:
    first, ranges = weight_ranges([[0.8, 0.4], [0.5, 0.6]], [0.5, 0.5], 1)
    assert first == 0
    assert ranges[0].low == pytest.approx(0.4) and ranges[0].below == 1 and ranges[0].above is None
    assert ranges[0].smallest_change == pytest.approx(0.1) and ranges[1].high == pytest.approx(0.6)


def test_who_is_ahead_in_everything_stays_ahead() -> None:
    _, ranges = weight_ranges([[0.8, 0.9], [0.5, 0.6]], [0.5, 0.5])
    assert all(each.smallest_change is None and (each.low, each.high) == (0, 1) for each in ranges)


def test_where_all_are_nothing_there_is_no_first() -> None:
    assert weight_ranges([[0.0, 0.9], [0.5, 0.0]], [1, 1]) == (None, [])
    assert weight_ranges(np.zeros((0, 2)), [1, 1]) == (None, [])
    with pytest.raises(InvalidParameter, match="finite"):
        weight_ranges([[0.5]], [1], -np.inf)
