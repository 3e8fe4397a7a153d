"""What does a snapshot know that bears on the fit of one organisation with each other one?

``FitFacts`` reads a snapshot once; ``values`` gives each part of the table in ``parts.py`` for one
asking organisation and all others: lower bound, upper bound, and how much of it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.complements.tempo import horizon_matches, rhythm_matches
from scoring.fit.parts import CULTURES, NAMES, SCALES, culture_match
from scoring.hierarchy import Hierarchy
from scoring.needs import Level, Need, NeedCoverage
from scoring.overlap import Overlap
from scoring.snapshot import TIES, Layer, Snapshot
from scoring.structure import common_neighbours
from scoring.traits import MONTHS, YEARS, Traits

Floats = NDArray[np.float64]

__all__ = ["FitFacts", "PartValues", "wished_overlap"]
_DAYS_PER_YEAR: Final = 365.25
_NOTHING: Final = Level(0.0, 1.0, False, False, ())


class PartValues(NamedTuple):
    """One part for every partner: bounds, and the share of it that is known (0 … 1)."""

    low: Floats
    high: Floats
    known: Floats

    @classmethod
    def of(cls, values: Floats) -> PartValues:
        """From values that are NaN where nothing is known."""
        unknown = np.isnan(values)
        return cls(np.where(unknown, 0.0, values), np.where(unknown, 1.0, values), (~unknown).astype(np.float64))


def wished_overlap(overlap: Floats, wish: float) -> Floats:
    """How near an overlap is to the one that is wished for: ``1 − ((s − t) / max(t, 1 − t))²``, in [0, 1].

    ``t = ½`` is the inverted U: too little in common and nobody understands the other, too much and
    there is nothing to learn. ``t = 1`` wishes for the same, ``t = 0`` for something else.

    Examples
    --------
    >>> wished_overlap(np.array([0.0, 0.25, 0.5, 1.0]), 0.5).tolist()
    [0.0, 0.75, 1.0, 0.0]

    References
    ----------
    Mowery, D., Oxley, J. & Silverman, B. (1998), Research Policy 27:507.
    """
    result: Floats = 1.0 - ((overlap - wish) / max(wish, 1.0 - wish)) ** 2
    return result


def saturating(count: Floats, half: float) -> Floats:
    """``n / (n + half)``: more is better, each further one less so; NaN stays NaN."""
    return count / (count + half)


@dataclass(frozen=True, slots=True, eq=False)
class FitFacts:
    """Everything about a snapshot that parts of the fit are computed from."""

    snapshot: Snapshot
    traits: Traits
    needs: NeedCoverage
    hierarchy: Hierarchy
    overlap: Overlap
    horizon: Floats
    cycle: Floats
    ordinals: Mapping[str, Floats]
    cultures: list[str | None]
    partnerships: Floats  # running ones per partner, NaN where none is on record
    years: Floats  # median years that they have lasted, NaN where no beginning is on record
    industry: sparse.csr_matrix | None  # rows sum to 1, or to 0 where none is known
    ties: sparse.csr_matrix | None
    wanted: tuple[tuple[int, Need], ...]  # every need with the row of its owner

    @classmethod
    def of(cls, snapshot: Snapshot) -> FitFacts:
        traits, needs = Traits.of(snapshot), NeedCoverage().fit(snapshot)
        count, years = _running(snapshot)
        return cls(
            snapshot, traits, needs, Hierarchy.of(snapshot), Overlap().fit(snapshot),
            traits.numbers("strategy_horizon_years", YEARS), traits.numbers("rd_cycle_months", MONTHS),
            {measure: _placed(traits.words(measure), scale) for measure, scale in SCALES.items()},
            [None if word is None else CULTURES.get(word, word) for word in traits.words("culture")],
            count, years, _industries(snapshot), _simple(snapshot.layers.get(TIES)), _wanted(needs, snapshot),
        )

    def values(self, row: int, *, wish: float, need: str | None) -> list[PartValues]:
        """Every part of the table, in its order, for one asking partner."""
        read: dict[str, Callable[[], PartValues]] = {
            "horizon": lambda: PartValues.of(horizon_matches(float(self.horizon[row]), self.horizon)),
            "direction": lambda: self._direction(row),
            "industries": lambda: PartValues.of(self.industry_ties(row)),
            "need_coverage": lambda: self.coverage(row, need),
            "overlap": lambda: PartValues.of(wished_overlap(self.overlap.scores_for(row), wish)),
            "rd_rhythm": lambda: PartValues.of(rhythm_matches(float(self.cycle[row]), self.cycle)),
            "culture_kind": lambda: PartValues.of(self.culture(self.cultures[row])),
            "partnering": lambda: PartValues.of(saturating(self.partnerships, 2.0)),
            "staying_power": lambda: PartValues.of(saturating(self.years, 3.0)),
            "shared_partners": lambda: PartValues.of(self._shared(row)),
        }
        return [read[name]() if name in read else self._ordinal(name, row) for name in NAMES]

    def _ordinal(self, measure: str, row: int) -> PartValues:
        places = self.ordinals[measure]
        return PartValues.of(1.0 - np.abs(places - places[row]))

    def culture(self, mine: str | None) -> Floats:
        kinds = {kind: culture_match(mine, kind) for kind in set(self.cultures)}
        return np.array([kinds[kind] for kind in self.cultures], dtype=np.float64)

    # --- needs -------------------------------------------------------------------------------------
    def needs_of(self, row: int, need: str | None) -> list[Need]:
        return self.needs.needs_.of_partner(row, need)

    def coverage(self, row: int, need: str | None) -> PartValues:
        """At least and at most how much of the asker's needs everybody covers."""
        count, needs = self.snapshot.partner_count, self.needs_of(row, need)
        low, missing, known = np.zeros(count), np.zeros(count), np.zeros(count)
        levels, index = self.needs.levels_, self.needs.postings_
        total = sum(each.weight for each in needs)
        if levels is None or index is None or not needs:
            return PartValues(low, np.ones(count), known)
        for each in needs:
            share = each.weight / total
            rows, held = levels.of_all(each.capability)
            low[rows] += share * held
            known[rows] += share
            direct = np.isin(rows, index.rows[index.indptr[each.capability] : index.indptr[each.capability + 1]])
            missing[rows[direct]] += share * (1.0 - held[direct])
        low, known = np.minimum(low, 1.0), np.minimum(known, 1.0)
        return PartValues(low, np.maximum(1.0 - missing, low), known)

    def _direction(self, row: int) -> PartValues:
        """At least and at most how much of everybody's needs the asker covers."""
        count = self.snapshot.partner_count
        total, low, high, known = np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count)
        levels = self.my_levels(row)
        for owner, need in self.wanted:
            level = levels.get(need.capability, _NOTHING)
            total[owner] += need.weight
            low[owner] += need.weight * level.low
            high[owner] += need.weight * level.high
            known[owner] += need.weight * level.known
        there, divisor = total > 0, np.where(total > 0, total, 1.0)
        low, high, known = (np.minimum(each / divisor, 1.0) for each in (low, high, known))
        return PartValues(low, np.where(there, np.maximum(high, low), 1.0), known)

    def my_levels(self, row: int) -> dict[int, Level]:
        """The asker's level in every capability that anybody needs and that it says anything about."""
        index, levels = self.needs.postings_, self.needs.levels_
        if index is None or levels is None:
            return {}
        span = slice(index.by_row.indptr[row], index.by_row.indptr[row + 1])
        held: list[int] = index.by_row.classes[span].tolist()
        touched = {*held, *(above for each in held for above in self.hierarchy.above(each))}
        asked = sorted(touched & {need.capability for _, need in self.wanted})
        return dict(zip(asked, levels.of_one(row, asked), strict=True))

    # --- network -----------------------------------------------------------------------------------
    def industry_ties(self, row: int) -> Floats:
        """How often lines of business work together, against chance: above ½ more often, below less."""
        count = self.snapshot.partner_count
        if self.industry is None or self.ties is None or self.industry.indptr[row] == self.industry.indptr[row + 1]:
            return np.full(count, np.nan)
        mine = self.industry[row].toarray().ravel()
        alike = self.industry @ mine
        seen = self.industry @ (self.industry.T @ (self.ties @ alike))
        degrees = np.asarray(self.ties.sum(axis=1)).ravel()
        busy = self.industry.T @ degrees
        expected = (self.industry @ busy) * float(mine @ busy) / max(float(degrees.sum()), 1.0)
        ratio = np.round((seen + 1.0) / (expected + 1.0), 12)
        return np.where(np.diff(self.industry.indptr) > 0, ratio / (1.0 + ratio), np.nan)

    def _shared(self, row: int) -> Floats:
        layer = self.snapshot.layers.get(TIES)
        if layer is None or layer.indptr[row] == layer.indptr[row + 1]:
            return np.full(self.snapshot.partner_count, np.nan)
        return np.where(np.diff(layer.indptr) > 0, saturating(common_neighbours(layer, row), 2.0), np.nan)


