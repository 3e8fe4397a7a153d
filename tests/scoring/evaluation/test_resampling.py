from __future__ import annotations

import numpy as np
import pytest

from scoring.evaluation.resampling import bootstrap_means, mean_interval
from tests.snapshots import oracle


@pytest.mark.parametrize(("method", "name"), [("percentile", "percentile95"), ("bca", "BCa95")])
def test_bootstrap_intervals_equal_those_of_scipy(method: str, name: str) -> None:
    given = oracle("10")["bootstrap_mean_per_query"]
    values = np.array(given["values"])[:, None]
    (found,) = mean_interval(values, resamples=10_000, method=method)  # type: ignore[arg-type]
    assert found.value == pytest.approx(values.mean())
    assert [found.low, found.high] == pytest.approx(given[name], abs=given["tolerance"])


def test_a_constant_difference_is_certain_however_the_two_vary() -> None:
    one = np.random.default_rng(1).random(50)
    (difference,) = mean_interval((one + 0.1 - one)[:, None])
    assert difference.low == pytest.approx(0.1) and difference.high == pytest.approx(0.1)


def test_queries_without_a_value_do_not_count() -> None:
    known = np.random.default_rng(2).random(40)
    table = np.concatenate((known, np.full(10, np.nan)))[:, None]
    (found,) = mean_interval(table)
    assert found.value == pytest.approx(known.mean()) and found.low < found.value < found.high


def test_nothing_to_draw_from_has_no_mean() -> None:
    for table in (np.empty((0, 1)), np.full((3, 1), np.nan)):
        (found,) = mean_interval(table, resamples=5)
        assert np.isnan(found).all()


def test_one_query_has_no_spread_to_show() -> None:
    for method in ("percentile", "bca"):
        (found,) = mean_interval([[0.3]], resamples=20, method=method)  # type: ignore[arg-type]
        assert found == (0.3, 0.3, 0.3)


def test_the_same_seed_draws_the_same() -> None:
    values = np.random.default_rng(5).random((30, 2))
    assert np.array_equal(bootstrap_means(values, seed=7), bootstrap_means(values, seed=7))
    assert not np.array_equal(bootstrap_means(values, seed=7), bootstrap_means(values, seed=8))


@pytest.mark.parametrize("wrong", [{"confidence": 1.0}, {"confidence": 0.0}, {"resamples": 0}])
def test_intervals_that_mean_nothing_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="possible"):
        mean_interval([[1.0]], **wrong)  # type: ignore[arg-type]


def test_about_ninety_five_of_a_hundred_intervals_hold_the_mean() -> None:
    draws, hits = np.random.default_rng(11), 0
    for each in range(200):
        (found,) = mean_interval((draws.random(60) < 0.3).astype(float)[:, None], resamples=300, seed=each)
        hits += found.low <= 0.3 <= found.high
    assert 180 <= hits <= 200
