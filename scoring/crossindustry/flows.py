"""Which groups cite each other more than chance would have it? Lift of citations between industries."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from scoring.errors import InvalidParameter

Floats = NDArray[np.float64]

FEW: float = 20.0
"""Citations below which a lift is shown with an interval: above it the interval is narrow anyway."""

__all__ = ["FEW", "Lift", "citation_lift"]


class Lift(NamedTuple):
    """Lift of each pair of groups, with an interval where few citations were counted."""

    lift: Floats
    log2: Floats
    low: Floats
    high: Floats


def citation_lift(counts: Floats, *, level: float = 0.9) -> Lift:
    """Observed over expected citations from group ``u`` to group ``v``: ``F_uv = C_uv C / (C_u· C_·v)``.

    Directed: ``F_uv`` and ``F_vu`` differ.

    Parameters
    ----------
    counts : array of shape (g, g)
        citations (or a share of each, where one counts for several groups), not negative.
    level : float
        of the interval, between 0 and 1.

    Returns
    -------
    Lift
        ``lift`` is 0 or more, 1 = as chance would have it, NaN where ``u`` cites nothing or nothing
        cites ``v``; ``log2`` of it is for display (-inf never: a lift of 0 gives NaN). ``low`` and
        ``high`` come from the Poisson interval of ``C_uv`` where it is below 20, the margins taken as
        they are; elsewhere they are NaN, as no interval is needed.

    Raises
    ------
    InvalidParameter
        if a count is negative or not a number.

    Examples
    --------
    >>> found = citation_lift(np.array([[8.0, 2.0], [1.0, 9.0]]))
    >>> found.lift.round(3).tolist()
    [[1.778, 0.364], [0.222, 1.636]]
    >>> float(found.low[0, 1].round(2)), float(found.high[0, 1].round(2))
    (0.06, 1.14)
    """
    if counts.size and not (counts.min() >= 0 and np.isfinite(counts.max())):
        raise InvalidParameter("A count of citations is negative or not a number.")
    counts = counts.astype(np.float64)
    expected = counts.sum(axis=1)[:, None] * counts.sum(axis=0) / max(counts.sum(), 1e-300)
    expected = np.where(expected > 0, expected, np.nan)
    lift = counts / expected
    low, high = poisson_interval(counts, level)
    few = counts < FEW
    return Lift(lift, np.log2(np.where(lift > 0, lift, np.nan)), np.where(few, low / expected, np.nan),
                np.where(few, high / expected, np.nan))


def poisson_interval(counts: Floats, level: float = 0.9) -> tuple[Floats, Floats]:
    """The exact central interval of a Poisson mean of which ``counts`` was seen once.

    ``[½ χ²_{2n}(a), ½ χ²_{2n+2}(1 − a)]`` with ``a = (1 − level) / 2``; the low end is 0 for a count of 0.

    Raises
    ------
    InvalidParameter
        if ``level`` is not between 0 and 1.

    Examples
    --------
    >>> low, high = poisson_interval(np.array([0.0, 10.0]), 0.9)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 5.43], [3.0, 16.96])

    References
    ----------
    Garwood, F. (1936), Biometrika 28:437.
    """
    if not 0 < level < 1:
        raise InvalidParameter(f"level is {level}; it must be between 0 and 1.")
    outside = (1 - level) / 2
    low = np.where(counts > 0, chi2.ppf(outside, 2 * np.maximum(counts, 1e-9)) / 2, 0.0)
    return np.asarray(low), np.asarray(chi2.ppf(1 - outside, 2 * counts + 2) / 2)
