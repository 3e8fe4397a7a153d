"""What hangs on a candidate: needs that nobody else covers, and a network that it holds together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ecosystem.planning.risks.draft import STOP_RULE, Draft, stop_likelihood
from ecosystem.planning.risks.ground import Ground
from scoring.base import Evidence, Fact
from scoring.network.departure import departure
from scoring.wording import count_of, listed, name_of, number, percent

COVERED_FROM: Final = 0.5
"""The level of a capability from which a need counts as covered."""

_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Cover:
    """One need of the asker: how far the candidate covers it, and who else does."""

    name: str
    need: str
    share: float  # of the asker's needs, by weight
    level: float
    best_other: float
    substitutes: tuple[int, ...]  # rows, the best first
    fact: int

    @property
    def covered(self) -> bool:
        return self.level >= COVERED_FROM

    @property
    def only_here(self) -> bool:
        return self.covered and not self.substitutes


def sole_cover(ground: Ground, row: int, asker: int | None) -> Draft:
    """The share of the asker's needs that only this candidate covers."""
    if asker is None:
        return Draft("sole_cover", "Dependence is that of an asker; none was named.",
                     reason="Ask for whom the panorama is meant.")
    me, name = ground.name_of(asker), ground.name_of(row)
    covers = _covers(ground, row, asker)
    if not covers:
        return Draft("sole_cover", f"No needs of {me} are on record, so that nothing is known to hang on {name}.",
                     reason=f"{me} has no needs on record.")
    if ground.levels is None or not _has_profile(ground, row):
        return Draft("sole_cover", f"Nothing is on record about what {name} can do.",
                     reason=f"{name} has no capabilities on record.")
    alone = [each for each in covers if each.only_here]
    lost = sum(each.share * max(0.0, each.level - each.best_other) for each in covers)
    parts = [Evidence(each.name, each.share if each.only_here else 0.0, _said(ground, name, each),
                      (Fact("needs", each.need, each.fact, asker),)) for each in covers]
    rule = (f"a need counts as covered from a level of {COVERED_FROM:g}; impact: weight of the needs that only the "
            f"candidate covers / weight of all; {STOP_RULE}")
    if not alone:
        sentence = _replaceable(ground, name, me, covers, lost)
        return Draft("sole_cover", sentence, absent=True, derivation=rule, parts=parts)
    likelihood, low, reason, facts = stop_likelihood(ground, [row])
    impact = min(1.0, sum(each.share for each in alone))
    sentence = (f"{name} alone covers {percent(impact)} of what {me} needs, by weight: "
                f"{listed([each.name for each in alone])}. With the best that others offer instead, {percent(lost)} of "
                "the needs would go uncovered.")
    stops = [Evidence("likelihood", 0.0, "What is stated about the candidate.", tuple(facts))] if facts else []
    return Draft("sole_cover", sentence, likelihood, impact, reason, rule, likelihood_low=low, parts=[*parts, *stops])


def _replaceable(ground: Ground, name: str, me: str, covers: list[Cover], lost: float) -> str:
    covered = [each for each in covers if each.covered]
    if not covered:
        return (f"{name} covers none of the {len(covers)} needs of {me} to a level of {COVERED_FROM:g}: nothing hangs "
                "on it alone.")
    names = [f"{each.name} ({count_of(len(each.substitutes), 'other', 'others')}, first "
             f"{ground.name_of(each.substitutes[0])})" for each in covered]
    return (f"{name} covers {len(covered)} of the {len(covers)} needs of {me}, and is not alone in any: "
            f"{listed(names)}. With the best of them instead, {percent(lost)} of the needs would go uncovered.")


def _has_profile(ground: Ground, row: int) -> bool:
    layer = ground.view.layer("profile")
    return layer is not None and len(layer.neighbours(row)) > 0


