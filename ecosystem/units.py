"""Are two amounts the same, when one is told in days and the other in weeks?

The library that knows (pint) is asked only where two units differ as text; it comes with the extra
``analysis`` and is loaded when it is first needed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from ecosystem.errors import BadRequest

if TYPE_CHECKING:
    import pint

_LONGEST: Final = 40
_POWER: Final = re.compile(r"(\*\*|\^)\s*-?\d{2,}|\d{5,}")
_CHINESE: Final = {
    "秒": "second", "分钟": "minute", "小时": "hour", "天": "day", "日": "day", "周": "week", "月": "month",
    "个月": "month", "年": "year", "毫秒": "ms", "公里": "km", "米": "m", "吨": "metric_ton", "千克": "kg",
}
_OURS: Final = (
    # Amounts of money are of different kinds: no rate of a day turns one into another here.
    "EUR = [euro]", "USD = [dollar]", "CNY = [yuan] = _ = RMB", "JPY = [yen]", "GBP = [pound_sterling]",
    "unit = [unit] = _ = units = piece = pieces", "thousand = 1e3", "million = 1e6",
)  # fmt: skip


class UnitsDiffer(BadRequest):
    """Two units of which one cannot be turned into the other, or of which one is not known."""


def normal_unit(text: str | None) -> str | None:
    """A unit as it is compared: without blanks around it; None where there is none.

    >>> normal_unit("  ％ "), normal_unit("thousand   units"), normal_unit(" ")
    ('%', 'thousand units', None)
    """
    if text is None:
        return None
    found = " ".join(unicodedata.normalize("NFKC", text).split())
    return found or None


@lru_cache(maxsize=1 << 16)
def convert(amount: float, unit: str | None, wanted: str | None) -> float:
    """An amount in another unit. The same text is the same unit, whatever it says.

    Raises
    ------
    UnitsDiffer
        if the units do not convert, one is missing or not known, or pint is not installed.

    Examples
    --------
    >>> convert(3.0, "apples", "apples")
    3.0
    >>> round(convert(42.0, "days", "weeks"), 9)
    6.0
    """
    here, there = normal_unit(unit), normal_unit(wanted)
    if here == there:
        return amount
    if here is None or there is None:
        raise UnitsDiffer(f"one says {here or there!r} and the other says no unit")
    first, second = _unit(here), _unit(there)
    try:
        result = float(first._REGISTRY.Quantity(amount, first).to(second).magnitude)
    except Exception as error:  # units are untrusted text, and pint raises what its parser raises
        raise UnitsDiffer(f"{here[:_LONGEST]!r} cannot be converted into {there[:_LONGEST]!r}") from error
    if result != result or result in (float("inf"), float("-inf")):
        raise UnitsDiffer(f"{amount} {here[:_LONGEST]} is no number in {there[:_LONGEST]!r}")
    return result


@lru_cache(maxsize=4096)
def _unit(text: str) -> pint.Unit:
    registry = _registry()
    if len(text) <= _LONGEST and not _POWER.search(text):
        for spelled in dict.fromkeys((_CHINESE.get(text, text), text.lower())):
            try:
                return registry.Unit(spelled)
            except Exception:  # the same: whatever a parser does with foreign text
                continue
    raise UnitsDiffer(f"{text[:_LONGEST]!r} is no unit that is known; it is comparable with the same text only")


@cache
def _registry() -> pint.UnitRegistry[Any]:
    try:
        import pint
    except ImportError:
        raise UnitsDiffer("units that differ are compared by the library pint; install it with "
                          "pip install 'allygraph[analysis]'") from None
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry()
    registry.load_definitions(_OURS)
    return registry
