"""Metrics equal those of other packages, and their expectation is the mean over all orders of ties."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.evaluation.metrics import (
    Ranking,
    average_precision,
    hit_rate,
    matched_auc,
    ndcg,
    pr_auc,
    precision,
    ranked,
    ranking_of,
    recall,
    reciprocal_rank,
    roc_auc,
)
from tests.snapshots import TOLERANCE, oracle

EXPECTED: dict[str, Callable[[Ranking], float]] = {
    "reciprocal_rank": reciprocal_rank,
    "hit_rate@2": lambda ranking: hit_rate(ranking, 2),
    "recall@3": lambda ranking: recall(ranking, 3),
    "precision@2": lambda ranking: precision(ranking, 2),
    "ndcg@3": lambda ranking: ndcg(ranking, 3),
    "ndcg": ndcg,
    "average_precision": average_precision,
}


def rankings_of_oracle() -> dict[str, Ranking]:
    given = oracle("10")
    found = {}
    for query, relevant in given["qrels"].items():
        run = given["run"][query]
        docs = sorted({*relevant, *run})
        found[query] = ranking_of([run.get(doc, np.nan) for doc in docs], [relevant.get(doc, 0) for doc in docs])
    return found


def test_metrics_equal_those_of_ranx_and_ir_measures() -> None:
    given, rankings = oracle("10"), rankings_of_oracle()
    ours: dict[str, Callable[[Ranking], float]] = {
        "hit_rate@3": lambda each: hit_rate(each, 3), "precision@3": lambda each: precision(each, 3),
        "recall@3": lambda each: recall(each, 3), "mrr": reciprocal_rank, "map": average_precision,
        "ndcg@5": lambda each: ndcg(each, 5), "ndcg": ndcg,
    }
    for name, metric in ours.items():
        values = {query: metric(ranking) for query, ranking in rankings.items()}
        assert np.mean(list(values.values())) == pytest.approx(given["ranx"][name], abs=TOLERANCE), name
        for query, value in given["ranx_per_query"].get(name, {}).items():
            assert values[query] == pytest.approx(value, abs=TOLERANCE), (name, query)
    others = {"R@3": "recall@3", "P@3": "precision@3", "nDCG@5": "ndcg@5", "AP": "map", "RR": "mrr",
              "Success@3": "hit_rate@3"}
    for theirs, name in others.items():
        assert given["ir_measures"][theirs] == pytest.approx(given["ranx"][name], abs=TOLERANCE)


def test_ties_are_averaged_as_scikit_learn_does() -> None:
    given = oracle("10")["sklearn_ties"]
    ranking = ranking_of(given["y_score"], given["y_true"])
    assert ndcg(ranking, 5) == pytest.approx(given["ndcg_at5"], abs=TOLERANCE)
    assert ndcg(ranking) == pytest.approx(given["ndcg_all"], abs=TOLERANCE)
    assert pr_auc(ranking) == pytest.approx(given["average_precision"], abs=TOLERANCE)
    assert roc_auc(ranking) == pytest.approx(given["roc_auc"], abs=TOLERANCE)
    # The order in which the rows happen to stand is what ignoring ties measures.
    broken = ranking_of(np.array(given["y_score"]) - 1e-6 * np.arange(10) * (1 - 2 * np.array(given["y_true"])),
                        given["y_true"])
    assert ndcg(broken, 5) == pytest.approx(given["ndcg_at5_ignore_ties"], abs=TOLERANCE)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((0.1, 0.5, 0.9)), st.sampled_from((0, 0, 1, 2))), min_size=1, max_size=6)
       .filter(lambda rows: any(gain for _, gain in rows)), st.integers(0, 2))
def test_the_expectation_is_the_mean_over_all_orders_of_ties(rows: list[tuple[float, int]], missed: int) -> None:
    scores, gains = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    unseen_scores, unseen = np.full(missed, np.nan), np.ones(missed)
    every = [ranking_of(np.concatenate((scores - 1e-3 * np.array(order), unseen_scores)),
                        np.concatenate((gains, unseen)))
             for order in permutations(range(len(scores)))]
    ranking = ranking_of(np.concatenate((scores, unseen_scores)), np.concatenate((gains, unseen)))
    for name, metric in EXPECTED.items():
        mean = float(np.mean([metric(each) for each in every]))
        assert metric(ranking) == pytest.approx(mean, abs=1e-9), name
    if (auc := roc_auc(ranking)) is not None:
        assert auc == pytest.approx(np.mean([roc_auc(each) for each in every]), abs=1e-9)


def test_the_expectation_of_a_random_order_needs_no_draws() -> None:
    ranking = ranking_of(np.zeros(10_000), [1, 1, *[0] * 9_998])
    assert hit_rate(ranking, 10) == pytest.approx(1 - (9_990 * 9_989) / (10_000 * 9_999))
    assert recall(ranking, 100) == pytest.approx(0.01)
    assert roc_auc(ranking) == 0.5


def test_what_was_not_retrieved_is_missed_and_not_forgotten() -> None:
    none = ranking_of([np.nan, 0.5], [1, 0])
    for name, metric in EXPECTED.items():
        assert metric(none) == 0.0, name
    assert roc_auc(none) is None
    assert recall(ranking_of([1.0, np.nan], [1, 1]), 1) == 0.5


def test_candidates_left_out_are_as_if_they_had_never_been_ranked() -> None:
    scores, gains = np.array([5.0, 4, 4, 3, 3, 2, np.nan]), np.array([0, 1, 0, 1, 0, 0, 1])
    gone = np.array([True, False, True, False, False, False, False])
    apart = ranked(np.sort(scores[:6]), scores[gains > 0], left_out=scores[gone])
    fresh = ranking_of(scores[~gone], gains[~gone])
    for name, metric in EXPECTED.items():
        assert metric(apart) == pytest.approx(metric(fresh), abs=1e-12), name


def test_a_ranking_without_an_answer_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="nothing is relevant"):
        ranking_of([1.0, 2.0], [0, 0])


def test_popularity_knows_nothing_beyond_popularity() -> None:
    others = {1: np.array([1.0, 1.0]), 2: np.array([4.0, 5.0])}
    assert matched_auc(np.array([1.0]), np.array([1]), others) == 0.5
    assert matched_auc(np.array([np.nan]), np.array([2]), others) == 0.0
    assert matched_auc(np.array([1.0]), np.array([3]), {3: np.array([])}) is None


def test_metrics_do_not_depend_on_the_order_of_candidates() -> None:
    draws: Any = np.random.default_rng(3)
    scores, gains = draws.integers(0, 4, 30).astype(float), draws.integers(0, 2, 30)
    order = draws.permutation(30)
    for metric in EXPECTED.values():
        assert metric(ranking_of(scores, gains)) == metric(ranking_of(scores[order], gains[order]))
