from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.base import Fact, Reason
from scoring.likeness.citations import CrossCitation, cross_citation
from scoring.tiny import tiny_snapshot
from tests.snapshots import TOLERANCE, matrix, oracle


@pytest.mark.parametrize(("name", "self_citations"), [("cross_citation", True), ("cross_citation_noself", False)])
def test_the_sum_of_both_ways_equals_the_closed_form(name: str, self_citations: bool) -> None:
    fixture = oracle("03")
    found = cross_citation(fixture["citations"], fixture["total_out"], self_citations=self_citations)
    np.testing.assert_allclose(found.both, matrix(fixture[name]), rtol=0, atol=TOLERANCE)
    assert not found.one_sided.any()


COUNTS = st.integers(0, 9)


@given(rows=st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=3, max_size=3),
       outside=st.lists(COUNTS, min_size=3, max_size=3))
def test_shares_lie_in_range_and_one_way_is_flagged(rows: Any, outside: Any) -> None:
    counts = np.array(rows, dtype=np.float64)
    made = counts.sum(axis=1) + outside
    found = cross_citation(counts, made)
    given_, both = found.given, found.both
    defined = ~np.isnan(given_)
    assert ((given_[defined] >= 0) & (given_[defined] <= 1)).all()
    np.testing.assert_array_equal(both, both.T)
    for i, j in ((0, 1), (1, 2), (0, 2)):
        assert found.one_sided[i, j] == ((made[i] > 0) != (made[j] > 0))
        assert np.isnan(both[i, j]) == (made[i] == 0 and made[j] == 0)


@pytest.mark.parametrize("wrong", [([[0, 5], [0, 0]], [4, 1]), ([[0, -1], [0, 0]], [4, 1]), ([[0, 1]], [1])])
def test_counts_that_cannot_be_are_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="citation"):
        cross_citation(*wrong)


LINKS = {
    "patent_owners": {"a1": {"a": 1}, "a2": {"a": 1}, "b1": {"b": 1}, "ab": {"a": 1, "b": 1}, "c1": {"c": 1}},
    "citations": {"a1": {"b1": 1, "a2": 1, "old": 1}, "a2": {"b1": 1, "ab": 1}, "b1": {"a1": 1}},
}
"""a makes 5 citations: 2 of b1, 1 of its own a2, 1 of ab that both own, 1 of nobody's; b makes 1; c none."""


def test_citations_are_counted_once_each_and_to_every_owner() -> None:
    scorer = CrossCitation().fit(tiny_snapshot(links=LINKS))
    assert scorer.scores_for(0).tolist()[1:] == [3 / 5, 0.0]
    assert scorer.scores_for(1).tolist()[0] == 1.0
    assert np.isnan(scorer.scores_for(2)).all() and scorer.reason_for(2, 0) is Reason.NO_DATA


def test_own_patents_can_be_left_out_of_both_counts() -> None:
    scorer = CrossCitation(self_citations=False).fit(tiny_snapshot(links=LINKS))
    assert scorer.scores_for(0)[1] == 2 / 3, "the joint patent is one of a's own"


def test_the_evidence_names_the_cited_patent_and_those_that_cite_it() -> None:
    scorer = CrossCitation().fit(tiny_snapshot(links=LINKS, names={"b1": "Battery housing"}))
    first, second = scorer.explain(0, 1).parts
    assert first.sentence == "2 patents of a cite Battery housing of b." and first.contribution == 2 / 5
    assert first.facts == (Fact("patents", "b1", 0, 1), Fact("patents", "a1", 0, 0), Fact("patents", "a2", 0, 0))
    assert second.sentence == "1 patent of a cites ab of b."


def test_a_partner_that_cites_nothing_makes_the_pair_one_sided() -> None:
    scorer = CrossCitation().fit(tiny_snapshot(links=LINKS))
    assert "one_sided" in scorer.explain(0, 2).flags and "one_sided" not in scorer.explain(0, 1).flags
