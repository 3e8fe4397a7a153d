"""Trend and control charts are those of the reference, and missing readings count as none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scoring.errors import InvalidParameter
from scoring.health.control import course, cusum, cusum_arl, ewma, ewma_arl
from scoring.health.trend import mann_kendall
from tests.snapshots import TOLERANCE, oracle

NAN = float("nan")


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    return oracle("14")


@pytest.mark.parametrize("name", ["declining", "flat_ties", "up", "const"])
def test_the_trend_of_the_reference(known: dict[str, Any], name: str) -> None:
    expected = known["mann_kendall"][name]
    found = mann_kendall(expected["x"])
    assert found.n == len(expected["x"])
    for ours, theirs in (("s", "S"), ("variance", "var_s"), ("z", "z"), ("p", "p"), ("tau", "tau"),
                         ("slope", "sen_slope")):
        assert getattr(found, ours) == pytest.approx(expected[theirs], abs=TOLERANCE), ours
    named = {"decreasing": "falling", "increasing": "rising", "no trend": "steady"}
    assert found.verdict == (None if found.n < 8 else named[expected["trend"]])


def test_a_missing_reading_keeps_its_step_of_time() -> None:
    assert mann_kendall([1, NAN, 3]).slope == 1.0 and mann_kendall([1, NAN, 3]).n == 2
    empty = mann_kendall([])
    assert empty.n == 0 and empty.verdict is None and np.isnan(empty.slope) and np.isnan(empty.tau)


def test_control_charts_of_the_reference(known: dict[str, Any]) -> None:
    data = known["control_data"]
    sums = cusum(data, 10.0, 1.0, slack=0.5, limit=5.0)
    assert sums.above == pytest.approx(known["cusum_plus"], abs=TOLERANCE)
    assert sums.below == pytest.approx(known["cusum_minus"], abs=TOLERANCE)
    assert sums.alarms.tolist() == [28, 29] and sums.limit == 5.0
    smooth = ewma(data, 10.0, 1.0, weight=0.1, limit=2.7)
    assert smooth.smoothed == pytest.approx(known["ewma"], abs=TOLERANCE)
    assert smooth.high == pytest.approx(known["ewma_ucl"], abs=TOLERANCE)
    assert smooth.low == pytest.approx([20 - each for each in known["ewma_ucl"]], abs=TOLERANCE)


def test_how_often_a_chart_cries_wolf(known: dict[str, Any]) -> None:
    for name, lengths in known["arl"].items():
        kind, *numbers = name.split("_")
        first, second = (float(each.strip("khL")) for each in numbers)
        compute = cusum_arl if kind == "cusum" else ewma_arl
        for shift, expected in lengths.items():
            assert compute(first, second, float(shift)) == pytest.approx(expected, rel=2e-3), (name, shift)


def test_a_missing_reading_changes_no_sum() -> None:
    assert cusum([12, NAN, 12], 10.0, 1.0).above.tolist() == [1.5, 1.5, 3.0]
    assert ewma([12, NAN], 10.0, 1.0, weight=0.5).smoothed.tolist() == [11.0, 11.0]


def test_a_course_needs_twenty_readings() -> None:
    assert course([1.0] * 19 + [NAN]) is None
    found = course([1.0] * 20)
    assert found is not None and found.level == 1.0 and found.spread == 0.0


@pytest.mark.parametrize("call", [
    lambda: mann_kendall([1, 2], level=0), lambda: cusum([1], 0, 0), lambda: cusum([1], 0, 1, slack=-1),
    lambda: ewma([1], 0, 1, weight=0), lambda: ewma([1], 0, 1, limit=0), lambda: cusum_arl(0.5, 0),
])
def test_what_makes_no_sense_is_refused(call: Any) -> None:
    with pytest.raises(InvalidParameter, match="must be"):
        call()
