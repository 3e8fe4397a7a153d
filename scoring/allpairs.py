"""Who is most like whom, for everybody at once? The best ``k`` of every row, never row × row.

Cosine of two profiles, exactly as ``TfidfCosine`` and ``Jaffe`` define it, in single precision: classes
are taken in ascending order, so the same pair has the same bytes whatever the blocks. The targets are
cut into blocks of rows whose sums fit the processor's cache; a block is met by all askers before the
next one comes, and each asker keeps its best ``k`` so far. Ties at equal single-precision scores are
broken by row.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.errors import InvalidParameter
from scoring.kernels import compiled_loop
from scoring.measures import smooth_idf
from scoring.snapshot import Layer

BLOCK: Final = 1 << 14
"""Targets whose sums are kept at hand together: 64 KiB of float32."""

COMPILED_FROM: Final = 50_000_000
"""Askers times ties from which loading the compiled loop pays for itself."""

_CHUNK: Final = 64  # sums that are looked at together before any of them is looked at alone
_SHARE: Final = 2_000  # askers that one thread takes at a time

Floats = NDArray[np.float32]


class Alike(NamedTuple):
    """The best of every asker, best first, ties by row; -1 and 0 where there are fewer.

    ``rows`` and ``scores`` have the shape (askers, k).
    """

    rows: NDArray[np.int32]
    scores: Floats


class _Blocks(NamedTuple):
    """The inverted index, block by block: class ``c`` of block ``b`` is
    ``rows[starts[b, c]:starts[b, c + 1]]``, counted from the first row of the block."""

    starts: NDArray[np.int64]
    rows: NDArray[np.uint16]
    weights: Floats


def most_alike(profile: Layer, k: int = 20, *, tfidf: bool = True, askers: NDArray[Any] | None = None,
               leave_out: Layer | None = None, threads: int = 1) -> Alike:
    """The ``k`` rows that are most like each row by cosine of (weighted) profiles.

    ``cos(x_i ⊙ w, x_j ⊙ w)`` with ``w = ln((1 + N) / (1 + df)) + 1``, or 1 with ``tfidf=False``.
    A row is never its own neighbour; a pair with nothing in common is not returned.

    Parameters
    ----------
    profile : Layer
        non-negative amounts of rows and classes.
    k : int
        1 to 1,000.
    tfidf : bool
        whether rare classes count more.
    askers : array of int, optional
        the rows that are asked for; by default all.
    leave_out : Layer, optional
        row × row; pairs in it are passed over (the ``ties``: who is a partner already).
    threads : int
        how many to use; the answer is the same.

    Returns
    -------
    Alike
        rows and scores in (0, 1], float32.

    Raises
    ------
    InvalidParameter
        for a ``k`` or ``threads`` out of range, or a row that does not exist.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 3, "y": 4}, "b": {"x": 6, "y": 8}, "c": {"x": 1}})
    >>> found = most_alike(snapshot.layer("profile"), 2, tfidf=False)
    >>> found.rows.tolist(), found.scores[2].round(3).tolist()
    ([[1, 2], [0, 2], [0, 1]], [0.6000000238418579, 0.6000000238418579])

    Notes
    -----
    Time is that of the sums, ``Σ_c df_c²``, plus one look at each sum; memory beside the profile is
    the index (6 bytes per tie, 8 per class and block) and the answer (8 bytes per asker and place).

    References
    ----------
    Bayardo, R., Ma, Y. & Srikant, R. (2007), WWW '07:131 (all pairs through an inverted index).
    """
    rows = np.arange(profile.shape[0]) if askers is None else np.asarray(askers)
    if not 1 <= k <= 1_000:
        raise InvalidParameter(f"k is {k}; it can be 1 to 1,000.")
    if not 1 <= threads <= 256:
        raise InvalidParameter(f"threads is {threads}; it can be 1 to 256.")
    if len(rows) and not (rows.min() >= 0 and rows.max() < profile.shape[0]):
        raise InvalidParameter(f"The rows are 0 to {profile.shape[0] - 1}; {rows.min()} to {rows.max()} are asked for.")
    unit = unit_weights(profile, tfidf=tfidf)
    blocks = _blocks(profile, unit)
    found = Alike(np.full((len(rows), k), -1, dtype=np.int32), np.zeros((len(rows), k), dtype=np.float32))
    search, without = _search(len(rows) * profile.nnz), _pairs_of(leave_out, profile.shape[0])
    parts = [slice(start, start + _SHARE) for start in range(0, len(rows), _SHARE)]

    def part(share: slice) -> None:
        search(rows[share].astype(np.int64), profile.indptr.view(np.ndarray), profile.indices.view(np.ndarray), unit,
               *blocks, *without, (profile.shape[0], BLOCK), found.rows[share], found.scores[share])

    if threads == 1:
        for each in parts:
            part(each)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, parts))
    return found


def unit_weights(profile: Layer, *, tfidf: bool = True) -> Floats:
    """The weights of a layer after each row is weighted by class and brought to length 1."""
    amounts = profile.weights.astype(np.float64)
    if tfidf:
        holders = np.bincount(profile.indices[amounts > 0], minlength=profile.columns)
        amounts *= smooth_idf(profile.shape[0], holders)[profile.indices]
    filled = np.flatnonzero(np.diff(profile.indptr))
    lengths = np.sqrt(np.add.reduceat(amounts**2, profile.indptr[filled])) if len(filled) else np.zeros(0)
    counts = np.diff(profile.indptr)[filled]
    unit: Floats = (amounts / np.repeat(np.where(lengths > 0, lengths, 1.0), counts)).astype(np.float32)
    return unit


def _blocks(profile: Layer, unit: Floats) -> _Blocks:
    count, classes = profile.shape
    blocks = max(1, -(-count // BLOCK))
    starts = np.zeros((blocks, classes + 1), dtype=np.int64)
    rows, weights = np.empty(profile.nnz, dtype=np.uint16), np.empty(profile.nnz, dtype=np.float32)
    for block in range(blocks):
        first, last = block * BLOCK, min(count, (block + 1) * BLOCK)
        span = slice(int(profile.indptr[first]), int(profile.indptr[last]))
        held = profile.indices[span]
        order = np.argsort(held, kind="stable")
        local = np.repeat(np.arange(last - first, dtype=np.uint16), np.diff(profile.indptr[first : last + 1]))
        rows[span], weights[span] = local[order], unit[span][order]
        starts[block, 0] = span.start
        starts[block, 1:] = span.start + np.cumsum(np.bincount(held, minlength=classes))
    return _Blocks(starts, rows, weights)


def _pairs_of(layer: Layer | None, rows: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    if layer is None:
        return np.zeros(rows + 1, dtype=np.int64), np.zeros(0, dtype=np.int32)
    return layer.indptr.view(np.ndarray), layer.indices.view(np.ndarray)


def _search(work: int) -> Callable[..., None]:
    """The compiled loop where that pays, else its numpy twin: the same sums in the same order."""
    fast = compiled_loop(_loop_most_alike) if work >= COMPILED_FROM else None
    return _numpy_most_alike if fast is None else fast


def _loop_most_alike(askers: Any, indptr: Any, classes: Any, unit: Any, starts: Any, rows: Any, weights: Any,
                     without_at: Any, without: Any, sizes: tuple[int, int], best: Any, scores: Any) -> None:
    k, (count, length) = best.shape[1], sizes
    sums = np.zeros(length, np.float32)
    for block in range(starts.shape[0]):
        first = block * length
        size = min(length, count - first)
        whole = size // _CHUNK * _CHUNK
        for place in range(len(askers)):
            asker = askers[place]
            sums[:size] = np.float32(0)
            for at in range(indptr[asker], indptr[asker + 1]):
                share = unit[at]
                held = classes[at]
                for entry in range(starts[block, held], starts[block, held + 1]):
                    sums[rows[entry]] += share * weights[entry]
            if first <= asker < first + size:
                sums[asker - first] = np.float32(0)
            for at in range(without_at[asker], without_at[asker + 1]):
                if first <= without[at] < first + size:
                    sums[without[at] - first] = np.float32(0)
            least = scores[place, k - 1]
            for start in range(0, size, _CHUNK):
                stop = start + _CHUNK if start < whole else size
                better = 0
                for row in range(start, stop):
                    better += sums[row] > least
                if better == 0:
                    continue
                for row in range(start, stop):
                    score = sums[row]
                    if score > least:
                        slot = k - 1
                        while slot > 0 and scores[place, slot - 1] < score:
                            scores[place, slot] = scores[place, slot - 1]
                            best[place, slot] = best[place, slot - 1]
                            slot -= 1
                        scores[place, slot] = score
                        best[place, slot] = first + row
                        least = scores[place, k - 1]


def _numpy_most_alike(askers: Any, indptr: Any, classes: Any, unit: Any, starts: Any, rows: Any, weights: Any,
                      without_at: Any, without: Any, sizes: tuple[int, int], best: Any, scores: Any) -> None:
    k, (count, length) = best.shape[1], sizes
    sums = np.empty(count, dtype=np.float32)
    for place, asker in enumerate(askers.tolist()):
        sums[:] = 0
        for block in range(starts.shape[0]):
            target = sums[block * length : (block + 1) * length]
            for at in range(indptr[asker], indptr[asker + 1]):
                span = slice(starts[block, classes[at]], starts[block, classes[at] + 1])
                target[rows[span]] += unit[at] * weights[span]
        sums[asker] = 0
        sums[without[without_at[asker] : without_at[asker + 1]]] = 0
        found = np.flatnonzero(sums)
        found = found[np.lexsort((found, -sums[found]))[:k]]
        best[place, : len(found)], scores[place, : len(found)] = found, sums[found]
