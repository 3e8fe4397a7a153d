"""How far down a chain of supplies does each organisation stand? Circles do not disturb it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import LinearOperator, cg

from scoring.crossindustry.specialisation import Matrix

_PRECISE: Final = 1e-12
_MOST_STEPS: Final = 20_000

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

__all__ = ["supply_tiers", "trophic_levels"]


def supply_tiers(supplies: Matrix) -> Ints:
    """How many tiers of suppliers stand behind each node of a directed network: the longest chain that ends at it.

    ``t_j = max(0, max { t_i + 1 : W_ij > 0 })``, over the network in which each circle of suppliers (a strong
    component) is one node: all of a circle stand on one tier.

    Parameters
    ----------
    supplies : sparse matrix of shape (n, n)
        ``W_ij`` above 0 where ``i`` supplies ``j``. What a node supplies to itself is left out.

    Returns
    -------
    array of shape (n,)
        0 where nobody supplies it, and up; -1 for a node without any tie.

    Examples
    --------
    >>> ends = ([0, 1, 0, 3, 4], [1, 2, 2, 4, 3])  # a chain with a short cut, and a circle of two
    >>> supply_tiers(sparse.csr_matrix(([1] * 5, ends), (6, 6))).tolist()
    [0, 1, 2, 0, 0, -1]

    References
    ----------
    Kahn, A. B. (1962), Topological sorting of large networks, Communications of the ACM 5, 558; the layers.
    """
    weights = _between(supplies)
    count, circle = csgraph.connected_components(weights, directed=True, connection="strong")
    ends = weights.tocoo()
    first, second = circle[ends.row], circle[ends.col]
    leads = first != second
    pairs = np.unique(np.column_stack((first[leads], second[leads])), axis=0)
    network = sparse.csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (count, count))
    tiers = _layers(network)[circle]
    tied = (np.diff(weights.indptr) + np.bincount(weights.indices, minlength=weights.shape[0])) > 0
    return np.where(tied, tiers, -1)


def trophic_levels(supplies: Matrix) -> Floats:
    """The level of each node of a directed network: as near as can be to one more than its suppliers.

    ``Λ h = v`` with ``v_i = in_i − out_i`` and ``Λ = diag(in + out) − W − Wᵀ``, where ``in`` and ``out``
    are sums of weights. It is the ``h`` that makes ``Σ W_ij (h_j − h_i − 1)²`` least; a circle of
    suppliers comes to stand on one level.

    Parameters
    ----------
    supplies : sparse matrix of shape (n, n)
        ``W_ij`` is how much ``i`` supplies to ``j``, 0 or more. What a node supplies to itself is left out.

    Returns
    -------
    array of shape (n,)
        0 and above; the lowest of each connected part stands at 0. NaN for a node without any tie.

    Examples
    --------
    >>> chain = sparse.csr_matrix(([1, 1, 1], ([0, 1, 0], [1, 2, 2])), (4, 4))
    >>> trophic_levels(chain).round(9).tolist()
    [0.0, 0.666666667, 1.333333333, nan]

    References
    ----------
    MacKay, R. S., Johnson, S. and Sansom, B. (2020), How directed is a directed network?,
    Royal Society Open Science 7, 201138.
    """
    weights = _between(supplies)
    given: Floats = np.asarray(weights.sum(axis=1), dtype=np.float64).ravel()
    taken: Floats = np.asarray(weights.sum(axis=0), dtype=np.float64).ravel()
    total = given + taken
    levels = np.full(len(total), np.nan)
    tied = np.flatnonzero(total > 0)
    if not len(tied):
        return levels
    within = sparse.csr_matrix(weights[tied][:, tied])
    both = sparse.csr_matrix(within + within.T)
    found = _solved(both, total[tied], (taken - given)[tied])
    count, part = csgraph.connected_components(both, directed=False)
    lowest = np.full(count, np.inf)
    np.minimum.at(lowest, part, found)
    levels[tied] = found - lowest[part]
    return levels


def _between(supplies: Matrix) -> Matrix:
    """The same without what a node supplies to itself."""
    weights = sparse.csr_matrix(supplies, dtype=np.float64, copy=True)
    weights.setdiag(0)
    weights.eliminate_zeros()
    return weights


def _layers(network: Matrix) -> Ints:
    """Per node of a network without circles the length of the longest chain to it."""
    left = np.bincount(network.indices, minlength=network.shape[0])
    layers, open_nodes = np.zeros(len(left), np.int64), np.flatnonzero(left == 0)
    depth = 0
    while len(open_nodes):
        layers[open_nodes] = depth
        met = network[open_nodes].indices
        left -= np.bincount(met, minlength=len(left))
        reached = np.unique(met)
        open_nodes, depth = reached[left[reached] == 0], depth + 1
    return layers


def _solved(both: Matrix, total: Floats, wanted: Floats) -> Floats:
    """``(diag(total) − both) h = wanted``. It is singular, once for each part, but ``wanted`` sums to 0 in each."""
    laplacian = sparse.csr_matrix(sparse.diags(total) - both)
    size = len(total)
    scaled = LinearOperator((size, size), matvec=lambda each: each / total)
    found, _ = cg(laplacian, wanted, rtol=_PRECISE, atol=0.0, maxiter=_MOST_STEPS, M=scaled)
    return np.asarray(found, dtype=np.float64)