def _said(ground: Ground, name: str, cover: Cover) -> str:
    others = [ground.name_of(each) for each in cover.substitutes[:_NAMED]]
    more = len(cover.substitutes) - len(others)
    who = listed([*others, *([f"{more} more"] if more > 0 else [])]) if others else ""
    has = f"{name} reaches {number(cover.level)} in {cover.name}" if cover.level > 0 else (
        f"{name} has nothing on record for {cover.name}")
    if not others:
        return f"{has}; nobody else on record reaches {COVERED_FROM:g}."
    reach = count_of(len(cover.substitutes), "substitute reaches", "substitutes reach")
    return f"{has}; {reach} {COVERED_FROM:g}: {who}."


def _covers(ground: Ground, row: int, asker: int) -> list[Cover]:
    needs = ground.needs.of_partner(asker)
    if not needs or ground.levels is None:
        return [] if not needs else [Cover("", "", 1.0, 0.0, 0.0, (), -1)]
    total, snapshot = sum(need.weight for need in needs), ground.view.snapshot
    # Neither one's own group nor the candidate's is a substitute for the candidate.
    barred = np.fromiter(ground.view.group_of(row) | ground.view.group_of(asker), dtype=np.int64)
    reference = snapshot.layers.get("needs.capability_id")
    found = []
    for need, level in zip(needs, ground.levels.of_one(row, [need.capability for need in needs]), strict=True):
        rows, reached = ground.levels.of_all(need.capability)
        free = ~np.isin(rows, barred)
        others, reached = rows[free], reached[free]
        enough = reached >= COVERED_FROM
        order = np.lexsort((others[enough], -reached[enough]))
        found.append(Cover(
            name_of(snapshot.nodes["Capability"], need.capability), snapshot.nodes["Need"].ids[need.row],
            need.weight / total, level.low, float(reached.max(initial=0.0)), tuple(others[enough][order].tolist()),
            -1 if reference is None else reference.fact_of(need.row, need.capability),
        ))
    return found


# --- the network ---------------------------------------------------------------------------------------
def leaving(ground: Ground, row: int, asker: int | None) -> Draft:
    """Who is cut off if the candidate leaves."""
    name = ground.name_of(row)
    gone = None if ground.ties is None else departure(ground.ties, row)
    if ground.ties is None or gone is None or not gone.partners:
        return Draft("departure", f"No partnership of {name} is on record.",
                     reason="Without partnerships on record nothing can be seen to break.")
    lost = sorted({*gone.cut_off, *gone.lonely})
    rule = f"impact: partners that are cut off from the largest part that is left / partners; {STOP_RULE}"
    count = count_of(gone.partners, "partner", "partners")
    facts = tuple(Fact("ties", ground.view.snapshot.partners.ids[each], ground.ties.fact_of(row, each), each)
                  for each in lost or ground.ties.neighbours(row).tolist()[:_NAMED])
    if not lost:
        return Draft("departure", f"{name} has {count}; all of them stay joined without it.", absent=True,
                     derivation=rule, parts=[Evidence("ties", 0.0, f"{name} has {count}.", facts)])
    likelihood, low, reason, stops = stop_likelihood(ground, [row])
    names = listed([ground.name_of(each) for each in lost[:_NAMED]] + (
        [f"{len(lost) - _NAMED} more"] if len(lost) > _NAMED else []))
    sentence = f"{name} has {count}. If it leaves, {names} {'is' if len(lost) == 1 else 'are'} cut off from the rest"
    if gone.lonely:
        only = "it has" if len(gone.lonely) == len(lost) == 1 else f"{len(gone.lonely)} of them have"
        sentence += f"; {only} no other partner"
    if gone.is_articulation:
        sentence += (f"; the network falls into {len(gone.groups)} parts, and "
                     f"{count_of(len(gone.bridges), 'of its ties is a bridge', 'of its ties are bridges')}")
    if asker is not None and asker in lost:
        sentence += f"; {ground.name_of(asker)} is among them"
    parts = [Evidence("ties", 1.0, sentence + ".", facts)]
    parts += [Evidence("likelihood", 0.0, "What is stated about the candidate.", tuple(stops))] if stops else []
    return Draft("departure", sentence + ".", likelihood, len(lost) / gone.partners, reason, rule, likelihood_low=low,
                 parts=parts)
