from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import measures
from scoring.base import Reason
from scoring.likeness.morisita import Morisita, concentrations, self_pairs
from scoring.tiny import tiny_snapshot

COUNTS = st.lists(st.integers(0, 40), min_size=4, max_size=4).filter(lambda found: sum(found) >= 20)


@given(one=COUNTS, two=COUNTS)
def test_for_whole_counts_it_is_the_published_index_cut_at_one(one: list[int], two: list[int]) -> None:
    held = {who: {f"c{each}": float(count) for each, count in enumerate(counts) if count}
            for who, counts in (("a", one), ("b", two))}
    scorer = Morisita().fit(tiny_snapshot(profile=held))
    expected = measures.morisita([one], [two])[0, 0]
    if np.isnan(expected):
        assert scorer.reason_for(0, 1) is Reason.TOO_FEW
    else:
        assert scorer.scores_for(0)[1] == pytest.approx(min(1.0, expected), abs=TOLERANCE_OF_FLOAT32)
        assert scorer.scores_for(0)[1] == pytest.approx(scorer.scores_for(1)[0], abs=1e-12)


TOLERANCE_OF_FLOAT32 = 1e-6


def test_below_twenty_units_nothing_is_said_and_the_reason_is() -> None:
    scorer = Morisita().fit(tiny_snapshot(profile={"a": {"x": 30}, "b": {"x": 19}, "c": {"x": 20}}, partners=["d"]))
    assert scorer.reason_for(0, 1) is Reason.TOO_FEW and scorer.reason_for(1, 0) is Reason.TOO_FEW
    assert scorer.reason_for(0, 3) is Reason.OTHER_NO_DATA and scorer.reason_for(3, 0) is Reason.NO_DATA
    assert scorer.scores_for(0)[2] == 1.0


def test_a_value_above_one_is_cut_and_said() -> None:
    held = {"a": {"x": 10, "y": 10}, "b": {"x": 10, "y": 10}}
    why = Morisita().fit(tiny_snapshot(profile=held)).explain(0, 1)
    assert why.score == 1.0 and why.parts[-1].contribution == 0.0
    assert why.parts[-1].sentence == "The index itself is 1.06: by chance it exceeds 1, and is cut there."


def test_patents_counted_fractionally_do_not_look_more_varied_than_they_are() -> None:
    """Every patent is in both classes: two patents always have a half in common, so D is a half."""
    links = {"patent_owners": {f"p{each}": {"a": 1} for each in range(30)},
             "patent_classes": {f"p{each}": {"x": 1, "y": 1} for each in range(30)}}
    snapshot = tiny_snapshot(profile={"a": {"x": 15, "y": 15}}, links=links)
    totals = np.array([30.0])
    own = self_pairs(snapshot, totals)
    assert own.tolist() == [15.0]
    assert concentrations(np.array([450.0]), own, totals).tolist() == [0.5]
