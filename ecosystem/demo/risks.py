"""What may go wrong around the cast: lists, barriers, papers that run out, what the pilot showed.

The listed entities are invented. One shares an identifier with an organisation of the demo, one the
Chinese name, one is a namesake of B in another country; the others are nobody here.
"""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from ecosystem.demo.case import CASE
from ecosystem.demo.dice import Dice
from ecosystem.demo.facts import LAST_DAY, Facts, Source, day_between, months_after, noticed, shown
from ecosystem.demo.organisations import Organisation

# partner | kind | note | likelihood | impact | owner | from | to | recorded
_OF_THE_CASE: Final = f"""
{CASE.b} | data protection | the audit of voice data under GDPR was passed with two findings | 0.2 | 0.75 | data protection officer | 2022-02-01 | 2024-01-31 | 2022-03-04
{CASE.b} | data protection | the repeated audit of voice data under GDPR left no finding open | 0.1 | 0.75 | data protection officer | 2024-04-15 | 2026-04-14 | 2024-04-22
{CASE.b} | export control | chips for training may fall under the export control of a third country | 0.45 | 0.7 | | 2023-06-12 | | 2023-06-30
{CASE.b} | intellectual property | the open-source parts of the speech stack are not inventoried | 0.35 | 0.5 | general counsel | 2023-03-20 | | 2023-04-02
{CASE.b} | key person | two founders hold most of the know-how behind the core patents | 0.25 | 0.7 | | 2022-09-05 | | 2022-10-11
{CASE.b} | financial | the last round of finance lasts for some twenty months | 0.2 | 0.6 | chief financial officer | 2023-05-02 | 2024-12-31 | 2023-05-20
{CASE.b} | virtual pilot | hardware freezes of A collide with the six-week releases of B | 0.55 | 0.45 | alliance manager | 2024-02-29 | | 2024-03-08
{CASE.a} | supply chain | cathode material comes from one supplier | 0.3 | 0.6 | head of purchasing | 2022-04-11 | | 2022-05-03
"""

# partner | measure | value | unit | from | recorded
_TRAITS: Final = f"""
{CASE.b} | capacity_elasticity | 60 | % | 2023-05-08 | 2023-06-01
{CASE.b} | key_material_stock_days | 45 | days | 2023-05-08 | 2023-06-01
{CASE.a} | capacity_elasticity | 25 | % | 2022-11-14 | 2022-12-05
{CASE.b} | pilot_on_time_share | 86 | % | 2024-02-29 | 2024-03-08
{CASE.b} | pilot_decision_days | 4 | days | 2024-02-29 | 2024-03-08
{CASE.b} | pilot_open_issues | 3 | issues | 2024-02-29 | 2024-03-08
"""

# supplier | customer | good | from
_SUPPLIES: Final = f"""
xinji | {CASE.b} | cap-automotive-soc | 2021-04-12
jubo | {CASE.b} | cap-board-assembly | 2020-10-05
xinji | {CASE.a} | cap-automotive-soc | 2020-09-14
haneulgil | xinji | cap-chip-packaging | 2019-06-03
haneulgil | jubo | cap-image-sensor | 2018-03-19
"""

# exporter | importer | kind | likelihood | impact | note | from | to
_BARRIERS: Final = """
CN | DE | tariff | 0.7 | 0.4 | an additional duty on vehicles is under way | 2023-10-04 |
DE | CN | licence | 0.2 | 0.3 | encryption parts need a licence | 2020-01-01 |
CN | US | tariff | 0.9 | 0.7 | additional duties on vehicles and parts | 2018-07-06 |
US | CN | export control | 0.8 | 0.8 | chips above a threshold need a licence that is mostly refused | 2022-10-07 |
JP | CN | export control | 0.4 | 0.5 | equipment for chip making needs a licence | 2023-07-23 |
KR | CN | licence | 0.3 | 0.4 | chip packaging falls under a yearly exemption | 2023-01-01 | 2024-12-31
CN | KR | tariff | 0.2 | 0.2 | the trade agreement leaves few duties on electronics | 2016-01-01 |
CN | TH | quota | 0.3 | 0.3 | incentives end unless cars are assembled in the country | 2022-06-09 |
TH | CN | tariff | 0.1 | 0.1 | duties are low under the regional agreement | 2022-01-01 |
CN | GB | type approval | 0.4 | 0.3 | approvals of the Union are no longer accepted as they are | 2023-01-01 |
CN | IL | export control | 0.3 | 0.4 | sensors with a second use need a licence | 2021-03-01 |
IL | CN | export control | 0.5 | 0.6 | sensors with a second use need a licence | 2021-03-01 |
"""

