"""What would other ways of ranking by several criteria say? Second opinions, for notebooks.

Both compare a candidate with the other ones at hand, so a score changes when a candidate is added
or left out, and the order of two may turn round with it. No answer of the API rests on them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import InvalidParameter
from scoring.fit.powermean import normalised_weights

Floats = NDArray[np.float64]

__all__ = ["promethee_ii", "topsis"]


def topsis(scores: ArrayLike, weights: ArrayLike, *, scale: str = "minmax") -> Floats:
    """Nearness to the best there is: ``d⁻ / (d⁺ + d⁻)``, in [0, 1].

    ``d⁺`` and ``d⁻`` are the Euclidean distances of a candidate's weighted, scaled scores from the
    best and the worst score of every column. Higher scores are better.

    Parameters
    ----------
    scores : array of shape (n, d)
    scale : str
        ``minmax`` brings each column to [0, 1], ``vector`` to length 1.

    Returns
    -------
    array of shape (n,)
        NaN where all candidates are alike.

    Raises
    ------
    InvalidParameter
        for another scale, or weights that are negative or sum to 0.

    Examples
    --------
    >>> topsis([[1, 1], [0, 0], [1, 0]], [1, 1]).round(2).tolist()
    [1.0, 0.0, 0.5]

    References
    ----------
    Hwang, C.-L. & Yoon, K. (1981), Multiple Attribute Decision Making, Springer.
    """
    values, each = np.asarray(scores, dtype=np.float64), normalised_weights(weights)
    if scale == "minmax":
        width = np.ptp(values, axis=0)
        scaled = (values - values.min(axis=0)) / np.where(width > 0, width, 1.0)
    elif scale == "vector":
        length = np.sqrt((values**2).sum(axis=0))
        scaled = values / np.where(length > 0, length, 1.0)
    else:
        raise InvalidParameter(f"scale is {scale[:40]!r}; it can be minmax or vector.")
    weighted = scaled * each
    best, worst = (np.sqrt(((weighted - edge) ** 2).sum(axis=1))
                   for edge in (weighted.max(axis=0), weighted.min(axis=0)))
    with np.errstate(invalid="ignore"):
        result: Floats = worst / (best + worst)
    return result


def promethee_ii(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """Net outranking flow with the usual preference: ``Σ_d w_d (wins_d − losses_d) / (n − 1)``, in [-1, 1].

    How much better is not looked at, only how often: a candidate that wins narrowly on two criteria
    may lose badly on a third and still come first.

    Returns
    -------
    array of shape (n,)
        sums to 0; NaN for one candidate alone.

    Raises
    ------
    InvalidParameter
        for weights that are negative or sum to 0.

    Examples
    --------
    >>> promethee_ii([[1, 1], [0, 0], [1, 0]], [1, 1]).tolist()
    [0.75, -0.75, 0.0]

    References
    ----------
    Brans, J.-P. & Vincke, P. (1985), Management Science 31:647.
    """
    values, each = np.asarray(scores, dtype=np.float64), normalised_weights(weights)
    wins = (values[:, None, :] > values[None, :, :]).astype(np.float64) @ each
    with np.errstate(invalid="ignore"):
        result: Floats = (wins.sum(axis=1) - wins.sum(axis=0)) / np.float64(len(values) - 1)
    return result
