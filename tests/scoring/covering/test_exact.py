"""The smallest set that covers the musts is the one that trying all sets finds."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.covering import exact as exact_cover
from scoring.covering.exact import distinct, smallest_cover
from scoring.covering.greedy import Limits
from scoring.errors import InvalidParameter
from tests.snapshots import TOLERANCE, oracle

Problem = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_], Limits]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    candidates, needs = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    row = st.lists(st.sampled_from((0.0, 1.0)), min_size=needs, max_size=needs)
    covers = np.array(draw(st.lists(row, min_size=candidates, max_size=candidates)))
    weights = np.array(draw(st.lists(st.sampled_from((1.0, 2.0, 5.0)), min_size=needs, max_size=needs)))
    musts = np.array(draw(st.lists(st.booleans(), min_size=needs, max_size=needs)))
    costs = np.array(draw(st.lists(st.sampled_from((0.5, 1.0, 3.0)), min_size=candidates, max_size=candidates)))
    limits = draw(st.sampled_from((Limits(), Limits(most=1), Limits(most=2), Limits(costs=costs, budget=2.0),
                                   Limits(costs=costs))))
    return covers, weights, musts, limits


def by_trying_all(problem: Problem) -> tuple[bool, float, float]:
    """Whether all coverable musts can be covered, then the least cost or the most must weight, then all weight."""
    covers, weights, musts, limits = problem
    costs = np.ones(len(covers)) if limits.costs is None else limits.costs
    targets = musts & covers.any(axis=0)
    found = []
    for size in range(len(covers) + 1 if limits.most is None else min(limits.most, len(covers)) + 1):
        for rows in itertools.combinations(range(len(covers)), size):
            cost = float(costs[list(rows)].sum())
            if limits.budget is None or cost <= limits.budget:
                found.append((cost, covers[list(rows)].any(axis=0) if rows else np.zeros(len(weights), bool)))
    whole = [(cost, held) for cost, held in found if (held | ~targets).all()]
    if whole:
        least = min(cost for cost, _ in whole)
        return True, least, max(float(weights[held].sum()) for cost, held in whole if cost <= least + TOLERANCE)
    most = max(float(weights[held & targets].sum()) for _, held in found)
    return False, most, max(float(weights[held].sum()) for _, held in found
                            if weights[held & targets].sum() >= most - TOLERANCE)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_it_is_the_best_of_all_sets(problem: Problem) -> None:
    covers, weights, musts, limits = problem
    found = smallest_cover(*problem)
    complete, value, everything = by_trying_all(problem)
    assert found.exact and found.complete is complete
    assert found.value == pytest.approx(value, abs=TOLERANCE)
    held = covers[list(found.rows)].any(axis=0)
    if (musts & covers.any(axis=0)).any():
        assert weights[held].sum() == pytest.approx(everything, abs=TOLERANCE)
    assert limits.most is None or len(found.rows) <= limits.most


@settings(max_examples=80, deadline=None)
@given(problems())
def test_the_greedy_way_keeps_its_bound_and_the_limits(problem: Problem) -> None:
    covers, weights, musts, limits = problem
    complete, value, _ = by_trying_all(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact_cover, "EXACT_UP_TO", -1)
        found = smallest_cover(covers, weights, musts, limits)
    costs = np.ones(len(covers)) if limits.costs is None else limits.costs
    assert limits.budget is None or costs[list(found.rows)].sum() <= limits.budget + TOLERANCE
    assert limits.most is None or len(found.rows) <= limits.most
    if found.complete:
        assert complete and found.bound - TOLERANCE <= value <= found.value + TOLERANCE
    elif not complete:
        assert found.value - TOLERANCE <= value <= found.bound + TOLERANCE


def test_the_adversarial_case_is_solved_where_greedy_is_not_best() -> None:
    sets = oracle("15")["adversarial"]
    covers = [[float(item in held) for item in range(1, 11)] for held in sets.values()]
    found = smallest_cover(covers, np.ones(10), np.ones(10, bool), Limits(most=2))
    assert [list(sets)[row] for row in found.rows] == ["O1", "O2"]
    assert (found.complete, found.exact, found.value) == (True, True, 2.0)


def test_costs_decide_and_what_nobody_covers_is_no_hindrance() -> None:
    covers = [[1, 1, 0], [1, 0, 0], [0, 1, 0]]
    found = smallest_cover(covers, [1, 1, 1], [True, True, True], Limits(costs=[5, 1, 1]))
    assert (found.rows, found.complete, found.value) == ((1, 2), True, 2.0)


def test_of_equal_sets_the_one_that_covers_more_beside_the_musts_is_taken() -> None:
    found = smallest_cover([[1, 0, 0], [1, 1, 0]], [1, 1, 1], [True, False, False])
    assert found.rows == (1,)


def test_too_few_partners_cover_the_weightiest_musts() -> None:
    found = smallest_cover(np.eye(3), [1, 5, 2], [True, True, True], Limits(most=2))
    assert (set(found.rows), found.complete, found.value, found.bound) == ({1, 2}, False, 7.0, 7.0)


def test_a_million_of_which_few_differ_are_solved_exactly() -> None:
    random = np.random.default_rng(5)
    kinds = np.eye(12)[:, :10] + np.eye(12, k=1)[:, :10]
    covers = kinds[random.integers(0, 12, 200_000)]
    found = smallest_cover(covers, np.ones(10), np.ones(10, bool))
    assert found.exact and found.complete and found.value == 5.0
    assert len(distinct(exact_cover.sparse.csr_matrix(covers), np.ones(len(covers)))) <= 12


def test_more_than_sixty_four_needs_are_told_apart() -> None:
    found = smallest_cover(np.eye(70), np.ones(70), np.ones(70, bool))
    assert found.rows == tuple(range(70)) and found.exact


@pytest.mark.parametrize(("covers", "weights", "musts"), [
    ([[0.5]], [1], [True]), ([[1]], [0], [True]), ([[1]], [1, 1], [True, False]),
])
def test_what_means_nothing_is_refused(covers: list[list[float]], weights: list[float], musts: list[bool]) -> None:
    with pytest.raises(InvalidParameter):
        smallest_cover(covers, weights, musts)
