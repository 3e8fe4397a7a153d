"""What organisations of the demo are out for: strategies with needs, habits, programmes, risks.

A strategy asks for capabilities that its owner lacks; each need has standards by which it is met.
The needs of A in the case are written here in full, the others follow from themes.
"""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ecosystem.demo import vocabulary
from ecosystem.demo.case import CASE
from ecosystem.demo.dice import Dice
from ecosystem.demo.facts import LAST_DAY, Facts, Row, Source, day_between, noticed, shown
from ecosystem.demo.organisations import Organisation

STRATEGIES: Final = 22
PROGRAMMES: Final = 12

# theme | lines that follow it | what it takes
_THEMES: Final = """
Intelligent cockpit for everybody | car-makers nev-makers car-electronics | cockpit-driving-fusion ota-update language-models
Electrify the whole range | car-makers truck-makers drivetrain | electric-drive batteries fast-charging
Hydrogen for heavy haul | truck-makers hydrogen utilities | fuel-cell hydrogen-production light-alloy
A closed battery loop | battery-makers materials | battery-recycling cathode-material regional-parts-hub
A flexible grid | utilities renewables charging-operators | vehicle-to-grid stationary-storage grid-dispatch
Warehouses without lights | warehousing freight store-chains | automated-warehouse industrial-robot machine-vision
A green last mile | last-mile-carriers marketplaces | delivery-robot route-optimisation fast-charging
Stores and screens as one | store-chains consumer-brands dealers | live-commerce payment-systems loyalty-programme
Care beyond the hospital | care-providers digital-health medical-devices | telemedicine wearable-monitoring health-records
Faster medicines | pharmaceuticals | machine-intelligence clinical-trials drug-discovery
Chips from next door | semiconductors car-electronics | power-semiconductor chip-packaging automotive-soc
A factory of robots | robots contract-electronics | embodied-robot machine-vision edge-inference
Sales in new markets | nev-makers consumer-devices dealers | overseas-compliance vehicle-shipping local-vehicle-supply
A cloud to be trusted | cloud enterprise-software | threat-detection identity-access data-protection-audit
"""

# capability of the need, or what it is part of | measure | operator | from | to | unit
_STANDARDS: Final = """
intelligent-vehicle | release interval | <= | 4 | 12 | weeks
intelligent-vehicle | end-to-end latency | <= | 80 | 200 | ms
vehicle-engineering | unit cost reduction | >= | 8 | 25 | %
electric-drive | efficiency | >= | 90 | 97 | %
localised-supply | local content | >= | 30 | 60 | %
regional-parts-hub | delivery lead time | <= | 3 | 21 | days
assurance | time to certificate | <= | 3 | 9 | months
electronics | defects | <= | 5 | 60 | ppm
electronics | capacity | >= | 50 | 400 | thousand units a month
machine-intelligence | accuracy | >= | 92 | 99 | %
platforms | availability | >= | 99 | 99.9 | %
business-software | availability | >= | 99 | 99.9 | %
batteries | cycle life | >= | 2000 | 6000 | cycles
battery-recycling | material recovered | >= | 88 | 97 | %
charging | time for 300 km | <= | 8 | 25 | minutes
vehicle-to-grid | vehicles connected | >= | 2 | 40 | thousand
power | cost of energy | <= | 0.04 | 0.12 | EUR/kWh
materials-making | yield | >= | 85 | 98 | %
logistics | delivery on time | >= | 93 | 99 | %
storage | lines picked an hour | >= | 80 | 300 | lines
retail | customers reached | >= | 0.5 | 8 | million
health | sensitivity | >= | 88 | 98 | %
medicines | time to first trial | <= | 14 | 36 | months
care | patients reached | >= | 20 | 400 | thousand
"""

_RISKS: Final = """
operational | capacity cannot follow a sudden order | head of operations
operational | one plant makes most of the volume | head of operations
supply chain | key material comes from a single country | head of purchasing
compliance | personal data cross borders without a review | data protection officer
compliance | tariffs on the main market are under review | general counsel
cultural | decisions take longer than the partner's releases | alliance manager
financial | cash lasts for less than eighteen months | chief financial officer
technology | core product rests on a component near its end of life | chief technology officer
"""

