"""How does a snapshot look to networkx, and how does one come back?

``to_networkx(snapshot, "whole")`` loses nothing: ``from_networkx`` gives a snapshot of the same
version. The other two views are for the algorithms of networkx, many of which want a simple graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain
from typing import Any, Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from scoring.errors import NotAGraphOfOurs
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

VIEWS: Final = ("partners", "bipartite", "whole")
_PROVENANCE: Final = ("source", "valid_from", "valid_to", "recorded_at", "confidence")


def to_networkx(snapshot: Snapshot, view: str = "partners") -> nx.Graph:
    """A networkx graph of a snapshot. Nodes and edges come in the order of ids.

    Parameters
    ----------
    view : {"partners", "bipartite", "whole"}
        ``partners``: a simple undirected ``Graph`` of partners by id, tied by common partnerships
        (``weight``: how many). ``bipartite``: partners (``bipartite=0``) and capabilities
        (``bipartite=1``) by ``(label, id)``, with the weights of the profile. ``whole``: a
        ``MultiDiGraph`` of all nodes by ``(label, id)`` and all layers, the layer's name being the
        edge's key.

    Returns
    -------
    networkx.Graph
        nodes carry ``name`` and what is known of them; edges ``weight`` and, in ``whole``, where
        they come from.

    Raises
    ------
    ValueError
        if there is no such view.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(ties=[("a", "b")], profile={"a": {"x": 2}})
    >>> to_networkx(snapshot).edges["a", "b"]["weight"]
    1.0
    >>> sorted(to_networkx(snapshot, "bipartite"))
    [('Capability', 'x'), ('Partner', 'a'), ('Partner', 'b')]
    """
    if view not in VIEWS:
        raise ValueError(f"There is no view {view!r}; there are: {', '.join(VIEWS)}.")
    if view == "partners":
        return _partner_graph(snapshot)
    return _bipartite_graph(snapshot) if view == "bipartite" else _whole_graph(snapshot)


def from_networkx(graph: nx.Graph, as_of: date | None = None) -> Snapshot:
    """The snapshot behind a graph.

    Parameters
    ----------
    graph
        what ``to_networkx(snapshot, "whole")`` gave, perhaps changed; or any simple undirected graph,
        whose nodes are then partners and whose edges are ``ties``.
    as_of
        the day of the snapshot; by default the one that the graph was made with.

    Raises
    ------
    NotAGraphOfOurs
        if the graph is neither, or no day is known.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(ties=[("a", "b")], profile={"a": {"x": 2}})
    >>> from_networkx(to_networkx(snapshot, "whole")).version == snapshot.version
    True
    >>> karate = from_networkx(nx.karate_club_graph(), date(1977, 1, 1))
    >>> karate.partner_count, karate.layer("ties").nnz
    (34, 156)
    """
    said = graph.graph.get("as_of")
    if as_of is None and said is None:
        raise NotAGraphOfOurs("The graph does not say of which day it is; pass as_of.")
    day = as_of if as_of is not None else date.fromisoformat(said)
    if "layers" in graph.graph:
        return _from_whole(graph, day)
    if graph.is_directed() or graph.is_multigraph():
        raise NotAGraphOfOurs(
            "A graph that is not the 'whole' view of a snapshot must be simple and undirected; "
            "networkx.Graph(graph) makes it so."
        )
    return _from_partners(graph, day)


# --- out -------------------------------------------------------------------------------------------
def _partner_graph(snapshot: Snapshot) -> nx.Graph:
    graph = nx.Graph(as_of=snapshot.as_of.isoformat(), version=snapshot.version)
    graph.add_nodes_from(zip(snapshot.partners.ids, _attributes(snapshot.partners), strict=True))
    ids = list(snapshot.partners.ids)
    ties = snapshot.layers.get(TIES)
    if ties is not None:
        graph.add_edges_from((ids[row], ids[column], {"weight": weight})
                             for row, column, weight in _entries(ties) if row < column)
    return graph


def _bipartite_graph(snapshot: Snapshot) -> nx.Graph:
    graph = nx.Graph(as_of=snapshot.as_of.isoformat(), version=snapshot.version)
    for side, label in enumerate(("Partner", "Capability")):
        if label in snapshot.nodes:
            nodes = snapshot.nodes[label]
            graph.add_nodes_from(((label, each), {**known, "bipartite": side})
                                 for each, known in zip(nodes.ids, _attributes(nodes), strict=True))
    profile = snapshot.layers.get(PROFILE)
    if profile is not None:
        mine, theirs = _keys(snapshot.nodes["Partner"]), _keys(snapshot.nodes["Capability"])
        graph.add_edges_from((mine[row], theirs[column], {"weight": weight})
                             for row, column, weight in _entries(profile))
    return graph


def _whole_graph(snapshot: Snapshot) -> nx.MultiDiGraph:
    table = [dict(zip(_PROVENANCE, row, strict=True)) for row in _provenance_rows(snapshot.provenance)]
    graph = nx.MultiDiGraph(
        as_of=snapshot.as_of.isoformat(), version=snapshot.version, filters=dict(snapshot.filters),
        columns={label: {name: _kind_of(column) for name, column in nodes.columns.items()}
                 for label, nodes in snapshot.nodes.items()},
        layers={name: {"source": layer.source, "target": layer.target,
                       "fact": int(layer.facts[0]) if len(layer.facts) == 1 else None}
                for name, layer in snapshot.layers.items()},
        provenance=table,
    )
    keys = {label: _keys(nodes) for label, nodes in snapshot.nodes.items()}
    for label, nodes in snapshot.nodes.items():
        graph.add_nodes_from(zip(keys[label], _attributes(nodes), strict=True))
    for name, layer in snapshot.layers.items():
        here, there = keys[layer.source], keys[layer.target]
        facts = np.broadcast_to(layer.facts, layer.nnz) if len(layer.facts) == 1 else layer.facts
        graph.add_edges_from(
            (here[row], there[column], name, {"weight": weight, "fact": fact, **_said(table, fact)})
            for (row, column, weight), fact in zip(_entries(layer), facts.tolist(), strict=True)
        )
    return graph


def _keys(nodes: Nodes) -> list[tuple[str, str]]:
    return [(nodes.label, each) for each in nodes.ids]


def _attributes(nodes: Nodes) -> Iterable[dict[str, Any]]:
    """Per node its name and what is known of it; what is unknown is left out."""
    columns = {name: _cells(column) for name, column in nodes.columns.items()}
    for row, name in enumerate(nodes.names):
        known = {each: cells[row] for each, cells in columns.items()}
        yield {"name": name, **{each: cell for each, cell in known.items() if not _nothing(cell)}}


def _cells(column: Column) -> list[Any]:
    if isinstance(column, np.ndarray):
        return [*column.tolist()]
    return [column[row] for row in range(len(column))]


def _nothing(cell: object) -> bool:
    return cell is None or cell == "" or cell != cell


def _entries(layer: Layer) -> Iterable[tuple[int, int, float]]:
    rows = np.repeat(np.arange(layer.shape[0]), np.diff(layer.indptr))
    return zip(rows.tolist(), layer.indices.tolist(), layer.weights.tolist(), strict=True)


def _kind_of(column: Column) -> dict[str, Any]:
    if isinstance(column, Categories):
        return {"kind": "categories", "labels": list(column.labels)}
    return {"kind": "strings"} if isinstance(column, Strings) else {"kind": column.dtype.str}


def _provenance_rows(table: Provenance) -> Iterable[tuple[Any, ...]]:
    return zip(table.sources, table.valid_from, table.valid_to, table.recorded_at, table.confidence.tolist(),
               strict=True)


def _said(table: list[dict[str, Any]], fact: int) -> dict[str, Any]:
    return {} if fact < 0 else {name: cell for name, cell in table[fact].items() if not _nothing(cell)}


# --- back ------------------------------------------------------------------------------------------
def _from_whole(graph: nx.MultiDiGraph, as_of: date) -> Snapshot:
    said = graph.graph
    by_label: dict[str, list[str]] = {label: [] for label in said["columns"]}
    for key in graph:
        if not (isinstance(key, tuple) and len(key) == 2):
            raise NotAGraphOfOurs(f"The node {key!r} is not a pair of label and id.")
        by_label.setdefault(key[0], []).append(key[1])
    nodes = {label: _nodes(graph, label, ids, said["columns"].get(label, {})) for label, ids in by_label.items()}
    rows = {(label, each): row for label, one in nodes.items() for row, each in enumerate(one.ids)}
    edges: dict[str, list[tuple[Any, Any, dict[str, Any]]]] = {name: [] for name in said["layers"]}
    for start, end, name, attributes in graph.edges(keys=True, data=True):
        edges.setdefault(name, []).append((start, end, attributes))
    layers = {name: _layer(name, found, said["layers"].get(name), nodes, rows) for name, found in edges.items()}
    return Snapshot(as_of, nodes, layers, _provenance(said["provenance"]), dict(said["filters"]))


def _nodes(graph: nx.MultiDiGraph, label: str, ids: list[str], kinds: Mapping[str, dict[str, Any]]) -> Nodes:
    ids = sorted(ids, key=lambda each: each.encode("utf-8", "surrogatepass"))
    attributes = [graph.nodes[label, each] for each in ids]
    columns = {name: _column(kind, [each.get(name) for each in attributes]) for name, kind in kinds.items()}
    return Nodes(label, Strings.of(ids), Strings.of(each.get("name", "") for each in attributes), columns)


def _column(kind: Mapping[str, Any], cells: list[Any]) -> Column:
    if kind["kind"] == "strings":
        return Strings.of(cell or "" for cell in cells)
    if kind["kind"] == "categories":
        # Labels that nothing has any more belong to the content as well.
        labels = sorted({*kind["labels"], *(cell for cell in cells if cell is not None)},
                        key=lambda each: each.encode("utf-8", "surrogatepass"))
        position = {each: code for code, each in enumerate(labels)}
        codes = [-1 if cell is None else position[cell] for cell in cells]
        return Categories(_frozen(np.array(codes, dtype=np.int32)), Strings.of(labels))
    dtype = np.dtype(kind["kind"])
    return _frozen(np.array([np.nan if cell is None else cell for cell in cells], dtype=dtype))


def _layer(name: str, edges: list[tuple[Any, Any, dict[str, Any]]], said: Mapping[str, Any] | None,
           nodes: Mapping[str, Nodes], rows: Mapping[Any, int]) -> Layer:
    labels = {(start[0], end[0]) for start, end, _ in edges}
    if said is not None:
        labels.add((said["source"], said["target"]))
    if len(labels) != 1:
        raise NotAGraphOfOurs(f"The edges {name!r} do not all go between the same two kinds of node: "
                              f"{', '.join(f'{start} → {end}' for start, end in sorted(labels))}.")
    source, target = labels.pop()
    here = np.array([rows[start] for start, _, _ in edges], dtype=np.int64)
    there = np.array([rows[end] for _, end, _ in edges], dtype=np.int64)
    weights = np.array([each.get("weight", 1.0) for _, _, each in edges], dtype=np.float32)
    order = np.lexsort((there, here))
    indptr = np.zeros(len(nodes[source]) + 1, dtype=np.int64)
    np.cumsum(np.bincount(here, minlength=len(nodes[source])), out=indptr[1:])
    if said is not None and said["fact"] is not None:
        facts = np.array([said["fact"]], dtype=np.int32)
    else:
        facts = np.array([each.get("fact", -1) for _, _, each in edges], dtype=np.int32)[order]
    return Layer(name, source, target, _frozen(indptr), _frozen(there[order].astype(np.int32)),
                 _frozen(weights[order]), _frozen(facts), len(nodes[target]))


def _provenance(table: list[dict[str, Any]]) -> Provenance:
    source, begin, end, recorded = (Strings.of(row[name] for row in table) for name in _PROVENANCE[:-1])
    confidence = np.array([row["confidence"] for row in table], dtype=np.float64)
    return Provenance(source, begin, end, recorded, _frozen(confidence))


def _from_partners(graph: nx.Graph, as_of: date) -> Snapshot:
    by_id = {str(node): node for node in graph}
    if len(by_id) != len(graph):
        raise NotAGraphOfOurs("Two nodes of the graph read the same as text.")
    ids = sorted(by_id, key=lambda each: each.encode("utf-8", "surrogatepass"))
    row = {by_id[each]: position for position, each in enumerate(ids)}
    names = Strings.of(str(graph.nodes[by_id[each]].get("name", each)) for each in ids)
    pairs = [(row[start], row[end], each.get("weight", 1.0))
             for start, end, each in graph.edges(data=True) if start != end]
    both = list(chain(pairs, ((end, start, weight) for start, end, weight in pairs)))
    layers = {}
    if both:
        here, there, weights = (np.array(each) for each in zip(*both, strict=True))
        layers[TIES] = Layer.of(TIES, "Partner", "Partner", (len(ids), len(ids)), here, there, weights)
    nothing = Strings.of([])
    return Snapshot(as_of, {"Partner": Nodes("Partner", Strings.of(ids), names)}, layers,
                    Provenance(nothing, nothing, nothing, nothing, np.zeros(0)))


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array
