"""What does an organisation require at a day? Strategies, needs and standards as the snapshot holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ecosystem.answers.requirements import (
    RequiredStandard,
    Requirement,
    RequirementGraph,
    StrategyRequirements,
)
from ecosystem.errors import InvalidParameter, UnknownNode
from ecosystem.planning.requirements.reading import Standard, contradictions, read_standard
from ecosystem.view import View, number_at, text_at
from scoring.snapshot import Layer


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need with its capability; ``row`` is that of the capability in the snapshot, -1 if it has none there."""

    id: str
    capability: str
    row: int
    weight: float
    must: bool
    horizon: str | None
    standards: tuple[Standard, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a strategy."""

    id: str
    name: str | None
    version: int
    supersedes: str | None
    horizon: str | None
    needs: tuple[NeedRow, ...]
    valid_from: str | None = None
    valid_to: str | None = None
    recorded_at: str | None = None
    source: str | None = None


def plans_of(view: View, row: int, strategy: str | None = None) -> list[Plan]:
    """The strategies of a partner that stand at the view's day and that no later version supersedes.

    Raises
    ------
    UnknownNode, InvalidParameter
        if ``strategy`` is named and is none of them.
    """
    owners = view.layer("strategies.partner_id")
    mine = [] if owners is None else np.flatnonzero(_targets(owners) == row).tolist()
    later = view.layer("strategies.supersedes_id")
    superseded = set() if later is None else set(later.indices.tolist())
    found = [_plan(view, each, row) for each in mine if each not in superseded]
    if strategy is None:
        return found
    for plan in found:
        if plan.id == strategy:
            return [plan]
    known = ", ".join(plan.id for plan in found) or "none"
    if view.snapshot.nodes["Strategy"].ids.find(strategy) < 0:
        raise UnknownNode("Strategy", strategy, [plan.id for plan in found])
    raise InvalidParameter(
        f"The strategy {strategy[:80]!r} is not one that {view.reference(row).name} follows on "
        f"{view.snapshot.as_of}; there is: {known}."
    )


def needs_of(plans: Iterable[Plan]) -> list[NeedRow]:
    """The needs that count: those with a weight above 0 whose capability is on record."""
    return [need for plan in plans for need in plan.needs if need.weight > 0 and need.row >= 0]


def graph_of(view: View, row: int, plans: Iterable[Plan]) -> RequirementGraph:
    """The answer."""
    return RequirementGraph(
        view.reference(row), view.snapshot.as_of, view.snapshot.version,
        tuple(requirements_of(view, plan) for plan in plans),
    )


def requirements_of(view: View, plan: Plan) -> StrategyRequirements:
    """One strategy as answers say it."""
    total = sum(need.weight for need in plan.needs)
    return StrategyRequirements(
        plan.id, plan.name, plan.version, plan.supersedes, plan.horizon,
        tuple(_requirement(view, need, total) for need in plan.needs),
        plan.valid_from, plan.valid_to, plan.recorded_at, plan.source, tuple(_problems(plan)),
    )


def _requirement(view: View, need: NeedRow, total: float) -> Requirement:
    _, name = view.named_node("Capability", need.capability)
    return Requirement(
        need.id, need.capability, name, need.weight, need.weight / total if total else 0.0, need.must, need.horizon,
        tuple(RequiredStandard(each.measure, each.operator, each.value, each.unit) for each in need.standards),
    )


def _problems(plan: Plan) -> Iterator[str]:
    if not any(need.weight > 0 for need in plan.needs):
        yield "No need has a weight above 0, so nothing can be covered."
    for need in plan.needs:
        yield from (f"{need.id}: {each}." for each in contradictions(need.standards))
        yield from (f"{need.id}: {each}: {each.problem}." for each in need.standards if each.problem)


# --- reading the snapshot --------------------------------------------------------------------------
def _plan(view: View, row: int, owner: int) -> Plan:
    nodes, provenance = view.snapshot.nodes["Strategy"], view.snapshot.provenance
    owners, later, parts = (
        view.layer(name) for name in ("strategies.partner_id", "strategies.supersedes_id", "needs.strategy_id")
    )
    assert owners is not None
    entry = owners.fact_of(row, owner)
    source, began, recorded, _ = view.provenance_of(entry)
    before = later.neighbours(row).tolist() if later is not None else []
    version = number_at(nodes.columns.get("version"), row)
    return Plan(
        nodes.ids[row], nodes.names[row] or None, 1 if version is None else int(version),
        nodes.ids[before[0]] if before else None, text_at(nodes.columns.get("horizon"), row),
        tuple(_needs(view, np.flatnonzero(_targets(parts) == row).tolist() if parts is not None else [])),
        began, provenance.valid_to[entry] or None if entry >= 0 else None, recorded, source,
    )


def _needs(view: View, rows: list[int]) -> Iterator[NeedRow]:
    nodes, capabilities = view.snapshot.nodes["Need"], view.layer("needs.capability_id")
    by_need = _standards_by_need(view, set(rows))
    for row in rows:
        wanted = capabilities.neighbours(row).tolist() if capabilities is not None else []
        if wanted:
            weight = number_at(nodes.columns.get("weight"), row)
            yield NeedRow(
                nodes.ids[row], view.snapshot.nodes["Capability"].ids[wanted[0]], wanted[0],
                1.0 if weight is None else weight, number_at(nodes.columns.get("must"), row) == 1,
                text_at(nodes.columns.get("horizon"), row), tuple(by_need.get(row, ())),
            )


def _standards_by_need(view: View, needs: set[int]) -> dict[int, list[Standard]]:
    layer, nodes = view.layer("need_standards.need_id"), view.snapshot.nodes["Standard"]
    found: dict[int, list[Standard]] = {}
    if layer is None or not needs:
        return found
    targets = _targets(layer)
    for row in np.flatnonzero(np.isin(targets, list(needs))).tolist():
        measure, operator, value = (text_at(nodes.columns.get(name), row) or ""
                                    for name in ("measure", "operator", "value"))
        standard = read_standard(measure, operator, value, text_at(nodes.columns.get("unit"), row))
        found.setdefault(int(targets[row]), []).append(standard)
    return found


def _targets(layer: Layer) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """What each row of a reference layer names, -1 where it names nothing."""
    found = np.full(layer.shape[0], -1, dtype=np.int32)
    filled = np.flatnonzero(np.diff(layer.indptr))
    found[filled] = layer.indices[layer.indptr[filled]]
    return found
