"""Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the eighth says "more follow"."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_MOST_BYTES: Final = 5  # 35 bits: rows, counts, and steps between rows


def to_varints(values: NDArray[np.uint64]) -> bytes:
    """The numbers as bytes; each is below 2**35.

    >>> to_varints(np.array([1, 127, 128, 300], np.uint64)).hex()
    '017f8001ac02'
    """
    lengths = np.ones(len(values), np.int64)
    for more in range(1, _MOST_BYTES):
        lengths += values >= np.uint64(1 << 7 * more)
    starts = np.cumsum(lengths) - lengths
    found = np.zeros(int(lengths.sum()), np.uint8)
    for place in range(_MOST_BYTES):
        have = lengths > place
        low = (values[have] >> np.uint64(7 * place)) & np.uint64(127)
        found[starts[have] + place] = low | np.where(lengths[have] > place + 1, 128, 0).astype(np.uint64)
    return found.tobytes()


def from_varints(body: bytes | memoryview, count: int) -> NDArray[np.uint64]:
    """The first ``count`` numbers of the bytes."""
    held = np.frombuffer(body, np.uint8)
    stops = np.flatnonzero(held < 128)[:count]
    starts = np.r_[0, stops[:-1] + 1] if count else stops
    values = np.zeros(count, np.uint64)
    for place in range(_MOST_BYTES):
        have = starts + place <= stops
        values[have] |= (held[starts[have] + place] & np.uint64(127)) << np.uint64(7 * place)
    return values


def to_zigzag(values: NDArray[np.int64]) -> NDArray[np.uint64]:
    """0, -1, 1, -2 … as 0, 1, 2, 3 …: small steps both ways become small numbers."""
    return ((values << 1) ^ (values >> 63)).astype(np.uint64)


def from_zigzag(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The inverse of ``to_zigzag``."""
    held = values.astype(np.int64)
    return (held >> 1) ^ -(held & 1)
