"""What is answered about the fit of organisations: candidates, one pair, questions, changes, interviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import Drawn, Exclusion, FactRef, PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class FitSettings:
    """How was asked. ``power`` is a number, or "-inf" or "inf" as text."""

    weights: Mapping[str, float]  # of dimensions, sum 1
    part_weights: Mapping[str, float]  # inside their dimension, sum 1 each
    power: float | str
    order: str
    wish: float
    unknown: str
    veto: Mapping[str, float]
    need: str | None


@dataclass(frozen=True, slots=True)
class FitReference:
    """What contributions are measured against: the median of what is known of the others."""

    fit: float
    parts: Mapping[str, float]
    known_of: Mapping[str, int]
    about: str


@dataclass(frozen=True, slots=True)
class FitDimension:
    name: str
    title: str
    title_zh: str
    weight: float
    low: float
    high: float
    known: float  # share of its weight that is known


@dataclass(frozen=True, slots=True)
class FitPart:
    """One part of a fit. ``low == high`` where it is known; ``missing`` names whose fact is not on record."""

    name: str
    dimension: str
    title: str
    title_zh: str
    formula: str
    weight: float  # inside its dimension
    low: float
    high: float
    known: float
    reference: float
    contribution: float
    sentence: str
    facts: tuple[FactRef, ...]
    missing: tuple[PartnerRef, ...]


@dataclass(frozen=True, slots=True)
class FitCandidate:
    """One candidate. ``first`` and ``within`` are shares of the draws in which it came first, or so far up."""

    rank: int
    partner: PartnerRef
    score: float
    low: float
    high: float
    coverage: float
    support: float
    flags: tuple[str, ...]
    dimensions: tuple[FitDimension, ...]
    first: float | None
    within: float | None
    within_error: float | None
    reasons: tuple[str, ...]  # the parts that say most, strongest first


@dataclass(frozen=True, slots=True)
class RankAcceptability:
    """How the shares of ``first`` and ``within`` were made."""

    method: str
    weights: str
    draws: int
    seed: int
    candidates: int  # how many were ranked against each other
    k: int
    largest_error: float


@dataclass(frozen=True, slots=True)
class WeightSensitivity:
    """Between which values of one weight the first candidate stays first, the others in proportion."""

    dimension: str
    weight: float
    low: float
    high: float
    below: PartnerRef | None  # who is first below ``low``
    above: PartnerRef | None
    smallest_change: float | None


@dataclass(frozen=True, slots=True, repr=False)
class FitCandidates(Drawn, Shown):
    partner: PartnerRef
    as_of: date
    snapshot: str
    settings: FitSettings
    reference: FitReference
    items: tuple[FitCandidate, ...]
    total: int
    excluded: tuple[Exclusion, ...]
    acceptability: RankAcceptability | None
    sensitivity: tuple[WeightSensitivity, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per candidate, with the bounds of each dimension."""
        return frame_of([
            {
                "rank": item.rank, "id": item.partner.id, "name": item.partner.name, "score": item.score,
                "low": item.low, "high": item.high, "coverage": item.coverage,
                **{f"{each.name}_{end}": getattr(each, end) for each in item.dimensions for end in ("low", "high")},
                "first": item.first, "within": item.within, "flags": ";".join(item.flags),
            }
            for item in self.items
        ])


@dataclass(frozen=True, slots=True)
class FitChange:
    """One thing that would be otherwise: ``change`` something, or ``find_out`` what is not on record.

    ``rows`` are rows of the exchange format that say it: imported, they have this effect.
    """

    part: str
    title: str
    title_zh: str
    kind: str
    before: float
    after: float
    gain: float
    sentence: str
    rows: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class FitChanges:
    """What would have to be otherwise, in this model, for a score to reach a target."""

    goal: str
    target: float | None
    score: float
    reached: bool
    score_after: float
    alone: tuple[FitChange, ...]  # each of them does it by itself
    together: tuple[FitChange, ...]  # a set that does it, by gain per cost; empty if one alone does
    about: str


