"""What must any better scorer beat? Popularity, and who shares partners with whom.

The neighbour measures read partnerships only. An organisation without a partnership on record has
no place in that network, so its score is undefined and not 0: content has to speak for newcomers.
"""

from __future__ import annotations

import math
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Fact, Reason, Tags
from scoring.dense import DenseScorer, largest_first, support_flags
from scoring.intervals import wilson
from scoring.postings import Postings, postings_of
from scoring.snapshot import TIES, Layer, Snapshot
from scoring.structure import (
    Weighting,
    count_once,
    degrees_at,
    degrees_of,
    inverse,
    inverse_log,
    over_neighbours,
    rows_touched,
)
from scoring.wording import count_of, name_of

MEMBERS = "partnership_members"
_PARTNERSHIPS_SHOWN = 2


class TiesScorer(DenseScorer):
    """A scorer over the network of partnerships, the ``ties`` layer.

    Attributes
    ----------
    snapshot_ : Snapshot
    ties_ : Layer or None
        None where the snapshot has no ``ties``.
    degrees_ : array
        number of partners of each organisation.
    """

    ties_: Layer | None
    degrees_: NDArray[np.float64]
    members_: Postings | None

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        self.ties_ = snapshot.layers.get(TIES)
        self.degrees_ = np.zeros(snapshot.partner_count) if self.ties_ is None else degrees_of(self.ties_)
        members = snapshot.layers.get(MEMBERS)
        self.members_ = None if members is None else postings_of(members)
        self.unknown_ = self.degrees_ == 0
        return self

    @property
    def _ties(self) -> Layer:
        assert self.ties_ is not None  # asker_reason has said so
        return self.ties_

    def _partnerships(self, row: int, via: int) -> tuple[Fact, ...]:
        """The partnerships behind one tie; the tie itself where the snapshot does not hold them."""
        snapshot, index = self.snapshot_, self.members_
        if index is not None:
            mine, theirs = (index.rows[index.indptr[each] : index.indptr[each + 1]] for each in (row, via))
            both: list[int] = np.intersect1d(mine, theirs, assume_unique=True)[:_PARTNERSHIPS_SHOWN].tolist()
            if both:
                layer, ids = snapshot.layer(MEMBERS), snapshot.nodes["Partnership"].ids
                return tuple(Fact("partnerships", ids[each], layer.fact_of(each, row), row) for each in both)
        return (Fact("ties", snapshot.partners.ids[via], self._ties.fact_of(row, via), row),)


class Popularity(TiesScorer):
    """How many partners an organisation has, over the most that any has: ``k_b / max k``.

    The same for everybody who asks. An organisation without a partnership on record has 0, which is
    what is on record and says little: the support says so. Low and high equal the score, since the
    count of what is on record is not an estimate; partnerships that nobody recorded are not in it.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(ties=[("a", "b"), ("b", "c")])
    >>> Popularity().fit(snapshot).scores_for(0).tolist()
    [nan, 1.0, 0.5]

    References
    ----------
    Liben-Nowell, D. & Kleinberg, J. (2007), J. American Society for Information Science and Technology
    58:1019.
    """

    name: ClassVar[str] = "popularity"
    about: ClassVar[str] = "How many partners it has, whoever asks (a baseline)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({TIES}))

    def fit(self, snapshot: Snapshot) -> Self:
        super().fit(snapshot)
        self.unknown_ = np.zeros(snapshot.partner_count, dtype=bool)
        self.most_ = float(self.degrees_.max(initial=0.0))
        return self

    def asker_reason(self, row: int) -> Reason | None:
        return Reason.NO_DATA if self.ties_ is None else None

    def values_for(self, row: int) -> NDArray[np.float64]:
        values: NDArray[np.float64] = self.degrees_ / self.most_
        return values

    def supports(self, row: int) -> NDArray[np.float64]:
        return self.degrees_.copy()

    def support(self, row: int, other: int) -> float:
        return float(self.degrees_[other])

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        degree = self.degrees_[other]
        score = float(degree / self.most_)
        them = name_of(self.snapshot_.partners, other)
        sentence = (f"{them} has {count_of(int(degree), 'partner', 'partners')}; "
                    f"the most that any organisation has is {int(self.most_):,}.")
        return Explanation(score, score, score, 1.0, float(degree),
                           (Evidence("partners", score, sentence),), support_flags(float(degree)))


