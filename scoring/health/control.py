"""When has a series left its course? Control charts: CUSUM and EWMA, and how often they cry wolf."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from scoring.errors import InvalidParameter

ENOUGH: Final = 20
"""Readings in control from which level and spread of a series can be estimated."""

Floats = NDArray[np.float64]


class Course(NamedTuple):
    """Level and spread of a series in control: the mean, and the mean moving range over 1.128."""

    level: float
    spread: float


class Cusum(NamedTuple):
    """Attributes
    ----------
    above, below : array of shape (n,)
        sums of what exceeds the level by more than the slack, upwards and downwards.
    alarms : array
        rows of the readings at which a sum is above the limit.
    limit : float
        in the unit of the readings.
    """

    above: Floats
    below: Floats
    alarms: NDArray[np.int64]
    limit: float


class Ewma(NamedTuple):
    """The smoothed series, its lower and upper limits at each reading, and where it is outside."""

    smoothed: Floats
    low: Floats
    high: Floats
    alarms: NDArray[np.int64]


def course(series: ArrayLike) -> Course | None:
    """Level and spread of at least ``ENOUGH`` readings in control; None with fewer.

    Examples
    --------
    >>> course([1.0, 2.0] * 10)
    Course(level=1.5, spread=0.8865248226950355)
    >>> course([1.0, 2.0]) is None
    True
    """
    x = np.asarray(series, dtype=np.float64)
    x = x[np.isfinite(x)]
    if len(x) < ENOUGH:
        return None
    return Course(float(x.mean()), float(np.abs(np.diff(x)).mean() / 1.128))


def cusum(series: ArrayLike, level: float, spread: float, *, slack: float = 0.5, limit: float = 4.0) -> Cusum:
    """Sums of deviations that do not even out.

    ``C⁺_t = max(0, x_t − (μ₀ + kσ) + C⁺_{t−1})``, ``C⁻_t = max(0, (μ₀ − kσ) − x_t + C⁻_{t−1})``; alarm above ``hσ``.

    Parameters
    ----------
    series : array-like of shape (n,)
        NaN where a reading is missing: the sums stay as they are.
    level, spread : float
        μ₀ and σ in control; σ above 0.
    slack, limit : float
        k and h in units of σ. With k = 0.5, h = 4 a false alarm comes every 168 readings on average, with
        h = 5 every 465 (``cusum_arl``).

    Raises
    ------
    InvalidParameter
        if ``spread`` or ``limit`` is not above 0, or ``slack`` below 0.

    Examples
    --------
    >>> found = cusum([10, 12, 12, 12, 12], 10.0, 1.0)
    >>> found.above.tolist(), found.alarms.tolist()
    ([0.0, 1.5, 3.0, 4.5, 6.0], [3, 4])

    References
    ----------
    Page, E. S. (1954), Biometrika 41, 100–115.
    """
    _check(spread, limit, slack)
    above = below = 0.0
    found = []
    for reading in np.asarray(series, dtype=np.float64).tolist():
        if reading == reading:  # a missing one changes nothing
            above = max(0.0, reading - (level + slack * spread) + above)
            below = max(0.0, (level - slack * spread) - reading + below)
        found.append((above, below))
    sums = np.array(found, dtype=np.float64).reshape(-1, 2)
    bar = limit * spread
    return Cusum(sums[:, 0], sums[:, 1], np.flatnonzero((sums > bar).any(axis=1)), bar)


def ewma(series: ArrayLike, level: float, spread: float, *, weight: float = 0.1, limit: float = 2.7) -> Ewma:
    """A smoothed series with limits.

    ``z_t = λ x_t + (1 − λ) z_{t−1}``, ``z_0 = μ₀``; limits ``μ₀ ± Lσ √(λ/(2−λ) · (1 − (1−λ)^{2t}))``.

    Parameters
    ----------
    series : array-like of shape (n,)
        NaN where a reading is missing: the smoothed value stays as it is.
    level, spread : float
        μ₀ and σ in control; σ above 0.
    weight, limit : float
        λ in (0, 1] and L above 0.

    Raises
    ------
    InvalidParameter
        for a value out of its range.

    Examples
    --------
    >>> found = ewma([10.0, 13.0, 13.0], 10.0, 1.0, weight=0.5, limit=2.0)
    >>> found.smoothed.tolist(), found.alarms.tolist()
    ([10.0, 11.5, 12.25], [1, 2])

    References
    ----------
    Roberts, S. W. (1959), Technometrics 1(3), 239–250.
    """
    _check(spread, limit, 0.0)
    if not 0 < weight <= 1:
        raise InvalidParameter(f"weight is {weight}; it must be above 0 and at most 1.")
    at, found = level, []
    for reading in np.asarray(series, dtype=np.float64).tolist():
        at = weight * reading + (1 - weight) * at if reading == reading else at
        found.append(at)
    smoothed = np.array(found, dtype=np.float64)
    time = np.arange(1, len(smoothed) + 1)
    width = limit * spread * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * time)))
    outside = np.flatnonzero((smoothed < level - width) | (smoothed > level + width))
    return Ewma(smoothed, level - width, level + width, outside)


def cusum_arl(slack: float, limit: float, shift: float = 0.0, *, states: int = 501) -> float:
    """Readings until the alarm of a two-sided CUSUM, on average, after the level has shifted by ``shift`` σ.

    Both sides by a Markov chain over ``states`` intervals; ``1/ARL = 1/ARL⁺ + 1/ARL⁻``.

    Examples
    --------
    >>> round(cusum_arl(0.5, 4.0)), round(cusum_arl(0.5, 4.0, 1.0), 1)
    (168, 8.4)

    References
    ----------
    Brook, D. & Evans, D. A. (1972), Biometrika 59(3), 539–549.
    """
    _check(1.0, limit, slack)
    width = 2 * limit / (2 * states - 1)
    middle = np.arange(states) * width

    def one_side(mean: float) -> float:
        upper = norm.cdf(middle[None, :] + width / 2 - middle[:, None] + slack - mean)
        lower = norm.cdf(middle[None, :] - width / 2 - middle[:, None] + slack - mean)
        lower[:, 0] = 0.0  # whatever is below 0 starts again at 0
        return _steps(upper - lower, 0)

    return 1.0 / (1.0 / one_side(shift) + 1.0 / one_side(-shift))


def ewma_arl(weight: float, limit: float, shift: float = 0.0, *, states: int = 501) -> float:
    """Readings until the alarm of an EWMA chart with its final limits, on average, after a shift of ``shift`` σ.

    Examples
    --------
    >>> round(ewma_arl(0.1, 2.703)), round(ewma_arl(0.1, 2.703, 1.0), 2)
    (372, 9.75)

    References
    ----------
    Lucas, J. M. & Saccucci, M. S. (1990), Technometrics 32(1), 1–12.
    """
    _check(1.0, limit, 0.0)
    bar = limit * (weight / (2 - weight)) ** 0.5
    width = 2 * bar / states
    middle = -bar + (np.arange(states) + 0.5) * width

    def reaches(edge: float) -> Floats:
        goal: Floats = (middle[None, :] + edge - (1 - weight) * middle[:, None]) / weight - shift
        return np.asarray(norm.cdf(goal), dtype=np.float64)

    return _steps(reaches(width / 2) - reaches(-width / 2), states // 2)


def _steps(moves: Floats, start: int) -> float:
    """The mean number of steps in a chain until it is left."""
    return float(np.linalg.solve(np.eye(len(moves)) - moves, np.ones(len(moves)))[start])


def _check(spread: float, limit: float, slack: float) -> None:
    if not (spread > 0 and limit > 0 and slack >= 0):
        raise InvalidParameter(f"spread is {spread}, limit {limit} and slack {slack}; "
                               "the first two must be above 0, the third at least 0.")


