"""Between which bounds does the likeness of two organisations lie, if their portfolios are samples?

A portfolio of few patents is a small sample of what its owner does, and every plug-in measure of it is
biased: towards 0 for the common ones. Two ways to say how much: resampling what is there (multinomial
bootstrap), and drawing true profiles that fit it (Dirichlet posterior with the population as prior).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.errors import InvalidParameter

Floats = NDArray[np.float64]

MEASURES: Final = ("overlap", "jaffe", "morisita")
"""Measures with an interval, by the names of their scorers."""

_AT_ONCE: Final = 1 << 21  # numbers of one block of draws: 16 MB
_LEAST, _MOST = 1e-2, 1e4  # concentration of a population; outside nothing changes any more
_CAP: Final = 20.0  # units from which one organisation says no more about the population than another


class Prior(NamedTuple):
    """What profiles look like in a population: Dirichlet with mean ``shares`` and ``concentration``.

    A small concentration means specialists, a large one that everybody does what all do.
    """

    shares: Floats
    concentration: float


class Interval(NamedTuple):
    """``low <= estimate <= high``; ``bias`` is how far the plug-in is expected to be off, below 0: too low.

    The plug-in itself may lie outside, mostly below, where portfolios are small.
    """

    estimate: float
    low: float
    high: float
    bias: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """One measure of one pair, with what is known about its error.

    Attributes
    ----------
    value
        the plug-in: the measure of the two portfolios as they are; NaN where it is undefined.
    posterior
        of the measure of the true profiles, with the population as prior: right for small portfolios
        of organisations that have no more to do with each other than any two of the population.
    resampled
        from drawing the portfolios as they are again (basic bootstrap): looks at no population, is too
        narrow for small portfolios, and better for large ones and for pairs that are really alike.
    """

    value: float
    posterior: Interval
    resampled: Interval


def population_prior(amounts: Any, concentration: Floats) -> Prior:
    """The Dirichlet distribution of profiles that fits a population by its moments.

    With ``D_i`` unbiased for ``Σ_c p_ic²`` and ``s = Σ_c q_c²``: ``E D = (1 + α s) / (1 + α)``, so
    ``α = (1 − D̄) / (D̄ − s)``; ``D̄`` weighs every organisation by its units, 20 at most.

    Parameters
    ----------
    amounts : sparse matrix of shape (n, K)
        portfolios.
    concentration : array of shape (n,)
        ``D_i`` of each (``scoring.likeness.morisita.concentrations``); NaN where unknown.

    Returns
    -------
    Prior
        the shares of all portfolios together, each counting once for up to 20 units.

    Examples
    --------
    >>> from scipy import sparse
    >>> prior = population_prior(sparse.csr_matrix([[4.0, 0], [0, 4], [2, 2]]), np.array([1, 1, 1 / 3]))
    >>> prior.shares.tolist(), round(prior.concentration, 2)
    ([0.5, 0.5], 0.8)
    """
    totals = np.asarray(amounts.sum(axis=1)).ravel().astype(np.float64)
    counts = np.minimum(totals, _CAP)
    scale = np.where(totals > 0, counts / np.where(totals > 0, totals, 1.0), 0.0)
    pooled = np.asarray(amounts.T @ scale).ravel().astype(np.float64)
    shares = pooled / pooled.sum() if pooled.sum() > 0 else np.full(len(pooled), 1 / max(len(pooled), 1))
    known = ~np.isnan(concentration) & (totals > 1)
    if not known.any():
        return Prior(shares, 1.0)
    middle = float(np.average(concentration[known], weights=counts[known] - 1 + 1e-9))
    spread = middle - float((shares**2).sum())
    fitted = (1 - middle) / spread if spread > 0 else _MOST
    return Prior(shares, float(np.clip(fitted, _LEAST, _MOST)))


def likeness_bounds(mine: Floats, theirs: Floats, prior: Prior, *, values: Mapping[str, float] | None = None,
                    draws: int = 500, seed: int = 0, level: float = 0.9) -> dict[str, Bounds]:
    """Intervals of ``overlap``, ``jaffe`` and ``morisita`` for one pair of portfolios.

    True profiles are drawn from ``p_a ~ Dirichlet(x_a + α q)`` and ``p_b`` likewise, each for itself;
    from each of them portfolios of the sizes that are there, ``x* ~ Multinomial(n, p)``, whose measure
    minus that of ``p`` is the bias. Resampled: portfolios are drawn from the shares as they are, and
    what they are off by there is taken off here (basic bootstrap). Deterministic for one seed;
    symmetric but for the draws.

    Parameters
    ----------
    mine, theirs : arrays of shape (K,)
        amounts in units (patents); a unit of several classes is treated as one of one class.
    prior : Prior
        of the population.
    values
        measures to take in place of those of the amounts, where they are known better (``morisita`` of
        patents in several classes; NaN = undefined).
    draws, seed, level
        how many draws, from which seed, and how much the interval holds.

    Raises
    ------
    InvalidParameter
        for fewer than 20 draws, a level outside (0, 1), or an empty portfolio.

    Examples
    --------
    >>> prior = Prior(np.full(4, 0.25), 2.0)
    >>> few = likeness_bounds(np.array([2.0, 1, 0, 0]), np.array([1.0, 0, 2, 0]), prior)["overlap"]
    >>> many = likeness_bounds(np.array([200.0, 100, 0, 0]), np.array([100.0, 0, 200, 0]), prior)["overlap"]
    >>> wide, narrow = (each.posterior.high - each.posterior.low for each in (few, many))
    >>> round(many.value, 3), wide > 5 * narrow
    (0.333, True)

    References
    ----------
    Efron, B. & Tibshirani, R. (1993), An Introduction to the Bootstrap; Rubin, D. (1981), Annals of
    Statistics 9:130.
    """
    if draws < 20:
        raise InvalidParameter(f"draws is {draws}; it can be 20 or more.")
    if not 0 < level < 1:
        raise InvalidParameter(f"level is {level}; it can be anything between 0 and 1.")
    if not (mine.sum() > 0 and theirs.sum() > 0):
        raise InvalidParameter("An empty portfolio has no likeness to anything.")
    used = np.flatnonzero((mine > 0) | (theirs > 0) | (prior.shares > 0))
    pair = (mine[used], theirs[used])
    told = {name: float(found[0]) for name, found in of_counts(*(side[None] for side in pair)).items()}
    rng = np.random.default_rng(seed)
    drawn = _drawn(pair, prior.concentration * prior.shares[used], draws, rng)
    as_if_true = {name: float(found[0]) for name, found in _of_shares(*(side[None] for side in pair)).items()}
    return {name: _bounds({**told, **(values or {})}[name], [each[name] for each in drawn], as_if_true[name],
                          (1 - level) / 2) for name in MEASURES}


def _bounds(value: float, drawn: list[Floats], as_if_true: float, tail: float) -> Bounds:
    true, samples, resampled = drawn
    low, middle, high = np.quantile(true, (tail, 0.5, 1 - tail)).tolist()
    return Bounds(value, Interval(middle, low, high, _mean(samples - true)),
                  _basic(value, resampled - as_if_true, tail))


def _basic(value: float, errors: Floats, tail: float) -> Interval:
    """What the errors among drawn portfolios say about the true value, within [0, 1]."""
    known = errors[~np.isnan(errors)]
    if value != value or not len(known):
        return Interval(*(float("nan"),) * 4)
    least, most = np.quantile(known, (tail, 1 - tail)).tolist()
    bias = float(known.mean())
    low, high = (min(1.0, max(0.0, value - each)) for each in (most, least))
    return Interval(min(high, max(low, value - bias)), low, high, bias)


def _of_shares(x: Floats, y: Floats) -> dict[str, Floats]:
    return of_profiles(x / x.sum(axis=1, keepdims=True), y / y.sum(axis=1, keepdims=True))


Drawn = dict[str, Floats]


def _drawn(pair: tuple[Floats, Floats], pseudo: Floats, draws: int,
           rng: np.random.Generator) -> tuple[Drawn, Drawn, Drawn]:
    """Measures of true profiles, of portfolios drawn from them, and of portfolios drawn again."""
    sizes = [max(1, round(float(side.sum()))) for side in pair]
    step = max(1, min(draws, _AT_ONCE // len(pseudo)))
    parts: list[tuple[Drawn, Drawn, Drawn]] = []
    for start in range(0, draws, step):
        count = min(step, draws - start)
        profiles = [_dirichlet(side + pseudo, count, rng) for side in pair]
        samples = [rng.multinomial(size, profile) for size, profile in zip(sizes, profiles, strict=True)]
        again = [rng.multinomial(size, side / side.sum(), count) for size, side in zip(sizes, pair, strict=True)]
        parts.append((of_profiles(*profiles), of_counts(*samples), of_counts(*again)))
    one, two, three = ({name: np.concatenate([part[which][name] for part in parts]) for name in MEASURES}
                       for which in range(3))
    return one, two, three


def _dirichlet(shape: Floats, count: int, rng: np.random.Generator) -> Floats:
    drawn = rng.standard_gamma(shape, (count, len(shape)))
    totals = drawn.sum(axis=1, keepdims=True)
    # All of many tiny shapes may come out as 0: the mean is as good a draw as any then.
    profile: Floats = np.where(totals > 0, drawn / np.where(totals > 0, totals, 1.0), shape / shape.sum())
    return profile


def of_profiles(p: Floats, q: Floats) -> dict[str, Floats]:
    """The measures of true profiles, row by row: what they would be without sampling."""
    product, own, other = (p * q).sum(axis=1), (p * p).sum(axis=1), (q * q).sum(axis=1)
    return {"overlap": np.minimum(p, q).sum(axis=1), "jaffe": product / np.sqrt(own * other),
            "morisita": 2 * product / (own + other)}


def of_counts(x: Any, y: Any) -> dict[str, Floats]:
    """The measures of portfolios, row by row; ``morisita`` is NaN where it is not defined."""
    n, m = x.sum(axis=1, keepdims=True), y.sum(axis=1, keepdims=True)
    found = of_profiles(x / n, y / m)
    n, m = n.ravel(), m.ravel()
    with np.errstate(divide="ignore", invalid="ignore"):
        concentration = (x * (x - 1.0)).sum(axis=1) / (n * (n - 1)) + (y * (y - 1.0)).sum(axis=1) / (m * (m - 1))
        index = 2 * (x * y).sum(axis=1) / (concentration * n * m)
    found["morisita"] = np.where((n > 1) & (m > 1) & (concentration > 0), index, np.nan)
    return found


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
