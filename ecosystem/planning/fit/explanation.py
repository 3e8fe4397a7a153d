"""Why does one organisation fit another as it does, part by part, down to the facts?"""

from __future__ import annotations

import numpy as np

from ecosystem.answers.fit import FitExplanation, FitPart
from ecosystem.errors import InvalidParameter
from ecosystem.planning.fit.changes import Goal, changes_of
from ecosystem.planning.fit.ranking import Ranking
from scoring.fit.parts import DIMENSION_NAMES, PARTS


def fit_explanation(ranking: Ranking, other: int, goal: Goal) -> FitExplanation:
    """One pair in full.

    Raises
    ------
    InvalidParameter
        if both are the same, or for a goal that cannot be meant.
    """
    view, table, row = ranking.view, ranking.table, ranking.row
    if other == row:
        raise InvalidParameter(f"{view.reference(row).name} cannot be a partner of itself.")
    rank = ranking.rank_of(other)
    low, high = (float(bound[other]) for bound in table.bounds)
    return FitExplanation(
        partner=view.reference(row), other=view.reference(other), as_of=view.snapshot.as_of,
        snapshot=view.snapshot.version, settings=ranking.asked.settings(), rank=rank, total=len(ranking.rows),
        not_ranked=None if rank is not None else _why_not(ranking, other),
        score=float(table.scores(ranking.asked.order)[other]), low=low, high=high,
        coverage=float(table.coverage[other]), support=ranking.scorer.support(row, other),
        flags=ranking.flags(other), dimensions=ranking.dimensions(other), reference=ranking.reference(),
        parts=_parts(ranking, other), changes=changes_of(ranking, other, goal),
    )


def _why_not(ranking: Ranking, other: int) -> str:
    if bool(np.isin(other, ranking.view.partners_of(ranking.row))):
        return "already_partner"
    return "own_group"


def _parts(ranking: Ranking, other: int) -> tuple[FitPart, ...]:
    table, view = ranking.table, ranking.view
    _, added = table.contributions(other, ranking.asked.order)
    medians, _ = table.reference
    found = []
    for at, (part, said) in enumerate(zip(PARTS, ranking.said(other), strict=True)):
        found.append(FitPart(
            name=part.name, dimension=part.dimension, title=part.title, title_zh=part.title_zh, formula=part.formula,
            weight=float(table.part_weights[at, DIMENSION_NAMES.index(part.dimension)]),
            low=float(table.low[other, at]), high=float(table.high[other, at]), known=float(table.known[other, at]),
            reference=float(medians[at]), contribution=float(added[at]), sentence=said.sentence,
            facts=ranking.facts(said), missing=tuple(view.reference(who) for who in said.missing),
        ))
    return tuple(found)
