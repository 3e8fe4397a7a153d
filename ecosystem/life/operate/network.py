"""Who meets how often where nothing else is agreed? Three levels: quarterly, monthly, weekly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from ecosystem.life.events import Values

if TYPE_CHECKING:
    from ecosystem.life.facade import New

LEVELS: Final = (
    ("executive", "quarter", 120, ("goals 目标", "resources 资源再分配")),
    ("middle", "month", 90, ("blocked work 受阻事项",)),
    ("team", "week", 60, ("tasks 任务", "risks 风险")),
)
"""Level, unit, minutes, topics."""


def new(kind: str, fields: Values) -> New:
    """A record that is to be made with others; imported late, for the facade imports this."""
    from ecosystem.life.facade import New

    return New(kind, fields)


def cadences(starts: date, *, time: str | None, zone: str | None,
             people: Mapping[str, Sequence[str]]) -> list[New]:
    """The records of the three-level network."""
    found = []
    for level, unit, minutes, topics in LEVELS:
        fields = {"level": level, "every": 1, "unit": unit, "starts": starts.isoformat(), "minutes": minutes,
                  "topics": list(topics), "time": time, "zone": zone, "people": list(people.get(level, ())) or None}
        found.append(new("cadence", {name: value for name, value in fields.items() if value is not None}))
    return found