class NeighbourScorer(TiesScorer):
    """Common partners, weighted by how many partners they have, as a share of the asker's own most.

    ``Σ_{z ∈ Γ(a) ∩ Γ(b)} w(k_z) / Σ_{z ∈ Γ(a), k_z ≥ 2} w(k_z)``: 1 means that every partner of the
    asking one that works with anybody else works with this one too. The order is that of the raw
    measure; the scale belongs to the asking organisation, so the score is not symmetric.

    The interval is Wilson's at 90 % for that share, as if the asker's partners were so many
    independent draws (``n = (Σw)² / Σw²``, Kish's effective number). It says how much a few partners
    can tell; it knows nothing of partnerships that were never recorded.
    """

    weighting: ClassVar[Weighting]

    def asker_reason(self, row: int) -> Reason | None:
        return Reason.NO_DATA if self.unknown_[row] else None

    def supports(self, row: int) -> NDArray[np.float64]:
        smaller: NDArray[np.float64] = np.minimum(self.degrees_, self.degrees_[row])
        return smaller

    def support(self, row: int, other: int) -> float:
        return float(min(self.degrees_[row], self.degrees_[other]))

    def values_for(self, row: int) -> NDArray[np.float64]:
        # Divided at the end, so that 10 of 20 common partners are exactly one half.
        values = over_neighbours(self._ties, row, type(self).weighting)
        most, touched = self._most(self._weights(row)), rows_touched(self._ties, row)
        if touched is None:
            values /= most
            return np.minimum(values, 1.0, out=values)
        values[touched] = np.minimum(values[touched] / most, 1.0)
        return values

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        mine, weights = self._ties.neighbours(row), self._weights(row)
        common = np.isin(mine, self._ties.neighbours(other), assume_unique=True)
        most = self._most(weights)
        parts = weights[common] / most
        score = min(1.0, float(np.cumsum(weights[common])[-1]) / most) if len(parts) else 0.0
        low, high = wilson(score, kish(weights))
        support = self.support(row, other)
        return Explanation(score, low, high, 1.0, support,
                           self._evidence(row, other, mine[common], parts, shown), support_flags(support))

    def _weights(self, row: int) -> NDArray[np.float64]:
        """What each partner of the asking one counts; 0 for one without any other partner."""
        degrees = degrees_at(self._ties, self._ties.neighbours(row))
        weights: NDArray[np.float64] = np.where(degrees > 1, type(self).weighting(degrees), 0.0)
        return weights

    @staticmethod
    def _most(weights: NDArray[np.float64]) -> float:
        # Where no partner has another partner, all scores are 0 and the scale does not matter.
        return float(weights.sum()) or 1.0

    def _evidence(self, row: int, other: int, common: NDArray[np.int32],
                  parts: NDArray[np.float64], shown: int) -> tuple[Evidence, ...]:
        partners = self.snapshot_.partners
        me, them = name_of(partners, row), name_of(partners, other)
        if not len(parts):
            return (Evidence("no common partner", 0.0,
                             f"No partner of {me} is on record as a partner of {them}."),)
        named, rest = largest_first(parts, shown)
        evidence = []
        for position in named:
            via = int(common[position])
            name = name_of(partners, via)
            sentence = (f"{me} and {them} both work with {name}, "
                        f"which has {count_of(int(self.degrees_[via]), 'partner', 'partners')}.")
            facts = (*self._partnerships(row, via), *self._partnerships(other, via))
            evidence.append(Evidence(name, float(parts[position]), sentence, facts))
        if rest:
            others = count_of(len(rest), "other common partner", "other common partners")
            evidence.append(Evidence("other common partners", float(parts[rest].sum()),
                                     f"{me} and {them} have {others}."))
        return tuple(evidence)


class CommonNeighbours(NeighbourScorer):
    """Which share of the asker's partners works with this one too: ``|Γ(a) ∩ Γ(b)| / |Γ(a)|``.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(ties=[("me", "x"), ("me", "y"), ("x", "you"), ("y", "else")])
    >>> scores = CommonNeighbours().fit(snapshot).scores_for(1)
    >>> dict(zip(snapshot.partners.ids, scores.tolist()))["you"]
    0.5

    References
    ----------
    Liben-Nowell, D. & Kleinberg, J. (2007), J. American Society for Information Science and Technology
    58:1019.
    """

    name: ClassVar[str] = "common_neighbours"
    about: ClassVar[str] = "Which share of your partners works with it too (a baseline)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({TIES}))
    weighting: ClassVar[Weighting] = staticmethod(count_once)


class AdamicAdar(NeighbourScorer):
    """Common partners, those with few partners counting more: ``Σ_{z ∈ Γ(a) ∩ Γ(b)} w_z / Σ_{z ∈ Γ(a)} w_z``.

    Weights are ``w = 1 / ln k``; 1 means that all of the asker's partners work with this one.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(ties=[("me", "x"), ("x", "you")])
    >>> float(AdamicAdar().fit(snapshot).scores_for(0)[2])
    1.0

    References
    ----------
    Adamic, L. & Adar, E. (2003), Social Networks 25:211.
    """

    name: ClassVar[str] = "adamic_adar"
    about: ClassVar[str] = "Common partners, those with few partners counting more (a baseline)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({TIES}))
    weighting: ClassVar[Weighting] = staticmethod(inverse_log)


class ResourceAllocation(NeighbourScorer):
    """Common partners, each shared out among all of its: ``Σ_{z ∈ Γ(a) ∩ Γ(b)} w_z / Σ_{z ∈ Γ(a)} w_z``.

    Weights are ``w = 1 / k``; 1 means that all of the asker's partners work with this one.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(ties=[("me", "x"), ("x", "you")])
    >>> float(ResourceAllocation().fit(snapshot).scores_for(0)[2])
    1.0

    References
    ----------
    Zhou, T., Lü, L. & Zhang, Y.-C. (2009), European Physical Journal B 71:623.
    """

    name: ClassVar[str] = "resource_allocation"
    about: ClassVar[str] = "Common partners, each shared out among all of its partners (a baseline)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({TIES}))
    weighting: ClassVar[Weighting] = staticmethod(inverse)


def kish(weights: NDArray[np.float64]) -> float:
    """How many equally weighted draws these weights are worth: ``(Σw)² / Σw²``.

    >>> kish(np.array([1.0, 1.0, 0.0])), kish(np.zeros(0))
    (2.0, 0.0)
    """
    squares = math.fsum((weights**2).tolist())
    return math.fsum(weights.tolist()) ** 2 / squares if squares else 0.0
