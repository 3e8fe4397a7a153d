"""How do several scores become one, and how much may a weak one be made up for by a strong one?

The power ``p`` of the mean is the answer to the second question: 1 lets strong scores pay for weak
ones in full, −1 (harmonic) hardly, −∞ (the smallest) not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import InvalidParameter

Floats = NDArray[np.float64]

HARMONIC: Final = -1.0
_AS_GOOD_AS_0: Final = 1e-8  # below, the root of a sum that is 1 to rounding would be noise

__all__ = ["HARMONIC", "normalised_weights", "power_mean", "power_mean_interval"]


def normalised_weights(weights: ArrayLike) -> Floats:
    """Weights that sum to 1: ``w_d / Σ w``.

    Raises
    ------
    InvalidParameter
        if one is negative or not a number, or if they sum to 0.

    Examples
    --------
    >>> normalised_weights([2, 1, 1]).tolist()
    [0.5, 0.25, 0.25]
    """
    given = np.asarray(weights, dtype=np.float64)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any():
        raise InvalidParameter(f"The weights are {_shown(given)}; each can be a number of 0 or more.")
    total = given.sum()
    if not 0 < total < np.inf:
        raise InvalidParameter(f"The weights are {_shown(given)}; one of them at least has to be above 0.")
    result: Floats = given / total
    return result


def power_mean(scores: ArrayLike, weights: ArrayLike, p: float = HARMONIC) -> Floats:
    """Weighted power mean over the last axis: ``(Σ_d w_d s_d^p)^(1/p)``, in [0, 1] for scores in [0, 1].

    ``p = 1`` is the arithmetic mean, ``p → 0`` the geometric, ``p = −1`` the harmonic, ``p = −∞`` the
    smallest and ``p = ∞`` the largest score. A score of 0 under ``p <= 0`` gives 0. Scores of weight 0
    do not count. Never falls when a score rises.

    Parameters
    ----------
    scores : array of shape (…, d)
        numbers of 0 or more.
    weights : array of shape (d,) or (…, d)
        one row of them sums to 1 already, or is scaled so that it does.
    p : float
        the power; any number, or ``±inf``.

    Returns
    -------
    array of shape (…)

    Raises
    ------
    InvalidParameter
        for weights that are negative or sum to 0, a score below 0, or a power that is no number.

    Examples
    --------
    >>> scores, weights = [[0.95, 0.2, 0.9], [0.6, 0.65, 0.62]], [0.4, 0.35, 0.25]
    >>> power_mean(scores, weights).round(3).tolist(), power_mean(scores, weights, 1).round(3).tolist()
    ([0.408, 0.622], [0.675, 0.622])
    >>> power_mean([0.9, 0.0], [1, 1]).tolist(), power_mean([0.9, 0.0], [1, 1], 1).tolist()
    (0.0, 0.45)

    References
    ----------
    Hardy, G. H., Littlewood, J. E. & Pólya, G. (1934), Inequalities, Cambridge University Press, ch. 2.
    """
    values = np.asarray(scores, dtype=np.float64)
    if not (values >= 0).all():
        raise InvalidParameter("A score that enters a power mean is a number of 0 or more.")
    check_power(p)
    each = np.asarray(weights, dtype=np.float64)
    if each.ndim == 1:
        each = normalised_weights(each)
    result: Floats = _mean(values, each, float(p))
    return result


def power_mean_interval(low: ArrayLike, high: ArrayLike, weights: ArrayLike,
                        p: float = HARMONIC) -> tuple[Floats, Floats]:
    """The exact range of the mean where scores are only known within bounds: ``[M(l), M(u)]``.

    Exact because the mean never falls when a score rises. An unknown score is [0, 1]; its weight is
    not given to the others, which would reward whoever hides something.

    Raises
    ------
    InvalidParameter
        as ``power_mean``, or if a lower bound is above its upper one.

    Examples
    --------
    >>> low, high = power_mean_interval([0.95, 0.2, 0], [0.95, 0.2, 1], [0.4, 0.35, 0.25])
    >>> float(low), round(float(high), 3)
    (0.0, 0.413)
    """
    below, above = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if not (below <= above).all():
        raise InvalidParameter("A lower bound is above its upper bound.")
    return power_mean(below, weights, p), power_mean(above, weights, p)


def check_power(p: float) -> None:
    """Refuse a power that is no number.

    Raises
    ------
    InvalidParameter
    """
    if np.isnan(p):
        raise InvalidParameter("The power of a mean is a number, or inf or -inf for the largest or smallest score.")


def _mean(values: Floats, weights: Floats, p: float) -> Any:
    counted = weights > 0
    if np.isinf(p):
        edge = np.where(counted, values, np.inf if p < 0 else -np.inf)
        return edge.min(axis=-1) if p < 0 else edge.max(axis=-1)
    if p == 1:
        return (values * weights).sum(axis=-1)
    strict = p < _AS_GOOD_AS_0
    zero = ((values == 0) & counted).any(axis=-1) if strict else np.zeros(values.shape[:-1], dtype=bool)
    safe = np.where(values == 0, 1.0, values) if strict else values
    geometric = abs(p) < _AS_GOOD_AS_0
    mean = np.exp((weights * np.log(safe)).sum(axis=-1)) if geometric else _scaled(safe, weights, counted, p)
    # Rounding must not carry a mean past its own scores.
    smallest = np.where(counted, values, np.inf).min(axis=-1)
    largest = np.where(counted, values, 0.0).max(axis=-1)
    return np.where(zero, 0.0, np.clip(mean, smallest, largest))


def _scaled(values: Floats, weights: Floats, counted: NDArray[np.bool_], p: float) -> Any:
    """The mean by way of the score that counts most: x^p of a large |p| would leave the range of floats."""
    edge = np.where(counted, values, np.inf if p < 0 else 0.0)
    edge = edge.min(axis=-1) if p < 0 else edge.max(axis=-1)
    unit = np.where(edge > 0, edge, 1.0)
    with np.errstate(over="ignore"):  # next to a denormal number another one counts for nothing
        ratios = np.where(counted, values / unit[..., None], 1.0)
    if p == -1:
        return unit / (weights / ratios).sum(axis=-1)
    return unit * np.power((weights * np.power(ratios, p)).sum(axis=-1), 1.0 / p)


def _shown(values: Floats | Sequence[float]) -> str:
    return ", ".join(f"{value:g}" for value in np.ravel(values)[:12])
