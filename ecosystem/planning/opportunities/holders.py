"""Who is strong in a capability, who of them first, and how unusual would it be to work with them?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.opportunities import RadarHolder
from ecosystem.evidence import evidence_parts
from ecosystem.exclusions import stated_exclusions
from ecosystem.planning.opportunities.basis import Basis
from ecosystem.view import number_or_none
from scoring.base import Evidence
from scoring.crossindustry.novelty import PairNovelty, cooccurrence_tau, pair_novelty
from scoring.intervals import LOW_SUPPORT
from scoring.overlap import capability_facts

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Asker:
    """Who asks, who is not proposed to him, and how much of his needs everybody covers."""

    row: int
    group: frozenset[int]
    barred: frozenset[int]
    partners: frozenset[int]
    coverage: Floats | None  # None where no need is on record


def asker_of(basis: Basis, row: int) -> Asker:
    view = basis.view
    coverage: Floats | None = None
    if view.layer("needs.capability_id") is not None and view.layer("profile") is not None:
        scores = view.scorer("need_coverage").scores_for(row)
        others = np.delete(scores, row)
        coverage = None if np.isnan(others).all() else scores
    return Asker(row, frozenset(view.group_of(row)), frozenset(stated_exclusions(basis.view, row)),
                 frozenset(view.partners_of(row).tolist()), coverage)


def others_with(basis: Basis, asker: Asker, capability: int) -> NDArray[np.int64]:
    """Organisations outside the asker's group that are strong in a capability, ascending."""
    columns = basis.by_class
    found = columns.indices[columns.indptr[capability] : columns.indptr[capability + 1]].astype(np.int64)
    out = asker.group | asker.barred
    return found[~np.isin(found, list(out))] if out else found


def ranked_holders(basis: Basis, asker: Asker, capability: int, most: int) -> tuple[int, tuple[RadarHolder, ...]]:
    """How many hold a capability, and the first: by need coverage, then by strength, then by id."""
    rows = others_with(basis, asker, capability)
    strength = basis.strengths_in(capability, rows)
    coverage = np.zeros(len(rows)) if asker.coverage is None else np.nan_to_num(asker.coverage[rows])
    first = np.lexsort((rows, -strength, -coverage))[:most]
    return len(rows), tuple(
        _holder(basis, asker, capability, int(rows[at]), rank, float(strength[at]))
        for rank, at in enumerate(first, start=1)
    )


def _holder(basis: Basis, asker: Asker, capability: int, row: int, rank: int, strength: float) -> RadarHolder:
    view = basis.view
    profile = view.snapshot.layer("profile")
    part = Evidence("holds", 0.0, "", capability_facts(view.snapshot, profile, capability, (row,)))
    novelty = novelty_of(basis, asker.row, row)
    flags = ("already_partner",) * (row in asker.partners) + ("low_support",) * bool(basis.sizes[row] < LOW_SUPPORT)
    covered = None if asker.coverage is None else asker.coverage[row]
    return RadarHolder(
        rank=rank, partner=view.reference(row), strength=strength,
        need_coverage=None if covered is None or np.isnan(covered) else float(covered),
        novelty=number_or_none(novelty.novelty), conventionality=number_or_none(novelty.conventionality), flags=flags,
        facts=evidence_parts(view, [part])[0].facts,
    )


def novelty_of(basis: Basis, row: int, other: int) -> PairNovelty:
    """Novelty and conventionality of what two organisations could combine, by τ over portfolios."""
    mine, theirs = (basis.m.indices[basis.m.indptr[each] : basis.m.indptr[each + 1]].astype(np.int64)
                    for each in (row, other))
    if not len(mine) or not len(theirs):
        return PairNovelty(float("nan"), float("nan"), 0)
    return pair_novelty(cooccurrence_tau(basis.by_class, mine, theirs, rows=basis.organisations))
