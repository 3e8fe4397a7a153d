"""Who is alike in more than what makes everybody alike? Cosine against what would be expected.

Organisations with broad or common portfolios are a little like everybody, and so they stand in
everybody's list (they are *hubs*). Here the likeness of a pair is set against how like each of the two
is to all others.
"""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Tags
from scoring.errors import InvalidParameter
from scoring.intervals import wilson
from scoring.overlap import Shared, TfidfCosine
from scoring.snapshot import PROFILE, Snapshot
from scoring.wording import name_of, number

Floats = NDArray[np.float64]

_FLOOR = 1e-150


class PopularityCorrected(TfidfCosine):
    """TF-IDF cosine over what is expected of the pair: ``c / (c + e)``, ``e = √(m_a m_b) ^ strength``.

    ``m_i`` is the mean cosine of ``i`` with all others of whom a portfolio is known: how much of a hub
    it is. With ``strength`` 1 the score grows with the lift ``c / √(m_a m_b)`` alone, and ½ means that
    the pair is exactly as alike as expected; with 0 the order is that of the plain cosine. Between the
    two, as by default, hubs lose places without leaving the list to obscure pairs that share little.
    Symmetric. The parts are those of the cosine, scaled to the score. The interval is Wilson's for the
    cosine, put through the same formula.

    Parameters
    ----------
    strength : float
        0 to 1: how much of the popularity is taken out.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> common = {each: {"it": 1} for each in ("hub", "p", "q", "r")}
    >>> snapshot = tiny_snapshot(profile={**common, "hub": {"it": 3, "rare": 1}, "me": {"it": 1, "rare": 1}})
    >>> scores = PopularityCorrected(strength=1).fit(snapshot).scores_for(1)
    >>> [name for _, name in sorted(zip(-scores, snapshot.partners.ids)) if name != "me"][0]
    'hub'

    Notes
    -----
    The exponent on popularity is that of Deshpande and Karypis for item-based recommendation; the mean
    likeness as a measure of a hub is that of Suzuki et al., who subtract it where we divide by it, so
    that parts stay positive.

    References
    ----------
    Deshpande, M. & Karypis, G. (2004), ACM Trans. Information Systems 22:143.
    Suzuki, I. et al. (2013), EMNLP:613 (centering similarity measures to reduce hubs).
    """

    name: ClassVar[str] = "tfidf_popularity_corrected"
    about: ClassVar[str] = "How alike the mixes of capabilities are, beyond being like everybody"
    tags: ClassVar[Tags] = Tags(symmetric=True, requires=frozenset({PROFILE}), additive=False)

    hubs_: Floats

    def __init__(self, *, strength: float = 0.5) -> None:
        self.strength = strength

    def fit(self, snapshot: Snapshot) -> Self:
        if not 0 <= self.strength <= 1:
            raise InvalidParameter(f"strength is {self.strength}; it can be 0 to 1.")
        super().fit(snapshot)
        # The floor keeps 0 / 0 from a pair that shares nothing and could expect nothing.
        self.hubs_ = np.maximum(self._mean_cosines() ** (self.strength / 2), _FLOOR)
        return self

    def _mean_cosines(self) -> Floats:
        """The mean cosine of each partner with all others; 0 where there is none."""
        index, weights = self.postings_, self.class_weights_
        if index is None or weights is None:
            return np.zeros(self.snapshot_.partner_count)
        per_row = 1.0 / self.lengths_
        classes = np.repeat(np.arange(len(index.indptr) - 1), np.diff(index.indptr))
        centre = np.bincount(classes, index.weights * per_row[index.rows], minlength=len(index.indptr) - 1) * weights**2
        products = index.row_sums(lambda amounts, held: amounts * centre[held]) * per_row
        others = max(1, int(np.count_nonzero(~self.unknown_)) - 1)
        means: Floats = np.where(self.unknown_, 0.0, np.maximum(products - 1.0, 0.0) / others)
        return means

    def values_for(self, row: int) -> Floats:
        values = super().values_for(row)
        both = self.hubs_ * self.hubs_[row]
        both += values
        values /= both
        return values

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        shared = self._shared(row, other)
        parts = self.contributions(row, other, shared)
        cosine = min(1.0, float(np.cumsum(parts)[-1])) if len(parts) else 0.0
        score = self._corrected(cosine, row, other)
        scaled = parts * (score / cosine) if cosine > 0 else parts
        why = self.explanation(row, other, scaled, self._told(row, other, shared, scaled, shown, cosine))
        low, high = (self._corrected(each, row, other) for each in wilson(cosine, why.support))
        return Explanation(why.score, min(low, why.score), max(high, why.score), 1.0, why.support, why.parts, why.flags)

    def _corrected(self, cosine: float, row: int, other: int) -> float:
        return cosine / (cosine + float(self.hubs_[other] * self.hubs_[row])) if cosine > 0 else 0.0

    def _told(self, row: int, other: int, shared: Shared, parts: Floats, shown: int,
              cosine: float) -> tuple[Evidence, ...]:
        evidence = self._evidence(row, other, shared, parts, shown)
        if not len(parts) or self.strength == 0:
            return evidence
        partners = self.snapshot_.partners
        expected = float(self.hubs_[other] * self.hubs_[row]) ** (1 / self.strength)
        told = (f"{name_of(partners, row)} and {name_of(partners, other)} are alike to {number(cosine)}, where "
                f"{number(expected)} would be expected of two that are as like everybody as they are.")
        return (*evidence, Evidence("against expectation", 0.0, told))
