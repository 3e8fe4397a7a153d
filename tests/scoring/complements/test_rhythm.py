from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.base import Reason
from scoring.complements.rhythm import Rhythm
from scoring.complements.tempo import filing_pace, horizon_match, rhythm_match
from scoring.fit.scorer import Fit
from scoring.tiny import tiny_snapshot


def filed(**days: list[str]) -> dict[str, Any]:
    """Keyword arguments of a snapshot in which each partner filed on these days."""
    patents = {f"{who}{at}": (who, day) for who, listed in days.items() for at, day in enumerate(listed)}
    return {"links": {"patent_owners": {patent: {who: 1.0} for patent, (who, _) in patents.items()}},
            "cells": {"Patent": {"filed": {patent: day for patent, (_, day) in patents.items()}}}}


MONTHLY = [f"2020-{month:02}-01" for month in range(1, 9)]
QUARTERLY = [f"{year}-{month:02}-01" for year in (2020, 2021) for month in (1, 4, 7, 10)]


def test_a_stated_cycle_is_compared_with_a_stated_cycle() -> None:
    scorer = Rhythm().fit(tiny_snapshot(traits={"a": {"rd_cycle_months": "18"}, "b": {"rd_cycle_months": "6"}}))
    why = scorer.explain(0, 1)
    assert why.score == pytest.approx(1 - math.log2(3) / 3) and "by_trait" in why.flags
    assert why.parts[0].sentence == ("With a research and development takes 18 months, with b 6: "
                                     "one is 3 times as fast as the other.")


def test_filings_stand_in_where_a_side_has_no_stated_cycle() -> None:
    scorer = Rhythm().fit(tiny_snapshot(**filed(a=MONTHLY, b=QUARTERLY), traits={"a": {"rd_cycle_months": "18"}}))
    why = scorer.explain(0, 1)
    assert "by_filings" in why.flags and why.score == pytest.approx(1 - math.log2(3) / 3, abs=0.03)
    assert why.low <= why.score <= why.high and why.support == 7


def test_a_stated_cycle_is_never_compared_with_filings() -> None:
    scorer = Rhythm().fit(tiny_snapshot(**filed(b=MONTHLY), traits={"a": {"rd_cycle_months": "18"}}))
    assert scorer.reason_for(0, 1) is Reason.OTHER_NO_DATA and scorer.reason_for(1, 0) is Reason.OTHER_NO_DATA


def test_few_filings_years_alone_and_words_are_no_pace() -> None:
    told = {"c": {"rd_cycle_months": "soon"}, "d": {"rd_cycle_months": "0"}, "e": {"rd_cycle_months": "nan"}}
    years = ["2019", "2020", "2021", "2022", "2023"]
    scorer = Rhythm().fit(tiny_snapshot(**filed(a=MONTHLY[:4], b=years), traits=told))
    assert np.isnan(scorer.scores_for(0)).all() and scorer.reason_for(0, 1) is Reason.NO_DATA


def test_a_stated_cycle_is_read_as_the_fit_reads_it() -> None:
    told = {"a": {"rd_cycle_months": "12"}, "b": {"rd_cycle_months": "1"}}
    units = {"a|rd_cycle_months": "个月", "b|rd_cycle_months": "年"}
    snapshot = tiny_snapshot(traits=told, cells={"Trait": {"unit": units}})
    assert Rhythm().fit(snapshot).scores_for(0)[1] == 1 == Fit().fit(snapshot).facts_.cycle[1] / 12


def test_units_are_converted_and_unknown_ones_say_nothing() -> None:
    told = {each: {"rd_cycle_months": "2"} for each in "abc"}
    units = {"a|rd_cycle_months": "years", "b|rd_cycle_months": "quarter", "c|rd_cycle_months": "moons"}
    scorer = Rhythm().fit(tiny_snapshot(traits=told, cells={"Trait": {"unit": units}}))
    assert scorer.scores_for(0)[1] == pytest.approx(rhythm_match(24, 6)) and np.isnan(scorer.scores_for(0)[2])


@given(st.integers(4, 80))
def test_the_bounds_of_the_median_hold_it_with_ninety_per_cent(count: int) -> None:
    pace = filing_pace([each * (each + 1) // 2 for each in range(count + 1)])
    assert pace is not None
    intervals = np.arange(1, count + 1) / (365.25 / 12)
    cut = int(np.flatnonzero(np.isclose(intervals, pace[1]))[0])
    assert stats.binom.cdf(cut - 1, count, 0.5) <= 0.05 and pace[1] <= pace[0] <= pace[2]
    assert stats.binom.cdf(cut, count, 0.5) > 0.05 or cut == (count - 1) // 2


cycles = st.floats(0.01, 1e4)


@given(mine=cycles, theirs=cycles, factor=st.floats(0.1, 10))
def test_a_match_is_symmetric_in_range_and_of_the_ratio_alone(mine: float, theirs: float, factor: float) -> None:
    match = rhythm_match(mine, theirs)
    assert 0 <= match <= 1 and match == rhythm_match(theirs, mine) and rhythm_match(mine, mine) == 1
    assert rhythm_match(mine * factor, theirs * factor) == pytest.approx(match, abs=1e-9)


def test_a_cycle_that_is_none_has_no_match() -> None:
    assert all(math.isnan(rhythm_match(each, 3)) for each in (0, -1, math.nan, math.inf))


@given(*(st.tuples(st.floats(2000, 2050), st.floats(0, 20)) for _ in range(2)))
def test_horizons_match_as_far_as_they_overlap(mine: tuple[float, float], theirs: tuple[float, float]) -> None:
    one, other = ((begin, begin + length) for begin, length in (mine, theirs))
    match = horizon_match(one, other)
    assert 0 <= match <= 1 and match == horizon_match(other, one) and horizon_match(one, one) == 1


def test_a_horizon_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        horizon_match((2025, 2020), (2020, 2025))
