"""Who stands between others? Structural holes, participation across groups, betweenness.

``ties`` is a square matrix of weights, 0 or more. A directed one is read both ways, as Burt does: the
strength of a pair is the sum of both directions. Loops are left out.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.crossindustry.specialisation import Matrix
from scoring.errors import InvalidParameter

EXACT_UP_TO: Final = 5_000
"""Nodes up to which betweenness is exact."""

SAMPLED: Final = 500
"""Starting points of sampled betweenness."""

_WALKS: Final = 1 << 23  # paths of two ties per block: bounds what a block's product can hold

Floats = NDArray[np.float64]

__all__ = ["EXACT_UP_TO", "betweenness", "constraint", "effective_size", "participation"]


def constraint(ties: Matrix, rows: NDArray[np.int64] | None = None) -> Floats:
    """Burt's constraint: how much of a node's contacts are contacts of each other.

    ``c_i = Σ_{j ∈ Γ(i)} (p_ij + Σ_q p_iq p_qj)²`` with ``p_ij`` the share of ``j`` in the strength of ``i``.

    Parameters
    ----------
    ties : sparse matrix of shape (n, n)
    rows : array of int, optional
        nodes that are asked about; by default all.

    Returns
    -------
    array, one number per node asked about
        above 0 and up to 1.125; low = open network, a broker; 1 for a node with one contact that has no
        other in common with it; NaN for an isolate.

    Examples
    --------
    >>> star = sparse.csr_matrix([[0, 1, 1], [1, 0, 0], [1, 0, 0]])
    >>> constraint(star).tolist()
    [0.5, 1.0, 1.0]

    References
    ----------
    Burt, R. S. (1992), Structural Holes, Harvard University Press. The numbers are those of networkx.
    """
    strength = _mutual(ties)
    shares = _over(strength, np.asarray(strength.sum(axis=1, dtype=np.float64)).ravel())
    asked, first = (strength, shares) if rows is None else (_only(strength, rows), _only(shares, rows))
    found = _two_steps(asked, first, shares, square=True)
    return np.where(np.diff(asked.indptr) > 0, found, np.nan)


def effective_size(ties: Matrix, rows: NDArray[np.int64] | None = None) -> Floats:
    """Burt's effective size: number of contacts less what they repeat of each other.

    ``e_i = Σ_{j ∈ Γ(i)} (1 − Σ_q p_iq m_jq)``, ``m_jq`` being the strength of ``j`` and ``q`` over the
    greatest that ``j`` has. Without weights it is ``n − 2t / n`` with ``t`` ties among ``n`` contacts.

    Parameters
    ----------
    ties : sparse matrix of shape (n, n)
    rows : array of int, optional
        nodes that are asked about; by default all.

    Returns
    -------
    array, one number per node asked about
        1 to the number of contacts; NaN for an isolate.

    Examples
    --------
    >>> star = sparse.csr_matrix([[0, 1, 1], [1, 0, 0], [1, 0, 0]])
    >>> effective_size(star).tolist()
    [2.0, 1.0, 1.0]

    References
    ----------
    Burt, R. S. (1992), Structural Holes, Harvard University Press. The numbers are those of networkx.
    """
    strength = _mutual(ties)
    shares = _over(strength, np.asarray(strength.sum(axis=1, dtype=np.float64)).ravel())
    greatest = np.zeros(strength.shape[0]) if not strength.nnz else strength.max(axis=1).toarray().ravel()
    asked, first = (strength, shares) if rows is None else (_only(strength, rows), _only(shares, rows))
    repeated = _two_steps(asked, first, sparse.csr_matrix(_over(strength, greatest).T), square=False)
    contacts = np.diff(asked.indptr).astype(np.float64)
    return np.where(contacts > 0, contacts - repeated, np.nan)


def _only(matrix: Matrix, rows: NDArray[np.int64]) -> Matrix:
    return sparse.csr_matrix(matrix[rows])


def _mutual(ties: Matrix) -> Matrix:
    """Strength of each pair, both directions together, without loops."""
    both = sparse.csr_matrix(ties.astype(np.float64) + ties.T.astype(np.float64))
    both.setdiag(0)
    both.eliminate_zeros()
    both.sort_indices()
    return both


def _over(strength: Matrix, per_row: Floats) -> Matrix:
    data = strength.data / np.repeat(np.where(per_row > 0, per_row, 1.0), np.diff(strength.indptr))
    return sparse.csr_matrix((data, strength.indices, strength.indptr), shape=strength.shape)


def _two_steps(pattern: Matrix, first: Matrix, second: Matrix, *, square: bool) -> Floats:
    """Per row: the sum over its ties of ``(first @ second)``, or of ``(first + first @ second)²``.

    In blocks of rows, so that the product of a hub does not meet that of all others in memory.
    """
    steps = np.diff(second.indptr)[pattern.indices]
    work = np.concatenate([[0], np.cumsum(steps, dtype=np.int64)])[pattern.indptr]
    found = np.zeros(pattern.shape[0])
    ones = sparse.csr_matrix((np.ones(pattern.nnz), pattern.indices, pattern.indptr), shape=pattern.shape)
    start = 0
    while start < len(found):
        stop = max(int(work.searchsorted(work[start] + _WALKS, side="right")) - 1, start + 1)
        stop = min(stop, len(found))
        product: Any = (first[start:stop] @ second).multiply(ones[start:stop])
        if square:
            product = product + first[start:stop]
            product = product.multiply(product)
        found[start:stop] = np.asarray(product.sum(axis=1, dtype=np.float64)).ravel()
        start = stop
    return found


def participation(ties: Matrix, groups: Matrix) -> Floats:
    """Participation coefficient: are a node's ties spread over groups or all in one? ``1 − Σ_g (k_ig / k_i)²``

    Parameters
    ----------
    ties : sparse matrix of shape (n, n)
        weights count; a directed matrix is read both ways.
    groups : sparse matrix of shape (n, g)
        to which groups nodes belong; one with several is shared out among them by weight. Ties to
        nodes without a group are left out.

    Returns
    -------
    array of shape (n,)
        0 (one group) to below 1 (many); NaN for a node without ties to anybody with a group.

    Raises
    ------
    InvalidParameter
        if ``groups`` has another number of rows than ``ties``.

    Examples
    --------
    >>> star = sparse.csr_matrix([[0, 1, 1], [1, 0, 0], [1, 0, 0]])
    >>> participation(star, sparse.csr_matrix([[1, 0], [1, 0], [0, 1]])).tolist()
    [0.5, 0.0, 0.0]

    References
    ----------
    Guimerà, R. & Amaral, L. A. N. (2005), Nature 433:895.
    """
    if groups.shape[0] != ties.shape[0]:
        raise InvalidParameter(f"groups has {groups.shape[0]} rows; there are {ties.shape[0]} nodes.")
    both = _mutual(ties)
    belongs = sparse.csr_matrix(groups, dtype=np.float64)
    shared = _over(belongs, np.asarray(belongs.sum(axis=1, dtype=np.float64)).ravel())
    into: Any = both @ shared
    total = np.asarray(into.sum(axis=1, dtype=np.float64)).ravel()
    squares = np.asarray(into.multiply(into).sum(axis=1, dtype=np.float64)).ravel()
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, np.maximum(0.0, 1.0 - squares / total**2), np.nan)


def betweenness(ties: Matrix, *, pivots: int | None = None, seed: int = 0) -> Floats:
    """Share of shortest paths between others that lead over a node. Weights and directions do not count.

    Parameters
    ----------
    ties : sparse matrix of shape (n, n)
    pivots : int, optional
        start from so many nodes only, drawn with ``seed``, and scale up. By default from all up to
        5,000 nodes, from 500 above.

    Returns
    -------
    array of shape (n,)
        in [0, 1], over the ``(n − 1)(n − 2) / 2`` pairs of others. A sampled value may be off; its error
        falls with the root of the number of pivots.

    Raises
    ------
    InvalidParameter
        if ``pivots`` is below 1.

    Examples
    --------
    >>> star = sparse.csr_matrix([[0, 1, 1], [1, 0, 0], [1, 0, 0]])
    >>> betweenness(star).tolist()
    [1.0, 0.0, 0.0]

    References
    ----------
    Brandes, U. (2001), Journal of Mathematical Sociology 25:163; Brandes, U. & Pich, C. (2007),
    International Journal of Bifurcation and Chaos 17:2303.
    """
    import networkx as nx

    if pivots is not None and pivots < 1:
        raise InvalidParameter(f"pivots is {pivots}; it can be 1 or more.")
    both = _mutual(ties)
    count = both.shape[0]
    if pivots is None and count > EXACT_UP_TO:
        pivots = SAMPLED
    graph = nx.from_scipy_sparse_array(sparse.csr_array(both))
    sampled = None if pivots is None or pivots >= count else pivots
    found = nx.betweenness_centrality(graph, k=sampled, normalized=True, seed=seed)
    return np.array([found[node] for node in range(count)], dtype=np.float64)
