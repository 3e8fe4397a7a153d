"""From a number to a place on an axis, and where its ticks stand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_LOW, _HIGH = 0.06, 0.94  # places of the ends: marks at an end are drawn whole
_TICKS: Final = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from ``low`` to ``high`` evenly.

    Examples
    --------
    >>> scale = Scale.over([0.0, 10.0])
    >>> scale.place(5.0), [label for _, label in scale.ticks()]
    (0.5, ['0', '2', '4', '6', '8', '10'])
    """

    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float]) -> Scale:
        """From the smallest to the largest; some room around where all are equal."""
        known = list(values)
        low, high = min(known, default=0.0), max(known, default=1.0)
        if high - low <= 1e-12 * max(abs(high), 1.0):
            return cls(low - 0.5, high + 0.5)
        return cls(low, high)

    def place(self, value: float) -> float:
        """From 0 to 1."""
        share = (value - self.low) / (self.high - self.low)
        return round(_LOW + (_HIGH - _LOW) * min(1.0, max(0.0, share)), 9)

    def ticks(self) -> list[tuple[float, str]]:
        """Round numbers within the scale."""
        step = _round_step((self.high - self.low) / _TICKS)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [(self.place(number * step), written(number * step)) for number in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Parted:
    """Numbers from 0 with ``divide`` in the middle; each half is stretched near its low end by a square root.

    Examples
    --------
    >>> scale = Parted.over([0.0, 0.5], divide=0.01)
    >>> scale.place(0.01), scale.place(0.0), scale.place(0.5)
    (0.5, 0.06, 0.94)
    """

    divide: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float], divide: float) -> Parted:
        return cls(divide, max([divide, *values]))

    def place(self, value: float) -> float:
        """From 0 to 1."""
        half = (_HIGH - _LOW) / 2
        if value <= self.divide:  # where the divide is 0, what has nothing still stands below it
            return round(_LOW + half * (math.sqrt(max(0.0, value) / self.divide) if self.divide > 0 else 0.5), 9)
        return round(_LOW + half + half * math.sqrt((value - self.divide) / (self.high - self.divide)), 9)

    def ticks(self) -> list[tuple[float, str]]:
        """Both ends, the divide, and a quarter and a half of the upper part."""
        upper = [self.divide + (self.high - self.divide) * share for share in (0.25, 1.0)]
        lower = [0.0, self.divide] if self.divide > 0 else [self.divide]
        return [(self.place(value), written(value)) for value in dict.fromkeys([*lower, *upper])]


def written(value: float) -> str:
    """A number as it stands at a tick: as many digits as are needed, and no minus before 0.

    Examples
    --------
    >>> [written(each) for each in (0.007278, 0.3, 12.0, -0.0, 0.1 + 0.2, 123456.0)]
    ['0.0073', '0.3', '12', '0', '0.3', '123456']
    """
    return "0" if abs(value) < 1e-12 else f"{value:.2g}" if abs(value) < 10 else f"{value:.0f}"


def _round_step(rough: float) -> float:
    """1, 2 or 5 times a power of ten, at least as large."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step for factor in (1, 2, 5, 10) if (step := factor * power) >= rough * (1 - 1e-9))
