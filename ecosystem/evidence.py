"""From a scorer's facts (rows) to evidence that a person can check (ids, names, sources, dates)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ecosystem.answers import EvidencePart, FactRef
from ecosystem.model import NODE_BY_LABEL, NODE_KINDS
from ecosystem.view import View
from scoring.base import Evidence, Fact
from scoring.snapshot import Layer

_PATENTS_SHOWN = 3
_LABEL_BY_TABLE = {kind.table: kind.label for kind in NODE_KINDS} | {
    "partner_capabilities": "Capability",
    "partner_industries": "Industry",
    "partner_channels": "Channel",
    "ties": "Partner",
    "supplies": "Partner",
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
    capability = view.snapshot.nodes["Capability"].ids.find(fact.id)
    declared = view.layer("partner_capabilities")
    if capability >= 0 and declared is not None and _has(declared, fact.partner, capability):
        entry = declared.fact_of(fact.partner, capability)
        yield _named(view, fact.kind, fact.id, entry, fact.partner)
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
    return [(patent, owned.fact_of(partner, patent)) for patent in rows if _has(classes, patent, capability)]


def _has(layer: Layer, row: int, column: int) -> bool:
    neighbours = layer.neighbours(row)
    position = int(np.searchsorted(neighbours, column))
    return position < len(neighbours) and int(neighbours[position]) == column


def _named(view: View, kind: str, node_id: str, entry: int, partner: int) -> FactRef:
    label = _LABEL_BY_TABLE.get(kind)
    nodes = view.snapshot.nodes[label] if label in NODE_BY_LABEL and label is not None else None
    row = nodes.ids.find(node_id) if nodes is not None else -1
    name = nodes.names[row] or None if nodes is not None and row >= 0 else None
    source, began, recorded, confidence = provenance_of(view, entry)
    if kind == "patents" and nodes is not None and row >= 0 and began is None:
        from ecosystem.view import text_at

        began = text_at(nodes.columns.get("filed"), row) or text_at(nodes.columns.get("granted"), row)
    whose = view.snapshot.partners.ids[partner] if partner >= 0 else None
    return FactRef(kind, node_id, name, whose, source, began, recorded, confidence)


def provenance_of(view: View, entry: int) -> tuple[str | None, str | None, str | None, float | None]:
    """(source, valid_from, recorded_at, confidence) of a fact; None where nothing is said."""
    if entry < 0:
        return None, None, None, None
    table = view.snapshot.provenance
    confidence = float(table.confidence[entry])
    return (
        table.sources[entry] or None, table.valid_from[entry] or None, table.recorded_at[entry] or None,
        None if np.isnan(confidence) else confidence,
    )
