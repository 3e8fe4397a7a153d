"""Which rows come first? The best ``k``, ties by row, without sorting everything."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_BLOCK: Final = 1024


def top_rows(scores: NDArray[np.float64], mask: NDArray[np.bool_] | None, k: int, *,
             after: tuple[float, int] | None = None) -> NDArray[np.int64]:
    """The first ``k`` rows by (score descending, row ascending).

    Parameters
    ----------
    scores : array of shape (n,)
        NaN = undefined, never returned.
    mask : boolean array of shape (n,), or None
        which rows may be returned; None = all.
    k : int
        how many at most.
    after : (score, row), optional
        only what comes after this place in the order: the cursor of a next page.

    Returns
    -------
    array of int64
        at most ``k`` rows; fewer where fewer are defined and allowed.

    Notes
    -----
    The ``k``-th largest of the maxima of blocks of rows cannot exceed the ``k``-th largest score, so
    everything below it is put aside in one pass. Exact.

    Examples
    --------
    >>> scores = np.array([0.5, np.nan, 0.9, 0.5, 0.1])
    >>> top_rows(scores, None, 3).tolist()
    [2, 0, 3]
    >>> top_rows(scores, np.array([True, True, False, True, True]), 2, after=(0.5, 0)).tolist()
    [3, 4]
    """
    if k <= 0 or not len(scores):
        return np.zeros(0, dtype=np.int64)
    allowed = scores if mask is None else np.where(mask, scores, np.nan)
    if after is not None:
        score, row = after
        later = allowed < score
        later[row + 1 :] |= allowed[row + 1 :] == score
        allowed = np.where(later, allowed, np.nan)
    rows = np.flatnonzero(allowed >= _floor(allowed, k))
    found = allowed[rows]
    if len(rows) > k:
        # Of the rows that tie at the k-th place, the first ones are taken.
        last = np.partition(found, len(rows) - k)[len(rows) - k]
        better, equal = np.flatnonzero(found > last), np.flatnonzero(found == last)
        keep = np.concatenate((better, equal[: k - len(better)]))
        rows, found = rows[keep], found[keep]
    return rows[np.lexsort((rows, -found))]


def _floor(values: NDArray[np.float64], k: int) -> float:
    """A lower bound of the k-th largest value that is a number; -inf where there is no telling."""
    blocks = len(values) // _BLOCK
    if blocks <= k:
        return -np.inf
    maxima = np.fmax.reduce(values[: blocks * _BLOCK].reshape(blocks, _BLOCK), axis=1)
    maxima = maxima[~np.isnan(maxima)]
    return float(np.partition(maxima, len(maxima) - k)[len(maxima) - k]) if len(maxima) >= k else -np.inf
