"""Which unknown fact about one pair, once it is known, leaves least open?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.fit import FitNarrowing, OpenFact
from ecosystem.errors import InvalidParameter
from ecosystem.planning.fit.questionnaire import question_about
from ecosystem.planning.fit.ranking import Ranking
from scoring.fit.nextquestion import midpoints
from scoring.fit.parts import PARTS

_SURE = 1e-9


def fit_narrowing(ranking: Ranking, other: int) -> FitNarrowing:
    """The open parts of a pair by how much narrower knowing each makes the interval of the fit, most first.

    An answer is tried at the midpoints of equal slices of what it may be, each as likely.

    Raises
    ------
    InvalidParameter
        if both are the same.
    """
    view, table, row = ranking.view, ranking.table, ranking.row
    if other == row:
        raise InvalidParameter(f"{view.reference(row).name} cannot be a partner of itself.")
    low, high = (float(bound[other]) for bound in table.bounds)
    said = ranking.said(other)
    found = []
    for at, part in enumerate(PARTS):
        if table.high[other, at] - table.low[other, at] > _SURE:
            question, text = question_about(part.name, part.trait)
            narrows = max(high - low - _width_known(ranking, other, at), 0.0)
            found.append(OpenFact(
                part.name, part.dimension, part.title, part.title_zh, part.trait,
                tuple(view.reference(who) for who in said[at].missing), question, text["en"], text["zh"], narrows))
    ordered = sorted(found, key=lambda each: (-round(each.narrows, 12), each.part))
    return FitNarrowing(view.reference(row), view.reference(other), view.snapshot.as_of, view.snapshot.version,
                        ranking.asked.settings(), low, high, tuple(ordered))


def _width_known(ranking: Ranking, other: int, part: int) -> float:
    """How wide the interval is expected to be once one part is known."""
    table = ranking.table
    answers = midpoints(float(table.low[other, part]), float(table.high[other, part]))
    ends: list[NDArray[np.float64]] = []
    for side in (table.low, table.high):
        parts = np.repeat(side[other][None, :], len(answers), axis=0)
        parts[:, part] = answers
        ends.append(table.fit(parts))
    return float(np.mean(np.maximum(ends[1] - ends[0], 0.0)))
