"""How sure is a likeness, given how little is on record? Intervals, expected bias, and a note in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers.overlap import LikenessBounds, PortfolioSize
from ecosystem.view import View, number_or_none
from scoring.intervals import LOW_SUPPORT
from scoring.likeness.bootstrap import Bounds, likeness_bounds, population_prior
from scoring.likeness.morisita import Morisita
from scoring.snapshot import PROFILE
from scoring.wording import number

_SMALL = 100  # units below which the size of a portfolio is worth a word
_WORTH_SAYING = 0.005


def bounds_of(view: View, row: int, other: int, draws: int, seed: int) -> tuple[LikenessBounds, ...]:
    """Intervals of three measures; nothing where either portfolio is empty."""
    layer, scorer = view.layer(PROFILE), view.scorer("morisita")
    if layer is None or not isinstance(scorer, Morisita) or scorer.unknown_[[row, other]].any():
        return ()
    # Rows are put into the order of their ids, so that A against B draws what B against A draws.
    first, second = sorted((row, other))
    prior = population_prior(layer.matrix(), scorer.concentration_)
    found = likeness_bounds(_amounts(view, first), _amounts(view, second), prior,
                            values={"morisita": scorer.explain(row, other).score}, draws=draws, seed=seed)
    small = bool(scorer.support(row, other) < _SMALL)
    return tuple(_named(name, each, small) for name, each in found.items())


def _named(name: str, bounds: Bounds, small: bool) -> LikenessBounds:
    chosen = bounds.posterior if small else bounds.resampled
    again = bounds.resampled
    return LikenessBounds(
        name, number_or_none(bounds.value), "posterior" if small else "resampled",
        *(number_or_none(each) for each in (chosen.estimate, chosen.low, chosen.high, chosen.bias)),
        *(number_or_none(each) for each in (again.low, again.high, again.bias)),
    )


def notes_on(sizes: tuple[PortfolioSize, PortfolioSize], bounds: tuple[LikenessBounds, ...]) -> tuple[str, ...]:
    """What a reader of the numbers should know about them."""
    smaller = min(each.units for each in sizes)
    notes = []
    overlap = next((each for each in bounds if each.measure == "overlap"), None)
    bias = 0.0 if overlap is None or overlap.bias is None else overlap.bias
    if overlap is not None and abs(bias) >= _WORTH_SAYING:
        way = "low" if bias < 0 else "high"
        notes.append(
            f"Between portfolios of {number(sizes[0].units)} and {number(sizes[1].units)} units the overlap reads "
            f"about {abs(bias):.2f} too {way} by chance: {_said(overlap)}.")
    if 0 < smaller < LOW_SUPPORT:
        notes.append(f"The smaller portfolio has {number(smaller)} units: take the intervals, not the values.")
    if overlap is not None and smaller < _SMALL:
        notes.append("The intervals take both profiles for independent draws from this population; where the two are "
                     "known to be close, they are too low, and the resampled ones are the better guide.")
    return tuple(notes)


def _said(bounds: LikenessBounds) -> str:
    return f"{bounds.value:.2f} as it is, {bounds.low:.2f} to {bounds.high:.2f} for the true profiles"


def _amounts(view: View, row: int) -> NDArray[np.float64]:
    layer = view.snapshot.layer(PROFILE)
    amounts = np.zeros(layer.columns)
    amounts[layer.neighbours(row)] = layer.weights_of(row)
    return amounts
