from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from scipy import sparse

from scoring import structure
from scoring.base import Reason
from scoring.errors import InvalidParameter
from scoring.network.walks import Katz, PersonalisedPageRank, WalkScorer, eigenvalue_bound
from scoring.snapshot import TIES
from scoring.tiny import tiny_snapshot
from tests.snapshots import PARTNERS, TOLERANCE, karate, oracle, tie_lists


def relative(raw: np.ndarray, row: int) -> np.ndarray:
    others = np.delete(raw, row)
    return raw / others.max()


def test_pagerank_of_one_start_equals_that_of_other_packages() -> None:
    outputs, ties = oracle("07")["outputs"], karate().layer(TIES)
    found = structure.personalised_pagerank(ties, 0)
    np.testing.assert_allclose(found, outputs["ppr_from_0_alpha_085_nx"], rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(found, outputs["ppr_from_0_igraph"], rtol=0, atol=TOLERANCE)


def test_walk_scores_are_the_textbook_sums_over_the_most_that_the_asker_reaches() -> None:
    snapshot = karate()
    ties, bound = snapshot.layer(TIES), eigenvalue_bound(snapshot.layer(TIES).matrix().astype(float))
    katz, rank = Katz().fit(snapshot), PersonalisedPageRank().fit(snapshot)
    for row in range(snapshot.partner_count):
        others = np.arange(snapshot.partner_count) != row
        for scorer, raw in ((katz, structure.katz(ties, row, 0.5 / bound)),
                            (rank, structure.personalised_pagerank(ties, row))):
            np.testing.assert_allclose(scorer.scores_for(row)[others], relative(raw, row)[others], rtol=0,
                                       atol=TOLERANCE)


def test_the_bound_is_above_the_largest_eigenvalue_and_near_it() -> None:
    bound, radius = eigenvalue_bound(karate().layer(TIES).matrix().astype(float)), \
        oracle("07")["outputs"]["spectral_radius"]
    assert radius <= bound + 1e-12 and bound < 1.01 * radius


@settings(deadline=None, max_examples=40)
@given(pairs=tie_lists())
def test_pagerank_equals_networkx_on_any_graph(pairs: list[tuple[str, str]]) -> None:
    graph = nx.Graph(pairs)
    graph.add_nodes_from(PARTNERS)
    snapshot = tiny_snapshot(ties=pairs, partners=PARTNERS)
    if TIES not in snapshot.layers:
        return
    for row, name in enumerate(PARTNERS):
        theirs = nx.pagerank(graph, personalization={name: 1.0}, tol=1e-12, max_iter=1_000)
        ours = structure.personalised_pagerank(snapshot.layer(TIES), row)
        assert ours.sum() == pytest.approx(1.0)
        np.testing.assert_allclose(ours, [theirs[each] for each in PARTNERS], rtol=0, atol=1e-9)


@pytest.mark.parametrize("scorer", [Katz(), PersonalisedPageRank()], ids=lambda each: each.name)
def test_many_askers_at_once_are_answered_as_one_by_one(scorer: WalkScorer) -> None:
    snapshot = tiny_snapshot(ties=[("a", "b"), ("b", "c"), ("c", "d"), ("x", "y")], partners=["alone"])
    scorer.fit(snapshot)
    rows = list(range(snapshot.partner_count))
    np.testing.assert_allclose(scorer.scores_for_rows(rows), [scorer.scores_for(row) for row in rows],
                               rtol=0, atol=1e-12)
    alone = snapshot.partners.ids.find("alone")
    assert scorer.reason_for(alone, 0) == Reason.NO_DATA and scorer.reason_for(0, alone) == Reason.OTHER_NO_DATA


def test_an_explanation_names_the_last_station_and_its_partnership() -> None:
    snapshot = tiny_snapshot(ties=[("a", "b"), ("b", "c"), ("a", "d"), ("d", "c")])
    scorer = PersonalisedPageRank().fit(snapshot)
    why = scorer.explain(0, 2)
    assert [part.part for part in why.parts] == ["b", "d"]
    assert why.parts[0].sentence == "50 % of the walks from a to c come through b."
    assert [fact.id for fact in why.parts[0].facts] == ["b-c"]
    assert scorer.explain(0, 1).parts[0].sentence.startswith("a and b are partners: ")


def test_where_no_walk_leads_the_score_is_nought_and_says_so() -> None:
    why = Katz().fit(tiny_snapshot(ties=[("a", "b"), ("x", "y")])).explain(0, 2)
    assert (why.score, why.parts[0].sentence) == (0.0, "No walk along partnerships that counts leads from a to x.")


@pytest.mark.parametrize("scorer", [Katz(reach=1.0), Katz(reach=0.0), PersonalisedPageRank(alpha=1.0)])
def test_walks_that_never_end_are_refused(scorer: WalkScorer) -> None:
    with pytest.raises(InvalidParameter, match="below 1"):
        scorer.fit(tiny_snapshot(ties=[("a", "b")]))


def test_a_restart_that_never_comes_is_refused() -> None:
    with pytest.raises(ValueError, match="does not bring the walker to rest"):
        structure.personalised_pagerank(tiny_snapshot(ties=[("a", "b")]).layer(TIES), 0, 1.0)


def test_walk_scores_of_a_graph_without_ties_are_undefined() -> None:
    assert np.isnan(Katz().fit(tiny_snapshot(partners=["a", "b"])).scores_for(0)).all()
    assert eigenvalue_bound(sparse.csr_matrix(np.zeros((2, 2)))) == 0.0
