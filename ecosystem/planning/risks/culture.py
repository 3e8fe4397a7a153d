"""Do the two work alike, and what did a virtual pilot show?"""

from __future__ import annotations

from typing import Final

import numpy as np

from ecosystem.planning.risks.draft import Draft
from ecosystem.planning.risks.ground import Ground, Said
from ecosystem.planning.risks.kinds import group_of
from ecosystem.planning.risks.supply import CAPACITY, STOCK, share_said
from ecosystem.view import text_at
from scoring.base import Evidence
from scoring.risk.culture import gaps
from scoring.wording import count_of, listed, percent

ON_TIME: Final = "pilot_on_time_share"
_PILOT: Final = ("pilot", "试点", "试运行")
_NO_HABIT: Final = frozenset({*CAPACITY, *STOCK})
_NAMED: Final = 5


def culture_drafts(ground: Ground, row: int, asker: int | None) -> list[Draft]:
    """The distance in habits, and what a pilot has shown."""
    return [_gap(ground, row, asker), _pilot(ground, row, asker)]


def is_of_a_pilot(said: Said) -> bool:
    """Whether a statement was made in a virtual pilot: its source or its measure says so."""
    return any(word in f"{said.source or ''} {said.kind}".casefold() for word in _PILOT)


def habits_of(ground: Ground, row: int) -> dict[str, Said]:
    """The newest statement for each measure of habits; what a pilot measured is no habit."""
    found: dict[str, Said] = {}
    for each in ground.traits_of(row):
        if each.value and each.kind not in _NO_HABIT and not each.kind.casefold().startswith("pilot"):
            found.setdefault(each.kind, each)
    return found


def pilot_risk(ground: Ground, row: int) -> Said | None:
    """The gravest cultural risk on record that a pilot has shown."""
    found = [each for each in ground.risks_of(row)
             if group_of(each.kind) == "cultural" and is_of_a_pilot(each) and each.impact is not None]
    return max(found, key=lambda each: each.impact or 0.0, default=None)


def _gap(ground: Ground, row: int, asker: int | None) -> Draft:
    name = ground.name_of(row)
    if asker is None:
        return Draft("culture_gap", "Habits are compared with those of an asker; none was named.",
                     reason="Ask for whom the panorama is meant.")
    me, mine, theirs = ground.name_of(asker), habits_of(ground, asker), habits_of(ground, row)
    found = gaps({key: each.value or "" for key, each in mine.items()},
                 {key: each.value or "" for key, each in theirs.items()})
    if not found:
        silent = [who for who, told in ((me, mine), (name, theirs)) if not told] or [me, name]
        asked = f"{listed(silent)} {'has' if len(silent) == 1 else 'have'} not been asked the same things yet"
        return Draft("culture_gap", f"No habit is on record of both; {asked}.",
                     reason="Interview both sides: decision style, risk appetite, horizon, R&D cycle.")
    mean = sum(found.values()) / len(found)
    apart = sorted((key for key, gap in found.items() if gap > 0), key=lambda key: (-found[key], key))
    alike = [_said(key) for key, gap in found.items() if gap == 0]
    words = [f"{_said(key)} ({me}: {mine[key].value}, {name}: {theirs[key].value})" for key in apart[:_NAMED]]
    sentence = f"Compared in {count_of(len(found), 'habit', 'habits')}: "
    sentence += f"they differ in {listed(words)}" if words else "they differ in none"
    sentence += f"; they are alike in {listed(alike)}." if alike else "."
    shown = pilot_risk(ground, row)
    return Draft(
        "culture_gap", sentence, mean, None if shown is None else shown.impact,
        "What the difference would cost shows in a virtual pilot; none has said so yet.",
        "likelihood: mean distance of the habits known of both (numbers |a−b|/max, words by their scale, else same "
        "or not); impact: of the gravest cultural risk that a pilot has shown", absent=mean == 0,
        parts=[Evidence(_said(key), gap / len(found), f"{_said(key)}: {mine[key].value} and {theirs[key].value}.",
                        (mine[key].as_fact(), theirs[key].as_fact())) for key, gap in found.items()],
    )


_MEASURES: Final = {
    "rd_cycle_months": "months of an R&D cycle", "strategy_horizon_years": "years of the strategic horizon",
    "pilot_on_time_share": "results on time", "pilot_decision_days": "days to a decision",
    "pilot_open_issues": "issues left open",
}


def _said(measure: str) -> str:
    return _MEASURES.get(measure, measure.replace("_", " "))


def _pilot(ground: Ground, row: int, asker: int | None) -> Draft:
    name = ground.name_of(row)
    seen = [each for each in ground.traits_of(row) if is_of_a_pilot(each)]
    shown = pilot_risk(ground, row)
    if not seen and shown is None:
        return _not_observed(ground, row, asker)
    measured = next((share for each in seen if each.kind == ON_TIME and (share := share_said(each)) is not None), None)
    words = [f"{_said(each.kind)} {each.value}{' %' if each.unit == '%' else ''}" for each in seen[:_NAMED]]
    what = listed(words) if words else "see the cultural risk on record"
    sentence = f"Observed of {name} in a virtual pilot: {what}."
    if measured is not None:
        sentence += f" {percent(1 - measured)} of what was due came late."
    facts = tuple(each.as_fact() for each in seen)
    return Draft(
        "pilot", sentence, None if measured is None else 1 - measured, None if shown is None else shown.impact,
        "The pilot measured no share of results on time." if measured is None
        else "No cultural risk with an impact was stated from the pilot.",
        f"likelihood: 1 − {ON_TIME}; impact: of the gravest cultural risk that the pilot has shown",
        source=seen[0].source if seen else None, learned=seen[0].learned if seen else None,
        parts=[Evidence("pilot", 1.0, sentence, facts)] if facts else [],
    )


def _not_observed(ground: Ground, row: int, asker: int | None) -> Draft:
    """No pilot, or one that has not been written up."""
    name = ground.name_of(row)
    running = None if asker is None else _running(ground, row, asker)
    if running is not None:
        return Draft("pilot", f"A virtual pilot with {name} is running since {running}; what it shows is not on record "
                     "yet.", reason="The pilot's observations are not on record.")
    whose = f"{ground.name_of(asker)} and {name}" if asker is not None else name
    return Draft("pilot", f"No virtual pilot of {whose} is on record: how they work together has not been seen.",
                 reason="Run a virtual pilot of some weeks and record what it shows.")


def _running(ground: Ground, row: int, asker: int) -> str | None:
    """Since when a pilot of the two is on."""
    members, nodes = ground.view.layer("partnership_members"), ground.view.snapshot.nodes["Partnership"]
    if members is None:
        return None
    both = [np.repeat(np.arange(members.shape[0]), np.diff(members.indptr))[members.indices == each]
            for each in (row, asker)]
    for each in np.intersect1d(*both).tolist():
        if any(word in (text_at(nodes.columns.get("kind"), each) or "").casefold() for word in _PILOT):
            return ground.view.provenance_of(members.fact_of(each, row))[1] or "an unknown day"
    return None
