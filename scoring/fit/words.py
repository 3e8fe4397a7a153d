"""How is each part of a fit said in a sentence, and which facts stand behind it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Fact
from scoring.fit.facts import FitFacts
from scoring.fit.parts import FitPart
from scoring.needs import Level
from scoring.overlap import capability_facts
from scoring.snapshot import PROFILE, TIES
from scoring.wording import count_of, listed, name_of, number, percent, possessive

_NAMED: Final = 3
_FACTS: Final = 8

UNITS: Final = {"strategy_horizon_years": "years", "rd_cycle_months": "months"}
SAID: Final = {
    "strategy_horizon_years": "strategic horizon", "rd_cycle_months": "R&D cycle", "decision_style": "decision style",
    "risk_appetite": "risk appetite", "culture": "culture",
}
"""Traits as sentences call them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A part in words, with its facts; ``missing`` names whose fact would be needed (rows)."""

    part: str
    sentence: str
    facts: tuple[Fact, ...] = ()
    missing: tuple[int, ...] = ()

    def as_evidence(self, contribution: float) -> Evidence:
        return Evidence(self.part, contribution, self.sentence, self.facts)


def part_evidence(facts: FitFacts, row: int, other: int, part: FitPart, need: str | None = None) -> Said:
    """One part of the fit of two organisations in a sentence."""
    said = (_of_trait(facts, row, other, part) if part.trait is not None
            else _TELLERS[part.name](facts, row, other, part, need))
    # A name that ends in a full stop ends the sentence.
    return replace(said, sentence=said.sentence.removesuffix(".")) if said.sentence.endswith("..") else said


def reference_sentence(fit: float, counts: NDArray[np.int64]) -> str:
    """What a score is compared with."""
    few, many = int(counts.min()), int(counts.max())
    known = f"{few:,}" if few == many else f"{few:,} to {many:,}"
    return (f"An organisation that is the median of the others in every part (each known of {known} of them; "
            f"0.5 where of none) would fit {number(round(fit, 3))}: what the parts are measured against.")


def _names(facts: FitFacts, row: int, other: int) -> tuple[str, str]:
    partners = facts.snapshot.partners
    return name_of(partners, row), name_of(partners, other)


def _of_trait(facts: FitFacts, row: int, other: int, part: FitPart) -> Said:
    assert part.trait is not None
    measure, what = part.trait, SAID[part.trait]
    stated = facts.traits.stated(measure)
    readable = _readable(facts, measure)
    told, missing, behind = [], [], []
    for who, name in zip((row, other), _names(facts, row, other), strict=True):
        trait = int(stated[who])
        if trait < 0:
            told.append(f"of {name} it is not on record")
            missing.append(who)
            continue
        behind.append(facts.traits.fact(trait))
        value = facts.traits.text(trait)
        unit = facts.traits.unit(trait) or UNITS.get(measure, "")
        shown = f"{value} {unit}".strip()
        if not readable[who]:
            missing.append(who)
            told.append(f"{name} says {shown!r}, which cannot be read")
        else:
            told.append(f"{name} has {shown}")
    sentence = f"{what[0].upper()}{what[1:]}: {'; '.join(told)}."
    return Said(part.name, sentence, tuple(behind), tuple(missing))


def _readable(facts: FitFacts, measure: str) -> NDArray[np.bool_]:
    if measure == "strategy_horizon_years":
        return ~np.isnan(facts.horizon)
    if measure == "rd_cycle_months":
        return ~np.isnan(facts.cycle)
    if measure in facts.ordinals:
        return ~np.isnan(facts.ordinals[measure])
    return np.array([word is not None for word in facts.cultures], dtype=bool)


def _direction(facts: FitFacts, row: int, other: int, part: FitPart, need: str | None) -> Said:
    me, them = _names(facts, row, other)
    needs = facts.needs_of(other, None)
    if not needs:
        return Said(part.name, f"What {them} needs is not on record.", (), (other,))
    found = facts.my_levels(row)
    return _needs_said(facts, part, needs_of=(other, them), held_by=(row, me),
                       levels=[found.get(each.capability, Level(0, 1, False, False, ())) for each in needs], need=None)


def _coverage(facts: FitFacts, row: int, other: int, part: FitPart, need: str | None) -> Said:
    me, them = _names(facts, row, other)
    needs = facts.needs_of(row, need)
    if not needs:
        return Said(part.name, f"What {me} needs is not on record.", (), (row,))
    levels = facts.needs.levels_
    told = (levels.of_one(other, [each.capability for each in needs]) if levels is not None
            else [Level(0, 1, False, False, ())] * len(needs))
    return _needs_said(facts, part, needs_of=(row, me), held_by=(other, them), levels=told, need=need)


def _needs_said(facts: FitFacts, part: FitPart, *, needs_of: tuple[int, str], held_by: tuple[int, str],
                levels: list[Level], need: str | None) -> Said:
    snapshot, (owner, asks), (holder, has) = facts.snapshot, needs_of, held_by
    needs = facts.needs_of(owner, need)
    capabilities, references = snapshot.nodes["Capability"], snapshot.layer("needs.capability_id")
    total = sum(each.weight for each in needs)
    order = sorted(range(len(needs)), key=lambda at: (-needs[at].weight, at))
    told, behind = [], []
    for at in order[:_NAMED]:
        each, level = needs[at], levels[at]
        degree = f"to {number(level.low)}" if level.known else "nothing on record"
        told.append(f"{name_of(capabilities, each.capability)} (weight {number(each.weight / total)}): {degree}")
        behind.append(Fact("needs", snapshot.nodes["Need"].ids[each.row],
                           references.fact_of(each.row, each.capability), owner))
        if level.known and level.low > 0:
            layer = snapshot.layer(PROFILE)
            for capability in level.through[:_NAMED]:
                behind += capability_facts(snapshot, layer, capability, (holder,))
    if len(needs) > _NAMED:
        told.append(f"{len(needs) - _NAMED:,} more")
    unknown = any(not level.direct for level in levels)
    return Said(part.name, f"What {asks} needs and {has} covers: {'; '.join(told)}.", tuple(behind[:_FACTS]),
                (holder,) if unknown else ())


def _industries(facts: FitFacts, row: int, other: int, part: FitPart, need: str | None) -> Said:
    snapshot, layer = facts.snapshot, facts.snapshot.layers.get("partner_industries")
    told, behind, missing = [], [], []
    for who, name in zip((row, other), _names(facts, row, other), strict=True):
        rows = [] if layer is None else layer.neighbours(who).tolist()
        if not rows or layer is None:
            told.append(f"of {name} it is not on record")
            missing.append(who)
            continue
        industries = snapshot.nodes["Industry"]
        told.append(f"{name} is in {listed([name_of(industries, each) for each in rows[:_NAMED]])}")
        behind += [Fact("partner_industries", industries.ids[each], layer.fact_of(who, each), who)
                   for each in rows[:_NAMED]]
    value = facts.industry_ties(row)[other]
    often = "" if np.isnan(value) else (
        f"; such organisations work together {number(value / (1 - value))} times as often as by chance "
        "(one partnership more on both sides, so that few do not count as many)")
    return Said(part.name, f"Lines of business: {'; '.join(told)}{often}.", tuple(behind), tuple(missing))


def _overlap(facts: FitFacts, row: int, other: int, part: FitPart, need: str | None) -> Said:
    me, them = _names(facts, row, other)
    reason = facts.overlap.reason_for(row, other)
    if reason is not None:
        who = [each for each in (row, other) if facts.overlap.unknown_[each]]
        names = listed([name_of(facts.snapshot.partners, each) for each in who] or [them])
        return Said(part.name, f"No capability of {names} is on record.", (), tuple(who))
    why = facts.overlap.explain(row, other)
    behind = tuple(fact for each in why.parts[:_NAMED] for fact in each.facts)
    return Said(part.name, f"{percent(why.score)} of the portfolios of {me} and {them} is the same.", behind)


def _partnering(facts: FitFacts, row: int, other: int, part: FitPart, need: str | None) -> Said:
    _, them = _names(facts, row, other)
    count = facts.partnerships[other]
    if np.isnan(count):
        return Said(part.name, f"No partnership of {them} is on record.", (), (other,))
    running = count_of(int(count), "running partnership", "running partnerships")
    return Said(part.name, f"{them} has {running}.", _memberships(facts, other))


def _staying_power(facts: FitFacts, row: int, other: int, part: FitPart, need: str | None) -> Said:
    _, them = _names(facts, row, other)
    years = facts.years[other]
    if np.isnan(years):
        return Said(part.name, f"Since when {them} works with others is not on record.", (), (other,))
    sentence = f"{possessive(them)} running partnerships have lasted {number(float(years))} years in the median."
    return Said(part.name, sentence, _memberships(facts, other))


def _memberships(facts: FitFacts, partner: int) -> tuple[Fact, ...]:
    layer, nodes = facts.snapshot.layer("partnership_members"), facts.snapshot.nodes["Partnership"]
    positions = np.flatnonzero(layer.indices == partner)[:_NAMED]
    rows = np.searchsorted(layer.indptr, positions, side="right") - 1
    return tuple(Fact("partnership_members", nodes.ids[row], layer.fact_at(int(at)), partner)
                 for row, at in zip(rows.tolist(), positions.tolist(), strict=True))


def _shared(facts: FitFacts, row: int, other: int, part: FitPart, need: str | None) -> Said:
    me, them = _names(facts, row, other)
    layer, partners = facts.snapshot.layers.get(TIES), facts.snapshot.partners
    alone = [who for who in (row, other) if layer is None or layer.indptr[who] == layer.indptr[who + 1]]
    if alone or layer is None:
        names = listed([name_of(partners, who) for who in alone])
        return Said(part.name, f"No running partnership of {names} is on record.", (), tuple(alone))
    common = np.intersect1d(layer.neighbours(row), layer.neighbours(other)).tolist()
    if not common:
        return Said(part.name, f"On record nobody works with both {me} and {them}.")
    names = listed([name_of(partners, each) for each in common[:_NAMED]]
                   + ([f"{len(common) - _NAMED:,} more"] if len(common) > _NAMED else []))
    behind = tuple(Fact("ties", partners.ids[each], layer.fact_of(who, each), who)
                   for each in common[:_NAMED] for who in (row, other))
    works = "works" if len(common) == 1 else "work"
    return Said(part.name, f"{names} {works} with both {me} and {them}.", behind)


_Teller = Callable[[FitFacts, int, int, FitPart, "str | None"], Said]
_TELLERS: Final[dict[str, _Teller]] = {
    "direction": _direction, "industries": _industries, "need_coverage": _coverage, "overlap": _overlap,
    "partnering": _partnering, "staying_power": _staying_power, "shared_partners": _shared,
}
