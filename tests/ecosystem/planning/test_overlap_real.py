"""The five largest applicants for nuclear patents, pairwise: numbers in range, and what a specialist would expect."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from ecosystem import Ecosystem
from ecosystem.answers.overlap import PairOverlap

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def eco(real_data: Path) -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as opened:
        opened.import_path(real_data / "nuclear-patents", mapping="nuclear-patents")
        yield opened


@pytest.fixture(scope="module")
def pairs(eco: Ecosystem) -> dict[tuple[str, str], PairOverlap]:
    snapshot = eco.snapshot()
    sizes = np.asarray(snapshot.layer("profile").matrix().sum(axis=1)).ravel()
    largest = [snapshot.partners.ids[row] for row in np.argsort(-sizes, kind="stable")[:5].tolist()]
    found = [eco.overlap.between(a, b, draws=100) for a, b in combinations(largest, 2)]
    return {(each.a.partner.name, each.b.partner.name): each for each in found}


def test_every_number_is_finite_and_in_range(pairs: dict[tuple[str, str], PairOverlap]) -> None:
    assert len(pairs) == 10
    for answer in pairs.values():
        for measure in answer.measures:
            for way in (measure.a_to_b, measure.b_to_a):
                assert way.value is None or 0 <= way.value <= 1, measure.name
                assert (way.value is None) == (way.reason is not None)
        rates = [[level.pool_a_to_b or 0.0, level.pool_b_to_a or 0.0, level.overlap or 0.0] for level in answer.levels]
        for finer, coarser in pairwise(rates):
            assert all(fine <= coarse + 1e-9 for fine, coarse in zip(finer, coarser, strict=True))
        for bounds in answer.bounds:
            assert all(each is None or math.isfinite(each) for each in (bounds.low, bounds.high, bounds.bias))
            assert bounds.method == "resampled"
        assert answer.shared_in_all > 0 and all(fact.kind == "patents" for fact in answer.shared[0].facts)


def test_makers_of_one_kind_of_reactor_are_nearest(pairs: dict[tuple[str, str], PairOverlap]) -> None:
    """Westinghouse and AREVA build pressurised-water reactors, GE-Hitachi and Toshiba boiling-water ones."""
    cosines = {frozenset(names): next(each.a_to_b.value or 0.0 for each in answer.measures
                                      if each.name == "tfidf_cosine") for names, answer in pairs.items()}
    nearest = sorted(cosines, key=lambda names: -cosines[names])[:2]
    assert set(nearest) == {
        frozenset({"KABUSHIKI KAISHA TOSHIBA", "GE-Hitachi Nuclear Energy Americas LLC"}),
        frozenset({"Westinghouse Electric Company LLC", "AREVA NP"}),
    }
