"""What does an organisation do more than others do? Revealed advantage per class, and presence from it.

``x`` is an organisation × class matrix of amounts, ``n_i`` its row sums, ``q_c`` a class's share of
everything. Nothing here is ever denser than ``x``.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.errors import InvalidParameter

ALPHA: Final = 20.0
"""Units of the average portfolio that ``shrunk_rca`` adds to each: below so many, counts are noise."""

_ROUNDING: Final = 1e-9  # an advantage that is 1 but for the last digits is 1

Matrix = sparse.csr_matrix
Floats = NDArray[np.float64]

__all__ = ["ALPHA", "class_shares", "presence", "rca", "shrunk_rca"]


def class_shares(x: Matrix) -> Floats:
    """The share of each class in everything: ``q_c = Σ_i x_ic / Σ x``, in [0, 1]; 0 where there is nothing.

    Examples
    --------
    >>> class_shares(sparse.csr_matrix([[1.0, 1.0], [0.0, 2.0]])).tolist()
    [0.25, 0.75]
    """
    sums = np.asarray(x.sum(axis=0, dtype=np.float64)).ravel()
    total = sums.sum()
    return sums / total if total > 0 else sums


def rca(x: Matrix) -> Matrix:
    """Revealed comparative advantage (Balassa index): ``RCA_ic = (x_ic / n_i) / q_c``.

    How many times larger a class's share in the organisation is than its share in everything.

    Parameters
    ----------
    x : sparse matrix of shape (n, k)
        amounts, not negative.

    Returns
    -------
    sparse matrix of shape (n, k)
        0 or more, without a unit, 1 = as everybody. What is not stored in ``x`` is 0; an empty row or
        class stores nothing, and its advantage is undefined.

    Examples
    --------
    >>> rca(sparse.csr_matrix([[1.0, 1.0], [0.0, 2.0]])).toarray().round(3).tolist()
    [[2.0, 0.667], [0.0, 1.333]]

    References
    ----------
    Balassa, B. (1965), The Manchester School 33:99.
    """
    return shrunk_rca(x, alpha=0.0)


def shrunk_rca(x: Matrix, *, alpha: float = ALPHA) -> Matrix:
    """The advantage of small portfolios drawn towards 1: ``((x_ic + α q_c) / (n_i + α)) / q_c``.

    That is the advantage after ``α`` units of the average portfolio were added to each row. It is
    on the same side of 1 as the plain one, so ``presence`` at the threshold 1 is the same for both;
    what it tempers is how strong an advantage looks that rests on little.

    Parameters
    ----------
    x : sparse matrix of shape (n, k)
        amounts, not negative.
    alpha : float
        units that are added, 0 or more; 0 gives ``rca``.

    Returns
    -------
    sparse matrix of shape (n, k)
        with the entries of ``x`` that are above 0. The value of any other class of row ``i`` is
        ``α / (n_i + α)``, below 1, and is not stored.

    Raises
    ------
    InvalidParameter
        if ``alpha`` is negative or not a number, or an amount is.

    Examples
    --------
    >>> small = sparse.csr_matrix([[1.0, 1.0], [0.0, 2.0]])
    >>> shrunk_rca(small, alpha=2.0).toarray().round(3).tolist()
    [[1.5, 0.833], [0.0, 1.167]]
    """
    if not alpha >= 0:
        raise InvalidParameter(f"alpha is {alpha}; it can be 0 or more.")
    if x.nnz and not (x.data.min() >= 0 and np.isfinite(x.data.max())):
        raise InvalidParameter("An amount is negative or not a number; amounts can be 0 or more.")
    kept = _positive(x)
    shares = class_shares(kept)
    sizes = np.asarray(kept.sum(axis=1, dtype=np.float64)).ravel()
    values = kept.data.astype(np.float64)
    values /= shares[kept.indices]
    values += alpha
    values /= np.repeat(sizes + alpha, np.diff(kept.indptr))
    return _like(kept, values)


def presence(advantage: Matrix, *, threshold: float = 1.0) -> Matrix:
    """Who has a class as one of its strengths: ``M_ic = [RCA_ic ≥ threshold]``.

    Parameters
    ----------
    advantage : sparse matrix of shape (n, k)
        from ``rca`` or ``shrunk_rca``.
    threshold : float
        above 0. An advantage that falls short of it by 1e-9 or less reaches it: rounding decides nothing.

    Raises
    ------
    InvalidParameter
        if ``threshold`` is not above 0.

    Examples
    --------
    >>> presence(rca(sparse.csr_matrix([[1.0, 1.0], [0.0, 2.0]]))).toarray().tolist()
    [[1.0, 0.0], [0.0, 1.0]]

    References
    ----------
    Hidalgo, C. A. et al. (2007), Science 317:482.
    """
    if not threshold > 0:
        raise InvalidParameter(f"threshold is {threshold}; it must be above 0.")
    kept = advantage.data >= threshold * (1 - _ROUNDING)
    starts = np.concatenate([[0], np.cumsum(kept)])[advantage.indptr]
    shape, columns = advantage.shape, advantage.indices[kept]
    return sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts.astype(advantage.indptr.dtype)), shape)


def _positive(x: Matrix) -> Matrix:
    """The matrix in canonical form without stored zeros; itself where it is so already."""
    if x.format == "csr" and x.has_canonical_format and (not x.nnz or x.data.min() > 0):
        return x
    made = sparse.csr_matrix(x, copy=True)
    made.sum_duplicates()
    made.eliminate_zeros()
    return made


def _like(x: Matrix, values: Floats) -> Matrix:
    made = sparse.csr_matrix((values, x.indices, x.indptr), shape=x.shape)
    made.has_sorted_indices = made.has_canonical_format = True
    return made
