"""Two organisations side by side: every measure, both ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ecosystem.answers import Comparison, DirectedMeasure, MeasurePair
from ecosystem.evidence import evidence_parts
from ecosystem.view import View
from scoring.base import PartnerScorer
from scoring.consolidation import ENTITY
from scoring.registry import scorer_names


def compare(view: View, a: str, b: str, scorers: Sequence[str] | None = None, level: str = ENTITY) -> Comparison:
    """What A and B are to each other, by each scorer (all registered ones by default).

    Raises
    ------
    UnknownPartner, AmbiguousName, InvalidParameter
    """
    view = view.consolidated(level)
    first, second = view.row_of(a), view.row_of(b)
    names = scorer_names() if scorers is None else list(dict.fromkeys(scorers))
    return Comparison(
        a=view.reference(first),
        b=view.reference(second),
        as_of=view.snapshot.as_of,
        snapshot=view.version,
        partners_at_as_of=bool(np.isin(second, view.partners_of(first))),
        measures=tuple(measure_pair(view, name, first, second) for name in names),
        level=level,
    )


def measure_pair(view: View, name: str, first: int, second: int) -> MeasurePair:
    """One measure, both ways."""
    scorer = view.scorer(name)
    return MeasurePair(
        name=name, symmetric=scorer.tags.symmetric, about=scorer.about,
        a_to_b=directed_measure(view, scorer, first, second), b_to_a=directed_measure(view, scorer, second, first),
    )


def directed_measure(view: View, scorer: PartnerScorer, row: int, other: int) -> DirectedMeasure:
    """What one partner is to another by one measure."""
    why = scorer.explain(row, other)
    undefined = bool(np.isnan(why.score))
    return DirectedMeasure(
        value=None if undefined else why.score,
        low=None if undefined else why.low,
        high=None if undefined else why.high,
        coverage=why.coverage,
        support=why.support,
        reason=None if why.reason is None else str(why.reason),
        flags=why.flags,
        evidence=evidence_parts(view, why.parts),
    )
