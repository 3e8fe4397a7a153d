from __future__ import annotations

from datetime import date

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NotAGraphOfOurs
from scoring.graphs import from_networkx, to_networkx
from scoring.snapshot import Categories, Layer, Nodes, Provenance, Snapshot, Strings
from scoring.tiny import tiny_snapshot, worked_example
from tests.snapshots import snapshots

TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=8)


@st.composite
def detailed_snapshots(draw: st.DrawFn) -> Snapshot:
    """Everything that a snapshot can hold: columns of all kinds, facts, filters, unused entries."""
    ids = sorted(draw(st.lists(TEXTS, min_size=1, max_size=5, unique=True)), key=str.encode)
    count = len(ids)
    cells = st.lists(st.none() | TEXTS.filter(bool), min_size=count, max_size=count)
    numbers = st.lists(st.none() | st.floats(allow_nan=False), min_size=count, max_size=count)
    columns = {
        "country": Categories.of(draw(cells)), "aliases": Strings.of(each or "" for each in draw(cells)),
        "size": np.array([np.nan if each is None else each for each in draw(numbers)], dtype=np.float64),
        "kind": Categories(np.full(count, -1, dtype=np.int32), Strings.of(["never used"])),
    }
    table = draw(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, st.none() | st.floats(0, 1)), min_size=1, max_size=3))
    facts = Provenance(*(Strings.of(row[each] for row in table) for each in range(4)),  # type: ignore[call-arg]
                       np.array([np.nan if row[4] is None else row[4] for row in table], dtype=np.float64))
    ends = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.floats(0, 9, width=32),
                                   st.integers(-1, len(table) - 1)), max_size=6))
    layers = {}
    if ends:
        here, there, weights, said = (np.array(each) for each in zip(*ends, strict=True))
        layers["supplies"] = Layer.of("supplies", "Partner", "Partner", (count, count), here, there, weights, said)
    names = Strings.of(draw(st.lists(TEXTS, min_size=count, max_size=count)))
    nodes = {"Partner": Nodes("Partner", Strings.of(ids), names, columns),
             "Patent": Nodes("Patent", Strings.of([]), Strings.of([]), {"title": Strings.of([])})}
    return Snapshot(date(2020, 2, 29), nodes, layers, facts, draw(st.dictionaries(TEXTS, TEXTS, max_size=2)))


@given(snapshot=snapshots() | detailed_snapshots())
def test_a_whole_graph_gives_back_the_same_snapshot(snapshot: Snapshot) -> None:
    back = from_networkx(to_networkx(snapshot, "whole"))
    assert back.version == snapshot.version
    assert back.as_of == snapshot.as_of


def test_the_order_of_nodes_and_edges_does_not_matter() -> None:
    snapshot = worked_example()
    graph = to_networkx(snapshot, "whole")
    turned = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert from_networkx(turned).version == snapshot.version


def test_partners_are_a_simple_undirected_graph_for_link_prediction() -> None:
    snapshot = tiny_snapshot(ties=[("a", "z"), ("b", "z")], partners=["new"], names={"z": "Zenith"})
    graph = to_networkx(snapshot)
    assert list(graph) == ["a", "b", "new", "z"]
    assert graph.nodes["z"]["name"] == "Zenith"
    assert list(nx.common_neighbors(graph, "a", "b")) == ["z"]
    assert list(nx.resource_allocation_index(graph, [("a", "b")])) == [("a", "b", 0.5)]


def test_the_bipartite_graph_joins_partners_and_capabilities_of_one_id() -> None:
    graph = to_networkx(tiny_snapshot(profile={"x": {"x": 2}}), "bipartite")
    assert graph[("Partner", "x")][("Capability", "x")]["weight"] == 2
    assert nx.is_bipartite(graph) and graph.nodes["Capability", "x"]["bipartite"] == 1


def test_edges_of_the_whole_graph_say_where_they_come_from() -> None:
    graph = to_networkx(tiny_snapshot(profile={"a": {"x": 2}}), "whole")
    edge = graph[("Partner", "a")][("Capability", "x")]["profile"]
    assert edge == {"weight": 2.0, "fact": 0, "source": "written out by hand"}


def test_a_changed_graph_is_another_snapshot_and_scores_follow() -> None:
    graph = to_networkx(tiny_snapshot(ties=[("a", "b")]), "whole")
    graph.add_node(("Partner", "c"), name="C")
    for pair in ((("Partner", "a"), ("Partner", "c")), (("Partner", "c"), ("Partner", "a"))):
        graph.add_edge(*pair, key="ties")
    snapshot = from_networkx(graph)
    assert list(snapshot.partners.ids) == ["a", "b", "c"]
    assert snapshot.layer("ties").neighbours(0).tolist() == [1, 2]


def test_any_simple_graph_is_a_network_of_partners() -> None:
    snapshot = from_networkx(nx.star_graph(3), date(2024, 1, 1))
    assert list(snapshot.partners.names) == ["0", "1", "2", "3"]
    assert snapshot.layer("ties").neighbours(0).tolist() == [1, 2, 3]
    assert from_networkx(nx.empty_graph(2), date(2024, 1, 1)).layers == {}


@pytest.mark.parametrize(("graph", "said"), [
    (nx.DiGraph([(1, 2)]), "simple and undirected"),
    (nx.MultiGraph([(1, 2)]), "simple and undirected"),
    (nx.Graph([(1, "1")]), "read the same"),
])
def test_graphs_that_cannot_be_a_snapshot_are_refused(graph: nx.Graph, said: str) -> None:
    with pytest.raises(NotAGraphOfOurs, match=said):
        from_networkx(graph, date(2024, 1, 1))


def test_a_graph_without_a_day_and_odd_nodes_and_edges_are_refused() -> None:
    with pytest.raises(NotAGraphOfOurs, match="pass as_of"):
        from_networkx(nx.path_graph(2))
    graph = to_networkx(tiny_snapshot(profile={"a": {"x": 1}}), "whole")
    graph.add_edge(("Capability", "x"), ("Partner", "a"), key="profile")
    with pytest.raises(NotAGraphOfOurs, match="Capability → Partner, Partner → Capability"):
        from_networkx(graph)
    graph.add_node("a")
    with pytest.raises(NotAGraphOfOurs, match="pair of label and id"):
        from_networkx(graph)


def test_an_unknown_view_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="partners, bipartite, whole"):
        to_networkx(tiny_snapshot(), "hypergraph")
