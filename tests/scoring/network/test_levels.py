"""Tiers and trophic levels of supplies, by hand and by their equations."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from scoring.network.levels import supply_tiers, trophic_levels


def network(count: int, *ties: tuple[int, int]) -> sparse.csr_matrix:
    found = np.zeros((count, count))
    for first, second in ties:
        found[first, second] = 1
    return sparse.csr_matrix(found)


networks = st.integers(1, 12).flatmap(lambda count: st.tuples(st.just(count), st.sets(
    st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=30)))


def test_a_chain_counts_up_and_a_short_cut_changes_nothing() -> None:
    assert supply_tiers(network(4, (0, 1), (1, 2), (2, 3), (0, 3))).tolist() == [0, 1, 2, 3]
    assert np.allclose(trophic_levels(network(3, (0, 1), (1, 2))), [0, 1, 2], atol=1e-9)


def test_a_circle_stands_on_one_tier_and_on_one_level() -> None:
    circle = network(4, (0, 1), (1, 2), (2, 0), (2, 3))
    assert supply_tiers(circle).tolist() == [0, 0, 0, 1]
    assert np.ptp(trophic_levels(network(3, (0, 1), (1, 2), (2, 0)))) < 1e-9


def test_who_is_not_tied_has_no_place_and_own_supplies_do_not_count() -> None:
    lone = network(3, (0, 1), (2, 2))
    assert supply_tiers(lone).tolist() == [0, 1, -1]
    assert np.isnan(trophic_levels(lone)).tolist() == [False, False, True]
    nobody = network(2)
    assert supply_tiers(nobody).tolist() == [-1, -1] and np.isnan(trophic_levels(nobody)).all()


def test_each_part_begins_at_nought() -> None:
    assert np.allclose(trophic_levels(network(5, (1, 0), (3, 2), (4, 3))), [1, 0, 2, 1, 0], atol=1e-9)


def test_what_is_given_is_left_as_it_was() -> None:
    given_network = network(2, (0, 0), (0, 1))
    before = given_network.toarray().copy()
    supply_tiers(given_network)
    trophic_levels(given_network)
    assert (given_network.toarray() == before).all()


@settings(max_examples=60, deadline=None)
@given(networks)
def test_tiers_are_longest_paths_over_circles_that_are_one(drawn: tuple[int, set[tuple[int, int]]]) -> None:
    count, ties = drawn
    graph = nx.DiGraph([tie for tie in sorted(ties) if tie[0] != tie[1]])
    tiers = supply_tiers(network(count, *ties))
    condensed = nx.condensation(graph)
    for node in nx.topological_sort(condensed):
        above = [condensed.nodes[each]["tier"] + 1 for each in condensed.predecessors(node)]
        condensed.nodes[node]["tier"] = max(above, default=0)
    wanted = {member: condensed.nodes[node]["tier"]
              for node in condensed for member in condensed.nodes[node]["members"]}
    assert tiers.tolist() == [wanted.get(node, -1) for node in range(count)]


@settings(max_examples=60, deadline=None)
@given(networks)
def test_levels_solve_their_equation(drawn: tuple[int, set[tuple[int, int]]]) -> None:
    count, ties = drawn
    weights = network(count, *ties).toarray()
    np.fill_diagonal(weights, 0)
    levels = trophic_levels(sparse.csr_matrix(weights))
    given_out, taken = weights.sum(axis=1), weights.sum(axis=0)
    left = (given_out + taken) * np.nan_to_num(levels) - (weights + weights.T) @ np.nan_to_num(levels)
    assert np.allclose(left, taken - given_out, atol=1e-8)
    assert (np.isnan(levels) == (given_out + taken == 0)).all() and np.nanmin([0.0, *levels]) >= 0
