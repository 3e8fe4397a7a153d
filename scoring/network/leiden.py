"""How is a network cut into well-connected groups? The Leiden algorithm, in loops that numba can compile.

Not scikit-network's: the refinement of its version 0.33 runs for ever where a gain is smaller than the
rounding of its 32-bit numbers (seen on networks of 10,000 nodes), and draws from a generator that cannot
be seeded. Here numbers have 64 bits, each move must gain something, and all chance is in the order in
which nodes are visited.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.crossindustry.specialisation import Matrix
from scoring.kernels import compiled_loop

Labels = NDArray[np.int64]
Floats = NDArray[np.float64]

ROUNDS: Final = 3
"""How often the whole is begun again from the partition that was found, while it still gets better."""

_LEAST: Final = 1e-12
"""Smallest gain of a move, the weight of the network being 1."""

_VISITS: Final = 200  # of each node on average, at most: whatever rounding does, there is an end
_COMPILED_FROM: Final = 1_000  # entries of a network from which the compiled loops pay

__all__ = ["ROUNDS", "leiden_partition"]


def leiden_partition(network: Matrix, weights: Floats, gamma: float, *, seed: int = 0) -> Labels:
    """A partition with a high ``Σ_c [e_c − γ k_c²]``, each of whose groups hangs together.

    Parameters
    ----------
    network : sparse matrix of shape (n, n)
        symmetric, no loops, all entries above 0 and summing to 1.
    weights : array of shape (n,)
        ``k``: the nodes' shares of all degrees for modularity, 1 for the constant Potts model.
    gamma : float
        resolution.
    seed : int
        of the order in which nodes are visited.

    Returns
    -------
    array of shape (n,)
        labels from 0 on, in no particular order.

    Examples
    --------
    >>> two = sparse.block_diag([np.ones((4, 4)), np.ones((3, 3))], format="csr")
    >>> two.setdiag(0)
    >>> two.eliminate_zeros()
    >>> shares = np.asarray(two.sum(axis=1)).ravel() / two.sum()
    >>> leiden_partition(two / two.sum(), shares, 1.0).tolist()
    [0, 0, 0, 0, 1, 1, 1]

    References
    ----------
    Traag, V. A., Waltman, L. & van Eck, N. J. (2019), Scientific Reports 9:5233.
    """
    rng = np.random.default_rng(seed)
    labels: Labels = np.arange(network.shape[0])
    best = -np.inf
    for _ in range(ROUNDS):
        found = _levels(network, weights, gamma, labels.copy(), rng)
        quality = _quality(network, weights, gamma, found)
        if quality <= best + _LEAST:
            break
        best, labels = quality, found
    return labels


def _levels(network: Matrix, weights: Floats, gamma: float, labels: Labels, rng: np.random.Generator) -> Labels:
    """One run through all levels: move, refine, make a node of each refined group, and again."""
    move, refine = _loops(network.nnz)
    member: Labels = np.arange(network.shape[0])  # the node of this level that each original node is in
    while True:
        count = network.shape[0]
        arrays = (network.indptr, network.indices, network.data, weights, gamma)
        move(*arrays, labels, rng.permutation(count), _LEAST, _VISITS)
        labels = _compact(labels)
        if int(labels.max()) + 1 == count:
            return labels[member]
        parts = np.arange(count)
        refine(*arrays, labels, rng.permutation(count), _LEAST, parts)
        parts = _compact(parts)
        if int(parts.max()) + 1 == count:  # nothing could be refined: go on with the groups themselves
            parts = labels
        network, weights, labels = _aggregated(network, weights, labels, parts)
        member = parts[member]


def _aggregated(network: Matrix, weights: Floats, labels: Labels, parts: Labels) -> tuple[Matrix, Floats, Labels]:
    """The network of the parts, their weights, and to which group each belongs."""
    count = int(parts.max()) + 1
    belongs = sparse.csr_matrix((np.ones(len(parts)), parts, np.arange(len(parts) + 1)), shape=(len(parts), count))
    made = sparse.csr_matrix(belongs.T @ network @ belongs)
    made.sort_indices()
    of_part = np.zeros(count, dtype=np.int64)
    of_part[parts] = labels
    totals = np.bincount(parts, weights=weights, minlength=count).astype(np.float64)
    return made, totals, of_part


def _compact(labels: Labels) -> Labels:
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _quality(network: Matrix, weights: Floats, gamma: float, labels: Labels) -> float:
    rows = np.repeat(labels, np.diff(network.indptr))
    inside = float(network.data[rows == labels[network.indices]].sum())
    return inside - gamma * float((np.bincount(labels, weights=weights) ** 2).sum())


def _loops(entries: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    if entries < _COMPILED_FROM:
        return _move, _refine
    return compiled_loop(_move) or _move, compiled_loop(_refine) or _refine


def _move(indptr: Any, indices: Any, data: Any, weights: Any, gamma: float, labels: Any, order: Any,
          least: float, visits: int) -> None:
    """Move nodes to the group where they gain most, and visit again whose neighbour has moved away."""
    count = len(labels)
    totals, members = np.zeros(count), np.zeros(count, np.int64)
    for node in range(count):
        totals[labels[node]] += weights[node]
        members[labels[node]] += 1
    free = np.zeros(count, np.int64)  # labels that nobody has
    frees = 0
    for label in range(count):
        if members[label] == 0:
            free[frees] = label
            frees += 1
    queue, waiting = order.copy(), np.ones(count, np.bool_)
    first, length = 0, count
    towards, seen = np.zeros(count), np.zeros(count, np.int64)
    left = visits * count
    while length > 0 and left > 0:
        left -= 1
        node = queue[first]
        first = (first + 1) % count
        length -= 1
        waiting[node] = False
        own = labels[node]
        totals[own] -= weights[node]
        members[own] -= 1
        found = 0
        for entry in range(indptr[node], indptr[node + 1]):
            if indices[entry] != node:
                label = labels[indices[entry]]
                if towards[label] == 0.0:
                    seen[found] = label
                    found += 1
                towards[label] += data[entry]
        best = own
        gain = towards[own] - gamma * weights[node] * totals[own]
        for position in range(found):
            label = seen[position]
            other = towards[label] - gamma * weights[node] * totals[label]
            if other > gain + least:
                best, gain = label, other
        if gain < -least and members[own] > 0:  # better alone
            best = free[frees - 1]
        for position in range(found):
            towards[seen[position]] = 0.0
        if members[best] == 0 and best != own:
            frees -= 1
        if members[own] == 0 and best != own:
            free[frees] = own
            frees += 1
        totals[best] += weights[node]
        members[best] += 1
        labels[node] = best
        if best != own:
            for entry in range(indptr[node], indptr[node + 1]):
                other_node = indices[entry]
                if not waiting[other_node] and labels[other_node] != best:
                    waiting[other_node] = True
                    queue[(first + length) % count] = other_node
                    length += 1


def _refine(indptr: Any, indices: Any, data: Any, weights: Any, gamma: float, labels: Any, order: Any,
            least: float, parts: Any) -> None:
    """Within each group, merge nodes that are alone into parts of it that are well connected to the rest."""
    count = len(labels)
    whole = np.zeros(count)
    for node in range(count):
        whole[labels[node]] += weights[node]
    totals, members = weights.copy(), np.ones(count, np.int64)
    outward = np.zeros(count)  # of each part, to the rest of its group
    for node in range(count):
        for entry in range(indptr[node], indptr[node + 1]):
            if indices[entry] != node and labels[indices[entry]] == labels[node]:
                outward[node] += data[entry]
    towards, seen = np.zeros(count), np.zeros(count, np.int64)
    for at in range(count):
        node = order[at]
        rest = whole[labels[node]]
        alone = parts[node] == node and members[node] == 1
        if alone and outward[node] >= gamma * weights[node] * (rest - weights[node]):
            found = 0
            for entry in range(indptr[node], indptr[node + 1]):
                other = indices[entry]
                if other != node and labels[other] == labels[node]:
                    part = parts[other]
                    if towards[part] == 0.0:
                        seen[found] = part
                        found += 1
                    towards[part] += data[entry]
            best, gain = node, least
            for position in range(found):
                part = seen[position]
                if outward[part] >= gamma * totals[part] * (rest - totals[part]):
                    value = towards[part] - gamma * weights[node] * totals[part]
                    if value > gain:
                        best, gain = part, value
            if best != node:
                outward[best] += outward[node] - 2 * towards[best]
                totals[best] += weights[node]
                members[best] += 1
                members[node] = 0
                parts[node] = best
            for position in range(found):
                towards[seen[position]] = 0.0
