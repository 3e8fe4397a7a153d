"""What is on record as a whole: how much, from whom, about how many, and whom to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ecosystem.answers import PartnerRef
from ecosystem.answers.dossier import SourceCount


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many organisations one table says anything about. ``share`` of all; None where there are none."""

    table: str
    facts: int
    organisations: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Example:
    """An organisation that a question is worth asking about. ``question``: candidates, requirements or
    opportunities."""

    question: str
    partner: PartnerRef
    count: int  # of partners, needs, capabilities


@dataclass(frozen=True, slots=True)
class Overview:
    """``counts`` by kind of node; the share of each table; facts by source, the largest first."""

    as_of: date
    snapshot: str
    counts: Mapping[str, int]
    coverage: tuple[Coverage, ...]
    sources: tuple[SourceCount, ...]
    examples: tuple[Example, ...]
