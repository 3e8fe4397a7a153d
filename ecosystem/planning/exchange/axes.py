"""Where does everybody lie between likeness and complementarity, seen from one organisation?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.exchange import Axes, AxesPoint, AxesQuadrant, AxesThresholds
from ecosystem.candidates import Question, left_out_of
from ecosystem.comparison import directed_measure
from ecosystem.errors import InvalidParameter
from ecosystem.view import View
from scoring.base import PartnerScorer
from scoring.complements.quadrants import MEANINGS, Quadrant, Thresholds, medians, quadrant_masks
from scoring.topk import top_rows

MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """What is asked: whose plane, what lies on its axes, where an axis begins to be high."""

    partner: str
    similarity: str = "overlap"
    complementarity: str = "complementarity"
    threshold: str | float = "median"
    limit: int = 5

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST:
            raise InvalidParameter(f"limit is {self.limit}; it can be 1 to {MOST} for each quadrant.")


def axes(view: View, asked: Plane) -> Axes:
    """Both axes over everybody who may be proposed to one organisation.

    Raises
    ------
    UnknownPartner, AmbiguousName, InvalidParameter
    """
    row = view.row_of(asked.partner)
    scorers = view.scorer(asked.similarity), view.scorer(asked.complementarity)
    excluded, allowed = left_out_of(view, Question(partner=asked.partner), row)
    alike, adds = (np.where(allowed, scorer.scores_for(row), np.nan) for scorer in scorers)
    thresholds = _thresholds(asked.threshold, alike, adds)
    undefined = int(np.count_nonzero(allowed & (np.isnan(alike) | np.isnan(adds))))
    masks = quadrant_masks(alike, adds, thresholds)
    return Axes(
        partner=view.reference(row), as_of=view.snapshot.as_of, snapshot=view.snapshot.version,
        similarity=asked.similarity, complementarity=asked.complementarity,
        thresholds=AxesThresholds(str(asked.threshold), thresholds.similarity, thresholds.complementarity),
        quadrants=tuple(
            AxesQuadrant(
                name=str(quadrant), title=meaning.name, title_zh=meaning.name_zh, about=meaning.about,
                count=int(np.count_nonzero(masks[quadrant])),
                items=tuple(
                    _point(view, scorers, row, other)
                    for other in _first(quadrant, masks[quadrant], alike, adds, asked.limit)
                ),
            )
            for quadrant, meaning in MEANINGS.items()
        ),
        undefined=undefined, excluded=tuple(excluded),
    )


def _thresholds(rule: str | float, alike: NDArray[np.float64], adds: NDArray[np.float64]) -> Thresholds:
    if rule == "median":
        return medians(alike, adds)
    try:
        value = float(rule)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise InvalidParameter(f"threshold is {str(rule)[:40]!r}; it can be median, or a number from 0 to below 1.")
    return Thresholds(value, value)


def _first(quadrant: Quadrant, mask: NDArray[np.bool_], alike: NDArray[np.float64], adds: NDArray[np.float64],
           limit: int) -> list[int]:
    """The strongest of a quadrant on the axis that makes it; who has nothing on either is only counted."""
    axis = alike if quadrant is Quadrant.TWIN else adds
    told = mask & ((alike > 0) | (adds > 0))
    found: list[int] = top_rows(axis, told, limit).tolist()
    return found


def _point(view: View, scorers: tuple[PartnerScorer, PartnerScorer], row: int, other: int) -> AxesPoint:
    similarity, complementarity = scorers
    return AxesPoint(
        partner=view.reference(other), similarity=directed_measure(view, similarity, row, other),
        gains=directed_measure(view, complementarity, row, other),
        gives=directed_measure(view, complementarity, other, row),
    )
