"""How often does an interval of likeness hold the likeness of the true profiles?

    python -m benchmarks.bench_intervals --pairs 400

Populations of 300 organisations are made up, pairs of true profiles drawn, and portfolios of 3, 10, 30
and 100 patents drawn from them. Written out is the share of 90 % intervals that hold the overlap of the
true profiles, for three ways to make them, and how far the plug-in is off. Nothing here is timed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.likeness.bootstrap import Prior, likeness_bounds, of_counts, of_profiles, population_prior
from scoring.likeness.morisita import concentrations

CLASSES, ORGANISATIONS = 200, 300
SIZES = (3, 10, 30, 100)
MEASURES = ("overlap", "jaffe")
Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; shares of 90 % intervals that hold the true value."""

    world: str
    patents: int
    measure: str
    percentile: float
    basic: float
    posterior: float
    bias: float  # of the plug-in
    expected_bias: float  # what the posterior says of it


def zipf() -> Floats:
    weights: Floats = 1 / np.arange(1.0, CLASSES + 1)
    return weights / weights.sum()


def worlds() -> dict[str, tuple[Callable[[np.random.Generator], Floats], Callable[[np.random.Generator], Pair]]]:
    """By name: an organisation of the population, and a pair to be compared."""
    shares = zipf()

    def specialist(rng: np.random.Generator) -> Floats:
        return rng.dirichlet(5 * shares + 1e-9)

    def generalist(rng: np.random.Generator) -> Floats:
        return rng.dirichlet(30 * shares + 1e-9)

    def in_a_field(rng: np.random.Generator) -> Floats:
        field = np.random.default_rng(int(rng.integers(10))).dirichlet(5 * shares + 1e-9)
        return 0.7 * rng.dirichlet(20 * field + 1e-9) + 0.3 * rng.dirichlet(20 * shares + 1e-9)

    def half_alike(rng: np.random.Generator) -> Pair:
        one = specialist(rng)
        return one, (one + specialist(rng)) / 2

    def any_two(of: Callable[[np.random.Generator], Floats]) -> Callable[[np.random.Generator], Pair]:
        return lambda rng: (of(rng), of(rng))

    return {
        "specialists, any two": (specialist, any_two(specialist)),
        "generalists, any two": (generalist, any_two(generalist)),
        "ten fields, any two": (in_a_field, any_two(in_a_field)),
        "specialists, made half alike": (specialist, half_alike),
        "specialists, one and the same profile": (specialist, lambda rng: (specialist(rng),) * 2),
    }


def prior_of(organisation: Callable[[np.random.Generator], Floats], rng: np.random.Generator) -> Prior:
    """What is learned from a population whose sizes are log-normal, half of them below a dozen patents."""
    held = np.array([rng.multinomial(max(1, int(rng.lognormal(2.5, 1))), organisation(rng))
                     for _ in range(ORGANISATIONS)], dtype=np.float64)
    totals = held.sum(axis=1)
    return population_prior(sparse.csr_matrix(held), concentrations((held**2).sum(axis=1), totals, totals))


def measured(pairs: int, draws: int, seed: int) -> Iterator[Row]:
    for world, (organisation, pair) in worlds().items():
        rng = np.random.default_rng(seed)
        prior = prior_of(organisation, rng)
        for size in SIZES:
            yield from _rows(world, size, [_one(pair(rng), size, prior, draws, rng) for _ in range(pairs)])


def _one(true: Pair, size: int, prior: Prior, draws: int, rng: np.random.Generator) -> dict[str, Any]:
    mine, theirs = (rng.multinomial(size, each).astype(np.float64) for each in true)
    found = likeness_bounds(mine, theirs, prior, draws=draws, seed=int(rng.integers(2**31)))
    again = of_counts(*(rng.multinomial(size, each / each.sum(), draws) for each in (mine, theirs)))
    value = of_profiles(true[0][None], true[1][None])
    told = {}
    for name in MEASURES:
        bounds, real = found[name], float(value[name][0])
        low, high = np.quantile(again[name], (0.05, 0.95))
        told[name] = (low <= real <= high, bounds.resampled.low <= real <= bounds.resampled.high,
                      bounds.posterior.low <= real <= bounds.posterior.high, bounds.value - real, bounds.posterior.bias)
    return told


def _rows(world: str, size: int, told: list[dict[str, Any]]) -> Iterator[Row]:
    for name in MEASURES:
        means = np.array([each[name] for each in told], dtype=np.float64).mean(axis=0).round(3).tolist()
        yield Row(world, size, name, *means)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pairs", type=int, default=400)
    arguments.add_argument("--draws", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--json", action="store_true")
    asked = arguments.parse_args()
    rows = list(measured(asked.pairs, asked.draws, asked.seed))
    if asked.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return
    print("| pairs | patents each | measure | percentile | basic | posterior | bias | expected |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        print(f"| {row.world} | {row.patents} | {row.measure} | {row.percentile:.0%} | {row.basic:.0%} | "
              f"{row.posterior:.0%} | {row.bias:+.2f} | {row.expected_bias:+.2f} |")


if __name__ == "__main__":
    main()
