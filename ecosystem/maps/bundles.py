"""Which communities are tied to each other, how strongly, and by whom? One line for all their ties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from ecosystem.maps.scene import Array, Bundle, Ties

_PER_COMMUNITY: Final = 2  # bundles, at most, for each community
_SPOKEN: Final = 8  # ties of a bundle that are put into words
_FIRST: Final = 24  # bundles that have so many; the weaker ones have fewer
_SPOKEN_LATER: Final = 2


def bundles_of(ties: Ties, community: Array, region: Array, sentence: Callable[[int], str]) -> tuple[Bundle, ...]:
    """The strongest bundles of ties between two communities, the largest first.

    Parameters
    ----------
    community : array of shape (marks,)
        -1 for marks outside all communities, whose ties are in no bundle.
    region : array of shape (communities,)
    sentence
        the words for the tie in a row of ``ties``.
    """
    first, second = community[ties.first].astype(np.int64), community[ties.second].astype(np.int64)
    between = np.flatnonzero((first != second) & (first >= 0) & (second >= 0))
    count = len(region)
    pair = np.minimum(first, second)[between] * count + np.maximum(first, second)[between]
    names, inverse, sizes = np.unique(pair, return_inverse=True, return_counts=True)
    order = np.lexsort((names, -sizes))[: _PER_COMMUNITY * count]
    strongest = np.lexsort((between, -np.round(ties.weight[between], 6)))
    found = []
    for place, each in enumerate(order.tolist()):
        most = _SPOKEN if place < _FIRST else _SPOKEN_LATER
        low, high = divmod(int(names[each]), count)
        spoken = between[strongest[inverse[strongest] == each][:most]].tolist()
        found.append(Bundle(low, high, int(sizes[each]), bool(region[low] != region[high]),
                            tuple(sentence(row) for row in spoken)))
    return tuple(found)
