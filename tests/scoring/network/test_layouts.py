"""The quality of a layout is that of the reference, and the packed layout beats chance by far."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from ecosystem.maps.ground.layout import packed_layout
from scoring.errors import InvalidParameter
from scoring.network.layouts import layout_quality
from tests.snapshots import TOLERANCE, oracle


def test_stress_of_the_reference_layout() -> None:
    known = oracle("18")
    found = layout_quality(np.array(known["fixture_coords"]), np.array(known["fixture_distance_matrix"]))
    assert found.stress == pytest.approx(known["fixture_normalised_stress_after_optimal_scale"], abs=TOLERANCE)
    near = trustworthiness(np.array(known["fixture_distance_matrix"]), np.array(known["fixture_coords"]),
                           n_neighbors=5, metric="precomputed")
    assert near == pytest.approx(known["fixture_trustworthiness_k5"], abs=TOLERANCE)


def test_the_packed_layout_keeps_neighbours_near_far_better_than_chance() -> None:
    graph = nx.karate_club_graph()
    ends = np.array(graph.edges).T
    community = np.array([0 if graph.nodes[row]["club"] == "Mr. Hi" else 1 for row in graph])
    distance = np.array(nx.floyd_warshall_numpy(graph, weight=None))
    packed = packed_layout(ends[0], ends[1], community, np.array([0, 1]), seed=0).position
    random = np.random.default_rng(0).random((34, 2))
    near = {name: trustworthiness(distance, place, n_neighbors=5, metric="precomputed")
            for name, place in (("packed", packed), ("random", random))}
    assert near["packed"] > near["random"] + 0.15
    # Its discs are filled evenly, so distances say less than neighbours do: it is no metric drawing.
    assert layout_quality(packed, distance).stress1 < 0.85 * layout_quality(random, distance).stress1


def test_what_cannot_be_compared_is_not_a_number_and_what_does_not_fit_is_refused() -> None:
    apart = np.array([[0.0, np.inf], [np.inf, 0.0]])
    assert np.isnan(layout_quality(np.array([[0.0, 0.0], [1.0, 1.0]]), apart).stress)
    with pytest.raises(InvalidParameter, match="must be"):
        layout_quality(np.zeros((3, 2)), apart)
