from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import sparse

from scoring import measures
from scoring.errors import InvalidParameter
from scoring.likeness.mahalanobis import Mahalanobis, pruned_proximity
from scoring.tiny import tiny_snapshot
from tests.snapshots import PARTNERS, TOLERANCE, matrix, oracle, portfolio, portfolio_snapshot, portfolios


def test_the_scorer_equals_the_oracle_where_nothing_is_pruned() -> None:
    snapshot = portfolio_snapshot()
    expected = matrix(oracle("01")["outputs"]["mahalanobis_jaffe_BSV_diag_normalised"])
    expected[-1, :] = expected[:, -1] = np.nan
    np.fill_diagonal(expected, np.nan)
    scorer = Mahalanobis().fit(snapshot)
    found = np.array([scorer.scores_for(row) for row in range(snapshot.partner_count)])
    np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE)


def test_pruning_keeps_the_largest_of_either_class_and_stays_symmetric() -> None:
    _, _, counts = portfolio()
    whole = measures.class_proximity(counts)
    found = pruned_proximity(sparse.csr_matrix(counts), 3).toarray()
    np.testing.assert_array_equal(found, found.T)
    np.testing.assert_allclose(np.diag(found), 1.0)
    kept = found > 0
    np.testing.assert_allclose(found[kept], whole[kept], rtol=0, atol=1e-12)
    for row in range(len(whole)):
        assert set(np.argsort(-whole[row])[:3]) <= set(np.flatnonzero(kept[row]))
    assert kept.sum() < (whole > 0).sum()


@settings(deadline=None)
@given(held=portfolios())
def test_scores_stay_in_range_and_add_up_however_much_is_pruned(held: dict[str, dict[str, float]]) -> None:
    snapshot = tiny_snapshot(profile=held, partners=PARTNERS)
    for kept in (1, 2, 50):
        scorer = Mahalanobis(kept=kept).fit(snapshot)
        for row in range(len(PARTNERS)):
            scores = scorer.scores_for(row)
            for other in np.flatnonzero(~np.isnan(scores)):
                why = scorer.explain(row, int(other))
                assert 0 <= scores[other] <= 1
                assert sum(part.contribution for part in why.parts) == pytest.approx(scores[other], abs=1e-9)


@settings(deadline=None)
@given(held=portfolios())
def test_with_no_neighbour_but_itself_it_is_the_plain_cosine(held: dict[str, dict[str, float]]) -> None:
    # Classes with one and the same holders tie at closeness 1; so each class has a holder of its own.
    alone = {f"only-{each}": {each: 1.0} for each in ("c0", "c1", "c2", "c3", "c4")}
    snapshot = tiny_snapshot(profile=held | alone, partners=PARTNERS)
    expected = measures.jaffe(snapshot.layer("profile").matrix())
    found = Mahalanobis(kept=1).fit(snapshot).scores_for(5 + 1)
    np.testing.assert_allclose(np.delete(found, 6), np.delete(expected[6], 6), rtol=0, atol=1e-6)


def test_the_explanation_names_the_neighbour_and_the_population() -> None:
    held = {"a": {"x": 1}, "b": {"y": 1}, "c": {"x": 1, "y": 1}}
    why = Mahalanobis().fit(tiny_snapshot(profile=held)).explain(0, 1)
    assert why.parts[0].sentence == "y is 100 % of b's portfolio, near x of a (closeness 0.2)."
    assert why.parts[-1].sentence == (
        "Which capabilities are near each other is learned from the 3 organisations with a portfolio on 2024-01-01.")


def test_keeping_nothing_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="1 or more"):
        Mahalanobis(kept=0).fit(tiny_snapshot())
