"""What lies near what an organisation can do, in industries that it is not in, and who has it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import NodeRef
from ecosystem.answers.opportunities import Axis, IndustryShare, LeftOut, Opportunity, Radar
from ecosystem.errors import InvalidParameter
from ecosystem.planning.opportunities.basis import Basis
from ecosystem.planning.opportunities.evidence import near_capabilities
from ecosystem.planning.opportunities.holders import Asker, asker_of, ranked_holders
from ecosystem.planning.opportunities.industries import INDUSTRY, NONE, SHOWN, Border, border_of
from ecosystem.planning.opportunities.position import position_of
from ecosystem.view import number_or_none
from scoring.crossindustry.complexity import cog, coi
from scoring.crossindustry.pareto import pareto_layers, ranks
from scoring.crossindustry.proximity import Density, density_draws, widened
from scoring.intervals import LOW_SUPPORT

MOST: Final = 200
ORDERS: Final = ("pareto", "feasibility", "worth", "option", "product")
FEW_HOLDERS: Final = 3
FEW_WITNESSES: Final = 5
_NAMED: Final = 5
_NO_WORTH: Final = {"pci": "outside_giant_component", "growth": "no_dates"}

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RadarQuestion:
    """What is asked; two equal questions to one snapshot have one answer."""

    partner: str
    cross_industry: bool = True
    limit: int = 10
    holders: int = 5
    order: str = "pareto"
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST:
            raise InvalidParameter(f"limit is {self.limit}; it can be 1 to {MOST}.")
        if not 0 <= self.holders <= 100:
            raise InvalidParameter(f"holders is {self.holders}; it can be 0 to 100.")
        if self.order not in ORDERS:
            raise InvalidParameter(f"order is {self.order[:40]!r}; it can be {', '.join(ORDERS)}.")
        if self.seed < 0:
            raise InvalidParameter(f"seed is {self.seed}; it can be 0 or more.")


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """The three axes of all capabilities for one asker, and what worth and option rest on."""

    density: Density
    worth: Floats
    option: Floats
    worth_from: str
    option_from: str


def radar(basis: Basis, question: RadarQuestion) -> Radar:
    """The radar of one organisation.

    Raises
    ------
    UnknownPartner, AmbiguousName
    """
    view = basis.view
    row = view.row_of(question.partner)
    asker = asker_of(basis, row)
    held = basis.m[row].toarray().ravel().astype(np.float64)
    axes = _axes(basis, row, held, question.seed)
    near, left_out = _near(basis, asker, held, axes.density)
    border = border_of(basis, row, held)
    sides = {int(each): border.sides(int(each)) for each in near}
    crossing = question.cross_industry and border.kind != NONE
    if crossing:
        near, filtered = _only_crossing(basis, near, sides, border)
        left_out += filtered
    placed = np.stack([ranks(each[near]) for each in (axes.density.low, axes.worth, axes.option)], axis=1)
    layers = pareto_layers(placed, most=question.limit if question.order == "pareto" else None)
    order = _order(placed, layers, question.order)
    small = bool(basis.sizes[row] < LOW_SUPPORT)
    outlook = coi(held[None], axes.density.value[None], basis.index.worth)[0]
    return Radar(
        partner=view.reference(row), as_of=view.snapshot.as_of, snapshot=view.snapshot.version,
        cross_industry_only=crossing, border=border.kind, home=border.named, order=question.order,
        holders_by="strength" if asker.coverage is None else "need_coverage",
        worth_from=axes.worth_from, option_from=axes.option_from, pci_reason=basis.index.reason,
        reason=None if held.any() else "no_data",
        items=tuple(
            _opportunity(basis, asker, question, axes, held, int(near[at]), placed[at], int(layers[at]), rank,
                         border)
            for rank, at in enumerate(order[: question.limit], start=1)
        ),
        total=len(near), front=int((layers == 0).sum()), left_out=tuple(left_out),
        position=position_of(basis, row, outlook),
        flags=("low_support",) * small + ("no_home_industry",) * (border.kind != INDUSTRY),
    )


def _axes(basis: Basis, row: int, held: Floats, seed: int) -> Axes:
    amounts = basis.x[row].toarray().ravel().astype(np.float64)
    density = widened(density_draws(amounts, basis.shares, basis.phi, m=held, seed=seed), basis.witnesses)
    if basis.index.reason is None:
        option = cog(held[None], basis.phi, basis.index.worth)[0]
        return Axes(density, basis.index.pci, np.where(np.isnan(basis.index.pci), np.nan, option), "pci", "pci")
    # Without a PCI every class is worth the same: what is left of COG is how many come nearer.
    return Axes(density, basis.growth, cog(held[None], basis.phi, np.ones(len(held)))[0], "growth", "reach")


def _near(basis: Basis, asker: Asker, held: Floats, density: Density) -> tuple[Rows, list[LeftOut]]:
    """What is lacking, near, and held by somebody outside the group; and what is not, by the first reason."""
    lacking = held == 0
    barred = np.array(sorted(asker.group | asker.barred), dtype=np.int64)
    inside = np.asarray(basis.m[barred].sum(axis=0)).ravel()
    reasons = (
        ("held_by_nobody", lacking & (basis.holders == 0)),
        ("held_by_nobody_else", lacking & (basis.holders <= inside)),
        ("no_neighbours", lacking & np.isnan(density.value)),
        ("not_near", lacking & (density.value == 0)),
    )
    left_out = []
    for reason, mask in reasons:
        if (rows := np.flatnonzero(mask & lacking)).size:
            left_out.append(_left_out(basis, reason, rows))
            lacking = lacking & ~mask
    return np.flatnonzero(lacking), left_out


def _only_crossing(basis: Basis, near: Rows, sides: dict[int, tuple[IndustryShare, ...]],
                   border: Border) -> tuple[Rows, list[LeftOut]]:
    crossing = [border.crosses(sides[int(each)]) for each in near]
    left_out = []
    for reason, value in ((f"own_{border.kind}", False), (f"{border.kind}_unknown", None)):
        rows = near[np.array([each is value for each in crossing], dtype=bool)]
        if len(rows):
            left_out.append(_left_out(basis, reason, rows))
    return near[np.array([each is True for each in crossing], dtype=bool)], left_out


def _left_out(basis: Basis, reason: str, rows: Rows) -> LeftOut:
    return LeftOut(reason, len(rows), tuple(_node(basis, "Capability", int(each)) for each in rows[:_NAMED]))


def _order(placed: Floats, layers: Rows, order: str) -> Rows:
    """Positions of candidates, the first first; of equal ones the one with the smaller row."""
    known = np.nan_to_num(placed)
    if order == "pareto":  # inside a layer the most balanced first: the one whose weakest rank is strongest
        reached = np.where(layers < 0, len(layers), layers)
        keys: tuple[Any, ...] = (-known[:, 0], -known.min(axis=1, initial=1.0), reached)
    elif order == "product":
        keys = (-known[:, 0], -known.prod(axis=1))
    else:
        keys = (layers, -known[:, ORDERS.index(order) - 1])
    return np.lexsort(keys)


def _opportunity(basis: Basis, asker: Asker, question: RadarQuestion, axes: Axes, held: Floats,
                 capability: int, placed: Floats, layer: int, rank: int, border: Border) -> Opportunity:
    sides = border.sides(capability)
    count, holders = ranked_holders(basis, asker, capability, question.holders)
    flags = [name for name, said in (
        ("low_support", basis.sizes[asker.row] < LOW_SUPPORT),
        ("held_weakly", basis.x[asker.row, capability] > 0),
        ("few_holders", count < FEW_HOLDERS),
        ("thin_neighbourhood", basis.witnesses[capability] < FEW_WITNESSES),
    ) if said]
    density = axes.density
    return Opportunity(
        rank=rank, layer=layer + 1, capability=_node(basis, "Capability", capability),
        feasibility=Axis(float(placed[0]), float(density.value[capability]), float(density.low[capability]),
                         float(density.high[capability])),
        worth=_axis(placed[1], axes.worth[capability], _NO_WORTH[axes.worth_from]),
        option=_axis(placed[2], axes.option[capability], _NO_WORTH[axes.worth_from]),
        growth=number_or_none(float(basis.growth[capability])), cross_industry=border.crosses(sides),
        industries=sides[:SHOWN], holders_total=count, holders=holders,
        evidence=near_capabilities(basis, asker.row, held, capability), flags=tuple(flags),
    )


def _axis(rank: float, value: float, reason: str) -> Axis:
    return Axis(None, None, reason=reason) if np.isnan(value) else Axis(float(rank), float(value))


def _node(basis: Basis, label: str, row: int) -> NodeRef:
    nodes = basis.view.snapshot.nodes[label]
    return NodeRef(nodes.ids[row], nodes.names[row] or None, {})