@dataclass(frozen=True, slots=True, repr=False)
class FitExplanation(Drawn, Shown):
    partner: PartnerRef
    other: PartnerRef
    as_of: date
    snapshot: str
    settings: FitSettings
    rank: int | None
    total: int
    not_ranked: str | None  # why, where it has no rank
    score: float
    low: float
    high: float
    coverage: float
    support: float
    flags: tuple[str, ...]
    dimensions: tuple[FitDimension, ...]
    reference: FitReference
    parts: tuple[FitPart, ...]  # contributions and the reference's fit sum to the score
    changes: FitChanges

    def to_frame(self) -> pd.DataFrame:
        """A row per part."""
        return frame_of([
            {
                "part": each.name, "dimension": each.dimension, "weight": each.weight, "low": each.low,
                "high": each.high, "reference": each.reference, "contribution": each.contribution,
                "sentence": each.sentence,
            }
            for each in self.parts
        ])


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """One fact that is not on record, and what knowing it may do to the first places."""

    rank: int
    about: PartnerRef
    part: str
    dimension: str
    measure: str | None
    question: str | None  # id in the questionnaire, where there is one
    en: str
    zh: str
    expected_places: float  # of the first k that somebody else would hold
    probability: float  # that somebody enters or leaves the first k
    rank_now: int | None  # of the candidate it is about
    sentence: str


@dataclass(frozen=True, slots=True, repr=False)
class FitQuestions(Shown):
    partner: PartnerRef
    as_of: date
    snapshot: str
    settings: FitSettings
    top: int
    prior: str
    considered: int  # candidates whose unknown facts were looked at
    items: tuple[NextQuestion, ...]
    total: int
    notes: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per question."""
        return frame_of([
            {
                "rank": item.rank, "about": item.about.name, "part": item.part, "measure": item.measure,
                "expected_places": item.expected_places, "probability": item.probability, "question": item.en,
            }
            for item in self.items
        ])


@dataclass(frozen=True, slots=True)
class OpenFact:
    """One part of a pair that is not known, the question about it, and how much narrower knowing it makes the fit."""

    part: str
    dimension: str
    title: str
    title_zh: str
    measure: str | None
    missing: tuple[PartnerRef, ...]  # whose fact is not on record
    question: str | None  # id in the questionnaire, where there is one
    en: str
    zh: str
    narrows: float  # expected, of ``high - low``


@dataclass(frozen=True, slots=True, repr=False)
class FitNarrowing(Shown):
    partner: PartnerRef
    other: PartnerRef
    as_of: date
    snapshot: str
    settings: FitSettings
    low: float
    high: float
    items: tuple[OpenFact, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per open part."""
        return frame_of([
            {"part": each.part, "dimension": each.dimension, "measure": each.measure, "narrows": each.narrows,
             "question": each.en}
            for each in self.items
        ])


@dataclass(frozen=True, slots=True)
class AnswerOption:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the questionnaire; ``kind`` is choice or number (of ``unit``)."""

    id: str
    measure: str
    text: str
    unit: str | None
    kind: str
    options: tuple[AnswerOption, ...]
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class Questionnaire:
    lang: str
    version: int
    items: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class RecordedTrait:
    measure: str
    value: str
    unit: str | None
    confidence: float
    questions: tuple[str, ...]  # whose answers speak for it


@dataclass(frozen=True, slots=True)
class RecordedAnswers:
    """The traits that were written down from a set of answers."""

    partner: PartnerRef
    source: str
    on: str
    traits: tuple[RecordedTrait, ...]
    import_id: str


@dataclass(frozen=True, slots=True)
class ObservedTrait:
    """What past and running partnerships show of an organisation; ``value`` None with a reason."""

    measure: str
    title: str
    title_zh: str
    value: float | str | None
    unit: str | None
    count: int  # partnerships that it rests on
    reason: str | None
    sentence: str
    facts: tuple[FactRef, ...]


@dataclass(frozen=True, slots=True)
class ObservedTraits:
    partner: PartnerRef
    as_of: date
    snapshot: str
    source: str
    items: tuple[ObservedTrait, ...]
