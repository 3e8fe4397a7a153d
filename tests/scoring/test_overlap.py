from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from scoring.base import Fact, Reason
from scoring.overlap import Overlap
from scoring.registry import get_scorer
from scoring.tiny import tiny_snapshot
from tests.snapshots import PARTNERS, TOLERANCE, matrix, oracle, portfolio_snapshot, portfolios

BY_ORACLE = {
    "overlap": "min_complement_similarity_sum_min_shares",
    "jaffe": "jaffe_cosine",
    "tfidf_cosine": "tfidf_cosine_sklearn_default_smooth_idf",
    "jaccard": "jaccard_sets",
    "containment": "containment_row_in_col",
}


@pytest.mark.parametrize("name", BY_ORACLE)
def test_scorers_equal_the_measures_of_other_packages(name: str) -> None:
    snapshot = portfolio_snapshot()
    expected = matrix(oracle("01")["outputs"][BY_ORACLE[name]])
    expected[-1, :] = expected[:, -1] = np.nan  # scikit-learn prints 0 for the empty organisation
    np.fill_diagonal(expected, np.nan)
    scorer = get_scorer(name).fit(snapshot)
    found = np.array([scorer.scores_for(row) for row in range(snapshot.partner_count)])
    np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE)


@given(held=portfolios())
def test_more_of_the_same_changes_no_score_of_profiles(held: dict[str, dict[str, float]]) -> None:
    tenfold = {**held, "p1": {each: 10 * amount for each, amount in held["p1"].items()}}
    for name in ("overlap", "jaffe", "tfidf_cosine", "jaccard", "containment"):
        once, again = (get_scorer(name).fit(tiny_snapshot(profile=each, partners=PARTNERS)).scores_for(0)
                       for each in (held, tenfold))
        np.testing.assert_allclose(once, again, rtol=0, atol=1e-6)  # float32 in the snapshot


@given(held=portfolios())
def test_another_common_capability_never_lowers_what_is_contained(held: dict[str, dict[str, float]]) -> None:
    held["p0"] = {**held["p0"], "c0": 1.0}
    more = {**held, "p1": {**held["p1"], "c0": 1.0}}
    for name in ("jaccard", "containment"):
        before, after = (get_scorer(name).fit(tiny_snapshot(profile=each, partners=PARTNERS)).scores_for(0)[1]
                         for each in (held, more))
        assert np.isnan(before) or after >= before - 1e-12


@given(held=portfolios())
def test_containment_is_jaccard_seen_from_either_side(held: dict[str, dict[str, float]]) -> None:
    snapshot = tiny_snapshot(profile=held, partners=PARTNERS)
    containment, jaccard = (get_scorer(name).fit(snapshot) for name in ("containment", "jaccard"))
    here, there = containment.scores_for(0)[1], containment.scores_for(1)[0]
    if here > 0:
        assert jaccard.scores_for(0)[1] == pytest.approx(1 / (1 / here + 1 / there - 1))


def test_the_explanation_names_capabilities_shares_and_facts() -> None:
    snapshot = tiny_snapshot(
        profile={"a": {"speech": 3, "maps": 22}, "b": {"speech": 9, "cars": 91}},
        names={"a": "Aurora", "b": "Atlas", "speech": "speech recognition"},
    )
    why = Overlap().fit(snapshot).explain(0, 1)
    (part,) = why.parts
    assert part.sentence == "Both hold speech recognition: 12 % of Aurora's portfolio, 9 % of Atlas'."
    assert part.contribution == why.score == pytest.approx(0.09)
    assert part.facts == (Fact("partner_capabilities", "speech", 0, 0), Fact("partner_capabilities", "speech", 0, 1))
    assert why.support == 25 and why.flags == ()
    assert why.low < why.score < why.high


def test_many_common_capabilities_are_shown_by_size_and_the_rest_together() -> None:
    held = {f"c{each}": float(each) for each in range(1, 11)}
    why = Overlap().fit(tiny_snapshot(profile={"a": held, "b": held})).explain(0, 1)
    assert [part.part for part in why.parts] == ["c10", "c9", "c8", "c7", "c6", "other capabilities"]
    assert why.parts[-1].contribution == pytest.approx(15 / 55)
    assert why.parts[-1].sentence == "Both hold 5 other capabilities as well."


def test_small_portfolios_are_flagged_and_have_wide_intervals() -> None:
    snapshot = tiny_snapshot(profile={"a": {"x": 2}, "b": {"x": 2}, "c": {"x": 200}, "d": {"x": 200}})
    scorer = Overlap().fit(snapshot)
    small, large = scorer.explain(0, 1), scorer.explain(2, 3)
    assert small.flags == ("low_support",) and large.flags == ()
    assert small.low < 0.5 < 0.98 < large.low


def test_what_is_not_known_has_a_reason_and_is_not_nought() -> None:
    snapshot = tiny_snapshot(profile={"a": {"x": 1}, "z": {"x": 0}}, partners=["empty"])
    scorer = Overlap().fit(snapshot)
    assert np.isnan(scorer.scores_for(0)).all()
    assert [scorer.reason_for(0, other) for other in range(3)] == [
        Reason.SELF, Reason.OTHER_NO_DATA, Reason.OTHER_NO_DATA]
    assert scorer.reason_for(1, 0) == Reason.NO_DATA


def test_a_weight_of_nought_is_not_holding() -> None:
    snapshot = tiny_snapshot(profile={"a": {"x": 1, "y": 1}, "b": {"x": 0, "y": 1}})
    assert get_scorer("jaccard").fit(snapshot).scores_for(0)[1] == 0.5
    assert get_scorer("containment").fit(snapshot).scores_for(1)[0] == 1.0


def test_names_of_others_pass_through_unharmed() -> None:
    name = "<script>'\"; {0} %s \u202e" + "x" * 5_000
    snapshot = tiny_snapshot(profile={"a": {"x": 1}, "b": {"x": 1}}, names={"b": name, "x": "=HYPERLINK(1)"})
    (part,) = Overlap().fit(snapshot).explain(0, 1).parts
    assert name in part.sentence and part.part == "=HYPERLINK(1)"
