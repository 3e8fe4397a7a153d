"""What must any better scorer beat? Popularity."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Reason, Tags
from scoring.dense import DenseScorer, support_flags
from scoring.snapshot import TIES, Snapshot
from scoring.wording import count_of, name_of


class Popularity(DenseScorer):
    """How many partners an organisation has, over the most that any has: ``k_b / max k``.

    The same for everybody who asks. An organisation without a partnership on record has 0, which is
    what is on record and says little: the support says so. Low and high equal the score, since the
    count of what is on record is not an estimate; partnerships that nobody recorded are not in it.

    Examples
    --------
    >>> from scoring.testing import tiny_snapshot
    >>> snapshot = tiny_snapshot(ties=[("a", "b"), ("b", "c")])
    >>> Popularity().fit(snapshot).scores_for(0).tolist()
    [nan, 1.0, 0.5]
    """

    name: ClassVar[str] = "popularity"
    about: ClassVar[str] = "How many partners it has, whoever asks (a baseline)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({TIES}))

    degrees_: NDArray[np.float64]

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        layer = snapshot.layers.get(TIES)
        self.degrees_ = (np.zeros(snapshot.partner_count) if layer is None
                         else np.diff(layer.indptr).astype(np.float64))
        self.unknown_ = np.zeros(snapshot.partner_count, dtype=bool)
        return self

    def asker_reason(self, row: int) -> Reason | None:
        return None if self.degrees_.any() else Reason.NO_DATA

    def values_for(self, row: int) -> NDArray[np.float64]:
        values: NDArray[np.float64] = self.degrees_ / self.degrees_.max()
        return values

    def supports(self, row: int) -> NDArray[np.float64]:
        return self.degrees_.copy()

    def support(self, row: int, other: int) -> float:
        return float(self.degrees_[other])

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        degree, most = self.degrees_[other], self.degrees_.max()
        score = float(degree / most)
        them = name_of(self.snapshot_.partners, other)
        sentence = (f"{them} has {count_of(int(degree), 'partner', 'partners')}; "
                    f"the most that any organisation has is {int(most):,}.")
        return Explanation(score, score, score, 1.0, float(degree),
                           (Evidence("partners", score, sentence),), support_flags(float(degree)))