_PROGRAMME_KINDS: Final = (
    ("developer programme", "open interfaces; certification each year; the first year is free"),
    ("supplier academy", "quality audits shared; forecasts open for six months"),
    ("data space", "data stay with their owner; use is logged; exit with three months' notice"),
    ("reseller programme", "regional exclusivity on request; margin by tier"),
)


@dataclass(frozen=True, slots=True)
class Need:
    id: str
    capability: str
    weight: float
    must: bool


@dataclass(frozen=True, slots=True)
class Strategy:
    """What one organisation wants from ``since`` on, and what it takes."""

    id: str
    owner: str
    name: str
    since: date
    needs: tuple[Need, ...]
    until: date | None = None
    recorded: date | None = None


def strategies(everybody: Sequence[Organisation], seed: int) -> tuple[Strategy, ...]:
    """The strategies of the case and those that follow a theme, sorted by id."""
    dice = Dice(seed, "strategies")
    drawn = [_themed(owner, dice) for owner in _owners(everybody, dice)]
    return tuple(sorted([*_of_the_case(), *drawn], key=lambda each: each.id))


def write_strategies(facts: Facts, found: Sequence[Strategy], seed: int) -> None:
    """Strategies, needs and the standards of each need."""
    dice = Dice(seed, "standards")
    for strategy in found:
        dates: Row = {
            "valid_from": shown(strategy.since), "valid_to": shown(strategy.until) if strategy.until else None,
            "recorded_at": shown(strategy.recorded or noticed(strategy.since, 45)),
            "source": Source.REPORTS, "confidence": 0.9,
        }  # fmt: skip
        facts.add("strategies", id=strategy.id, partner_id=strategy.owner, name=strategy.name, **dates)
        for need in strategy.needs:
            facts.add(
                "needs", id=need.id, strategy_id=strategy.id, capability_id=need.capability,
                weight=need.weight, must=need.must, **dates,
            )  # fmt: skip
            for measure, operator, value, unit in _CASE_STANDARDS.get(need.id) or _standards(need, dice):
                facts.add(
                    "need_standards", need_id=need.id, measure=measure, operator=operator, value=value,
                    unit=unit, **dates,
                )  # fmt: skip


def write_traits(facts: Facts, everybody: Sequence[Organisation], seed: int) -> None:
    """Horizon, style, appetite, rhythm and culture, as far as somebody has asked."""
    dice = Dice(seed, "traits")
    for each in everybody:
        since = day_between(date(2017, 1, 15), date(2022, 6, 1), dice)
        since = max(since, each.born)
        if not each.exists_all_of(shown(since, 7)):
            continue
        told = _CASE_TRAITS.get(each.id) or _traits(each, dice)
        for measure, value in told:
            source = Source.ANALYSTS if measure == "rd_cycle_months" else Source.INTERVIEWS
            facts.add(
                "traits", partner_id=each.id, measure=measure, value=value, valid_from=shown(since, 7),
                valid_to=_end(each), recorded_at=shown(noticed(since, 60 + dice.below(240))), source=source,
                confidence=round(dice.uniform(0.55, 0.95), 2),
            )  # fmt: skip


def write_programmes(facts: Facts, everybody: Sequence[Organisation], seed: int) -> None:
    """Open programmes of large organisations, and who joined them."""
    dice = Dice(seed, "programmes")
    for owner, since in _programme_owners(everybody, dice):
        programme = CASE.programme if owner.id == CASE.a else f"prog-{owner.id}"
        kind, terms = dice.pick(_PROGRAMME_KINDS)
        name = f"{owner.brand.latin} {kind}"
        if owner.id == CASE.a:
            kind, name = "developer programme", "Shuoye Open Cockpit"
            terms = "80 % of the cockpit interfaces are open; certification each year"
        facts.add(
            "programmes", id=programme, name=name, owner_id=owner.id, kind=kind, terms=terms,
            valid_from=shown(since), recorded_at=shown(noticed(since, 20)), source=Source.PRESS, confidence=0.95,
        )  # fmt: skip
        for member, joined in _members(owner, since, everybody, dice):
            facts.add(
                "programme_members", programme_id=programme, partner_id=member,
                tier=dice.weighted(("member", "silver", "gold"), (6, 3, 1)), valid_from=shown(joined),
                recorded_at=shown(noticed(joined, dice.below(50))), source=Source.PRESS, confidence=0.9,
            )  # fmt: skip


