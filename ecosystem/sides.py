"""From whose side is a candidate good: mine, theirs, or the side that gains less?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.view import View
from scoring.base import Explanation, PartnerScorer
from scoring.topk import top_rows

MINE: Final = "mine"
THEIRS: Final = "theirs"
SMALLER: Final = "smaller"
SIDES: Final = (MINE, THEIRS, SMALLER)

EVERYBODY: Final = 2_000
"""Up to so many organisations each one is asked what it would see, whatever that costs."""

POOL: Final = 200
"""In a larger ecosystem, where a scorer can only be asked one by one: so many of the best by the
asker's own score, and as many of those whose needs the asker covers best."""


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """The scores of both sides, and who was asked for theirs (None: everybody)."""

    side: str
    mine: NDArray[np.float64]
    theirs: NDArray[np.float64] | None = None
    asked: NDArray[np.int64] | None = None

    @property
    def ranked(self) -> NDArray[np.float64]:
        """What candidates are ranked by; NaN where a side that counts is undefined."""
        if self.theirs is None:
            return self.mine
        # np.minimum passes NaN on: where one side is unknown, so is the smaller of the two.
        return self.theirs if self.side == THEIRS else np.minimum(self.mine, self.theirs)

    def outside(self, count: int) -> NDArray[np.bool_]:
        """Who was not asked."""
        outside = np.zeros(count, dtype=bool)
        if self.asked is not None:
            outside[:] = True
            outside[self.asked] = False
        return outside


def sides_of(view: View, scorer: PartnerScorer, row: int, side: str, allowed: NDArray[np.bool_]) -> Sides:
    """The scores that a question from one side needs."""
    mine = scorer.scores_for(row)
    if side == MINE:
        return Sides(side, mine)
    asked = None
    if not (scorer.tags.symmetric or scorer.quick_towards) and len(mine) > EVERYBODY:
        asked = _pool(view, row, mine, allowed)
    return Sides(side, mine, scorer.scores_towards(row, asked), asked)


def _pool(view: View, row: int, mine: NDArray[np.float64], allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
    wanted = view.scorer("need_coverage").scores_towards(row)
    parts = (top_rows(scores, allowed & (scores > 0), POOL) for scores in (mine, wanted))
    return np.unique(np.concatenate(list(parts)))


@dataclass(frozen=True, slots=True)
class SidedExplanation:
    """The explanation of the score that is ranked by, and the scores of both sides."""

    why: Explanation
    mine: float | None
    theirs: float | None
    flags: tuple[str, ...]


def explain_side(scorer: PartnerScorer, row: int, other: int, side: str) -> SidedExplanation:
    """Why a candidate stands where it stands; for the smaller side, which of the two that is."""
    if side == MINE:
        why = scorer.explain(row, other)
        return SidedExplanation(why, why.score, why.score if scorer.tags.symmetric else None, why.flags)
    here, there = scorer.explain(row, other), scorer.explain(other, row)
    mine, theirs = (None if each.reason is not None else each.score for each in (here, there))
    if side == THEIRS:
        return SidedExplanation(there, mine, theirs, there.flags)
    chosen, limit = (here, MINE) if here.score <= there.score else (there, THEIRS)
    return SidedExplanation(chosen, mine, theirs, (*chosen.flags, f"limited_by_{limit}"))
