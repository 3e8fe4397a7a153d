"""Bands, levels and counts of the risk matrix: every cell by hand, and unknown apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.risk.matrix import LEVELS, Level, band, level, level_bounds, level_of_bands, matrix

SHARES = st.floats(0, 1, allow_nan=False)
ORDER = [Level.LOW, Level.MEDIUM, Level.HIGH, Level.CRITICAL]


def test_every_cell_of_the_matrix_has_the_level_that_the_page_shows() -> None:
    rows = ["".join(str(level_of_bands(likelihood, impact))[0] for impact in range(1, 6)) for likelihood in range(1, 6)]
    assert rows == ["lllmm", "lmmhh", "lmhhc", "mhhcc", "mhccc"]


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.2, 2), (0.4, 3), (0.6, 4), (0.8, 5), (1.0, 5)])
def test_a_value_on_a_cut_belongs_to_the_band_above(share: float, expected: int) -> None:
    assert band(share) == expected


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_share_outside_its_range_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        band(share)


def test_what_is_not_known_is_neither_low_nor_high() -> None:
    assert {level(None, 0.9), level(0.0, None), level(None, None)} == {Level.UNKNOWN}
    assert [str(each) for each in LEVELS] == ["none", "low", "medium", "high", "critical", "unknown"]


@given(SHARES, SHARES)
def test_the_bounds_hold_whatever_the_unknown_number_turns_out_to_be(likelihood: float, impact: float) -> None:
    found = ORDER.index(level(likelihood, impact))
    for known in ((None, impact), (likelihood, None), (None, None)):
        least, worst = (ORDER.index(each) for each in level_bounds(*known))
        assert least <= found <= worst


@given(SHARES, SHARES, SHARES)
def test_more_likely_is_never_a_lower_level(one: float, other: float, impact: float) -> None:
    low, high = sorted((one, other))
    assert ORDER.index(level(low, impact)) <= ORDER.index(level(high, impact))


@given(st.lists(st.tuples(st.none() | SHARES, st.none() | SHARES), max_size=12))
def test_every_risk_stands_in_one_cell(risks: list[tuple[float | None, float | None]]) -> None:
    counts = matrix(risks)
    assert sum(map(sum, counts)) == len(risks)
    assert sum(counts[5]) == sum(likelihood is None for likelihood, _ in risks)
    assert sum(row[5] for row in counts) == sum(impact is None for _, impact in risks)
