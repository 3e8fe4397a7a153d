from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from scoring.crossindustry.complexity import cog, coi, eci_pci
from scoring.crossindustry.proximity import density_blocks, density_draws, proximity, relatedness_density
from scoring.crossindustry.specialisation import class_shares, presence, rca, shrunk_rca
from scoring.errors import InvalidParameter
from tests.snapshots import TOLERANCE, oracle, oracles

COUNTS = st.lists(
    st.lists(st.sampled_from((0, 0, 1, 2, 3, 10, 250)), min_size=4, max_size=4), min_size=2, max_size=6
)


def csr(rows: Any) -> sparse.csr_matrix:
    return sparse.csr_matrix(np.asarray(rows, dtype=np.float64))


@pytest.fixture(scope="module")
def six() -> dict[str, Any]:
    return oracle("06")


@pytest.fixture(scope="module")
def x() -> sparse.csr_matrix:
    with (oracles() / "06_complexity_input.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return csr([[float(cell) for cell in row[1:]] for row in rows])


@pytest.fixture(scope="module")
def m(x: sparse.csr_matrix) -> sparse.csr_matrix:
    return presence(rca(x))


def near(found: object, expected: Any, tolerance: float = TOLERANCE) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected, dtype=float), rtol=0, atol=tolerance)


def scaled(values: Any) -> NDArray[np.float64]:
    numbers = np.asarray(values, dtype=float)
    return np.asarray((numbers - numbers.mean()) / numbers.std())


# --- oracle 06 -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("package", "name"), [
    ("ecomplexity", "rca"), ("econcomplex", "rca"), ("economic_complexity", "rca"), ("EconGeo_R", "lq"),
])
def test_advantage_equals_four_packages(six: dict[str, Any], x: sparse.csr_matrix, package: str, name: str) -> None:
    near(rca(x).toarray(), six[package][name])


def test_presence_diversity_and_ubiquity_equal_the_oracle(six: dict[str, Any], m: sparse.csr_matrix) -> None:
    near(m.toarray(), six["ecomplexity"]["mcp"])
    near(m.toarray(), six["EconGeo_R"]["mb"])
    near(m.sum(axis=1).ravel(), [six["ecomplexity"]["diversity"]])
    near(m.sum(axis=0).ravel(), [six["ecomplexity"]["ubiquity"]])


def test_proximity_of_classes_and_of_organisations_equals_the_oracle(
        six: dict[str, Any], m: sparse.csr_matrix) -> None:
    near(proximity(m, diagonal=True).toarray(), six["explicit"]["proximity_min_cond_prob"])
    near(proximity(sparse.csr_matrix(m.T)).toarray(), six["econcomplex"]["proximity_max"])


def test_density_equals_one_package_with_the_diagonal_and_another_without(
        six: dict[str, Any], m: sparse.csr_matrix) -> None:
    kept, dropped = proximity(m, diagonal=True), proximity(m)
    near(relatedness_density(m, kept), six["ecomplexity"]["density"])
    near(relatedness_density(m, kept), six["explicit"]["density_with_diagonal"])
    near(relatedness_density(m, dropped), six["explicit"]["density_without_diagonal"])
    near(100 * relatedness_density(m, dropped), six["econcomplex"]["relatedness_density_pct"])


@pytest.mark.parametrize("package", ["ecomplexity", "econcomplex"])
def test_eci_and_pci_equal_two_packages_after_scaling(six: dict[str, Any], m: sparse.csr_matrix, package: str) -> None:
    found = eci_pci(m)
    assert found.reason is None
    near(found.eci, scaled(six[package]["eci"]))
    near(found.pci, scaled(six[package]["pci"]))


def test_eci_agrees_with_the_rounded_index_of_a_fourth_package(six: dict[str, Any], m: sparse.csr_matrix) -> None:
    found = eci_pci(m)
    for ours, name in ((found.eci, "kci"), (found.pci, "tci")):
        assert 1 - np.corrcoef(ours, six["EconGeo_R"][name])[0, 1] < 1e-6
    reflections = six["economic_complexity"]
    assert 1 - np.corrcoef(found.eci, reflections["eci"])[0, 1] < 1e-4


