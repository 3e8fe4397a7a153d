"""Which factor of a product made it change? Logarithmic mean Divisia index (LMDI), without a rest."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from scoring.errors import InvalidParameter

_TINY: Final = 1e-12  # stands for 0, which has no logarithm


def lmdi(before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
    """The change of a product of factors, split among them.

    ``Δ_k = L(V₁, V₀) ln(x_k1 / x_k0)`` with ``L(a, b) = (a − b) / ln(a/b)`` and ``L(a, a) = a``; the parts sum to
    ``V₁ − V₀``. A factor of 0 is taken as 1e-12.

    Parameters
    ----------
    before, now : mapping
        the same factors, none of them negative: revenue = customers × conversion × basket.

    Raises
    ------
    InvalidParameter
        if the factors differ, there are none, or one is negative or not finite.

    Examples
    --------
    >>> parts = lmdi({"customers": 100, "basket": 10}, {"customers": 80, "basket": 15})
    >>> {name: round(value, 2) for name, value in parts.items()}, round(sum(parts.values()), 9)
    ({'customers': -244.78, 'basket': 444.78}, 200.0)

    References
    ----------
    Ang, B. W. (2005), Energy Policy 33(7), 867–871.
    """
    if not before or set(before) != set(now):
        raise InvalidParameter(f"The factors before ({', '.join(before)}) and now ({', '.join(now)}) must be the same.")
    for name, value in (*before.items(), *now.items()):
        if not (math.isfinite(value) and value >= 0):
            raise InvalidParameter(f"The factor {name!r} is {value}; it must be 0 or more.")
    old = {name: max(float(value), _TINY) for name, value in before.items()}
    new = {name: max(float(now[name]), _TINY) for name in before}
    mean = _logarithmic_mean(math.prod(new.values()), math.prod(old.values()))
    return {name: mean * math.log(new[name] / old[name]) for name in before}


def _logarithmic_mean(one: float, other: float) -> float:
    if math.isclose(one, other, rel_tol=1e-12):
        return one
    return (one - other) / math.log(one / other)
