from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from scoring.errors import InvalidParameter
from scoring.likeness.bm25 import Bm25, bm25
from scoring.tiny import tiny_snapshot
from tests.snapshots import PARTNERS, TOLERANCE, oracle, portfolio, portfolio_snapshot, portfolios

BY_ORACLE = {
    "rank_bm25.BM25Okapi(k1=1.5,b=.75,eps=.25)": "okapi", "bm25s.lucene": "lucene", "bm25s.robertson": "robertson",
    "bm25s.atire": "atire", "bm25s.bm25+": "plus", "bm25s.bm25l": "l",
}
"""The fixture's names; ``rank_bm25_idf`` beside them holds weights of classes."""


def expected(name: str) -> Any:
    fixture = oracle("02")
    return np.array([fixture["outputs"][name][who] for who in fixture["orgs"]])


def counts() -> Any:
    """The organisations of the fixture; it leaves out the empty one."""
    names, _, found = portfolio()
    return found[[names.index(who) for who in oracle("02")["orgs"]]]


def test_the_fixture_has_no_variant_that_we_lack() -> None:
    assert set(oracle("02")["outputs"]) == {*BY_ORACLE, "rank_bm25_idf"}


@pytest.mark.parametrize("name", BY_ORACLE)
def test_every_variant_equals_the_package_that_it_is_named_after(name: str) -> None:
    found = bm25(counts(), variant=BY_ORACLE[name])
    # bm25s computes in float32; rank_bm25 in float64.
    tolerance = TOLERANCE if name.startswith("rank") else 1e-6 * float(np.abs(expected(name)).max())
    np.testing.assert_allclose(found, expected(name), rtol=0, atol=tolerance)


def test_an_empty_portfolio_is_undefined_and_changes_no_other_score() -> None:
    _, _, with_empty = portfolio()
    found = bm25(with_empty)
    assert np.isnan(found[-1]).all() and np.isnan(found[:, -1]).all()
    np.testing.assert_allclose(found[:-1, :-1], bm25(counts()), rtol=0, atol=TOLERANCE)


def test_the_scorer_ranks_as_bm25_does_and_says_which_share_of_the_most_is_reached() -> None:
    snapshot, (_, _, amounts) = portfolio_snapshot(), portfolio()
    raw, scorer = bm25(amounts), Bm25().fit(snapshot)
    idf = np.log1p((6 - (amounts > 0).sum(axis=0) + 0.5) / ((amounts > 0).sum(axis=0) + 0.5))
    for row in range(6):
        scores = scorer.scores_for(row)
        others = [other for other in range(6) if other != row]
        np.testing.assert_allclose(scores[others], raw[row, others] / (amounts[row] @ idf), rtol=0, atol=TOLERANCE)
    assert np.isnan(scorer.scores_for(6)).all()


@given(held=portfolios())
def test_the_size_of_the_asker_does_not_enter_and_more_of_a_held_class_never_counts_less(
        held: dict[str, dict[str, float]]) -> None:
    held["p0"] = {**held["p0"], "c0": 1.0}
    held["p1"] = {**held["p1"], "c0": 1.0}
    flat = Bm25(b=0).fit(tiny_snapshot(profile=held, partners=PARTNERS)).scores_for(0)
    tenfold = {**held, "p0": {each: 10 * amount for each, amount in held["p0"].items()}}
    again = Bm25(b=0).fit(tiny_snapshot(profile=tenfold, partners=PARTNERS)).scores_for(0)
    np.testing.assert_allclose(flat, again, rtol=0, atol=1e-6)
    more = {**held, "p1": {**held["p1"], "c0": 9.0}}
    assert Bm25(b=0).fit(tiny_snapshot(profile=more, partners=PARTNERS)).scores_for(0)[1] >= flat[1]


@pytest.mark.parametrize("wrong", [{"k1": 0.0}, {"k1": -1.0}, {"b": 1.5}, {"b": float("nan")}])
def test_parameters_that_mean_nothing_are_refused_at_fit(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidParameter, match="it can be"):
        Bm25(**wrong).fit(tiny_snapshot())


def test_an_unknown_variant_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="okapi, lucene"):
        bm25([[1.0]], variant="bm26")
