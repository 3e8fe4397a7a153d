"""Which ways to customers would another organisation open, and where would the two be in each other's way?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Fact, Reason, Tags
from scoring.dense import DenseScorer, largest_first, support_flags
from scoring.overlap import Overlap, smaller_of
from scoring.postings import Postings, postings_of
from scoring.snapshot import Snapshot
from scoring.wording import count_of, listed, name_of, number, percent, possessive

Floats = NDArray[np.float64]

CHANNELS: Final = "partner_channels"
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class ChannelExchange:
    """What two sides open to each other, each as a share of all that is sold through any channel."""

    mine: float
    theirs: float
    conflict: float

    @property
    def mutuality(self) -> float:
        """The smaller of the two gains: 0 where one side gains nothing."""
        return min(self.mine, self.theirs)


def channel_exchange(mine: Collection[str], theirs: Collection[str], sizes: Mapping[str, float],
                     alike: float = 0.0) -> ChannelExchange:
    """Gain of both sides and conflict.

    ``gain = Σ_{m ∈ M_b∖M_a} v_m / Σ_m v_m``, mirrored for the other side;
    ``conflict = alike · Σ_{m ∈ M_a∩M_b} v_m / Σ_m v_m``.

    Parameters
    ----------
    mine, theirs
        the channels of either side.
    sizes
        ``v``: how much is sold through each channel there is, 0 or more.
    alike
        how alike what the two sell is, in [0, 1].

    Returns
    -------
    ChannelExchange
        all NaN where nothing is sold through any channel.

    Examples
    --------
    >>> found = channel_exchange({"north"}, {"north", "south"}, {"north": 3, "south": 2, "east": 5}, 0.5)
    >>> found.mine, found.theirs, found.conflict, found.mutuality
    (0.2, 0.0, 0.15, 0.0)
    """
    total = float(sum(sizes.values()))
    if total <= 0:
        return ChannelExchange(*(float("nan"),) * 3)
    (first, second), every = (frozenset(mine), frozenset(theirs)), sorted(sizes)

    def share(of: frozenset[str]) -> float:
        return sum(sizes[each] for each in every if each in of) / total

    return ChannelExchange(share(second - first), share(first - second), alike * share(first & second))


class ChannelGain(DenseScorer):
    """The channels that the partner has and the asker lacks: ``Σ_{m ∈ M_b∖M_a} v_m / Σ_m v_m``.

    ``v`` is the size of a channel, 1 where nothing is said. In [0, 1], directed, defined by this product. Each channel
    contributes its share of all there is. Beside it, as parts of 0, stand what the asker gives in return
    with the smaller of the two (mutuality), and the conflict: common channels times how alike the two
    portfolios are (``overlap``; unknown where one has none). Flags: ``one_sided`` where the partner would
    gain nothing, ``channel_conflict`` where both sell something alike through a common channel.

    What is on record is counted and not estimated, so low and high equal the score. Whoever has no
    channel on record is unknown. Support is the number of channels of the side with fewer.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(
    ...     links={"partner_channels": {"a": {"north": 1}, "b": {"north": 1, "south": 1}}},
    ...     cells={"Channel": {"size": {"north": 3, "south": 1}}})
    >>> scorer = ChannelGain().fit(snapshot)
    >>> float(scorer.scores_for(0)[1]), float(scorer.scores_for(1)[0]), scorer.explain(0, 1).flags
    (0.25, 0.0, ('low_support', 'one_sided'))
    """

    name: ClassVar[str] = "channel_gain"
    about: ClassVar[str] = "Which share of all channels it has that you lack (the reverse: what you open to it)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({CHANNELS}))
    quick_towards: ClassVar[bool] = True

    postings_: Postings | None
    shares_: Floats
    overlap_: Overlap

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        layer = snapshot.layers.get(CHANNELS)
        self.postings_ = None if layer is None else postings_of(layer)
        self.held_ = (np.zeros(snapshot.partner_count, dtype=np.int64) if self.postings_ is None
                      else self.postings_.held)
        sizes = _sizes(snapshot)
        total = float(sizes.sum())
        self.shares_ = sizes / total if total > 0 else np.zeros(len(sizes))
        self.unknown_ = self.held_ == 0 if total > 0 else np.ones(snapshot.partner_count, dtype=bool)
        self.overlap_ = Overlap().fit(snapshot)
        return self

    @property
    def _index(self) -> Postings:
        assert self.postings_ is not None  # asker_reason has said so
        return self.postings_

    def asker_reason(self, row: int) -> Reason | None:
        return Reason.NO_DATA if self.unknown_[row] else None

    def supports(self, row: int) -> Floats:
        return smaller_of(self.held_, row)

    def support(self, row: int, other: int) -> float:
        return float(min(self.held_[row], self.held_[other]))

    def values_for(self, row: int) -> Floats:
        index, wanted = self._index, self.shares_ > 0
        wanted[self._channels(row)] = False
        channels = np.flatnonzero(wanted)
        values = np.zeros(len(self.unknown_))
        index.kernels.add_held(index.indptr, index.rows, index.weights, channels, self.shares_[channels], values)
        return np.minimum(values, 1.0, out=values)

    def values_towards(self, row: int) -> Floats | None:
        values = np.full(len(self.unknown_), np.nan)
        if self.unknown_[row]:
            return values
        index, gained = self._index, np.zeros(len(values))
        for each in self._channels(row).tolist():
            span = slice(index.indptr[each], index.indptr[each + 1])
            lacking = np.ones(len(values), dtype=bool)
            lacking[index.rows[span][index.weights[span] > 0]] = False
            gained[lacking] += self.shares_[each]
        return np.where(self.unknown_, np.nan, np.minimum(gained, 1.0))

    def _channels(self, row: int) -> NDArray[np.int32]:
        return self._index.of(row)[0]

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        mine, theirs = self._channels(row), self._channels(other)
        opened, returned = np.setdiff1d(theirs, mine), np.setdiff1d(mine, theirs)
        common = np.intersect1d(mine, theirs)
        parts = self.shares_[opened]
        score = min(1.0, float(np.cumsum(parts)[-1])) if len(parts) else 0.0
        back = min(1.0, float(self.shares_[returned].sum()))
        conflict, alike = self._conflict(row, other, common)
        evidence = (*self._evidence(row, other, opened, parts, shown), self._return(row, other, returned, score, back),
                    *self._about_conflict(row, other, common, conflict, alike))
        support = self.support(row, other)
        flags = (*support_flags(support), *(("one_sided",) if back == 0 < score else ()),
                 *(("channel_conflict",) if conflict > 0 else ()))
        return Explanation(score, score, score, 1.0, support, evidence, flags)

    def _conflict(self, row: int, other: int, common: NDArray[np.int32]) -> tuple[float, float | None]:
        """Conflict, and how alike what both do is; None (and no conflict known) where that is unknown."""
        if self.overlap_.reason_for(row, other) is not None:
            return 0.0, None
        alike = self.overlap_.explain(row, other).score
        return alike * float(self.shares_[common].sum()), alike

    def _evidence(self, row: int, other: int, opened: NDArray[np.int32], parts: Floats,
                  shown: int) -> tuple[Evidence, ...]:
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        if not len(parts) or not parts.any():
            return (Evidence("no channel gained", 0.0,
                             f"On record, {them} has no channel of any size that {me} lacks."),)
        named, rest = largest_first(parts, shown)
        evidence = []
        for at in named:
            name = name_of(self.snapshot_.nodes["Channel"], int(opened[at]))
            sentence = (f"{them} sells through {name}, {me} does not: "
                        f"{percent(float(parts[at]))} of all channels by size.")
            evidence.append(Evidence(name, float(parts[at]), sentence, self._facts(opened[[at]].tolist(), (other,))))
        if rest:
            others = count_of(len(rest), "other channel", "other channels")
            evidence.append(Evidence("other channels", float(parts[rest].sum()),
                                     f"{them} has {others} as well that {me} lacks."))
        return tuple(evidence)

    def _return(self, row: int, other: int, returned: NDArray[np.int32], score: float, back: float) -> Evidence:
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        if back <= 0:
            return Evidence("in return", 0.0, f"In return, {me} opens no channel to {them}: one side gains nothing.")
        order = returned[np.argsort(-self.shares_[returned], kind="stable")][:_NAMED]
        names = [name_of(self.snapshot_.nodes["Channel"], each) for each in order.tolist()]
        names += [f"{len(returned) - _NAMED:,} more"] if len(returned) > _NAMED else []
        return Evidence("in return", 0.0,
                        f"In return, {me} opens {listed(names)} to {them}, {percent(back)} of all channels; "
                        f"the smaller of the two gains is {percent(min(score, back))}.",
                        self._facts(order.tolist(), (row,)))

    def _about_conflict(self, row: int, other: int, common: NDArray[np.int32], conflict: float,
                        alike: float | None) -> list[Evidence]:
        if not len(common):
            return []
        shared = common[np.argsort(-self.shares_[common], kind="stable")]
        names = [name_of(self.snapshot_.nodes["Channel"], each) for each in shared[:_NAMED].tolist()]
        names += [f"{len(shared) - _NAMED:,} more"] if len(shared) > _NAMED else []
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        said = ("how alike what they sell is is not known" if alike is None else
                f"with {percent(alike)} of {possessive(me)} and {possessive(them)} portfolios the same, "
                f"the conflict is {number(conflict)}")
        return [Evidence("conflict", 0.0, f"Both sell through {listed(names)}; {said}.",
                         self._facts(shared[:_NAMED].tolist(), (row, other)))]

    def _facts(self, channels: Sequence[int], partners: tuple[int, ...]) -> tuple[Fact, ...]:
        layer, nodes = self.snapshot_.layer(CHANNELS), self.snapshot_.nodes["Channel"]
        return tuple(Fact(CHANNELS, nodes.ids[each], layer.fact_of(row, each), row)
                     for each in channels for row in partners)


def _sizes(snapshot: Snapshot) -> Floats:
    """How much is sold through each channel; 1 where nothing is said."""
    if "Channel" not in snapshot.nodes:
        return np.zeros(0)
    nodes = snapshot.nodes["Channel"]
    column = nodes.columns.get("size")
    if not isinstance(column, np.ndarray):
        return np.ones(len(nodes))
    return np.maximum(np.where(np.isnan(column), 1.0, column), 0.0)
