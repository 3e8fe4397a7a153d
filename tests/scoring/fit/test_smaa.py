"""Rank acceptability: closed forms, fixture 11, and what a seed promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import InvalidParameter
from scoring.fit.smaa import drawn_weights, rank_acceptability
from tests.snapshots import oracle

STATED = 0.005


def test_two_candidates_come_first_as_often_as_the_closed_form_says() -> None:
    closed = oracle("11")["outputs"]["smaa_closed_form"]
    scores = [closed["A"], closed["B"]]
    found = rank_acceptability(scores, scores, p=1, draws=100_000, seed=3)
    assert found.ranks[0, 0] == pytest.approx(closed["P_A_first"], abs=STATED)
    assert found.error == pytest.approx(0.5 / np.sqrt(100_000))


def test_ranks_are_those_of_the_fixture() -> None:
    found = oracle("11")
    ranks = rank_acceptability(found["matrix"], found["matrix"], p=1, draws=400_000, seed=11).ranks
    expected = found["outputs"]["smaa_uniform_rank_acceptability_400k_MC_rank1..5"]
    assert np.abs(ranks - np.array(expected)).max() < STATED


def test_an_unknown_score_is_drawn_between_its_bounds() -> None:
    # One dimension: a coin between 0 and 1 beats 0.25 in three draws of four.
    found = rank_acceptability([[0.0], [0.25]], [[1.0], [0.25]], draws=40_000)
    assert found.ranks[0, 0] == pytest.approx(0.75, abs=4 * found.error)


def test_the_stated_error_is_the_one_that_seeds_show() -> None:
    scores = [[0.8, 0.4], [0.5, 0.6]]
    shares = [rank_acceptability(scores, scores, p=1, draws=1_000, seed=seed).within(1)[0] for seed in range(200)]
    stated = float(rank_acceptability(scores, scores, p=1, draws=1_000).error_within(1)[0])
    assert np.std(shares) == pytest.approx(stated, rel=0.2)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6), st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_ranks_and_everybody_has_one(pairs: list[tuple[float, float]], seed: int) -> None:
    low, high = np.sort(np.array(pairs), axis=1).T[:, :, None] * np.ones((1, 1, 2))
    first, again = (rank_acceptability(low, high, draws=50, seed=seed).ranks for _ in range(2))
    assert np.array_equal(first, again)
    assert first.sum(axis=0) == pytest.approx(1) and first.sum(axis=1) == pytest.approx(1)


def test_candidates_that_are_moved_take_their_shares_with_them() -> None:
    rng = np.random.default_rng(5)
    low = rng.random((6, 3)) / 2
    high, order = low + rng.random((6, 3)) / 2, rng.permutation(6)
    one = rank_acceptability(low, high, draws=500, keys=range(6)).ranks
    two = rank_acceptability(low[order], high[order], draws=500, keys=order.tolist()).ranks
    assert np.array_equal(two, one[order])


def test_a_band_keeps_weights_near_those_that_were_given() -> None:
    near = drawn_weights(3, 5_000, weights=[0.1, 0.3, 0.6], band=0.15)
    assert (np.abs(near - [0.1, 0.3, 0.6]) <= 0.15 + 1e-9).all() and (near >= 0).all()
    assert near.sum(axis=1) == pytest.approx(1)
    assert drawn_weights(3, 2, weights=[0.1, 0.3, 0.6], band=0).tolist() == [[0.1, 0.3, 0.6]] * 2


def test_a_k_beyond_the_candidates_is_certain() -> None:
    found = rank_acceptability([[0.1], [0.2]], [[0.1], [0.2]], draws=10)
    assert found.within(99).tolist() == [1.0, 1.0] and found.error_within(99).tolist() == [0.0, 0.0]
    assert found.within(0).tolist() == [0.0, 0.0]


def test_nobody_can_be_ranked_without_fuss() -> None:
    assert rank_acceptability(np.zeros((0, 3)), np.zeros((0, 3)), draws=10).ranks.shape == (0, 0)


def test_what_means_nothing_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="Bounds"):
        rank_acceptability([[0.5]], [[0.4]])
    with pytest.raises(InvalidParameter, match="draws is 0"):
        rank_acceptability([[0.5]], [[0.5]], draws=0)
    with pytest.raises(InvalidParameter, match="band"):
        drawn_weights(3, 10, weights=[1, 1, 1], band=-0.1)
    with pytest.raises(InvalidParameter, match="0 or more"):
        rank_acceptability([[0.5]], [[0.5]], weights=[-1], band=0.1)
