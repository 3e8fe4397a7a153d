"""Answers about what has to be told: rules that fire, alerts that were written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FiringAnswer:
    """A rule that fires for a partnership; ``records`` are the facts that make it so."""

    partnership: str
    rule: str
    name: str
    measure: str
    test: str
    level: str
    title: str
    records: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Firings:
    as_of: date
    items: tuple[FiringAnswer, ...]


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    id: str
    partnership: str
    state: str
    level: str
    title: str
    records: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Alerts:
    """What a run wrote, and which older ones climbed a level."""

    as_of: date
    written: tuple[AlertAnswer, ...]
    climbed: tuple[AlertAnswer, ...]