def test_worth_is_the_scale_of_pci_that_ecomplexity_prints_but_for_its_zero(
        six: dict[str, Any], m: sparse.csr_matrix) -> None:
    shift = eci_pci(m).worth - np.array(six["ecomplexity"]["pci"])
    near(shift, np.full(12, shift[0]))


def test_outlook_and_gain_equal_the_oracle(six: dict[str, Any], m: sparse.csr_matrix) -> None:
    phi, held, worth = proximity(m, diagonal=True), m.toarray().astype(float), eci_pci(m).worth
    outlook = coi(held, relatedness_density(m, phi), worth)
    near(scaled(outlook), six["ecomplexity"]["coi"])  # it prints z-scores
    near(cog(held, phi, worth), six["ecomplexity"]["cog"])


# --- advantage and presence ------------------------------------------------------------------------
@given(rows=COUNTS, alpha=st.sampled_from((0.5, 20.0, 1000.0)), factor=st.sampled_from((0.1, 3.0)))
def test_shrinking_never_moves_an_advantage_to_the_other_side_of_one(
        rows: list[list[int]], alpha: float, factor: float) -> None:
    x = csr(rows)
    assert (presence(rca(x)) != presence(shrunk_rca(x, alpha=alpha))).nnz == 0
    near(rca(x * factor).toarray(), rca(x).toarray())
    assert (np.abs(shrunk_rca(x, alpha=alpha).data - 1) <= np.abs(rca(x).data - 1) + 1e-12).all()


def test_an_advantage_of_one_third_over_one_third_is_one_and_counts() -> None:
    equal = csr([[1 / 3, 1 / 3, 1 / 3], [0.1, 0.1, 0.1]])
    assert presence(rca(equal)).nnz == 6


def test_empty_rows_classes_and_matrices_store_nothing() -> None:
    assert rca(csr([[0, 0], [1, 0]])).nnz == 1
    assert presence(rca(csr(np.zeros((3, 2))))).nnz == 0
    assert class_shares(csr(np.zeros((3, 2)))).tolist() == [0, 0]


@pytest.mark.parametrize("wrong", [[[-1.0]], [[np.nan]], [[np.inf]]])
def test_amounts_that_are_no_amounts_are_refused(wrong: list[list[float]]) -> None:
    with pytest.raises(InvalidParameter, match="An amount is negative"):
        rca(csr(wrong))


def test_parameters_outside_their_range_are_refused(m: sparse.csr_matrix) -> None:
    with pytest.raises(InvalidParameter, match="alpha"):
        shrunk_rca(m, alpha=-1)
    with pytest.raises(InvalidParameter, match="threshold"):
        presence(m, threshold=0)
    with pytest.raises(InvalidParameter, match="most"):
        proximity(m, most=0)


# --- proximity and density -------------------------------------------------------------------------
def test_keeping_the_nearest_keeps_the_largest_of_each_row_and_the_first_of_equal_ones(m: sparse.csr_matrix) -> None:
    whole = proximity(m).toarray()
    for row, kept in zip(whole, proximity(m, most=3).toarray(), strict=True):
        expected = np.zeros_like(row)
        best = np.lexsort((np.arange(len(row)), -row))[:3]
        expected[best] = row[best]
        near(kept, expected)


