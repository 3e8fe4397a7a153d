from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from scoring import structure
from scoring.snapshot import TIES
from scoring.tiny import tiny_snapshot
from tests.snapshots import PARTNERS, TOLERANCE, karate, oracle, tie_lists

BY_ORACLE: dict[str, Callable[..., Any]] = {
    "common_neighbors": structure.common_neighbours,
    "jaccard_nx": structure.jaccard_neighbours,
    "adamic_adar_nx": structure.adamic_adar,
    "adamic_adar_igraph": structure.adamic_adar,
    "resource_allocation_nx": structure.resource_allocation,
    "preferential_attachment_nx": structure.preferential_attachment,
    "katz_beta_0_05": structure.katz,
}


@pytest.mark.parametrize("name", BY_ORACLE)
def test_neighbour_measures_equal_those_of_other_packages(name: str) -> None:
    outputs, ties = oracle("07")["outputs"], karate().layer(TIES)
    found = [BY_ORACLE[name](ties, one)[other] for one, other in outputs["pairs"]]
    np.testing.assert_allclose(found, outputs[name], rtol=0, atol=TOLERANCE)


@given(pairs=tie_lists())
def test_neighbour_measures_equal_networkx_on_any_graph(pairs: list[tuple[str, str]]) -> None:
    graph = nx.Graph(pairs)
    graph.add_nodes_from(PARTNERS)
    snapshot = tiny_snapshot(ties=pairs, partners=PARTNERS)
    if TIES not in snapshot.layers:
        return
    ties = snapshot.layer(TIES)
    others = [(one, other) for one in PARTNERS for other in PARTNERS if one != other]
    for ours, theirs in ((structure.adamic_adar, nx.adamic_adar_index),
                         (structure.resource_allocation, nx.resource_allocation_index)):
        for one, other, expected in theirs(graph, others):
            assert ours(ties, PARTNERS.index(one))[PARTNERS.index(other)] == pytest.approx(expected, abs=TOLERANCE)


def test_a_sum_over_walks_that_does_not_converge_is_refused() -> None:
    with pytest.raises(ValueError, match=r"beta = 2\.0 is too large"):
        structure.katz(karate().layer(TIES), 0, 2.0)


def test_jaccard_of_two_without_partners_is_undefined() -> None:
    ties = tiny_snapshot(ties=[("a", "b")], partners=["x", "y"]).layer(TIES)
    assert np.isnan(structure.jaccard_neighbours(ties, 2)[3])
