from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from scoring import measures
from tests.snapshots import TOLERANCE, matrix, oracle, portfolio

BY_ORACLE: dict[str, Callable[[Any], Any]] = {
    "jaffe_cosine": measures.jaffe,
    "jaccard_sets": measures.jaccard,
    "dice_sets": measures.dice,
    "overlap_coefficient_sets": measures.overlap_coefficient,
    "containment_row_in_col": measures.containment,
    "min_complement_similarity_sum_min_shares": measures.min_complement,
    "ruzicka_weighted_jaccard_counts": measures.ruzicka,
    "bray_curtis_similarity_counts": measures.bray_curtis,
    "jensen_shannon_distance_base2": measures.jensen_shannon_distance,
    "morisita_1959_counts": measures.morisita,
    "tfidf_cosine_sklearn_default_smooth_idf": measures.tfidf_cosine,
    "tfidf_cosine_sublinear_tf": lambda x: measures.tfidf_cosine(x, sublinear=True),
    "mahalanobis_jaffe_BSV_unnormalised": lambda x: measures.mahalanobis_jaffe(x, normalise=False),
    "mahalanobis_jaffe_BSV_diag_normalised": measures.mahalanobis_jaffe,
}

SYMMETRIC = [name for name in measures.__all__
             if name not in {"containment", "class_proximity", "shares", "inverse_document_frequency"}]


def test_the_fixture_has_no_measure_that_we_lack() -> None:
    assert set(oracle("01")["outputs"]) == set(BY_ORACLE)


@pytest.mark.parametrize("name", BY_ORACLE)
def test_measures_equal_those_of_other_packages(name: str) -> None:
    _, _, counts = portfolio()
    expected = matrix(oracle("01")["outputs"][name])
    # The fixture keeps scikit-learn's 0 for the empty organisation; undefined is NaN with us.
    empty = counts.sum(axis=1) == 0
    expected[empty, :] = expected[:, empty] = np.nan
    np.testing.assert_allclose(BY_ORACLE[name](counts), expected, rtol=0, atol=TOLERANCE)


def test_the_proximity_of_classes_equals_the_fixture() -> None:
    _, _, counts = portfolio()
    np.testing.assert_allclose(measures.class_proximity(counts), oracle("01")["beta_class_matrix"], atol=TOLERANCE)


AMOUNTS = hnp.arrays(np.float64, st.tuples(st.integers(1, 5), st.just(4)),
                     elements=st.sampled_from((0.0, 0.5, 1.0, 2.0, 7.0, 1000.0)))


@pytest.mark.parametrize("name", SYMMETRIC)
@given(x=AMOUNTS)
def test_symmetric_measures_are_symmetric(name: str, x: Any) -> None:
    found = getattr(measures, name)(x)
    np.testing.assert_allclose(found, found.T, atol=1e-12)


@pytest.mark.parametrize("name", ["jaffe", "min_complement", "jaccard", "tfidf_cosine", "jensen_shannon_distance"])
@given(x=AMOUNTS, factor=st.sampled_from((0.001, 3.0, 1e6)))
def test_the_size_of_a_portfolio_does_not_enter(name: str, x: Any, factor: float) -> None:
    measure = getattr(measures, name)
    scaled = x.copy()
    scaled[0] *= factor
    # A divergence near 0 has a square root that rounding moves by 1e-8.
    np.testing.assert_allclose(measure(scaled), measure(x), atol=1e-7)


@pytest.mark.parametrize("name", [name for name in SYMMETRIC if name not in {"morisita"}] + ["containment"])
@given(x=AMOUNTS)
def test_measures_stay_in_range_and_are_undefined_only_for_empty_portfolios(name: str, x: Any) -> None:
    found = getattr(measures, name)(x)
    filled = x.sum(axis=1) > 0
    assert (np.isnan(found) == ~np.outer(filled, filled)).all()
    defined = found[~np.isnan(found)]
    assert (defined >= 0).all() and (defined <= 1 + 1e-9).all()


@given(x=AMOUNTS, merged=st.integers(0, 2))
def test_coarser_classes_never_lower_the_common_share(x: Any, merged: int) -> None:
    coarse = np.delete(x, merged + 1, axis=1)
    coarse[:, merged] = x[:, merged] + x[:, merged + 1]
    fine, rough = measures.min_complement(x), measures.min_complement(coarse)
    assert (np.nan_to_num(rough) >= np.nan_to_num(fine) - 1e-12).all()


def test_rows_can_be_compared_with_others_and_given_as_sparse_matrices() -> None:
    x, y = np.array([[1.0, 2.0, 0.0]]), np.array([[0.0, 2.0, 2.0], [0.0, 0.0, 0.0]])
    for name in SYMMETRIC:
        measure = getattr(measures, name)
        both = measure(np.concatenate([x, y]))
        # Weights of classes come from the first argument, the population.
        if name not in {"tfidf_cosine", "mahalanobis_jaffe"}:
            np.testing.assert_allclose(measure(x, y), both[:1, 1:])
        np.testing.assert_allclose(measure(sparse.csr_array(x), sparse.csr_array(y)), measure(x, y))


@pytest.mark.parametrize("wrong", [[[-1.0, 2.0]], [[np.nan, 1.0]], [1.0, 2.0]])
def test_amounts_that_mean_nothing_are_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="amounts"):
        measures.jaffe(wrong)


def test_matrices_over_different_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="2 classes on one side and 1"):
        measures.jaccard([[1, 0]], [[1]])
