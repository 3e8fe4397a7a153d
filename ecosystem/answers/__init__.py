"""What the facade answers: frozen, serialisable, the same for API, command line and notebooks.

``body(answer)`` is the JSON of the API and of ``--json``; floats are never NaN in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING

from ecosystem.answers.showing import Listed, Shown, rows_of

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd


class Drawn:
    """An answer that has a chart."""

    __slots__ = ()

    def chart(self, name: str | None = None, *, theme: str = "light", language: str = "en",
              width: int = 720) -> alt.LayerChart:
        """What the answer shows, as an Altair chart with its finding as title (extra ``export``).

        Raises
        ------
        InvalidParameter
            for a chart, theme, language or width that there is not, or where the library is not installed.
        """
        from ecosystem.charts import chart

        return chart(self, name, theme=theme, language=language, width=width)


@dataclass(frozen=True, slots=True)
class PartnerRef:
    id: str
    name: str
    country: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class FactRef:
    """One fact behind a piece of evidence. ``date`` is when it began; both may be unknown."""

    kind: str
    id: str
    name: str | None
    partner: str | None
    source: str | None
    date: str | None
    recorded_at: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class EvidencePart:
    part: str
    contribution: float
    sentence: str
    facts: tuple[FactRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate(Drawn):
    rank: int
    partner: PartnerRef
    score: float
    low: float
    high: float
    coverage: float
    support: float
    flags: tuple[str, ...]
    evidence: tuple[EvidencePart, ...]
    mine: float | None = None  # what it would be for the asker
    theirs: float | None = None  # what the asker would be for it; None where nobody asked or it is unknown


@dataclass(frozen=True, slots=True)
class ExclusionNote:
    """A statement that somebody is not to be proposed: why, and until when (None: no end is stated)."""

    partner: PartnerRef
    kind: str  # rival or veto
    reason: str | None
    valid_from: str | None
    valid_to: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Who was left out of a list of candidates, and why."""

    reason: str  # already_partner, own_group, rival, veto, listed, filtered, not_asked, undefined, …
    count: int
    partners: tuple[PartnerRef, ...]  # the first few, by id
    notes: tuple[ExclusionNote, ...] = ()  # of rivals and vetoes that are on record


@dataclass(frozen=True, slots=True, repr=False)
class Candidates(Drawn, Shown):
    partner: PartnerRef
    as_of: date
    snapshot: str
    scorer: str
    need: str | None
    items: tuple[Candidate, ...]
    total: int
    excluded: tuple[Exclusion, ...]
    next: str | None = None
    side: str = "mine"  # whose score is ranked by: mine, theirs, or smaller
    asked: int | None = None  # of how many their side was asked; None: of everybody
    level: str = "entity"  # who is one: entity, direct_parent, ultimate_parent

    def to_frame(self) -> pd.DataFrame:
        """A row per candidate."""
        return frame_of([
            {
                "rank": item.rank, "id": item.partner.id, "name": item.partner.name,
                "country": item.partner.country, "score": item.score, "low": item.low, "high": item.high,
                "coverage": item.coverage, "support": item.support, "flags": ";".join(item.flags),
                "mine": item.mine, "theirs": item.theirs,
                "why": " ".join(part.sentence for part in item.evidence),
            }
            for item in self.items
        ])

    def evidence_frame(self) -> pd.DataFrame:
        """A row per fact behind a part of a score; parts without facts have one row as well."""
        return frame_of([
            {
                "rank": item.rank, "id": item.partner.id, "part": part.part,
                "contribution": part.contribution, "sentence": part.sentence,
                "fact": None if fact is None else fact.kind, "fact_id": None if fact is None else fact.id,
                "source": None if fact is None else fact.source, "date": None if fact is None else fact.date,
            }
            for item in self.items
            for part in item.evidence
            for fact in (part.facts or (None,))
        ])


@dataclass(frozen=True, slots=True)
class DirectedMeasure:
    """One measure in one direction; ``value`` is None with a ``reason`` where it is undefined."""

    value: float | None
    low: float | None
    high: float | None
    coverage: float
    support: float
    reason: str | None
    flags: tuple[str, ...]
    evidence: tuple[EvidencePart, ...]


@dataclass(frozen=True, slots=True)
class MeasurePair:
    name: str
    symmetric: bool
    about: str
    a_to_b: DirectedMeasure
    b_to_a: DirectedMeasure


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Shown):
    a: PartnerRef
    b: PartnerRef
    as_of: date
    snapshot: str
    partners_at_as_of: bool
    measures: tuple[MeasurePair, ...]
    level: str = "entity"

    def to_frame(self) -> pd.DataFrame:
        """A row per measure, both directions side by side; undefined is NaN, with its reason."""
        return frame_of([
            {
                "measure": each.name, "a_to_b": each.a_to_b.value, "b_to_a": each.b_to_a.value,
                "symmetric": each.symmetric, "support": each.a_to_b.support,
                "reason": each.a_to_b.reason or each.b_to_a.reason, "about": each.about,
            }
            for each in self.measures
        ])


