"""How near are two organisations in the network of partnerships? Neighbour measures of one row.

Every function takes the ``ties`` of a snapshot, read as a simple undirected graph (weights do not
count), and the row of one partner; it returns one number per partner. ``Γ(i)`` are the partners of
``i`` and ``k_i`` their number. The numbers are those of networkx's functions of the same names. All
are 0 for a pair without common partner, newcomers included: whoever ranks by them has to say so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.kernels import kernels_for
from scoring.snapshot import Layer

Floats = NDArray[np.float64]
Weighting = Callable[[Floats], Floats]
"""From the degrees of neighbours to what each of them counts."""

_FEW = 8  # so many times fewer rows are sooner picked out than all are passed over

__all__ = [
    "adamic_adar",
    "common_neighbours",
    "jaccard_neighbours",
    "katz",
    "personalised_pagerank",
    "preferential_attachment",
    "resource_allocation",
]


def common_neighbours(ties: Layer, row: int) -> Floats:
    """How many partners both have: ``|Γ(i) ∩ Γ(j)|`` for every ``j``. Symmetric.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> star = tiny_snapshot(ties=[("hub", "a"), ("hub", "b"), ("hub", "c")]).layer("ties")
    >>> common_neighbours(star, 0).tolist()
    [1.0, 1.0, 1.0, 0.0]
    """
    return over_neighbours(ties, row, count_once)


def adamic_adar(ties: Layer, row: int) -> Floats:
    """Common partners, rare ones counting more: ``Σ_{z ∈ Γ(i) ∩ Γ(j)} 1 / ln k_z``. Symmetric.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> star = tiny_snapshot(ties=[("hub", "a"), ("hub", "b"), ("hub", "c")]).layer("ties")
    >>> float(adamic_adar(star, 0)[1]) == float(1 / np.log(3))
    True

    References
    ----------
    Adamic, L. & Adar, E. (2003), Social Networks 25:211.
    """
    return over_neighbours(ties, row, inverse_log)


def resource_allocation(ties: Layer, row: int) -> Floats:
    """Common partners, each shared out among all of its partners: ``Σ_z 1 / k_z``. Symmetric.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> star = tiny_snapshot(ties=[("hub", "a"), ("hub", "b"), ("hub", "c")]).layer("ties")
    >>> float(resource_allocation(star, 0)[1]) == 1 / 3
    True

    References
    ----------
    Zhou, T., Lü, L. & Zhang, Y.-C. (2009), European Physical Journal B 71:623.
    """
    return over_neighbours(ties, row, inverse)


def jaccard_neighbours(ties: Layer, row: int) -> Floats:
    """Common partners over partners of either: ``|Γ(i) ∩ Γ(j)| / |Γ(i) ∪ Γ(j)|``; NaN for 0 / 0.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> path = tiny_snapshot(ties=[("a", "b"), ("b", "c"), ("c", "d")]).layer("ties")
    >>> jaccard_neighbours(path, 0)[1:].tolist()
    [0.0, 0.5, 0.0]
    """
    common, degrees = common_neighbours(ties, row), degrees_of(ties)
    joint = degrees + degrees[row] - common
    with np.errstate(invalid="ignore"):
        result: Floats = np.where(joint > 0, common / np.where(joint > 0, joint, 1.0), np.nan)
    return result


def preferential_attachment(ties: Layer, row: int) -> Floats:
    """Product of the numbers of partners: ``k_i k_j``. Symmetric.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> star = tiny_snapshot(ties=[("hub", "a"), ("hub", "b"), ("hub", "c")]).layer("ties")
    >>> preferential_attachment(star, 0).tolist()
    [1.0, 1.0, 1.0, 3.0]
    """
    degrees = degrees_of(ties)
    products: Floats = degrees * degrees[row]
    return products


def katz(ties: Layer, row: int, beta: float = 0.05, *, tolerance: float = 1e-15, most: int = 1_000) -> Floats:
    """Walks of any length, longer ones counting less: ``Σ_{l ≥ 1} β^l (A^l)_{ij}``. Symmetric.

    Raises
    ------
    ValueError
        if the sum does not converge, that is if ``beta`` is not below 1 / (largest eigenvalue).

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> pair = tiny_snapshot(ties=[("a", "b")]).layer("ties")
    >>> katz(pair, 0, 0.5).round(6).tolist()
    [0.333333, 0.666667]

    References
    ----------
    Katz, L. (1953), Psychometrika 18:39.
    """
    adjacency = ties.matrix().astype(np.float64)
    adjacency.data[:] = 1.0
    walks = np.zeros(ties.shape[0])
    walks[row] = 1.0
    total = np.zeros_like(walks)
    for _ in range(most):
        with np.errstate(over="ignore"):
            walks = beta * (adjacency @ walks)
        total += walks
        if not np.isfinite(total).all():
            break
        if walks.max(initial=0.0) <= tolerance * total.max(initial=0.0):
            return total
    raise ValueError(f"beta = {beta} is too large for this graph: longer walks do not count less")


def personalised_pagerank(ties: Layer, row: int, alpha: float = 0.85, *, tolerance: float = 1e-15,
                          most: int = 10_000) -> Floats:
    """Where a walker is found who starts at ``row`` and goes back there with chance 1 − alpha.

    ``π = α π P + (1 − α) e`` with ``P`` the step to a random neighbour; sums to 1. Not symmetric. A
    partner without ties keeps the walker.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> pair = tiny_snapshot(ties=[("a", "b")]).layer("ties")
    >>> personalised_pagerank(pair, 0, 0.5).round(6).tolist()
    [0.666667, 0.333333]

    References
    ----------
    Page, L. et al. (1999), The PageRank Citation Ranking, Stanford; Haveliwala, T. (2002), WWW 11:517.
    """
    adjacency, degrees = ties.matrix().astype(np.float64), degrees_of(ties)
    adjacency.data[:] = 1.0
    start = np.zeros(ties.shape[0])
    start[row] = 1.0
    if degrees[row] == 0:
        return start
    outgoing = 1.0 / np.maximum(degrees, 1.0)
    found = start.copy()
    for _ in range(most):
        before, found = found, alpha * (adjacency @ (found * outgoing)) + (1 - alpha) * start
        if np.abs(found - before).sum() <= tolerance * len(found):
            return found
    raise ValueError(f"alpha = {alpha} does not bring the walker to rest; it can be 0 or more and below 1")


def degrees_of(ties: Layer) -> Floats:
    """``k_i`` of every partner."""
    return np.diff(ties.indptr).astype(np.float64)


def over_neighbours(ties: Layer, row: int, weighting: Weighting) -> Floats:
    """``Σ_{z ∈ Γ(row) ∩ Γ(j)} weighting(k_z)`` for every ``j``: O(Σ_z k_z)."""
    sums = np.zeros(ties.shape[0])
    neighbours = ties.neighbours(row)
    weights = weighting(degrees_at(ties, neighbours))
    kernels_for(ties.nnz).add_held(*plain(ties), neighbours, weights, sums)
    return sums


def rows_touched(ties: Layer, row: int) -> NDArray[np.int32] | None:
    """The partners of one's partners, as often as there are ways; None where that is not few."""
    neighbours = ties.neighbours(row)
    if int(degrees_at(ties, neighbours).sum()) * _FEW > ties.shape[0]:
        return None
    return np.concatenate([ties.neighbours(each) for each in neighbours.tolist()] or [neighbours])


def degrees_at(ties: Layer, rows: NDArray[np.int32]) -> Floats:
    """``k_z`` of some partners."""
    return (ties.indptr[rows.astype(np.int64) + 1] - ties.indptr[rows]).astype(np.float64)


def plain(layer: Layer) -> tuple[NDArray[Any], ...]:
    """The arrays of a layer, without the subclass that a memory map puts on them."""
    return tuple(each.view(np.ndarray) for each in (layer.indptr, layer.indices, layer.weights))


def count_once(degrees: Floats) -> Floats:
    return np.ones_like(degrees)


def inverse(degrees: Floats) -> Floats:
    result: Floats = 1.0 / degrees
    return result


def inverse_log(degrees: Floats) -> Floats:
    """``1 / ln k``, and 0 for ``k = 1``: such a neighbour has no other partner to be shared with."""
    logs = np.log(np.maximum(degrees, 2.0))
    result: Floats = np.where(degrees > 1, 1.0 / logs, 0.0)
    return result
