"""A standard is met, failed or unknown; which demands cannot be met together; what is left of a level."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.covering.standards import (
    Demand,
    NeedState,
    Operator,
    State,
    WordDemand,
    capped,
    need_state,
    number_meets,
    numbers_contradict,
    words_contradict,
    words_meet,
)

NUMBERS = st.sampled_from((0.0, 1.0, 2.0, 3.0, 4.0))
STATES = st.lists(st.sampled_from(State), max_size=5)


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    operator = draw(st.sampled_from([each for each in Operator if each is not Operator.INCLUDES]))
    if operator is Operator.BETWEEN:
        return Demand(operator, tuple(sorted((draw(NUMBERS), draw(NUMBERS)))))
    if operator is Operator.ONE_OF:
        return Demand(operator, tuple(draw(st.lists(NUMBERS, min_size=1, max_size=3))))
    return Demand(operator, (draw(NUMBERS),))


@pytest.mark.parametrize(("operator", "numbers", "meets"), [
    ("<=", (2,), (1, 2)), ("<", (2,), (1,)), (">=", (2,), (2, 3)), (">", (2,), (3,)), ("=", (2,), (2,)),
    ("!=", (2,), (1, 3)), ("between", (1, 2), (1, 2)), ("one of", (1, 3), (1, 3)),
])
def test_each_operator_takes_the_numbers_that_it_says(
    operator: str, numbers: tuple[float, ...], meets: tuple[int, ...],
) -> None:
    demand = Demand(Operator(operator), numbers)
    assert tuple(value for value in (1, 2, 3) if number_meets(demand, value)) == meets


@pytest.mark.parametrize(("operator", "meets"), [("<=", True), (">=", True), ("=", True), ("<", False), (">", False)])
def test_what_a_conversion_leaves_of_a_limit_is_the_limit(operator: str, meets: bool) -> None:
    assert number_meets(Demand(Operator(operator), (0.3,)), 0.1 + 0.2) is meets


@pytest.mark.parametrize(("operator", "found", "meets"), [
    ("includes", {"a", "b", "c"}, True), ("includes", {"a"}, False), ("one of", {"a", "z"}, True),
    ("one of", {"z"}, False), ("=", {"b", "a"}, True), ("=", {"a"}, False), ("!=", {"a"}, True),
])
def test_lists_of_words_are_compared_as_sets(operator: str, found: set[str], meets: bool) -> None:
    assert words_meet(WordDemand(Operator(operator), frozenset("ab")), found) is meets


def test_an_operator_of_the_other_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="numbers"):
        number_meets(Demand(Operator.INCLUDES, (1.0,)), 1.0)
    with pytest.raises(ValueError, match="words"):
        words_meet(WordDemand(Operator.AT_MOST, frozenset("a")), {"a"})


@given(st.lists(demands(), max_size=4))
def test_demands_contradict_exactly_when_no_number_meets_them_all(asked: list[Demand]) -> None:
    tried = [-inf, inf, *(step / 4 for step in range(-4, 24))]
    possible = any(all(number_meets(each, value) for each in asked) for value in tried)
    assert numbers_contradict(asked) is not possible


def test_two_exact_lists_contradict_and_two_wishes_do_not() -> None:
    exactly, includes = WordDemand(Operator.EQUAL, frozenset("a")), WordDemand(Operator.INCLUDES, frozenset("ab"))
    assert words_contradict([exactly, includes])
    assert not words_contradict([includes, WordDemand(Operator.INCLUDES, frozenset("c"))])
    assert not words_contradict([])


@given(st.floats(0, 1), STATES)
def test_a_level_with_standards_is_an_interval_that_holds_every_outcome(level: float, states: list[State]) -> None:
    low, high = capped(level, level, states)
    assert 0 <= low <= high <= level
    met = [State.MET if each is State.UNKNOWN else each for each in states]
    failed = [State.FAILED if each is State.UNKNOWN else each for each in states]
    assert low == pytest.approx(capped(level, level, failed)[0])
    assert high == pytest.approx(capped(level, level, met)[0])


@pytest.mark.parametrize(("low", "high", "states", "expected"), [
    (0.5, 0.5, [], "covered"), (0.49, 0.49, [], "not_covered"), (0.2, 1.0, [], "unknown"),
    (1.0, 1.0, ["met", "met"], "covered"), (1.0, 1.0, ["met", "failed"], "not_covered"),
    (1.0, 1.0, ["met", "unknown"], "unknown"), (0.0, 0.0, ["met"], "not_covered"),
])
def test_a_need_is_covered_only_for_certain_and_not_covered_only_for_certain(
    low: float, high: float, states: list[str], expected: str,
) -> None:
    assert need_state(low, high, [State(each) for each in states], 0.5) is NeedState(expected)
