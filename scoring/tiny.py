"""How is a snapshot written out by hand? In five lines, for examples and tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import numpy as np

from scoring.snapshot import (
    PROFILE,
    TIES,
    Categories,
    Column,
    Layer,
    Nodes,
    Provenance,
    Snapshot,
    Strings,
)

Ties = Iterable[tuple[str, str]]
Weights = Mapping[str, Mapping[str, float]]
Cells = Mapping[str, Mapping[str, Mapping[str, str | float]]]

_ENDS: Final = {
    "partner_industries": ("Partner", "Industry"), "partner_channels": ("Partner", "Channel"),
    "patent_owners": ("Patent", "Partner"), "patent_classes": ("Patent", "Capability"),
    "citations": ("Patent", "Patent"), "supplies": ("Partner", "Partner"),
    "industry_inputs": ("Industry", "Industry"), "partners.parent_id": ("Partner", "Partner"),
    "risks.partner_id": ("Risk", "Partner"), "need_standards.need_id": ("Standard", "Need"),
    "programme_members": ("Programme", "Partner"), "industries.broader_id": ("Industry", "Industry"),
}
"""What the layers of ``links`` lead from and to."""

_FEW_VALUED: Final = frozenset({"kind", "country", "scheme", "region", "measure", "operator", "unit", "owner"})
"""Columns that the projection gives as categories."""


def tiny_snapshot(*, partners: Iterable[str] = (), names: Mapping[str, str] | None = None,
                  profile: Weights | None = None, ties: Ties = (), broader: Mapping[str, str] | None = None,
                  needs: Weights | None = None, musts: Iterable[str] = (),
                  links: Mapping[str, Weights] | None = None, traits: Mapping[str, Mapping[str, str]] | None = None,
                  cells: Cells | None = None, as_of: date = date(2024, 1, 1)) -> Snapshot:
    """A snapshot written out by hand; whoever is mentioned exists.

    Parameters
    ----------
    partners
        ids of partners that nothing else mentions.
    names
        names by id; a node without one is called by its id.
    profile
        ``{partner: {capability: weight}}``.
    ties
        pairs of partners; each pair has a partnership ``"a-b"``.
    broader
        ``{capability: broader capability}``.
    needs
        ``{partner: {capability: weight}}``; the need's id is ``"partner/capability"``.
    musts
        ids of needs that are a must.
    links
        other layers by name: ``{"supplies": {"seller": {"buyer": 1}}}``. ``patents_of`` follows from
        ``patent_owners``; ``profile`` is what was given and not counted from patents.
    traits
        ``{partner: {measure: value}}``.
    cells
        columns of nodes: ``{"Partner": {"country": {"a": "DE"}}}``. A column is of numbers if all its
        cells are, and else of text.

    Examples
    --------
    >>> snapshot = tiny_snapshot(profile={"b": {"x": 2}}, ties=[("a", "b")])
    >>> list(snapshot.partners.ids), snapshot.layer("ties").neighbours(1).tolist()
    (['a', 'b'], [0])
    """
    profile, broader, needs, ties = profile or {}, broader or {}, needs or {}, [*ties]
    links, traits, cells = links or {}, traits or {}, cells or {}
    held = [(who, what, weight) for who, having in profile.items() for what, weight in having.items()]
    named = [(f"{who}/{what}", who, what, weight)
             for who, wanted in needs.items() for what, weight in wanted.items()]
    ids = {
        "Partner": {*partners, *profile, *needs, *(end for tie in ties for end in tie)},
        "Capability": {*broader, *broader.values(), *(what for _, what, _ in held),
                       *(what for _, _, what, _ in named)},
        "Strategy": set(needs),
        "Need": {need for need, _, _, _ in named},
        "Partnership": {f"{one}-{other}" for one, other in ties},
        "Trait": {f"{who}|{what}" for who, told in traits.items() for what in told},
    }
    ids["Partner"] |= {*traits}
    for name, linked in links.items():
        source, target = _ENDS[name]
        ids.setdefault(source, set()).update(linked)
        ids.setdefault(target, set()).update(end for ends in linked.values() for end in ends)
    for label, columns in cells.items():
        ids.setdefault(label, set()).update(each for column in columns.values() for each in column)
    builder = _Builder({label: sorted(found, key=str.encode) for label, found in ids.items()}, names or {})
    builder.tie(PROFILE, "Partner", "Capability", held)
    builder.tie("partner_capabilities", "Partner", "Capability", held)
    builder.tie("capabilities.broader_id", "Capability", "Capability", [(*pair, 1) for pair in broader.items()])
    builder.tie("strategies.partner_id", "Strategy", "Partner", [(who, who, 1) for who in needs])
    builder.tie("needs.strategy_id", "Need", "Strategy", [(need, who, 1) for need, who, _, _ in named])
    builder.tie("needs.capability_id", "Need", "Capability", [(need, what, 1) for need, _, what, _ in named])
    builder.tie(TIES, "Partner", "Partner",
                [(*pair, 1) for one, other in ties for pair in ((one, other), (other, one))])
    builder.tie("partnership_members", "Partnership", "Partner",
                [(f"{one}-{other}", end, 1) for one, other in ties for end in (one, other)])
    weights = {need: weight for need, _, _, weight in named}
    must = {*musts}
    builder.number("Need", "weight", [weights[need] for need in builder.ids["Need"]])
    builder.number("Need", "must", [float(need in must) for need in builder.ids["Need"]])
    for name, linked in links.items():
        builder.tie(name, *_ENDS[name], [(start, end, weight) for start, ends in linked.items()
                                         for end, weight in ends.items()])
    builder.tie("patents_of", "Partner", "Patent", [
        (owner, patent, 1) for patent, owners in links.get("patent_owners", {}).items() for owner in owners])
    builder.tie("traits.partner_id", "Trait", "Partner", [
        (f"{who}|{what}", who, 1) for who, told in traits.items() for what in told])
    told = {f"{who}|{what}": (what, value) for who, pairs in traits.items() for what, value in pairs.items()}
    if told:
        builder.text("Trait", "measure", {trait: what for trait, (what, _) in told.items()})
        builder.text("Trait", "value", {trait: value for trait, (_, value) in told.items()})
    for label, columns in cells.items():
        for name, column in columns.items():
            builder.cells(label, name, column)
    return builder.snapshot(as_of)


def worked_example() -> Snapshot:
    """A dozen partners that have met everything: newcomers, twins, empty portfolios, odd names."""
    return tiny_snapshot(
        partners=["p-nobody"],
        names={"p-asks": "Aurora Motors", "p-hub": "{them} <script>alert(1)</script>", "x1": "x %s %d {0}",
               "p-full": "=HYPERLINK(\"x\")", "p-new": "雪山科技"},
        profile={
            "p-asks": {"x1": 4, "x2": 2, "y1": 3, "y2": 1},
            "p-full": {"x1": 1, "x2": 1, "x3": 1, "y1": 1, "y2": 1, "z1": 1, "lone": 1},
            "p-hub": {"x1": 0.5, "z1": 30},
            "p-new": {"x3": 2, "y1": 1 / 3},
            "p-same": {"x1": 8, "x2": 4, "y1": 6, "y2": 2},
            "p-twin-1": {"x2": 5, "y2": 2, "z1": 1},
            "p-twin-2": {"x2": 5, "y2": 2, "z1": 1},
            "p-zero": {"x1": 0},
        },
        broader={"x1": "x", "x2": "x", "x3": "x", "y1": "y", "y2": "y", "z1": "z", "x": "top", "y": "top"},
        needs={"p-asks": {"x3": 2, "z1": 1, "y": 1}, "p-new": {"x": 1}},
        musts=["p-asks/x3"],
        ties=[("p-asks", "p-hub"), ("p-asks", "p-loner"), ("p-hub", "p-twin-1"), ("p-hub", "p-twin-2"),
              ("p-hub", "p-full"), ("p-full", "p-same"), ("p-asks", "p-same"), ("p-pair", "p-other")],
        links={
            "partner_industries": {"p-asks": {"cars": 1}, "p-full": {"cars": 1, "chips": 2}, "p-hub": {"chips": 1},
                                   "p-new": {"ships": 1}, "p-twin-1": {"chips": 1}, "p-twin-2": {"chips": 1}},
            "partner_channels": {"p-asks": {"north": 1}, "p-full": {"north": 1, "south": 1}, "p-new": {"south": 2},
                                 "p-same": {"north": 1}, "p-twin-1": {"east": 1}, "p-twin-2": {"east": 1}},
            "patent_owners": {"a1": {"p-asks": 1}, "a2": {"p-asks": 1, "p-same": 1}, "f1": {"p-full": 1},
                              "h1": {"p-hub": 1}, "h2": {"p-hub": 1}, "s1": {"p-same": 1},
                              "t1": {"p-twin-1": 1}, "t2": {"p-twin-2": 1}, "n1": {"p-nobody": 1}},
            "patent_classes": {"a1": {"x1": 1, "x2": 1}, "a2": {"y1": 1}, "f1": {"x1": 1, "x3": 1, "z1": 1},
                               "h1": {"z1": 1, "x1": 1}, "h2": {"z1": 1}, "s1": {"x1": 1, "y1": 1},
                               "t1": {"x2": 1, "y2": 1}, "t2": {"x2": 1, "y2": 1}},
            "citations": {"a1": {"h1": 1, "f1": 1}, "h1": {"a1": 1}, "t1": {"h1": 1}, "t2": {"h1": 1},
                          "s1": {"a2": 1}, "f1": {"n1": 1}},
            "supplies": {"p-hub": {"p-asks": 1, "p-same": 1}, "p-twin-1": {"p-full": 1}, "p-twin-2": {"p-full": 1}},
            "industry_inputs": {"chips": {"cars": 0.2, "ships": 0.1}, "cars": {"ships": 0.05}},
        },
        traits={
            "p-asks": {"rd_cycle_months": "18", "strategy_horizon_years": "5", "risk_appetite": "aggressive",
                       "decision_style": "centralised"},
            "p-full": {"rd_cycle_months": "9", "strategy_horizon_years": "3", "risk_appetite": "cautious"},
            "p-new": {"rd_cycle_months": "not said"},
            "p-twin-1": {"rd_cycle_months": "6"}, "p-twin-2": {"rd_cycle_months": "6"},
        },
        cells={"Partner": {"country": {"p-asks": "CN", "p-full": "DE", "p-hub": "CN", "p-new": "CN",
                                       "p-twin-1": "US", "p-twin-2": "US"}},
               "Patent": {"family_id": {"a1": "fam-a", "a2": "fam-shared", "s1": "fam-shared"}},
               "Channel": {"size": {"north": 3, "south": 2}}},
    )


def relabelled(snapshot: Snapshot, ids: Mapping[str, str]) -> Snapshot:
    """The same snapshot with other partner ids, and so with its partners in another order.

    Examples
    --------
    >>> snapshot = tiny_snapshot(profile={"a": {"x": 1}}, partners=["b"])
    >>> turned = relabelled(snapshot, {"a": "2", "b": "1"})
    >>> list(turned.partners.names), turned.layer("profile").neighbours(1).tolist()
    (['b', 'a'], [0])
    """
    renamed = [ids[each] for each in snapshot.partners.ids]
    order = sorted(range(len(renamed)), key=lambda row: renamed[row].encode())
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order))
    partners = Nodes(
        "Partner", Strings.of([renamed[row] for row in order]),
        Strings.of([snapshot.partners.names[row] for row in order]),
        {name: _reordered(column, order) for name, column in snapshot.partners.columns.items()},
    )
    layers = {}
    for name, layer in snapshot.layers.items():
        rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
        columns = layer.indices.astype(np.int64)
        layers[name] = Layer.of(
            name, layer.source, layer.target, layer.shape,
            position[rows] if layer.source == "Partner" else rows,
            position[columns] if layer.target == "Partner" else columns,
            layer.weights, layer.facts,
        )
    return Snapshot(snapshot.as_of, {**snapshot.nodes, "Partner": partners}, layers,
                    snapshot.provenance, snapshot.filters)


def _reordered(column: Column, order: list[int]) -> Column:
    if isinstance(column, Strings):
        return Strings.of([column[row] for row in order])
    if isinstance(column, Categories):
        return Categories(column.codes[order], column.labels)
    return column[order]


class _Builder:
    def __init__(self, ids: Mapping[str, list[str]], names: Mapping[str, str]) -> None:
        self.ids, self.names = ids, names
        self.rows = {label: {each: row for row, each in enumerate(found)} for label, found in ids.items()}
        self.layers: dict[str, Layer] = {}
        self.columns: dict[str, dict[str, Column]] = {}

    def tie(self, name: str, source: str, target: str, ties: list[tuple[str, str, float]]) -> None:
        if ties:
            self.layers[name] = Layer.of(
                name, source, target, (len(self.ids[source]), len(self.ids[target])),
                np.array([self.rows[source][start] for start, _, _ in ties]),
                np.array([self.rows[target][end] for _, end, _ in ties]),
                np.array([weight for _, _, weight in ties], dtype=np.float32),
                np.zeros(len(ties), dtype=np.int32),
            )

    def number(self, label: str, name: str, values: list[float]) -> None:
        self.columns.setdefault(label, {})[name] = np.array(values, dtype=np.float64)

    def text(self, label: str, name: str, cells: Mapping[str, str]) -> None:
        values = [cells.get(each, "") for each in self.ids[label]]
        few = name in _FEW_VALUED
        self.columns.setdefault(label, {})[name] = (
            Categories.of([value or None for value in values]) if few else Strings.of(values))

    def cells(self, label: str, name: str, cells: Mapping[str, str | float]) -> None:
        numbers = {each: cell for each, cell in cells.items() if isinstance(cell, (int, float))}
        if len(numbers) == len(cells):
            self.number(label, name, [float(numbers.get(each, np.nan)) for each in self.ids[label]])
        else:
            self.text(label, name, {each: str(cell) for each, cell in cells.items()})

    def snapshot(self, as_of: date) -> Snapshot:
        nodes = {
            label: Nodes(label, Strings.of(found), Strings.of([self.names.get(each, each) for each in found]),
                         self.columns.get(label, {}))
            for label, found in self.ids.items()
        }
        one = Strings.of(["written out by hand"])
        dates = Strings.of([""])
        return Snapshot(as_of, nodes, self.layers, Provenance(one, dates, dates, dates, np.array([np.nan])))
