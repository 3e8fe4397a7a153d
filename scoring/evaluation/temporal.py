"""Which pairs work together on a day, and which begin to within a window? Days are ordinals.

A pair begins when the later of its two members joins, and only if the other is still there. What has
no date is taken to have been so always, so it is never among what a window brings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ALWAYS: Final = 0
"""``begun`` and ``known`` of what has no date."""

NEVER: Final = 10_000_000
"""``ended`` of what has no end: later than any day."""


@dataclass(frozen=True, slots=True, eq=False)
class Memberships:
    """Who was in which partnership, from when to when, and since when that is on record.

    One entry per membership, sorted by partnership. ``partner`` are rows below ``partners``.
    """

    partnership: Ints
    partner: Ints
    begun: Ints
    ended: Ints
    known: Ints
    partners: int

    def standing(self, day: int, *, remembering: bool) -> Mask:
        """Which are on record as true on a day; with ``remembering`` those that ended count as well."""
        here = (self.begun <= day) & (self.known <= day)
        return here if remembering else here & (self.ended >= day)

    def within(self, chosen: Mask, most_members: int | None) -> Mask:
        """The chosen ones in partnerships with at most so many chosen members."""
        if most_members is None:
            return chosen
        sizes = np.bincount(self.partnership[chosen], minlength=int(self.partnership.max(initial=-1)) + 1)
        return chosen & (sizes[self.partnership] <= most_members)


def pairs_of(members: Memberships, chosen: Mask) -> sparse.csr_matrix:
    """Partner × partner: 1 for every pair that is in a partnership together, both ways.

    Examples
    --------
    >>> none = np.zeros(3, dtype=np.int64)
    >>> three = Memberships(none, np.array([0, 1, 2]), none, none + NEVER, none, 3)
    >>> pairs_of(three, np.array([True, True, False])).toarray().tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    first, second = _together(members, chosen)
    return _matrix(members, first, second)


def pairs_begun(members: Memberships, *, after: int, until: int, most_members: int | None = None) -> sparse.csr_matrix:
    """Pairs that begin to work together after one day and not later than another, both ways.

    When that went on record does not matter: it is what came, not what was known.

    Examples
    --------
    >>> none = np.zeros(2, dtype=np.int64)
    >>> pair = Memberships(none, np.array([0, 1]), np.array([5, 9]), none + NEVER, none, 2)
    >>> [pairs_begun(pair, after=day, until=day + 3).nnz for day in (4, 6, 9)]
    [0, 2, 0]
    """
    chosen = members.within(members.begun <= until, most_members)
    first, second = _together(members, chosen)
    since = np.maximum(members.begun[first], members.begun[second])
    return _matrix(members, first[since > after], second[since > after])


def _together(members: Memberships, chosen: Mask) -> tuple[Ints, Ints]:
    """Positions of all ordered pairs of chosen memberships of one partnership that overlap in time."""
    at = np.flatnonzero(chosen)
    _, starts, sizes = np.unique(members.partnership[at], return_index=True, return_counts=True)
    firsts, seconds = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for size in np.unique(sizes[sizes > 1]).tolist():
        a, b = np.nonzero(~np.eye(size, dtype=bool))
        base = starts[sizes == size][:, None]
        firsts.append(at[(base + a).ravel()])
        seconds.append(at[(base + b).ravel()])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    overlap = np.maximum(members.begun[first], members.begun[second]) <= np.minimum(
        members.ended[first], members.ended[second])
    return first[overlap], second[overlap]


def _matrix(members: Memberships, first: Ints, second: Ints) -> sparse.csr_matrix:
    one, other = members.partner[first], members.partner[second]
    apart = one != other  # two records of one partner
    shape = (members.partners, members.partners)
    found = sparse.csr_matrix((np.ones(int(apart.sum())), (one[apart], other[apart])), shape)
    found.sum_duplicates()
    found.data[:] = 1.0
    found.sort_indices()
    return found
