"""How one risk is written down: its level follows from its numbers, its age from its facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from ecosystem.answers.risks import Risk
from ecosystem.dates import last_day
from ecosystem.evidence import evidence_parts
from ecosystem.planning.risks.ground import Ground, Said
from ecosystem.planning.risks.kinds import COMPUTED, STATED_ZH, STOPPING, group_of, plain
from scoring.base import Evidence, Fact
from scoring.risk.matrix import Level, band, level, level_bounds, level_of_bands
from scoring.wording import count_of, percent

EXPIRING_DAYS: Final = 90
"""A statement that ends within so many days is said to be expiring."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a computation found. ``absent``: it was looked for and is not there.

    ``likelihood_low`` is what the likelihood is at least, where it is not known.
    """

    kind: str
    sentence: str
    likelihood: float | None = None
    impact: float | None = None
    reason: str | None = None
    derivation: str | None = None
    absent: bool = False
    likelihood_low: float = 0.0
    parts: Sequence[Evidence] = field(default=())
    learned: str | None = None
    source: str | None = None


def computed(ground: Ground, draft: Draft) -> Risk:
    """A risk that follows from the graph."""
    group, title, title_zh = COMPUTED[draft.kind]
    found, least, worst = _levels(draft)
    learned = draft.learned or _newest(ground, draft.parts)
    return Risk(
        group=group, kind=draft.kind, title=title, title_zh=title_zh, basis="computed", level=str(found),
        likelihood=draft.likelihood, impact=draft.impact,
        reason=_why(draft), at_least=least, at_most=worst,
        sentence=draft.sentence, derivation=draft.derivation, state=None, valid_to=None, source=draft.source,
        date=learned, age_days=ground.age(learned), owner=None, evidence=evidence_parts(ground.view, draft.parts),
    )


def _why(draft: Draft) -> str | None:
    if draft.absent:
        return "Looked for and not there."
    return draft.reason if draft.likelihood is None or draft.impact is None else None


def _levels(draft: Draft) -> tuple[Level, str | None, str | None]:
    found = Level.NONE if draft.absent else level(draft.likelihood, draft.impact)
    if found is not Level.UNKNOWN:
        return found, None, None
    _, worst = level_bounds(draft.likelihood, draft.impact)
    known = draft.likelihood_low if draft.likelihood is None else draft.likelihood
    least = level_of_bands(band(known), band(draft.impact or 0.0))
    # Where the number that is not known changes nothing, the level is known.
    return (least if least == worst else found), str(least), str(worst)


def _newest(ground: Ground, parts: Sequence[Evidence]) -> str | None:
    days = []
    for fact in (fact for part in parts for fact in part.facts):
        _, begin, recorded, _ = ground.view.provenance_of(fact.fact)
        days += [day for day in (recorded or begin,) if day]
    return max(days, key=last_day, default=None)


def stated(ground: Ground, said: Said, *, expired: bool = False) -> Risk:
    """A risk that somebody has stated; one whose time is over is unknown again."""
    likelihood, impact = (None, None) if expired else (said.likelihood, said.impact)
    found = level(likelihood, impact)
    least, worst = level_bounds(likelihood, impact)
    unknown = found is Level.UNKNOWN
    kind = plain(said.kind)
    return Risk(
        group=group_of(said.kind), kind=kind, title=said.kind[:1].upper() + said.kind[1:].replace("_", " "),
        title_zh=STATED_ZH.get(kind, said.kind), basis="stated", level=str(found), likelihood=likelihood,
        impact=impact, reason=_reason(said, expired) if unknown else None,
        at_least=str(least) if unknown else None, at_most=str(worst) if unknown else None,
        sentence=_sentence(ground, said, expired), derivation=None, state=state_of(ground, said, expired),
        valid_to=said.valid_to, source=said.source, date=said.learned, age_days=ground.age(said.learned),
        owner=said.owner, evidence=evidence_parts(ground.view, [Evidence(said.kind, 1.0, said.note or said.kind,
                                                                         (said.as_fact(),))]),
    )


def state_of(ground: Ground, said: Said, expired: bool = False) -> str:
    """``valid``, ``expiring`` or ``expired``."""
    if expired:
        return "expired"
    soon = said.valid_to and last_day(said.valid_to) - ground.as_of <= timedelta(days=EXPIRING_DAYS)
    return "expiring" if soon else "valid"


def _reason(said: Said, expired: bool) -> str:
    if expired:
        return f"What was stated held until {said.valid_to}; nothing has replaced it."
    missing = " and no ".join(name for name in ("likelihood", "impact") if getattr(said, name) is None)
    return f"The source states no {missing}."


def _sentence(ground: Ground, said: Said, expired: bool) -> str:
    note = (said.note or f"A risk of the kind {said.kind} is on record").rstrip(".")
    sentence = f"{note[:1].upper()}{note[1:]}."
    if expired:
        ago = count_of(ground.age(said.valid_to) or 0, "day", "days")
        return f"{sentence} That held until {said.valid_to}, {ago} ago; how it stands now is not known."
    if state_of(ground, said) == "expiring":
        left = (last_day(said.valid_to or "") - ground.as_of).days
        when = "today" if left == 0 else f"in {count_of(left, 'day', 'days')}"
        return f"{sentence} This statement runs out {when}, on {said.valid_to}: have it renewed."
    return sentence


# --- what may stop an organisation -------------------------------------------------------------------
def may_stop(ground: Ground, partner: int) -> Said | None:
    """The likeliest stated risk that could keep an organisation from delivering."""
    found = [each for each in ground.risks_of(partner)
             if each.likelihood is not None and group_of(each.kind) in STOPPING]
    return max(found, key=lambda each: each.likelihood or 0.0, default=None)


def stop_likelihood(ground: Ground, partners: Sequence[int]) -> tuple[float | None, float, str | None, list[Fact]]:
    """How likely it is that at least one of them stops: ``1 − Π (1 − l)`` of their likeliest stated risks.

    Returns the likelihood (None where it is not known of all), what it is at least, the reason why it
    is not known, and the facts.
    """
    known = {each: said for each in partners if (said := may_stop(ground, each)) is not None}
    left = 1.0
    for said in known.values():
        left *= 1 - (said.likelihood or 0.0)
    facts = [said.as_fact() for said in known.values()]
    if len(known) == len(partners) and partners:
        return 1 - left, 1 - left, None, facts
    if len(partners) == 1:
        who = ground.name_of(partners[0])
    else:
        who = "one of them" if not known else f"one of the other {len(partners) - len(known)}"
    low = f"; what is stated makes it {percent(1 - left)} at least" if known else ""
    return None, 1 - left, f"No source says how likely it is that {who} stops{low}.", facts


STOP_RULE: Final = (
    "likelihood: 1 − Π(1 − l) over the organisations concerned, l being the highest likelihood among the "
    "operational, compliance and financial risks that are stated for each"
)
