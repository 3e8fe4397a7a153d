"""Who fits best, how firm is that order, and what would turn it round?"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import PartnerRef
from ecosystem.answers.fit import FitCandidate, FitCandidates, RankAcceptability, WeightSensitivity
from ecosystem.errors import InvalidParameter
from ecosystem.planning.fit.ranking import MOST, Ranking
from scoring.errors import InvalidParameter as Refused
from scoring.fit.parts import DIMENSION_NAMES
from scoring.fit.sensitivity import weight_ranges
from scoring.fit.smaa import Acceptability, rank_acceptability

CONSIDERED = 200
"""So many of the best are ranked against each other when weights and unknown scores are drawn."""

_LONGEST = 100_000
_REASONS = 3


def fit_candidates(ranking: Ranking, *, limit: int, draws: int, seed: int, band: float | None) -> FitCandidates:
    """The best of a ranking.

    Raises
    ------
    InvalidParameter
    """
    if not 1 <= limit <= MOST:
        raise InvalidParameter(f"limit is {limit}; it can be 1 to {MOST:,}.")
    if not 0 <= draws <= _LONGEST:
        raise InvalidParameter(f"draws is {draws}; it can be 0 (none) to {_LONGEST:,}.")
    if seed < 0:
        raise InvalidParameter(f"seed is {seed}; it can be 0 or more.")
    considered = ranking.rows[: max(CONSIDERED, limit)]
    drawn = _drawn(ranking, considered, draws=draws, seed=seed, band=band) if draws and len(considered) else None
    return FitCandidates(
        partner=ranking.view.reference(ranking.row), as_of=ranking.view.snapshot.as_of,
        snapshot=ranking.view.snapshot.version, settings=ranking.asked.settings(), reference=ranking.reference(),
        items=tuple(_candidate(ranking, place, drawn, limit) for place in range(min(limit, len(ranking.rows)))),
        total=len(ranking.rows), excluded=ranking.excluded,
        acceptability=(None if drawn is None
                       else _method(drawn, considered=len(considered), k=limit, seed=seed, band=band)),
        sensitivity=_sensitivity(ranking, considered),
    )


def _candidate(ranking: Ranking, place: int, drawn: Acceptability | None, k: int) -> FitCandidate:
    other, table = int(ranking.rows[place]), ranking.table
    low, high = (float(bound[other]) for bound in table.bounds)
    _, added = table.contributions(other, ranking.asked.order)
    said = ranking.said(other)
    strongest = sorted(range(len(said)), key=lambda part: (-abs(round(float(added[part]), 12)), part))[:_REASONS]
    return FitCandidate(
        rank=place + 1, partner=ranking.view.reference(other), score=float(ranking.scores[place]), low=low, high=high,
        coverage=float(table.coverage[other]), support=ranking.scorer.support(ranking.row, other),
        flags=ranking.flags(other), dimensions=ranking.dimensions(other),
        first=None if drawn is None else float(drawn.within(1)[place]),
        within=None if drawn is None else float(drawn.within(k)[place]),
        within_error=None if drawn is None else float(drawn.error_within(k)[place]),
        reasons=tuple(f"{added[part]:+.3f} {said[part].sentence}" for part in strongest),
    )


def _drawn(ranking: Ranking, rows: NDArray[np.int64], *, draws: int, seed: int,
           band: float | None) -> Acceptability:
    table, ids = ranking.table, ranking.view.snapshot.partners.ids
    low = table.dimensions(table.low[rows])
    high = np.maximum(table.dimensions(table.high[rows]), low)
    try:
        return rank_acceptability(
            low, high, p=ranking.asked.power, weights=table.weights, band=band, draws=draws, seed=seed,
            keys=[crc32(ids.bytes_at(row)) for row in rows.tolist()],
        )
    except Refused as error:
        raise InvalidParameter(str(error)) from error


def _method(drawn: Acceptability, *, considered: int, k: int, seed: int, band: float | None) -> RankAcceptability:
    weights = ("any weights that sum to 1, each as likely" if band is None
               else f"weights within {band:g} of the given ones, each as likely")
    return RankAcceptability(
        "SMAA-2: ranks over drawn weights, unknown scores uniform in their intervals", weights, drawn.draws, seed,
        considered, k, drawn.error,
    )


def _sensitivity(ranking: Ranking, rows: NDArray[np.int64]) -> tuple[WeightSensitivity, ...]:
    """Of the lower bounds, or of the middles of the dimensions, as is ranked by."""
    table = ranking.table
    if not np.isfinite(ranking.asked.power):
        return ()
    low = table.dimensions(table.low[rows])
    scores = low if ranking.asked.order == "low" else (low + table.dimensions(table.high[rows])) / 2
    _, ranges = weight_ranges(scores, table.weights, ranking.asked.power)

    def who(place: int | None) -> PartnerRef | None:
        return None if place is None else ranking.view.reference(int(rows[place]))

    return tuple(
        WeightSensitivity(name, each.weight, each.low, each.high, who(each.below), who(each.above),
                          each.smallest_change)
        for name, each in zip(DIMENSION_NAMES, ranges, strict=False)
    )
