"""How easily does an organisation's supply fail: single sources, long chains, hidden common sources?

Everything is computed on who delivers what to whom. What is on record is counted; a supplier whose
own suppliers are not on record ends the chain there, and it is said how many do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.snapshot import Layer

Rows = NDArray[np.int32]
MOST_TIERS: Final = 5
MOST_MET: Final = 2_000
"""Organisations after which a walk goes no tier further: behind a hub stands half of the graph."""


def single_sourced(sources: Sequence[Sequence[int]]) -> list[int]:
    """Positions of the goods that exactly one organisation delivers.

    Examples
    --------
    >>> single_sourced([[4], [4, 7], [9]])
    [0, 2]
    """
    return [at for at, suppliers in enumerate(sources) if len(set(suppliers)) == 1]


def supplier_shares(sources: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """What share of the goods each supplier delivers; a good with n suppliers counts 1/n for each.

    Examples
    --------
    >>> supplier_shares([[4], [4, 7]])
    [(4, 0.75), (7, 0.25)]
    """
    shares: Counter[int] = Counter()
    for suppliers in sources:
        for each in set(suppliers):
            shares[each] += 1 / len(set(suppliers))  # type: ignore[assignment]
    total = sum(shares.values())
    return [(each, shares[each] / total) for each in sorted(shares)]


def tiers(upstream: Layer, row: int, most: int = MOST_TIERS) -> tuple[list[Rows], bool]:
    """The suppliers, their suppliers, and so on, each in the tier in which it is first met.

    Parameters
    ----------
    upstream : Layer
        from an organisation to those that supply it.
    most : int
        tiers that are looked at; the walk also ends with the tier in which ``MOST_MET`` are passed.

    Returns
    -------
    (tiers, circular)
        rows per tier, ascending; whether the organisation itself is among its own upstream. Circles
        end the walk: nobody is met twice.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> back = tiny_snapshot(links={"supplies": {"a": {"b": 1, "c": 1}, "b": {"c": 1}, "c": {"a": 1}}})
    >>> [tier.tolist() for tier in tiers(back.layer("supplies"), 0)[0]], tiers(back.layer("supplies"), 0)[1]
    ([[1, 2]], True)
    """
    seen, circular = {row}, False
    found: list[Rows] = []
    open_rows = np.array([row], dtype=np.int32)
    while len(open_rows) and len(found) < most and len(seen) <= MOST_MET:
        met = [upstream.neighbours(int(each)) for each in open_rows]
        reached = np.unique(np.concatenate(met)) if met else open_rows[:0]
        circular = circular or bool(np.isin(row, reached))
        open_rows = np.array([each for each in reached.tolist() if each not in seen], dtype=np.int32)
        seen.update(open_rows.tolist())
        if len(open_rows):
            found.append(open_rows)
    return found, circular


@dataclass(frozen=True, slots=True)
class CommonSource:
    """One organisation further up that many of the direct suppliers rest on."""

    row: int
    through: tuple[int, ...]  # the direct suppliers that rest on it, ascending
    share: float  # of the direct suppliers


def common_source(upstream: Layer, row: int, most: int = MOST_TIERS) -> CommonSource | None:
    """The organisation upstream that most direct suppliers rest on, itself not a direct supplier.

    ``share(u) = |{s ∈ S : u above s}| / |S|`` over the direct suppliers ``S``; the largest, if it
    stands behind two or more.

    Returns
    -------
    CommonSource or None
        None where no organisation stands behind two direct suppliers. Of equals the nearest stands, then
        the smaller row.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> up = tiny_snapshot(links={"supplies": {"me": {"s1": 1, "s2": 1}, "s1": {"mine": 1}, "s2": {"mine": 1}}})
    >>> common_source(up.layer("supplies"), 0)
    CommonSource(row=1, through=(2, 3), share=1.0)
    """
    direct = [int(each) for each in upstream.neighbours(row)]
    behind: dict[int, list[int]] = {}
    distance: Counter[int] = Counter()
    for supplier in direct:
        for steps, tier in enumerate(tiers(upstream, supplier, most - 1)[0]):
            for each in tier.tolist():
                behind.setdefault(each, []).append(supplier)
                distance[each] += steps
    found = {each: through for each, through in behind.items()
             if len(through) > 1 and each != row and each not in direct}
    if not found:
        return None
    top = min(found, key=lambda each: (-len(found[each]), distance[each], each))
    return CommonSource(top, tuple(sorted(found[top])), len(found[top]) / len(direct))
