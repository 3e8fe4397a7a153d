from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scoring.covering.coverage import coverage, greedy_cover, joint_coverage
from tests.snapshots import oracle


def gaps() -> tuple[list[str], Any, Any]:
    """Candidates of the fixture, what they can of what is needed and not held, and the weights."""
    fixture = oracle("15")
    needs = [need for need in fixture["needs"] if need not in fixture["have"]]
    names = list(fixture["candidates"])
    levels = [[float(need in fixture["candidates"][name]) for need in needs] for name in names]
    return names, np.array(levels), np.array([fixture["needs"][need] for need in needs], dtype=float)


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_picks_and_gains_equal_the_fixture_until_nothing_is_left_to_gain(most: int) -> None:
    names, levels, weights = gaps()
    expected = oracle("15")["outputs"][str(most)]
    useful = sum(gain > 0 for gain in expected["gains"])
    picked = greedy_cover(levels, weights, most)
    assert [names[row] for row, _ in picked] == expected["greedy"][:useful]
    assert [gain for _, gain in picked] == pytest.approx(expected["gains"][:useful], abs=1e-9)
    assert joint_coverage(levels[[row for row, _ in picked]], weights) == pytest.approx(expected["value"])


def test_greedy_keeps_its_guarantee_where_it_is_led_astray() -> None:
    sets = oracle("15")["adversarial"]
    levels = np.array([[float(each in one) for each in range(1, 11)] for one in sets.values()])
    picked = greedy_cover(levels, np.ones(10), 2)
    assert sum(gain for _, gain in picked) == 8  # of 10
    assert 8 / 10 >= 1 - 1 / np.e


LEVELS = hnp.arrays(np.float64, (4, 3), elements=st.sampled_from((0.0, 0.25, 0.5, 1.0)))


@given(levels=LEVELS)
def test_another_partner_never_takes_away_and_adds_less_to_more(levels: Any) -> None:
    weights = np.array([1.0, 2.0, 4.0])
    few, more = joint_coverage(levels[:1], weights), joint_coverage(levels[:3], weights)
    assert more >= few
    added_to_few = joint_coverage(levels[[0, 3]], weights) - few
    added_to_more = joint_coverage(levels, weights) - more
    assert added_to_more <= added_to_few + 1e-12


@given(levels=LEVELS)
def test_alone_a_partner_covers_its_own_share(levels: Any) -> None:
    weights = np.array([1.0, 2.0, 4.0])
    alone = [joint_coverage(levels[[row]], weights) / 7 for row in range(4)]
    np.testing.assert_allclose(coverage(levels, weights), alone)


@pytest.mark.parametrize(("levels", "weights", "said"), [
    ([[2.0]], [1.0], "between 0 and 1"), ([[1.0]], [0.0], "above 0"), ([[1.0]], [1.0, 1.0], "do not go with"),
])
def test_numbers_out_of_range_are_refused(levels: Any, weights: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        coverage(levels, weights)
