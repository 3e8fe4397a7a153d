"""Which communities go together in one region, when there may be ten regions at most?"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

MOST_REGIONS: Final = 10
MOST_GROUPS: Final = 400
"""Groups of which a region can be made; smaller ones join what they are most tied to, or stand alone."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Matrix = Any


def grouped(shared: Matrix, label: Ints, count: int, most: int) -> Ints:
    """At most ``most`` regions: the smallest one joins the one it is most tied to, again and again.

    Parameters
    ----------
    label
        the group of each node of ``shared``, -1 for those in none; the first ``count`` nodes are partners.

    Returns
    -------
    array of shape (groups,)
        the region of each group, 0 … r − 1.
    """
    total = int(label.max(initial=-1)) + 1
    group = np.arange(total)
    if total > most:
        weight, sizes = ties_of_groups(shared, label, total), _sizes(label[:count], total)
        while len(np.unique(group)) > most:
            group = _joined(group, weight, sizes)
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def ties_of_groups(shared: Matrix, label: Ints, total: int) -> Floats:
    """The weight between groups, symmetric, 0 on the diagonal."""
    known = np.flatnonzero(label >= 0)
    member = sparse.csr_matrix((np.ones(len(known)), (known, label[known])), (shared.shape[0], total))
    weight = np.asarray((member.T @ shared @ member).todense(), dtype=np.float64)
    np.fill_diagonal(weight, 0.0)
    return weight


def most_tied(rows: Matrix, label: Ints) -> Ints:
    """Per row the label with most weight; -1 where there is none. Of equal ones the smaller.

    Examples
    --------
    >>> rows = sparse.csr_matrix(np.array([[0, 2.0, 1.0], [0, 0, 0]]))
    >>> most_tied(rows, np.array([-1, 7, 3])).tolist()
    [7, -1]
    """
    best = np.full(rows.shape[0], -1, dtype=np.int64)
    known = np.flatnonzero(label >= 0)
    if not len(known):
        return best
    member = sparse.csr_matrix((np.ones(len(known)), (known, label[known])), (len(label), int(label.max()) + 1))
    weight = (rows @ member).tocoo()
    order = np.lexsort((weight.col, -np.round(weight.data, 9), weight.row))
    row, first = np.unique(weight.row[order], return_index=True)
    best[row] = weight.col[order][first]
    return best


def _sizes(label: Ints, total: int) -> Floats:
    return np.bincount(label[label >= 0], minlength=total).astype(np.float64)


def _joined(group: Ints, weight: Floats, sizes: Floats) -> Ints:
    """The smallest region joins the one that it is most tied to for its size, else the next smallest."""
    names, of = np.unique(group, return_inverse=True)
    total = np.bincount(of, sizes)
    smallest = int(np.lexsort((names, total))[0])
    pull = np.bincount(of, weight[of == smallest].sum(axis=0)) / np.maximum(total, 1.0)
    pull[smallest] = -1.0
    target = int(np.argmax(np.round(pull, 12))) if pull.max() > 0 else int(np.lexsort((names, total))[1])
    kept = min(names[smallest], names[target])
    return np.where((of == smallest) | (of == target), kept, group)
