from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.metrics import adjusted_rand_score

from scoring.errors import InvalidParameter
from scoring.network.communities import communities, modularity, multilayer_communities
from tests.snapshots import TOLERANCE, oracle


@pytest.fixture(scope="module")
def nine() -> dict[str, Any]:
    found: dict[str, Any] = oracle("09")["outputs"]
    return found


@pytest.fixture(scope="module")
def karate() -> sparse.csr_matrix:
    graph = nx.Graph(oracle("07")["edges"])
    return sparse.csr_matrix(nx.to_scipy_sparse_array(graph, nodelist=range(34)))


@pytest.mark.parametrize("seed", [0, 1, 42])
def test_the_karate_club_falls_into_the_parts_of_exactly_the_best_modularity(
        nine: dict[str, Any], karate: sparse.csr_matrix, seed: int) -> None:
    found, best = communities(karate, seed=seed), nine["igraph_optimal_modularity_exact"]
    assert adjusted_rand_score(found.labels, best["membership"]) == 1.0
    assert found.quality == pytest.approx(best["modularity"], abs=TOLERANCE)
    assert 0.8 < found.stability <= 1.0


def test_a_lower_resolution_gives_the_two_parts_of_the_oracle(nine: dict[str, Any], karate: sparse.csr_matrix) -> None:
    theirs = nine["leidenalg_RB_res0.5_seed0"]
    found = communities(karate, resolution=0.5)
    assert adjusted_rand_score(found.labels, theirs["membership"]) == 1.0
    assert modularity(karate, found.labels) == pytest.approx(theirs["modularity"], abs=TOLERANCE)


def test_the_constant_potts_model_is_as_good_as_the_oracle(nine: dict[str, Any], karate: sparse.csr_matrix) -> None:
    theirs = nine["leidenalg_CPM_0.1_seed0"]
    labels = np.array(theirs["membership"])
    quality = modularity(karate, labels, kind="cpm", resolution=0.1)
    assert quality * karate.sum() == pytest.approx(theirs["quality"], abs=TOLERANCE)
    found = communities(karate, kind="cpm", resolution=0.1)
    assert found.quality >= quality - TOLERANCE
    assert len(set(found.labels.tolist())) == theirs["n"]


def test_communities_are_numbered_by_size_and_then_by_smallest_member() -> None:
    cliques = sparse.block_diag([np.ones((3, 3)), np.ones((5, 5)), np.ones((3, 3)), [[0]]], format="csr")
    assert communities(cliques, runs=3).labels.tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 2, 3]


def test_the_same_seed_gives_the_same_communities(karate: sparse.csr_matrix) -> None:
    one, other = communities(karate, seed=5, runs=3), communities(karate, seed=5, runs=3)
    assert one.labels.tobytes() == other.labels.tobytes() and one.stability == other.stability


def test_noise_is_less_stable_than_cliques() -> None:
    noise = sparse.random_array((120, 120), density=0.05, rng=np.random.default_rng(3), format="csr")
    cliques = sparse.block_diag([np.ones((10, 10))] * 12, format="csr")
    assert communities(sparse.csr_matrix(noise), runs=5).stability < 0.7
    assert communities(cliques, runs=5).stability == 1.0


def test_modularity_equals_that_of_networkx(karate: sparse.csr_matrix) -> None:
    graph = nx.from_scipy_sparse_array(sparse.csr_array(karate))
    labels = np.arange(34) % 3
    parts = [set(np.flatnonzero(labels == each).tolist()) for each in range(3)]
    for resolution in (0.5, 1.0, 2.0):
        theirs = nx.community.modularity(graph, parts, weight="weight", resolution=resolution)
        assert modularity(karate, labels, resolution=resolution) == pytest.approx(theirs, abs=TOLERANCE)