@dataclass(frozen=True, slots=True)
class SearchHit:
    partner: PartnerRef
    score: float  # 0..1
    matched: str  # the name or alias that matched
    reason: str  # exact, prefix, words, typo, pinyin, id …


@dataclass(frozen=True, slots=True, repr=False)
class SearchAnswer(Listed):
    query: str
    as_of: date
    snapshot: str
    items: tuple[SearchHit, ...]


@dataclass(frozen=True, slots=True, repr=False)
class PartnerProfile(Drawn, Shown):
    """One organisation at ``as_of``: its record, what it can do, who it works with."""

    partner: PartnerRef
    as_of: date
    snapshot: str
    records: tuple[str, ...]
    attributes: Mapping[str, object]
    capabilities: tuple[FactRef, ...]
    industries: tuple[FactRef, ...]
    channels: tuple[FactRef, ...]
    partners: tuple[FactRef, ...]
    patents: int
    needs: tuple[Mapping[str, object], ...]
    parent: PartnerRef | None
    subsidiaries: tuple[PartnerRef, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per fact: what it can do, where it works and sells, whom it works with; and who says so."""
        facts = (("capability", self.capabilities), ("industry", self.industries), ("channel", self.channels),
                 ("partner", self.partners))
        return frame_of([
            {
                "about": about, "id": fact.id, "name": fact.name, "date": fact.date, "source": fact.source,
                "confidence": fact.confidence,
            }
            for about, found in facts
            for fact in found
        ])


@dataclass(frozen=True, slots=True, repr=False)
class PartnerPage(Listed):
    """Organisations in the order of their ids; ``next`` asks for the following page."""

    as_of: date
    snapshot: str
    items: tuple[PartnerRef, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class NodeRef:
    """A capability, channel, patent …; ``attributes`` holds what is known of it beside the name."""

    id: str
    name: str | None
    attributes: Mapping[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class NodePage(Listed):
    """Nodes of one kind in the order of their ids; ``next`` asks for the following page."""

    kind: str  # label of the model: Capability, Channel, Patent
    as_of: date
    snapshot: str
    items: tuple[NodeRef, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """An organisation that has a capability, uses a channel, owns a patent; and who says so."""

    partner: PartnerRef
    weight: float
    source: str | None
    date: str | None
    recorded_at: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, repr=False)
class NodeProfile(Shown):
    """One node: who holds it (a page of them, strongest first) and what it is related to."""

    kind: str
    node: NodeRef
    as_of: date
    snapshot: str
    holders: tuple[Holder, ...]
    total: int  # of holders
    related: tuple[FactRef, ...]  # broader and narrower ones, classes, citations
    next: str | None = None

    def to_frame(self) -> pd.DataFrame:
        """A row per holder."""
        return frame_of(rows_of(self.holders))


@dataclass(frozen=True, slots=True)
class Tie:
    """One fact around an organisation, and the node at its other end."""

    table: str
    outgoing: bool
    kind: str  # label of the node at the other end
    id: str
    name: str | None
    weight: float | None
    source: str | None
    date: str | None
    recorded_at: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Neighbourhood(Listed):
    """What an organisation is tied to at ``as_of``; ``truncated`` where there is more than asked for."""

    partner: PartnerRef
    as_of: date
    snapshot: str
    items: tuple[Tie, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class ScorerInfo:
    """What a scorer says about itself."""

    name: str
    about: str
    symmetric: bool
    additive: bool
    requires: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Scorers(Listed):
    items: tuple[ScorerInfo, ...]


def frame_of(rows: list[dict[str, object]]) -> pd.DataFrame:
    """A data frame of rows; pandas is loaded when somebody asks for one."""
    import pandas as pd

    return pd.DataFrame(rows)


def body(answer: object) -> object:
    """An answer as plain JSON values: dataclasses to objects, dates to text, NaN to null.

    Examples
    --------
    >>> body(PartnerRef("p1", "Ä"))
    {'id': 'p1', 'name': 'Ä', 'country': None, 'kind': None}
    """
    if is_dataclass(answer) and not isinstance(answer, type):
        return {each.name: body(getattr(answer, each.name)) for each in fields(answer)}
    if isinstance(answer, date):
        return answer.isoformat()
    if isinstance(answer, float):
        return answer if math.isfinite(answer) else None
    if isinstance(answer, Mapping):
        return {str(key): body(value) for key, value in answer.items()}
    if isinstance(answer, (list, tuple)):
        return [body(each) for each in answer]
    return answer
