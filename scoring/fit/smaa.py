"""How firm is a ranking if neither the weights nor all scores are certain? Rank acceptability.

Weights and unknown scores are drawn many times; what is reported is how often each candidate comes
how far to the front, with the error that drawing has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import InvalidParameter
from scoring.fit.powermean import HARMONIC, _mean, check_power, normalised_weights

Floats = NDArray[np.float64]
DRAWS: Final = 10_000
MOST_DRAWS: Final = 1_000_000
_BLOCK: Final = 2_000_000
"""Scores that are ranked at a time: 16 MB."""
_TRIES: Final = 200

__all__ = ["DRAWS", "Acceptability", "drawn_weights", "rank_acceptability"]


@dataclass(frozen=True, slots=True, eq=False)
class Acceptability:
    """How often each candidate had each rank.

    Attributes
    ----------
    ranks : array of shape (n, n)
        ``ranks[i, r]`` is the share of draws in which candidate ``i`` came (r + 1)-th; rows and
        columns sum to 1.
    draws : int
    error : float
        the largest standard error that a share of so many draws can have: ``0.5 / √draws``.
    """

    ranks: Floats
    draws: int
    error: float

    def within(self, k: int) -> Floats:
        """``P(rank <= k)`` of every candidate; all 1 where ``k`` is not less than their number."""
        result: Floats = np.minimum(self.ranks[:, : max(k, 0)].sum(axis=1), 1.0)
        return result

    def error_within(self, k: int) -> Floats:
        """The standard error of each ``P(rank <= k)``: ``√(P (1 − P) / draws)``."""
        share = self.within(k)
        result: Floats = np.sqrt(share * (1 - share) / self.draws)
        return result


def drawn_weights(count: int, draws: int, seed: int = 0, *, weights: ArrayLike | None = None,
                  band: float | None = None) -> Floats:
    """Weights at random, each row summing to 1.

    Parameters
    ----------
    count : int
        of weights per row.
    weights, band
        with both: uniform over all weights that are within ``band`` of the given ones (and at least
        0); without a band: uniform over all there are (Dirichlet with every parameter 1).

    Raises
    ------
    InvalidParameter
        if the band is negative, or if hardly any weights lie within it.

    Examples
    --------
    >>> near = drawn_weights(3, 1000, weights=[2, 1, 1], band=0.1)
    >>> bool((abs(near - [0.5, 0.25, 0.25]) <= 0.1 + 1e-12).all()), near.shape
    (True, (1000, 3))
    """
    stream = np.random.default_rng([seed, 0])
    if band is None or weights is None:
        drawn = stream.standard_exponential((draws, count))
        drawn /= drawn.sum(axis=1, keepdims=True)
        return drawn
    if not band >= 0:
        raise InvalidParameter(f"band is {band}; it can be 0 or more.")
    centre = normalised_weights(weights)
    if band == 0 or count == 1:
        return np.broadcast_to(centre, (draws, count)).copy()
    low, high = np.maximum(centre - band, 0.0), np.minimum(centre + band, 1.0)
    found, held = np.empty((draws, count)), 0
    for _ in range(_TRIES):
        tried = low + (high - low) * stream.random((draws, count))
        # The last weight is what the others leave: uniform on the simplex wherever it fits the band.
        tried[:, -1] = 1.0 - tried[:, :-1].sum(axis=1)
        kept = tried[(tried[:, -1] >= low[-1]) & (tried[:, -1] <= high[-1])][: draws - held]
        found[held : held + len(kept)] = kept
        held += len(kept)
        if held == draws:
            return found
    raise InvalidParameter(f"Hardly any weights lie within {band:g} of the given ones; widen the band.")


def rank_acceptability(low: ArrayLike, high: ArrayLike, *, p: float = HARMONIC, weights: ArrayLike | None = None,
                       band: float | None = None, draws: int = DRAWS, seed: int = 0,
                       keys: Sequence[int] | None = None) -> Acceptability:
    """Rank acceptability indices (SMAA-2) of candidates whose scores lie between bounds.

    Each draw takes weights (``drawn_weights``) and, for every score that is not certain, a value
    uniform between its bounds; candidates are ranked by ``power_mean`` and ties by position. The
    same seed gives the same answer.

    Parameters
    ----------
    low, high : array of shape (n, d)
        bounds of the scores, in [0, 1]; equal where a score is known.
    p : float
        power of the mean.
    weights, band
        see ``drawn_weights``.
    keys : sequence of int, optional
        one number per candidate that its draws depend on; by default its position. With keys that
        stay, a candidate that is added or moved leaves the draws of the others as they are.

    Raises
    ------
    InvalidParameter
        for bounds that do not fit, or draws outside 1 … 1,000,000.

    Examples
    --------
    >>> scores = [[0.8, 0.4], [0.5, 0.6]]
    >>> found = rank_acceptability(scores, scores, p=1, draws=100_000)
    >>> abs(float(found.ranks[0, 0]) - 0.6) < 0.005, round(found.error, 4)
    (True, 0.0016)

    References
    ----------
    Lahdelma, R. & Salminen, P. (2001), Operations Research 49:444.
    """
    below, above = _bounds(low, high)
    if not 1 <= draws <= MOST_DRAWS:
        raise InvalidParameter(f"draws is {draws}; it can be 1 to {MOST_DRAWS:,}.")
    check_power(p)
    count, dimensions = below.shape
    drawn = drawn_weights(dimensions, draws, seed, weights=weights, band=band)
    positions = range(count) if keys is None else keys
    streams = [_stream(seed, key) if (below[row] < above[row]).any() else None
               for row, key in enumerate(positions)]
    counts = np.zeros((count, count), dtype=np.int64)
    block = max(1, _BLOCK // max(count, 1))
    for start in range(0, draws, block):
        some = drawn[start : start + block]
        scores = np.empty((count, len(some)))
        for row, stream in enumerate(streams):
            scores[row] = _standing(_values(below[row], above[row], len(some), stream), some, float(p))
        _count_ranks(scores, counts)
    return Acceptability(counts / draws, draws, 0.5 / sqrt(draws))


def _bounds(low: ArrayLike, high: ArrayLike) -> tuple[Floats, Floats]:
    below, above = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if below.ndim != 2 or below.shape != above.shape or not ((below >= 0) & (below <= above)).all():
        raise InvalidParameter("Bounds are two arrays of shape (candidates, dimensions) with 0 <= low <= high.")
    return below, above


def _stream(seed: int, key: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 1, key])))


def _values(low: Floats, high: Floats, draws: int, stream: np.random.Generator | None) -> Floats:
    """One row per draw; where nothing is uncertain, one row for all of them."""
    if stream is None:
        return low[None, :]
    drawn: Floats = low + (high - low) * stream.random((draws, len(low)))
    return np.where(low < high, drawn, low)


def _standing(values: Floats, weights: Floats, p: float) -> Floats:
    """Something that orders candidates as their means do; for the harmonic mean no root is needed."""
    if p != -1:
        found: Floats = _mean(values, weights, p)
        return found
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        harmonic = weights / values
    total: Floats = -np.where(weights > 0, harmonic, 0.0).sum(axis=1)
    return total


def _count_ranks(scores: Floats, counts: NDArray[np.int64]) -> None:
    """Add to ``counts[i, r]`` how often candidate i came (r + 1)-th."""
    order = np.argsort(-scores.T, axis=1, kind="stable")
    count = scores.shape[0]
    for rank in range(count):
        counts[:, rank] += np.bincount(order[:, rank], minlength=count)
