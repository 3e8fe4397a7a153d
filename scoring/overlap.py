"""How alike are two organisations in what they can do? Scorers over the ``profile`` layer.

All of them read one inverted index, class by class of the asking partner, and are exact. The same
measures as functions of matrices are in ``measures.py``.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Fact, Reason, Tags
from scoring.dense import DenseScorer, largest_first, support_flags
from scoring.intervals import wilson
from scoring.measures import smooth_idf
from scoring.postings import Postings, postings_of
from scoring.snapshot import PROFILE, Layer, Snapshot
from scoring.wording import count_of, name_of, percent, possessive


class Shared(NamedTuple):
    """The classes that two partners both hold, ascending, with both weights."""

    classes: NDArray[np.int32]
    mine: NDArray[np.float64]
    theirs: NDArray[np.float64]


class PortfolioScorer(DenseScorer):
    """A scorer that reads portfolios: rows of the ``profile`` layer.

    The interval is Wilson's at 90 % with ``n = support``, the total weight of the thinner portfolio
    (with patents: their number). It treats the score as a share seen in so many independent draws,
    which is an approximation; it does not correct the bias against small portfolios.

    Attributes
    ----------
    snapshot_ : Snapshot
    postings_ : Postings or None
        None where the snapshot has no ``profile``.
    """

    postings_: Postings | None

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        layer = snapshot.layers.get(PROFILE)
        self.postings_ = None if layer is None else postings_of(layer)
        self.unknown_ = (np.ones(snapshot.partner_count, dtype=bool) if self.postings_ is None
                         else self.postings_.totals <= 0)
        return self

    def asker_reason(self, row: int) -> Reason | None:
        return Reason.NO_DATA if self.unknown_[row] else None

    def supports(self, row: int) -> NDArray[np.float64]:
        if self.postings_ is None:
            return np.zeros(self.snapshot_.partner_count)
        return smaller_of(self.postings_.totals, row)

    def support(self, row: int, other: int) -> float:
        totals = None if self.postings_ is None else self.postings_.totals
        return 0.0 if totals is None else float(min(totals[row], totals[other]))

    def explanation(self, row: int, other: int, parts: NDArray[np.float64],
                    evidence: tuple[Evidence, ...]) -> Explanation:
        """The sum of the parts with Wilson's interval around it."""
        score = min(1.0, float(np.cumsum(parts)[-1])) if len(parts) else 0.0
        support = self.support(row, other)
        low, high = wilson(score, support)
        return Explanation(score, low, high, 1.0, support, evidence, support_flags(support))

    @property
    def _index(self) -> Postings:
        assert self.postings_ is not None  # asker_reason has said so
        return self.postings_


class LikenessScorer(PortfolioScorer):
    """A portfolio scorer whose score is a sum over the capabilities that both hold."""

    @abstractmethod
    def contributions(self, row: int, other: int, shared: Shared) -> NDArray[np.float64]:
        """What each shared class adds to the score."""

    def says_shares(self) -> bool:
        """Whether the sentences give both shares (where the score depends on them)."""
        return True

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        shared = self._shared(row, other)
        parts = self.contributions(row, other, shared)
        return self.explanation(row, other, parts, self._evidence(row, other, shared, parts, shown))

    def _shared(self, row: int, other: int) -> Shared:
        (mine, my_weights), (theirs, their_weights) = self._index.of(row), self._index.of(other)
        at = np.searchsorted(theirs, mine)
        at[at == len(theirs)] = 0
        both = theirs[at] == mine
        return Shared(mine[both], my_weights[both], their_weights[at[both]])

    def _evidence(self, row: int, other: int, shared: Shared,
                  parts: NDArray[np.float64], shown: int) -> tuple[Evidence, ...]:
        partners, capabilities = self.snapshot_.partners, self.snapshot_.nodes["Capability"]
        me, them = name_of(partners, row), name_of(partners, other)
        if not len(parts):
            return (Evidence("no common capability", 0.0,
                             f"Nothing on record says that {me} and {them} have a capability in common."),)
        named, rest = largest_first(parts, shown)
        totals, layer = self._index.totals, self.snapshot_.layer(PROFILE)
        evidence = []
        for position in named:
            capability = int(shared.classes[position])
            name = name_of(capabilities, capability)
            sentence = f"Both hold {name}."
            if self.says_shares():
                mine = percent(float(shared.mine[position] / totals[row]))
                theirs = percent(float(shared.theirs[position] / totals[other]))
                sentence = (f"Both hold {name}: {mine} of {possessive(me)} portfolio, "
                            f"{theirs} of {possessive(them)}.")
            evidence.append(Evidence(name, float(parts[position]), sentence,
                                     capability_facts(self.snapshot_, layer, capability, (row, other))))
        if rest:
            others = count_of(len(rest), "other capability", "other capabilities")
            evidence.append(Evidence("other capabilities", float(parts[rest].sum()),
                                     f"Both hold {others} as well."))
        return tuple(evidence)


def smaller_of(sizes: NDArray[Any], row: int) -> NDArray[np.float64]:
    """The size of the thinner side, for every partner."""
    smaller: NDArray[np.float64] = np.minimum(sizes, sizes[row]).astype(np.float64)
    return smaller


def capability_facts(snapshot: Snapshot, layer: Layer, capability: int,
                     partners: tuple[int, ...]) -> tuple[Fact, ...]:
    """That each of these partners holds a capability, as facts that can be looked up."""
    identifier = snapshot.nodes["Capability"].ids[capability]
    return tuple(Fact("partner_capabilities", identifier, layer.fact_of(row, capability), row) for row in partners)


