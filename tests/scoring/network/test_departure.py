"""What breaks when one leaves, beside networkx's articulation points and bridges."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings

from scoring.network.cutting import structure_of
from scoring.network.departure import departure
from scoring.tiny import tiny_snapshot
from tests.snapshots import PARTNERS, karate, tie_lists


def test_the_middle_of_a_star_leaves_everybody_alone() -> None:
    ties = tiny_snapshot(ties=[("m", "a"), ("m", "b"), ("m", "c")]).layer("ties")
    gone = departure(ties, 3)
    assert gone.is_articulation and gone.lonely == gone.bridges == (0, 1, 2)
    assert gone.cut_off == (1, 2) and gone.sizes == (1, 1, 1)


def test_a_ring_holds_without_any_of_its_members() -> None:
    ties = tiny_snapshot(ties=[("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")]).layer("ties")
    for row in range(4):
        gone = departure(ties, row)
        assert not gone.is_articulation and gone.cut_off == gone.bridges == gone.lonely == ()


def test_whoever_has_no_partner_breaks_nothing() -> None:
    snapshot = tiny_snapshot(partners=["z"], ties=[("a", "b")])
    gone = departure(snapshot.layer("ties"), 2)
    assert (gone.partners, gone.groups, gone.is_articulation) == (0, (), False)


@settings(deadline=None)  # networkx loads its algorithms when they are first asked for
@given(tie_lists())
def test_articulation_and_bridges_are_those_of_networkx(ties: list[tuple[str, str]]) -> None:
    snapshot = tiny_snapshot(partners=PARTNERS, ties=ties)
    graph = nx.Graph(ties)
    if not ties:
        return
    cuts, bridges = set(nx.articulation_points(graph)), {frozenset(edge) for edge in nx.bridges(graph)}
    for row, name in enumerate(PARTNERS):
        gone = departure(snapshot.layer("ties"), row)
        assert gone.is_articulation == (name in cuts)
        assert {PARTNERS[each] for each in gone.bridges} == {
            other for other in PARTNERS if frozenset((name, other)) in bridges}


@given(ties=tie_lists())
@settings(max_examples=40, deadline=None)
def test_one_alone_and_all_at_once_say_the_same(ties: list[tuple[str, str]]) -> None:
    layer = tiny_snapshot(ties=ties, partners=PARTNERS).layers.get("ties")
    if layer is None:
        return
    found = structure_of(layer, layer.shape[0])
    for row in range(layer.shape[0]):
        gone = departure(layer, row)
        assert sum(gone.sizes[1:]) == found.cuts_off[row]
        assert {tuple(sorted((row, each))) for each in gone.bridges} == {
            tuple(pair) for pair in found.bridges.tolist() if row in pair}


def test_the_karate_club_falls_apart_without_its_instructor_only() -> None:
    ties = karate().layer("ties")
    assert [row for row in range(34) if departure(ties, row).is_articulation] == [0]
