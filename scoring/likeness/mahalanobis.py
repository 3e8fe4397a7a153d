"""How alike are two portfolios if neighbouring capabilities count as partly the same?

Which capabilities are neighbours is learned from the population of one snapshot: those that the same
organisations hold. The same measure as a function of small matrices is ``measures.mahalanobis_jaffe``.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.base import Evidence, Explanation, Fact, Tags
from scoring.dense import largest_first
from scoring.errors import InvalidParameter
from scoring.overlap import PortfolioScorer, capability_facts
from scoring.postings import Postings
from scoring.snapshot import PROFILE, Snapshot
from scoring.wording import count_of, name_of, number, percent, possessive

Floats = NDArray[np.float64]

_CLASSES: Final = 256  # rows of the closeness that are dense at a time
_EQUAL: Final = 12  # decimals within which two closenesses tie: sums of another order are the same


def pruned_proximity(profile: Any, kept: int) -> sparse.csr_matrix:
    """``β = X̂ᵀ X̂`` of shares with columns of length 1, with the ``kept`` largest of each class.

    An entry stays if it is among the largest of either of its two classes (ties by class), so that the
    matrix stays symmetric; the diagonal is 1 for every class that somebody holds. All entries are 0 or
    more, and pruning may leave a matrix that is not positive semidefinite.

    Parameters
    ----------
    profile : sparse matrix of shape (n, K)
        amounts, 0 or more; empty rows do not count.
    kept : int
        at least 1.

    Examples
    --------
    >>> pruned_proximity(sparse.csr_matrix([[1.0, 1, 0], [0, 0, 5]]), 2).toarray().round(3).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]

    References
    ----------
    Bloom, N., Schankerman, M. & Van Reenen, J. (2013), Econometrica 81:1347.
    """
    scaled = _scaled_shares(profile)
    turned = scaled.T.tocsr()
    blocks = [_largest((turned[start : start + _CLASSES] @ scaled).toarray(), kept)
              for start in range(0, turned.shape[0], _CLASSES)]
    one_way = sparse.vstack(blocks, format="csr") if blocks else sparse.csr_matrix((0, 0))
    both = one_way.maximum(one_way.T).tocsr()
    both.sort_indices()
    return both


def _scaled_shares(profile: Any) -> Any:
    """Shares of each portfolio, every class scaled to length 1."""
    shares = sparse.csr_matrix(profile, dtype=np.float64, copy=True)
    totals = np.asarray(shares.sum(axis=1)).ravel()
    shares.data /= np.repeat(np.where(totals > 0, totals, 1.0), np.diff(shares.indptr))
    lengths = np.sqrt(np.bincount(shares.indices, shares.data**2, minlength=shares.shape[1]))
    shares.data /= np.where(lengths > 0, lengths, 1.0)[shares.indices]
    return shares


def _largest(block: Floats, kept: int) -> sparse.csr_matrix:
    """The largest entries of each row that are above 0."""
    if kept < block.shape[1]:
        ranks = np.round(block, _EQUAL)
        least = np.partition(ranks, -kept, axis=1)[:, -kept]
        above = ranks > least[:, None]
        tied = ranks == least[:, None]
        room = kept - above.sum(axis=1)
        block = np.where(above | (tied & (np.cumsum(tied, axis=1) <= room[:, None])), block, 0.0)
    return sparse.csr_matrix(block)


class Mahalanobis(PortfolioScorer):
    """Cosine that sees neighbouring capabilities: ``x̃_a β x̃_bᵀ / √(M_aa M_bb)``, in [0, 1], symmetric.

    ``x̃`` are portfolios of length 1, ``β`` how often two capabilities are held by the same
    organisations (``pruned_proximity``: the ``kept`` nearest of each), ``M = x̃ β x̃ᵀ``. The published
    measure is ``M_ab`` and exceeds 1; dividing it is our choice. A pruned ``β`` can lift a score above
    1, which is cut there. Exact over everybody: no shortlist is made. ``β`` is learned from the
    organisations of the snapshot and changes with them, so every explanation says which they are.

    Parameters
    ----------
    kept : int
        how many neighbours of each capability count, itself included.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> held = {"a": {"x": 1}, "b": {"y": 1}, "c": {"x": 1, "y": 1}, "d": {"z": 1}}
    >>> Mahalanobis().fit(tiny_snapshot(profile=held)).scores_for(0).round(3).tolist()
    [nan, 0.2, 0.775, 0.0]

    References
    ----------
    Bloom, N., Schankerman, M. & Van Reenen, J. (2013), Econometrica 81:1347.
    """

    name: ClassVar[str] = "mahalanobis"
    about: ClassVar[str] = "How alike the mixes are where neighbouring capabilities count as partly the same"
    tags: ClassVar[Tags] = Tags(symmetric=True, requires=frozenset({PROFILE}))

    proximity_: sparse.csr_matrix
    lengths_: Floats
    population_: int

    def __init__(self, *, kept: int = 50) -> None:
        self.kept = kept

    def fit(self, snapshot: Snapshot) -> Self:
        if self.kept < 1:
            raise InvalidParameter(f"kept is {self.kept}; it can be 1 or more.")
        super().fit(snapshot)
        self.population_ = int(np.count_nonzero(~self.unknown_))
        if self.postings_ is not None:
            self.proximity_ = pruned_proximity(_matrix(self.postings_), self.kept)
            # ‖x‖ √M_aa in one number: x β xᵀ of the amounts as they are.
            products = np.zeros(snapshot.partner_count)
            by_row, near = self.postings_.by_row, self.proximity_
            self.postings_.kernels.own_products(by_row.indptr, by_row.classes, by_row.weights,
                                                near.indptr, near.indices, near.data, products)
            self.lengths_ = np.sqrt(np.where(products > 0, products, 1.0))
        return self

    def values_for(self, row: int) -> Floats:
        index = self._index
        near = self._near(row)
        wanted = np.flatnonzero(near)
        values = np.zeros(len(index.totals))
        index.kernels.add_product(index.indptr, index.rows, index.weights, wanted, near[wanted], values)
        values /= self.lengths_ * self.lengths_[row]
        return np.minimum(values, 1.0, out=values)

    def _near(self, row: int) -> Floats:
        """``x_a β``: how much of the portfolio lies at or near each capability."""
        classes, weights = self._index.of(row)
        near = np.zeros(self.proximity_.shape[0])
        for each, weight in zip(classes.tolist(), weights.tolist(), strict=True):
            span = slice(self.proximity_.indptr[each], self.proximity_.indptr[each + 1])
            near[self.proximity_.indices[span]] += weight * self.proximity_.data[span]
        return near

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        classes, weights = self._index.of(other)
        parts = weights * self._near(row)[classes] / (self.lengths_[row] * self.lengths_[other])
        touched = parts > 0
        classes, parts = classes[touched], parts[touched]
        if parts.sum() > 1:
            parts = parts / parts.sum()
        return self.explanation(row, other, parts, self._evidence(row, other, classes, parts, shown))

    def _evidence(self, row: int, other: int, classes: NDArray[np.int32], parts: Floats,
                  shown: int) -> tuple[Evidence, ...]:
        partners = self.snapshot_.partners
        me, them = name_of(partners, row), name_of(partners, other)
        population = Evidence("population", 0.0, (
            f"Which capabilities are near each other is learned from the {self.population_:,} organisations "
            f"with a portfolio on {self.snapshot_.as_of}."))
        if not len(parts):
            return (Evidence("nothing near", 0.0, f"Nothing that {them} holds is near anything that {me} holds."),
                    population)
        named, rest = largest_first(parts, shown)
        evidence = [self._about(row, other, int(classes[each]), float(parts[each])) for each in named]
        if rest:
            others = count_of(len(rest), "other capability", "other capabilities")
            evidence.append(Evidence("other capabilities", float(parts[rest].sum()),
                                     f"{them} holds {others} at or near those of {me}."))
        return (*evidence, population)

    def _about(self, row: int, other: int, held: int, part: float) -> Evidence:
        capabilities, partners = self.snapshot_.nodes["Capability"], self.snapshot_.partners
        nearest, closeness = self._nearest_of(row, held)
        me, them = name_of(partners, row), name_of(partners, other)
        share = percent(self.snapshot_.layer(PROFILE).weight_of(other, held) / float(self._index.totals[other]))
        name = name_of(capabilities, held)
        how = ("which " + me + " holds too" if nearest == held else
               f"near {name_of(capabilities, nearest)} of {me} (closeness {number(closeness)})")
        return Evidence(name, part, f"{name} is {share} of {possessive(them)} portfolio, {how}.",
                        self._facts(row, other, held, nearest))

    def _nearest_of(self, row: int, held: int) -> tuple[int, float]:
        """The asker's capability that gives most to one of the other's, and how close the two are."""
        classes, weights = self._index.of(row)
        closeness = np.asarray(self.proximity_[held, classes].todense()).ravel()
        at = int(np.argmax(weights * closeness))
        return int(classes[at]), float(closeness[at])

    def _facts(self, row: int, other: int, held: int, nearest: int) -> tuple[Fact, ...]:
        layer = self.snapshot_.layer(PROFILE)
        return (*capability_facts(self.snapshot_, layer, nearest, (row,)),
                *capability_facts(self.snapshot_, layer, held, (other,)))


def _matrix(postings: Postings) -> sparse.csr_matrix:
    by_row = postings.by_row
    shape = (len(postings.totals), len(postings.indptr) - 1)
    narrow = np.int32 if len(by_row.weights) < 2**31 else np.int64
    return sparse.csr_matrix((by_row.weights, by_row.classes, by_row.indptr.astype(narrow)), shape)
