from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from scoring.crossindustry.novelty import _as_matrix, _trade, atypicality, cooccurrence_tau, pair_novelty
from scoring.errors import InvalidParameter
from tests.snapshots import TOLERANCE, matrix, oracle


def test_trades_converge_to_the_exact_null_of_fixed_margins() -> None:
    exact = oracle("16")
    found = atypicality(sparse.csr_matrix(np.array(exact["matrix"])), samples=20_000, seed=7)
    apart = ~np.eye(4, dtype=bool)
    np.testing.assert_array_equal(found.observed, exact["observed"])
    np.testing.assert_allclose(found.mean[apart], matrix(exact["mu"])[apart], rtol=0, atol=0.03)
    np.testing.assert_allclose(found.deviation[apart], matrix(exact["sd"])[apart], rtol=0, atol=0.03)
    np.testing.assert_allclose(found.z[apart], matrix(exact["z"])[apart], rtol=0, atol=0.1)
    assert np.isnan(np.diag(found.z)).all()


def test_tau_is_another_null_than_that_of_fixed_margins() -> None:
    exact = oracle("16")
    m, classes = sparse.csr_matrix(np.array(exact["matrix"])), np.arange(4)
    expected = matrix(exact["contrast_hypergeometric_z"])
    np.testing.assert_allclose(cooccurrence_tau(m, classes, classes), expected, rtol=0, atol=TOLERANCE)


@given(cells=st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=2, max_size=6), seed=st.integers(0, 99))
def test_trades_keep_every_margin(cells: list[list[bool]], seed: int) -> None:
    before = np.array(cells, dtype=int)
    rows = [np.flatnonzero(row).tolist() for row in before]
    _trade(rows, 20, np.random.default_rng(seed))
    after = _as_matrix(rows, before.shape).toarray()
    np.testing.assert_array_equal(after.sum(axis=0), before.sum(axis=0))
    np.testing.assert_array_equal(after.sum(axis=1), before.sum(axis=1))
    assert after.max(initial=0) <= 1


def test_a_matrix_that_no_trade_can_change_has_no_z() -> None:
    assert np.isnan(atypicality(sparse.csr_matrix([[1, 1, 0]]), samples=3).z).all()
    assert np.isnan(atypicality(sparse.csr_matrix(np.ones((3, 3))), samples=3).z).all()


def test_the_same_seed_gives_the_same_z() -> None:
    m = sparse.csr_matrix(np.random.default_rng(0).random((20, 6)) < 0.4)
    one, same, other = (atypicality(m, samples=20, seed=seed).z.tobytes() for seed in (1, 1, 2))
    assert one == same != other


def test_novelty_is_the_tenth_percentile_and_conventionality_the_median() -> None:
    found = pair_novelty(np.arange(11.0).reshape(1, 11))
    assert (found.novelty, found.conventionality, found.pairs) == (1.0, 5.0, 11)
    nothing = pair_novelty(np.full((2, 2), np.nan))
    assert nothing.pairs == 0 and np.isnan(nothing.novelty)


@pytest.mark.parametrize(("samples", "trades"), [(1, None), (10, 0)])
def test_too_few_samples_or_trades_are_refused(samples: int, trades: int | None) -> None:
    with pytest.raises(InvalidParameter):
        atypicality(sparse.identity(3, format="csr"), samples=samples, trades=trades)
