from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scoring.crossindustry.flows import citation_lift, poisson_interval
from scoring.crossindustry.specialisation import rca
from scoring.errors import InvalidParameter


def test_a_lift_is_the_advantage_of_the_citing_group_in_the_cited_one() -> None:
    from scipy import sparse

    counts = np.random.default_rng(0).integers(1, 60, (5, 5)).astype(float)
    np.testing.assert_allclose(citation_lift(counts).lift, rca(sparse.csr_matrix(counts)).toarray(), atol=1e-12)


def test_as_chance_would_have_it_is_one_whatever_the_margins() -> None:
    found = citation_lift(np.outer([1.0, 2, 3], [4.0, 5, 6]))
    np.testing.assert_allclose(found.lift, 1)
    np.testing.assert_allclose(found.log2, 0, atol=1e-12)


def test_who_cites_nothing_has_no_lift_and_nothing_seen_is_zero_with_an_interval() -> None:
    found = citation_lift(np.array([[0.0, 0, 0], [5, 0, 30], [5, 1, 9]]))
    assert np.isnan(found.lift[0]).all()
    assert found.lift[1, 1] == 0 and np.isnan(found.log2[1, 1])
    assert found.low[1, 1] == 0 < found.high[1, 1]
    assert np.isnan(found.low[1, 2])  # 30 citations need none
    assert np.isnan(citation_lift(np.zeros((2, 2))).lift).all()


def test_the_interval_covers_the_mean_at_least_as_often_as_it_says() -> None:
    for mean in (0.5, 3.0, 12.0):
        seen = np.arange(100.0)
        low, high = poisson_interval(seen, 0.9)
        inside = stats.poisson.pmf(seen, mean)[(low <= mean) & (mean <= high)].sum()
        assert inside >= 0.9


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_counts_that_are_no_counts_are_refused(wrong: float) -> None:
    with pytest.raises(InvalidParameter):
        citation_lift(np.array([[wrong, 1.0], [1.0, 1.0]]))
    with pytest.raises(InvalidParameter, match="level"):
        poisson_interval(np.array([1.0]), 1.0)
