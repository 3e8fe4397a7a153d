"""Partnerships by health and age: which are at risk, which are sound, and of which is too little known?

Health is what is on record today (``eco.risks``: stated risks, supply, compliance, and who is cut off
if the partner leaves). What is not known has a lane of its own: it is neither good nor 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from ecosystem.answers import FactRef, PartnerRef
from ecosystem.answers.risks import RiskRow
from ecosystem.dates import last_day
from ecosystem.errors import InvalidParameter
from ecosystem.maps.scene import Axes, Lens, Role, Scene
from ecosystem.maps.views.board import Board, Dot, Paper, axis, lanes, organisation, scene_of
from ecosystem.maps.views.scales import Scale
from ecosystem.maps.views.speech import short
from ecosystem.planning.risks.facade import MOST_COMPARED, Risks

MOST: Final = 150
"""Partnerships at most, by default."""

AT_RISK, TO_WATCH, SOUND, NOT_KNOWN = range(4)
ENOUGH_KNOWN: Final = 0.5
"""The share of the risks that has to be known before nothing bad counts as good."""

_LEVELS: Final = {"critical": AT_RISK, "high": AT_RISK, "medium": TO_WATCH}
_TOP, _BOTTOM, _FOOT = 0.0, 0.92, 0.97  # where ages stand, and those without a date
_DEEP, _WIDE = 0.036, 0.14  # of the height and of a lane: the room of a mark
_DAYS: Final = 365.25


@dataclass(frozen=True, slots=True)
class Held:
    """A partner of today, what is known of its risks, and the fact of the oldest tie with it."""

    partner: PartnerRef
    risks: RiskRow
    tie: FactRef | None

    @property
    def health(self) -> int:
        """``AT_RISK``, ``TO_WATCH``, ``SOUND`` or ``NOT_KNOWN``: good only where enough has been looked at."""
        found = _LEVELS.get(self.risks.worst or "")
        if found is not None:
            return found
        return SOUND if self.risks.known_share >= ENOUGH_KNOWN else NOT_KNOWN

    def years(self, as_of: date) -> float | None:
        """How long it has lasted; None where no date is on record."""
        if self.tie is None or not self.tie.date:
            return None
        return max(0.0, (as_of - last_day(self.tie.date)).days / _DAYS)


def portfolio_of(paper: Paper, risks: Risks, partner: str | None, *, most: int = MOST) -> Scene:
    """Ask for the partnerships of one organisation or of all, and draw them.

    Raises
    ------
    UnknownPartner, AmbiguousName
    InvalidParameter
        for fewer than one mark.
    """
    if most < 1:
        raise InvalidParameter(f"most is {most}; it can be 1 or more.")
    view, ties = paper.view, paper.view.layer("ties")
    row = None if partner is None else view.row_of(partner)
    degree = np.zeros(view.snapshot.partner_count, np.int64) if ties is None else np.diff(ties.indptr)
    others = np.flatnonzero(degree) if row is None else view.partners_of(row).astype(np.int64)
    chosen = np.sort(others[np.lexsort((others, -degree[others]))][:most])
    ids = [view.snapshot.partners.ids[each] for each in chosen.tolist()]
    asker = None if row is None else view.snapshot.partners.ids[row]
    told = [each for start in range(0, len(ids), MOST_COMPARED)
            for each in risks.compare(asker, ids[start : start + MOST_COMPARED], as_of=view.snapshot.as_of).items]
    held = [Held(each.partner, each, _oldest(paper, other, row))
            for each, other in zip(told, chosen.tolist(), strict=True)]
    return portfolio_scene(paper, None if row is None else view.reference(row), held, total=len(others), most=most)


def _oldest(paper: Paper, other: int, row: int | None) -> FactRef | None:
    """The fact of the tie with one organisation; of all its ties the one that began first."""
    ties, ids = paper.view.layer("ties"), paper.view.snapshot.partners.ids
    if ties is None:
        return None
    facts = []
    for each in [row] if row is not None else ties.neighbours(other).tolist():
        source, begun, recorded, confidence = paper.view.provenance_of(ties.fact_of(other, each))
        facts.append(FactRef("ties", ids[each], None, ids[other], source, begun, recorded, confidence))
    return min(facts, key=lambda fact: (fact.date or "9999", fact.id), default=None)


def portfolio_scene(paper: Paper, partner: PartnerRef | None, partnerships: Sequence[Held], *, total: int,
                    most: int = MOST) -> Scene:
    """The partnerships of one organisation, or everybody who is in one."""
    say, as_of = paper.say, paper.view.snapshot.as_of
    parameters = {"partner": partner.id if partner else None, "most": most}
    if not partnerships:
        title = (say("portfolio.none", name=short(partner.name)) if partner else say("portfolio.empty"))
        return scene_of(paper, Board(name="portfolio", parameters=parameters, title=title,
                                     reading=say("portfolio.reading"), size_means=say("size.ties"), dots=(), total=0))
    ages = [each.years(as_of) for each in partnerships]
    scale = Scale.over([0.0, *(age for age in ages if age is not None)])
    heights = [_FOOT if age is None else _BOTTOM - (_BOTTOM - _TOP) * scale.place(age) for age in ages]
    health = [each.health for each in partnerships]
    stand = _dodged(health, heights)
    ticks = [(_BOTTOM - (_BOTTOM - _TOP) * at, label) for at, label in scale.ticks()]
    if None in ages:
        ticks.append((_FOOT, say("unknown")))
    return scene_of(paper, Board(
        name="portfolio", parameters=parameters, title=_finding(paper, partner, health, total),
        reading=say("portfolio.reading"), size_means=say("size.ties"),
        dots=[_dot(paper, each, partner, *place) for each, place in zip(partnerships, stand, strict=True)], total=total,
        lanes=lanes([say(f"portfolio.lane.{number}") for number in range(4)]),
        axes=Axes(axis(say("portfolio.health"), ()),
                  axis(say("portfolio.age" if partner else "portfolio.oldest"), ticks)),
        lenses=(_lens(paper, health),), words={"lens.health.unknown": say(f"portfolio.lane.{NOT_KNOWN}")},
        sources=_sources(partnerships),
    ))


def _dodged(lane: Sequence[int], heights: Sequence[float]) -> list[tuple[float, float]]:
    """Places within the lanes: from its middle to both sides, so that marks of one height do not hide each other."""
    columns, taken = [0] * len(lane), dict[tuple[int, int], float]()
    for mark in sorted(range(len(lane)), key=lambda each: (lane[each], heights[each], each)):
        columns[mark] = next(each for each in range(len(lane) + 1)
                             if heights[mark] - taken.get((lane[mark], each), -1.0) >= _DEEP)
        taken[lane[mark], columns[mark]] = heights[mark]
    most = {each: max(one for one, of in zip(columns, lane, strict=True) if of == each) for each in set(lane)}
    places = []
    for strip, column, height in zip(lane, columns, heights, strict=True):
        side = (column + 1) // 2 * (1 if column % 2 else -1)
        step = min(_WIDE, 0.9 / (most[strip] + 1))
        places.append(((strip + 0.45 + step * side) / 4, height))
    return places


def _dot(paper: Paper, each: Held, partner: PartnerRef | None, x: float, y: float) -> Dot:
    row = paper.view.row_of(each.partner.id)
    return organisation(paper, row, x, y, role=Role.PARTNER if partner else Role.OTHER,
                        size=float(len(paper.view.partners_of(row))), evidence=tuple(_evidence(paper, each, partner)))


def _evidence(paper: Paper, each: Held, partner: PartnerRef | None) -> Iterator[str]:
    say, risks = paper.say, each.risks
    yield say(f"portfolio.lane.{each.health}")
    if each.tie is not None and each.tie.date:
        source = say("said.by", source=short(each.tie.source)) if each.tie.source else ""
        yield say("portfolio.since" if partner else "portfolio.first", date=each.tie.date) + source
    else:
        yield say("portfolio.undated")
    if risks.worst_sentence and risks.worst:
        yield say("portfolio.worst", level=say(f"level.{risks.worst}"), sentence=risks.worst_sentence)
    yield say("portfolio.known", share=f"{risks.known_share:.0%}", known=risks.checklist_known,
              items=risks.checklist_items)


def _finding(paper: Paper, partner: PartnerRef | None, health: Sequence[int], total: int) -> str:
    counts = np.bincount(np.array(health), minlength=4).tolist()
    told = {"risk": counts[AT_RISK], "watch": counts[TO_WATCH], "sound": counts[SOUND], "unknown": counts[NOT_KNOWN]}
    if partner is None:
        return paper.say("portfolio.title.all", total=total, **told)
    return paper.say("portfolio.title", name=short(partner.name), total=total, **told)


def _lens(paper: Paper, health: Sequence[int]) -> Lens:
    """From sound to at risk; what is not known has no colour."""
    order = (SOUND, TO_WATCH, AT_RISK)
    codes = np.array([-1 if each == NOT_KNOWN else order.index(each) for each in health], np.int16)
    return Lens("health", tuple(paper.say(f"portfolio.lane.{each}") for each in order), codes, sequential=True)


def _sources(partnerships: Sequence[Held]) -> tuple[str, ...]:
    return tuple(sorted({each.tie.source for each in partnerships if each.tie is not None and each.tie.source}))
