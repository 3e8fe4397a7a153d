from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from scoring import measures
from scoring.errors import InvalidParameter
from scoring.likeness.bootstrap import MEASURES, Prior, likeness_bounds, of_counts, of_profiles, population_prior
from scoring.likeness.morisita import concentrations
from tests.snapshots import oracles

CLASSES = 200
ZIPF = (1 / np.arange(1, CLASSES + 1)) / (1 / np.arange(1, CLASSES + 1)).sum()
PAIRS, MANY = 150, 400
BY_COLUMN: dict[str, Any] = {
    "cosine": measures.jaffe, "jaccard": measures.jaccard, "overlap_coef": measures.overlap_coefficient,
    "min_complement": measures.min_complement, "ruzicka": measures.ruzicka, "morisita": measures.morisita,
}
BIASED_DOWN = ("cosine", "jaccard", "min_complement", "ruzicka")


def fixture() -> dict[tuple[str, str, str], dict[str, float]]:
    with (oracles() / "17_size_bias_simulation.csv").open(encoding="utf-8", newline="") as file:
        return {(row["case"], row["n1"], row["n2"]): {name: float(row[name] or "nan") for name in BY_COLUMN}
                for row in csv.DictReader(file)}


def simulated(n: int, m: int, seed: int) -> dict[str, float]:
    """Means over pairs of samples of one profile."""
    rng = np.random.default_rng(seed)
    mine, theirs = rng.multinomial(n, ZIPF, PAIRS), rng.multinomial(m, ZIPF, PAIRS)
    return {name: float(np.nanmean([measure(one[None], two[None])[0, 0]
                                    for one, two in zip(mine, theirs, strict=True)]))
            for name, measure in BY_COLUMN.items()}


def test_common_measures_are_biased_against_small_portfolios_and_morisita_is_not() -> None:
    told = fixture()
    sizes = [(5, 5), (20, 20), (20, 1000), (100, 100), (1000, 1000)]
    found = {size: simulated(*size, seed=17) for size in sizes}
    for size, ours in found.items():
        theirs = told["same_profile", *map(str, size)]
        for name in BIASED_DOWN:
            assert ours[name] < 1.0 and theirs[name] < 1.0, "one profile: without bias it would be 1"
            assert ours[name] == pytest.approx(theirs[name], abs=0.06), (size, name)
    for name in BIASED_DOWN:
        of_equal_sizes = [found[size][name] for size in ((5, 5), (20, 20), (100, 100), (1000, 1000))]
        assert of_equal_sizes == sorted(of_equal_sizes), f"{name} ranks size"
    for size in sizes[1:]:
        bias = {name: abs(found[size][name] - 1) for name in BY_COLUMN}
        assert bias["morisita"] < 0.12 and all(bias["morisita"] < bias[name] for name in BIASED_DOWN)


def test_the_overlap_coefficient_measures_size() -> None:
    told = fixture()["same_profile", "20", "1000"]["overlap_coef"]
    ours = simulated(20, 1000, seed=18)["overlap_coef"]
    assert ours > 0.85 and told > 0.85 and simulated(20, 20, seed=18)["overlap_coef"] < 0.45


def test_taking_off_the_resampled_bias_leaves_less_of_it() -> None:
    rng = np.random.default_rng(5)
    prior = Prior(ZIPF, 5.0)
    for size in (20, 100):
        plain, corrected = [], []
        for seed in range(40):
            mine, theirs = (rng.multinomial(size, ZIPF).astype(float) for _ in range(2))
            found = likeness_bounds(mine, theirs, prior, draws=60, seed=seed)["overlap"]
            plain.append(found.value - 1)
            corrected.append(found.resampled.estimate - 1)
        assert np.mean(plain) < -0.3 and abs(np.mean(corrected)) < 0.9 * abs(np.mean(plain))


def population(rng: np.random.Generator, concentration: float) -> tuple[Prior, Any]:
    """300 organisations of every size, and what is learned from them."""
    def profile() -> Any:
        return rng.dirichlet(concentration * ZIPF + 1e-12)

    held = np.array([rng.multinomial(max(1, int(rng.lognormal(2.5, 1))), profile()) for _ in range(300)])
    totals, squares = held.sum(axis=1).astype(float), (held**2).sum(axis=1).astype(float)
    return population_prior(sparse.csr_matrix(held, dtype=np.float64), concentrations(squares, totals, totals)), profile


