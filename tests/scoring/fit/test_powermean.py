"""Power means against fixture 11 and scipy, Shapley values against fixture 13, second opinions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import pmean

from scoring.errors import InvalidParameter
from scoring.fit.powermean import normalised_weights, power_mean, power_mean_interval
from scoring.fit.secondopinion import promethee_ii, topsis
from scoring.fit.shapley import baseline_shapley
from tests.snapshots import TOLERANCE, oracle

SCORES = st.lists(st.floats(0, 1), min_size=3, max_size=3)
WEIGHTS = st.lists(st.floats(0.01, 1), min_size=3, max_size=3)
POWERS = st.sampled_from([-np.inf, -10.0, -3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 10.0, np.inf])


@pytest.mark.parametrize("p", [1, 0, -1, -3, -10, 2])
def test_power_means_are_those_of_the_fixture(p: int) -> None:
    found = oracle("11")
    means = power_mean(found["matrix"], found["weights"], p)
    assert means == pytest.approx(found["outputs"][f"weighted_power_mean_p{p}"], abs=TOLERANCE)


def test_the_smallest_score_is_the_mean_of_power_minus_infinity() -> None:
    found = oracle("11")
    assert power_mean(found["matrix"], found["weights"], -np.inf).tolist() == found["outputs"]["weighted_min"]


@pytest.mark.parametrize("p", [-1, 1])
def test_an_unknown_culture_gives_the_interval_of_the_fixture(p: int) -> None:
    found = oracle("11")
    low, high = power_mean_interval([0.95, 0.2, 0.0], [0.95, 0.2, 1.0], found["weights"], p)
    # The fixture puts 1e-9 where a score is 0; a score of 0 is 0 here, by definition.
    expected = found["outputs"][f"interval_power_mean_p{p}_culture_missing_P2"]
    assert [float(low), float(high)] == pytest.approx(expected, abs=1e-8)


@given(SCORES, WEIGHTS, st.sampled_from([-3.0, -1.0, 0.0, 0.5, 2.0]))
def test_scipy_finds_the_same_means(scores: list[float], weights: list[float], p: float) -> None:
    assume(min(scores) > 1e-6)
    expected = float(pmean(scores, p, weights=weights))
    assert float(power_mean(scores, weights, p)) == pytest.approx(expected, abs=TOLERANCE)


@given(SCORES, SCORES, WEIGHTS, POWERS)
def test_a_mean_never_falls_when_a_score_rises(one: list[float], other: list[float], weights: list[float],
                                               p: float) -> None:
    low, high = np.minimum(one, other), np.maximum(one, other)
    assert power_mean(low, weights, p) <= power_mean(high, weights, p) + 1e-12


@given(SCORES, WEIGHTS, POWERS)
def test_a_mean_lies_between_the_smallest_and_the_largest_score(scores: list[float], weights: list[float],
                                                               p: float) -> None:
    mean = float(power_mean(scores, weights, p))
    assert min(scores) - 1e-12 <= mean <= max(scores) + 1e-12


@pytest.mark.parametrize("p", [0, -1, -5, -np.inf])
def test_a_score_of_nothing_is_not_made_up_for(p: float) -> None:
    assert float(power_mean([1.0, 0.0], [0.99, 0.01], p)) == 0.0


def test_a_score_of_weight_nothing_does_not_count() -> None:
    assert float(power_mean([0.0, 0.4], [0, 1], -1)) == pytest.approx(0.4)
    assert float(power_mean([0.0, 0.4], [0, 1], -np.inf)) == 0.4


def test_tiny_scores_do_not_leave_the_range_of_floats() -> None:
    assert 0 < float(power_mean([1e-300, 1.0], [1, 1], -10)) < 1e-299
    assert float(power_mean([1e-40, 1e-40], [1, 1], 10)) == pytest.approx(1e-40)


@pytest.mark.parametrize("weights", [[0, 0, 0], [1, -1, 1], [np.nan, 1, 1], [np.inf, 1, 1]])
def test_weights_that_mean_nothing_are_refused(weights: list[float]) -> None:
    with pytest.raises(InvalidParameter, match="weights"):
        normalised_weights(weights)


def test_scores_and_powers_that_mean_nothing_are_refused() -> None:
    with pytest.raises(InvalidParameter, match="0 or more"):
        power_mean([-0.1, 1], [1, 1])
    with pytest.raises(InvalidParameter, match="power"):
        power_mean([0.1, 1], [1, 1], float("nan"))
    with pytest.raises(InvalidParameter, match="lower bound"):
        power_mean_interval([0.2], [0.1], [1])


def test_shapley_values_are_those_of_the_fixture() -> None:
    found = oracle("13")
    values = baseline_shapley(lambda rows: power_mean(rows, [0.4, 0.35, 0.25]), found["x"], found["baseline"])
    assert values == pytest.approx(found["phi_enumeration"], abs=TOLERANCE)
    assert values == pytest.approx(found["phi_shap"], abs=TOLERANCE)
    assert values.sum() == pytest.approx(found["f_x"] - found["f_b"], abs=TOLERANCE)


@given(SCORES, SCORES, WEIGHTS, POWERS)
def test_shapley_values_sum_to_the_difference_from_the_reference(x: list[float], b: list[float],
                                                                 weights: list[float], p: float) -> None:
    values = baseline_shapley(lambda rows: power_mean(rows, weights, p), x, b)
    assert values.sum() == pytest.approx(float(power_mean(x, weights, p) - power_mean(b, weights, p)), abs=TOLERANCE)


def test_shapley_values_of_a_weighted_sum_are_its_terms() -> None:
    weights, x, b = np.array([0.5, 0.3, 0.2]), np.array([0.9, 0.1, 0.4]), np.array([0.5, 0.5, 0.4])
    assert baseline_shapley(lambda rows: rows @ weights, x, b) == pytest.approx(weights * (x - b), abs=TOLERANCE)


def test_what_cannot_be_enumerated_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="13 features"):
        baseline_shapley(lambda rows: rows.sum(axis=1), np.ones(13), np.zeros(13))
    with pytest.raises(InvalidParameter, match="do not fit"):
        baseline_shapley(lambda rows: rows.sum(axis=1), np.ones(3), np.zeros(2))
    assert baseline_shapley(lambda rows: np.zeros(len(rows)), [], []).tolist() == []


@pytest.mark.parametrize("scale", ["minmax", "vector"])
def test_topsis_is_that_of_the_fixture(scale: str) -> None:
    found = oracle("11")
    expected = found["outputs"][f"topsis_pymcdm_{scale}"]
    assert topsis(found["matrix"], found["weights"], scale=scale) == pytest.approx(expected, abs=TOLERANCE)


def test_promethee_is_that_of_the_fixture() -> None:
    found = oracle("11")
    expected = found["outputs"]["promethee2_pymcdm_usual"]
    assert promethee_ii(found["matrix"], found["weights"]) == pytest.approx(expected, abs=TOLERANCE)


def test_second_opinions_have_none_about_one_candidate_alone() -> None:
    assert np.isnan(topsis([[0.2, 0.4]], [1, 1])).all() and np.isnan(promethee_ii([[0.2, 0.4]], [1, 1])).all()
    with pytest.raises(InvalidParameter, match="minmax or vector"):
        topsis([[1]], [1], scale="other")
