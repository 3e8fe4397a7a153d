"""Which candidates does none of the others beat on every axis? The Pareto front, then what lies behind it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]

__all__ = ["pareto_layers", "ranks"]


def ranks(values: Floats) -> Floats:
    """Place of each value within its set, from 0 (lowest) to 1 (highest): ``(rank − 1) / (n − 1)``.

    Equal values share their mean place; a single one, or a set of equal ones, is at 0.5. NaN stays NaN
    and is not counted.

    Examples
    --------
    >>> ranks(np.array([10.0, 30.0, np.nan, 20.0])).tolist()
    [0.0, 1.0, nan, 0.5]
    """
    known = ~np.isnan(values)
    found = np.full(len(values), np.nan)
    count = int(known.sum())
    if count == 1:
        found[known] = 0.5
    elif count:
        found[known] = (rankdata(values[known]) - 1) / (count - 1)
    return found


def pareto_layers(axes: Floats, *, most: int | None = None) -> NDArray[np.int64]:
    """The layer of each candidate: 0 is the front, 1 the front once that is taken away, and so on.

    One candidate beats another if it is at least as good on every axis and better on one. Who is equal
    on all shares a layer.

    Parameters
    ----------
    axes : array of shape (n, d)
        more is better; NaN counts as less than anything.
    most : int, optional
        stop after the layer that makes so many candidates.

    Returns
    -------
    array of shape (n,)
        -1 for those that were not reached.

    Examples
    --------
    >>> pareto_layers(np.array([[3.0, 1], [1, 3], [1, 1], [2, 1], [0, 0]])).tolist()
    [0, 0, 2, 1, 3]
    """
    values = np.where(np.isnan(axes), -np.inf, axes)
    layer = np.full(len(values), -1, dtype=np.int64)
    # Sorted from the best on: nobody is beaten by somebody who comes later.
    waiting = np.lexsort([-values[:, axis] for axis in range(values.shape[1])][::-1]) if values.size else layer
    taken, number = 0, 0
    while len(waiting) and (most is None or taken < most):
        front = _front(values[waiting])
        layer[waiting[front]] = number
        taken, number, waiting = taken + int(front.sum()), number + 1, waiting[~front]
    return layer


def _front(values: Floats) -> NDArray[np.bool_]:
    """Which rows of a table sorted from the best on are beaten by nobody."""
    inside = np.zeros(len(values), dtype=bool)
    front = np.empty_like(values)
    size = 0
    for row, value in enumerate(values):
        better = (front[:size] >= value).all(axis=1)
        if not (better & (front[:size] > value).any(axis=1)).any():
            inside[row] = True
            front[size] = value
            size += 1
    return inside
