from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from scoring.backtest import MATCHED, NAMES, RANDOM, Trial, evaluate
from scoring.base import Explanation, PartnerScorer, Reason, Tags
from scoring.evaluation.verdict import best_of, verdict_of
from scoring.registry import get_scorer
from scoring.snapshot import Snapshot
from scoring.tiny import tiny_snapshot


def matrix(size: int, pairs: list[tuple[int, int]]) -> sparse.csr_matrix:
    found = np.zeros((size, size))
    for one, other in pairs:
        found[one, other] = found[other, one] = 1
    return sparse.csr_matrix(found)


def trial(size: int = 6, *, came: list[tuple[int, int]], partners: list[tuple[int, int]] = (),  # type: ignore[assignment]
          former: list[tuple[int, int]] = (), profile: Any = None, groups: list[int] | None = None,  # type: ignore[assignment]
          asking: list[int] | None = None) -> Trial:
    everybody = np.ones(size, dtype=bool)
    asks = everybody if asking is None else np.isin(np.arange(size), asking)
    return Trial(
        asking=asks, candidates=everybody, partners=matrix(size, list(partners)),
        former=matrix(size, [*partners, *former]), came=matrix(size, came),
        groups=np.arange(size) if groups is None else np.array(groups),
        profile=sparse.csr_matrix(np.ones((size, 1)) if profile is None else np.array(profile, dtype=float)),
    )


class Fixed(PartnerScorer):
    """Says what it is told to."""

    name: ClassVar[str] = "fixed"
    tags: ClassVar[Tags] = Tags()

    def __init__(self, scores: Any = None) -> None:
        self.scores = scores

    def fit(self, snapshot: Snapshot) -> Self:
        return self

    def scores_for(self, row: int) -> NDArray[np.float64]:
        return np.array(self.scores[row], dtype=float)

    def reason_for(self, row: int, other: int) -> Reason | None:
        return None

    def explain(self, row: int, other: int) -> Explanation:
        return Explanation(0.0, 0.0, 0.0, 0.0, 0.0)


def value(judged: Any, name: str, scorer: str = "fixed", metric: str = "mrr") -> list[float]:
    found: list[float] = judged[name].values[scorer][:, NAMES.index(metric)].tolist()
    return found


def test_partners_at_the_cutoff_are_not_ranked() -> None:
    scores = [[np.nan, 9, 5, 4, 3, 2]] * 6
    given = trial(came=[(0, 2)], partners=[(0, 1), (2, 3)], asking=[0])
    assert value(evaluate(given, {"fixed": Fixed(scores)}), "both_known") == [1.0]


def test_what_came_is_told_apart_by_who_was_known() -> None:
    given = trial(came=[(0, 1), (0, 4), (4, 5)], partners=[(0, 2), (1, 3)])
    judged = evaluate(given, {RANDOM: None})
    assert {name: (each.rows.tolist(), each.pairs) for name, each in judged.items()} == {
        "both_known": ([0, 1], 2), "one_new": ([0, 4], 2), "both_new": ([4, 5], 2)}


def test_what_came_in_another_slice_is_neither_right_nor_wrong() -> None:
    scores = [[np.nan, 5, 4, 3, 2, 1]] * 6  # the newcomer 1 would stand before the known 3
    given = trial(came=[(0, 1), (0, 3)], partners=[(0, 2), (3, 4)], asking=[0])
    judged = evaluate(given, {"fixed": Fixed(scores)})
    assert value(judged, "both_known") == value(judged, "one_new") == [1.0]


def test_two_who_share_nothing_are_judged_apart_and_unknown_is_not_nothing() -> None:
    profile = [[1, 0], [0, 1], [0, 0], [1, 0], [0, 1], [1, 1]]
    given = trial(came=[(0, 1), (0, 2), (0, 3)], profile=profile, asking=[0])
    judged = evaluate(given, {RANDOM: None})
    assert (judged["zero_overlap"].pairs, judged["both_new"].pairs) == (1, 3)


