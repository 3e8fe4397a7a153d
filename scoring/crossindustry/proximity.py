"""How near are two classes, and how near is a class to what an organisation has already?

``m`` is the presence matrix (organisation × class, 1 or nothing) of ``scoring.crossindustry.specialisation``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.crossindustry.specialisation import ALPHA, Matrix
from scoring.errors import InvalidParameter
from scoring.intervals import wilson

NEAREST: Final = 100
"""How many neighbours a class keeps where there are many classes."""

PRUNED_FROM: Final = 2_000
"""Number of classes from which only the nearest of each are kept by default."""

_CELLS: Final = 1 << 22  # of a dense block: 32 MB
_PRODUCTS: Final = 1 << 24  # multiplications of a sparse block: bounds what its result can hold

Floats = NDArray[np.float64]

__all__ = ["NEAREST", "PRUNED_FROM", "Density", "density_draws", "proximity", "relatedness_density"]


def nearest_kept(classes: int) -> int | None:
    """How many neighbours ``proximity`` should keep for so many classes; None = all.

    >>> nearest_kept(800), nearest_kept(10_000)
    (None, 100)
    """
    return None if classes < PRUNED_FROM else NEAREST


def proximity(m: Matrix, *, diagonal: bool = False, most: int | None = None) -> Matrix:
    """Share of holders that two classes have in common: ``φ_cd = (MᵀM)_cd / max(u_c, u_d)``.

    The smaller of the two conditional probabilities of having one class given the other; ``u_c`` is
    the number of holders.

    Parameters
    ----------
    m : sparse matrix of shape (n, k)
        presence.
    diagonal : bool
        whether ``φ_cc = 1`` is part of it. Packages disagree. Here it is not: an organisation must
        not be near to a class because it has that class.
    most : int, optional
        keep only so many largest per row, of equal ones those with the lowest numbers; the result
        is then not symmetric. By default everything is kept.

    Returns
    -------
    sparse matrix of shape (k, k)
        in [0, 1]; symmetric if ``most`` is None.

    Raises
    ------
    InvalidParameter
        if ``most`` is below 1.

    Notes
    -----
    ``O(Σ_i |row_i|²)``, in blocks of classes: never a dense k × k matrix.

    Examples
    --------
    >>> m = sparse.csr_matrix([[1, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=np.float32)
    >>> proximity(m).toarray().round(3).tolist()
    [[0.0, 0.667, 0.5], [0.667, 0.0, 0.333], [0.5, 0.333, 0.0]]

    References
    ----------
    Hidalgo, C. A. et al. (2007), Science 317:482.
    """
    if most is not None and most < 1:
        raise InvalidParameter(f"most is {most}; it can be 1 or more.")
    classes = m.shape[1]
    holders = np.asarray(m.sum(axis=0, dtype=np.float64)).ravel()
    turned = m.T.tocsr()
    size = max(1, _CELLS // max(1, classes))
    blocks = []
    for start in range(0, classes, size):
        stop = min(start + size, classes)
        dense = (turned[start:stop] @ m).toarray().astype(np.float64)
        dense /= np.maximum(np.maximum(holders[start:stop, None], holders), 1.0)
        if not diagonal:
            dense[np.arange(stop - start), np.arange(start, stop)] = 0.0
        if most is not None and most < classes:
            dense[~_largest(dense, most)] = 0.0
        blocks.append(sparse.csr_matrix(dense))
    return sparse.csr_matrix(sparse.vstack(blocks, format="csr")) if blocks else sparse.csr_matrix((0, 0))


def _largest(dense: Floats, most: int) -> NDArray[np.bool_]:
    """Which cells are among the ``most`` largest of their row; of equal ones the first."""
    last = np.partition(dense, dense.shape[1] - most, axis=1)[:, dense.shape[1] - most, None]
    better, equal = dense > last, dense == last
    room = most - better.sum(axis=1, keepdims=True)
    kept: NDArray[np.bool_] = better | (equal & (np.cumsum(equal, axis=1, dtype=np.int32) <= room))
    return kept


def relatedness_density(m: Matrix, phi: Matrix) -> Floats:
    """Share of a class's neighbourhood that an organisation holds: ``ω_ic = Σ_d M_id φ_cd / Σ_d φ_cd``.

    Parameters
    ----------
    m : sparse matrix of shape (n, k)
        presence of the organisations that are asked about: one row, or a few. For all rows of a
        large matrix use ``density_blocks``.
    phi : sparse matrix of shape (k, k)
        from ``proximity``. With the diagonal, ``ω`` is what ``ecomplexity`` gives, without it what
        ``econcomplex`` gives (in per cent there).

    Returns
    -------
    array of shape (n, k)
        in [0, 1]; NaN for a class without neighbours, of which nothing can be said. The distance of
        the literature is ``1 − ω``.

    Examples
    --------
    >>> m = sparse.csr_matrix([[1, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=np.float32)
    >>> relatedness_density(m[2], proximity(m)).round(3).tolist()
    [[0.571, 0.0, 0.4]]

    References
    ----------
    Hidalgo, C. A. et al. (2007), Science 317:482.
    """
    near = np.asarray((m.astype(np.float64) @ phi.T).todense())
    return _over(near, _sums(phi))


def density_blocks(m: Matrix, phi: Matrix) -> Iterator[tuple[int, Matrix]]:
    """The same for all rows, a sparse block at a time: ``(first row, block)``; what is 0 is not stored.

    A class without neighbours stores nothing in any row.

    Examples
    --------
    >>> m = sparse.csr_matrix([[1, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=np.float32)
    >>> [(start, block.shape, round(float(block[2, 0]), 3)) for start, block in density_blocks(m, proximity(m))]
    [(0, (3, 3), 0.571)]
    """
    scaled = phi.multiply(1.0 / np.maximum(_sums(phi), 1e-300)[:, None])
    spread = sparse.csr_matrix(scaled, dtype=np.float32).T.tocsr()
    work = np.concatenate([[0], np.cumsum(np.diff(spread.indptr)[m.indices], dtype=np.int64)])[m.indptr]
    start = 0
    while start < m.shape[0]:
        stop = int(work.searchsorted(work[start] + _PRODUCTS, side="right")) - 1
        stop = min(max(stop, start + 1), m.shape[0])
        yield start, m[start:stop] @ spread
        start = stop


class Density(NamedTuple):
    """A density with its error bar, one per class."""

    value: Floats
    low: Floats
    high: Floats


def density_draws(x: Floats, shares: Floats, phi: Matrix, *, m: Floats, alpha: float = ALPHA,
                  draws: int = 200, level: float = 0.9, seed: int = 0) -> Density:
    """The density of one organisation with the error bar that its small portfolio leaves.

    The portfolio's true shares are drawn ``draws`` times from the Dirichlet distribution with the
    parameters ``x_c + α q_c``; a draw's advantage is ``p_c / q_c``, whose mean is the shrunk RCA. Each
    draw gives a presence and so a density; the bar is the central ``level`` of them. What is known of
    an organisation with few units is little, and its bar is wide; towards the top as well, since a
    class that is not on record may still be there.

    Parameters
    ----------
    x : array of shape (k,)
        amounts of the organisation.
    shares : array of shape (k,)
        ``q_c``, from ``class_shares``.
    phi : sparse matrix of shape (k, k)
        from ``proximity``.
    m : array of shape (k,)
        presence of the organisation: gives the value.
    alpha : float
        units of the average portfolio in the prior, above 0.
    draws, level, seed
        how many draws, the share of them inside the bar, and where the generator starts.

    Returns
    -------
    Density
        ``low ≤ value ≤ high``, each in [0, 1]; NaN for a class without neighbours.

    Raises
    ------
    InvalidParameter
        if ``alpha`` is not above 0, ``draws`` below 2 or ``level`` not between 0 and 1.

    Examples
    --------
    >>> m = sparse.csr_matrix([[1, 1, 0], [1, 1, 1], [0, 1, 0]], dtype=np.float32)
    >>> q, phi = np.array([0.3, 0.5, 0.2]), proximity(m)
    >>> small = density_draws(np.array([0, 3.0, 0]), q, phi, m=np.array([0, 1.0, 0]))
    >>> large = density_draws(np.array([0, 3000.0, 0]), q, phi, m=np.array([0, 1.0, 0]))
    >>> bool(small.high[0] - small.low[0] > large.high[0] - large.low[0])
    True
    """
    if not alpha > 0 or draws < 2 or not 0 < level < 1:
        raise InvalidParameter(
            f"alpha is {alpha}, draws {draws}, level {level}; they must be above 0, at least 2, between 0 and 1."
        )
    known = np.flatnonzero(shares > 0)
    rng = np.random.default_rng(seed)
    gammas = rng.standard_gamma(x[known] + alpha * shares[known], size=(draws, len(known)))
    advantage = gammas / np.maximum(gammas.sum(axis=1, keepdims=True), 1e-300) / shares[known]
    drawn = np.zeros((draws, len(shares)))
    drawn[:, known] = advantage >= 1.0
    sums = _sums(phi)
    value = _over((phi @ m)[None, :], sums)[0]
    found = _over((phi @ drawn.T).T, sums)
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return Density(value, np.fmin(low, value), np.fmax(high, value))


def witnesses(m: Matrix) -> Floats:
    """How many organisations say anything about the neighbourhood of a class: holders with another strength.

    Examples
    --------
    >>> witnesses(sparse.csr_matrix([[1, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=np.float32)).tolist()
    [1.0, 1.0, 0.0]
    """
    several = np.flatnonzero(np.diff(m.indptr) > 1)
    return np.asarray(m[several].sum(axis=0, dtype=np.float64)).ravel()


def widened(density: Density, seen: Floats) -> Density:
    """The error bar with the other uncertainty in it: that of a neighbourhood which few organisations show.

    A density is a share of a neighbourhood; if one organisation alone has the class and another one, it
    is 0 or 1. The bar is made to hold Wilson's 90 % interval of the share in so many draws as there are
    ``witnesses``.

    Parameters
    ----------
    density : Density
        from ``density_draws``.
    seen : array of shape (k,)
        from ``witnesses``.

    Returns
    -------
    Density
        the same values, bars as wide or wider.

    Examples
    --------
    >>> narrow = Density(np.array([1.0, 1.0]), np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    >>> widened(narrow, np.array([1.0, 100.0])).low.round(2).tolist()
    [0.27, 0.97]
    """
    bars = np.array([(np.nan, np.nan) if np.isnan(value) else wilson(float(value), float(count))
                     for value, count in zip(density.value, seen, strict=True)]).reshape(-1, 2)
    return Density(density.value, np.fmin(density.low, bars[:, 0]), np.fmax(density.high, bars[:, 1]))


def _sums(phi: Matrix) -> Floats:
    return np.asarray(phi.sum(axis=1, dtype=np.float64)).ravel()


def _over(numbers: Floats, sums: Floats) -> Floats:
    """``numbers / sums`` within [0, 1], NaN where the sum is 0."""
    known = np.where(sums > 0, sums, np.nan)
    result: Floats = np.clip(numbers / known, 0.0, 1.0)
    return result
