"""How sure is a mean over queries? Bootstrap intervals, of one scorer and of the difference of two.

What is drawn again is the query (an organisation that asked), never the pair: the pairs of one
organisation stand or fall together. All columns of one call are drawn with the same draws, so a
difference of columns is a paired difference.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]
Method = Literal["percentile", "bca"]

RESAMPLES: Final = 2_000
_AT_ONCE: Final = 100


class Estimate(NamedTuple):
    """A mean with the ends of its interval; NaN where no query has a value."""

    value: float
    low: float
    high: float


def bootstrap_means(values: ArrayLike, *, resamples: int = RESAMPLES, seed: int = 0) -> Floats:
    """The means of resampled rows.

    Parameters
    ----------
    values : array of shape (queries, columns)
        NaN = no value for this query; a mean is over those that have one.

    Returns
    -------
    array of shape (resamples, columns)

    Examples
    --------
    >>> bootstrap_means([[1.0], [1.0]], resamples=3).ravel().tolist()
    [1.0, 1.0, 1.0]

    References
    ----------
    Efron, B. & Tibshirani, R. (1993), An Introduction to the Bootstrap.
    """
    table = np.asarray(values, np.float64)
    known = ~np.isnan(table)
    whole, count = np.where(known, table, 0.0), len(table)
    means = np.full((resamples, table.shape[1]), np.nan)
    if not count:
        return means
    draws, even = np.random.default_rng(seed), np.full(count, 1.0 / count)
    for start in range(0, resamples, _AT_ONCE):
        stop = min(start + _AT_ONCE, resamples)
        weights = draws.multinomial(count, even, size=stop - start).astype(np.float64)
        with np.errstate(invalid="ignore"):
            means[start:stop] = (weights @ whole) / (weights @ known)
    return means


def mean_interval(values: ArrayLike, *, confidence: float = 0.95, resamples: int = RESAMPLES, seed: int = 0,
                  method: Method = "percentile") -> list[Estimate]:
    """The mean of each column over its queries, with a bootstrap interval.

    Parameters
    ----------
    values : array of shape (queries, columns)
        NaN = no value for this query.
    method : {"percentile", "bca"}
        quantiles of the resampled means, or those corrected for bias and skewness.

    Raises
    ------
    ValueError
        if ``confidence`` is not between 0 and 1, or ``resamples`` is below 1.

    Examples
    --------
    >>> mean_interval([[1.0], [1.0], [1.0]])
    [Estimate(value=1.0, low=1.0, high=1.0)]

    References
    ----------
    Efron, B. (1987), JASA 82:171 (BCa).
    """
    if not 0 < confidence < 1 or resamples < 1:
        raise ValueError(f"confidence {confidence} and {resamples} resamples; (0, 1) and 1 or more are possible")
    table = np.asarray(values, np.float64)
    drawn = bootstrap_means(table, resamples=resamples, seed=seed)
    tail = (1 - confidence) / 2
    found = []
    for column, means in zip(table.T, drawn.T, strict=True):
        known, means = column[~np.isnan(column)], means[~np.isnan(means)]
        if not len(known):
            found.append(Estimate(np.nan, np.nan, np.nan))
            continue
        levels = np.array([tail, 1 - tail])
        if method == "bca":
            levels = _corrected(levels, known, means)
        low, high = np.quantile(means, levels)
        # Rounding may put the end of an interval without width past its value.
        value = float(known.mean())
        found.append(Estimate(value, min(float(low), value), max(float(high), value)))
    return found


def _corrected(levels: Floats, known: Floats, means: Floats) -> Floats:
    """The levels of the resampled means that BCa reads in place of the plain ones."""
    value, count = known.mean(), len(known)
    left_out = (known.sum() - known) / max(count - 1, 1)
    apart = left_out.mean() - left_out
    spread = float((apart**2).sum()) ** 1.5
    if spread == 0:
        return levels
    share = (np.count_nonzero(means < value) + np.count_nonzero(means <= value)) / (2 * len(means))
    bias = float(stats.norm.ppf(np.clip(share, 1e-6, 1 - 1e-6)))
    acceleration = float((apart**3).sum()) / (6 * spread)
    shifted = bias + stats.norm.ppf(levels)
    corrected: Floats = stats.norm.cdf(bias + shifted / (1 - acceleration * shifted))
    return corrected
