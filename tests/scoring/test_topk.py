from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.topk import top_rows


def sorted_rows(scores: np.ndarray, mask: np.ndarray | None, k: int, after: tuple[float, int] | None) -> list[int]:
    """The same by sorting everything."""
    rows = [row for row in range(len(scores)) if not np.isnan(scores[row]) and (mask is None or mask[row])]
    if after is not None:
        rows = [row for row in rows if (-scores[row], row) > (-after[0], after[1])]
    return sorted(rows, key=lambda row: (-scores[row], row))[:k]


@given(data=st.data(), seed=st.integers(0, 2**32 - 1), size=st.sampled_from((0, 1, 5, 1023, 1024, 5_000, 30_000)),
       k=st.sampled_from((0, 1, 3, 20, 10_000)), distinct=st.sampled_from((1, 3, 1_000, 10**9)),
       masked=st.booleans(), paged=st.booleans())
def test_the_best_rows_are_those_of_a_full_sort(data: st.DataObject, seed: int, size: int, k: int, distinct: int,
                                                masked: bool, paged: bool) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, distinct, size) / distinct
    scores[rng.random(size) < data.draw(st.sampled_from((0.0, 0.3, 1.0)))] = np.nan
    mask = rng.random(size) < 0.5 if masked else None
    after = (float(scores[size // 2]), size // 2) if paged and size and not np.isnan(scores[size // 2]) else None
    assert top_rows(scores, mask, k, after=after).tolist() == sorted_rows(scores, mask, k, after)


@pytest.mark.parametrize("step", [1, 7, 20])
def test_pages_put_together_are_the_whole_list(step: int) -> None:
    scores = np.random.default_rng(0).integers(0, 5, 4_000) / 5
    pages: list[int] = []
    after = None
    while len(page := top_rows(scores, None, step, after=after)) and len(pages) < 200:
        pages += page.tolist()
        after = float(scores[page[-1]]), int(page[-1])
    assert pages == sorted_rows(scores, None, len(pages), None)


def test_the_arguments_are_left_alone() -> None:
    scores, mask = np.array([0.5, np.nan, 0.25]), np.array([True, True, False])
    top_rows(scores, mask, 2, after=(1.0, 0))
    assert np.array_equal(scores, [0.5, np.nan, 0.25], equal_nan=True) and mask.tolist() == [True, True, False]
