"""Does what another one holds, and I lack, go together with what I hold?

Relatedness × absence: a capability counts for a partner if the asker lacks it and if it occurs together
with the asker's own ones in patents (or in portfolios) more often than by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.base import Evidence, Explanation, Tags
from scoring.complements.relatedness import KEPT, Relatedness, association, relatedness
from scoring.dense import largest_first, support_flags
from scoring.errors import InvalidParameter
from scoring.intervals import wilson
from scoring.overlap import PortfolioScorer, capability_facts
from scoring.snapshot import PROFILE, Snapshot, Strings
from scoring.wording import brief, count_of, listed, name_of, number, percent, possessive

Floats = NDArray[np.float64]

BASES: Final = ("auto", "patents", "portfolios")
_NAMED: Final = 2


def class_incidence(snapshot: Snapshot, basis: str = "auto") -> tuple[Any, str]:
    """Which classes stand together: in patents, or, where there are few, in portfolios.

    Parameters
    ----------
    basis : {"auto", "patents", "portfolios"}
        ``auto`` takes patents if at least half of the capabilities that anybody holds occur in one and
        a patent has two classes or more on average: one that has a single class says nothing about
        what goes together.

    Returns
    -------
    (incidence, basis)
        a sparse matrix with a row per patent family (documents of one family are one row) or per
        organisation, without empty rows; and what its rows are.

    Raises
    ------
    InvalidParameter
        for another basis.
    """
    if basis not in BASES:
        raise InvalidParameter(f"basis is {basis!r}; it can be {listed(BASES)}.")
    patents, profile = snapshot.layers.get("patent_classes"), snapshot.layers.get(PROFILE)
    classes = len(snapshot.nodes["Capability"]) if "Capability" in snapshot.nodes else 0
    if basis == "auto":
        held = 0 if profile is None else len(np.unique(profile.indices[profile.weights > 0]))
        in_patents = 0 if patents is None else len(np.unique(patents.indices))
        telling = patents is not None and patents.nnz >= 2 * np.count_nonzero(np.diff(patents.indptr))
        basis = "patents" if telling and in_patents and 2 * in_patents >= held else "portfolios"
    layer = patents if basis == "patents" else profile
    if layer is None:
        return sparse.csr_matrix((0, classes)), basis
    rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
    if basis == "patents":
        rows = _families(snapshot)[rows]
    here = layer.weights > 0
    _, rows = np.unique(rows[here], return_inverse=True)
    shape = (int(rows.max(initial=-1)) + 1, layer.shape[1])
    return sparse.coo_matrix((np.ones(len(rows)), (rows, layer.indices[here])), shape).tocsr(), basis


def _families(snapshot: Snapshot) -> NDArray[np.int64]:
    """Per patent a number that documents of one family share."""
    patents = snapshot.nodes["Patent"]
    column, alone = patents.columns.get("family_id"), np.arange(len(patents))
    if not isinstance(column, Strings):
        return alone
    _, first, family = np.unique(np.array(list(column), dtype=object).astype(str),
                                 return_index=True, return_inverse=True)
    told: NDArray[np.int64] = np.where(np.diff(column.offsets) > 0, first[family], alone)
    return told


class ComplementTau(PortfolioScorer):
    """Related and absent: ``Σ_{c ∈ b∖a} p_bc · mean_{d ∈ a} t⁺_cd / (1 + t⁺_cd)``.

    ``p_b`` are the shares of the partner's portfolio, ``a`` and ``b`` the capabilities that the asker
    and the partner hold, ``t`` the hypergeometric τ of two classes, or where fewer than five joint
    occurrences are expected the normal deviate of the exact tail. In [0, 1], directed: what the partner
    adds to the asker. 0 for a partner that holds nothing else.

    Classes stand together in patent families; where under half of the held capabilities occur in any, or
    patents have fewer than two classes on average, in portfolios (flags ``related_by_patents``,
    ``related_by_portfolios``). A capability in none of them
    or in all has no τ: it counts as 0 in the score and as 1 in ``high``, and lowers ``coverage``. Beside
    that the interval is Wilson's, as for ``overlap``. Each capability that the asker lacks contributes its
    term, so the explanation is exact.

    Parameters
    ----------
    basis : {"auto", "patents", "portfolios"}
        what classes stand together in.
    keep : int
        related classes per class, strongest first; weaker ones count as unrelated.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> held = {"a": {"cells": 1}, "b": {"packs": 1}, "c": {"songs": 1}}
    >>> held |= {f"x{each}": {"cells": 1, "packs": 1} for each in range(9)}
    >>> held |= {f"y{each}": {"songs": 1} for each in range(9)}
    >>> ComplementTau().fit(tiny_snapshot(profile=held)).scores_for(0)[1:3].round(2).tolist()
    [0.77, 0.0]

    References
    ----------
    Relatedness: Teece, D. et al. (1994), J. Econ. Behavior & Organization 23:1. Complementarity as
    relatedness: Dibiaggio, L., Nasiriyar, M. & Nesta, L. (2014), Research Policy 43:1582. The measure of
    a pair of organisations is this product's own.
    """

    name: ClassVar[str] = "complement_tau"
    about: ClassVar[str] = "How much it holds that you lack and that goes with what you hold"
    tags: ClassVar[Tags] = Tags(requires=frozenset({PROFILE}))
    quick_towards: ClassVar[bool] = True

    related_: Relatedness
    basis_: str

    def __init__(self, *, basis: str = "auto", keep: int = KEPT) -> None:
        self.basis = basis
        self.keep = keep

    def fit(self, snapshot: Snapshot) -> Self:
        super().fit(snapshot)
        if self.keep < 1:
            raise InvalidParameter(f"keep is {self.keep}; it can be 1 or more.")
        incidence, self.basis_ = class_incidence(snapshot, self.basis)
        self.related_ = relatedness(incidence, keep=self.keep)
        self.known_counts_ = self._counts_of_known()
        self.unknown_ = self.known_counts_ == 0
        return self

    def _counts_of_known(self) -> Floats:
        """How many capabilities of each partner have a τ."""
        counts = np.zeros(self.snapshot_.partner_count)
        if self.postings_ is not None:
            known = np.flatnonzero(self.related_.known)
            index = self._index
            index.kernels.add_held(index.indptr, index.rows, index.weights, known, np.ones(len(known)), counts)
        return counts

    def values_for(self, row: int) -> Floats:
        index = self._index
        mine, _ = index.of(row)
        nearness = self._nearness(mine)
        nearness[mine] = 0.0
        wanted = np.flatnonzero(nearness)
        values = np.zeros(len(index.totals))
        index.kernels.add_product(index.indptr, index.rows, index.weights, wanted, nearness[wanted], values)
        values /= index.divisors
        return np.minimum(values, 1.0, out=values)

    def _nearness(self, held: Sequence[int] | NDArray[np.int32]) -> Floats:
        """``mean_{d ∈ held} t⁺_cd / (1 + t⁺_cd)`` for every class c."""
        rows: Floats = np.asarray(self.related_.strength[np.asarray(held)].sum(axis=0)).ravel() / len(held)
        return rows

    def values_towards(self, row: int) -> Floats | None:
        values = np.full(self.snapshot_.partner_count, np.nan)
        if self.asker_reason(row) is not None:
            return values
        index, sums = self._index, np.zeros(len(values))
        mine, weights = index.of(row)
        for each, share in zip(mine.tolist(), (weights / index.totals[row]).tolist(), strict=True):
            line = self.related_.strength[[each]]
            near = np.zeros(len(values))
            index.kernels.add_held(index.indptr, index.rows, index.weights, line.indices, line.data, near)
            span = slice(index.indptr[each], index.indptr[each + 1])
            near[index.rows[span][index.weights[span] > 0]] = 0.0  # who holds it does not lack it
            sums += share * near
        known = np.flatnonzero(~self.unknown_)
        values[known] = np.minimum(sums[known] / index.held[known], 1.0)
        return values

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        index = self._index
        (mine, _), (theirs, weights) = index.of(row), index.of(other)
        lacked = ~np.isin(theirs, mine)
        added, shares = theirs[lacked], weights[lacked] / index.totals[other]
        parts = shares * self._nearness(mine)[added]
        score = min(1.0, float(np.cumsum(parts)[-1])) if len(parts) else 0.0
        unknown = self._unknown_share(mine, added)
        support = self.support(row, other)
        low, _ = wilson(score, support)
        most = min(1.0, score + float(shares @ unknown))
        return Explanation(
            score, low, wilson(most, support)[1], self._coverage(shares, unknown), support,
            self._evidence(row, other, mine, added, shares, parts, shown),
            (*support_flags(support), f"related_by_{self.basis_}"),
        )

    def _unknown_share(self, mine: NDArray[np.int32], added: NDArray[np.int32]) -> Floats:
        """Per added class the share of the asker's own of which nothing is known beside it."""
        without = float(np.count_nonzero(~self.related_.known[mine])) / len(mine)
        return np.where(self.related_.known[added], without, 1.0)

    @staticmethod
    def _coverage(shares: Floats, unknown: Floats) -> float:
        asked = float(shares.sum())
        return 1.0 if asked <= 0 else min(1.0, max(0.0, 1 - float(shares @ unknown) / asked))

    def _evidence(self, row: int, other: int, mine: NDArray[np.int32], added: NDArray[np.int32], shares: Floats,
                  parts: Floats, shown: int) -> tuple[Evidence, ...]:
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        telling = np.flatnonzero(parts > 0)
        if not len(telling):
            what = (f"{them} holds nothing on record that {me} lacks" if not len(added) else
                    f"Nothing of what {them} holds and {me} lacks is known to go with what {me} holds")
            return (Evidence("nothing related", 0.0, f"{what}."),)
        named, rest = largest_first(parts[telling], shown)
        evidence = [self._about(row, other, mine, int(added[at]), float(shares[at]), float(parts[at]))
                    for at in telling[named].tolist()]
        if rest:
            others = count_of(len(rest), "other capability", "other capabilities")
            evidence.append(Evidence("other capabilities", float(parts[telling[rest]].sum()),
                                     f"{them} holds {others} as well that {me} lacks and that go with its own."))
        return tuple(evidence)

    def _about(self, row: int, other: int, mine: NDArray[np.int32], added: int, share: float,
               part: float) -> Evidence:
        capabilities, layer = self.snapshot_.nodes["Capability"], self.snapshot_.layer(PROFILE)
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        strengths = self.related_.strength[[added]].toarray().ravel()[mine]
        nearest = [int(mine[at]) for at in np.argsort(-strengths, kind="stable")[:_NAMED].tolist() if strengths[at] > 0]
        name = name_of(capabilities, added)
        sentence = (f"{them} holds {brief(name)} ({percent(share)} of its portfolio), which {me} lacks; it goes with "
                    f"{possessive(me)} {listed([self._together(added, each) for each in nearest])}.")
        facts = (*capability_facts(self.snapshot_, layer, added, (other,)),
                 *(fact for each in nearest for fact in capability_facts(self.snapshot_, layer, each, (row,))))
        return Evidence(name, part, sentence, facts)

    def _together(self, one: int, other: int) -> str:
        """A class of the asker's with how often it stands beside another."""
        joint, counts = int(self.related_.joint[one, other]), self.related_.counts
        times = number(float(association(joint, counts[one], counts[other], self.related_.total)))
        rows = (("patent family", "patent families") if self.basis_ == "patents" else ("portfolio", "portfolios"))
        return (f"{brief(name_of(self.snapshot_.nodes['Capability'], other))} "
                f"(together in {count_of(joint, *rows)}, {times} times as often as by chance)")
