"""What is answered about a pair for whoever decides: the finding, both sides, risks, fit, what is open, who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ecosystem.answers import DirectedMeasure, EvidencePart, PartnerRef
from ecosystem.answers.exchange import TwoSided
from ecosystem.answers.fit import FitDimension
from ecosystem.answers.risks import Risk
from ecosystem.answers.shortlist import ShortlistEntry


@dataclass(frozen=True, slots=True)
class FitLine:
    """The fit in a line: bounds, place, dimensions; ``missing`` are the parts of which a fact is not on record."""

    score: float
    low: float
    high: float
    rank: int | None
    total: int
    not_ranked: str | None
    dimensions: tuple[FitDimension, ...]
    strongest: str | None  # the sentence of the part that lifts it most
    weakest: str | None  # the sentence of the part that lowers it most
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskLine:
    """The risks in a line, the gravest of them, and what has to be asked for before signing."""

    summary: tuple[str, ...]
    levels: Mapping[str, int]
    gravest: tuple[Risk, ...]
    without_owner: int
    due: str
    due_counts: Mapping[str, int]
    to_ask: tuple[OpenQuestion, ...]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that is not on record, and whom to ask for what."""

    question: str
    question_zh: str
    ask_for: str | None
    ask_for_zh: str | None
    status: str


@dataclass(frozen=True, slots=True)
class SourceUse:
    """Who says so: how many of the facts of this brief, and the latest of their dates."""

    source: str | None
    facts: int
    latest: str | None


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that a decision about one candidate needs, at one day.

    ``score`` is that of all reasons together; ``rank`` of ``total`` is its place among those who may be
    proposed, None with the reason in ``not_ranked`` for somebody who may not.
    """

    partner: PartnerRef
    candidate: PartnerRef
    as_of: date
    snapshot: str
    score: DirectedMeasure
    rank: int | None
    total: int
    not_ranked: str | None
    reasons: tuple[EvidencePart, ...]  # the parts of the score, those first that say most
    uncovered: tuple[EvidencePart, ...]  # needs of the asker of which the candidate is not known to cover anything
    exchange: TwoSided
    common: tuple[EvidencePart, ...]  # partners that both have
    fit: FitLine
    risks: RiskLine
    entry: ShortlistEntry | None
    sources: tuple[SourceUse, ...]
