"""Which patents the organisations of the demo have: families, documents, classes, owners, citations.

A document counts from the day it was filed, and is known eighteen months later, when offices
publish: nobody can see a rival's newest filings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ecosystem.demo import vocabulary
from ecosystem.demo.case import JOINT_PATENTS
from ecosystem.demo.dice import Dice
from ecosystem.demo.facts import LAST_DAY, Facts, Row, Source, day_between, months_after, shown
from ecosystem.demo.organisations import NEW, Organisation
from ecosystem.demo.partnerships import Partnership

PUBLICATION_MONTHS: Final = 18
_LAST_FILING: Final = date(2024, 12, 20)
"""Later filings would not be public on the last day of the demo."""

_INVENTIVE: Final = {
    "car-making": 0.42, "electronics": 0.5, "software": 0.32, "energy": 0.36, "logistics": 0.06, "retail": 0.03,
    "health": 0.42, "services": 0.2,
}  # fmt: skip
_JOINT_KINDS: Final = frozenset({"technology_alliance", "joint_venture", "research_project"})
_OFFICES: Final = ("CN", "US", "EP", "JP", "KR")
_FORMS: Final = (
    "Method for {what} with {aspect}", "Device for {what} with {aspect}", "Arrangement for {what} having {aspect}",
    "System and method for {what} using {aspect}",
)  # fmt: skip
_ASPECTS: Final = (
    "redundant channels", "self-calibration", "low energy use", "a learned model", "a predictive schedule",
    "fewer parts", "a safe fallback", "remote diagnosis", "graded access", "an adaptive threshold",
    "layered inspection", "a common time base", "noise rejection", "a modular frame",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Family:
    """One invention, filed first on ``filed``; its documents share classes and owners."""

    number: int
    owners: tuple[str, ...]
    classes: tuple[str, ...]
    filed: date
    documents: tuple[tuple[str, date], ...]  # id, day of filing

    @property
    def id(self) -> str:
        return f"demo-fam-{self.number:05d}"

    @property
    def published(self) -> date:
        return months_after(self.filed, PUBLICATION_MONTHS)


def families(
    everybody: Sequence[Organisation], ties: Sequence[Partnership], seed: int
) -> tuple[Family, ...]:
    """Every invention, the cast's as planned, the others' drawn from what they can do."""
    found: list[Family] = []
    companions = _companions(ties)
    known = {each.id: each for each in everybody}
    for each in everybody:
        # A stream for each owner: planning one more patent for one moves nothing elsewhere.
        dice = Dice(seed, f"patents {each.id}")
        for classes, filed in _planned(each.patents, dice) if each.is_cast else _invented(each, dice):
            owners = (each.id,) if each.is_cast else _owners(each, filed, companions, known, dice)
            found.append(_family(len(found) + 1, owners, classes, filed, known, dice))
    for owners, plan in JOINT_PATENTS:
        dice = Dice(seed, f"patents {owners}")
        for classes, filed in _planned((plan,), dice):
            found.append(_family(len(found) + 1, owners, classes, filed, known, dice))
    return tuple(found)


def write_patents(facts: Facts, found: Sequence[Family], everybody: Sequence[Organisation], seed: int) -> None:
    """Documents with their owners and classes."""
    dice = Dice(seed, "patent records")
    known = {each.id: each for each in everybody}
    for family in found:
        title = _title(family, dice)
        for document, filed in family.documents:
            granted = months_after(filed, dice.between(24, 54))
            dates: Row = {
                "valid_from": shown(filed), "recorded_at": shown(months_after(filed, PUBLICATION_MONTHS)),
                "source": Source.PATENTS, "confidence": 1.0,
            }  # fmt: skip
            facts.add(
                "patents", id=document, title=title, family_id=family.id, filed=shown(filed),
                granted=shown(granted) if granted <= LAST_DAY and dice.chance(0.8) else None, **dates,
            )  # fmt: skip
            for capability in family.classes:
                facts.add("patent_classes", patent_id=document, capability_id=capability, **dates)
            for owner in family.owners:
                _write_owner(facts, document, known[owner], filed, dice)


def write_citations(facts: Facts, found: Sequence[Family], seed: int) -> None:
    """Families cite what was public when they were filed, mostly of their own class."""
    dice = Dice(seed, "citations")
    earlier: dict[str, list[Family]] = defaultdict(list)
    cited_by: dict[int, int] = defaultdict(int)
    for family in sorted(found, key=lambda each: (each.filed, each.number)):
        seen: set[int] = set()
        for _ in range(dice.poisson(1.9)):
            near = dice.pick(family.classes)
            if dice.chance(0.25):
                near = dice.pick(_domain_mates(near))
            public = [
                each for each in earlier[near] if each.published <= family.filed and each.number not in seen
            ]
            if not public:
                continue
            cited = dice.weighted(public, [1.0 + 1.5 * cited_by[each.number] for each in public])
            seen.add(cited.number)
            cited_by[cited.number] += 1
            facts.add(
                "citations", citing_id=family.documents[0][0], cited_id=cited.documents[0][0],
                valid_from=shown(family.filed), recorded_at=shown(family.published), source=Source.PATENTS,
                confidence=1.0,
            )  # fmt: skip
        for capability in family.classes:
            earlier[capability].append(family)


def _planned(plans: Sequence[str] | None, dice: Dice) -> Iterator[tuple[tuple[str, ...], date]]:
    """What the cast filed: "families slug+slug first-last"."""
    for plan in plans or ():
        count, slugs, years = plan.split()
        first, last = (int(year) for year in years.split("-"))
        classes = tuple(f"cap-{slug}" for slug in slugs.split("+"))
        for _ in range(int(count)):
            yield classes, day_between(date(first, 2, 1), min(date(last, 12, 20), _LAST_FILING), dice)


def _invented(each: Organisation, dice: Dice) -> Iterator[tuple[tuple[str, ...], date]]:
    factor = 1.1 if each.line.slug == "research" else _INVENTIVE[each.line.top]
    usual = min(factor * each.size**0.32 * dice.uniform(0.3, 1.5), 22.0)
    held = [one for one in each.holdings if one.weight >= 0.3]
    last = min(_LAST_FILING, each.closed - timedelta(days=200)) if each.closed else _LAST_FILING
    for _ in range(dice.poisson(usual) if held else 0):
        main = dice.weighted(held, [one.weight for one in held])
        first = max(date(2004, 1, 15), each.born + timedelta(days=90), main.from_day - timedelta(days=700))
        if first >= last:
            continue
        filed = max(day_between(first, last, dice), day_between(first, last, dice))
        classes = [main.capability]
        if dice.chance(0.3):
            classes.append(dice.pick(held).capability)
        if dice.chance(0.15):
            classes.append(dice.pick(_domain_mates(main.capability)))
        yield tuple(dict.fromkeys(classes)), filed


def _owners(
    each: Organisation, filed: date, companions: dict[str, list[tuple[Partnership, str]]],
    known: dict[str, Organisation], dice: Dice,
) -> tuple[str, ...]:  # fmt: skip
    """The inventor, and now and then a partner of that day."""
    now = [other for tie, other in companions[each.id] if tie.holds_on(filed) and not known[other].is_cast]
    if now and dice.chance(0.2):
        return each.id, dice.pick(now)
    return (each.id,)


def _companions(ties: Sequence[Partnership]) -> dict[str, list[tuple[Partnership, str]]]:
    found: dict[str, list[tuple[Partnership, str]]] = defaultdict(list)
    for tie in ties:
        if tie.kind in _JOINT_KINDS:
            for one, _ in tie.members:
                found[one] += [(tie, other) for other, _ in tie.members if other != one]
    return found


def _family(
    number: int, owners: tuple[str, ...], classes: tuple[str, ...], filed: date,
    known: dict[str, Organisation], dice: Dice,
) -> Family:  # fmt: skip
    home = _office(known[owners[0]].country)
    abroad = [office for office in _OFFICES if office != home]
    offices = (home, *dice.sample(abroad, dice.weighted((0, 1, 2), (5, 3, 2))))
    days = [filed, *(filed + timedelta(days=dice.between(60, 340)) for _ in offices[1:])]
    documents = [
        (f"demo-{office.lower()}-{number:05d}", day)
        for office, day in zip(offices, days, strict=True)
        if day <= _LAST_FILING
    ]
    return Family(number, owners, classes, filed, tuple(documents))


def _office(country: str) -> str:
    if country in _OFFICES:
        return country
    return "EP" if "Europe" in vocabulary.region_of(country) else "WO"


def _write_owner(facts: Facts, document: str, owner: Organisation, filed: date, dice: Dice) -> None:
    """Who owns a document, under one of the owner's records, and who after its end."""
    facts.add(
        "patent_owners", patent_id=document, partner_id=owner.record_on(filed, share=0.4, dice=dice),
        valid_from=shown(filed), valid_to=shown(owner.closed) if owner.closed else None,
        recorded_at=shown(months_after(filed, PUBLICATION_MONTHS)), source=Source.PATENTS, confidence=1.0,
    )  # fmt: skip
    if owner.closed and owner.taken_over_by:
        after = owner.closed + timedelta(days=1)
        known = max(months_after(after, 3), months_after(filed, PUBLICATION_MONTHS))
        facts.add(
            "patent_owners", patent_id=document, partner_id=owner.taken_over_by, valid_from=shown(after),
            recorded_at=shown(min(known, LAST_DAY)), source=Source.PATENTS, confidence=0.95,
        )  # fmt: skip


def _title(family: Family, dice: Dice) -> str:
    names = [vocabulary.capabilities()[each].name for each in family.classes]
    lowered = [name if name[1:2].isupper() else name[0].lower() + name[1:] for name in names]
    return dice.pick(_FORMS).format(what=" and ".join(lowered), aspect=dice.pick(_ASPECTS))


def _domain_mates(capability: str) -> tuple[str, ...]:
    """Capabilities of the same domain that are nothing new; itself where there is no other."""
    tree = vocabulary.capabilities()
    mates = tuple(
        leaf for leaf in vocabulary.leaves()
        if tree[leaf].domain == tree[capability].domain and leaf != capability and leaf not in NEW
    )  # fmt: skip
    return mates or (capability,)
