"""From a scorer's facts (rows) to evidence that a person can check (ids, names, sources, dates)."""

from __future__ import annotations

from collections.abc import Iterable

from ecosystem.answers import EvidencePart, FactRef
from ecosystem.model import NODE_BY_LABEL, NODE_KINDS
from ecosystem.view import View, text_at
from scoring.base import Evidence, Fact

_PATENTS_SHOWN = 3
_LABEL_BY_TABLE = {kind.table: kind.label for kind in NODE_KINDS} | {
    "partner_capabilities": "Capability",
    "partner_industries": "Industry",
    "partner_channels": "Channel",
    "ties": "Partner",
    "supplies": "Partner",
    "industry_inputs": "Industry",
}


def evidence_parts(view: View, parts: Iterable[Evidence]) -> tuple[EvidencePart, ...]:
    """Parts of an explanation with their facts named."""
    return tuple(
        EvidencePart(part.part, part.contribution, part.sentence, tuple(_facts(view, part.facts)))
        for part in parts
    )


def _facts(view: View, facts: Iterable[Fact]) -> Iterable[FactRef]:
    for fact in facts:
        if fact.kind == "partner_capabilities" and fact.partner >= 0:
            yield from _capability_facts(view, fact)
        else:
            yield _named(view, fact.kind, fact.id, fact.fact, fact.partner)


def _capability_facts(view: View, fact: Fact) -> Iterable[FactRef]:
    """What stands behind "has this capability": the statement, or the newest patents in the class."""
    capability, _ = view.named_node("Capability", fact.id)
    declared = view.layer("partner_capabilities")
    if capability >= 0 and declared is not None:
        position = declared.position_of(fact.partner, capability)
        if position >= 0:
            yield _named(view, fact.kind, fact.id, declared.fact_at(position), fact.partner)
            return
    patents = patents_in_class(view, fact.partner, capability) if capability >= 0 else []
    if not patents:
        yield _named(view, fact.kind, fact.id, fact.fact, fact.partner)
    for patent, entry in patents[:_PATENTS_SHOWN]:
        yield _named(view, "patents", view.snapshot.nodes["Patent"].ids[patent], entry, fact.partner)


def patents_in_class(view: View, partner: int, capability: int) -> list[tuple[int, int]]:
    """(patent row, provenance entry) of a partner's patents in one class, by row."""
    owned, classes = view.layer("patents_of"), view.layer("patent_classes")
    if owned is None or classes is None:
        return []
    rows = [int(patent) for patent in owned.neighbours(partner)]
    return [
        (patent, owned.fact_of(partner, patent)) for patent in rows if classes.position_of(patent, capability) >= 0
    ]


def _named(view: View, kind: str, node_id: str, entry: int, partner: int) -> FactRef:
    label = _LABEL_BY_TABLE.get(kind)
    row, name = view.named_node(label, node_id) if label in NODE_BY_LABEL and label is not None else (-1, None)
    source, began, recorded, confidence = view.provenance_of(entry)
    if kind == "patents" and row >= 0 and began is None:
        filed = view.snapshot.nodes["Patent"].columns
        began = text_at(filed.get("filed"), row) or text_at(filed.get("granted"), row)
    whose = view.reference(partner).id if partner >= 0 else None
    return FactRef(kind, node_id, name, whose, source, began, recorded, confidence)
