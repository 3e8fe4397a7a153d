"""Which capabilities go together more often than chance would have it?

``O_i`` and ``O_j`` say in how many of ``P`` patents (or portfolios) two classes occur, ``J_ij`` in how
many both do. If classes were dealt out at random, ``J`` would follow the hypergeometric distribution;
relatedness is how far above it ``J`` lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

Floats = NDArray[np.float64]

SMALL_MEAN: Final = 5.0
"""Below so many expected joint occurrences τ is not near normal, and the exact tail stands in."""

KEPT: Final = 100
"""Related classes that are kept per class."""

_ROOM: Final = 1.1  # by how much a deviate may exceed its τ, and more

_JOINT_ENTRIES: Final = 1 << 22  # of a block of joint counts: 16 MB each of positions and of counts


class Chance(NamedTuple):
    """What random dealing gives: mean and standard deviation of the joint count."""

    mean: Floats
    deviation: Floats


def chance(first: Any, second: Any, total: Any) -> Chance:
    """Mean and deviation of the joint count of classes that are dealt out at random.

    ``μ = O_i O_j / P``, ``σ² = μ (1 − O_i/P) (P − O_j) / (P − 1)``.

    Parameters
    ----------
    first, second : array
        ``O_i`` and ``O_j``: in how many patents each class occurs.
    total : array or int
        ``P``: how many patents there are.

    Returns
    -------
    Chance
        ``deviation`` is 0 where a class is in no patent or in all, NaN where ``P < 2``.

    Examples
    --------
    >>> found = chance(18, 11, 40)
    >>> round(float(found.mean), 3), round(float(found.deviation), 3)
    (4.95, 1.423)

    References
    ----------
    Teece, D., Rumelt, R., Dosi, G. & Winter, S. (1994), J. Econ. Behavior & Organization 23:1.
    """
    first, second, total = (np.asarray(each, dtype=np.float64) for each in (first, second, total))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = first * second / total
        variance = mean * (1 - first / total) * (total - second) / (total - 1)
    return Chance(mean, np.sqrt(np.where(total < 2, np.nan, variance)))


def tau(joint: Any, first: Any, second: Any, total: Any) -> Floats:
    """How many standard deviations above chance two classes occur together: ``τ = (J − μ) / σ``.

    Returns
    -------
    array
        unbounded, 0 = as often as by chance; NaN where ``σ = 0`` (a class in no patent or in all).

    Examples
    --------
    >>> tau([9, 4], [18, 18], [18, 11], 40).round(3).tolist()
    [0.568, -0.668]
    >>> tau(3, 40, 3, 40).tolist()
    nan

    References
    ----------
    Teece et al. (1994); Nesta, L. & Saviotti, P. (2005), J. Industrial Economics 53:123.
    """
    mean, deviation = chance(first, second, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.where(deviation > 0, (np.asarray(joint, dtype=np.float64) - mean) / deviation, np.nan)
    return result


def upper_tail(joint: Any, first: Any, second: Any, total: Any) -> Floats:
    """The exact chance of so many joint occurrences or more: ``P(H ≥ J)``, hypergeometric.

    Returns
    -------
    array
        in [0, 1]; 1 where ``J`` is the least that is possible.

    Examples
    --------
    >>> upper_tail(9, 18, 18, 40).round(6).tolist()
    0.399001
    """
    joint, first, second, total = np.broadcast_arrays(
        *(np.asarray(each, dtype=np.float64) for each in (joint, first, second, total)))
    least, most = np.maximum(0.0, first + second - total), np.minimum(first, second)
    mean = first * second / np.where(total > 0, total, 1.0)
    # Whichever side of the mean is the thin one is summed: the other one would drown in rounding.
    result = np.empty(joint.shape)
    for above in (True, False):
        side = (joint > mean) == above
        start = np.clip(joint if above else joint - 1, least, most)[side]
        sums = _sum_of_terms(start, first[side], second[side], total[side], upwards=above)
        result[side] = sums if above else 1 - sums
    result = np.where(joint <= least, 1.0, np.where(joint > most, 0.0, result))
    clipped: Floats = np.clip(result, 0.0, 1.0)
    return clipped


def _sum_of_terms(start: Floats, first: Floats, second: Floats, total: Floats, *, upwards: bool) -> Floats:
    """``Σ P(H = h)`` from ``start`` away from the mean, term from term."""
    term = np.exp(_log_choose(first, start) + _log_choose(total - first, second - start) - _log_choose(total, second))
    sums, at = term.copy(), start.copy()
    while bool((term > 1e-18 * sums).any()):
        with np.errstate(divide="ignore", invalid="ignore"):
            if upwards:
                ratio = (first - at) * (second - at) / ((at + 1) * (total - first - second + at + 1))
                at = at + 1
            else:
                ratio = at * (total - first - second + at) / ((first - at + 1) * (second - at + 1))
                at = at - 1
        # Away from the mean terms only fall; a ratio above 1 belongs to the side that is not asked for.
        term = np.where((ratio > 0) & (ratio < 1), term * ratio, 0.0)
        sums = sums + term
    return sums


def _log_choose(n: Floats, k: Floats) -> Floats:
    result: Floats = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return result


def deviates(joint: Any, first: Any, second: Any, total: Any) -> Floats:
    """τ, and where ``μ < 5`` the normal deviate that has the exact tail: ``−Φ⁻¹(P(H ≥ J))``.

    One joint patent of two rare classes has a τ of 30 and a deviate of 3: τ reads far more into it
    than there is.

    Returns
    -------
    array
        NaN where ``σ = 0``.

    Examples
    --------
    >>> [round(float(each(1, 30, 30, 1_000_000)), 1) for each in (tau, deviates)]
    [33.3, 3.1]
    """
    joint, first, second = (np.asarray(each, dtype=np.float64) for each in (joint, first, second))
    found = np.atleast_1d(tau(joint, first, second, total))
    mean = np.broadcast_to(chance(first, second, total).mean, found.shape)
    small = np.flatnonzero((mean < SMALL_MEAN) & ~np.isnan(found))
    if len(small):
        few, one, other = (np.broadcast_to(each, found.shape).ravel()[small] for each in (joint, first, second))
        tails: Any = upper_tail(few, one, other, total)
        found.ravel()[small] = -special.ndtri(tails)
    return found.reshape(np.broadcast_shapes(joint.shape, first.shape, second.shape))


def association(joint: Any, first: Any, second: Any, total: Any) -> Floats:
    """How many times as often as by chance: ``J P / (O_i O_j)``; NaN where a class never occurs.

    >>> association(9, 18, 18, 40).round(3).tolist()
    1.111
    """
    mean = chance(first, second, total).mean
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.where(mean > 0, np.asarray(joint, dtype=np.float64) / mean, np.nan)
    return result


def cooccurrence_cosine(joint: Any, first: Any, second: Any) -> Floats:
    """``J / √(O_i O_j)``, in [0, 1]; NaN where a class never occurs.

    >>> cooccurrence_cosine(9, 18, 18).tolist()
    0.5
    """
    size = np.sqrt(np.asarray(first, dtype=np.float64) * np.asarray(second, dtype=np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.where(size > 0, np.asarray(joint, dtype=np.float64) / size, np.nan)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Relatedness:
    """How strongly classes go together in one population, the strongest pairs of each class.

    Attributes
    ----------
    counts, total
        ``O`` per class and ``P``.
    known
        classes whose relatedness is defined: in some of the rows and not in all.
    strength : sparse matrix (K, K)
        ``t⁺ / (1 + t⁺)`` with ``t`` of ``deviates``, in [0, 1], symmetric, without diagonal. A pair is
        kept if it is among the first of either class; what is not kept counts as 0.
    joint : sparse matrix (K, K)
        ``J`` at the same places.
    """

    counts: NDArray[np.int64]
    total: int
    known: NDArray[np.bool_]
    strength: Any
    joint: Any


def relatedness(incidence: Any, *, keep: int = KEPT) -> Relatedness:
    """Relatedness of classes from the rows (patents, portfolios) that hold them.

    Parameters
    ----------
    incidence : sparse or dense matrix of shape (P, K)
        what is above 0 is held; every row counts, empty ones included.
    keep : int
        pairs kept per class, strongest first, ties by class.

    Raises
    ------
    ValueError
        if ``keep`` is below 1.

    Examples
    --------
    >>> found = relatedness([[1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1]])
    >>> found.strength.toarray().round(2).tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    >>> found = relatedness([[1, 1, 0]] * 5 + [[0, 0, 1]] * 5)
    >>> found.strength.toarray().round(2).tolist()
    [[0.0, 0.73, 0.0], [0.73, 0.0, 0.0], [0.0, 0.0, 0.0]]

    Notes
    -----
    Blocks of classes are multiplied one after the other: the work is ``Σ (classes per row)²``, the
    memory that of the kept pairs and of one block.
    """
    if keep < 1:
        raise ValueError(f"keep is {keep}; it can be 1 or more")
    held = sparse.csr_matrix(incidence)
    held = sparse.csr_matrix((np.ones(held.nnz, np.int32), held.indices, held.indptr), held.shape)
    held.data[sparse.csr_matrix(incidence).data <= 0] = 0
    held.eliminate_zeros()
    total, classes = held.shape
    counts = np.bincount(held.indices, minlength=classes).astype(np.int64)
    pairs = [_strongest(*block, counts=counts, total=total, keep=keep) for block in _joint_counts(held)]
    first, second, joint, strength = (
        np.concatenate(parts) for parts in zip(*pairs, strict=True)) if pairs else (np.zeros(0),) * 4
    return Relatedness(
        counts, total, (counts > 0) & (counts < total),
        _both_ways(first, second, strength, classes), _both_ways(first, second, joint, classes),
    )


def _joint_counts(held: Any) -> Iterator[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]:
    """(class, other class, joint count) of blocks of classes."""
    by_class = held.T.tocsr()
    step = max(1, _JOINT_ENTRIES // max(1, held.shape[1]))
    for start in range(0, held.shape[1], step):
        block = (by_class[start : start + step] @ held).tocoo()
        yield block.row + start, block.col, block.data


def _strongest(first: NDArray[Any], second: NDArray[Any], joint: NDArray[Any], *, counts: NDArray[np.int64],
               total: int, keep: int) -> tuple[NDArray[Any], ...]:
    """The first ``keep`` pairs of each class of one block, sorted by ``first``."""
    # What occurs together no more often than by chance has a deviate of 0 or less: it is not looked at.
    expected = counts[first] * (counts[second] / total)
    at = np.flatnonzero((joint > expected) & (first != second) & (counts[first] < total) & (counts[second] < total))
    at = at[_within_reach(first[at], second[at], joint[at], counts=counts, total=total, keep=keep)]
    first, second, joint = first[at], second[at], joint[at]
    found = np.maximum(deviates(joint, counts[first], counts[second], total), 0.0)
    found = np.where(np.isinf(found), 1.0, found / (1 + np.where(np.isinf(found), 0.0, found)))
    order = np.lexsort((second, -found, first))
    order = order[found[order] > 0]
    starts = np.searchsorted(first[order], first[order])
    order = order[np.arange(len(order)) - starts < keep]
    return first[order], second[order], joint[order], found[order]


def _within_reach(first: NDArray[Any], second: NDArray[Any], joint: NDArray[Any], *, counts: NDArray[np.int64],
                  total: int, keep: int) -> NDArray[np.int64]:
    """Positions that may be among the first ``keep`` of their class: exact tails are dear, τ is cheap.

    A deviate exceeds its τ by 4 % at most (over all margins up to 80 patents, and beyond on a sample; it
    is below τ but for classes that always occur together). So the least deviate of the ``keep`` largest
    τ of a class rules out everything whose τ, with some room, is below it.
    """
    cheap = tau(joint, counts[first], counts[second], total)
    sizes = np.bincount(first - first.min(initial=0), minlength=1)
    chosen, ends = np.ones(len(first), dtype=bool), np.cumsum(sizes)
    for start, stop in zip((ends - sizes).tolist(), ends.tolist(), strict=True):
        if stop - start > keep:
            largest = start + np.argpartition(cheap[start:stop], stop - start - keep)[stop - start - keep :]
            one = counts[first[start : start + 1]]
            floor = float(deviates(joint[largest], one, counts[second[largest]], total).min())
            chosen[start:stop] = cheap[start:stop] * _ROOM >= floor
    return np.flatnonzero(chosen)


def _both_ways(first: NDArray[Any], second: NDArray[Any], values: NDArray[Any], classes: int) -> Any:
    one_way = sparse.coo_matrix((values.astype(np.float64), (first, second)), (classes, classes)).tocsr()
    result = one_way.maximum(one_way.T).tocsr()
    result.sort_indices()
    return result
