"""Which capabilities do two organisations both hold, whatever their weights?"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from scoring.base import Tags
from scoring.overlap import LikenessScorer, Shared, smaller_of
from scoring.snapshot import PROFILE


class SetScorer(LikenessScorer):
    """A scorer that counts common capabilities and does not look at their weights."""

    def says_shares(self) -> bool:
        return False

    def supports(self, row: int) -> NDArray[np.float64]:
        if self.postings_ is None:
            return np.zeros(self.snapshot_.partner_count)
        return smaller_of(self.postings_.held, row)

    def support(self, row: int, other: int) -> float:
        held = None if self.postings_ is None else self.postings_.held
        return 0.0 if held is None else float(min(held[row], held[other]))

    def common(self, row: int) -> NDArray[np.float64]:
        """``|A ∩ B|`` for every partner."""
        index = self._index
        classes, _ = index.of(row)
        counts = np.zeros(len(index.totals))
        index.kernels.add_held(index.indptr, index.rows, index.weights, classes, np.ones(len(classes)), counts)
        return counts


class Jaccard(SetScorer):
    """Share of the capabilities of either that both hold: ``|A∩B| / |A∪B|``.

    Support counts capabilities of the smaller set.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 1, "y": 5}, "b": {"y": 1, "z": 1, "w": 1}})
    >>> float(Jaccard().fit(snapshot).scores_for(0)[1])
    0.25

    References
    ----------
    Jaccard, P. (1901), Bull. Soc. Vaudoise Sci. Nat. 37:547.
    """

    name: ClassVar[str] = "jaccard"
    about: ClassVar[str] = "Which share of the capabilities of either do both hold"
    tags: ClassVar[Tags] = Tags(symmetric=True, requires=frozenset({PROFILE}))

    def values_for(self, row: int) -> NDArray[np.float64]:
        common, held = self.common(row), self._index.held
        # At least the asker's own capabilities are in the union, so it is never empty.
        common /= (held + held[row]) - common
        return common

    def contributions(self, row: int, other: int, shared: Shared) -> NDArray[np.float64]:
        held, count = self._index.held, len(shared.classes)
        return np.full(count, 1.0 / (held[row] + held[other] - count))


class Containment(SetScorer):
    """How many of the asker's capabilities this one holds: ``|A∩B| / |A|``.

    Directed, and not a likeness: who does everything contains everybody. The other way round is the
    score that the other one would see. Support counts the asker's capabilities and the other's. A share
    of sets, as search engines know it for documents; as a score of partners it is product-defined.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 1, "y": 5}, "b": {"y": 1, "z": 1, "w": 1, "v": 1}})
    >>> float(Containment().fit(snapshot).scores_for(0)[1]), float(Containment().fit(snapshot).scores_for(1)[0])
    (0.5, 0.25)
    """

    name: ClassVar[str] = "containment"
    about: ClassVar[str] = "How many of your capabilities it holds as well"
    tags: ClassVar[Tags] = Tags(requires=frozenset({PROFILE}))
    quick_towards: ClassVar[bool] = True

    def values_for(self, row: int) -> NDArray[np.float64]:
        common = self.common(row)
        common /= self._index.held[row]
        return common

    def values_towards(self, row: int) -> NDArray[np.float64] | None:
        if self.unknown_[row]:
            return np.full(len(self.unknown_), np.nan)
        # Who holds nothing has nothing in common: 0 / 0 is the NaN that is meant.
        with np.errstate(invalid="ignore"):
            return self.common(row) / self._index.held

    def contributions(self, row: int, other: int, shared: Shared) -> NDArray[np.float64]:
        return np.full(len(shared.classes), 1.0 / self._index.held[row])
