from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from scoring.base import Reason
from scoring.blend import Blend
from scoring.errors import InvalidParameter
from scoring.registry import get_scorer
from scoring.snapshot import Snapshot
from scoring.tiny import tiny_snapshot
from tests.snapshots import snapshots


def example() -> Snapshot:
    return tiny_snapshot(
        profile={"a": {"x": 2, "y": 2}, "b": {"x": 1}, "c": {"z": 1}},
        needs={"a": {"z": 1}}, ties=[("a", "h"), ("h", "c"), ("h", "d")], partners=["new"],
    )


def score(blend: Blend, who: str) -> float:
    return float(blend.scores_for(0)[blend.snapshot_.partners.ids.find(who)])


def test_the_blend_is_the_weighted_sum_of_its_parts() -> None:
    snapshot = example()
    blend = Blend(overlap=1, complementarity=2, topology=1, standing=4, needs=None).fit(snapshot)
    parts = [get_scorer(name).fit(snapshot).scores_for(0)[2]
             for name in ("overlap", "complementarity", "adamic_adar", "standing")]
    assert parts == [0.0, 1.0, 1.0, pytest.approx(1 / 3)]
    assert score(blend, "c") == pytest.approx((parts[0] + 2 * parts[1] + parts[2] + 4 * parts[3]) / 8)


def test_needs_on_record_have_their_share_and_the_others_keep_their_ratio() -> None:
    blend = Blend(overlap=1, complementarity=1, topology=3, standing=0, needs=0.5).fit(example())
    assert {part.name: part.weight for part in blend.parts_for(0)} == pytest.approx(
        {"overlap": 0.125, "complementarity": 0.5, "topology": 0.375})
    assert [part.weight for part in blend.parts_for(1)] == [0.2, 0.2, 0.6]
    assert score(blend, "c") == pytest.approx(0.5 + 0.375)


def test_one_need_that_is_asked_about_counts_as_needs_do() -> None:
    blend = Blend(needs=0.8, need="a/z").fit(example())
    assert blend.parts_for(0)[1].weight == 0.8


def test_without_the_part_of_needs_their_share_is_without_effect() -> None:
    blend = Blend(overlap=1, complementarity=0, topology=1, standing=0).fit(example())
    assert [part.weight for part in blend.parts_for(0)] == [0.5, 0.5]


def test_only_the_ratio_of_the_weights_matters() -> None:
    one, ten = (Blend(overlap=factor, complementarity=2 * factor, topology=factor, standing=factor).fit(example())
                for factor in (1, 10))
    np.testing.assert_allclose(one.scores_for(0), ten.scores_for(0))


def test_an_unknown_part_counts_as_the_mean_of_the_known_and_says_so() -> None:
    blend = Blend(overlap=1, complementarity=0, topology=1, standing=0).fit(example())
    why = blend.explain(0, 1)  # b has no partners
    part = why.parts[-1]
    # c and d share h with a, h shares nobody: the mean is 2/3
    assert part.contribution == pytest.approx(0.5 * 2 / 3)
    assert part.sentence == ("Nothing is on record about the partnerships of b; the mean of all others, 0.667, "
                             "stands in, and it could be anything from 0 to 1.")
    assert "unknown_topology" in why.flags
    assert why.high - why.low >= 0.5
    assert why.coverage == 0.5


def test_a_part_that_is_unknown_for_the_asker_is_nought_for_everybody() -> None:
    blend = Blend(overlap=1, complementarity=0, topology=1, standing=0).fit(
        tiny_snapshot(profile={"a": {"x": 1}, "b": {"x": 1}}, ties=[("b", "c")]))
    why = blend.explain(0, 1)
    assert why.score == 0.5 and why.high == 1.0
    assert why.parts[-1].sentence.endswith("about the partnerships of a, so this part is 0 for everybody.")


def test_with_all_parts_unknown_there_is_no_score() -> None:
    blend = Blend().fit(example())
    new = blend.snapshot_.partners.ids.find("new")
    assert np.isnan(blend.scores_for(0)[new]) and blend.reason_for(0, new) == Reason.OTHER_NO_DATA
    assert np.isnan(blend.scores_for(new)).all() and blend.reason_for(new, 0) == Reason.NO_DATA


def test_the_parts_of_the_parts_are_named_and_carry_their_facts() -> None:
    why = Blend().fit(example()).explain(0, 2)
    assert [part.part for part in why.parts] == [
        "overlap: no common capability", "complementarity: z", "topology: h", "standing: partners"]
    assert all(part.facts for part in why.parts[1:3])
    assert "by_needs" in why.flags


def test_one_need_can_be_put_in_place_of_all() -> None:
    snapshot = tiny_snapshot(profile={"a": {"q": 1}, "b": {"x": 1}}, needs={"a": {"x": 1, "y": 9}})
    every, one = Blend().fit(snapshot), Blend(need="a/x").fit(snapshot)
    assert score(one, "b") > score(every, "b")


@pytest.mark.parametrize("weights", [{"overlap": -1.0}, {"topology": float("nan")},
                                     {"overlap": 0.0, "complementarity": 0.0, "topology": 0.0, "standing": 0.0},
                                     {"needs": 1.5}, {"needs": float("nan")}])
def test_weights_that_mean_nothing_are_refused_when_fitting(weights: dict[str, float]) -> None:
    with pytest.raises(InvalidParameter, match="blend"):
        Blend(**weights).fit(example())


@settings(deadline=None)
@given(snapshot=snapshots())
def test_explaining_before_scoring_gives_the_same(snapshot: Snapshot) -> None:
    cold, warm = Blend().fit(snapshot), Blend().fit(snapshot)
    for row in range(snapshot.partner_count):
        warm.scores_for(row)
        for other in range(snapshot.partner_count):
            assert repr(cold.explain(row, other)) == repr(warm.explain(row, other))
