from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.base import Reason
from scoring.complements.channels import ChannelGain, channel_exchange
from scoring.tiny import tiny_snapshot

SIZES = {"east": 1.0, "north": 3.0, "south": 2.0, "west": 4.0}
SOLD = {"a": ["north", "east"], "b": ["north", "south", "west"], "c": ["east"]}


def snapshot(sold: dict[str, list[str]], sizes: dict[str, float] | None = None, **more: Any) -> Any:
    return tiny_snapshot(
        links={"partner_channels": {who: dict.fromkeys(through, 1.0) for who, through in sold.items()}},
        cells={"Channel": {"size": SIZES if sizes is None else sizes}}, **more)


def test_gain_is_the_share_of_all_channels_that_only_the_partner_has() -> None:
    scorer = ChannelGain().fit(snapshot(SOLD))
    assert scorer.scores_for(0)[1:].tolist() == [pytest.approx(0.6), 0.0]
    assert scorer.scores_for(1)[0] == pytest.approx(0.1)
    assert scorer.scores_towards(0)[1] == pytest.approx(0.1)


def test_the_explanation_says_what_goes_back_and_how_much_is_mutual() -> None:
    why = ChannelGain().fit(snapshot(SOLD, names={"a": "Ada", "b": "Bit"})).explain(0, 1)
    assert [part.sentence for part in why.parts] == [
        "Bit sells through west, Ada does not: 40 % of all channels by size.",
        "Bit sells through south, Ada does not: 20 % of all channels by size.",
        "In return, Ada opens east to Bit, 10 % of all channels; the smaller of the two gains is 10 %.",
        "Both sell through north; how alike what they sell is is not known.",
    ]
    assert why.score == why.low == why.high and "one_sided" not in why.flags


def test_conflict_is_common_channels_times_likeness() -> None:
    held = {"a": {"x": 1.0}, "b": {"x": 1.0, "y": 1.0}, "c": {"z": 1.0}}
    scorer = ChannelGain().fit(snapshot(SOLD, profile=held))
    assert "the conflict is 0.15" in scorer.explain(0, 1).parts[-1].sentence  # 0.5 alike · 0.3 common
    assert "channel_conflict" in scorer.explain(0, 1).flags
    assert "channel_conflict" not in scorer.explain(0, 2).flags, "both sell through east, but nothing alike"


def test_where_one_side_gains_nothing_it_is_flagged_and_said() -> None:
    why = ChannelGain().fit(snapshot({"a": ["north"], "b": ["north", "south"]})).explain(0, 1)
    assert "one_sided" in why.flags and "one side gains nothing" in why.parts[1].sentence


def test_channels_of_no_size_at_all_say_nothing_and_no_channel_is_unknown() -> None:
    nothing = ChannelGain().fit(snapshot(SOLD, dict.fromkeys(SIZES, 0.0)))
    assert np.isnan(nothing.scores_for(0)).all() and nothing.reason_for(0, 1) is Reason.NO_DATA
    scorer = ChannelGain().fit(snapshot(SOLD, partners=["z"]))
    assert scorer.reason_for(0, 3) is Reason.OTHER_NO_DATA and scorer.reason_for(3, 0) is Reason.NO_DATA


def test_a_channel_without_a_size_counts_as_one() -> None:
    assert ChannelGain().fit(snapshot(SOLD, {"north": 3.0})).scores_for(0)[1] == pytest.approx(2 / 6)


sets = st.sets(st.sampled_from(sorted(SIZES)), min_size=1)


@given(mine=sets, theirs=sets, alike=st.floats(0, 1))
def test_the_scorer_is_the_function_and_gains_never_exceed_what_there_is(mine: Any, theirs: Any, alike: float) -> None:
    found = channel_exchange(mine, theirs, SIZES, alike)
    scorer = ChannelGain().fit(snapshot({"a": sorted(mine), "b": sorted(theirs)}))
    assert scorer.scores_for(0)[1] == pytest.approx(found.mine)
    assert scorer.scores_for(1)[0] == pytest.approx(found.theirs)
    assert found.mutuality == min(found.mine, found.theirs) and found.mine + found.theirs <= 1 + 1e-12
    assert channel_exchange(theirs, mine, SIZES, alike).theirs == pytest.approx(found.mine)


@given(mine=sets, theirs=sets, more=st.sampled_from(sorted(SIZES)))
def test_another_channel_of_the_partner_never_lowers_the_gain(mine: Any, theirs: Any, more: str) -> None:
    assert channel_exchange(mine, theirs | {more}, SIZES).mine >= channel_exchange(mine, theirs, SIZES).mine - 1e-12
