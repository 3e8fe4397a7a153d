"""Articulation points, bridges and components are those of networkx, and what is cut off is counted."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.network import cutting
from scoring.network.cutting import Structure, structure_of
from scoring.snapshot import TIES, Layer
from scoring.tiny import tiny_snapshot
from tests.snapshots import karate

PAIRS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)).filter(lambda ends: ends[0] < ends[1]),
                 max_size=24, unique=True)


def layer(pairs: list[tuple[int, int]], count: int = 15) -> Layer | None:
    if not pairs:
        return None
    both = np.array([*pairs, *(pair[::-1] for pair in pairs)])
    return Layer.of(TIES, "Partner", "Partner", (count, count), both[:, 0], both[:, 1])


def agrees(found: Structure, graph: nx.Graph) -> None:
    assert found.articulation_points.tolist() == sorted(nx.articulation_points(graph))
    assert [tuple(pair) for pair in found.bridges.tolist()] == sorted(tuple(sorted(pair)) for pair in nx.bridges(graph))
    parts = [part for part in nx.connected_components(graph) if len(part) > 1]
    assert sorted(found.sizes.tolist()) == sorted(map(len, parts))
    assert found.isolated == sum(degree == 0 for _, degree in graph.degree)
    for row in range(len(graph)):
        part = nx.node_connected_component(graph, row)
        rest = list(map(len, nx.connected_components(graph.subgraph(part - {row}))))
        assert found.cuts_off[row] == sum(rest) - max(rest, default=0)
        assert len(part) == 1 or found.sizes[found.component[row]] == len(part)


@settings(max_examples=150, deadline=None)
@given(pairs=PAIRS)
def test_structure_is_that_of_networkx(pairs: list[tuple[int, int]]) -> None:
    graph = nx.Graph(pairs)
    graph.add_nodes_from(range(15))
    agrees(structure_of(layer(pairs), 15), graph)


def test_the_karate_club() -> None:
    ties = karate().layer(TIES)
    agrees(structure_of(ties, 34), nx.from_scipy_sparse_array(ties.matrix()))
    assert structure_of(ties, 34) is structure_of(ties, 34)


def test_the_compiled_loop_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    rng = np.random.default_rng(3)
    ends = np.sort(rng.integers(0, 900, (1_000, 2)), axis=1)
    pairs = [(int(one), int(other)) for one, other in np.unique(ends, axis=0) if one != other]
    plain = structure_of(layer(pairs, 900), 900)
    monkeypatch.setattr(cutting, "COMPILED_FROM", 0)
    fast = structure_of(layer(pairs, 900), 900)
    assert len(plain.bridges) and len(plain.articulation_points)
    for name in ("component", "sizes", "cuts_off", "bridges"):
        assert np.array_equal(getattr(plain, name), getattr(fast, name)), name


def test_a_long_chain_needs_no_deep_stack() -> None:
    found = structure_of(layer([(row, row + 1) for row in range(4_999)], 5_000), 5_000)
    assert len(found.bridges) == 4_999 and len(found.articulation_points) == 4_998
    assert found.cuts_off[:3].tolist() == [0, 1, 2] and found.largest == 5_000


def test_nobody_has_ties() -> None:
    found = structure_of(None, 3)
    assert (found.largest, found.isolated, len(found.bridges)) == (0, 3, 0)
    assert tiny_snapshot(partners=["a"]).layers.get(TIES) is None
