"""What is known of partners by the measures of A's standards, and how A's strategy changed in 2026.

Some meet a standard, some fail it, of most nothing is on record; some say it in days where the
standard asks for weeks.
"""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from ecosystem.demo import vocabulary
from ecosystem.demo.case import CASE
from ecosystem.demo.dice import Dice
from ecosystem.demo.facts import Facts, Row, Source, day_between, noticed, shown
from ecosystem.demo.organisations import Organisation

# partner | measure | value | unit | from | recorded
_TOLD: Final = f"""
{CASE.b} | algorithm iteration cycle | 10 | weeks | 2021-03-15 | 2021-05-10
{CASE.b} | algorithm iteration cycle | 40 | days | 2023-03-01 | 2023-06-12
{CASE.b} | algorithm iteration cycle | 4 | weeks | 2024-03-18 | 2024-04-02
{CASE.b} | intent recognition accuracy | 96.4 | % | 2023-02-06 | 2023-06-12
{CASE.b} | perception_to_display_latency | 0.11 | s | 2023-04-17 | 2023-06-12
lanqi | algorithm iteration cycle | 3 | months | 2022-09-05 | 2023-01-16
lanqi | intent recognition accuracy | 96 | % | 2022-09-05 | 2023-01-16
lanqi | perception to display latency | 95 | ms | 2022-09-05 | 2023-01-16
chiyu | algorithm iteration cycle | 5 | weeks | 2022-11 | 2023-02-20
chiyu | intent recognition accuracy | 93 | % | 2022-11 | 2023-02-20
falkental | algorithm iteration cycle | 12 | weeks | 2022-05-09 | 2022-09-01
falkental | intent recognition accuracy | 97 | % | 2022-05-09 | 2022-09-01
falkental | perception to display latency | 0.08 | s | 2022-05-09 | 2022-09-01
kazagoto | intent recognition accuracy | 95.5 | % | 2021-10 | 2022-03-01
haneulgil | perception to display latency | 60 | ms | 2022-04 | 2022-08-15
haneulgil | intent recognition accuracy | 94 | % | 2022-04 | 2022-08-15
orgalit | algorithm iteration cycle | 35 | days | 2023-01 | 2023-05-03
orgalit | perception to display latency | 130 | ms | 2023-01 | 2023-05-03
hallbrunn | scope of certification | type approval; cybersecurity; data protection; functional safety | | 2019 | 2020-02-11
hallbrunn | time to certificate | 20 | weeks | 2022-06-01 | 2022-10-04
nusantrim | local content | 48 | % | 2021-08 | 2022-01-20
nusantrim | delivery lead time | 2 | weeks | 2021-08 | 2022-01-20
siamphat | local content | 55 | % | 2022-02 | 2022-06-07
siamphat | delivery lead time | 30 | days | 2022-02 | 2022-06-07
"""

# what somebody has a part of | measure | from | to | unit | the same in another unit | how many of them make one
_DRAWN: Final = """
cap-overseas-compliance | time to certificate | 4 | 12 | months | weeks | 4.3
cap-local-vehicle-supply | local content | 20 | 70 | % | % | 1
cap-cockpit-driving-fusion | algorithm iteration cycle | 5 | 26 | weeks | days | 7
"""

_CHANGED: Final = date(2026, 3, 16)
_STRATEGY: Final = f"{CASE.strategy}@2"

# need | capability | weight | must
_NEEDS: Final = f"""
{CASE.supply_need}@2 | cap-local-vehicle-supply | 0.5 | yes
{CASE.compliance_need}@2 | cap-overseas-compliance | 0.3 | yes
{CASE.need}@2 | {CASE.capability} | 0.2 | no
"""


def write_standards(facts: Facts, everybody: Sequence[Organisation], seed: int) -> None:
    """Facts by the measures of standards, and the second version of A's strategy."""
    for partner, measure, value, unit, since, recorded in _rows(_TOLD):
        facts.add(
            "traits", partner_id=partner, measure=measure, value=value, unit=unit or None, valid_from=since,
            recorded_at=recorded, source=Source.INTERVIEWS, confidence=0.8,
        )  # fmt: skip
    _write_drawn(facts, everybody, seed)
    _write_second_version(facts)


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]


def _write_drawn(facts: Facts, everybody: Sequence[Organisation], seed: int) -> None:
    """One in three of those who have a part of what is needed was asked, and told one thing."""
    dice = Dice(seed, "standards of partners")
    tree = vocabulary.capabilities()
    for broad, measure, low, high, unit, other, factor in _rows(_DRAWN):
        parts = {each for each, node in tree.items() if each == broad or node.broader == broad}
        for each in everybody:
            if each.is_cast or not any(each.weight_of(part) > 0 for part in parts) or not dice.chance(0.33):
                continue
            since = max(day_between(date(2019, 1, 7), date(2022, 12, 1), dice), each.born)
            amount, elsewhere = dice.uniform(float(low), float(high)), dice.chance(0.4)
            if not each.exists_all_of(shown(since, 7)):
                continue
            value = f"{amount * float(factor):.0f}" if elsewhere else f"{amount:.0f}"
            facts.add(
                "traits", partner_id=each.id, measure=measure, value=value, unit=other if elsewhere else unit,
                valid_from=shown(since, 7), valid_to=shown(each.closed) if each.closed else None,
                recorded_at=shown(noticed(since, 40 + dice.below(120))), source=Source.INTERVIEWS,
                confidence=round(dice.uniform(0.55, 0.95), 2),
            )  # fmt: skip


def _write_second_version(facts: Facts) -> None:
    """After the licence A has the cockpit itself: what is needed most now is supply where it sells."""
    end = shown(date.fromordinal(_CHANGED.toordinal() - 1))
    before = {CASE.need, CASE.compliance_need, CASE.supply_need}
    standards = [row for row in facts.rows("need_standards") if row["need_id"] in before]
    ended = [row for row in facts.rows("strategies") if row["id"] == CASE.strategy]
    ended += [row for row in facts.rows("needs") if row["id"] in before]
    for row in (*ended, *standards):
        row["valid_to"] = end
    dates: Row = {"valid_from": shown(_CHANGED), "recorded_at": shown(_CHANGED), "source": Source.REPORTS,
                  "confidence": 0.9}
    facts.add(
        "strategies", id=_STRATEGY, partner_id=CASE.a, name="Intelligence and globalisation 2023–2028",
        horizon="2028", version="2", supersedes_id=CASE.strategy, **dates,
    )  # fmt: skip
    for need, capability, weight, must in _rows(_NEEDS):
        facts.add("needs", id=need, strategy_id=_STRATEGY, capability_id=capability, weight=float(weight),
                  must=must == "yes", horizon="2027" if must == "yes" else None, **dates)
        for row in standards:
            if row["need_id"] == need.removesuffix("@2"):
                facts.add("need_standards", need_id=need, measure=row["measure"], operator=row["operator"],
                          value=row["value"], unit=row["unit"], **dates)
