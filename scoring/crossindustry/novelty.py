"""How unusual is it that two classes meet? Against a null that keeps all margins, and by formula.

``m`` is a binary matrix: patents (or organisations) × classes.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.complements.relatedness import tau
from scoring.crossindustry.specialisation import Matrix
from scoring.errors import InvalidParameter

SAMPLES: Final = 200
"""Matrices drawn by default; ten, as in the paper, give a poor standard deviation."""

_BURN_IN: Final = 5  # trades per row before the first sample

Floats = NDArray[np.float64]

__all__ = ["SAMPLES", "Atypicality", "PairNovelty", "atypicality", "cooccurrence_tau", "pair_novelty"]


class Atypicality(NamedTuple):
    """Co-occurrence of each pair of classes: seen, expected, and how far apart."""

    observed: Floats
    mean: Floats
    deviation: Floats
    z: Floats


def atypicality(m: Matrix, *, samples: int = SAMPLES, trades: int | None = None, seed: int = 0) -> Atypicality:
    """Co-occurrences against random matrices with the same row and column sums: ``z = (obs − μ) / σ``.

    The matrices are drawn by curveball trades: two rows pool what only one of them has and deal it out
    anew. Their limit is uniform over all matrices with these margins.

    Parameters
    ----------
    m : sparse matrix of shape (n, k)
        what is stored above 0 counts as 1.
    samples : int
        matrices that are drawn, 2 or more.
    trades : int, optional
        between two samples; by default one per row.
    seed : int
        where the generator starts.

    Returns
    -------
    Atypicality
        arrays of shape (k, k), symmetric. ``z`` is below 0 for a pair that meets less often than chance
        has it; NaN on the diagonal, and for a pair that no such matrix can change.

    Raises
    ------
    InvalidParameter
        if ``samples`` is below 2 or ``trades`` below 1.

    Notes
    -----
    The matrices are dense in classes: for up to some thousands of them. ``cooccurrence_tau`` is the cheap
    measure, and is another null: it keeps frequencies of classes, and not the sizes of rows.

    Examples
    --------
    >>> m = sparse.csr_matrix([[1, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1]])
    >>> bool(atypicality(m, samples=50).z[0, 1] > 0 > atypicality(m, samples=50).z[0, 2])
    True

    References
    ----------
    Uzzi, B. et al. (2013), Science 342:468. Strona, G. et al. (2014), Nature Communications 5:4114.
    """
    if samples < 2 or (trades is not None and trades < 1):
        raise InvalidParameter(f"samples is {samples} and trades {trades}; they must be at least 2 and at least 1.")
    kept = sparse.csr_matrix(m > 0, dtype=np.float64)
    rows = [kept.indices[kept.indptr[row] : kept.indptr[row + 1]].tolist() for row in range(kept.shape[0])]
    between = trades or max(1, len(rows))
    rng = np.random.default_rng(seed)
    _trade(rows, _BURN_IN * len(rows), rng)
    total, squares = np.zeros((2, kept.shape[1], kept.shape[1]))
    for _ in range(samples):
        _trade(rows, between, rng)
        seen = _cooccurrence(_as_matrix(rows, kept.shape))
        total += seen
        squares += seen * seen
    observed, mean = _cooccurrence(kept), total / samples
    deviation = np.sqrt(np.maximum(squares / samples - mean * mean, 0.0))
    z = (observed - mean) / np.where(deviation > 1e-9, deviation, np.nan)
    np.fill_diagonal(z, np.nan)
    return Atypicality(observed, mean, deviation, z)


def _trade(rows: list[list[int]], times: int, rng: np.random.Generator) -> None:
    """Let random pairs of rows deal out anew what only one of them has."""
    if len(rows) < 2:
        return
    first = rng.integers(len(rows), size=times)
    second = (first + rng.integers(1, len(rows), size=times)) % len(rows)
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        mine, theirs = set(rows[one]), set(rows[other])
        both, only = mine & theirs, sorted(mine ^ theirs)
        if len(mine) == len(both) or len(theirs) == len(both):
            continue  # one has nothing of its own to trade
        rng.shuffle(only)
        share = len(mine) - len(both)
        rows[one], rows[other] = [*both, *only[:share]], [*both, *only[share:]]


def _as_matrix(rows: list[list[int]], shape: tuple[int, int]) -> Matrix:
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    columns = np.fromiter((column for row in rows for column in row), np.int32)
    return sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=shape)


def _cooccurrence(m: Matrix) -> Floats:
    return np.asarray((m.T @ m).todense(), dtype=np.float64)


def cooccurrence_tau(m: Matrix | sparse.csc_matrix, mine: NDArray[np.int64], theirs: NDArray[np.int64], *,
                     rows: int | None = None) -> Floats:
    """Hypergeometric relatedness of chosen classes: ``τ_cd = (J_cd − μ) / σ``, ``μ = O_c O_d / P``.

    ``σ² = μ (1 − O_c / P) (P − O_d) / (P − 1)``; ``J`` counts rows with both classes, ``O`` rows with one,
    ``P`` rows with any.

    Parameters
    ----------
    m : sparse matrix of shape (n, k)
        binary, best in CSC form.
    mine, theirs : arrays of int
        classes of the rows and of the columns of the answer.
    rows : int, optional
        how many rows are not empty, where that is known already.

    Returns
    -------
    array of shape (len(mine), len(theirs))
        without bounds; above 0 = more often together than by chance. NaN where a class is in no row or
        in all of them, and for a class with itself.

    Examples
    --------
    >>> m = sparse.csr_matrix([[1, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1]])
    >>> cooccurrence_tau(m, np.array([0]), np.array([1, 2])).round(3).tolist()
    [[1.0, -1.0]]

    References
    ----------
    Teece, D. J. et al. (1994), Journal of Economic Behavior & Organization 23:1.
    """
    columns = m if isinstance(m, sparse.csc_matrix) else sparse.csc_matrix(m)
    of_mine, of_theirs = columns[:, mine].astype(np.float64), columns[:, theirs].astype(np.float64)
    count = float(len(np.unique(columns.indices)) if rows is None else rows)
    joint = np.asarray((of_mine.T @ of_theirs).todense())
    one = np.asarray(of_mine.sum(axis=0)).reshape(-1, 1)
    other = np.asarray(of_theirs.sum(axis=0)).reshape(1, -1)
    found = tau(joint, one, other, count)
    found[mine[:, None] == theirs] = np.nan
    return found


class PairNovelty(NamedTuple):
    """How unusual the combinations are that two portfolios make possible."""

    novelty: float
    conventionality: float
    pairs: int


def pair_novelty(relatedness: Floats) -> PairNovelty:
    """Novelty (10th percentile) and conventionality (median) of the cross pairs of two portfolios.

    Parameters
    ----------
    relatedness : array of shape (a, b)
        of each class of the one with each class of the other: ``z`` of ``atypicality`` or τ. NaN is
        left out.

    Returns
    -------
    PairNovelty
        The lower ``novelty``, the more unusual is the most unusual tenth of combinations; the higher
        ``conventionality``, the more usual is the middle one. Both NaN where no pair is defined.

    Examples
    --------
    >>> found = pair_novelty(np.array([[-2.0, 0.0], [1.0, np.nan]]))
    >>> round(found.novelty, 2), found.conventionality, found.pairs
    (-1.6, 0.0, 3)

    References
    ----------
    Uzzi, B. et al. (2013), Science 342:468.
    """
    known = relatedness[~np.isnan(relatedness)]
    if not len(known):
        return PairNovelty(float("nan"), float("nan"), 0)
    low, middle = np.quantile(known, [0.1, 0.5])
    return PairNovelty(float(low), float(middle), len(known))
