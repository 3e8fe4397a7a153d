"""How much of what one organisation holds does another hold, rare things counting more and much of one thing less?

BM25 read over portfolios: the asker's capabilities are the query, every other portfolio is a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Tags
from scoring.errors import InvalidParameter
from scoring.measures import Matrix, amounts_of
from scoring.overlap import LikenessScorer, Shared
from scoring.snapshot import PROFILE, Snapshot

Floats = NDArray[np.float64]

__all__ = ["VARIANTS", "Bm25", "bm25"]

VARIANTS: Final = ("okapi", "lucene", "robertson", "atire", "plus", "l")
"""Which formulas ``bm25`` knows: they differ in the weight of a class and in what is added to it."""

_FLOOR: Final = 0.25  # of the mean weight, in place of a negative one: what "okapi" does


@dataclass(frozen=True, slots=True)
class _Population:
    """What the weights of classes and the mean size come from: the portfolios that hold something."""

    count: int
    holders: Floats
    mean_size: float


def bm25(x: Any, y: Any = None, *, variant: str = "lucene", k1: float = 1.5, b: float = 0.75,
         delta: float = 0.5) -> Matrix:
    """Rows of ``x`` as queries to rows of ``y``: ``Σ_c x_ic · idf_c · tf_jc``, at least 0, unbounded, directed.

    With ``L_j = 1 − b + b n_j / n̄``, ``N`` portfolios that hold something and ``df`` holders of a class:

    ==========  =======================================  ==========================================
    variant     ``idf``                                  ``tf`` of an amount ``t``
    ==========  =======================================  ==========================================
    okapi       ``ln((N − df + ½) / (df + ½))``; if < 0  ``t (k1 + 1) / (t + k1 L)``
                a quarter of the mean over classes
    robertson   the same, but 0 where it is negative     ``t / (t + k1 L)``
    lucene      ``ln(1 + (N − df + ½) / (df + ½))``      ``t / (t + k1 L)``
    atire       ``ln(N / df)``                           ``t (k1 + 1) / (t + k1 L)``
    plus        ``ln((N + 1) / df)``                     ``delta + t (k1 + 1) / (t + k1 L)``
    l           ``ln((N + 1) / (df + ½))``               ``(k1 + 1)(t/L + delta) / (k1 + t/L + delta)``
    ==========  =======================================  ==========================================

    ``plus`` and ``l`` give something to a class that the other does not hold. Only ranks of one query
    compare; it is no percentage.

    Parameters
    ----------
    x, y : array-like or sparse, shapes (n, K) and (m, K)
        amounts, 0 or more; ``y`` absent means ``x``. The population is ``y``.
    variant : str
        one of ``VARIANTS``.
    k1, b, delta : float
        saturation, weight of size in [0, 1], and what ``plus`` and ``l`` add.

    Returns
    -------
    array of shape (n, m)
        NaN where either portfolio is empty.

    Raises
    ------
    ValueError
        for an unknown variant, a parameter out of range, or amounts that mean nothing.

    Examples
    --------
    >>> x = [[2, 0, 0], [2, 0, 1], [0, 5, 0], [0, 0, 0]]
    >>> bm25(x).round(2)[0].tolist()
    [0.62, 0.55, 0.0, nan]

    References
    ----------
    Robertson, S. & Zaragoza, H. (2009), Foundations and Trends in Information Retrieval 3:333; the
    variants as told apart by Kamphuis, C. et al. (2020), ECIR.
    """
    if variant not in VARIANTS:
        raise ValueError(f"there is no variant {variant!r} of BM25; there are: {', '.join(VARIANTS)}")
    check_saturation(k1, b)
    left, right = amounts_of(x, y)
    filled = right.sum(axis=1) > 0
    if not filled.any():
        return np.full((len(left), len(right)), np.nan)
    population = _Population(int(filled.sum()), (right > 0).sum(axis=0).astype(np.float64),
                             float(right[filled].sum(axis=1).mean()))
    length = 1 - b + b * right.sum(axis=1, keepdims=True) / population.mean_size
    terms = _terms(variant, right, np.where(length > 0, length, 1.0), k1, delta)
    scores: Matrix = (left * _weights(variant, population)) @ terms.T
    return np.where(np.outer(left.sum(axis=1) > 0, filled), scores, np.nan)


def lucene_weights(count: int, holders: NDArray[Any]) -> Floats:
    """``ln(1 + (N − df + ½) / (df + ½))``: above 0 whatever the counts are.

    >>> lucene_weights(3, np.array([0, 3])).round(3).tolist()
    [2.079, 0.134]
    """
    weights: Floats = np.log1p((count - holders + 0.5) / (holders + 0.5))
    return weights


def check_saturation(k1: float, b: float) -> None:
    """
    Raises
    ------
    InvalidParameter
        unless ``k1`` is above 0 and ``b`` in [0, 1].
    """
    if not 0 < k1 < np.inf:
        raise InvalidParameter(f"k1 is {k1}; it can be any number above 0.")
    if not 0 <= b <= 1:
        raise InvalidParameter(f"b is {b}; it can be 0 to 1.")


def _weights(variant: str, population: _Population) -> Floats:
    count, held = population.count, population.holders > 0
    holders = np.where(held, population.holders, 1.0)
    if variant in {"okapi", "robertson"}:
        weights = np.log((count - holders + 0.5) / (holders + 0.5))
        least = _FLOOR * float(weights[held].mean()) if variant == "okapi" else 0.0
        weights = np.where(weights < 0, least, weights)
    elif variant == "lucene":
        weights = lucene_weights(count, holders)
    elif variant == "atire":
        weights = np.log(count / holders)
    else:
        weights = np.log((count + 1) / (holders + (0.5 if variant == "l" else 0.0)))
    return np.where(held, weights, 0.0)  # nobody holds it, so it tells nobody apart


def _terms(variant: str, amounts: Floats, length: Floats, k1: float, delta: float) -> Floats:
    saturated: Floats
    if variant == "l":
        scaled = amounts / length + delta
        saturated = (k1 + 1) * scaled / (k1 + scaled)
        return saturated
    saturated = amounts / (amounts + k1 * length)
    if variant in {"lucene", "robertson"}:
        return saturated
    return (k1 + 1) * saturated + (delta if variant == "plus" else 0.0)


class Bm25(LikenessScorer):
    """How much of your portfolio it holds, rare capabilities counting more: BM25, variant ``lucene``.

    ``Σ_c x_ac idf_c tf_bc / Σ_c x_ac idf_c`` with ``idf = ln(1 + (N − df + ½) / (df + ½))`` and
    ``tf = t / (t + k1 (1 − b + b n_b / n̄))``. What it is divided by is the most that the asker's
    portfolio could reach, so the score lies in [0, 1), ranks as BM25 does, and is low even for a twin:
    read it as an order and not as a percentage. ``N``, ``df`` and ``n̄`` come from the organisations
    of the snapshot that hold something. Directed.

    Parameters
    ----------
    k1 : float
        above 0: how soon more of the same stops counting.
    b : float
        in [0, 1]: how much a large portfolio is held against its owner.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 2}, "b": {"x": 2}, "c": {"x": 1, "y": 7}})
    >>> Bm25().fit(snapshot).scores_for(0).round(3).tolist()
    [nan, 0.681, 0.276]

    References
    ----------
    Robertson, S. & Zaragoza, H. (2009), Foundations and Trends in Information Retrieval 3:333.
    """

    name: ClassVar[str] = "bm25"
    about: ClassVar[str] = "How much of your mix it holds, rare capabilities counting more (a rank, no share)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({PROFILE}))

    idf_: Floats
    halves_: Floats

    def __init__(self, *, k1: float = 1.5, b: float = 0.75) -> None:
        self.k1 = k1
        self.b = b

    def fit(self, snapshot: Snapshot) -> Self:
        check_saturation(self.k1, self.b)
        super().fit(snapshot)
        if self.postings_ is not None:
            filled, totals = ~self.unknown_, self.postings_.totals
            mean = float(totals[filled].mean()) if filled.any() else 1.0
            self.idf_ = lucene_weights(int(filled.sum()), self.postings_.class_counts())
            self.halves_ = np.where(filled, self.k1 * (1 - self.b + self.b * totals / mean), 1.0)
        return self

    def values_for(self, row: int) -> Floats:
        index = self._index
        classes, weights = index.of(row)
        values = np.zeros(len(index.totals))
        index.kernels.add_saturated(index.indptr, index.rows, index.weights, self.halves_,
                                    classes, self._factors(row, classes, weights), values)
        return np.minimum(values, 1.0, out=values)

    def contributions(self, row: int, other: int, shared: Shared) -> Floats:
        held = shared.theirs / (shared.theirs + self.halves_[other])
        parts: Floats = self._factors(row, shared.classes, shared.mine) * held
        return parts

    def _factors(self, row: int, classes: NDArray[np.int32], weights: Floats) -> Floats:
        """The share of each class in the most that can be reached."""
        all_classes, all_weights = self._index.of(row)
        most = float((all_weights * self.idf_[all_classes]).sum())
        factors: Floats = weights * self.idf_[classes] / most
        return factors
