from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.crossindustry.pareto import pareto_layers, ranks

TABLES = st.lists(st.lists(st.sampled_from((0.0, 1.0, 2.0, 3.0, np.nan)), min_size=3, max_size=3), max_size=12)


def beats(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one >= other).all() and (one > other).any())


@given(rows=TABLES)
def test_each_layer_is_what_nobody_beats_once_the_layers_before_are_gone(rows: list[list[float]]) -> None:
    values = np.array(rows, dtype=float).reshape(-1, 3)
    found = pareto_layers(values)
    known = np.where(np.isnan(values), -np.inf, values)
    for at, layer in enumerate(found):
        above = [other for other in range(len(found)) if found[other] >= layer]
        assert not any(beats(known[other], known[at]) for other in above)
        if layer:
            assert any(beats(known[other], known[at]) for other in range(len(found)) if found[other] == layer - 1)


def test_it_stops_after_the_layer_that_makes_enough() -> None:
    line = np.arange(5.0)[:, None]
    assert pareto_layers(line, most=2).tolist() == [-1, -1, -1, 1, 0]


def test_equal_values_share_their_place_and_a_single_one_is_in_the_middle() -> None:
    assert ranks(np.array([1.0, 1.0, 5.0])).tolist() == [0.25, 0.25, 1.0]
    assert ranks(np.array([7.0])).tolist() == [0.5]
    assert ranks(np.array([2.0, 2.0])).tolist() == [0.5, 0.5]
    assert np.isnan(ranks(np.array([np.nan]))).all()
