from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from scoring import postings
from scoring.postings import postings_of
from scoring.snapshot import PROFILE
from scoring.tiny import tiny_snapshot
from tests.snapshots import PARTNERS, portfolios


@given(held=portfolios())
def test_the_index_holds_what_the_layer_holds(held: dict[str, Any]) -> None:
    snapshot = tiny_snapshot(profile=held, partners=PARTNERS)
    if PROFILE not in snapshot.layers:
        return
    layer = snapshot.layer(PROFILE)
    index, dense = postings_of(layer), layer.matrix().toarray()
    for capability in range(layer.columns):
        span = slice(index.indptr[capability], index.indptr[capability + 1])
        assert index.rows[span].tolist() == np.flatnonzero(dense[:, capability]).tolist()
        assert index.weights[span].tolist() == dense[index.rows[span], capability].tolist()
    np.testing.assert_allclose(index.totals, dense.sum(axis=1, dtype=np.float64))
    assert index.held.tolist() == (dense > 0).sum(axis=1).tolist()
    assert index.class_counts().tolist() == (dense > 0).sum(axis=0).tolist()


def test_sums_over_rows_do_not_depend_on_the_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {f"p{each:02}": {f"c{what}": 1.0 + what for what in range(each % 5)} for each in range(30)}
    layer = tiny_snapshot(profile=held, partners=held).layer(PROFILE)
    whole = postings._build(layer).totals
    monkeypatch.setattr(postings, "_BLOCK", 3)
    assert postings._build(layer).totals.tobytes() == whole.tobytes()
    assert whole.tolist() == [sum(each.values()) for _, each in sorted(held.items())]


def test_one_index_serves_all_scorers_and_goes_with_its_layer() -> None:
    layer = tiny_snapshot(profile={"a": {"x": 1}}).layer(PROFILE)
    index = postings_of(layer)
    assert postings_of(layer) is index
    gone = weakref.ref(index)
    del layer, index
    gc.collect()
    assert gone() is None


def test_nobody_can_write_into_the_shared_index() -> None:
    index = postings_of(tiny_snapshot(profile={"a": {"x": 1}}).layer(PROFILE))
    with pytest.raises(ValueError, match="read-only"):
        index.totals[0] = 2
