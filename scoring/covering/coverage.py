"""How much of a list of needs do partners cover, alone and together? For small matrices.

``levels`` has shape (candidates, needs): to what degree, in [0, 1], each candidate can do what each
need asks for. ``weights`` has shape (needs,) and is above 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def coverage(levels: Any, weights: Any) -> Floats:
    """Share of the needs that each candidate covers alone: ``Σ_g w_g a_pg / Σ_g w_g``.

    Parameters
    ----------
    levels : array of shape (candidates, needs)
        in [0, 1].
    weights : array of shape (needs,)
        above 0.

    Raises
    ------
    ValueError
        if a level or a weight is out of its range.

    Examples
    --------
    >>> coverage([[1, 0], [0.5, 0.5]], [3, 1]).tolist()
    [0.75, 0.5]
    """
    levels, weights = _checked(levels, weights)
    result: Floats = levels @ weights / weights.sum()
    return result


def joint_coverage(levels: Any, weights: Any) -> float:
    """What a set of partners covers together: ``Σ_g w_g (1 − Π_p (1 − a_pg))``, in [0, Σ w].

    Monotone and submodular: another partner never takes away, and adds less to a larger set.

    Raises
    ------
    ValueError
        if a level or a weight is out of its range.

    Examples
    --------
    >>> joint_coverage([[1, 0], [0.5, 0.5]], [3, 1])
    3.5
    """
    levels, weights = _checked(levels, weights)
    return float(weights @ (1 - np.prod(1 - levels, axis=0)))


def greedy_cover(levels: Any, weights: Any, most: int) -> list[tuple[int, float]]:
    """Partners picked one by one, each time the one that adds most, with what it adds.

    At least ``1 − 1/e`` of the best set of that size. The smaller row wins a tie; it ends early
    where nothing is left to add.

    Raises
    ------
    ValueError
        if a level or a weight is out of its range.

    Examples
    --------
    >>> greedy_cover([[1, 0, 0], [0, 1, 1], [1, 0, 0]], [1, 1, 1], 3)
    [(1, 2.0), (0, 1.0)]

    References
    ----------
    Nemhauser, G., Wolsey, L. & Fisher, M. (1978), Mathematical Programming 14:265.
    """
    levels, weights = _checked(levels, weights)
    missing, picked = np.ones(len(weights)), list[tuple[int, float]]()
    for _ in range(min(most, len(levels))):
        gains = levels @ (weights * missing)
        gains[[row for row, _ in picked]] = 0.0  # what it has in part it gives once
        best = int(np.argmax(gains))
        if gains[best] <= 1e-12 * weights.sum():
            break
        picked.append((best, float(gains[best])))
        missing *= 1 - levels[best]
    return picked


def _checked(levels: Any, weights: Any) -> tuple[Floats, Floats]:
    levels, weights = np.asarray(levels, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if levels.ndim != 2 or weights.shape != levels.shape[1:]:
        raise ValueError(f"levels of shape {levels.shape} do not go with weights of shape {weights.shape}")
    if not ((levels >= 0) & (levels <= 1)).all():
        raise ValueError("levels must lie between 0 and 1")
    if not (weights > 0).all():
        raise ValueError("weights must be above 0")
    return levels, weights
