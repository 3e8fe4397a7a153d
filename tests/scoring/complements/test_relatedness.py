from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from scoring.complements import relatedness as measures
from scoring.complements.relatedness import relatedness
from tests.snapshots import TOLERANCE, matrix, oracle, oracles


def incidence() -> NDArray[np.float64]:
    with (oracles() / "05_incidence.csv").open(encoding="utf-8", newline="") as file:
        return np.array([[float(cell) for cell in row] for row in csv.reader(file)])


def pairs_of_oracle() -> tuple[Any, Any, Any, int]:
    """J, O_i, O_j, P of every pair of classes."""
    held = incidence()
    counts = held.sum(axis=0)
    return held.T @ held, counts[:, None], counts[None, :], len(held)


def off_diagonal(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[~np.eye(len(values), dtype=bool)]


def same(found: Any, told: list[list[float | None]], tolerance: float = TOLERANCE) -> None:
    np.testing.assert_allclose(off_diagonal(found), off_diagonal(matrix(told)), rtol=0, atol=tolerance)


@pytest.mark.parametrize("package", ["z_econcomplex", "z_scipy", "z_EconGeo_R"])
def test_tau_is_that_of_three_other_packages(package: str) -> None:
    same(measures.tau(*pairs_of_oracle()), oracle("05")[package])


def test_counts_mean_and_deviation_are_those_of_the_fixture() -> None:
    fixture, (joint, first, second, total) = oracle("05"), pairs_of_oracle()
    found = measures.chance(first, second, total)
    np.testing.assert_array_equal(joint, fixture["cooc"])
    np.testing.assert_allclose(found.mean, fixture["mu"], rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(found.deviation, fixture["sd"], rtol=0, atol=TOLERANCE)


def test_the_exact_tail_is_that_of_the_fixture() -> None:
    same(measures.upper_tail(*pairs_of_oracle()), oracle("05")["p_upper"])


@pytest.mark.parametrize(("name", "measure"), [
    ("association", measures.association),
    ("cosine", lambda joint, first, second, _: measures.cooccurrence_cosine(joint, first, second)),
])
def test_plain_indices_are_those_of_another_package(name: str, measure: Any) -> None:
    same(measure(*pairs_of_oracle()), oracle("05")["relatedness_econcomplex"][name])


def test_the_sparse_way_gives_what_the_formula_gives() -> None:
    joint, first, second, total = pairs_of_oracle()
    deviates = np.maximum(measures.deviates(joint, first, second, total), 0.0)
    np.fill_diagonal(deviates, 0.0)
    found = relatedness(incidence())
    np.testing.assert_allclose(found.strength.toarray(), deviates / (1 + deviates), rtol=0, atol=1e-12)
    kept = found.joint.toarray()
    np.testing.assert_array_equal(kept[kept > 0], joint[kept > 0])


@given(total=st.integers(1, 400), first=st.integers(0, 400), second=st.integers(0, 400), joint=st.integers(-1, 401))
def test_the_exact_tail_is_that_of_scipy(total: int, first: int, second: int, joint: int) -> None:
    first, second = min(first, total), min(second, total)
    expected = stats.hypergeom.sf(joint - 1, total, first, second)
    assert float(measures.upper_tail(joint, first, second, total)) == pytest.approx(expected, rel=1e-7, abs=1e-12)


def test_a_class_in_no_patent_or_in_all_has_no_tau() -> None:
    assert np.isnan(measures.tau([0, 3, 1], [0, 9, 1], [3, 3, 1], [9, 9, 1])).all()
    found = relatedness([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0]])
    assert found.known.tolist() == [False, True, True, False]
    assert found.strength.nnz == 0 or not found.strength[0].nnz


def test_one_joint_patent_of_rare_classes_is_not_made_much_of() -> None:
    assert measures.tau(1, 10, 10, 1_000_000) > 90
    assert 3 < measures.deviates(1, 10, 10, 1_000_000) < 4


def test_without_rows_or_classes_nothing_is_related() -> None:
    for shape in ((0, 3), (4, 0), (1, 2), (3, 2)):
        found = relatedness(np.zeros(shape))
        assert found.strength.shape == (shape[1], shape[1]) and not found.strength.nnz and not found.known.any()


def test_a_zero_that_is_stored_is_not_held() -> None:
    from scipy import sparse

    held = sparse.csr_matrix((np.array([1.0, 0.0, 1.0]), (np.array([0, 0, 1]), np.array([0, 1, 0]))), (2, 2))
    assert relatedness(held).counts.tolist() == [2, 0]


def test_only_the_strongest_pairs_of_either_class_are_kept() -> None:
    held = (np.random.default_rng(3).random((300, 12)) < 0.3).astype(float)
    held[:, 1] = held[:, 0]
    held[:, 3] = np.where(np.arange(300) < 250, held[:, 2], held[:, 3])
    whole, few = relatedness(held), relatedness(held, keep=1)
    assert few.strength[0, 1] == whole.strength[0, 1] == whole.strength.max()
    assert 0 < few.strength.nnz <= 24 and (few.strength != few.strength.T).nnz == 0
    with pytest.raises(ValueError, match="keep is 0"):
        relatedness(held, keep=0)


def test_ruling_pairs_out_by_tau_changes_nothing() -> None:
    generator = np.random.default_rng(5)
    held = (generator.random((500, 60)) < generator.random(60) * 0.3).astype(float)
    whole = relatedness(held, keep=59).strength.toarray()
    few = relatedness(held, keep=7).strength.toarray()
    for line, kept in zip(whole, few, strict=True):
        seventh = np.sort(line)[::-1][6]
        assert (kept[line > seventh + 1e-12] > 0).all(), "one of the seven strongest is missing"
        np.testing.assert_allclose(kept[kept > 0], line[kept > 0], rtol=0, atol=1e-12)


@given(total=st.integers(2, 300), first=st.integers(1, 299), second=st.integers(1, 299), joint=st.integers(1, 40))
def test_a_deviate_is_hardly_ever_above_its_tau(total: int, first: int, second: int, joint: int) -> None:
    first, second = min(first, total - 1), min(second, total - 1)
    if first * second / total < joint <= min(first, second):
        assert measures.deviates(joint, first, second, total) <= 1.05 * measures.tau(joint, first, second, total)


incidences = st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=2, max_size=12)


@given(rows=incidences, order=st.permutations(range(4)))
def test_relatedness_is_symmetric_in_range_and_follows_the_names_of_classes(rows: Any, order: list[int]) -> None:
    held = np.array(rows, dtype=float)
    found, turned = relatedness(held), relatedness(held[:, order])
    strengths = found.strength.toarray()
    assert (strengths == strengths.T).all() and (strengths >= 0).all() and (strengths <= 1).all()
    assert not strengths.diagonal().any()
    np.testing.assert_allclose(turned.strength.toarray(), strengths[np.ix_(order, order)], rtol=0, atol=1e-12)


@given(first=st.integers(1, 30), second=st.integers(1, 30), total=st.integers(31, 200))
def test_more_joint_patents_never_lower_it(first: int, second: int, total: int) -> None:
    joint = np.arange(max(0, first + second - total), min(first, second) + 1)
    for measure in (measures.tau, measures.deviates):
        found = measure(joint, first, second, total)
        assert (np.diff(found) >= -1e-9).all()
