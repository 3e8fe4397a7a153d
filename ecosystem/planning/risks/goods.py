"""What does an organisation buy from whom, and which goods hang on one supplier?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from ecosystem.planning.risks.draft import STOP_RULE, Draft, stop_likelihood
from ecosystem.planning.risks.ground import Ground
from ecosystem.projection_risks import INPUT_CAPABILITY
from scoring.base import Evidence, Fact
from scoring.risk.supply import single_sourced, supplier_shares
from scoring.wording import count_of, listed, name_of, percent

FEW: Final = 3
"""Of fewer goods or suppliers on record a share says little: the impact is then not known."""

_NAMED: Final = 4


class Good(NamedTuple):
    """Something that is bought."""

    name: str
    suppliers: list[int]
    facts: tuple[Fact, ...]


def goods_of(ground: Ground, row: int) -> list[Good]:
    """What is bought, with its suppliers on record."""
    layer, suppliers = ground.inputs, ground.input_suppliers
    goods = ground.view.layer(INPUT_CAPABILITY)
    if layer is None or suppliers is None or goods is None:
        return []
    capabilities, partners = ground.view.snapshot.nodes["Capability"], ground.view.snapshot.partners
    found = []
    for each in layer.neighbours(row).tolist():
        sources = [int(one) for one in suppliers.neighbours(each)]
        facts = tuple(Fact("supplies", partners.ids[one], suppliers.fact_of(each, one), one) for one in sources)
        found.append(Good(name_of(capabilities, int(goods.neighbours(each)[0])), sources, facts))
    return [each for each in found if each.suppliers]


def direct_of(ground: Ground, row: int) -> list[int]:
    """Direct suppliers, whether or not it is known what they deliver."""
    return [] if ground.upstream is None else [int(each) for each in ground.upstream.neighbours(row)]


def supplies_of(ground: Ground, row: int) -> list[Fact]:
    """The facts that name its suppliers."""
    assert ground.upstream is not None
    ids = ground.view.snapshot.partners.ids
    return [Fact("supplies", ids[each], ground.upstream.fact_of(row, each), each) for each in direct_of(ground, row)]


def shares_of(ground: Ground, row: int) -> list[tuple[int, float]]:
    """The share of each supplier in the goods on record; equal shares where no good is named."""
    goods = goods_of(ground, row)
    return supplier_shares([good.suppliers for good in goods] or [[each] for each in direct_of(ground, row)])


def nothing(kind: str, ground: Ground, row: int) -> Draft:
    """No supplier is on record: that is not known, and not safe."""
    return Draft(kind, f"No supplier of {ground.name_of(row)} is on record, which does not mean that it has none.",
                 reason="No supplies to this organisation are on record.")


def thin(count: int, what: str, then: str | None) -> str | None:
    """Why a share of so few says little; ``then`` where they are enough."""
    if count >= FEW:
        return then
    few = count_of(count, what, f"{what}s")
    return f"Only {few} {'is' if count == 1 else 'are'} on record, too few to say what share of the whole that is."


def stops_part(facts: Sequence[Fact]) -> list[Evidence]:
    """What is stated about those who may stop, as a part of the evidence."""
    return [Evidence("likelihood", 0.0, "What is stated about those who may stop.", tuple(facts))] if facts else []


def single_source(ground: Ground, row: int) -> Draft:
    """Goods that one supplier alone delivers."""
    goods, name = goods_of(ground, row), ground.name_of(row)
    if not goods:
        if not direct_of(ground, row):
            return nothing("single_source", ground, row)
        return Draft("single_source", f"The suppliers of {name} are on record, but not what they deliver.",
                     reason="No good is named for these supplies.")
    alone = [goods[at] for at in single_sourced([good.suppliers for good in goods])]
    if not alone:
        count = "The only good" if len(goods) == 1 else f"Each of the {len(goods)} goods"
        return Draft("single_source", f"{count} on record has two or more suppliers.", absent=len(goods) >= FEW,
                     reason=thin(len(goods), "good", None),
                     derivation="a good counts as single-sourced if exactly one organisation delivers it")
    hanging = Counter(good.suppliers[0] for good in alone)
    worst = max(hanging.values()) / len(goods)
    likelihood, low, reason, facts = stop_likelihood(ground, sorted(hanging))
    only = [Evidence(good.name, 1 / len(goods), f"Only {ground.name_of(good.suppliers[0])} delivers {good.name}.",
                     good.facts) for good in alone]
    return Draft(
        "single_source", _alone_sentence(ground, name, goods, alone, worst), likelihood,
        worst if len(goods) >= FEW else None, thin(len(goods), "good", reason),
        f"impact: the largest share of the goods on record that one supplier delivers alone; {STOP_RULE}",
        likelihood_low=low, parts=[*only, *stops_part(facts)],
    )


def _alone_sentence(ground: Ground, name: str, goods: Sequence[Good], alone: Sequence[Good], worst: float) -> str:
    named = [f"{good.name} (from {ground.name_of(good.suppliers[0])})" for good in alone[:_NAMED]]
    more = [] if len(alone) <= _NAMED else [f"{len(alone) - _NAMED} more"]
    if len(goods) == 1:
        return f"The only good on record for {name} has only one supplier: {named[0]}. If it stops, that stops too."
    much = "Each" if len(alone) == len(goods) else str(len(alone))
    has = "have" if 1 < len(alone) < len(goods) else "has"
    stops = "If one of them stops, up to" if len({good.suppliers[0] for good in alone}) > 1 else "If it stops,"
    which = listed([*named, *more])
    return (f"{much} of the {len(goods)} goods on record for {name} {has} only one supplier: {which}. "
            f"{stops} {percent(worst)} of these goods stop with it.")
