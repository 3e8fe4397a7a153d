"""Which group of today is which group of an earlier day? The one that most of its members went to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def heirs(now: Ints, before: Ints, count: int) -> Ints:
    """Per group of now the earlier group that it is, -1 where it is none; an earlier group has one heir.

    Parameters
    ----------
    now, before : array of shape (partners,)
        the group of each then and now; -1 in ``before`` for who was not there.
    count : int
        how many groups there are now.

    Examples
    --------
    >>> heirs(np.array([0, 0, 0, 1, 1]), np.array([5, 5, 2, 2, -1]), 2).tolist()
    [5, 2]
    """
    found = np.full(count, -1, np.int64)
    there = np.flatnonzero(before >= 0)
    if not len(there):
        return found
    wide = int(before.max()) + 1
    pair, members = np.unique(now[there] * wide + before[there], return_counts=True)
    taken: set[int] = set()
    for each in np.lexsort((pair, -members)).tolist():
        group, earlier = divmod(int(pair[each]), wide)
        if found[group] < 0 and earlier not in taken:
            found[group] = earlier
            taken.add(earlier)
    return found
