"""Fitness and complexity equal what others publish, and are not told where the map never rests."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from scoring.crossindustry.fitness import MOST_STEPS, fitness_complexity
from scoring.errors import InvalidParameter
from tests.snapshots import TOLERANCE, oracle


def csr(rows: Any) -> sparse.csr_matrix:
    return sparse.csr_matrix(np.asarray(rows, dtype=np.float64))


def near(found: object, expected: Any, tolerance: float = TOLERANCE) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected, dtype=float), rtol=0, atol=tolerance)


# Two organisations with a, b and c, two with a and b. At rest F₁ / F₂ = r = 1 + Q_c / 2 Q_a and
# Q_c / Q_a = 1 + r: r = 3, and c is four times as complex as a.
STRONG, WEAK = [1, 1, 1], [1, 1, 0]


# --- oracle 06 and the real data set ---------------------------------------------------------------
def test_fitness_and_complexity_equal_the_oracle_which_made_two_thousand_double_steps() -> None:
    six = oracle("06")
    m = csr(six["ecomplexity"]["mcp"])
    near(fitness_complexity(m, steps=3999).fitness, six["econcomplex"]["fitness"])
    near(fitness_complexity(m, steps=4000).complexity, six["econcomplex"]["fitness_complexity"])


def test_the_matrix_of_the_oracle_never_rests_so_there_is_no_fitness_by_default() -> None:
    found = fitness_complexity(csr(oracle("06")["ecomplexity"]["mcp"]))
    assert (found.reason, found.steps) == ("degenerate", MOST_STEPS)
    assert np.isnan(found.fitness).all() and np.isnan(found.complexity).all()


@pytest.mark.real_data
def test_fitness_of_world_trade_equals_the_published_one_and_comes_to_rest(real_data: Path) -> None:
    folder = real_data / "economic-complexity-oracle"

    def rows_of(name: str) -> list[list[str]]:
        with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines))[1:]

    countries, products = (rows_of(f"complexity_index_{each}") for each in ("country", "product"))
    who, what = ({row[0]: at for at, row in enumerate(each)} for each in (countries, products))
    ones = rows_of("balassa_index_ones")
    at = [who[row[0]] for row in ones], [what[row[1]] for row in ones]
    m = sparse.csr_matrix((np.ones(len(ones)), at), shape=(len(who), len(what)))
    published = [float(row[1]) for row in countries], [float(row[1]) for row in products]
    stopped, rested = fitness_complexity(m, steps=19), fitness_complexity(m)
    near(stopped.fitness, published[0], 1e-12)
    near(stopped.complexity, published[1], 1e-12)
    assert rested.reason is None and rested.steps < 300
    near(rested.fitness, published[0], 1e-2)
    # The published ones stopped at 19 steps, where five products are still more than 1 % from where they rest.
    near(rested.complexity, published[1], 2.1e-2)


# --- by hand ---------------------------------------------------------------------------------------
def test_what_the_weak_have_too_is_a_quarter_as_complex() -> None:
    found = fitness_complexity(csr([STRONG, STRONG, WEAK, WEAK]))
    near(found.fitness, [1.5, 1.5, 0.5, 0.5])
    near(found.complexity, [0.5, 0.5, 2.0])
    assert found.reason is None and found.change < 1e-10


def test_the_first_step_counts_capabilities_and_holders() -> None:
    found = fitness_complexity(csr([STRONG, STRONG, WEAK, WEAK]), steps=1)
    near(found.fitness, [1.2, 1.2, 0.8, 0.8])  # 3, 3, 2, 2 over 2.5
    near(found.complexity, [0.75, 0.75, 1.5])  # ¼, ¼, ½ over ⅓


def test_a_staircase_never_rests_and_its_weakest_falls_as_one_over_n() -> None:
    stairs = csr(np.tri(4)[::-1])
    assert fitness_complexity(stairs).reason == "degenerate"
    early, late = (fitness_complexity(stairs, steps=each).fitness.min() for each in (2000, 4000))
    assert 0 < late < 0.6 * early


def test_empty_rows_and_classes_have_no_number_and_change_nothing() -> None:
    found = fitness_complexity(csr([[*STRONG, 0], [*STRONG, 0], [0] * 4, [*WEAK, 0], [*WEAK, 0]]))
    near(found.fitness[[0, 1, 3, 4]], [1.5, 1.5, 0.5, 0.5])
    assert np.isnan(found.fitness[2]) and np.isnan(found.complexity[3])


@pytest.mark.parametrize(("rows", "reason"), [
    (np.zeros((3, 3)), "no_data"), (np.eye(4), "disconnected"), (np.ones((2, 5)), "too_small"),
])
def test_a_matrix_that_says_nothing_has_a_reason(rows: Any, reason: str) -> None:
    found = fitness_complexity(csr(rows))
    assert found.reason == reason and np.isnan(found.fitness).all()


def test_everybody_with_everything_is_equally_fit() -> None:
    found = fitness_complexity(csr(np.ones((4, 3))))
    near(found.fitness, np.ones(4))
    near(found.complexity, np.ones(3))


def test_steps_below_one_are_refused() -> None:
    with pytest.raises(InvalidParameter, match="steps is 0"):
        fitness_complexity(csr(np.ones((3, 3))), steps=0)
