"""How chance enters the demo: one seeded stream for each topic, so that each run draws the same.

Only ``Generator.random`` is used: NumPy keeps the bits of that stream, while its other draws may
change between versions. A topic has a stream of its own, so that a new draw for patents leaves the
names as they were.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar
from zlib import crc32

import numpy as np

Item = TypeVar("Item")


def generator(seed: int, topic: str) -> np.random.Generator:
    """The stream of one topic."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(topic.encode())])))


class Dice:
    """Draws of one topic.

    >>> Dice(7, "names").below(6) == Dice(7, "names").below(6)
    True
    """

    def __init__(self, seed: int, topic: str) -> None:
        self._stream = generator(seed, topic)

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        return low + (high - low) * float(self._stream.random())

    def chance(self, probability: float) -> bool:
        return float(self._stream.random()) < probability

    def below(self, count: int) -> int:
        """One of 0 … count − 1."""
        return min(int(float(self._stream.random()) * count), count - 1)

    def between(self, low: int, high: int) -> int:
        """One of low … high, both included; ``low`` where the range is empty."""
        return low + self.below(max(high - low + 1, 1))

    def pick(self, items: Sequence[Item]) -> Item:
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """One item, each with a chance in proportion to its weight."""
        sums = list(accumulate(weights))
        place = bisect_right(sums, float(self._stream.random()) * sums[-1])
        return items[min(place, len(items) - 1)]

    def sample(self, items: Sequence[Item], count: int, weights: Sequence[float] | None = None) -> list[Item]:
        """Different items, in the order in which they were drawn."""
        left, odds = list(items), list(weights) if weights is not None else [1.0] * len(items)
        drawn: list[Item] = []
        while left and len(drawn) < count and sum(odds) > 0:
            position = self.weighted(range(len(left)), odds)
            drawn.append(left.pop(position))
            odds.pop(position)
        return drawn

    def heavy(self, low: float, high: float, exponent: float = 1.2) -> float:
        """Between low and high with a heavy tail (a truncated Pareto law)."""
        floor, ceiling = low**-exponent, high**-exponent
        return float((floor - float(self._stream.random()) * (floor - ceiling)) ** (-1 / exponent))

    def poisson(self, mean: float) -> int:
        limit, product, count = math.exp(-mean), float(self._stream.random()), 0
        while product > limit:
            product *= float(self._stream.random())
            count += 1
        return count