def _placed(words: list[str | None], scale: Mapping[str, float]) -> Floats:
    return np.array([float("nan") if word is None else scale.get(word, float("nan")) for word in words])


def _wanted(needs: NeedCoverage, snapshot: Snapshot) -> tuple[tuple[int, Need], ...]:
    return tuple((row, need) for row in needs.needs_.owners() for need in needs.needs_.of_partner(row))


def _industries(snapshot: Snapshot) -> sparse.csr_matrix | None:
    layer = snapshot.layers.get("partner_industries")
    if layer is None:
        return None
    weights = layer.matrix().astype(np.float64)
    total = np.asarray(weights.sum(axis=1)).ravel()
    scaled = sparse.csr_matrix(sparse.diags(1.0 / np.where(total > 0, total, 1.0)) @ weights)
    scaled.eliminate_zeros()
    return scaled


def _simple(layer: Layer | None) -> sparse.csr_matrix | None:
    """Ties without weights."""
    if layer is None:
        return None
    matrix = layer.matrix().astype(np.float64)
    matrix.data = np.ones_like(matrix.data)
    return matrix


def _running(snapshot: Snapshot) -> tuple[Floats, Floats]:
    """Per partner its running partnerships and the median of their years so far; NaN where unknown."""
    members = snapshot.layers.get("partnership_members")
    count, years = np.full(snapshot.partner_count, np.nan), np.full(snapshot.partner_count, np.nan)
    if members is None:
        return count, years
    partners = members.indices.astype(np.int64)
    found = np.bincount(partners, minlength=snapshot.partner_count).astype(np.float64)
    count[found > 0] = found[found > 0]
    facts = members.facts if len(members.facts) == members.nnz else np.broadcast_to(members.facts, members.nnz)
    lasted = np.append(_years_since(snapshot), np.nan)[facts]
    known = ~np.isnan(lasted)
    order = np.lexsort((lasted[known], partners[known]))
    who, long = partners[known][order], lasted[known][order]
    starts = np.searchsorted(who, np.arange(snapshot.partner_count + 1))
    for partner in np.flatnonzero(np.diff(starts)).tolist():
        years[partner] = float(np.median(long[starts[partner] : starts[partner + 1]]))
    return count, years


def _years_since(snapshot: Snapshot) -> Floats:
    """Per entry of the provenance the years from its beginning (the last day of its period) to ``as_of``."""
    today, lasted = np.datetime64(snapshot.as_of, "D"), []
    for text in snapshot.provenance.valid_from:
        unit: Any = {4: "Y", 7: "M", 10: "D"}.get(len(text))
        if unit is None:
            lasted.append(float("nan"))
            continue
        last = (np.datetime64(text, unit) + 1).astype("datetime64[D]") - 1
        lasted.append(max(float((today - last).astype(int)) / _DAYS_PER_YEAR, 0.0))
    return np.array(lasted, dtype=np.float64)
