"""How alike are two portfolios, corrected for the chance that small ones are under?

Every common measure of likeness is lower for small portfolios of one and the same profile. Morisita's
index divides by unbiased estimates instead; it asks for 20 units on either side and can exceed 1.
"""

from __future__ import annotations

from typing import ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Reason, Tags
from scoring.intervals import LOW_SUPPORT
from scoring.overlap import LikenessScorer, Shared
from scoring.snapshot import PROFILE, Snapshot
from scoring.wording import number

Floats = NDArray[np.float64]

LEAST: Final = LOW_SUPPORT
"""Units that either side needs: below that the index varies more than it says."""


def self_pairs(snapshot: Snapshot, totals: Floats) -> Floats:
    """``Σ_k ‖v_k‖²`` per partner: what each unit of a portfolio has in common with itself.

    A unit in one class gives 1. A patent with ``m`` classes is one unit of which each class has 1/m,
    and gives 1/m. Without this, fractional counts would make a portfolio look more varied than it is.
    """
    own = totals.copy()
    owners, classes = snapshot.layers.get("patent_owners"), snapshot.layers.get("patent_classes")
    if owners is not None and classes is not None:
        sizes = np.diff(classes.indptr)
        less = np.where(sizes > 0, 1.0 - 1.0 / np.maximum(sizes, 1), 0.0)
        own -= np.bincount(owners.indices, np.repeat(less, np.diff(owners.indptr)), minlength=len(own))
    return np.maximum(own, 0.0)


def concentrations(squares: Floats, own: Floats, totals: Floats) -> Floats:
    """``D = (Σ_c x_c² − Σ_k ‖v_k‖²) / (n (n − 1))``: unbiased for ``Σ_c p_c²``; NaN where n ≤ 1.

    With every unit in one class this is Simpson's ``Σ x (x − 1) / (n (n − 1))``.

    >>> concentrations(np.array([20.0]), np.array([6.0]), np.array([6.0])).round(3).tolist()
    [0.467]
    """
    pairs = totals * (totals - 1)
    found: Floats = np.where(totals > 1, (squares - own) / np.where(totals > 1, pairs, 1.0), np.nan)
    return found


class Morisita(LikenessScorer):
    """Likeness with unbiased moments: ``2 x_a·x_b / ((D_a + D_b) n_a n_b)``, cut at 1.

    ``D = (Σ_c x_c² − Σ_k ‖v_k‖²) / (n (n − 1))`` where ``v_k`` are the units of a portfolio: for units
    in one class Simpson's index, and right as well for patents that are counted fractionally. About 1
    for two samples of one profile whatever their sizes, and so above 1 by chance: the raw value is said
    then. Undefined (``too_few``) below 20 units on either side. Symmetric.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> held = {"a": {"x": 20, "y": 10}, "b": {"x": 10, "y": 20}, "c": {"x": 3}}
    >>> Morisita().fit(tiny_snapshot(profile=held)).scores_for(0).round(3).tolist()
    [nan, 0.823, nan]

    References
    ----------
    Morisita, M. (1959), Mem. Fac. Sci. Kyushu Univ. E 3:65.
    """

    name: ClassVar[str] = "morisita"
    about: ClassVar[str] = "How alike the mixes are, corrected for size; undefined below 20 patents or so"
    tags: ClassVar[Tags] = Tags(symmetric=True, requires=frozenset({PROFILE}))

    concentration_: Floats
    few_: NDArray[np.bool_]

    def fit(self, snapshot: Snapshot) -> Self:
        super().fit(snapshot)
        self.few_ = np.zeros(snapshot.partner_count, dtype=bool)
        if self.postings_ is not None:
            totals = self.postings_.totals
            squares = self.postings_.row_sums(lambda amounts, _: amounts**2)
            found = concentrations(squares, self_pairs(snapshot, totals), totals)
            self.concentration_ = np.nan_to_num(found)
            self.few_ = (totals < LEAST) & ~self.unknown_
        return self

    def asker_reason(self, row: int) -> Reason | None:
        return super().asker_reason(row) or (Reason.TOO_FEW if self.few_[row] else None)

    def unknown_for(self, row: int) -> NDArray[np.bool_]:
        unknown: NDArray[np.bool_] = self.unknown_ | self.few_
        if not unknown[row]:
            unknown = unknown | (self.concentration_ + self.concentration_[row] <= 0)
        return unknown

    def is_unknown(self, row: int, other: int) -> bool:
        return bool(self.unknown_[other]) or self._is_few(row, other)

    def _is_few(self, row: int, other: int) -> bool:
        return bool(self.few_[other] or self.concentration_[row] + self.concentration_[other] <= 0)

    def reason_for(self, row: int, other: int) -> Reason | None:
        reason = super().reason_for(row, other)
        if reason is Reason.OTHER_NO_DATA and not self.unknown_[other]:
            return Reason.TOO_FEW
        return reason

    def values_for(self, row: int) -> Floats:
        return np.minimum(self._raw_for(row), 1.0)

    def _raw_for(self, row: int) -> Floats:
        index = self._index
        classes, weights = index.of(row)
        values = np.zeros(len(index.totals))
        index.kernels.add_product(index.indptr, index.rows, index.weights, classes, weights, values)
        middle = self.concentration_ + self.concentration_[row]
        below = middle * index.divisors * index.totals[row] / 2
        values /= np.where(middle > 0, below, 1.0)
        return values

    def contributions(self, row: int, other: int, shared: Shared) -> Floats:
        totals = self._index.totals
        middle = self.concentration_[row] + self.concentration_[other]
        parts: Floats = shared.mine * shared.theirs / (middle * totals[other] * totals[row] / 2)
        return parts

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        shared = self._shared(row, other)
        parts = self.contributions(row, other, shared)
        raw = float(parts.sum())
        if raw <= 1:
            return self.explanation(row, other, parts, self._evidence(row, other, shared, parts, shown))
        parts = parts / raw
        evidence = self._evidence(row, other, shared, parts, shown)
        said = Evidence("raw value", 0.0,
                        f"The index itself is {number(raw)}: by chance it exceeds 1, and is cut there.")
        return self.explanation(row, other, parts, (*evidence, said))
