"""Backtests that pages show: run once for what is on record, then kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from ecosystem.answers.backtest import BacktestAnswer
from ecosystem.once import Once

if TYPE_CHECKING:
    from ecosystem.service import Ecosystem

_KEPT: Final = 8
_RESAMPLES: Final = 500
_Kept = Once[tuple[int, str, str, int], BacktestAnswer]
_of: WeakKeyDictionary[Ecosystem, _Kept] = WeakKeyDictionary()


def backtested(eco: Ecosystem, *, cutoff: str, horizon: str = "3y", queries: int = 50) -> BacktestAnswer:
    """``eco.backtest.run`` with few organisations, so that a page can wait for it.

    Raises
    ------
    InvalidDate, InvalidParameter
    """
    kept = _of.setdefault(eco, Once(_KEPT))
    return kept.get((eco.store.commit_seq, cutoff, horizon, queries), lambda: eco.backtest.run(
        cutoff, horizon, queries=queries, resamples=_RESAMPLES))
