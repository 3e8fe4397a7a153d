"""What is the least that would have to be otherwise for a score to reach a target?

For scores that never fall when a feature rises. The answers speak of the model and not of causes: a
partner whose rhythm is changed on paper is no better a partner for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import InvalidParameter

Floats = NDArray[np.float64]
Score = Callable[[Floats], Floats]
_HALVINGS: Final = 60

__all__ = ["Rise", "RiseSet", "cheapest_rises", "smallest_rise"]


class Rise(NamedTuple):
    """One feature that is raised."""

    feature: int
    before: float
    after: float
    gain: float  # what it adds to the score at the moment it is made


class RiseSet(NamedTuple):
    """Changes in the order in which they were chosen, and what they lead to."""

    rises: tuple[Rise, ...]
    score: float
    reached: bool


def smallest_rise(score: Score, features: ArrayLike, feature: int, target: float, *, most: float = 1.0) -> float | None:
    """The smallest value of one feature at which the score reaches the target, by bisection.

    ``min {v ∈ [x_i, most] : f(x_1 … v … x_n) ≥ target}``. The value that is returned reaches it; one
    smaller by 1e-9 does not.

    Parameters
    ----------
    score : callable
        from an array of shape (m, n) to m scores; never falls when a feature rises.

    Returns
    -------
    float or None
        None where even ``most`` does not do it.

    Examples
    --------
    >>> smallest_rise(lambda rows: rows.mean(axis=1), [0.2, 0.4], 0, 0.5)
    0.6
    >>> smallest_rise(lambda rows: rows.mean(axis=1), [0.2, 0.4], 0, 0.9) is None
    True

    References
    ----------
    Wachter, S., Mittelstadt, B. & Russell, C. (2018), Harvard Journal of Law & Technology 31:841.
    """
    base = np.asarray(features, dtype=np.float64)

    def at(value: float) -> float:
        tried = base.copy()
        tried[feature] = value
        return float(score(tried[None, :])[0])

    low, high = float(base[feature]), max(float(base[feature]), most)
    if at(low) >= target:
        return low
    if at(high) < target:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (low, middle) if at(middle) >= target else (middle, high)
    # A round number that does it is preferred to one with a tail of digits.
    rounded = round(high, 12)
    return rounded if rounded >= low and at(rounded) >= target else high


def cheapest_rises(score: Score, features: ArrayLike, allowed: Sequence[int], target: float, *,
                   most: ArrayLike | None = None, costs: ArrayLike | None = None) -> RiseSet:
    """A set of changes that reaches the target, chosen greedily by gain per cost.

    A change that reaches the target alone is preferred to any set; among several the one with the
    smallest ``cost_i (v_i − x_i)``. Otherwise the feature with the largest gain per cost is raised as
    far as it goes, and so on; the last one no further than is needed, and what turns out not to be
    needed is taken back. Greedy sets reach the target but are not always the cheapest.

    Parameters
    ----------
    allowed : sequence of int
        the features that can be changed at all.
    most : array of shape (n,), optional
        how far each can rise; 1 by default.
    costs : array of shape (n,), optional
        of raising each by 1; 1 by default.

    Returns
    -------
    RiseSet
        ``reached`` is False where all of them together do not do it; it then holds all that can be changed.

    Raises
    ------
    InvalidParameter
        for a cost that is not above 0.

    Examples
    --------
    >>> found = cheapest_rises(lambda rows: rows.min(axis=1), [0.2, 0.3, 0.9], [0, 1], 0.6)
    >>> [(each.feature, each.after) for each in found.rises], found.reached
    ([(0, 0.6), (1, 0.6)], True)
    """
    base = np.asarray(features, dtype=np.float64)
    ceiling = np.ones(len(base)) if most is None else np.asarray(most, dtype=np.float64)
    price = np.ones(len(base)) if costs is None else np.asarray(costs, dtype=np.float64)
    if not (price > 0).all():
        raise InvalidParameter("What a change costs is above 0.")
    if _one(score, base) >= target:
        return RiseSet((), _one(score, base), True)
    alone = [(each, value) for each in allowed
             if (value := smallest_rise(score, base, each, target, most=float(ceiling[each]))) is not None]
    if alone:
        each, value = min(alone, key=lambda pair: (round(price[pair[0]] * (pair[1] - base[pair[0]]), 12), pair[0]))
        return _applied(score, base, {each: value}, target)
    return _applied(score, base, _greedy(score, base, allowed, target, ceiling=ceiling, price=price), target)


def _greedy(score: Score, base: Floats, allowed: Sequence[int], target: float, *, ceiling: Floats,
            price: Floats) -> dict[int, float]:
    current, chosen = base.copy(), list[int]()
    left = [each for each in allowed if ceiling[each] > base[each]]
    while left and _one(score, current) < target:
        tried = np.repeat(current[None, :], len(left), axis=0)
        tried[np.arange(len(left)), left] = ceiling[left]
        gains = score(tried) - _one(score, current)
        # Where a dimension is 0 no single change helps: the cheapest way out of it is begun.
        worth = [(-round(float(gain / (price[each] * (ceiling[each] - current[each]))), 12), each)
                 for gain, each in zip(gains, left, strict=True)]
        _, best = min(worth)
        current[best] = ceiling[best]
        chosen.append(best)
        left.remove(best)
    for each in reversed(chosen):  # the last one first: as little as is needed of each
        trial = current.copy()
        trial[each] = base[each]
        least = smallest_rise(score, trial, each, target, most=float(ceiling[each]))
        current[each] = ceiling[each] if least is None else least
    return {each: float(current[each]) for each in chosen if current[each] > base[each]}


def _applied(score: Score, base: Floats, values: dict[int, float], target: float) -> RiseSet:
    current, rises = base.copy(), list[Rise]()
    for each, value in values.items():
        before = _one(score, current)
        current[each] = value
        rises.append(Rise(each, float(base[each]), value, _one(score, current) - before))
    reached = _one(score, current)
    return RiseSet(tuple(rises), reached, reached >= target)


def _one(score: Score, features: Floats) -> float:
    return float(score(features[None, :])[0])
