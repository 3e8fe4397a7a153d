"""How large are two portfolios, how do their pools overlap at each level of classes, and who cites whom?"""

from __future__ import annotations

import numpy as np

from ecosystem.answers import FactRef
from ecosystem.answers.overlap import CitationBothWays, CitationWay, ClassLevel, CoOwned, PortfolioSize
from ecosystem.evidence import evidence_parts
from ecosystem.view import View, number_or_none
from scoring.base import Evidence, Fact
from scoring.covering.levels import Level, Levels
from scoring.likeness.citations import CitationCounts, CrossCitation
from scoring.likeness.pools import Families, PatentPools, pool_overlap
from scoring.snapshot import PROFILE, Strings

_DOCUMENTS_NAMED = 5


def size_of(view: View, row: int) -> PortfolioSize:
    """The counts behind every ratio of one side."""
    profile, owned, families = view.layer(PROFILE), view.layer("patents_of"), _pools(view).families_
    weights = profile.weights_of(row) if profile is not None else np.zeros(0)
    held = families.of_partner(row) if families is not None else np.zeros(0, dtype=np.int32)
    unclassified = 0 if families is None else int((np.diff(families.classes.indptr)[held] == 0).sum())
    records = view.snapshot.partners.columns.get("records")
    members = records[row].split("\n") if isinstance(records, Strings) and records[row] else []
    grouped = "level" in view.snapshot.filters
    return PortfolioSize(
        partner=view.reference(row), organisations=max(1, len(members)) if grouped else 1,
        units=float(weights.sum(dtype=np.float64)), capabilities=int((weights > 0).sum()),
        patents=0 if owned is None else len(owned.neighbours(row)), families=len(held),
        unclassified_families=unclassified, citations=_citing(view).counts(row, row).made,
    )


def levels_of(view: View, row: int, other: int) -> tuple[ClassLevel, ...]:
    """Both portfolios at every level of classes, the finest first."""
    pools = _pools(view)
    return tuple(_at_level(view, pools.families_, level, (row, other), level.depth == pools.level_.depth)
                 for level in Levels.of(view.snapshot).all())


def _at_level(view: View, families: Families | None, level: Level, pair: tuple[int, int],
              default: bool) -> ClassLevel:
    mine, theirs = (_profile_at(view, each, level) for each in pair)
    pools = [families.pool(each, level) if families is not None else {} for each in pair]
    rates = pool_overlap(pools[0], pools[1])
    both = mine.keys() & theirs.keys()
    shared = sum(min(mine[group] / sum(mine.values()), theirs[group] / sum(theirs.values())) for group in sorted(both))
    return ClassLevel(
        level.name, level.depth, default, len(mine), len(theirs), len(both),
        min(1.0, shared) if mine and theirs else None,
        *(number_or_none(each) for each in (rates.mine, rates.theirs, rates.ruzicka)),
    )


def _profile_at(view: View, row: int, level: Level) -> dict[int, float]:
    layer = view.layer(PROFILE)
    found: dict[int, float] = {}
    if layer is not None:
        for each, weight in zip(layer.neighbours(row).tolist(), layer.weights_of(row).tolist(), strict=True):
            if weight > 0:
                group = int(level.group_of[each])
                found[group] = found.get(group, 0.0) + weight
    return found


def co_owned_by(view: View, row: int, other: int) -> CoOwned:
    """The families that both own, with the first documents of them."""
    families = _pools(view).families_
    if families is None:
        return CoOwned(0, 0, None, ())
    common = families.common(row, other)
    either = len(families.of_partner(row)) + len(families.of_partner(other)) - len(common)
    return CoOwned(len(common), either, len(common) / either if either else None,
                   _documents(view, families, common.tolist(), (row, other)))


def _documents(view: View, families: Families, wanted: list[int], pair: tuple[int, int]) -> tuple[FactRef, ...]:
    owners, patents = view.layer("patent_owners"), view.snapshot.nodes["Patent"]
    facts = []
    for family in wanted[:_DOCUMENTS_NAMED]:
        for patent in np.flatnonzero(families.of_patent == family).tolist():
            facts += [Fact("patents", patents.ids[patent], owners.fact_of(patent, who), who)
                      for who in pair if owners is not None and owners.position_of(patent, who) >= 0]
    (part,) = evidence_parts(view, (Evidence("co-owned", 0.0, "", tuple(facts)),))
    return part.facts


def citations_of(view: View, row: int, other: int) -> CitationBothWays:
    """Who builds on whom, each way with its counts, and the sum of both shares."""
    scorer = _citing(view)
    there, back = _way(scorer.counts(row, other)), _way(scorer.counts(other, row))
    known = [each.share for each in (there, back) if each.share is not None]
    return CitationBothWays(there, back, sum(known) if known else None, len(known) == 1)


def _way(counts: CitationCounts) -> CitationWay:
    foreign = counts.made - counts.own
    return CitationWay(
        counts.given, counts.made, counts.given / counts.made if counts.made else None, counts.own,
        counts.given_foreign / foreign if foreign else None,
    )


def _pools(view: View) -> PatentPools:
    scorer = view.scorer("pool_overlap")
    assert isinstance(scorer, PatentPools)
    return scorer


def _citing(view: View) -> CrossCitation:
    scorer = view.scorer("cross_citation")
    assert isinstance(scorer, CrossCitation)
    return scorer
