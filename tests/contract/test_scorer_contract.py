"""The contract of scorers, over every scorer that is registered. ``scoring/testing.py`` is its text."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from numpy.typing import NDArray
from sklearn.base import clone

from scoring import testing
from scoring.base import Evidence, Explanation, Fact, PartnerScorer, Reason, Tags
from scoring.blend import Blend
from scoring.complementarity import Complementarity
from scoring.fit.scorer import Fit
from scoring.needs import NeedCoverage
from scoring.overlap import Overlap
from scoring.registry import get_scorer, scorer_class, scorer_names
from scoring.snapshot import Snapshot, content_hash
from scoring.testing import CHECKS, Check, check_scorer
from tests.snapshots import snapshots

SCORERS = [
    *(pytest.param(get_scorer(name), id=name) for name in scorer_names()),
    pytest.param(NeedCoverage(need="p-asks/z1"), id="need_coverage of one need"),
    pytest.param(Complementarity(need="p-asks/y"), id="complementarity for one need"),
    pytest.param(Blend(overlap=1, complementarity=0, topology=0, standing=0), id="blend of overlap alone"),
    pytest.param(Blend(overlap=0, complementarity=2, topology=1, standing=1, needs=None), id="blend without overlap"),
    pytest.param(Fit(order="midpoint", power=0.5, weights={"culture": 3, "rd_rhythm": 0}), id="fit by its middle"),
    pytest.param(Fit(unknown="population", need="p-asks/z1", wish=1.0), id="fit among what is usual"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
@pytest.mark.parametrize("scorer", SCORERS)
def test_every_scorer_keeps_every_promise(scorer: Any, check: Check) -> None:
    check(clone(scorer))


@pytest.mark.parametrize("scorer", SCORERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(snapshot=snapshots())
def test_explanations_add_up_in_any_ecosystem(scorer: Any, snapshot: Snapshot) -> None:
    fitted = clone(scorer).fit(snapshot)
    for row in range(snapshot.partner_count):
        for other, score in enumerate(fitted.scores_for(row).tolist()):
            why = fitted.explain(row, other)
            if score != score:
                assert why.reason is not None and why.reason == fitted.reason_for(row, other)
                continue
            assert fitted.reason_for(row, other) is None
            assert 0 <= score <= 1
            assert why.score == pytest.approx(score, abs=1e-9)
            assert sum(part.contribution for part in why.parts) == pytest.approx(score, abs=1e-9)
            assert why.low <= why.score <= why.high
    assert content_hash(snapshot) == snapshot.version


@pytest.mark.parametrize("scorer", SCORERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(snapshot=snapshots())
def test_what_others_see_is_what_they_would_be_told_in_any_ecosystem(scorer: Any, snapshot: Snapshot) -> None:
    fitted = clone(scorer).fit(snapshot)
    matrix = np.array([fitted.scores_for(row) for row in range(snapshot.partner_count)])
    for row in range(snapshot.partner_count):
        np.testing.assert_allclose(fitted.scores_towards(row), matrix[:, row], rtol=0, atol=1e-9)


def test_every_scorer_says_in_one_line_what_it_is_for() -> None:
    for name in scorer_names():
        assert scorer_class(name).name == name
        assert len(scorer_class(name).about) <= 90
        assert (scorer_class(name).__doc__ or "").strip()


class SameInitial(PartnerScorer):
    """A scorer as another package would write it: nothing but the contract."""

    name: ClassVar[str] = "same_initial"
    about: ClassVar[str] = "Whether the names begin alike"
    tags: ClassVar[Tags] = Tags(symmetric=True)

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        self.initials_ = np.array([name[:1] for name in snapshot.partners.names], dtype=object)
        return self

    def scores_for(self, row: int) -> NDArray[np.float64]:
        self._check_fitted()
        if row < 0:
            raise IndexError(row)
        scores = (self.initials_ == self.initials_[row]).astype(np.float64)
        scores[row] = np.nan
        return scores

    def reason_for(self, row: int, other: int) -> Reason | None:
        self._check_fitted()
        return Reason.SELF if row == other else None

    def explain(self, row: int, other: int) -> Explanation:
        score = float(self.scores_for(row)[other]) if other >= 0 else self.scores_for(other)[0]
        if row == other:
            return Explanation(np.nan, np.nan, np.nan, 0.0, 0.0, reason=Reason.SELF)
        part = Evidence("initial", score, "The names begin alike." if score else "The names begin differently.")
        return Explanation(score, score, score, 1.0, 1.0, (part,), ("low_support",))


def test_a_scorer_from_elsewhere_only_has_to_keep_the_contract() -> None:
    check_scorer(SameInitial())
    assert SameInitial().fit(testing.worked_example()).support_for(0).tolist() == [0.0] + [1.0] * 11


def test_many_threads_may_ask_one_scorer() -> None:
    snapshot = testing.worked_example()
    scorer = Blend().fit(snapshot)
    pairs = [(row, other) for row in range(snapshot.partner_count) for other in range(snapshot.partner_count)]

    def ask(pair: tuple[int, int]) -> str:
        return repr((scorer.scores_for(pair[0]).tobytes(), scorer.explain(*pair)))

    alone = [ask(pair) for pair in pairs]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, pairs * 4)) == alone * 4


class Broken(Overlap):
    """A scorer on which each promise can be broken by itself."""


class StoresMore(Broken):
    def __init__(self) -> None:
        self.surprise = 1


class ForgetsSelf(Broken):
    def fit(self, snapshot: Snapshot) -> Any:
        super().fit(snapshot)
        return None


class AnswersUnfitted(Broken):
    def scores_for(self, row: int) -> Any:
        return np.zeros(3)


class WritesPlainNames(Broken):
    def fit(self, snapshot: Snapshot) -> Any:
        self.helper = 1
        return super().fit(snapshot)


class ChangesTheSnapshot(Broken):
    def fit(self, snapshot: Snapshot) -> Any:
        object.__setattr__(snapshot, "filters", {"was": "here"})
        return super().fit(snapshot)


class LeavesTheRange(Broken):
    def values_for(self, row: int) -> Any:
        return super().values_for(row) * 2


class HasNoReason(Broken):
    def reason_for(self, row: int, other: int) -> Reason | None:
        super().reason_for(row, other)
        return None


class DoesNotAddUp(Broken):
    def explanation(self, row: int, other: int, parts: Any, evidence: tuple[Evidence, ...]) -> Explanation:
        return super().explanation(row, other, parts, evidence[:1])


class DependsOnTheRow(Broken):
    def values_for(self, row: int) -> Any:
        return super().values_for(row) * np.linspace(1.0, 0.9, self.snapshot_.partner_count)


class RemembersTheFirst(Broken):
    def fit(self, snapshot: Snapshot) -> Any:
        return self if hasattr(self, "snapshot_") else super().fit(snapshot)


class IsNotSymmetric(Broken):
    def values_for(self, row: int) -> Any:
        return super().values_for(row) * (0.5 if row == 1 else 1.0)


class LooksTheWrongWay(Broken):
    tags: ClassVar[Tags] = Tags(requires=Broken.tags.requires)

    def scores_towards(self, row: int, others: Any = None) -> Any:
        return super().scores_towards(row, others) * 0.5


class HandsOutItsOwnArray(Broken):
    def scores_for(self, row: int) -> Any:
        self._check_row(row)
        kept = vars(self).setdefault("kept_", {})
        return kept.setdefault(row, super().scores_for(row))


class TakesNegativeRows(Broken):
    def _check_row(self, *rows: int) -> None:
        self._check_fitted()


class PointsNowhere(Broken):
    def explanation(self, row: int, other: int, parts: Any, evidence: tuple[Evidence, ...]) -> Explanation:
        nowhere = tuple(replace(part, facts=(Fact("partners", "p", 99),)) for part in evidence)
        return super().explanation(row, other, parts, nowhere)


class CountsOtherwise(Broken):
    def supports(self, row: int) -> Any:
        return super().supports(row) + 1


class TreatsTwinsUnlike(Broken):
    def values_for(self, row: int) -> Any:
        values = super().values_for(row)
        values[self.snapshot_.partners.ids.find("p-twin-2")] *= 1 + 1e-15
        return values


class ForgetsWhenPickled(Broken):
    def __setstate__(self, state: Any) -> None:
        super().__setstate__(state)
        self.unknown_ = ~self.unknown_


class NeedsSomebody(Broken):
    def fit(self, snapshot: Snapshot) -> Any:
        assert snapshot.partner_count
        return super().fit(snapshot)


class InventsScores(Broken):
    def asker_reason(self, row: int) -> Reason | None:
        return None

    def is_unknown(self, row: int, other: int) -> bool:
        return False

    def scores_for(self, row: int) -> Any:
        return np.zeros(self.snapshot_.partner_count)


class SaysNothing(Broken):
    about: ClassVar[str] = ""


BROKEN: dict[type[Broken], Check] = {
    StoresMore: testing.check_constructor_only_stores_parameters,
    ForgetsSelf: testing.check_fit_keeps_to_the_rules,
    AnswersUnfitted: testing.check_unfitted_is_refused,
    WritesPlainNames: testing.check_fit_keeps_to_the_rules,
    ChangesTheSnapshot: testing.check_snapshot_is_left_alone,
    LeavesTheRange: testing.check_scores_are_in_range_or_have_a_reason,
    HasNoReason: testing.check_scores_are_in_range_or_have_a_reason,
    DoesNotAddUp: testing.check_explanations_add_up,
    PointsNowhere: testing.check_facts_can_be_looked_up,
    CountsOtherwise: testing.check_support_for_agrees_with_explain,
    DependsOnTheRow: testing.check_relabelling_only_relabels,
    TreatsTwinsUnlike: testing.check_twins_tie,
    RemembersTheFirst: testing.check_fitting_twice_is_fitting_once,
    IsNotSymmetric: testing.check_symmetry_is_declared_truly,
    LooksTheWrongWay: testing.check_towards_is_the_other_direction,
    HandsOutItsOwnArray: testing.check_answers_are_new_arrays,
    TakesNegativeRows: testing.check_rows_out_of_range_are_refused,
    ForgetsWhenPickled: testing.check_pickled_scorers_answer_alike,
    NeedsSomebody: testing.check_empty_snapshots_are_no_trouble,
    InventsScores: testing.check_missing_layers_leave_scores_undefined,
    SaysNothing: testing.check_declares_itself,
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_a_scorer_that_breaks_a_promise_is_found_out(broken: type[Broken]) -> None:
    with pytest.raises((AssertionError, IndexError)):
        BROKEN[broken](broken())


def test_every_check_can_fail() -> None:
    assert set(BROKEN.values()) == set(CHECKS)


def test_checks_run_together_stop_at_the_first_broken_promise() -> None:
    check_scorer(Overlap())
    with pytest.raises(AssertionError, match="not one line"):
        check_scorer(SaysNothing())
