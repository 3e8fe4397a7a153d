"""What do our own scorers share? One number per partner, known rows apart from unknown ones.

Not part of the contract: a scorer from elsewhere only has to be a ``PartnerScorer``.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.base import Explanation, PartnerScorer, Reason
from scoring.intervals import LOW_SUPPORT
from scoring.snapshot import Snapshot

SHOWN: Final = 5
"""How many parts an explanation names one by one; the rest is one part."""


class DenseScorer(PartnerScorer):
    """A scorer that knows from ``fit`` on about which partners it can say nothing.

    Attributes
    ----------
    unknown_ : boolean array
        partners without data in the layers that are needed (``Reason.OTHER_NO_DATA``).
    """

    # What is below is for one asking partner; ``row`` is never out of range.

    snapshot_: Snapshot
    unknown_: NDArray[np.bool_]

    @abstractmethod
    def values_for(self, row: int) -> NDArray[np.float64]:
        """A new array of scores: 0 where unknown, anything at ``row`` itself, NaN nowhere.

        Only asked where ``asker_reason(row)`` is None.
        """

    def values_to_read(self, row: int) -> NDArray[np.float64]:
        """The same, perhaps one array for many askers: not to be written to."""
        return self.values_for(row)

    def unknown_for(self, row: int) -> NDArray[np.bool_]:
        """The partners about which nothing can be said to this one; not to be written to."""
        return self.unknown_

    def is_unknown(self, row: int, other: int) -> bool:
        """``unknown_for(row)[other]``, for one pair."""
        return bool(self.unknown_[other])

    @abstractmethod
    def asker_reason(self, row: int) -> Reason | None:
        """Why nothing is defined for this asking partner; None where something is."""

    @abstractmethod
    def supports(self, row: int) -> NDArray[np.float64]:
        """``Explanation.support`` for every partner."""

    @abstractmethod
    def support(self, row: int, other: int) -> float:
        """The same for one pair."""

    @abstractmethod
    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        """The explanation of a defined score, with at most ``shown`` parts and one for the rest."""

    def scores_for(self, row: int) -> NDArray[np.float64]:
        self._check_row(row)
        if self.asker_reason(row) is not None:
            return np.full(self.snapshot_.partner_count, np.nan)
        values = self.values_for(row)
        # By positions: assigning through a mask of a million costs ten times as much.
        values[np.flatnonzero(self.unknown_for(row))] = np.nan
        values[row] = np.nan
        return values

    def values_towards(self, row: int) -> NDArray[np.float64] | None:
        """What every partner would score this one, NaN where that is undefined, anything at ``row``.

        None where there is no way that is quicker than pair by pair; else ``quick_towards`` is set.
        """
        return None

    def scores_towards(self, row: int, others: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        self._check_row(row)
        values = None if self.tags.symmetric else self.values_towards(row)
        if values is None:
            return super().scores_towards(row, others)
        values[row] = np.nan
        return self._only(values, others)

    def support_for(self, row: int) -> NDArray[np.float64]:
        self._check_row(row)
        return self.supports(row)

    def reason_for(self, row: int, other: int) -> Reason | None:
        self._check_row(row, other)
        if row == other:
            return Reason.SELF
        return self.asker_reason(row) or (Reason.OTHER_NO_DATA if self.is_unknown(row, other) else None)

    def explain(self, row: int, other: int) -> Explanation:
        reason = self.reason_for(row, other)
        if reason is not None:
            return undefined(reason, self.support(row, other))
        return self.explain_known(row, other, SHOWN)

    def _check_row(self, *rows: int) -> None:
        self._check_fitted()
        for row in rows:
            if not 0 <= row < self.snapshot_.partner_count:
                raise IndexError(f"partner row {row} of {self.snapshot_.partner_count}")


def undefined(reason: Reason, support: float) -> Explanation:
    """The explanation of a score that is not defined."""
    return Explanation(np.nan, np.nan, np.nan, 0.0, support, reason=reason)


def support_flags(support: float) -> tuple[str, ...]:
    return ("low_support",) if support < LOW_SUPPORT else ()


def largest_first(contributions: NDArray[np.float64], shown: int) -> tuple[list[int], list[int]]:
    """Positions of the largest contributions, and of the rest, each by (size, position).

    One left over is shown as well: "and 1 other" would take its place anyway.

    Examples
    --------
    >>> largest_first(np.array([0.1, 0.4, 0.1, 0.2]), 2)
    ([1, 3], [0, 2])
    """
    order: list[int] = np.argsort(-contributions, kind="stable").tolist()
    return (order, []) if len(order) <= shown + 1 else (order[:shown], order[shown:])
