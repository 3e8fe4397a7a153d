"""How much of one organisation's patent pool lies where another's lies? Families, not documents (专利池重叠率).

The documents of one family count once; a document without a family is a family of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.base import Evidence, Explanation, Fact, Reason, Tags
from scoring.covering.levels import Level, Levels
from scoring.dense import DenseScorer, largest_first, support_flags
from scoring.intervals import wilson
from scoring.overlap import smaller_of
from scoring.postings import Postings, postings_of
from scoring.snapshot import Layer, Nodes, Snapshot, Strings
from scoring.wording import count_of, name_of, number, possessive

Floats = NDArray[np.float64]

__all__ = ["Families", "PatentPools", "PoolOverlap", "pool_overlap"]

K = TypeVar("K")
_FAMILIES_NAMED: Final = 2


class PoolOverlap(NamedTuple):
    """How much of two pools is in common; NaN where a pool is empty."""

    mine: float  # of my pool
    theirs: float  # of their pool
    ruzicka: float  # of both together


def pool_overlap(mine: Mapping[K, float], theirs: Mapping[K, float]) -> PoolOverlap:
    """Patent-pool overlap rate, both ways: ``Σ_c min(x_ac, x_bc) / Σ_c x_ac``, in [0, 1], directed.

    ``x`` are families by class; a family in ``m`` classes counts 1/m in each. Merging classes never
    lowers it, so it says nothing without the level of its classes. The symmetric form is
    ``Σ min / Σ max`` (Ruzicka).

    Examples
    --------
    >>> pool_overlap({"H01M": 3, "B60L": 1}, {"H01M": 1, "G06N": 9})
    PoolOverlap(mine=0.25, theirs=0.1, ruzicka=0.07692307692307693)
    """
    common = sum(min(amount, theirs.get(each, 0.0)) for each, amount in mine.items())
    n, m = sum(mine.values()), sum(theirs.values())
    if n <= 0 or m <= 0:
        return PoolOverlap(*(float("nan"),) * 3)
    return PoolOverlap(common / n, common / m, common / (n + m - common))


@dataclass(frozen=True, slots=True, eq=False)
class Families:
    """The families of all patents, who owns them, and in which classes they are.

    Attributes
    ----------
    of_patent
        per patent its family, numbered by their first documents.
    owned
        partner × family, 1 where the partner owns a document of it.
    classes
        family × class, 1/m in each of the ``m`` classes of its documents.
    """

    of_patent: NDArray[np.int64]
    owned: sparse.csr_matrix
    classes: sparse.csr_matrix

    @classmethod
    def of(cls, snapshot: Snapshot) -> Families | None:
        """None where nothing is said of owners or of classes."""
        owners, classes = snapshot.layers.get("patent_owners"), snapshot.layers.get("patent_classes")
        if owners is None or classes is None:
            return None
        of_patent = _numbered(snapshot.nodes["Patent"])
        count = int(of_patent.max()) + 1 if len(of_patent) else 0
        owned = _ones(owners.indices, np.repeat(of_patent, np.diff(owners.indptr)), (owners.columns, count))
        held = _ones(np.repeat(of_patent, np.diff(classes.indptr)), classes.indices, (count, classes.columns))
        held.data /= np.repeat(np.diff(held.indptr), np.diff(held.indptr))
        return cls(of_patent, owned, held)

    def of_partner(self, row: int) -> NDArray[np.int32]:
        """The families that a partner owns."""
        return self.owned.indices[self.owned.indptr[row] : self.owned.indptr[row + 1]]

    def common(self, row: int, other: int) -> NDArray[np.int32]:
        """The families that both own."""
        found: NDArray[np.int32] = np.intersect1d(self.of_partner(row), self.of_partner(other))
        return found

    def pool(self, row: int, level: Level) -> dict[int, float]:
        """Families by group of classes: what ``pool_overlap`` compares."""
        mine = self.classes[self.of_partner(row)]
        sums = np.bincount(level.group_of[mine.indices], mine.data, minlength=level.count)
        return {group: float(sums[group]) for group in np.flatnonzero(sums).tolist()}

    def pools(self, level: Level) -> Layer:
        """The same for everybody, as a layer from partners to groups of classes."""
        count = self.classes.shape[1]
        merge = sparse.csr_matrix((np.ones(count), (np.arange(count), level.group_of)), (count, level.count))
        pools = (self.owned @ (self.classes @ merge)).tocoo()
        return Layer.of("pools", "Partner", "Group", pools.shape, pools.row, pools.col, pools.data)


def _numbered(patents: Nodes) -> NDArray[np.int64]:
    told = patents.columns.get("family_id")
    if not isinstance(told, Strings):
        return np.arange(len(patents), dtype=np.int64)
    seen: dict[str, int] = {}
    # A family has its number from its first document; so no two families have one.
    return np.unique([seen.setdefault(family, row) if family else row for row, family in enumerate(told)],
                     return_inverse=True)[1].astype(np.int64)


def _ones(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> sparse.csr_matrix:
    """1 at each place that is named, however often it is."""
    made = sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape).tocsr()
    made.sort_indices()
    made.data[:] = 1.0
    return made


class PatentPools(DenseScorer):
    """Patent-pool overlap rate (专利池重叠率): ``Σ_c min(x_ac, x_bc) / Σ_c x_ac`` over families, directed.

    ``x_ac`` is how many of a's families are in class ``c`` (a family in ``m`` classes is 1/m in each),
    families and ownership as of the day of the snapshot. The coarser the classes, the higher the rate:
    every answer says its level. The rate is named in planning without a formula: this one is
    product-defined. High overlap is a fact and not a merit: large pools contain small ones.
    Support counts classified families of the smaller pool; the interval is Wilson's over the asker's.

    Parameters
    ----------
    depth : int, optional
        the level of classes, counted from the coarsest, 1; by default main groups for CPC and IPC
        codes, and classes as they are recorded for others.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> links = {"patent_owners": {"p": {"a": 1}, "q": {"b": 1}, "r": {"a": 1}},
    ...          "patent_classes": {"p": {"x": 1}, "q": {"x": 1}, "r": {"y": 1}}}
    >>> snapshot = tiny_snapshot(links=links)
    >>> float(PatentPools().fit(snapshot).scores_for(0)[1]), float(PatentPools().fit(snapshot).scores_for(1)[0])
    (0.5, 1.0)
    """

    name: ClassVar[str] = "pool_overlap"
    about: ClassVar[str] = "Which share of your patent families lies where its families lie (专利池重叠率)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({"patent_owners", "patent_classes"}))

    families_: Families | None
    level_: Level
    pools_: Layer
    postings_: Postings
    documents_: NDArray[np.int64]  # rows of patents, by owner
    starts_: NDArray[np.int64]

    def __init__(self, *, depth: int | None = None) -> None:
        self.depth = depth

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        self.level_ = Levels.of(snapshot).at(self.depth)
        self.families_ = Families.of(snapshot)
        self.unknown_ = np.ones(snapshot.partner_count, dtype=bool)
        if self.families_ is not None:
            self.pools_ = self.families_.pools(self.level_)
            self.postings_ = postings_of(self.pools_)
            self.unknown_ = self.postings_.totals <= 0
            owners = snapshot.layer("patent_owners")
            order = np.argsort(owners.indices, kind="stable")
            self.documents_ = np.repeat(np.arange(owners.shape[0]), np.diff(owners.indptr))[order]
            self.starts_ = np.searchsorted(owners.indices[order], np.arange(snapshot.partner_count + 1))
        return self

    def asker_reason(self, row: int) -> Reason | None:
        return Reason.NO_DATA if self.unknown_[row] else None

    def supports(self, row: int) -> Floats:
        if self.families_ is None:
            return np.zeros(self.snapshot_.partner_count)
        return smaller_of(self.postings_.totals, row)

    def support(self, row: int, other: int) -> float:
        return 0.0 if self.families_ is None else float(min(self.postings_.totals[[row, other]]))

    def values_for(self, row: int) -> Floats:
        index = self.postings_
        groups, amounts = index.of(row)
        values, ones = np.zeros(len(index.totals)), np.ones(len(index.totals))
        index.kernels.add_smaller(index.indptr, index.rows, index.weights, ones, groups, amounts, values)
        values /= index.totals[row]
        return np.minimum(values, 1.0, out=values)

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        totals = self.postings_.totals
        mine, theirs = (dict(zip(*(each.tolist() for each in self.postings_.of(who)), strict=True))
                        for who in (row, other))
        groups = [group for group in mine if group in theirs]
        parts = np.array([min(mine[group], theirs[group]) for group in groups], dtype=np.float64) / totals[row]
        score = min(1.0, float(parts.sum()))
        support = self.support(row, other)
        named, rest = largest_first(parts, shown)
        evidence = [self._about(row, other, groups[each], (mine[groups[each]], theirs[groups[each]]),
                                float(parts[each])) for each in named]
        if rest:
            others = count_of(len(rest), "other class", "other classes")
            evidence.append(Evidence("other classes", float(parts[rest].sum()), f"Both own families in {others}."))
        if not groups:
            me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
            evidence = [Evidence("no common class", 0.0, f"No family of {me} is in a {self.level_.name} of {them}.")]
        return Explanation(score, *wilson(score, float(totals[row])), 1.0, support, tuple(evidence),
                           support_flags(support))

    def _about(self, row: int, other: int, group: int, held: tuple[float, float], part: float) -> Evidence:
        partners, totals = self.snapshot_.partners, self.postings_.totals
        me, them = name_of(partners, row), name_of(partners, other)
        name = self.level_.names[group]
        sentence = (f"{name} ({self.level_.name}): {number(held[0])} of {possessive(me)} {number(totals[row])} "
                    f"families, {number(held[1])} of {possessive(them)} {number(totals[other])}.")
        return Evidence(name, part, sentence, (*self._documents(row, group), *self._documents(other, group)))

    def _documents(self, row: int, group: int) -> tuple[Fact, ...]:
        """Some documents of a partner in a group of classes, one per family, in the order of their rows."""
        snapshot, families = self.snapshot_, self.families_
        owned, classes = snapshot.layer("patent_owners"), snapshot.layer("patent_classes")
        assert families is not None
        found: dict[int, Fact] = {}
        for patent in self.documents_[self.starts_[row] : self.starts_[row + 1]].tolist():
            family = int(families.of_patent[patent])
            if family not in found and bool((self.level_.group_of[classes.neighbours(patent)] == group).any()):
                identifier = snapshot.nodes["Patent"].ids[patent]
                found[family] = Fact("patents", identifier, owned.fact_of(patent, row), row)
                if len(found) == _FAMILIES_NAMED:
                    break
        return tuple(found.values())
