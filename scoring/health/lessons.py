"""What do closed cases teach? A small decision tree with the counts and intervals behind each leaf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeClassifier, export_text

from scoring.errors import InvalidParameter
from scoring.intervals import wilson

DEPTH: Final = 3
LEAF: Final = 10
BOOTSTRAPS: Final = 100
ENOUGH: Final = 4 * LEAF
"""Cases below which no tree is grown: two splits would leave nothing behind them."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Attributes
    ----------
    conditions
        as sentences, from the root on.
    cases, successes
    share, low, high
        of successes, with Wilson's 90 % interval.
    """

    conditions: tuple[str, ...]
    cases: int
    successes: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """Attributes
    ----------
    tree
        the fitted classifier; None where there are too few cases, or all ended alike.
    reason
        why there is no tree.
    leaves
        from left to right.
    accuracy
        on the cases that it was grown from.
    stability
        share of bootstrapped trees with the same first question; None without a tree.
    """

    names: tuple[str, ...]
    cases: int
    tree: DecisionTreeClassifier | None
    reason: str | None
    leaves: tuple[Leaf, ...]
    accuracy: float | None
    stability: float | None

    def text(self) -> str:
        """The tree as indented text; the reason where there is none."""
        return self.reason or "" if self.tree is None else str(export_text(self.tree, feature_names=list(self.names)))

    def leaf_of(self, case: Floats) -> Leaf | None:
        """The leaf that a new case falls into."""
        if self.tree is None:
            return None
        order = [node for node in range(self.tree.tree_.node_count) if self.tree.tree_.children_left[node] < 0]
        return self.leaves[order.index(int(self.tree.apply(case.reshape(1, -1))[0]))]


def lessons(cases: Floats, success: Ints, names: tuple[str, ...], *, seed: int = 0,
            bootstraps: int = BOOTSTRAPS) -> Lessons:
    """A tree (CART) of at most three questions with at least ten closed cases behind each answer.

    Only partnerships that were signed have an outcome: what was never tried teaches nothing here.

    Parameters
    ----------
    cases : array of shape (n, k)
        what was known of each case; all finite.
    success : array of shape (n,)
        1 = ended well, 0 = not.
    names : k names
    seed : int
        of the tree, whose equal splits are permuted, and of the bootstraps.

    Raises
    ------
    InvalidParameter
        if shapes do not fit, or a value is not finite.

    Examples
    --------
    >>> rate = np.linspace(0, 1, 60).reshape(-1, 1)
    >>> found = lessons(rate, (rate[:, 0] > 0.5).astype(np.int64), ("milestone_rate",), bootstraps=5)
    >>> [(leaf.conditions, leaf.cases, leaf.share) for leaf in found.leaves]
    [(('milestone_rate <= 0.5',), 30, 0.0), (('milestone_rate > 0.5',), 30, 1.0)]
    >>> lessons(rate[:5], np.ones(5, np.int64), ("milestone_rate",)).reason
    'too few cases: 5 of the 40 that are needed'

    References
    ----------
    Breiman, L. et al. (1984), Classification and Regression Trees.
    """
    count = len(cases)
    if cases.shape != (count, len(names)) or success.shape != (count,) or not np.isfinite(cases).all():
        raise InvalidParameter(f"cases have the shape {cases.shape}, outcomes {success.shape} and there are "
                               f"{len(names)} names; they must be (n, k), (n,) and k, all values finite.")
    reason = None
    if count < ENOUGH:
        reason = f"too few cases: {count} of the {ENOUGH} that are needed"
    elif len(np.unique(success)) < 2:
        reason = "all cases ended alike"
    if reason is not None:
        return Lessons(names, count, None, reason, (), None, None)
    tree = _grown(cases, success, seed)
    return Lessons(names, count, tree, None, _leaves(tree, cases, success, names),
                   float(tree.score(cases, success)), _stability(tree, cases, success, seed, bootstraps))


def _grown(cases: Floats, success: Ints, seed: int) -> DecisionTreeClassifier:
    return DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=LEAF, random_state=seed).fit(cases, success)


def _leaves(tree: DecisionTreeClassifier, cases: Floats, success: Ints, names: tuple[str, ...]) -> tuple[Leaf, ...]:
    inner, fallen = tree.tree_, tree.apply(cases)
    found: list[Leaf] = []

    def walk(node: int, conditions: tuple[str, ...]) -> None:
        if inner.children_left[node] < 0:
            here = fallen == node
            share = float(success[here].mean())
            found.append(Leaf(conditions, int(here.sum()), int(success[here].sum()), share, *wilson(share, here.sum())))
            return
        name, bar = names[inner.feature[node]], f"{inner.threshold[node]:.3g}"
        walk(int(inner.children_left[node]), (*conditions, f"{name} <= {bar}"))
        walk(int(inner.children_right[node]), (*conditions, f"{name} > {bar}"))

    walk(0, ())
    return tuple(found)


def _stability(tree: DecisionTreeClassifier, cases: Floats, success: Ints, seed: int, bootstraps: int) -> float | None:
    """How often the first question would be about the same, had other cases been closed."""
    if bootstraps < 1:
        return None
    dice = np.random.default_rng(seed)
    first = int(tree.tree_.feature[0])
    same = 0
    for _ in range(bootstraps):
        drawn = dice.integers(0, len(cases), len(cases))
        same += int(_grown(cases[drawn], success[drawn], seed).tree_.feature[0]) == first
    return same / bootstraps
