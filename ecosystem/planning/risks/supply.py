"""What may go wrong with a candidate's capacity and supply?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ecosystem.planning.risks.draft import STOP_RULE, Draft, stop_likelihood
from ecosystem.planning.risks.goods import (
    FEW,
    direct_of,
    goods_of,
    nothing,
    shares_of,
    single_source,
    stops_part,
    supplies_of,
    thin,
)
from ecosystem.planning.risks.ground import Ground, Said
from scoring.base import Evidence
from scoring.concentration import concentration
from scoring.risk.supply import common_source, tiers
from scoring.wording import count_of, listed, number, percent, possessive

BRIDGED_DAYS: Final = 90
"""The interruption of supply that a stock of key materials is measured by."""

CAPACITY: Final = ("capacity_elasticity", "capacity elasticity", "产能弹性")
STOCK: Final = ("key_material_stock_days", "key material stock days", "关键物料库存天数")
_NAMED: Final = 4
_NUMBER: Final = re.compile(r"\d+(\.\d+)?")


def supply_drafts(ground: Ground, row: int, asker: int | None) -> list[Draft]:
    """Every operational risk that is computed."""
    shared = [] if asker is None else [_shared(ground, row, asker)]
    return [_capacity(ground, row), single_source(ground, row), _suppliers(ground, row), _countries(ground, row),
            _upstream(ground, row), *shared, _stock(ground, row)]


# --- from traits ---------------------------------------------------------------------------------------
def trait_of(ground: Ground, row: int, names: Sequence[str]) -> Said | None:
    """The newest statement about one measure."""
    return next((each for each in ground.traits_of(row) if each.kind.casefold() in names), None)


def share_said(said: Said) -> float | None:
    """A trait as a share: ``0.3``, or ``30`` with the unit %."""
    found = _NUMBER.match((said.value or "").strip())
    if found is None:
        return None
    value = float(found[0])
    return value / 100 if (said.unit or "").strip() in {"%", "percent"} or "%" in (said.value or "") else value


def _capacity(ground: Ground, row: int) -> Draft:
    name, said = ground.name_of(row), trait_of(ground, row, CAPACITY)
    share = None if said is None else share_said(said)
    if said is None or share is None:
        return Draft("capacity_elasticity", f"Nothing on record says how far {name} can raise its output when an order "
                     "grows.", reason=f"No trait {CAPACITY[0]} is on record.")
    return Draft(
        "capacity_elasticity", f"{name} can raise its output by {percent(share)} within a quarter; of an order that "
        f"doubles, {percent(max(0.0, 1 - share))} would stay undelivered for the time being.",
        impact=max(0.0, 1 - share), reason="How likely such an order is depends on your plan and is not on record.",
        derivation="impact: 1 − capacity_elasticity, the share of a doubled order that could not be followed",
        parts=[Evidence("capacity", 1.0, f"capacity elasticity: {said.value}", (said.as_fact(),))], absent=share >= 1,
    )


def _stock(ground: Ground, row: int) -> Draft:
    name, said = ground.name_of(row), trait_of(ground, row, STOCK)
    found = _NUMBER.match((said.value or "").strip()) if said is not None else None
    if said is None or found is None:
        return Draft("key_material_stock", f"How long the key materials of {name} last without a delivery is not on "
                     "record.", reason=f"No trait {STOCK[0]} is on record.")
    days = float(found[0])
    return Draft(
        "key_material_stock", f"The key materials of {name} last {number(days)} days; a stop of {BRIDGED_DAYS} days is "
        + ("bridged." if days >= BRIDGED_DAYS else f"bridged for {percent(days / BRIDGED_DAYS)} of its time."),
        impact=max(0.0, 1 - days / BRIDGED_DAYS), reason="How likely a stop of deliveries is, is not on record.",
        derivation=f"impact: 1 − days / {BRIDGED_DAYS}, the share of a stop of {BRIDGED_DAYS} days that is not bridged",
        parts=[Evidence("stock", 1.0, f"key material stock: {said.value} days", (said.as_fact(),))],
        absent=days >= BRIDGED_DAYS,
    )


# --- from the graph ------------------------------------------------------------------------------------
def _suppliers(ground: Ground, row: int) -> Draft:
    shares, name, bought = shares_of(ground, row), ground.name_of(row), len(goods_of(ground, row))
    found = concentration(shares)
    if found is None or found.hhi is None:
        return nothing("supplier_concentration", ground, row)
    largest = int(found.largest)
    likelihood, low, reason, facts = stop_likelihood(ground, [largest])
    if len(shares) == 1:
        sentence = f"{name} has one supplier on record, {ground.name_of(largest)} (HHI 1)."
    else:
        equal = max(share for _, share in shares) - min(share for _, share in shares) < 1e-9
        most = "each" if equal else ground.name_of(largest)
        sentence = (f"{name} buys from {len(shares)} suppliers on record; {most} delivers "
                    f"{percent(found.largest_share)} of the goods (HHI {number(found.hhi)}).")
    return Draft(
        "supplier_concentration", sentence, likelihood,
        found.largest_share if max(bought, len(shares)) >= FEW else None,
        thin(max(bought, len(shares)), "good" if bought else "supplier", reason),
        "impact: share of the largest supplier in the goods on record, a good with n suppliers counting 1/n for each; "
        f"HHI: Σ share²; {STOP_RULE}", likelihood_low=low,
        parts=[Evidence("suppliers", 1.0, sentence, tuple(supplies_of(ground, row))), *stops_part(facts)],
    )


def _countries(ground: Ground, row: int) -> Draft:
    shares = [(ground.country_of(each), share) for each, share in shares_of(ground, row)]
    if not shares:
        return nothing("country_concentration", ground, row)
    found = concentration(shares)
    if found is None:
        return Draft("country_concentration", "The country of none of its suppliers is on record.",
                     reason="No supplier has a country on record.")
    top, own = str(found.largest), ground.country_of(row)
    at = "its own country" if top == own else "abroad"
    much = "All" if found.largest_share >= 1 else percent(found.largest_share)
    sentence = f"{much} of its supply comes from {top}, {at}"
    if found.hhi is not None:
        sentence += f" (HHI over countries {number(found.hhi)})."
        reason = f"No source says how likely it is that supply from {top} stops."
    else:
        sentence += (f"; the country of {percent(found.unknown_share)} is not known (HHI between {number(found.low)} "
                     f"and {number(found.high)}).")
        reason = (f"The share of {top} may be up to {percent(found.largest_share + found.unknown_share)}, and no "
                  "source says how likely it is that supply from there stops.")
    return Draft(
        "country_concentration", sentence, None,
        found.largest_share if found.hhi is not None and len(shares) >= FEW else None,
        thin(len(shares), "supplier", reason),
        "impact: share of the largest country in the goods on record", learned=_learned(ground, row),
        parts=[Evidence("countries", 1.0, sentence, tuple(supplies_of(ground, row)))],
    )


def _learned(ground: Ground, row: int) -> str | None:
    days = [recorded or begin for fact in supplies_of(ground, row)
            for _, begin, recorded, _ in [ground.view.provenance_of(fact.fact)]]
    return max((day for day in days if day), default=None)


def _upstream(ground: Ground, row: int) -> Draft:
    direct, name = direct_of(ground, row), ground.name_of(row)
    if not direct or ground.upstream is None:
        return nothing("upstream", ground, row)
    met, circular = tiers(ground.upstream, row)
    blind = sum(not len(ground.upstream.neighbours(each)) for each in direct)
    sizes = listed([str(len(tier)) for tier in met])
    depth = f"The chain above {name} is known for {count_of(len(met), 'tier', 'tiers')} ({sizes} organisations)"
    depth += f"; of {blind} of the {len(direct)} direct suppliers no own supplier is on record" if blind else ""
    depth += "; it runs in a circle back to the organisation itself" if circular else ""
    common = common_source(ground.upstream, row)
    if common is None:
        hidden = f"No own suppliers are on record for {blind} of the {len(direct)} direct suppliers."
        return Draft("upstream", f"{depth}. No common source is seen.", absent=not blind and len(direct) >= FEW,
                     reason=hidden if blind else thin(len(direct), "supplier", None),
                     learned=_learned(ground, row), derivation=_COMMON_RULE)
    likelihood, low, reason, facts = stop_likelihood(ground, [common.row])
    through = listed([ground.name_of(each) for each in common.through[:_NAMED]])
    sentence = (f"{depth}. {ground.name_of(common.row)} stands behind {len(common.through)} of the {len(direct)} "
                f"direct suppliers ({through}): if it stops, they stop together.")
    return Draft("upstream", sentence, likelihood, common.share if len(direct) >= FEW else None,
                 thin(len(direct), "supplier", reason), f"{_COMMON_RULE}; {STOP_RULE}", likelihood_low=low,
                 learned=_learned(ground, row),
                 parts=[Evidence("upstream", 1.0, sentence, tuple(supplies_of(ground, row))), *stops_part(facts)])


_COMMON_RULE: Final = ("impact: share of the direct suppliers that rest on the organisation further up, within five "
                       "tiers, on which most of them rest")


def _shared(ground: Ground, row: int, asker: int) -> Draft:
    ours, theirs = direct_of(ground, asker), direct_of(ground, row)
    name, me = ground.name_of(row), ground.name_of(asker)
    if not theirs:
        return nothing("shared_suppliers", ground, row)
    if not ours:
        return Draft("shared_suppliers", f"No supplier of {me} is on record, so that none can be seen to be shared.",
                     reason=f"No supplies to {me} are on record.")
    both = sorted(set(ours) & set(theirs))
    if not both:
        return Draft("shared_suppliers", f"{me} and {name} share no supplier on record ({len(ours)} and {len(theirs)} "
                     "are known).", absent=True, derivation="suppliers that both have on record")
    likelihood, low, reason, facts = stop_likelihood(ground, both)
    names = listed([ground.name_of(each) for each in both[:_NAMED]])
    sentence = (f"{me} and {name} both buy from {names}: one failure would hit both. That is "
                f"{len(both)} of {possessive(name)} {count_of(len(theirs), 'supplier', 'suppliers')} on record.")
    given = [fact for fact in supplies_of(ground, row) if fact.partner in both]
    worst = max((share for each, share in shares_of(ground, row) if each in both), default=None)
    if worst is None:
        reason = "It is not on record what the shared suppliers deliver."
    return Draft("shared_suppliers", sentence, likelihood, worst if len(theirs) >= FEW else None,
                 thin(len(theirs), "supplier", reason),
                 "impact: the largest share of the candidate's goods on record that one shared supplier delivers; "
                 f"{STOP_RULE}", likelihood_low=low,
                 parts=[Evidence("shared", 1.0, sentence, tuple(given)), *stops_part(facts)])
