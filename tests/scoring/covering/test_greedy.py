"""The set of partners: as good as it is said to be, in the order of gain, and ended where nothing is gained."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import e
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.covering.coverage import greedy_cover, joint_coverage
from scoring.covering.greedy import Limits, budgeted_greedy, cover_bound, joint_levels, lazy_greedy
from scoring.errors import InvalidParameter
from tests.snapshots import TOLERANCE, oracle

LEVELS = st.sampled_from((0.0, 0.0, 0.25, 0.5, 1.0))
WEIGHTS = st.sampled_from((0.5, 1.0, 2.0, 3.0))


@st.composite
def problems(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    candidates, needs = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    levels = draw(st.lists(st.lists(LEVELS, min_size=needs, max_size=needs), min_size=candidates, max_size=candidates))
    weights = draw(st.lists(WEIGHTS, min_size=needs, max_size=needs))
    return np.array(levels), np.array(weights), draw(st.integers(1, candidates))


def best(levels: NDArray[np.float64], weights: NDArray[np.float64], sets: Sequence[tuple[int, ...]]) -> float:
    return max(joint_coverage(levels[list(rows)], weights) if rows else 0.0 for rows in sets)


def fixture() -> tuple[dict[str, Any], list[str], NDArray[np.float64], list[int]]:
    answer = oracle("15")
    needs = [each for each in answer["needs"] if each not in answer["have"]]
    names = list(answer["candidates"])
    levels = np.array([[float(need in answer["candidates"][who]) for need in needs] for who in names])
    return answer, names, levels, [answer["needs"][need] for need in needs]


@pytest.mark.parametrize("most", ["1", "2", "3", "4"])
def test_the_fixture_is_met_and_the_set_ends_at_zero_gain(most: str) -> None:
    answer, names, levels, weights = fixture()
    expected = answer["outputs"][most]
    picks = lazy_greedy(levels, weights, Limits(most=int(most)))
    gains = [gain for gain in expected["gains"] if gain > 0]
    assert [names[pick.row] for pick in picks] == expected["greedy"][: len(gains)]
    assert [pick.gain for pick in picks] == pytest.approx(gains, abs=TOLERANCE)
    optimum = best(levels, np.array(weights), list(itertools.combinations(range(len(names)), int(most))))
    assert optimum == pytest.approx(expected["opt_value"], abs=TOLERANCE)
    assert sum(gains) / optimum == pytest.approx(expected["ratio"], abs=TOLERANCE)


def test_the_adversarial_case_leads_greedy_to_8_of_10_and_the_bound_knows_it() -> None:
    sets = oracle("15")["adversarial"]
    levels = np.array([[float(item in held) for item in range(1, 11)] for held in sets.values()])
    picks = lazy_greedy(levels, np.ones(10), Limits(most=2))
    assert list(sets)[picks[0].row] == "G"
    assert sum(pick.gain for pick in picks) == 8
    assert best(levels, np.ones(10), list(itertools.combinations(range(3), 2))) == 10
    assert cover_bound(levels, np.ones(10), [pick.row for pick in picks], Limits(most=2)) == 10


@settings(max_examples=120, deadline=None)
@given(problems())
def test_greedy_keeps_its_promise_and_its_bound_holds(
    problem: tuple[NDArray[np.float64], NDArray[np.float64], int],
) -> None:
    levels, weights, most = problem
    picks = lazy_greedy(levels, weights, Limits(most=most))
    reached = sum(pick.gain for pick in picks)
    optimum = best(levels, weights, list(itertools.combinations(range(len(levels)), most)))
    assert reached >= (1 - 1 / e) * optimum - TOLERANCE
    assert cover_bound(levels, weights, [pick.row for pick in picks], Limits(most=most)) >= optimum - TOLERANCE
    assert reached == pytest.approx(joint_coverage(levels[[pick.row for pick in picks]], weights), abs=TOLERANCE)
    assert all(first.gain >= second.gain - TOLERANCE for first, second in itertools.pairwise(picks))
    assert all(pick.gain > 0 for pick in picks)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_lazy_way_picks_whom_the_plain_way_picks(
    problem: tuple[NDArray[np.float64], NDArray[np.float64], int],
) -> None:
    levels, weights, most = problem
    plain = greedy_cover(levels, weights, most)
    assert [pick.row for pick in lazy_greedy(levels, weights, Limits(most=most))] == [row for row, _ in plain]


@settings(max_examples=60, deadline=None)
@given(problems(), st.lists(st.sampled_from((0.5, 1.0, 3.0)), min_size=7, max_size=7), st.sampled_from((1.0, 2.5, 4.0)))
def test_a_budget_is_kept_and_half_the_promise_with_it(
    problem: tuple[NDArray[np.float64], NDArray[np.float64], int], prices: list[float], budget: float,
) -> None:
    levels, weights, _ = problem
    costs = np.array(prices[: len(levels)])
    limits = Limits(costs=costs, budget=budget)
    picks = budgeted_greedy(levels, weights, limits)
    sets = [rows for size in range(len(levels) + 1) for rows in itertools.combinations(range(len(levels)), size)
            if costs[list(rows)].sum() <= budget]
    optimum = best(levels, weights, sets)
    assert sum(pick.cost for pick in picks) <= budget
    assert sum(pick.gain for pick in picks) >= (1 - 1 / e) / 2 * optimum - TOLERANCE
    assert cover_bound(levels, weights, [pick.row for pick in picks], limits) >= optimum - TOLERANCE


def test_many_candidates_that_are_nearly_alike_are_told_apart_as_the_plain_way_does() -> None:
    random = np.random.default_rng(3)
    levels = random.choice([0.0, 0.0, 0.25, 0.5, 1.0], size=(2_000, 12))
    weights = random.integers(1, 5, 12).astype(float)
    assert [pick.row for pick in lazy_greedy(levels, weights)] == [r for r, _ in greedy_cover(levels, weights, 2_000)]


def test_one_more_partner_never_takes_away_from_a_need() -> None:
    levels = np.array([[0.5, 0.0], [0.5, 0.25], [1.0, 0.0]])
    together = [joint_levels(levels[:count]) for count in (1, 2, 3)]
    assert [list(each) for each in together] == [[0.5, 0.0], [0.75, 0.25], [1.0, 0.25]]


def test_what_costs_nothing_comes_first_and_a_single_partner_can_beat_a_cheap_one() -> None:
    levels = [[1, 0, 0], [0, 1, 0], [1, 1, 1]]
    free = lazy_greedy(levels, [1, 1, 1], Limits(costs=[1, 0, 1], budget=1))
    assert [pick.row for pick in free] == [1, 2]
    single = budgeted_greedy([[1, 0], [0, 1]], [1, 9], Limits(costs=[1, 10], budget=10))
    assert [pick.row for pick in single] == [1]


@pytest.mark.parametrize(("levels", "weights", "limits"), [
    ([[1.5]], [1], Limits()), ([[1]], [1, 2], Limits()), ([[1]], [-1], Limits()), ([[1]], [np.nan], Limits()),
    ([[1]], [1], Limits(costs=[-1])), ([[1]], [1], Limits(costs=[1, 1])), ([[1]], [1], Limits(most=-1)),
    ([[1]], [1], Limits(budget=float("nan"))),
])
def test_numbers_out_of_range_are_refused(levels: Any, weights: Any, limits: Limits) -> None:
    with pytest.raises(InvalidParameter, match=r"must|do not go"):
        lazy_greedy(levels, weights, limits)


def test_nobody_and_nothing_give_an_empty_set() -> None:
    assert lazy_greedy(np.zeros((0, 2)), [1, 1]) == []
    assert lazy_greedy(np.zeros((3, 2)), [1, 1]) == []
    assert lazy_greedy([[1]], [1], Limits(most=0)) == []