@pytest.mark.parametrize("size", [3, 10, 30])
def test_nine_of_ten_intervals_hold_the_likeness_of_the_true_profiles(size: int) -> None:
    rng = np.random.default_rng(size)
    prior, profile = population(rng, 5.0)
    assert prior.concentration == pytest.approx(5.0, rel=0.3)
    hits = dict.fromkeys(MEASURES, 0)
    for seed in range(MANY):
        one, two = profile(), profile()
        true = of_profiles(one[None], two[None])
        found = likeness_bounds(rng.multinomial(size, one).astype(float), rng.multinomial(size, two).astype(float),
                                prior, draws=200, seed=seed)
        for name in MEASURES:
            hits[name] += int(found[name].posterior.low <= float(true[name][0]) <= found[name].posterior.high)
    for name in MEASURES:
        # 2.5 standard errors of a share of 90 % in so many pairs; the benchmark has more of them.
        assert hits[name] / MANY == pytest.approx(0.9, abs=0.04), name


AMOUNTS = st.lists(st.sampled_from((0.0, 0.5, 1.0, 2.0, 30.0)), min_size=5, max_size=5).filter(lambda found: sum(found))
PRIORS = st.builds(Prior, st.just(np.full(5, 0.2)), st.sampled_from((0.01, 1.0, 50.0)))


@settings(deadline=None)
@given(one=AMOUNTS, two=AMOUNTS, prior=PRIORS)
def test_bounds_are_in_order_and_in_range_and_the_same_each_time(one: Any, two: Any, prior: Prior) -> None:
    mine, theirs = np.array(one), np.array(two)
    found = likeness_bounds(mine, theirs, prior, draws=40, seed=3)
    assert repr(found) == repr(likeness_bounds(mine, theirs, prior, draws=40, seed=3))
    for name in MEASURES:
        posterior, resampled = found[name].posterior, found[name].resampled
        assert -1e-9 <= posterior.low <= posterior.estimate <= posterior.high <= 1 + 1e-9
        assert np.isnan(resampled.low) or 0 <= resampled.low <= resampled.estimate <= resampled.high <= 1
        assert name == "morisita" or max(abs(posterior.bias), abs(resampled.bias)) <= 1
    assert found["overlap"].value == pytest.approx(measures.min_complement([one], [two])[0, 0])
    assert found["jaffe"].value == pytest.approx(measures.jaffe([one], [two])[0, 0])


@given(one=AMOUNTS, two=AMOUNTS)
def test_measures_of_counts_are_those_of_portfolios(one: Any, two: Any) -> None:
    found = of_counts(np.array([one]), np.array([two]))
    assert found["overlap"][0] == pytest.approx(measures.min_complement([one], [two])[0, 0])
    if all(each == int(each) for each in one + two):
        np.testing.assert_allclose(found["morisita"][0], measures.morisita([one], [two])[0, 0], atol=1e-9)


def test_more_patents_of_the_same_kind_narrow_the_interval_and_lessen_the_bias() -> None:
    prior = Prior(np.full(4, 0.25), 2.0)
    widths, biases = [], []
    for times in (1, 10, 100):
        mine, theirs = np.array([2.0, 1, 0, 0]), np.array([1.0, 0, 2, 0])
        found = likeness_bounds(times * mine, times * theirs, prior)["overlap"].posterior
        widths.append(found.high - found.low)
        biases.append(abs(found.bias))
    assert widths == sorted(widths, reverse=True) and biases == sorted(biases, reverse=True)


@pytest.mark.parametrize("asked", [{"draws": 5}, {"level": 1.0}, {"level": 0.0}])
def test_impossible_questions_are_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameter, match=r"it can be"):
        likeness_bounds(np.ones(2), np.ones(2), Prior(np.full(2, 0.5), 1.0), **asked)


def test_an_empty_portfolio_has_no_bounds() -> None:
    with pytest.raises(InvalidParameter, match="empty"):
        likeness_bounds(np.zeros(2), np.ones(2), Prior(np.full(2, 0.5), 1.0))
