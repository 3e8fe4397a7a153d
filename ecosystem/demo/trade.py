"""What organisations of the demo sell, to whom and where: industries, channels, supplies, records.

The last step of the demo: what is known of the organisations becomes rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from ecosystem.dates import last_day
from ecosystem.demo import vocabulary
from ecosystem.demo.dice import Dice
from ecosystem.demo.facts import LAST_DAY, Facts, Source, day_between, noticed, shown
from ecosystem.demo.names import web_address
from ecosystem.demo.organisations import Holding, Organisation, groups
from ecosystem.demo.partnerships import Partnership

SUPPLIES: Final = 460
"""Supplies beside those of the supply agreements."""

_USUAL_CHANNELS: Final = {
    "car-making": ("dealer network", "key accounts"), "electronics": ("key accounts", "distributor"),
    "software": ("key accounts", "online marketplace"), "energy": ("key accounts", "distributor"),
    "logistics": ("key accounts", "distributor"), "retail": ("online marketplace", "distributor"),
    "health": ("distributor", "key accounts"), "services": ("key accounts",),
}  # fmt: skip


def write_vocabulary(facts: Facts) -> None:
    """Capabilities, industries with what they buy of each other, and channels."""
    undated = {"source": Source.ANALYSTS.value}
    for node in vocabulary.capabilities().values():
        facts.add(
            "capabilities", id=node.id, name=node.name, name_zh=node.name_zh, broader_id=node.broader,
            scheme="allygraph demo", **undated,
        )  # fmt: skip
    for slug, name in vocabulary.top_lines().items():
        facts.add("industries", id=vocabulary.industry_id(slug), name=name, scheme="allygraph demo", **undated)
    for line in vocabulary.lines().values():
        facts.add(
            "industries", id=vocabulary.industry_id(line.slug), name=line.name, scheme="allygraph demo",
            broader_id=vocabulary.industry_id(line.top), **undated,
        )  # fmt: skip
    for (supplier, customer), coefficient in vocabulary.inputs().items():
        facts.add(
            "industry_inputs", supplier_industry_id=vocabulary.industry_id(supplier),
            customer_industry_id=vocabulary.industry_id(customer), coefficient=coefficient,
            valid_from="2020", confidence=0.7, **undated,
        )  # fmt: skip
    for region in vocabulary.REGIONS:
        for kind in vocabulary.CHANNEL_KINDS:
            facts.add(
                "channels", id=vocabulary.channel_id(kind, region), name=f"{kind.capitalize()}, {region}",
                kind=kind, region=region, **undated,
            )  # fmt: skip


def write_organisations(facts: Facts, everybody: Sequence[Organisation], seed: int) -> None:
    """The record of each organisation, its second one, identifiers, industries and capabilities."""
    dice = Dice(seed, "organisation records")
    for each in everybody:
        _write_records(facts, each, dice)
        for place, slug in enumerate(each.industries):
            facts.add(
                "partner_industries", partner_id=each.id, industry_id=vocabulary.industry_id(slug),
                weight=1.0 if len(each.industries) == 1 else (0.7, 0.3, 0.2)[place], valid_from=each.founded,
                valid_to=_end(each), source=Source.REGISTER, confidence=0.95,
            )  # fmt: skip
        for held in each.holdings:
            _write_holding(facts, each, held, dice)


def write_channels(facts: Facts, everybody: Sequence[Organisation], seed: int) -> None:
    """Where each organisation sells: at home first, abroad the larger ones."""
    dice = Dice(seed, "channels")
    for each in everybody:
        if each.line.slug == "research":
            continue
        reach = 1 if each.size < 400 else dice.between(1, 3) if each.size < 6000 else dice.between(2, 6)
        abroad = [region for region in vocabulary.REGIONS if region != each.region]
        for place, region in enumerate((each.region, *dice.sample(abroad, reach - 1))):
            kinds = _USUAL_CHANNELS[each.line.top]
            for kind in dice.sample(kinds, 1 if each.size < 400 else dice.between(1, len(kinds))):
                since = max(each.born, day_between(date(2008, 1, 1), date(2024, 6, 1), dice) if place else each.born)
                if not each.exists_all_of(shown(since, 7)):
                    continue
                facts.add(
                    "partner_channels", partner_id=each.id, channel_id=vocabulary.channel_id(kind, region),
                    weight=round(dice.uniform(0.5, 1.0) if place == 0 else dice.uniform(0.1, 0.6), 2),
                    valid_from=shown(since, 7), valid_to=_end(each), source=Source.REPORTS,
                    recorded_at=shown(noticed(since, 31 + dice.below(330))) if dice.chance(0.4) else None,
                    confidence=round(dice.uniform(0.7, 0.95), 2),
                )  # fmt: skip


def write_supplies(
    facts: Facts, everybody: Sequence[Organisation], ties: Sequence[Partnership], seed: int
) -> None:
    """What supply agreements deliver, and deliveries that nobody announced as a partnership."""
    dice = Dice(seed, "supplies")
    known = {each.id: each for each in everybody}
    told: set[tuple[str, str]] = set()
    for tie in ties:
        roles = {role: known[member] for member, role in tie.members}
        if {"supplier", "customer"} <= roles.keys():
            seller, buyer = roles["supplier"], roles["customer"]
            held = _goods(seller, tie.from_day, dice)
            if held is not None:
                told.add((seller.id, buyer.id))
                _write_supply(facts, seller, buyer, held.capability, tie.since, tie.until, dice)
    pairs = list(vocabulary.inputs().items())
    tops = groups(everybody)
    while len(told) < SUPPLIES:
        (supplying, buying), _ = dice.weighted(pairs, [coefficient for _, coefficient in pairs])
        seller, buyer = _pair(everybody, supplying, buying, dice)
        first = max(seller.born, buyer.born, date(2010, 1, 1)) + timedelta(days=120)
        last = min(date(2025, 12, 1), *(each.closed or LAST_DAY for each in (seller, buyer)))
        day = day_between(first, last, dice)
        held = _goods(seller, day, dice)
        # The cast trades as its script says; inside a group goods are no news.
        barred = (seller.is_cast and buyer.is_cast) or tops[seller.id] == tops[buyer.id]
        if held is None or barred or day >= last or (seller.id, buyer.id) in told:
            continue
        told.add((seller.id, buyer.id))
        closings = [each.closed for each in (seller, buyer) if each.closed]
        until = day + timedelta(days=dice.between(400, 4000))
        until = min([until, *closings])
        since = shown(day, dice.weighted((10, 7), (1, 2)))
        since = since if last_day(since) < until else shown(day)
        _write_supply(facts, seller, buyer, held.capability, since, shown(until) if until <= LAST_DAY else None, dice)


def _write_records(facts: Facts, each: Organisation, dice: Dice) -> None:
    facts.add(
        "partners", id=each.id, name=each.name, kind=each.kind, country=each.country,
        aliases=";".join(each.aliases) or None, website=web_address(each.id), lei=each.lei,
        founded=each.founded, size=float(each.size), parent_id=each.parent, valid_from=each.founded,
        valid_to=_end(each), source=Source.REGISTER, confidence=round(dice.uniform(0.9, 1.0), 2),
    )  # fmt: skip
    if dice.chance(0.6):
        facts.add(
            "identifiers", partner_id=each.id, scheme="national_register",
            value=f"DEMO-{each.country}-{dice.below(10**7):07d}", valid_from=each.founded, valid_to=_end(each),
            source=Source.REGISTER, confidence=1.0,
        )  # fmt: skip
    if each.second_record is None:
        return
    # One of three second records names the LEI in the identifiers table only.
    in_column = dice.chance(0.67)
    recorded = shown(each.second_since)
    facts.add(
        "partners", id=each.second_record, name=_other_name(each), country=each.country,
        lei=each.lei if in_column else None, valid_from=each.founded, recorded_at=recorded,
        source=Source.SECOND_REGISTER, confidence=0.9,
    )  # fmt: skip
    for record in () if in_column else (each.id, each.second_record):
        facts.add(
            "identifiers", partner_id=record, scheme="lei", value=each.lei, recorded_at=recorded,
            source=Source.SECOND_REGISTER, confidence=1.0,
        )  # fmt: skip


def _other_name(each: Organisation) -> str:
    """How another register spells the same organisation: in its own script, or in capitals."""
    own = [name for name in (each.name, *each.aliases) if not name.isascii() and len(name) > 3]
    return own[0] if own and each.country in {"CN", "JP", "KR"} else each.name.upper()


def _write_holding(facts: Facts, each: Organisation, held: Holding, dice: Dice) -> None:
    until = held.until or _end(each)
    source = dice.weighted((Source.REPORTS, Source.ANALYSTS, Source.PRESS), (5, 3, 2))
    known = noticed(held.from_day, 20 + dice.below(210)) if dice.chance(0.4) else None
    exact = len(held.since) == 10 and each.is_cast
    facts.add(
        "partner_capabilities", partner_id=each.id, capability_id=held.capability, weight=held.weight,
        valid_from=held.since, valid_to=until, recorded_at=shown(known) if known and not exact else None,
        source=source, confidence=round(dice.uniform(0.6, 0.98), 2),
    )  # fmt: skip
    if not each.is_cast and dice.chance(0.05):
        # A second opinion, a year later and a little different.
        later = min(date(held.from_day.year + 1, 6, 30), LAST_DAY)
        if later > held.from_day and (until is None or last_day(until) > later):
            facts.add(
                "partner_capabilities", partner_id=each.id, capability_id=held.capability,
                weight=round(min(held.weight * dice.uniform(0.85, 1.15), 1.0), 2), valid_from=shown(later),
                valid_to=until, source=Source.INTERVIEWS, recorded_at=shown(noticed(later, 25)),
                confidence=round(dice.uniform(0.5, 0.8), 2),
            )  # fmt: skip


def _pair(
    everybody: Sequence[Organisation], supplying: str, buying: str, dice: Dice
) -> tuple[Organisation, Organisation]:
    buyers = [each for each in everybody if buying in each.industries]
    buyer = dice.weighted(buyers, [each.size**0.3 for each in buyers])
    sellers = [each for each in everybody if supplying in each.industries and each.id != buyer.id]
    odds = [
        each.size**0.2 * (3.0 if each.region == buyer.region else 1.0) * (2.0 if each.circle == buyer.circle else 1.0)
        for each in sellers
    ]
    return dice.weighted(sellers, odds), buyer


def _goods(seller: Organisation, day: date, dice: Dice) -> Holding | None:
    """Something that the seller could do on that day, rather of its own line than not."""
    held = [each for each in seller.holdings if each.from_day <= day and each.until is None]
    if not held:
        return None
    return dice.weighted(held, [each.weight * (12.0 if each.capability in seller.line.core else 1.0) for each in held])


def _write_supply(
    facts: Facts, seller: Organisation, buyer: Organisation, capability: str, since: str, until: str | None, dice: Dice
) -> None:
    known = noticed(last_day(since), dice.below(120)) if dice.chance(0.5) else None
    facts.add(
        "supplies", supplier_id=seller.id, customer_id=buyer.id, capability_id=capability, valid_from=since,
        valid_to=until, recorded_at=shown(known) if known else None, source=dice.pick((Source.PRESS, Source.REPORTS)),
        confidence=round(dice.uniform(0.6, 0.95), 2),
    )  # fmt: skip


def _end(each: Organisation) -> str | None:
    return shown(each.closed) if each.closed else None
