"""What has somebody to know who decides about one candidate? The answers of all groups about one pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from ecosystem.answers import DirectedMeasure, EvidencePart, FactRef
from ecosystem.answers.brief import Brief, FitLine, OpenQuestion, RiskLine, SourceUse
from ecosystem.answers.exchange import TwoSided
from ecosystem.answers.fit import FitExplanation
from ecosystem.answers.risks import Checklist, Panorama
from ecosystem.candidates import Question, ranked
from ecosystem.comparison import directed_measure
from ecosystem.dates import AsOf
from ecosystem.errors import InvalidParameter
from ecosystem.view import View

if TYPE_CHECKING:
    from ecosystem.service import Ecosystem

_SCORER: Final = "blend"
_GRAVE: Final = ("critical", "high", "medium", "low")
_DUE: Final = ("missing", "expired", "expiring")


def brief(eco: Ecosystem, partner: str, candidate: str, as_of: AsOf) -> Brief:
    """The answer.

    Raises
    ------
    UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate
    """
    view = eco.view(as_of)
    row, other = view.row_of(partner), view.row_of(candidate)
    if row == other:
        raise InvalidParameter(f"A brief is about two organisations, and both are {view.reference(row).name}.")
    a, b = view.reference(row), view.reference(other)
    score = directed_measure(view, view.scorer(_SCORER), row, other)
    rank, total, why = _place(view, row, other)
    exchange = eco.exchange.between(a.id, b.id, as_of=as_of)
    fit = eco.fit.explain(a.id, b.id, as_of=as_of)
    panorama = eco.risks.panorama(b.id, a.id, as_of=as_of)
    common = directed_measure(view, view.scorer("common_neighbours"), row, other).evidence
    gains = [gain.measure for side in (exchange.a_gains, exchange.b_gains) for gain in side.gains]
    entry = next((each for each in eco.shortlist.list(a.id, as_of=as_of).items if each.candidate == b), None)
    return Brief(
        partner=a, candidate=b, as_of=view.snapshot.as_of, snapshot=view.version, score=score, rank=rank, total=total,
        not_ranked=why, reasons=_strongest(score.evidence), uncovered=_uncovered(exchange), exchange=exchange,
        common=common, fit=_fit(fit),
        risks=_risks(panorama, eco.risks.checklist(b.id, a.id, as_of=as_of)), entry=entry,
        sources=tuple(_sources(_facts([score, *gains], fit, panorama))),
    )


def _place(view: View, row: int, other: int) -> tuple[int | None, int, str | None]:
    """The place among those who may be proposed, how many these are, and why somebody has none."""
    ranking = ranked(view, Question(partner=view.reference(row).id, scorer=_SCORER))
    total = int(np.count_nonzero(ranking.allowed))
    if not ranking.allowed[other]:
        left_out = (each.reason for each in ranking.excluded if view.reference(other) in each.partners)
        if other in view.partners_of(row):
            return None, total, "already_partner"
        if other in view.group_of(row):
            return None, total, "own_group"
        stated = [note.kind for each in ranking.excluded for note in each.notes
                  if note.partner == view.reference(other)]
        return None, total, next(iter([*stated, *left_out]), "nothing_in_favour")
    mine, scores = ranking.scores[other], ranking.scores[ranking.allowed]
    ties = np.flatnonzero(ranking.allowed & (ranking.scores == mine))
    return int(np.count_nonzero(scores > mine)) + int(np.searchsorted(ties, other)) + 1, total, None


def _strongest(parts: Iterable[EvidencePart]) -> tuple[EvidencePart, ...]:
    return tuple(sorted(parts, key=lambda part: -abs(part.contribution)))


def _uncovered(exchange: TwoSided) -> tuple[EvidencePart, ...]:
    return tuple(part for gain in exchange.a_gains.gains if gain.scorer == "need_coverage"
                 for part in gain.measure.evidence if part.contribution == 0)


def _fit(found: FitExplanation) -> FitLine:
    known = [part for part in found.parts if part.low == part.high]
    up, down = (sorted(known, key=lambda part: sign * part.contribution) for sign in (-1, 1))
    return FitLine(
        found.score, found.low, found.high, found.rank, found.total, found.not_ranked, found.dimensions,
        up[0].sentence if up and up[0].contribution > 0 else None,
        down[0].sentence if down and down[0].contribution < 0 else None,
        tuple(part.title for part in found.parts if part.missing),
    )


def _risks(found: Panorama, due: Checklist) -> RiskLine:
    risks = [risk for group in found.groups for risk in group.risks if risk.level in _GRAVE]
    risks.sort(key=lambda risk: _GRAVE.index(risk.level))
    open_ = sorted((item for item in due.items if item.status in _DUE), key=lambda item: _DUE.index(item.status))
    return RiskLine(
        found.summary, found.levels, tuple(risks), found.without_owner, due.summary, due.counts,
        tuple(OpenQuestion(item.question, item.question_zh, item.ask_for, item.ask_for_zh, item.status)
              for item in open_),
    )


def _facts(measures: Iterable[DirectedMeasure], fit: FitExplanation, panorama: Panorama) -> Iterator[FactRef]:
    """Every fact behind any answer of the brief."""
    for measure in measures:
        for part in measure.evidence:
            yield from part.facts
    for each in fit.parts:
        yield from each.facts
    for group in panorama.groups:
        for risk in group.risks:
            for part in risk.evidence:
                yield from part.facts


def _sources(facts: Iterable[FactRef]) -> list[SourceUse]:
    """Who says so, the one with the most facts first; a fact that stands behind two answers counts once."""
    by_source: dict[str | None, set[FactRef]] = defaultdict(set)
    for fact in facts:
        by_source[fact.source].add(fact)
    used = [SourceUse(source, len(found), max(each.recorded_at or each.date or "" for each in found) or None)
            for source, found in by_source.items()]
    return sorted(used, key=lambda each: (-each.facts, each.source or ""))