def write_risks(facts: Facts, everybody: Sequence[Organisation], seed: int) -> None:
    """What may go wrong with about every third organisation."""
    dice = Dice(seed, "risks")
    known = [[cell.strip() for cell in row.split("|")] for row in _RISKS.strip().splitlines()]
    for each in everybody:
        for kind, note, owner in dice.sample(known, dice.weighted((0, 1, 2), (7, 3, 1))):
            since = max(day_between(date(2019, 1, 1), date(2025, 10, 1), dice), each.born)
            if not each.exists_all_of(shown(since, 7)):
                continue
            facts.add(
                "risks", partner_id=each.id, kind=kind, likelihood=round(dice.uniform(0.05, 0.7), 2),
                impact=round(dice.uniform(0.2, 0.95), 2), owner=owner, note=note, valid_from=shown(since, 7),
                valid_to=_end(each), recorded_at=shown(noticed(since, 30 + dice.below(60))),
                source=Source.ANALYSTS, confidence=round(dice.uniform(0.5, 0.85), 2),
            )  # fmt: skip


def _of_the_case() -> list[Strategy]:
    b_turns = date.fromisoformat(CASE.b_turns)
    return [
        Strategy(
            CASE.strategy, CASE.a, "Intelligence and globalisation 2023–2028", date(2023, 1, 9),
            (
                Need(CASE.need, CASE.capability, 0.5, True),
                Need(CASE.compliance_need, "cap-overseas-compliance", 0.3, True),
                Need(CASE.supply_need, "cap-local-vehicle-supply", 0.2, False),
            ),
        ),
        Strategy(
            "strategy-b-tech", CASE.b, "Every cabin understands its people 2021–2026", date(2021, 3, 1),
            (Need("need-b-tech-vehicle", "cap-vehicle-integration", 0.6, True),
             Need("need-b-tech-compute", "cap-automotive-soc", 0.4, False)),
            until=date(2025, 8, 31),
        ),
        Strategy(
            "strategy-b-tech-robots", CASE.b, "From the cabin to the robot 2025–2030", b_turns,
            (Need("need-b-tech-robot", "cap-embodied-robot", 0.7, True),
             Need("need-b-tech-drive", "cap-traction-motor", 0.3, False)),
            recorded=b_turns,
        ),
    ]  # fmt: skip


_CASE_STANDARDS: Final = {
    CASE.need: (
        ("algorithm iteration cycle", "<=", "6", "weeks"),
        ("intent recognition accuracy", ">=", "95", "%"),
        ("perception to display latency", "<=", "120", "ms"),
    ),
    CASE.compliance_need: (
        ("scope of certification", "includes", "type approval, cybersecurity, data protection", None),
        ("time to certificate", "<=", "6", "months"),
    ),
    CASE.supply_need: (
        ("local content", ">=", "40", "%"),
        ("delivery lead time", "<=", "21", "days"),
    ),
}

_CASE_TRAITS: Final = {
    CASE.a: (
        ("strategy_horizon_years", "5"), ("decision_style", "centralised"), ("risk_appetite", "aggressive"),
        ("culture", "wolf"), ("rd_cycle_months", "18"),
    ),
    CASE.b: (
        ("strategy_horizon_years", "5"), ("decision_style", "democratic"), ("risk_appetite", "aggressive"),
        ("culture", "wolf"), ("rd_cycle_months", "6"),
    ),
}  # fmt: skip


def _owners(everybody: Sequence[Organisation], dice: Dice) -> list[Organisation]:
    able = [
        each for each in everybody
        if each.size > 1500 and each.parent is None and not each.is_cast and each.closed is None
        and any(each.line.slug in lines for _, lines, _ in _themes())
    ]  # fmt: skip
    return dice.sample(able, STRATEGIES - 3)


def _themes() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    rows = [[cell.strip() for cell in row.split("|")] for row in _THEMES.strip().splitlines()]
    return [(name, tuple(at.split()), tuple(f"cap-{s}" for s in takes.split())) for name, at, takes in rows]


