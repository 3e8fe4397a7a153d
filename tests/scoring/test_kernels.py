from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from scoring import kernels
from scoring.registry import get_scorer, scorer_names
from scoring.snapshot import Layer, Nodes, Snapshot, Strings
from scoring.tiny import tiny_snapshot

with_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed (extra fast)")


def random_snapshot(seed: int, partners: int = 400, classes: int = 60) -> Snapshot:
    """Dense enough that every sum has many terms, with weights that are not exact in binary."""
    rng = np.random.default_rng(seed)
    size = partners * 12
    profile = Layer.of("profile", "Partner", "Capability", (partners, classes), rng.integers(0, partners, size),
                       rng.integers(0, classes, size), np.round(rng.random(size) * 4) / 3)
    broader = Layer.of("capabilities.broader_id", "Capability", "Capability", (classes, classes),
                       np.arange(classes), np.arange(classes) % 7)
    ends = rng.integers(0, partners // 2, (2, partners * 2))
    ends = ends[:, ends[0] != ends[1]]
    ties = Layer.of("ties", "Partner", "Partner", (partners, partners), np.concatenate([ends[0], ends[1]]),
                    np.concatenate([ends[1], ends[0]]))
    needs = np.arange(partners)
    references = {
        "strategies.partner_id": Layer.of("s", "Strategy", "Partner", (partners, partners), needs, needs),
        "needs.strategy_id": Layer.of("n", "Need", "Strategy", (partners, partners), needs, needs // 4 * 2),
        "needs.capability_id": Layer.of("c", "Need", "Capability", (partners, classes), needs, needs % classes),
    }
    ids = Strings.of(f"{row:05}" for row in range(partners))
    labels = {"Partner": ids, "Strategy": ids, "Need": ids, "Capability": Strings.of(f"{c:03}" for c in range(classes))}
    empty = tiny_snapshot()
    return Snapshot(empty.as_of, {label: Nodes(label, each, each) for label, each in labels.items()},
                    {"profile": profile, "capabilities.broader_id": broader, "ties": ties, **references},
                    empty.provenance)


@pytest.fixture
def no_numba(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a machine without the extra ``fast``."""
    monkeypatch.setitem(sys.modules, "numba", None)
    kernels.compiled.cache_clear()
    yield
    kernels.compiled.cache_clear()


@with_numba
@pytest.mark.parametrize("name", scorer_names())
@pytest.mark.parametrize("seed", [1, 2])
def test_compiled_and_plain_scores_are_the_same_bytes(name: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = random_snapshot(seed)
    plain = get_scorer(name).fit(snapshot)
    expected = [plain.scores_for(row).tobytes() for row in range(40)]
    monkeypatch.setattr(kernels, "NUMBA_FROM", 0)
    assert kernels.kernels_for(1) is not kernels.NUMPY
    compiled = get_scorer(name).fit(snapshot)
    assert [compiled.scores_for(row).tobytes() for row in range(40)] == expected


@with_numba
def test_small_layers_do_not_wait_for_the_compiler() -> None:
    assert kernels.kernels_for(kernels.NUMBA_FROM - 1) is kernels.NUMPY
    assert kernels.kernels_for(kernels.NUMBA_FROM) is kernels.compiled()


def test_without_numba_large_layers_are_scored_all_the_same(no_numba: None) -> None:
    assert kernels.compiled() is None
    assert kernels.kernels_for(10**9) is kernels.NUMPY
    assert kernels.kernels_for(0) is kernels.NUMPY


def test_a_folder_that_cannot_be_written_costs_time_and_not_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    class Numba(types.ModuleType):
        @staticmethod
        def njit(loop: Any, *, nogil: bool, error_model: str, cache: bool = False) -> Any:
            if cache:
                raise RuntimeError("cannot cache function: no locator available")
            return loop

    monkeypatch.setitem(sys.modules, "numba", Numba("numba"))
    kernels.compiled.cache_clear()
    try:
        assert kernels.compiled() == kernels._LOOPS
    finally:
        kernels.compiled.cache_clear()


@pytest.mark.parametrize("block", [4, 1 << 15])
def test_makri_and_blend_say_the_same_uncompiled(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = random_snapshot(3, partners=30, classes=20)
    monkeypatch.setattr(kernels, "NUMBA_FROM", 10**9)
    monkeypatch.setattr(kernels, "_BLOCK", block)
    found = []
    for implementation in (kernels.NUMPY, kernels._LOOPS):
        monkeypatch.setattr(kernels, "NUMPY", implementation)
        for name in ("makri", "blend"):
            scorer = get_scorer(name).fit(snapshot)
            found.append(b"".join(scorer.scores_for(row).tobytes() for row in range(30)))
    assert found[:2] == found[2:]


def test_the_loops_say_the_same_uncompiled() -> None:
    indptr, rows = np.array([0, 3, 3, 5]), np.array([0, 2, 3, 1, 2], dtype=np.int32)
    weights = np.array([1, 0, 3, 0.5, 2], dtype=np.float32)
    wanted, factors = np.array([0, 1, 2]), np.array([0.3, 0.5, 0.7])
    for field in ("add_product", "add_held", "add_capped", "add_smaller"):
        totals = (np.array([1.0, 2.0, 4.0, 3.0]),) if field == "add_smaller" else ()
        sums = np.zeros(4), np.zeros(4)
        for out, implementation in zip(sums, (kernels.NUMPY, kernels._LOOPS), strict=True):
            getattr(implementation, field)(indptr, rows, weights, *totals, wanted, factors, out)
        assert sums[0].tobytes() == sums[1].tobytes() and sums[0].any()
