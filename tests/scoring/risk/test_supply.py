"""Supply on small chains with answers by hand: single sources, concentration, common sources, circles."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.concentration import concentration
from scoring.risk.supply import common_source, single_sourced, supplier_shares, tiers
from scoring.snapshot import Layer
from scoring.tiny import tiny_snapshot


def upstream(chain: dict[str, str]) -> tuple[Layer, dict[str, int]]:
    """``{"buyer": "supplier supplier"}`` as a layer from buyers to suppliers, and the rows by id."""
    links = {buyer: dict.fromkeys(suppliers.split(), 1.0) for buyer, suppliers in chain.items()}
    snapshot = tiny_snapshot(links={"supplies": links})
    return snapshot.layer("supplies"), {each: row for row, each in enumerate(snapshot.partners.ids)}


def test_a_good_with_one_supplier_is_single_sourced_however_often_it_is_told() -> None:
    assert single_sourced([[1], [1, 2], [3, 3], []]) == [0, 2]


def test_a_good_with_two_suppliers_counts_half_for_each() -> None:
    assert dict(supplier_shares([[4], [4, 7], [9]])) == pytest.approx({4: 1.5 / 3, 7: 0.5 / 3, 9: 1 / 3})
    assert supplier_shares([]) == []


@pytest.mark.parametrize("count", [1, 2, 4, 10])
def test_the_index_of_equal_hands_is_one_over_their_number(count: int) -> None:
    found = concentration([(str(each), 2.5) for each in range(count)])
    assert found is not None and found.hhi == pytest.approx(1 / count, abs=1e-12)
    assert found.largest == "0" and found.largest_share == pytest.approx(1 / count)


def test_without_a_known_hand_there_is_no_index() -> None:
    assert concentration([]) is None and concentration([(None, 3)]) is None and concentration([("a", 0)]) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9)), min_size=1, max_size=6),
       st.lists(st.tuples(st.sampled_from("abcxyz"), st.integers(1, 9)), max_size=4))
def test_an_index_with_unknown_hands_holds_every_completed_one(
    known: list[tuple[str, int]], hidden: list[tuple[str, int]]
) -> None:
    partly = concentration([*known, *((None, amount) for _, amount in hidden)])
    whole = concentration([*known, *hidden])
    assert partly is not None and whole is not None and whole.hhi is not None
    assert partly.low - 1e-9 <= whole.hhi <= partly.high + 1e-9
    assert (partly.hhi is None) == bool(hidden)
    assert 0 < whole.hhi <= 1 + 1e-12


def test_a_chain_is_walked_tier_by_tier_and_nobody_is_met_twice() -> None:
    layer, rows = upstream({"me": "s1 s2", "s1": "t1 s2", "s2": "t1", "t1": "u1"})
    found, circular = tiers(layer, rows["me"])
    assert [tier.tolist() for tier in found] == [[rows["s1"], rows["s2"]], [rows["t1"]], [rows["u1"]]]
    assert not circular
    assert [len(tier) for tier in tiers(layer, rows["me"], most=1)[0]] == [2]


def test_a_circle_ends_the_walk_and_is_said() -> None:
    layer, rows = upstream({"me": "s", "s": "t", "t": "me s"})
    found, circular = tiers(layer, rows["me"])
    assert [tier.tolist() for tier in found] == [[rows["s"]], [rows["t"]]] and circular
    assert common_source(layer, rows["me"]) is None


def test_an_organisation_without_suppliers_has_no_chain() -> None:
    layer, rows = upstream({"me": "s"})
    assert tiers(layer, rows["s"]) == ([], False) and common_source(layer, rows["s"]) is None


def test_the_common_source_is_the_one_behind_most_and_then_the_nearest() -> None:
    layer, rows = upstream({"me": "s1 s2 s3", "s1": "near", "s2": "near", "s3": "z", "near": "afar"})
    found = common_source(layer, rows["me"])
    assert found is not None and found.row == rows["near"] and found.share == pytest.approx(2 / 3)
    assert found.through == (rows["s1"], rows["s2"])


def test_a_direct_supplier_is_no_hidden_source() -> None:
    layer, rows = upstream({"me": "s1 s2 s3", "s1": "s3", "s2": "s3"})
    assert common_source(layer, rows["me"]) is None


@settings(deadline=None)  # networkx loads its algorithms when they are first asked for
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1]), max_size=14))
def test_tiers_are_distances_in_the_graph(pairs: list[tuple[int, int]]) -> None:
    rows, columns = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    layer = Layer.of("supplies", "Partner", "Partner", (6, 6), rows, columns)
    graph = nx.DiGraph(pairs)
    graph.add_nodes_from(range(6))
    distances = nx.single_source_shortest_path_length(graph, 0)
    found, circular = tiers(layer, 0, most=9)
    assert {each: at for at, tier in enumerate(found, 1) for each in tier.tolist()} == {
        each: steps for each, steps in distances.items() if steps}
    assert circular == any(nx.has_path(graph, each, 0) for each in graph.successors(0))
