"""How much of what was agreed has been reached, and which branch made the difference? The health index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import InvalidParameter

MOST: Final = 1.2
"""What one measure can add at most, so that one success does not hide the failures."""

HIGHER, LOWER = "higher", "lower"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Health:
    """Attributes
    ----------
    index : float or None
        weighted mean of the known attainments, 0 … 1.2; None where none is known.
    low, high : float or None
        the index if every unknown attainment were 0, or 1.2.
    coverage : float
        share of the weight that is known, in [0, 1].
    contributions : array of shape (k,)
        of each measure to the index; NaN where it is unknown. They sum to the index.
    """

    index: float | None
    low: float | None
    high: float | None
    coverage: float
    contributions: Floats


class Change(NamedTuple):
    """Attributes
    ----------
    total : float or None
        index now less index then, over the measures that are known at both.
    parts : array of shape (k,)
        what each measure adds to it; NaN where it is not known at both. They sum to ``total``.
    """

    total: float | None
    parts: Floats


def attainment(actual: float, target: float, *, better: str = HIGHER, low: float | None = None,
               high: float | None = None) -> float:
    """How far a target is reached: ``clip(actual / target, 0, 1.2)``, or ``target / actual`` where less is better.

    With a low and a high bar: ``clip((actual − low) / (high − low), 0, 1.2)``, which also serves targets of 0.

    Parameters
    ----------
    actual, target : float
        NaN where unknown.
    better : str
        ``"higher"`` or ``"lower"``.
    low, high : float, optional
        the values that count as 0 and as 1; both or none. For ``lower``, ``low`` is the larger one.

    Returns
    -------
    float
        in [0, 1.2]; NaN where a value is unknown, or the target is 0 and there are no bars.

    Raises
    ------
    InvalidParameter
        for another direction, one bar alone, or bars that are equal.

    Examples
    --------
    >>> attainment(80.0, 100.0), attainment(50.0, 40.0, better="lower"), attainment(1.0, 0.0)
    (0.8, 0.8, nan)
    >>> attainment(3.0, 0.0, low=1.0, high=5.0)
    0.5
    """
    if better not in (HIGHER, LOWER):
        raise InvalidParameter(f"better is {better!r}; it can be {HIGHER!r} or {LOWER!r}.")
    if low is not None and high is not None:
        if low == high:
            raise InvalidParameter(f"low and high are both {low}; they must differ.")
        return _clipped((actual - low) / (high - low))
    if low is not None or high is not None:
        raise InvalidParameter("low and high go together; one of them is missing.")
    above, below = (actual, target) if better == HIGHER else (target, actual)
    if target == 0 or np.isnan(above) or np.isnan(below):
        return float("nan")
    return MOST if below == 0 else _clipped(above / below)


def _clipped(value: float) -> float:
    return float(np.clip(value, 0.0, MOST))


def health(attainments: ArrayLike, weights: ArrayLike) -> Health:
    """The health index: ``Σ w_k a_k / Σ w_k`` over known measures, with what the unknown ones could make of it.

    Parameters
    ----------
    attainments : array-like of shape (k,)
        NaN where unknown.
    weights : array-like of shape (k,)
        not negative.

    Raises
    ------
    InvalidParameter
        if the shapes differ or a weight is negative.

    Examples
    --------
    >>> found = health([0.8, 1.0, float("nan")], [2, 1, 1])
    >>> round(found.index, 3), found.coverage, round(found.low, 3), round(found.high, 3)
    (0.867, 0.75, 0.65, 0.95)
    >>> found.contributions.round(3).tolist()
    [0.533, 0.333, nan]
    """
    a, w = _both(attainments, weights)
    known, total = np.isfinite(a), float(w.sum())
    of_known = float(w[known].sum())
    if of_known <= 0:
        return Health(None, None, None, 0.0, np.full(len(a), np.nan))
    reached = float((w[known] * a[known]).sum())
    parts = np.where(known, w * np.where(known, a, 0.0) / of_known, np.nan)
    unknown = total - of_known
    return Health(float(np.nansum(parts)), reached / total, (reached + MOST * unknown) / total, of_known / total, parts)


def change(before: ArrayLike, now: ArrayLike, weights: ArrayLike) -> Change:
    """What each measure adds to the change of the index: ``w_k (a_k − a*_k) / Σ w``, exactly (fishbone, 鱼骨图).

    Examples
    --------
    >>> found = change([0.9, 1.0], [0.6, 1.1], [3, 1])
    >>> round(found.total, 3), found.parts.round(3).tolist()
    (-0.2, [-0.225, 0.025])
    """
    (old, w), (new, _) = _both(before, weights), _both(now, weights)
    known = np.isfinite(old) & np.isfinite(new)
    of_known = float(w[known].sum())
    if of_known <= 0:
        return Change(None, np.full(len(old), np.nan))
    parts = np.where(known, w * (np.where(known, new, 0.0) - np.where(known, old, 0.0)) / of_known, np.nan)
    return Change(float(np.nansum(parts)), parts)


def _both(values: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    a, w = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if a.ndim != 1 or a.shape != w.shape:
        raise InvalidParameter(f"values and weights have the shapes {a.shape} and {w.shape}; "
                               "they must be one row each.")
    if (w < 0).any() or not np.isfinite(w).all():
        raise InvalidParameter("A weight is negative or unknown; weights must be 0 or more.")
    return a, w
