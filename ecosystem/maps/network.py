"""A scene as a graph of networkx: what is drawn, with the same columns as in the files for graph tools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ecosystem.maps.files.attributes import Column, Value, mark_ids, tie_columns
from ecosystem.maps.files.graphml import graph_columns, node_columns
from ecosystem.maps.scene import Scene

if TYPE_CHECKING:
    import networkx as nx


def network(scene: Scene) -> nx.Graph:
    """Marks as nodes, ties as edges; a multigraph where two marks have more than one tie."""
    import networkx as nx

    ids = mark_ids(scene)
    pairs = list(zip(scene.ties.first.tolist(), scene.ties.second.tolist(), strict=True))
    several = len({frozenset(pair) for pair in pairs}) < len(pairs)
    graph: nx.Graph = nx.MultiGraph() if several else nx.Graph()
    graph.graph.update(_said(graph_columns(scene), 0))
    of_marks, of_ties = node_columns(scene), tie_columns(scene)
    graph.add_nodes_from((name, _said(of_marks, row)) for row, name in enumerate(ids))
    graph.add_edges_from((ids[first], ids[second], _said(of_ties, row)) for row, (first, second) in enumerate(pairs))
    return graph


def _said(columns: Sequence[Column], row: int) -> dict[str, Value]:
    return {column.name: column.values[row] for column in columns if column.values[row] is not None}