@pytest.mark.parametrize("most", [None, 4])
def test_blocks_of_density_equal_the_whole(
        m: sparse.csr_matrix, most: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.crossindustry.proximity._PRODUCTS", 40)
    phi = proximity(m, most=most)
    starts, blocks = zip(*density_blocks(m, phi), strict=True)
    assert len(starts) > 2 and starts[0] == 0
    near(sparse.vstack(blocks).toarray(), relatedness_density(m, phi), 1e-6)


def test_a_class_without_neighbours_has_no_density() -> None:
    alone = presence(rca(csr([[1, 1, 0], [1, 2, 0], [0, 0, 3]])))
    assert np.isnan(relatedness_density(alone, proximity(alone))[:, 2]).all()


@given(rows=COUNTS)
def test_the_bar_holds_the_density_and_is_narrower_for_a_large_portfolio(rows: list[list[int]]) -> None:
    x = csr(rows)
    m, q = presence(rca(x)), class_shares(x)
    phi = proximity(m)
    for times in (1, 10_000):
        found = density_draws(x.toarray()[0] * times, q, phi, m=m.toarray()[0].astype(float), draws=30)
        known = ~np.isnan(found.value)
        assert (found.low[known] <= found.value[known]).all() and (found.value[known] <= found.high[known]).all()
        assert (found.low[known] >= 0).all() and (found.high[known] <= 1).all()


def test_the_bar_covers_the_density_of_the_whole_of_which_a_sample_was_seen() -> None:
    rng = np.random.default_rng(11)
    truth = rng.dirichlet(np.full(12, 0.5), size=60) * 2_000
    whole = csr(np.floor(truth))
    q, m = class_shares(whole), presence(rca(whole))
    phi, expected = proximity(m), relatedness_density(m, proximity(m))
    inside = []
    for row in range(60):
        seen = rng.multinomial(30, truth[row] / truth[row].sum()).astype(float)
        held = np.asarray(seen / seen.sum() >= q, dtype=float)
        bar = density_draws(seen, q, phi, m=held, alpha=6.0, draws=200, seed=row)
        inside.append((bar.low <= expected[row] + 1e-12) & (expected[row] <= bar.high + 1e-12))
    assert 0.80 < np.mean(inside) < 0.99


def test_the_same_seed_gives_the_same_bar(x: sparse.csr_matrix, m: sparse.csr_matrix) -> None:
    def bar(seed: int) -> tuple[bytes, ...]:
        found = density_draws(x.toarray()[0], class_shares(x), proximity(m), m=m.toarray()[0].astype(float), seed=seed)
        return tuple(each.tobytes() for each in found)

    assert bar(3) == bar(3) != bar(4)


# --- the eigenvector -------------------------------------------------------------------------------
def test_relabelling_only_relabels(m: sparse.csr_matrix) -> None:
    rng = np.random.default_rng(5)
    rows, columns = rng.permutation(m.shape[0]), rng.permutation(m.shape[1])
    one, other = eci_pci(m), eci_pci(sparse.csr_matrix(m[rows][:, columns]))
    near(other.eci, one.eci[rows])
    near(other.pci, one.pci[columns])


def test_empty_rows_and_classes_are_left_out_and_change_nothing(m: sparse.csr_matrix) -> None:
    wider = sparse.csr_matrix(sparse.block_diag([m, sparse.csr_matrix((2, 3))]))
    found = eci_pci(wider)
    near(found.eci[:10], eci_pci(m).eci)
    assert np.isnan(found.eci[10:]).all() and np.isnan(found.pci[12:]).all()
    assert (found.organisations, found.classes) == m.shape


def test_only_the_giant_component_has_an_index(m: sparse.csr_matrix) -> None:
    apart = sparse.csr_matrix(sparse.block_diag([m, np.ones((2, 2))]))
    found = eci_pci(apart)
    near(found.eci[:10], eci_pci(m).eci)
    assert np.isnan(found.eci[10:]).all()


def test_pci_is_the_mean_eci_of_the_holders_before_scaling(m: sparse.csr_matrix) -> None:
    found = eci_pci(m)
    means = np.asarray(m.T @ found.eci).ravel() / np.asarray(m.sum(axis=0)).ravel()
    assert np.corrcoef(means, found.pci)[0, 1] == pytest.approx(1)


@pytest.mark.parametrize(("rows", "reason"), [
    (np.zeros((4, 4)), "no_data"),
    (np.kron(np.eye(2), np.ones((3, 3))), "disconnected"),
    ([[1, 1], [1, 0], [1, 1]], "too_small"),
    (np.ones((5, 5)), "noise"),
    (1 - np.eye(6), "noise"),
])
def test_where_the_index_means_nothing_there_is_none_and_a_reason(rows: Any, reason: str) -> None:
    found = eci_pci(csr(rows))
    assert found.reason == reason
    assert np.isnan(found.eci).all() and np.isnan(found.pci).all()


def test_a_pci_that_rises_with_the_number_of_holders_is_a_conflict_of_signs() -> None:
    reasons = set()
    for seed in range(40):
        found = eci_pci(csr(np.random.default_rng(seed).random((40, 30)) < 0.2))
        reasons.add(found.reason)
        if found.reason is None:
            held = csr(np.random.default_rng(seed).random((40, 30)) < 0.2)
            assert np.corrcoef(found.pci, np.asarray(held.sum(axis=0)).ravel())[0, 1] <= 0
    assert "sign_conflict" in reasons


def test_the_iterated_and_the_whole_spectrum_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    skill, need = rng.random((300, 1)), rng.random((1, 120))
    m = csr((skill > need) & (rng.random((300, 120)) < 0.7))
    whole = eci_pci(m)
    monkeypatch.setattr("scoring.crossindustry.complexity._DENSE", 0)
    iterated = eci_pci(m)
    assert whole.reason is iterated.reason is None
    near(iterated.eci, whole.eci, 1e-7)
    near(iterated.pci, whole.pci, 1e-7)
    assert iterated.eci.tobytes() == eci_pci(m).eci.tobytes()


# --- the real data set -----------------------------------------------------------------------------
def rows_of(file: Path) -> list[list[str]]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


@pytest.fixture(scope="module")
def trade(real_data: Path) -> tuple[list[str], list[str], sparse.csr_matrix]:
    rows = rows_of(real_data / "economic-complexity-oracle" / "world_trade_avg_1998_to_2000.csv.gz")
    countries, products = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
    who, what = {each: at for at, each in enumerate(countries)}, {each: at for at, each in enumerate(products)}
    at = [who[row[0]] for row in rows], [what[row[1]] for row in rows]
    values = np.array([float(row[2]) for row in rows])
    return countries, products, sparse.csr_matrix((values, at), shape=(len(who), len(what)))


@pytest.mark.real_data
def test_every_cell_of_presence_equals_the_published_one(
        trade: tuple[list[str], list[str], sparse.csr_matrix], real_data: Path) -> None:
    countries, products, x = trade
    held = sparse.coo_matrix(presence(rca(x)))
    ours = {(countries[row], products[column]) for row, column in zip(held.row, held.col, strict=True)}
    published = rows_of(real_data / "economic-complexity-oracle" / "balassa_index_ones.csv.gz")
    theirs = {(row[0], row[1]) for row in published}
    assert ours == theirs


@pytest.mark.real_data
@pytest.mark.parametrize("side", ["country", "product"])
def test_every_proximity_equals_the_published_one_to_its_last_digit(
        trade: tuple[list[str], list[str], sparse.csr_matrix], real_data: Path, side: str) -> None:
    countries, products, x = trade
    m = presence(rca(x))
    names = countries if side == "country" else products
    phi = proximity(sparse.csr_matrix(m.T) if side == "country" else m).toarray()
    at = {each: place for place, each in enumerate(names)}
    rows = rows_of(real_data / "economic-complexity-oracle" / f"proximity_{side}_upper.csv.gz")
    ours = phi[[at[row[0]] for row in rows], [at[row[1]] for row in rows]]
    theirs = np.array([float(row[2]) for row in rows])
    assert len(rows) == len(names) * (len(names) - 1) // 2
    near(ours, theirs, 1e-12)


@pytest.mark.real_data
def test_the_index_ranks_countries_as_is_known(trade: tuple[list[str], list[str], sparse.csr_matrix]) -> None:
    countries, _, x = trade
    found = eci_pci(presence(rca(x)))
    assert found.reason is None
    order = [countries[at] for at in np.argsort(-np.nan_to_num(found.eci, nan=-9))]
    for advanced in ("deu", "jpn", "usa", "swe", "gbr"):
        assert order.index(advanced) < len(order) // 4