def test_several_layers_give_one_partition_with_its_quality_in_each(
        nine: dict[str, Any], karate: sparse.csr_matrix) -> None:
    second = nx.Graph(nine["multiplex"]["layer2_edges"])
    layer = sparse.csr_matrix(nx.to_scipy_sparse_array(second, nodelist=[each for each in range(34) if each in second]))
    at = [each for each in range(34) if each in second]
    wide = sparse.lil_matrix((34, 34))
    wide[np.ix_(at, at)] = layer
    layers = {"first": karate, "second": sparse.csr_matrix(wide)}
    theirs = np.array(nine["multiplex"]["membership"])
    assert modularity(layers["first"], theirs) == pytest.approx(nine["multiplex"]["q_layer1"], abs=TOLERANCE)
    assert modularity(layers["second"], theirs) == pytest.approx(nine["multiplex"]["q_layer2"], abs=TOLERANCE)
    found = multilayer_communities(layers)
    assert set(found.layers) == {"first", "second"}
    only = multilayer_communities(layers, weights={"second": 0.0})
    assert adjusted_rand_score(only.labels, communities(karate).labels) == 1.0


def test_a_network_without_ties_has_nodes_and_no_quality() -> None:
    found = communities(sparse.csr_matrix((4, 4)))
    assert found.labels.tolist() == [0, 1, 2, 3] and np.isnan(found.quality) and np.isnan(found.stability)


@pytest.mark.parametrize("wrong", [{"kind": "louvain"}, {"resolution": 0.0}, {"runs": 0}])
def test_parameters_outside_their_range_are_refused(karate: sparse.csr_matrix, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameter):
        communities(karate, **wrong)


@pytest.mark.parametrize("weights", [{"first": -1.0}, {"first": 0.0}, {"third": 1.0}])
def test_weights_of_layers_that_mean_nothing_are_refused(karate: sparse.csr_matrix, weights: dict[str, float]) -> None:
    with pytest.raises(InvalidParameter):
        multilayer_communities({"first": karate}, weights=weights)


def test_compiled_loops_and_plain_ones_give_the_same_partition(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba", reason="needs the extra `fast`")
    graph = nx.planted_partition_graph(8, 20, 0.3, 0.02, seed=4)
    ties = sparse.csr_matrix(nx.to_scipy_sparse_array(graph))
    fast = communities(ties, runs=3)
    monkeypatch.setattr("scoring.network.leiden._COMPILED_FROM", 1 << 60)
    plain = communities(ties, runs=3)
    assert fast.labels.tobytes() == plain.labels.tobytes() and fast.stability == plain.stability


def test_planted_groups_are_found() -> None:
    graph = nx.planted_partition_graph(10, 30, 0.4, 0.01, seed=2)
    found = communities(sparse.csr_matrix(nx.to_scipy_sparse_array(graph)), runs=5)
    assert adjusted_rand_score(found.labels, np.arange(300) // 30) == 1.0 and found.stability == 1.0


@given(cells=st.lists(st.lists(st.sampled_from((0, 0, 0, 1, 2, 7)), min_size=9, max_size=9), min_size=9, max_size=9),
       kind=st.sampled_from(("modularity", "cpm")), resolution=st.sampled_from((0.2, 1.0, 3.0)))
def test_every_community_hangs_together_and_none_is_better_dissolved(
        cells: list[list[int]], kind: str, resolution: float) -> None:
    ties = sparse.csr_matrix(np.array(cells, dtype=float))
    found = communities(ties, kind=kind, resolution=resolution, runs=2)
    if not found.runs:
        return
    graph = nx.from_scipy_sparse_array(sparse.csr_array(ties.maximum(ties.T)))
    for label in set(found.labels.tolist()):
        assert nx.is_connected(graph.subgraph(np.flatnonzero(found.labels == label).tolist()))
    alone = modularity(ties, np.arange(9), kind=kind, resolution=resolution)
    assert found.quality >= alone - TOLERANCE
    for node in range(9):  # no single node gains by leaving for another community
        for label in set(found.labels.tolist()):
            moved = found.labels.copy()
            moved[node] = label
            assert modularity(ties, moved, kind=kind, resolution=resolution) <= found.quality + 1e-9


def test_it_is_as_good_as_louvain_and_ends_on_a_network_of_noise() -> None:
    graph = nx.gnm_random_graph(3_000, 9_000, seed=1)
    found = communities(sparse.csr_matrix(nx.to_scipy_sparse_array(graph)), runs=2)
    louvain = nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=1))
    assert found.quality >= louvain - 0.01 and found.stability < 0.5