def _themed(owner: Organisation, dice: Dice) -> Strategy:
    name, _, takes = dice.pick([each for each in _themes() if owner.line.slug in each[1]])
    lacking = [each for each in takes if owner.weight_of(each) < 0.5]
    since = day_between(date(2016, 1, 4), date(2025, 1, 31), dice)
    weights = [dice.between(1, 4) for _ in lacking]
    needs = tuple(
        Need(
            f"need-{owner.id}-{number}", each, round(weights[number - 1] / sum(weights), 2),
            number == 1 or dice.chance(0.3),
        )
        for number, each in enumerate(lacking, 1)
    )  # fmt: skip
    return Strategy(f"strategy-{owner.id}", owner.id, f"{name} {since.year}–{since.year + 5}", since, needs)


def _standards(need: Need, dice: Dice) -> list[tuple[str, str, str, str | None]]:
    """The standards of the capability itself, else of the nearest one that it is part of."""
    rows = [[cell.strip() for cell in row.split("|")] for row in _STANDARDS.strip().splitlines()]
    node: str | None = need.capability
    while node is not None and not any(f"cap-{row[0]}" == node for row in rows):
        node = vocabulary.capabilities()[node].broader
    found: list[tuple[str, str, str, str | None]] = []
    for _, measure, operator, low, high, unit in (row for row in rows if f"cap-{row[0]}" == node):
        value = dice.uniform(float(low), float(high))
        digits = 2 if float(high) < 1 else 1 if float(high) < 10 or "." in high else 0
        found.append((measure, operator, f"{value:.{digits}f}", unit))
    return found


def _traits(each: Organisation, dice: Dice) -> list[tuple[str, str]]:
    """Young firms run faster and dare more; nobody has asked a third of them."""
    young = each.born.year >= 2012
    fast = {"software": 6, "electronics": 12, "retail": 9, "logistics": 12}.get(each.line.top, 24)
    told = [
        ("strategy_horizon_years", str(dice.pick((2, 3, 3, 5) if young else (3, 5, 5, 7, 10)))),
        ("decision_style", dice.weighted(("centralised", "democratic"), (3, 4) if young else (5, 3))),
        ("risk_appetite", dice.weighted(("aggressive", "balanced", "cautious"), (5, 4, 1) if young else (1, 4, 4))),
        ("rd_cycle_months", str(max(round(fast * dice.uniform(0.6, 1.6)), 2))),
        ("culture", dice.weighted(("wolf", "craft", "network", "steward"), (3, 2, 3, 1) if young else (1, 3, 2, 3))),
    ]
    if dice.chance(0.33):
        return []
    return [pair for pair in told if dice.chance(0.8)]


def _programme_owners(everybody: Sequence[Organisation], dice: Dice) -> list[tuple[Organisation, date]]:
    large = [
        each for each in everybody
        if each.size > 8000 and each.parent is None and not each.is_cast and each.born.year < 2012
    ]  # fmt: skip
    a = next(each for each in everybody if each.id == CASE.a)
    chosen = dice.sample(large, PROGRAMMES - 1)
    drawn = [(each, day_between(date(2014, 1, 6), date(2023, 6, 1), dice)) for each in chosen]
    return sorted([(a, date(2025, 4, 8)), *drawn], key=lambda pair: pair[0].id)


def _members(
    owner: Organisation, since: date, everybody: Sequence[Organisation], dice: Dice
) -> list[tuple[str, date]]:
    odds = [
        0.0 if each.id == owner.id or each.parent == owner.id or each.is_cast or not each.exists_on(since)
        else (3.0 if each.line.top == owner.line.top else 1.0) * (3.0 if each.region == owner.region else 1.0)
        for each in everybody
    ]  # fmt: skip
    drawn = dice.sample(everybody, dice.between(8, 22), odds)
    joined = {each.id: day_between(since, min(each.closed or LAST_DAY, LAST_DAY), dice) for each in drawn}
    if owner.id == CASE.a:
        joined |= {"zhexu": date(2025, 4, 8), "tuyu": date(2025, 5, 19)}
        joined |= {CASE.b: date.fromisoformat(CASE.licence_from)}
    return sorted(joined.items())


def _end(each: Organisation) -> str | None:
    return shown(each.closed) if each.closed else None
