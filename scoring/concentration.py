"""In how few hands does something lie?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Concentration", "concentration", "herfindahl"]


def herfindahl(amounts: Any, total: float | None = None) -> float:
    """Herfindahl–Hirschman index of shares: ``Σ (x / Σx)²``, from 1/n to 1; NaN where there is nothing.

    Parameters
    ----------
    amounts : array of shape (n,)
        what each holder has, 0 or more.
    total : float, optional
        of what the shares are, where more is held than by these.

    Examples
    --------
    >>> herfindahl([1, 1, 1, 1]), herfindahl([3, 1]), herfindahl([])
    (0.25, 0.625, nan)

    References
    ----------
    Hirschman, A. (1964), American Economic Review 54:761.
    """
    amounts = np.asarray(amounts, dtype=np.float64)
    total = float(amounts.sum()) if total is None else total
    return float(((amounts / total) ** 2).sum()) if total > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Concentration:
    """How few hands something lies in.

    ``hhi`` is None where a part of it lies in unknown hands; ``low`` and ``high`` then say what it
    can be: nobody else's hands and all different, or all those of the largest.
    """

    hhi: float | None
    low: float
    high: float
    largest: str | int
    largest_share: float
    unknown_share: float


def concentration(shares: Sequence[tuple[str | int | None, float]]) -> Concentration | None:
    """The Herfindahl–Hirschman index of shares by holder: ``Σ_h s_h²`` with ``Σ_h s_h = 1``.

    Parameters
    ----------
    shares : sequence of (holder, amount)
        amounts of 0 or more, in any unit; a holder may come several times; None is an unknown holder.

    Returns
    -------
    Concentration or None
        None where nothing has an amount, or no holder is known. The index lies in (0, 1]; 1 / n for
        n equal holders. Of equally large holders the smaller one is named.

    Examples
    --------
    >>> found = concentration([("CN", 2), ("DE", 1), ("CN", 1)])
    >>> found.hhi, found.largest, found.largest_share
    (0.625, 'CN', 0.75)
    >>> part = concentration([("CN", 3), (None, 1)])
    >>> part.hhi, part.low, part.high
    (None, 0.5625, 1.0)

    References
    ----------
    Herfindahl, O. C. (1950), Concentration in the Steel Industry; Hirschman, A. O. (1945), National
    Power and the Structure of Foreign Trade.
    """
    total = sum(amount for _, amount in shares)
    held: Counter[str | int] = Counter()
    for holder, amount in shares:
        if holder is not None and amount > 0:
            held[holder] += amount  # type: ignore[assignment]
    if total <= 0 or not held:
        return None
    largest = min(held, key=lambda each: (-held[each], str(each)))
    unknown = max(0.0, 1 - sum(held.values()) / total)
    low = herfindahl(list(held.values()), total)
    if unknown <= 1e-12:
        return Concentration(low, low, low, largest, held[largest] / total, 0.0)
    high = low + 2 * held[largest] / total * unknown + unknown**2
    return Concentration(None, low, high, largest, held[largest] / total, unknown)
