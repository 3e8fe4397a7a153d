"""Which groups does a network fall into, and would it fall into them again? Leiden, with its stability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.crossindustry.specialisation import Matrix
from scoring.errors import InvalidParameter
from scoring.network.leiden import leiden_partition

RESTARTS: Final = 20
"""Seeds of which the best partition is taken, and over which stability is measured."""

MODULARITY, CPM = "modularity", "cpm"
_KINDS: Final = (MODULARITY, CPM)

Labels = NDArray[np.int64]

__all__ = ["CPM", "MODULARITY", "RESTARTS", "Communities", "communities", "modularity",
           "multilayer_communities"]


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """A partition of a network.

    Attributes
    ----------
    labels
        community of each node: 0 is the largest; of equally large ones the one with the smallest
        member comes first. A node without ties is a community of its own.
    quality
        of the partition: modularity, or the share of ties inside less what the resolution expects.
    stability
        mean adjusted Rand index of all pairs of partitions, one per seed: 1 = always the same.
    runs
        how many seeds.
    layers
        the quality of the partition in each layer, where there are several.
    """

    labels: Labels
    quality: float
    stability: float
    runs: int
    layers: Mapping[str, float]


def communities(ties: Matrix, *, kind: str = MODULARITY, resolution: float = 1.0, runs: int = RESTARTS,
                seed: int = 0) -> Communities:
    """Communities of one network by the Leiden algorithm: the best of several seeds, with their agreement.

    ``Q = Σ_c [w_c / w − γ (d_c / 2w)²]`` (modularity), with ``n_c²`` and the number of nodes in place of
    degrees and weight for the constant Potts model (``cpm``).

    Parameters
    ----------
    ties : sparse matrix of shape (n, n)
        weights, not negative; a directed matrix is read both ways. Loops are left out.
    kind : str
        ``"modularity"`` or ``"cpm"``. Modularity does not see communities that are small beside the
        network; ``cpm`` does, at a resolution of its own.
    resolution : float
        ``γ`` above 0: higher = more and smaller communities. In ``cpm`` it is the density of ties that a
        community must exceed.
    runs : int
        how many seeds, from ``seed`` on.
    seed : int
        where the seeds start. The same seed, the same answer.

    Returns
    -------
    Communities

    Raises
    ------
    InvalidParameter
        if ``kind`` is unknown, ``resolution`` not above 0 or ``runs`` below 1.

    Examples
    --------
    >>> two = sparse.block_diag([np.ones((4, 4)), np.ones((3, 3))], format="csr")
    >>> found = communities(two, runs=2)
    >>> found.labels.tolist(), round(found.quality, 3), found.stability
    ([0, 0, 0, 0, 1, 1, 1], 0.444, 1.0)

    References
    ----------
    Traag, V. A., Waltman, L. & van Eck, N. J. (2019), Scientific Reports 9:5233.
    """
    if kind not in _KINDS:
        raise InvalidParameter(f"kind is {kind!r}; it can be {MODULARITY!r} or {CPM!r}.")
    if not resolution > 0 or runs < 1:
        raise InvalidParameter(f"resolution is {resolution} and runs {runs}; they must be above 0 and at least 1.")
    both = _undirected(ties)
    if not both.nnz:
        return Communities(np.arange(both.shape[0]), float("nan"), float("nan"), 0, {})
    total = float(both.sum())
    degrees = np.asarray(both.sum(axis=1, dtype=np.float64)).ravel() / total
    weights, gamma = (degrees, resolution) if kind == MODULARITY else (np.ones(len(degrees)), resolution / total)
    shares = sparse.csr_matrix(both / total)
    found = [_in_order(leiden_partition(shares, weights, gamma, seed=each)) for each in range(seed, seed + runs)]
    qualities = [modularity(both, labels, kind=kind, resolution=resolution) for labels in found]
    best = int(np.argmax(np.round(qualities, 12)))  # of equal ones the first, whatever the last digit
    return Communities(found[best], qualities[best], _agreement(found), runs, {})


def multilayer_communities(layers: Mapping[str, Matrix], *, weights: Mapping[str, float] | None = None,
                           kind: str = MODULARITY, resolution: float = 1.0, runs: int = RESTARTS,
                           seed: int = 0) -> Communities:
    """Communities of several networks over the same nodes, as one partition, with its quality in each.

    The layers are each scaled to a total weight of 1 and added with their weights (1 by default): a
    weighted sum of layers, and not the multiplex quality of leidenalg, which keeps a null model per
    layer.

    Parameters
    ----------
    layers : mapping of str to sparse matrix of shape (n, n)
    weights : mapping of str to float, optional
        how much each layer counts, 0 or more; a layer that is not named counts 1.
    kind, resolution, runs, seed
        as in ``communities``.

    Raises
    ------
    InvalidParameter
        if a weight is negative or of a layer that is not there, or all are 0.

    Examples
    --------
    >>> two = sparse.block_diag([np.ones((4, 4)), np.ones((3, 3))], format="csr")
    >>> pairs = sparse.csr_matrix(np.fliplr(np.eye(7)))
    >>> found = multilayer_communities({"ties": two, "supplies": pairs}, weights={"supplies": 0.1}, runs=2)
    >>> {name: round(quality, 2) for name, quality in found.layers.items()}
    {'ties': 0.44, 'supplies': -0.5}
    """
    weights = weights or {}
    if unknown := sorted(set(weights) - set(layers)):
        raise InvalidParameter(f"There is no layer {unknown[0]!r}; there are: {', '.join(layers) or 'none'}.")
    if any(not each >= 0 for each in weights.values()) or not any(weights.get(name, 1.0) for name in layers):
        raise InvalidParameter("The weights of layers can be 0 or more, and one of them must be above 0.")
    given = {name: _undirected(layer) for name, layer in layers.items()}
    filled = {name: layer for name, layer in given.items() if layer.nnz}
    size = next(iter(given.values())).shape
    total: Any = sparse.csr_matrix(size)
    for name, layer in filled.items():
        total = total + layer * (weights.get(name, 1.0) / float(layer.sum()))
    found = communities(sparse.csr_matrix(total), kind=kind, resolution=resolution, runs=runs, seed=seed)
    quality = {name: modularity(layer, found.labels, kind=kind, resolution=resolution)
               for name, layer in given.items()}
    return Communities(found.labels, found.quality, found.stability, found.runs, quality)


def modularity(ties: Matrix, labels: Labels, *, kind: str = MODULARITY, resolution: float = 1.0) -> float:
    """How much more weight lies inside communities than chance would put there.

    ``Σ_c [w_c / w − γ (d_c / 2w)²]``; for ``cpm``: ``Σ_c [2 w_c − γ n_c (n_c − 1)] / 2w``.

    Returns
    -------
    float
        below 1; NaN without ties.

    Examples
    --------
    >>> two = sparse.block_diag([np.ones((4, 4)), np.ones((3, 3))], format="csr")
    >>> round(modularity(two, np.array([0, 0, 0, 0, 1, 1, 1])), 3)
    0.444

    References
    ----------
    Newman, M. E. J. (2006), PNAS 103:8577.
    """
    both = _undirected(ties)
    total = float(both.sum())
    if total <= 0:
        return float("nan")
    rows = np.repeat(np.arange(both.shape[0]), np.diff(both.indptr))
    inside = float(both.data[labels[rows] == labels[both.indices]].sum())
    if kind == CPM:
        sizes = np.bincount(labels).astype(np.float64)
        return (inside - resolution * float((sizes * (sizes - 1)).sum())) / total
    degrees = np.bincount(labels, weights=np.asarray(both.sum(axis=1)).ravel())
    return inside / total - resolution * float((degrees**2).sum()) / total**2


def _undirected(ties: Matrix) -> Matrix:
    both = sparse.csr_matrix(ties.maximum(ties.T), dtype=np.float64)
    both.setdiag(0)
    both.eliminate_zeros()
    both.sort_indices()
    return both


def _in_order(labels: Labels) -> Labels:
    """The same communities, the largest first, of equal ones the one with the smallest member."""
    _, first, inverse, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place[inverse]


def _agreement(found: list[Labels]) -> float:
    """Mean adjusted Rand index over all pairs; 1 for a single partition."""
    from sklearn.metrics import adjusted_rand_score

    pairs = [adjusted_rand_score(one, other) for place, one in enumerate(found) for other in found[:place]]
    return float(np.mean(pairs)) if pairs else 1.0
