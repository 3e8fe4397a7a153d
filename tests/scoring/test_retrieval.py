"""The union of three exact routes, each candidate with the ways that found it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from scoring.base import Reason
from scoring.errors import InvalidParameter
from scoring.registry import get_scorer
from scoring.retrieval import CORRECTED, ROUTES, Retriever
from scoring.snapshot import TIES, Snapshot
from scoring.tiny import tiny_snapshot, worked_example
from tests.snapshots import snapshots


@settings(max_examples=40, deadline=None)
@given(snapshot=snapshots())
def test_whoever_is_among_the_best_of_a_route_is_found_and_nobody_else(snapshot: Snapshot) -> None:
    retriever = Retriever(snapshot)
    for row in range(snapshot.partner_count):
        wanted: dict[int, set[str]] = {}
        partners = set(snapshot.layers[TIES].neighbours(row).tolist()) if TIES in snapshot.layers else set()
        for route, name in ROUTES.items():
            scores = get_scorer(name).fit(snapshot).scores_for(row)
            ranked = sorted((-score, other) for other, score in enumerate(scores.tolist())
                            if score > 0 and other not in partners)
            for _, other in ranked[:2]:
                wanted.setdefault(other, set()).add(route)
        found = retriever.retrieve(row, 2).candidates
        assert {each.row: {way.route for way in each.found} for each in found} == wanted
        assert [-len(each.found) for each in found] == sorted(-len(each.found) for each in found)


def test_each_way_says_its_rank_score_and_support() -> None:
    snapshot = worked_example()
    row = snapshot.partners.ids.find("p-asks")
    for each in Retriever(snapshot).retrieve(row, 50).candidates:
        for way in each.found:
            scorer = get_scorer(ROUTES[way.route]).fit(snapshot)
            why = scorer.explain(row, each.row)
            assert why.score == pytest.approx(way.score, abs=1e-9) and why.support == way.support


def test_partners_are_left_out_unless_wanted() -> None:
    snapshot = worked_example()
    row = snapshot.partners.ids.find("p-asks")
    partners = set(snapshot.layer(TIES).neighbours(row).tolist())
    without, with_them = (
        {each.row for each in Retriever(snapshot).retrieve(row, 50, with_partners=wanted).candidates}
        for wanted in (False, True))
    assert not without & partners and with_them & partners and row not in with_them


def test_who_is_named_is_left_out_on_every_route_and_the_next_moves_up() -> None:
    snapshot = worked_example()
    row = snapshot.partners.ids.find("p-asks")
    first = Retriever(snapshot).retrieve(row, 50).candidates[0]
    without = Retriever(snapshot).retrieve(row, 50, leave_out=[first.row]).candidates
    assert without and first.row not in {each.row for each in without}
    for route in {way.route for each in without for way in each.found}:
        ranks = sorted(way.rank for each in without for way in each.found if way.route == route)
        assert ranks == list(range(1, len(ranks) + 1))


def test_a_newcomer_is_found_by_content_and_the_network_says_why_it_is_silent() -> None:
    snapshot = worked_example()
    found = Retriever(snapshot).retrieve(snapshot.partners.ids.find("p-new"), 10)
    assert found.silent == {"network": Reason.NO_DATA}
    assert all("content" in [way.route for way in each.found] or "complement" in [way.route for way in each.found]
               for each in found.candidates) and found.candidates


def test_nobody_and_one_alone_are_no_trouble() -> None:
    alone = Retriever(tiny_snapshot(partners=["a"])).retrieve(0)
    assert alone.candidates == () and set(alone.silent) == set(ROUTES)


def test_hubs_can_be_set_back_and_fitted_scorers_given() -> None:
    snapshot = worked_example()
    fitted = [get_scorer(name).fit(snapshot) for name in CORRECTED.values()]
    one, other = Retriever(snapshot, routes=CORRECTED), Retriever(snapshot, routes=CORRECTED, scorers=fitted)
    assert one.retrieve(1, 3) == other.retrieve(1, 3)


@pytest.mark.parametrize("k", [0, 10_001])
def test_a_number_out_of_range_is_refused(k: int) -> None:
    with pytest.raises(InvalidParameter):
        Retriever(worked_example()).retrieve(0, k)


@pytest.mark.parametrize("row", [-1, 12])
def test_a_row_that_does_not_exist_is_refused(row: int) -> None:
    with pytest.raises(IndexError):
        Retriever(worked_example()).retrieve(row)


def test_answers_do_not_depend_on_memory_layout() -> None:
    snapshot = worked_example()
    first, second = Retriever(snapshot).retrieve(0, 4), Retriever(worked_example()).retrieve(0, 4)
    assert first.candidates == second.candidates
    assert np.isfinite([way.score for each in first.candidates for way in each.found]).all()
