"""Scores of pairs as features: what scikit-learn expects of a transformer, as far as pairs allow it."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.utils.estimator_checks import check_estimator

from scoring.errors import InvalidParameter, UnknownScorer
from scoring.features import PairFeatures
from scoring.registry import get_scorer
from scoring.tiny import worked_example

SNAPSHOT = worked_example()
COUNT = SNAPSHOT.partner_count
PAIRS = np.array([(row, other) for row in range(COUNT) for other in range(COUNT)])
TIED = np.array([SNAPSHOT.layer("ties").weight_of(*pair) > 0 for pair in PAIRS.tolist()])

_NO_PAIRS = "the check feeds random numbers in 1 to 10 columns; here X is pairs of rows of partners"
CANNOT_HOLD = dict.fromkeys((
    "check_dict_unchanged", "check_dont_overwrite_parameters", "check_dtype_object", "check_estimators_dtypes",
    "check_estimators_fit_returns_self", "check_estimators_nan_inf", "check_estimators_overwrite_params",
    "check_estimators_pickle", "check_f_contiguous_array_estimator", "check_fit2d_1sample",
    "check_fit2d_predict1d", "check_fit_check_is_fitted", "check_fit_idempotent", "check_fit_score_takes_y",
    "check_methods_sample_order_invariance", "check_methods_subset_invariance", "check_n_features_in",
    "check_n_features_in_after_fitting", "check_pipeline_consistency", "check_readonly_memmap_input",
    "check_transformer_data_not_an_array", "check_transformer_general", "check_transformer_preserve_dtypes",
), _NO_PAIRS)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_the_checks_of_scikit_learn_hold_but_for_those_that_feed_no_pairs() -> None:
    told = check_estimator(PairFeatures(SNAPSHOT), expected_failed_checks=CANNOT_HOLD, on_skip=None)
    assert {each["check_name"] for each in told if each["status"] == "xfail"} == set(CANNOT_HOLD)
    assert sum(each["status"] == "passed" for each in told) >= 20


def test_a_column_is_what_the_scorer_says() -> None:
    found = PairFeatures(SNAPSHOT, scorers=("jaffe", "resource_allocation")).fit(PAIRS).transform(PAIRS)
    for place, name in enumerate(("jaffe", "resource_allocation")):
        scorer = get_scorer(name).fit(SNAPSHOT)
        expected = np.concatenate([scorer.scores_for(row) for row in range(COUNT)])
        assert np.array_equal(found[:, place], expected, equal_nan=True)


def test_directed_scorers_have_a_column_for_the_way_back() -> None:
    made = PairFeatures(SNAPSHOT, scorers=("containment", "jaffe"), both_ways=True).fit(PAIRS)
    assert made.get_feature_names_out().tolist() == ["containment", "containment_reverse", "jaffe"]
    there, back = made.transform(PAIRS), made.transform(PAIRS[:, ::-1])
    assert np.array_equal(there[:, 0], back[:, 1], equal_nan=True)


def test_what_is_unknown_stays_so_or_becomes_zero_with_or_without_saying() -> None:
    kept, zero, told = (PairFeatures(SNAPSHOT, scorers=("jaffe", "overlap"), missing=each).fit_transform(PAIRS)
                        for each in ("nan", "zero", "indicator"))
    assert np.isnan(kept).any() and not np.isnan(zero).any()
    assert np.array_equal(told[:, :2], zero) and np.array_equal(told[:, 2:], np.isnan(kept))


@pytest.mark.parametrize("kind", [np.int32, np.float32, np.float64, np.uint8, object])
def test_pairs_may_come_in_any_type_order_and_container(kind: Any) -> None:
    made = PairFeatures(SNAPSHOT).fit(PAIRS)
    whole = made.transform(PAIRS)
    order = np.random.default_rng(0).permutation(len(PAIRS))
    assert np.array_equal(made.transform(np.asfortranarray(PAIRS.astype(kind))[order]), whole[order], equal_nan=True)
    assert np.array_equal(made.transform(PAIRS[5:6].tolist()), whole[5:6], equal_nan=True)


def test_fitting_leaves_parameters_and_pairs_alone_and_twice_is_once() -> None:
    pairs = PAIRS.copy()
    pairs.flags.writeable = False
    made = PairFeatures(SNAPSHOT)
    before = made.get_params()
    first = made.fit(pairs).transform(pairs)
    assert made.get_params() == before and np.array_equal(made.fit(pairs).transform(pairs), first, equal_nan=True)
    copy = pickle.loads(pickle.dumps(made))
    assert np.array_equal(copy.transform(pairs), first, equal_nan=True)


def test_a_clone_is_unfitted_and_shares_the_snapshot() -> None:
    made = clone(PairFeatures(SNAPSHOT, missing="zero").fit(PAIRS))
    assert made.snapshot is SNAPSHOT and made.missing == "zero"
    with pytest.raises(NotFittedError):
        made.transform(PAIRS)
    with pytest.raises(NotFittedError):
        made.get_feature_names_out()


def test_a_pipeline_can_be_searched_over_scorers() -> None:
    pipeline = Pipeline([("pairs", PairFeatures(SNAPSHOT)), ("fill", SimpleImputer(keep_empty_features=True)),
                         ("model", LogisticRegression())])
    others = PAIRS[:, 0] != PAIRS[:, 1]
    search = GridSearchCV(pipeline, {
        "pairs__scorers": [("jaffe",), ("jaffe", "adamic_adar"), ("overlap", "need_coverage", "popularity")],
        "model__C": [0.1, 10.0],
    }, cv=3, scoring="average_precision").fit(PAIRS[others], TIED[others])
    assert len(search.cv_results_["params"]) == 6
    chances = search.predict_proba(PAIRS)[:, 1]
    assert chances.shape == (len(PAIRS),) and ((chances > 0) & (chances < 1)).all()


def test_features_can_be_a_data_frame() -> None:
    made = PairFeatures(SNAPSHOT, scorers=("jaffe",)).set_output(transform="pandas")
    frame = made.fit_transform(pd.DataFrame(PAIRS, columns=["asker", "other"]))
    assert list(frame.columns) == ["jaffe"] and len(frame) == len(PAIRS)


@pytest.mark.parametrize(("made", "error"), [
    (PairFeatures(), InvalidParameter), (PairFeatures(SNAPSHOT, scorers=()), InvalidParameter),
    (PairFeatures(SNAPSHOT, scorers="jaffe"), InvalidParameter),  # type: ignore[arg-type]
    (PairFeatures(SNAPSHOT, missing="mean"), InvalidParameter),
    (PairFeatures(SNAPSHOT, scorers=("luck",)), UnknownScorer),
])
def test_parameters_that_mean_nothing_are_refused_at_fit(made: PairFeatures, error: type[Exception]) -> None:
    with pytest.raises(error):
        made.fit(PAIRS)


@pytest.mark.parametrize("pairs", [[[0, COUNT]], [[-1, 0]], [[0.5, 1]], [[0, 1, 2]], [[0]], [0, 1], [[np.nan, 1]], []])
def test_what_is_no_pair_of_rows_is_refused(pairs: Any) -> None:
    with pytest.raises(ValueError):
        PairFeatures(SNAPSHOT).fit(PAIRS).transform(np.array(pairs))
