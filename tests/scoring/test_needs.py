from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.base import Reason
from scoring.needs import NeedCoverage
from scoring.snapshot import Snapshot
from scoring.tiny import tiny_snapshot
from tests.snapshots import AMOUNTS, CLASSES, PARTNERS, hierarchies, portfolios, snapshots

FUSION = {"lidar": "fusion", "radar": "fusion", "cameras": "fusion", "stereo": "cameras", "mono": "cameras"}


def coverage(held: dict[str, float], needs: dict[str, float], broader: dict[str, str] | None = None,
             **more: Any) -> Any:
    """The explanation of how partner "b" covers the needs of "a"."""
    snapshot = tiny_snapshot(profile={"b": held, "z": {"other": 1}}, needs={"a": needs}, broader=broader, **more)
    return NeedCoverage().fit(snapshot).explain(0, 1)


def test_held_needs_count_by_their_weight_and_level() -> None:
    why = coverage({"x": 5, "y": 0.5}, {"x": 3, "y": 1, "z": 1})
    assert why.score == why.low == pytest.approx(0.7)
    assert why.high == pytest.approx(0.9)  # z may be there or not
    assert why.coverage == pytest.approx(0.8)


def test_unknown_is_not_nought_and_nought_on_record_is_not_unknown() -> None:
    unknown, absent = coverage({"other": 1}, {"x": 1}), coverage({"x": 0}, {"x": 1})
    assert (unknown.score, unknown.high, unknown.coverage) == (0, 1, 0)
    assert (absent.score, absent.high, absent.coverage) == (0, 0, 1)
    assert "nothing is on record" in unknown.parts[0].sentence
    assert "does not have it" in absent.parts[0].sentence


def test_narrower_capabilities_count_as_the_part_that_they_are() -> None:
    assert coverage({"lidar": 1}, {"fusion": 1}, FUSION).score == pytest.approx(1 / 3)
    assert coverage({"lidar": 1, "stereo": 1}, {"fusion": 1}, FUSION).score == pytest.approx((1 + 1 / 2) / 3)
    assert coverage({"lidar": 1, "radar": 1, "cameras": 1}, {"fusion": 1}, FUSION).score == 1
    assert coverage({"fusion": 0.25, "lidar": 1}, {"fusion": 1}, FUSION).score == pytest.approx(1 / 3)
    assert coverage({"fusion": 0.5, "lidar": 1}, {"fusion": 1}, FUSION).score == 0.5


def test_a_broader_capability_says_nothing_about_a_narrower_one() -> None:
    why = coverage({"fusion": 1}, {"lidar": 1}, FUSION)
    assert (why.score, why.high, why.coverage) == (0, 1, 0)


def test_circles_of_broader_capabilities_come_to_an_end() -> None:
    circle = {"x": "y", "y": "w", "w": "x"}
    assert coverage({"x": 1}, {"x": 1}, circle).score == 1
    assert coverage({"w": 1}, {"x": 1}, circle).score == 1
    assert coverage({"x": 1}, {"other need": 1}, circle).score == 0


def test_a_chain_of_thousands_is_no_trouble() -> None:
    chain = {f"k{each:05}": f"k{each + 1:05}" for each in range(3_000)}
    assert coverage({"k00000": 1}, {"k03000": 1}, chain).score == 1


def test_every_need_has_a_part_that_says_what_covers_it() -> None:
    why = coverage({"x": 1, "lidar": 1, "radar": 1}, {"x": 1, "fusion": 2, "z": 1}, FUSION,
                   names={"a": "Aurora", "b": "Beta"}, musts=["a/z"])
    assert [part.sentence for part in why.parts] == [
        "Aurora needs fusion (weight 2); Beta has parts of it, lidar and radar, to a degree of 0.667.",
        "Aurora needs x (weight 1); Beta has it.",
        "Aurora needs z (a must, weight 1); nothing is on record about that for Beta.",
    ]
    assert [fact.id for fact in why.parts[0].facts] == ["a/fusion", "lidar", "radar"]
    assert why.flags == ("low_support", "uncovered_must")


def test_a_long_list_of_needs_is_named_as_far_as_a_page_goes() -> None:
    needs = {f"n{each:02}": 1.0 + each for each in range(30)}
    why = coverage(needs, needs)
    assert len(why.parts) == 21 and why.parts[-1].sentence == "And 10 other needs of less weight."
    assert why.score == pytest.approx(1) and sum(part.contribution for part in why.parts) == pytest.approx(1)


def test_one_need_can_be_asked_for_and_only_by_its_owner() -> None:
    snapshot = tiny_snapshot(profile={"b": {"x": 1}}, needs={"a": {"x": 1, "y": 3}, "c": {"x": 1}})
    assert NeedCoverage().fit(snapshot).scores_for(0)[1] == 0.25
    scorer = NeedCoverage(need="a/x").fit(snapshot)
    assert scorer.scores_for(0)[1] == 1
    assert scorer.reason_for(2, 1) == Reason.NO_NEEDS


def test_without_needs_or_without_anything_on_record_it_is_undefined() -> None:
    snapshot = tiny_snapshot(profile={"b": {"x": 1}}, needs={"a": {"x": 1}}, partners=["new"])
    scorer = NeedCoverage().fit(snapshot)
    assert scorer.reason_for(1, 2) == Reason.NO_NEEDS
    assert scorer.reason_for(0, 2) == Reason.OTHER_NO_DATA
    assert np.isnan(scorer.scores_for(0)[2])


def test_needs_without_weight_count_as_one_and_weights_of_nought_do_not_count() -> None:
    snapshot = tiny_snapshot(profile={"b": {"x": 1}}, needs={"a": {"x": 1, "y": 0}})
    assert NeedCoverage().fit(snapshot).scores_for(0)[1] == 1
    bare = {**snapshot.nodes, "Need": type(snapshot.nodes["Need"])(
        "Need", snapshot.nodes["Need"].ids, snapshot.nodes["Need"].names, {})}
    without = Snapshot(snapshot.as_of, bare, snapshot.layers, snapshot.provenance)
    assert NeedCoverage().fit(without).scores_for(0)[1] == 0.5


@given(snapshot=snapshots())
def test_all_at_once_and_one_by_one_agree(snapshot: Snapshot) -> None:
    scorer = NeedCoverage().fit(snapshot)
    for row in range(snapshot.partner_count):
        scores = scorer.scores_for(row)
        for other in np.flatnonzero(~np.isnan(scores)).tolist():
            assert scorer.explain(row, other).score == pytest.approx(scores[other], abs=1e-12)


@given(held=portfolios(), broader=hierarchies(), what=st.sampled_from(CLASSES), amount=AMOUNTS)
def test_holding_more_never_lowers_coverage(held: dict[str, Any], broader: dict[str, str], what: str,
                                            amount: float) -> None:
    needs = {"p0": {"c0": 1.0, "f0": 2.0, "top": 1.0}}
    more = {**held, "p1": {**held["p1"], what: max(amount, held["p1"].get(what, 0.0))}}
    before, after = (
        NeedCoverage().fit(tiny_snapshot(profile=each, broader=broader, needs=needs, partners=PARTNERS)).scores_for(0)
        for each in (held, more)
    )
    assert np.isnan(before[1]) or after[1] >= before[1] - 1e-12