# id | name | schema | aliases | countries | topics | programme | from | to
_LISTED: Final = """
demo-listed-01 | Harbour Vale Trading Ltd. | Company | 港谷贸易有限公司 | HK;GB | sanction | Harbour Order 4 | 2021-05-17 |
demo-listed-02 | Ostrander Freight Agency | Organization | Ostrander Freight | PA | sanction | Sea Lanes List | 2019-02-11 |
demo-listed-03 | Lingxu Technologies | Company | Lingxu Tekhnologii | KZ | export.control | Dual-use Annex C | 2022-09-01 |
demo-listed-04 | Mirela Vantongeren | Person | | NL | sanction | Harbour Order 4 | 2021-05-17 |
demo-listed-05 | Quillfeather Defence Works | Company | | BY | sanction;export.control | Dual-use Annex C | 2018-11-05 |
demo-listed-06 | Brackenmoor Procurement | Company | | IE | debarment | Public Tenders Register | 2020-03-02 | 2023-03-01
"""


def write_panorama(facts: Facts, everybody: Sequence[Organisation], seed: int) -> None:
    """Everything that the risk panorama asks for beside what analysts noted."""
    for partner, kind, note, likelihood, impact, owner, since, until, recorded in _rows(_OF_THE_CASE):
        facts.add(
            "risks", partner_id=partner, kind=kind, note=note, likelihood=float(likelihood), impact=float(impact),
            owner=owner or None, valid_from=since, valid_to=until or None, recorded_at=recorded,
            source=Source.PILOT if kind == "virtual pilot" else Source.ANALYSTS, confidence=0.8,
        )  # fmt: skip
    for partner, measure, value, unit, since, recorded in _rows(_TRAITS):
        facts.add(
            "traits", partner_id=partner, measure=measure, value=value, unit=unit, valid_from=since,
            recorded_at=recorded, source=Source.PILOT if measure.startswith("pilot") else Source.INTERVIEWS,
            confidence=0.8,
        )  # fmt: skip
    for supplier, customer, good, since in _rows(_SUPPLIES):
        facts.add(
            "supplies", supplier_id=supplier, customer_id=customer, capability_id=good, valid_from=since,
            recorded_at=since, source=Source.REPORTS, confidence=0.9,
        )  # fmt: skip
    for exporter, importer, kind, likelihood, impact, note, since, until in _rows(_BARRIERS):
        facts.add(
            "trade_barriers", exporter_country=exporter, importer_country=importer, kind=kind,
            likelihood=float(likelihood), impact=float(impact), note=note, valid_from=since,
            valid_to=until or None, recorded_at=since, source=Source.PRESS, confidence=0.85,
        )  # fmt: skip
    _write_certificates(facts, everybody, seed)
    _write_lists(facts, everybody, seed)


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]


def _write_certificates(facts: Facts, everybody: Sequence[Organisation], seed: int) -> None:
    """Certificates that hold for three years; some were renewed in time, some were not."""
    dice = Dice(seed, "certificates")
    for each in everybody:
        if not dice.chance(0.2) or each.is_cast or each.closed is not None:
            continue
        since = max(day_between(date(2018, 1, 8), date(2022, 12, 1), dice), each.born)
        while since < LAST_DAY:
            until = months_after(since, 36)
            if until > LAST_DAY:
                break
            facts.add(
                "risks", partner_id=each.id, kind="certification",
                note="quality management is certified, with the yearly audit passed", likelihood=0.1, impact=0.5,
                owner="head of quality", valid_from=shown(since), valid_to=shown(until),
                recorded_at=shown(noticed(since, 14)), source=Source.REGISTER, confidence=0.95,
            )  # fmt: skip
            if dice.chance(0.5):
                break
            since = date.fromordinal(until.toordinal() + 1)


def _write_lists(facts: Facts, everybody: Sequence[Organisation], seed: int) -> None:
    dice = Dice(seed, "listed entities")
    others = [each for each in everybody if not each.is_cast and each.parent is None]
    known = dice.pick([each for each in others if each.lei])
    chinese = dice.pick([each for each in others if each.country == "CN" and each.id != known.id
                         and any(not name.isascii() for name in (each.name, *each.aliases))])
    native = next(name for name in (chinese.name, *chinese.aliases) if not name.isascii())
    for identity, name, schema, aliases, countries, topics, programme, since, until in _rows(_LISTED):
        facts.add(
            "listed_entities", id=identity, name=name, schema=schema, aliases=aliases or None, countries=countries,
            identifiers=f"lei:{known.lei}" if identity == "demo-listed-01" else None, topics=topics,
            programme=programme, valid_from=since, valid_to=until or None, recorded_at=since, source=Source.LISTS,
            confidence=1.0,
        )  # fmt: skip
    facts.add(
        "listed_entities", id="demo-listed-07", name="Northgate Sourcing Agency", schema="Company", aliases=native,
        countries="CN", topics="debarment", programme="Public Tenders Register", valid_from="2022-04-04",
        recorded_at="2022-04-04", source=Source.LISTS, confidence=1.0,
    )  # fmt: skip