def test_a_former_partner_who_comes_back_is_a_repeat_and_no_new_tie() -> None:
    scores = [[np.nan, 5, 4, 3, 2, 1]] * 6
    given = trial(came=[(0, 2), (0, 5)], partners=[(0, 4), (5, 3)], former=[(0, 1), (0, 2)], asking=[0])
    judged = evaluate(given, {"fixed": Fixed(scores)})
    assert value(judged, "repeat") == [0.5]      # 1 was a partner too and stands before
    assert value(judged, "both_known") == [0.5]  # of 3 and 5: former partners are no new ties


def test_a_group_is_not_recommended_to_itself() -> None:
    scores = [[np.nan, 5, 4, 3, 2, 1]] * 6
    given = trial(came=[(0, 1), (0, 2)], groups=[0, 0, 2, 3, 4, 5], asking=[0])
    judged = evaluate(given, {"fixed": Fixed(scores)})
    assert value(judged, "both_new") == [1.0] and judged["both_new"].pairs == 1


def test_an_asker_to_whom_nothing_is_said_has_missed_all() -> None:
    given = trial(came=[(0, 1), (2, 3)])
    judged = evaluate(given, {"fixed": Fixed([[np.nan] * 6] * 6)})["both_new"]
    assert judged.unanswered == {"fixed": 4}
    assert judged.values["fixed"][:, : NAMES.index(MATCHED)].sum() == 0.0
    assert value({"x": judged}, "x", metric=MATCHED) == [0.5] * 4


def test_the_random_baseline_is_its_expectation() -> None:
    judged = evaluate(trial(came=[(0, 1)], asking=[0]), {RANDOM: None})
    assert value(judged, "both_new", RANDOM, "recall@20") == [1.0]
    assert value(judged, "both_new", RANDOM) == pytest.approx([np.mean([1 / place for place in range(1, 6)])])


def test_whoever_is_left_without_an_answer_is_not_asked() -> None:
    given = trial(came=[(0, 1)], partners=[(0, 1)])
    assert given.asked() == [] and evaluate(given, {RANDOM: None}) == {}


def test_degree_matched_rivals_have_about_as_many_partners() -> None:
    ties = [("a", "b"), ("c", "d"), ("c", "e"), ("c", "f")]
    snapshot = tiny_snapshot(ties=ties)
    rows = {name: row for row, name in enumerate(snapshot.partners.ids)}
    given = trial(came=[(rows["a"], rows["c"])], partners=[(rows[one], rows[other]) for one, other in ties])
    judged = evaluate(given, {"popularity": get_scorer("popularity").fit(snapshot)})
    by_asker = dict(zip(judged["both_known"].rows.tolist(), value(judged, "both_known", "popularity", MATCHED),
                        strict=True))
    assert np.isnan(by_asker[rows["a"]])       # nobody else has three partners
    assert by_asker[rows["c"]] == 0.5          # b has as many as a


def test_the_bar_is_the_best_baseline_and_differences_are_paired() -> None:
    scores = {"good": [[np.nan, 9, 1, 1, 1, 1]] * 6, "bad": [[np.nan, 1, 9, 9, 9, 9]] * 6}
    given = trial(came=[(0, 1)], asking=[0])
    judged = evaluate(given, {"good": Fixed(scores["good"]), "bad": Fixed(scores["bad"]), RANDOM: None})["both_new"]
    assert best_of(judged, ("bad", RANDOM)) == RANDOM and best_of(judged, ("absent",)) is None
    found = verdict_of(judged, ("bad", RANDOM), resamples=50)
    assert found.bar == RANDOM and set(found.against_bar) == {"good", "bad"}
    assert found.against_bar["good"]["mrr"].low > 0 > found.against_bar["bad"]["mrr"].high
    assert verdict_of(judged, (), resamples=5).against_bar == {}


def test_progress_is_told_from_the_first_to_the_last() -> None:
    told: list[tuple[int, int, str]] = []
    evaluate(trial(came=[(0, 1)]), {RANDOM: None}, progress=lambda *each: told.append(each))
    assert [each[:2] for each in told] == [(0, 2), (2, 2)]
