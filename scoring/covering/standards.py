"""When is a measurable standard met, failed or unknown, and what does that leave of a need's level?

Everything here is about numbers and words that are already in one unit and one spelling; reading
them out of text and converting units is done where the facts come from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from math import inf, isclose
from typing import Final, NamedTuple

_CLOSE: Final = 1e-9
"""Relative difference up to which two numbers are the same: 42 days are 6 weeks after a conversion too."""


class State(StrEnum):
    """Of one standard."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"  # no fact, or one that cannot be compared


class NeedState(StrEnum):
    """Of one need and one partner."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    UNKNOWN = "unknown"


class Operator(StrEnum):
    """How a fact is held against the value of a standard."""

    AT_MOST = "<="
    AT_LEAST = ">="
    BELOW = "<"
    ABOVE = ">"
    EQUAL = "="
    NOT_EQUAL = "!="
    BETWEEN = "between"
    ONE_OF = "one of"
    INCLUDES = "includes"


ORDERED: Final = frozenset({Operator.AT_MOST, Operator.AT_LEAST, Operator.BELOW, Operator.ABOVE, Operator.BETWEEN})
"""Operators that compare numbers and nothing else."""


class Demand(NamedTuple):
    """An operator with the numbers behind it: one, two for ``between``, any for ``one of``."""

    operator: Operator
    numbers: tuple[float, ...]


class WordDemand(NamedTuple):
    """An operator with the words behind it."""

    operator: Operator
    words: frozenset[str]


def number_meets(demand: Demand, value: float) -> bool:
    """Whether a number meets a demand; limits belong to ``<=``, ``>=`` and ``between``.

    Raises
    ------
    ValueError
        for ``includes``, which is about lists.

    Examples
    --------
    >>> number_meets(Demand(Operator.AT_MOST, (6.0,)), 6.0), number_meets(Demand(Operator.BELOW, (6.0,)), 6.0)
    (True, False)
    >>> number_meets(Demand(Operator.BETWEEN, (2.0, 4.0)), 4.0000000001)
    True
    """
    operator, numbers = demand
    match operator:
        case Operator.AT_MOST | Operator.BELOW:
            return operator is Operator.AT_MOST if _same(value, numbers[0]) else value < numbers[0]
        case Operator.AT_LEAST | Operator.ABOVE:
            return operator is Operator.AT_LEAST if _same(value, numbers[0]) else value > numbers[0]
        case Operator.BETWEEN:
            return number_meets(Demand(Operator.AT_LEAST, numbers[:1]), value) and number_meets(
                Demand(Operator.AT_MOST, numbers[1:]), value)
        case Operator.EQUAL | Operator.ONE_OF:
            return any(_same(value, each) for each in numbers)
        case Operator.NOT_EQUAL:
            return not _same(value, numbers[0])
        case _:
            raise ValueError(f"{operator!r} does not compare numbers")


def words_meet(demand: WordDemand, found: Collection[str]) -> bool:
    """Whether a list of words meets a demand.

    ``includes``: every word of the demand is in the list. ``one of``: at least one is. ``=`` and
    ``!=``: the lists are the same, or not, whatever the order.

    Raises
    ------
    ValueError
        for an operator that compares numbers.

    Examples
    --------
    >>> words_meet(WordDemand(Operator.INCLUDES, frozenset({"eu", "cn"})), {"cn", "us", "eu"})
    True
    """
    operator, words = demand
    match operator:
        case Operator.INCLUDES:
            return words <= set(found)
        case Operator.ONE_OF:
            return not words.isdisjoint(found)
        case Operator.EQUAL:
            return words == set(found)
        case Operator.NOT_EQUAL:
            return words != set(found)
        case _:
            raise ValueError(f"{operator!r} does not compare words")


def numbers_contradict(demands: Iterable[Demand]) -> bool:
    """Whether no number at all meets every one of several demands.

    Examples
    --------
    >>> at_most, at_least = Demand(Operator.AT_MOST, (5.0,)), Demand(Operator.AT_LEAST, (6.0,))
    >>> numbers_contradict([at_most, at_least]), numbers_contradict([at_most])
    (True, False)
    """
    asked = list(demands)
    lowest, highest, choices = -inf, inf, None
    for operator, numbers in asked:
        if operator in (Operator.AT_LEAST, Operator.ABOVE, Operator.BETWEEN):
            lowest = max(lowest, numbers[0])
        if operator in (Operator.AT_MOST, Operator.BELOW, Operator.BETWEEN):
            highest = min(highest, numbers[-1])
        if operator in (Operator.EQUAL, Operator.ONE_OF):
            choices = numbers if choices is None else choices
    if choices is None and _same(lowest, highest):
        choices = (lowest,)
    if choices is None:
        return lowest > highest
    return not any(all(number_meets(each, choice) for each in asked) for choice in choices)


def words_contradict(demands: Iterable[WordDemand]) -> bool:
    """Whether no list of words meets every one of several demands.

    Examples
    --------
    >>> is_a, is_b = (WordDemand(Operator.EQUAL, frozenset(word)) for word in "ab")
    >>> words_contradict([is_a, is_b])
    True
    """
    asked = list(demands)
    exact = [each.words for each in asked if each.operator is Operator.EQUAL]
    return bool(exact) and not all(words_meet(each, exact[0]) for each in asked)


def capped(low: float, high: float, states: Sequence[State]) -> tuple[float, float]:
    """What a partner's level in a capability counts for a need with standards, at least and at most.

    The level times the share of standards that are met (at least), or not failed (at most). Without
    standards it is the level itself.

    Parameters
    ----------
    low, high
        the level in [0, 1], at least and at most.
    states
        of the need's standards.

    Examples
    --------
    >>> capped(0.5, 0.5, [State.MET, State.UNKNOWN, State.FAILED, State.UNKNOWN])
    (0.125, 0.375)
    """
    if not states:
        return low, high
    met, failed = (sum(each is state for each in states) for state in (State.MET, State.FAILED))
    return low * (met / len(states)), high * ((len(states) - failed) / len(states))


def need_state(low: float, high: float, states: Sequence[State], enough: float) -> NeedState:
    """Whether a partner covers a need: its level is enough and every standard is met, for certain.

    Not covered is what cannot be: the level can at most be too low, or one standard is failed.

    Parameters
    ----------
    low, high
        the level in the capability before standards, at least and at most.
    enough
        the level from which a capability is held.

    Examples
    --------
    >>> need_state(0.8, 0.8, [State.MET], 0.5), need_state(0.8, 0.8, [State.FAILED], 0.5)
    (<NeedState.COVERED: 'covered'>, <NeedState.NOT_COVERED: 'not_covered'>)
    >>> need_state(0.0, 1.0, [], 0.5)
    <NeedState.UNKNOWN: 'unknown'>
    """
    if State.FAILED in states or high < enough - _CLOSE:
        return NeedState.NOT_COVERED
    certain = low >= enough - _CLOSE and State.UNKNOWN not in states
    return NeedState.COVERED if certain else NeedState.UNKNOWN


def _same(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=_CLOSE, abs_tol=1e-12)
