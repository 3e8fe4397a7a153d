"""How is a snapshot written out by hand? In five lines, for examples and tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

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


def tiny_snapshot(*, partners: Iterable[str] = (), names: Mapping[str, str] | None = None,
                  profile: Weights | None = None, ties: Ties = (), broader: Mapping[str, str] | None = None,
                  needs: Weights | None = None, musts: Iterable[str] = (),
                  as_of: date = date(2024, 1, 1)) -> Snapshot:
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

    Examples
    --------
    >>> snapshot = tiny_snapshot(profile={"b": {"x": 2}}, ties=[("a", "b")])
    >>> list(snapshot.partners.ids), snapshot.layer("ties").neighbours(1).tolist()
    (['a', 'b'], [0])
    """
    profile, broader, needs, ties = profile or {}, broader or {}, needs or {}, [*ties]
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
    }
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
        self.columns: dict[str, dict[str, NDArray[np.float64]]] = {}

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

    def snapshot(self, as_of: date) -> Snapshot:
        nodes = {
            label: Nodes(label, Strings.of(found), Strings.of([self.names.get(each, each) for each in found]),
                         self.columns.get(label, {}))
            for label, found in self.ids.items()
        }
        one = Strings.of(["written out by hand"])
        dates = Strings.of([""])
        return Snapshot(as_of, nodes, self.layers, Provenance(one, dates, dates, dates, np.array([np.nan])))