class Overlap(LikenessScorer):
    """Share of the two portfolios that is the same: ``Σ_c min(p_ac, p_bc)`` (min-complement).

    ``p`` are shares of a portfolio. 1 means the same profile, 0 nothing in common; size does not
    enter, but small portfolios score lower by chance: see ``support``. Each common capability
    contributes the smaller of its two shares, so the explanation is exact.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 3, "y": 1}, "b": {"x": 1, "z": 1}})
    >>> float(Overlap().fit(snapshot).scores_for(0)[1])
    0.5

    References
    ----------
    Bar, T. & Leiponen, A. (2012), Economics Letters 116:457.
    """

    name: ClassVar[str] = "overlap"
    about: ClassVar[str] = "How much of the two portfolios is the same, capability by capability"
    tags: ClassVar[Tags] = Tags(symmetric=True, requires=frozenset({PROFILE}))

    def values_for(self, row: int) -> NDArray[np.float64]:
        index = self._index
        classes, weights = index.of(row)
        values = np.zeros(len(index.totals))
        index.kernels.add_smaller(index.indptr, index.rows, index.weights, index.divisors,
                                  classes, weights / index.totals[row], values)
        return np.minimum(values, 1.0, out=values)

    def contributions(self, row: int, other: int, shared: Shared) -> NDArray[np.float64]:
        totals = self._index.totals
        smaller: NDArray[np.float64] = np.minimum(shared.mine / totals[row], shared.theirs / totals[other])
        return smaller


class CosineScorer(LikenessScorer):
    """Cosine of portfolios after every class is multiplied by a weight of its own."""

    class_weights_: NDArray[np.float64] | None
    lengths_: NDArray[np.float64]

    def fit(self, snapshot: Snapshot) -> Self:
        super().fit(snapshot)
        self.class_weights_ = None if self.postings_ is None else self.class_weights(self.postings_)
        self.lengths_ = np.ones(snapshot.partner_count)
        if self.postings_ is not None:
            weights = self.class_weights_
            squares = self.postings_.row_sums(
                lambda amounts, classes: (amounts if weights is None else amounts * weights[classes]) ** 2
            )
            self.lengths_ = np.sqrt(np.where(self.unknown_, 1.0, squares))
        return self

    @abstractmethod
    def class_weights(self, postings: Postings) -> NDArray[np.float64] | None:
        """One weight per class, from the whole population; None = all alike."""

    def values_for(self, row: int) -> NDArray[np.float64]:
        index = self._index
        classes, weights = index.of(row)
        values = np.zeros(len(index.totals))
        index.kernels.add_product(index.indptr, index.rows, index.weights,
                                  classes, self._squared(classes, weights), values)
        values /= self.lengths_ * self.lengths_[row]
        return np.minimum(values, 1.0, out=values)

    def contributions(self, row: int, other: int, shared: Shared) -> NDArray[np.float64]:
        length = self.lengths_[row] * self.lengths_[other]
        products: NDArray[np.float64] = self._squared(shared.classes, shared.mine) * shared.theirs / length
        return products

    def _squared(self, classes: NDArray[np.int32], amounts: NDArray[np.float64]) -> NDArray[np.float64]:
        """The asker's amounts times the squared class weight, so that the index holds amounts only."""
        return amounts if self.class_weights_ is None else amounts * self.class_weights_[classes] ** 2


class Jaffe(CosineScorer):
    """Cosine of the two profiles: ``x_a · x_b / (‖x_a‖ ‖x_b‖)``.

    Size does not enter: a portfolio and its tenfold give 1.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 3, "y": 4}, "b": {"x": 30, "y": 40}, "c": {"x": 4, "y": 3}})
    >>> Jaffe().fit(snapshot).scores_for(0).round(2).tolist()
    [nan, 1.0, 0.96]

    References
    ----------
    Jaffe, A. (1986), American Economic Review 76:984.
    """

    name: ClassVar[str] = "jaffe"
    about: ClassVar[str] = "How alike the mixes of capabilities are, whatever their size (cosine)"
    tags: ClassVar[Tags] = Tags(symmetric=True, requires=frozenset({PROFILE}))

    def class_weights(self, postings: Postings) -> NDArray[np.float64] | None:
        return None


class TfidfCosine(CosineScorer):
    """Cosine after capabilities that many hold are weighted down: ``cos(x_a ⊙ idf, x_b ⊙ idf)``.

    ``idf = ln((1+N)/(1+df)) + 1``; ``N`` and ``df`` count the partners of the snapshot. Recommended for finding similar
    organisations; its parts are less easy to say than those of ``overlap``.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> held = {"a": {"x": 1, "y": 1}, "b": {"x": 1, "z": 1}, "c": {"y": 1}, "d": {"y": 1}}
    >>> TfidfCosine().fit(tiny_snapshot(profile=held)).scores_for(0).round(2).tolist()
    [nan, 0.48, 0.63, 0.63]

    References
    ----------
    Salton, G. & Buckley, C. (1988), Information Processing & Management 24:513.
    """

    name: ClassVar[str] = "tfidf_cosine"
    about: ClassVar[str] = "How alike the mixes of capabilities are, rare ones counting more"
    tags: ClassVar[Tags] = Tags(symmetric=True, requires=frozenset({PROFILE}))

    def class_weights(self, postings: Postings) -> NDArray[np.float64] | None:
        return smooth_idf(len(postings.totals), postings.class_counts())
