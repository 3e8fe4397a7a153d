"""Answers of ``eco.exchange``: where partners lie on two axes, and what two sides give each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers import DirectedMeasure, Drawn, Exclusion, ExclusionNote, MeasurePair, PartnerRef, frame_of
from ecosystem.answers.showing import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class AxesPoint:
    """One organisation on both axes; ``gains`` places it, ``gives`` is the other direction."""

    partner: PartnerRef
    similarity: DirectedMeasure
    gains: DirectedMeasure  # what the asker would gain from it
    gives: DirectedMeasure  # what it would gain from the asker


@dataclass(frozen=True, slots=True)
class AxesQuadrant:
    """A quarter of the plane: how many lie in it, and the first of them."""

    name: str  # complement, competitor, twin, stranger
    title: str
    title_zh: str
    about: str
    count: int
    items: tuple[AxesPoint, ...]


@dataclass(frozen=True, slots=True)
class AxesThresholds:
    """Above these an axis is high; ``rule`` says where they come from."""

    rule: str  # median, or the number that was asked for
    similarity: float
    complementarity: float


@dataclass(frozen=True, slots=True, repr=False)
class Axes(Drawn, Shown):
    """Similarity × complementarity of everybody who may be proposed, as two axes and never one number."""

    partner: PartnerRef
    as_of: date
    snapshot: str
    similarity: str  # the scorers of the axes
    complementarity: str
    thresholds: AxesThresholds
    quadrants: tuple[AxesQuadrant, ...]
    undefined: int  # of whom one axis is not known
    excluded: tuple[Exclusion, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per organisation that is shown."""
        return frame_of([
            {
                "quadrant": each.name, "id": item.partner.id, "name": item.partner.name,
                "similarity": item.similarity.value, "gains": item.gains.value, "gives": item.gives.value,
                "why": " ".join(part.sentence for part in item.gains.evidence),
            }
            for each in self.quadrants for item in each.items
        ])


@dataclass(frozen=True, slots=True)
class Gain:
    """One thing that one side would get from the other."""

    kind: str  # needs, capabilities, channels, supply
    title: str
    title_zh: str
    scorer: str
    measure: DirectedMeasure
    sentence: str


@dataclass(frozen=True, slots=True)
class OneSide:
    """What ``partner`` would gain from ``giver``; ``largest`` is its largest gain, None where all is unknown."""

    partner: PartnerRef
    giver: PartnerRef
    gains: tuple[Gain, ...]
    largest: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Mutual:
    """One kind of gain on both sides; ``smaller`` is None where a side is unknown."""

    kind: str
    title: str
    title_zh: str
    a: float | None
    b: float | None
    smaller: float | None


@dataclass(frozen=True, slots=True, repr=False)
class TwoSided(Shown):
    """What A and B would give each other.

    ``mutuality`` is the smaller of the two sides' largest gains: 0 where one side gains nothing.
    """

    a: PartnerRef
    b: PartnerRef
    as_of: date
    snapshot: str
    partners_at_as_of: bool
    a_gains: OneSide
    b_gains: OneSide
    mutual: tuple[Mutual, ...]
    mutuality: float | None
    sentence: str
    beside: tuple[MeasurePair, ...]  # how alike they are, and at what pace they work
    excluded: tuple[ExclusionNote, ...]  # what stands against it on record

    def to_frame(self) -> pd.DataFrame:
        """A row per gain and side."""
        return frame_of([
            {
                "gains": side.partner.name, "from": side.giver.name, "kind": gain.kind,
                "value": gain.measure.value, "low": gain.measure.low, "high": gain.measure.high,
                "reason": gain.measure.reason, "sentence": gain.sentence,
            }
            for side in (self.a_gains, self.b_gains) for gain in side.gains
        ])
