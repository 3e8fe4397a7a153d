"""What breaks when one organisation leaves: who is cut off, which of its ties hold a group together?

For one organisation, with names; ``cutting`` counts it for all of a network at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from scoring.snapshot import Layer


@dataclass(frozen=True, slots=True)
class Departure:
    """The network without one organisation.

    Attributes
    ----------
    partners
        how many it has.
    lonely
        rows of those that have no other partner.
    groups
        rows of its partners by the group that they are left in, the largest group first.
    sizes
        organisations in each of these groups.
    """

    partners: int
    lonely: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
    sizes: tuple[int, ...]

    @property
    def is_articulation(self) -> bool:
        """Whether the network falls apart without it."""
        return len(self.groups) > 1

    @property
    def cut_off(self) -> tuple[int, ...]:
        """Its partners that are left outside the largest of these groups."""
        return tuple(sorted(row for group in self.groups[1:] for row in group))

    @property
    def bridges(self) -> tuple[int, ...]:
        """Partners whose tie to it is the only way between two parts."""
        return tuple(sorted(group[0] for group in self.groups if len(group) == 1))


def departure(ties: Layer, row: int) -> Departure:
    """Take one organisation out of the network of partnerships and see what is left of its part.

    A partner stands behind a *bridge* exactly if no other partner is left in its group: then the tie
    is the only way. The organisation is an *articulation point* exactly if its partners are left in
    two or more groups. O(n + m).

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> ties = tiny_snapshot(ties=[("hub", "a"), ("hub", "b"), ("a", "b"), ("hub", "c")]).layer("ties")
    >>> gone = departure(ties, 3)
    >>> gone.is_articulation, gone.lonely, gone.bridges, gone.groups
    (True, (2,), (2,), ((0, 1), (2,)))

    References
    ----------
    Tarjan, R. (1972), SIAM Journal on Computing 1:146.
    """
    partners = [int(each) for each in ties.neighbours(row)]
    if not partners:
        return Departure(0, (), (), ())
    labels = _labels_without(ties, row)
    sizes = np.bincount(labels)
    by_group: dict[int, list[int]] = {}
    for each in partners:
        by_group.setdefault(int(labels[each]), []).append(each)
    order = sorted(by_group, key=lambda group: (-int(sizes[group]), by_group[group][0]))
    return Departure(
        len(partners),
        tuple(each for each in partners if len(ties.neighbours(each)) == 1),
        tuple(tuple(by_group[group]) for group in order),
        tuple(int(sizes[group]) for group in order),
    )


def _labels_without(ties: Layer, row: int) -> Any:
    """The component of every organisation when one has no ties."""
    matrix = ties.matrix()
    kept = np.ones(ties.nnz, dtype=bool)
    kept[ties.span(row)] = False
    kept &= ties.indices != row
    rows = np.repeat(np.arange(ties.shape[0]), np.diff(ties.indptr))[kept]
    left = sparse.csr_matrix((np.ones(len(rows), dtype=np.int8), (rows, ties.indices[kept])), matrix.shape)
    return csgraph.connected_components(left, directed=False)[1]
