"""How much one caller may ask for: requests a minute, and each parameter once and by its name."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final, get_origin

from api.errors import Problem, fault, safe_text

if TYPE_CHECKING:
    from fastapi._compat import ModelField
    from fastapi.dependencies.models import Dependant
    from starlette.requests import Request

LONGEST_PATH: Final = 4_096
LONGEST_QUERY: Final = 16_384
MOST_VALUES: Final = 100
"""How often a parameter that may be repeated can stand in one question."""

_MOST_BUCKETS = 10_000
_BURST_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a caller: ``remaining`` requests now; all of them again in ``reset`` seconds."""

    allowed: bool
    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """``RateLimit`` fields as the IETF's httpapi group drafts them, and ``Retry-After`` if refused."""
        found = {
            "RateLimit-Policy": f'"requests";q={self.limit};w={_BURST_SECONDS}',
            "RateLimit": f'"requests";r={self.remaining};t={self.reset}',
        }
        return found if self.allowed else found | {"Retry-After": str(max(self.reset, 1))}


class Buckets:
    """A token bucket for each caller: a burst of ten seconds' worth, refilled evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._rate = per_minute / 60
        self._size = max(1, math.ceil(self._rate * _BURST_SECONDS))
        self._clock, self._lock = clock, Lock()
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, caller: str) -> Allowance | None:
        """Count one request of ``caller``; None where there is no limit."""
        if self._rate <= 0:
            return None
        now = self._clock()
        with self._lock:
            level, at = self._levels.pop(caller, (float(self._size), now))
            level = min(float(self._size), level + (now - at) * self._rate)
            allowed = level >= 1
            level -= allowed
            self._levels[caller] = (level, now)
            if len(self._levels) > _MOST_BUCKETS:  # the one that was quiet for longest is full by now
                del self._levels[next(iter(self._levels))]
        wait = (self._size - level) / self._rate if allowed else (1 - level) / self._rate
        return Allowance(allowed, self._size, int(level), math.ceil(wait))


def check_parameters(request: Request, declared: Dependant) -> None:
    """Refuse a parameter that is unknown, doubled though it is one value, or repeated without end.

    Raises
    ------
    Problem
        ``invalid-parameter``, with one entry for each of them.
    """
    query = request.query_params
    if not query:
        return
    repeated = {each.alias: get_origin(each.field_info.annotation) is list for each in _query_of(declared)}
    found = []
    for name in query:
        count = len(query.getlist(name))
        if name not in repeated:
            known = ", ".join(sorted(repeated)) or "none"
            found.append((name, "unknown_parameter", f"There is no such parameter here; there are: {known}."))
        elif count > 1 and not repeated[name]:
            found.append((name, "doubled_parameter", f"It stands {count} times and can stand once."))
        elif count > MOST_VALUES:
            found.append((name, "too_many_values", f"It stands {count} times, and {MOST_VALUES} are the most."))
    if found:
        faults = [fault(f"/query/{_pointer(name)}", code, message) for name, code, message in found[:20]]
        raise Problem("invalid-parameter", f"{faults[0]['pointer'][7:]}: {found[0][2]}", errors=faults)


def _query_of(declared: Dependant) -> list[ModelField]:
    found = list(declared.query_params)
    for each in declared.dependencies:
        found += _query_of(each)
    return found


def _pointer(name: str) -> str:
    return safe_text(name)[:100].replace("~", "~0").replace("/", "~1")
