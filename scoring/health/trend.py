"""Does a series rise or fall, more than chance would have it? Mann–Kendall's test and Sen's slope."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from scoring.errors import InvalidParameter

ENOUGH: Final = 8
"""Readings from which the test says something; with fewer its power is too low, and ``verdict`` is None."""

RISING, FALLING, STEADY = "rising", "falling", "steady"


class Trend(NamedTuple):
    """Attributes
    ----------
    n : int
        readings that are known.
    s, variance, z, p : float
        of the test; ``p`` is two-sided.
    tau : float
        Kendall's tau-a in [-1, 1]; NaN for fewer than two readings.
    slope : float
        Sen's: the median change per step of time; NaN for fewer than two readings.
    verdict : str or None
        ``rising``, ``falling`` or ``steady`` at the level asked for; None for fewer than ``ENOUGH`` readings.
    """

    n: int
    s: float
    variance: float
    z: float
    p: float
    tau: float
    slope: float
    verdict: str | None


def mann_kendall(series: ArrayLike, *, level: float = 0.05) -> Trend:
    """The trend of readings at equal steps of time.

    ``S = Σ_{i<j} sign(x_j − x_i)``, ``Var S = [n(n−1)(2n+5) − Σ_t t(t−1)(2t+5)] / 18`` over groups of ``t``
    equal readings, ``z = (S − sign S) / √Var S``; slope = median of ``(x_j − x_i) / (j − i)``.

    Parameters
    ----------
    series : array-like of shape (n,)
        NaN where a reading is missing: it keeps its step of time and counts as no reading.
    level : float
        below which ``p`` is a trend, in (0, 1).

    Raises
    ------
    InvalidParameter
        if ``level`` is not in (0, 1).

    Examples
    --------
    >>> found = mann_kendall([1, 3, 2, 4, 5, 7, 6, 8])
    >>> found.verdict, found.s, round(found.p, 4), found.slope
    ('rising', 24.0, 0.0044, 1.0)
    >>> mann_kendall([92, 88, 80]).verdict is None
    True

    References
    ----------
    Mann, H. B. (1945), Econometrica 13(3), 245–259; Kendall, M. G. (1975), Rank Correlation Methods;
    Sen, P. K. (1968), JASA 63(324), 1379–1389.
    """
    if not 0 < level < 1:
        raise InvalidParameter(f"level is {level}; it must be above 0 and below 1.")
    whole = np.asarray(series, dtype=np.float64)
    step = np.flatnonzero(np.isfinite(whole))
    x = whole[step]
    n = len(x)
    first, second = np.triu_indices(n, 1)
    rise = x[second] - x[first]
    s = float(np.sign(rise).sum())
    ties = np.unique(x, return_counts=True)[1]
    variance = float((n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18)
    z = (s - float(np.sign(s))) / variance**0.5 if variance > 0 else 0.0
    p = float(2 * norm.sf(abs(z)))
    known = len(rise) > 0
    tau = s / len(rise) if known else float("nan")
    slope = float(np.median(rise / (step[second] - step[first]))) if known else float("nan")
    verdict = None if n < ENOUGH else STEADY if p >= level else RISING if s > 0 else FALLING
    return Trend(n, s, variance, z, p, tau, slope, verdict)
