"""How much of what an organisation needs does another one cover, at least and at most?

A need asks for one capability. Where a partner holds it, its *level* is ``min(1, weight)`` in the
``profile``; where it holds narrower capabilities, the mean level over all that are directly below
counts, if it is higher. What is not on record is unknown and not 0: the score is what is covered for
certain, ``high`` what could be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Fact, Reason, Tags
from scoring.dense import DenseScorer, largest_first, support_flags
from scoring.hierarchy import Hierarchy
from scoring.overlap import capability_facts
from scoring.postings import Postings, postings_of
from scoring.snapshot import PROFILE, Layer, Snapshot
from scoring.wording import count_of, listed, name_of, number

_NEEDS_SHOWN: Final = 20
_NARROWER_NAMED: Final = 3

Floats = NDArray[np.float64]


class Need(NamedTuple):
    """One thing that an organisation asks for."""

    row: int  # of the node
    capability: int
    weight: float
    must: bool


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """Whose needs are which: strategies and needs of a snapshot, sorted by partner."""

    snapshot: Snapshot
    _starts: NDArray[np.int64]  # per partner, into _rows
    _rows: NDArray[np.int64]
    _capabilities: NDArray[np.int32]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Needs:
        strategies = _only_target(snapshot, "needs.strategy_id")
        capabilities = _only_target(snapshot, "needs.capability_id")
        owned = _only_target(snapshot, "strategies.partner_id")
        later = snapshot.layers.get("strategies.supersedes_id")
        if later is not None:  # both versions stand on the day of a change, and the later one counts
            owned[later.indices] = -1
        owners = _at(owned, strategies)
        rows = np.flatnonzero((owners >= 0) & (_at(capabilities, np.arange(len(owners))) >= 0))
        rows = rows[np.argsort(owners[rows], kind="stable")]
        starts = np.zeros(snapshot.partner_count + 1, dtype=np.int64)
        np.cumsum(np.bincount(owners[rows], minlength=snapshot.partner_count), out=starts[1:])
        return cls(snapshot, starts, rows, capabilities)

    def owners(self) -> list[int]:
        """The partners that need anything, ascending."""
        found: list[int] = np.flatnonzero(np.diff(self._starts)).tolist()
        return found

    def of_partner(self, partner: int, only: str | None = None) -> list[Need]:
        """The needs of one partner by id, or the one with this id if it is theirs."""
        wanted: list[int] = self._rows[self._starts[partner] : self._starts[partner + 1]].tolist()
        nodes = self.snapshot.nodes["Need"] if wanted else None
        needs = []
        for row in wanted:
            assert nodes is not None
            weight, must = _number(nodes.columns.get("weight"), row), _number(nodes.columns.get("must"), row)
            weight = 1.0 if np.isnan(weight) else weight
            if weight > 0 and (only is None or nodes.ids[row] == only):
                needs.append(Need(row, int(self._capabilities[row]), weight, must == 1))
        return needs

    def of_everybody(self, only: str | None = None) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
        """Whose need asks for which capability with which weight, for all needs that count."""
        owners = np.repeat(np.arange(len(self._starts) - 1), np.diff(self._starts))
        rows, nodes = self._rows, self.snapshot.nodes.get("Need")
        column = None if nodes is None else nodes.columns.get("weight")
        weights = np.ones(len(rows))
        if isinstance(column, np.ndarray) and len(rows):
            weights = np.where(np.isnan(column[rows]), 1.0, column[rows])
        keep = weights > 0
        if only is not None:
            keep &= rows == (-1 if nodes is None else nodes.ids.find(only))
        return owners[keep], self._capabilities[rows[keep]], weights[keep]


def _number(column: object, row: int) -> float:
    return float(column[row]) if isinstance(column, np.ndarray) else float("nan")


def _only_target(snapshot: Snapshot, name: str) -> NDArray[np.int32]:
    """What each row of a reference layer names, -1 where it names nothing."""
    layer = snapshot.layers.get(name)
    if layer is None:
        return np.zeros(0, dtype=np.int32)
    found = np.full(layer.shape[0], -1, dtype=np.int32)
    filled = np.flatnonzero(np.diff(layer.indptr))
    found[filled] = layer.indices[layer.indptr[filled]]
    return found


def _at(values: NDArray[np.int32], positions: NDArray[Any]) -> NDArray[np.int32]:
    """``values[positions]``, -1 where the position is none."""
    inside = (positions >= 0) & (positions < len(values))
    found = np.full(len(positions), -1, dtype=np.int32)
    found[inside] = values[positions[inside]]
    return found


class Level(NamedTuple):
    """What is on record of one partner for one capability."""

    low: float
    high: float
    known: bool
    direct: bool  # the capability itself is on record
    through: tuple[int, ...]  # the capabilities that count: itself, or those directly or further below


class Levels:
    """To what degree partners have a capability, through the capabilities below it too."""

    def __init__(self, postings: Postings, hierarchy: Hierarchy) -> None:
        self._postings, self._hierarchy = postings, hierarchy

    def is_leaf(self, capability: int) -> bool:
        return not self._hierarchy.below(capability)[capability]

    def of_all(self, capability: int) -> tuple[NDArray[np.int32], Floats]:
        """Partners (ascending) of which anything is on record, and their levels (low)."""
        below = self._hierarchy.below(capability)
        levels: dict[int, tuple[NDArray[np.int32], Floats]] = {}
        for each, narrower in reversed(below.items()):
            parts = [levels.pop(one) for one in narrower]
            levels[each] = self._with_narrower(each, [part for part in parts if len(part[0])], len(narrower))
        return levels[capability]

    def _with_narrower(self, capability: int, parts: Sequence[tuple[NDArray[np.int32], Floats]],
                       count: int) -> tuple[NDArray[np.int32], Floats]:
        index = self._postings
        span = slice(index.indptr[capability], index.indptr[capability + 1])
        rows, held = index.rows[span], np.minimum(index.weights[span].astype(np.float64), 1.0)
        if not parts:
            return rows, held
        found, position = np.unique(np.concatenate([rows, *(part[0] for part in parts)]), return_inverse=True)
        sums = np.bincount(position[len(rows) :], np.concatenate([part[1] for part in parts]), len(found))
        levels = np.minimum(sums / count, 1.0)
        own = position[: len(rows)]
        levels[own] = np.maximum(levels[own], held)
        return found, levels

    def of_one(self, partner: int, wanted: Sequence[int]) -> list[Level]:
        """The levels of one partner for several capabilities."""
        by_row = self._postings.by_row
        span = slice(by_row.indptr[partner], by_row.indptr[partner + 1])
        held = dict(zip(by_row.classes[span].tolist(), by_row.weights[span].tolist(), strict=True))
        above = {each: self._hierarchy.above(each) for each in held}
        return [self._of_one(held, above, capability) for capability in wanted]

    def _of_one(self, held: dict[int, float], above: dict[int, dict[int, int]], top: int) -> Level:
        through = [each for each, way in above.items() if top in way]
        branches: dict[int, set[int]] = {}  # what is on record below, from the top down
        for start in through:
            for broader, below in above[start].items():
                branches.setdefault(broader, set()).add(below)
                if broader == top:
                    break
        low = self._fold(held, top, branches)
        if top in held:
            return Level(low, low, True, True, (top, *through) if low > min(1.0, held[top]) else (top,))
        return Level(low, 1.0, bool(through), False, tuple(through))

    def _fold(self, held: dict[int, float], top: int, branches: dict[int, set[int]]) -> float:
        order = [top]
        for each in order:
            order += sorted(branches.get(each, ()))
        levels: dict[int, float] = {}
        for each in reversed(order):
            levels[each] = min(1.0, held.get(each, 0.0))
            if each in branches:
                count = sum(one != top for one in self._hierarchy.narrower(each))
                mean = sum(levels[one] for one in sorted(branches[each])) / count
                levels[each] = max(levels[each], min(1.0, mean))
        return levels[top]


class NeedCoverage(DenseScorer):
    """Share of the asker's needs, by weight, that this partner covers for certain.

    ``Σ_g w_g a_pg / Σ_g w_g`` over the needs of the asker's strategies, with ``a_pg`` the level of the
    partner in the needed capability and 0 where nothing is on record. ``low`` is the score, ``high``
    the same with 1 for every needed capability that is itself not on record, ``coverage`` the share
    of the weight about which something is known. Support is the partner's total weight in the
    ``profile``: how much is known of it at all. Defined by this product: unknown is counted as missing in
    the score and as met in ``high``.

    Parameters
    ----------
    need : str, optional
        id of one need of the asker; by default all of them count.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(needs={"me": {"x": 3, "y": 1}}, profile={"you": {"x": 1}})
    >>> why = NeedCoverage().fit(snapshot).explain(0, 1)
    >>> why.low, why.high, why.coverage
    (0.75, 1.0, 0.75)
    """

    name: ClassVar[str] = "need_coverage"
    about: ClassVar[str] = "How much of what you need it covers, as far as is known"
    tags: ClassVar[Tags] = Tags(requires=frozenset({PROFILE}))
    quick_towards: ClassVar[bool] = True

    needs_: Needs
    postings_: Postings | None
    levels_: Levels | None

    def __init__(self, *, need: str | None = None) -> None:
        self.need = need

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        self.needs_ = Needs.of(snapshot)
        self.last_: tuple[int, list[Need]] = (-1, [])
        layer = snapshot.layers.get(PROFILE)
        self.postings_ = None if layer is None else postings_of(layer)
        self.levels_ = None if self.postings_ is None else Levels(self.postings_, Hierarchy.of(snapshot))
        self.unknown_ = (np.ones(snapshot.partner_count, dtype=bool) if layer is None
                         else np.diff(layer.indptr) == 0)
        return self

    def asker_reason(self, row: int) -> Reason | None:
        if self.postings_ is None:
            return Reason.NO_DATA
        return None if self._needs_of(row) else Reason.NO_NEEDS

    def _needs_of(self, row: int) -> list[Need]:
        # One asker is asked about many times in a row; who changes it in between only loses time.
        asked, needs = self.last_
        if asked != row:
            needs = self.needs_.of_partner(row, self.need)
            self.last_ = row, needs
        return needs

    def supports(self, row: int) -> Floats:
        return (np.zeros(self.snapshot_.partner_count) if self.postings_ is None
                else self.postings_.totals.copy())

    def support(self, row: int, other: int) -> float:
        return 0.0 if self.postings_ is None else float(self.postings_.totals[other])

    def values_for(self, row: int) -> Floats:
        assert self.postings_ is not None and self.levels_ is not None  # asker_reason has said so
        index, needs = self.postings_, self._needs_of(row)
        total = sum(need.weight for need in needs)
        values = np.zeros(self.snapshot_.partner_count)
        for need in needs:
            share = need.weight / total
            if self.levels_.is_leaf(need.capability):
                index.kernels.add_capped(index.indptr, index.rows, index.weights,
                                         np.array([need.capability]), np.array([share]), values)
            else:
                rows, levels = self.levels_.of_all(need.capability)
                values[rows] += share * levels
        return np.minimum(values, 1.0, out=values)

    def values_towards(self, row: int) -> Floats | None:
        count = self.snapshot_.partner_count
        if self.levels_ is None or self.unknown_[row]:
            return np.full(count, np.nan)
        owners, capabilities, weights = self.needs_.of_everybody(self.need)
        wanted, position = np.unique(capabilities, return_inverse=True)
        levels = np.array([level.low for level in self.levels_.of_one(row, wanted.tolist())], dtype=np.float64)
        totals, covered = (np.bincount(owners, each, count) for each in (weights, weights * levels[position]))
        values = np.full(count, np.nan)
        asking = np.flatnonzero(totals)
        values[asking] = np.minimum(covered[asking] / totals[asking], 1.0)
        return values

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        assert self.levels_ is not None
        needs = self._needs_of(row)
        levels = self.levels_.of_one(other, [need.capability for need in needs])
        total = sum(need.weight for need in needs)
        parts = np.array([need.weight / total * level.low for need, level in zip(needs, levels, strict=True)])
        score = min(1.0, float(np.cumsum(parts)[-1]))
        high = sum(need.weight / total * level.high for need, level in zip(needs, levels, strict=True))
        known = sum(need.weight / total for need, level in zip(needs, levels, strict=True) if level.known)
        missing = any(need.must and level.low == 0 for need, level in zip(needs, levels, strict=True))
        support = self.support(row, other)
        return Explanation(
            score, score, min(1.0, max(high, score)), min(1.0, known), support,
            self._evidence(row, other, list(zip(needs, levels, strict=True)), parts),
            (*support_flags(support), *(("uncovered_must",) if missing else ())),
        )

    def _evidence(self, row: int, other: int, found: list[tuple[Need, Level]],
                  parts: Floats) -> tuple[Evidence, ...]:
        named, rest = largest_first(parts, _NEEDS_SHOWN)
        layer, references = self.snapshot_.layer(PROFILE), self.snapshot_.layer("needs.capability_id")
        evidence = []
        for position in named:
            need, level = found[position]
            name = name_of(self.snapshot_.nodes["Capability"], need.capability)
            asked = Fact("needs", self.snapshot_.nodes["Need"].ids[need.row],
                         references.fact_of(need.row, need.capability), row)
            evidence.append(Evidence(name, float(parts[position]), self._sentence(row, other, need, level),
                                     (asked, *self._holdings(layer, level, other))))
        if rest:
            others = count_of(len(rest), "other need", "other needs")
            evidence.append(Evidence("other needs", float(parts[rest].sum()), f"And {others} of less weight."))
        return tuple(evidence)

    def _sentence(self, row: int, other: int, need: Need, level: Level) -> str:
        capabilities, partners = self.snapshot_.nodes["Capability"], self.snapshot_.partners
        me, them = name_of(partners, row), name_of(partners, other)
        kind = "a must, " if need.must else ""
        asked = f"{me} needs {name_of(capabilities, need.capability)} ({kind}weight {number(need.weight)})"
        if not level.known:
            return f"{asked}; nothing is on record about that for {them}."
        if level.low == 0:
            return f"{asked}; on record, {them} does not have it."
        if level.through == (need.capability,):
            return f"{asked}; {them} has it{_degree(level.low)}."
        below = [each for each in level.through if each != need.capability]
        names = [name_of(capabilities, each) for each in below[:_NARROWER_NAMED]]
        if len(below) > _NARROWER_NAMED:
            names.append(f"{len(below) - _NARROWER_NAMED:,} more")
        parts = "a part of it" if len(below) == 1 else "parts of it"
        return f"{asked}; {them} has {parts}, {listed(names)}{_degree(level.low)}."

    def _holdings(self, layer: Layer, level: Level, other: int) -> tuple[Fact, ...]:
        named = level.through[: _NARROWER_NAMED + 1]
        return tuple(fact for each in named for fact in capability_facts(self.snapshot_, layer, each, (other,)))


def _degree(level: float) -> str:
    return "" if level >= 1 else f", to a degree of {number(level)}"
