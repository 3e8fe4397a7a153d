from __future__ import annotations

import numpy as np
import pytest

from scoring import structure
from scoring.base import Fact, Reason
from scoring.registry import get_scorer
from scoring.snapshot import TIES, Snapshot
from scoring.tiny import tiny_snapshot
from tests.snapshots import karate

RAW = {"common_neighbours": structure.common_neighbours, "adamic_adar": structure.adamic_adar,
       "resource_allocation": structure.resource_allocation}


@pytest.mark.parametrize("name", RAW)
def test_neighbour_scores_are_the_raw_measure_on_the_scale_of_the_asker(name: str) -> None:
    snapshot = karate()
    scorer, ties = get_scorer(name).fit(snapshot), snapshot.layer(TIES)
    for row in range(snapshot.partner_count):
        raw, scores = RAW[name](ties, row), scorer.scores_for(row)
        others = np.arange(len(raw)) != row
        # A partner of the asker without any other partner is common to nobody and sets no scale.
        degrees = structure.degrees_at(ties, ties.neighbours(row))
        most = sum({"common_neighbours": 1, "adamic_adar": 1 / np.log(max(k, 2)), "resource_allocation": 1 / k}[name]
                   for k in degrees if k > 1)
        np.testing.assert_allclose(scores[others], raw[others] / most, atol=1e-12)


def test_newcomers_have_no_place_in_the_network_rather_than_a_score_of_nought() -> None:
    snapshot = tiny_snapshot(ties=[("a", "b"), ("b", "c"), ("x", "y")], partners=["new"])
    scorer = get_scorer("resource_allocation").fit(snapshot)
    scores = dict(zip(snapshot.partners.ids, scorer.scores_for(0).tolist(), strict=True))
    assert scores["c"] == 1.0 and scores["x"] == 0.0
    assert scorer.reason_for(0, 3) == Reason.OTHER_NO_DATA
    assert scorer.reason_for(3, 0) == Reason.NO_DATA


def test_popularity_of_an_unknown_organisation_is_nought_with_no_support() -> None:
    snapshot = tiny_snapshot(ties=[("a", "b"), ("b", "c")], partners=["new"])
    why = get_scorer("popularity").fit(snapshot).explain(0, 3)
    assert (why.score, why.support, why.flags) == (0.0, 0.0, ("low_support",))
    assert why.parts[0].sentence == "new has 0 partners; the most that any organisation has is 2."


def test_common_partners_are_named_with_the_partnerships_behind_them() -> None:
    snapshot = tiny_snapshot(ties=[("a", "z"), ("b", "z"), ("c", "z"), ("a", "y"), ("y", "c")],
                             names={"a": "Aurora", "b": "Beta", "z": "Zenith"})
    (part,) = get_scorer("common_neighbours").fit(snapshot).explain(0, 1).parts
    assert part.contribution == 0.5
    assert part.sentence == "Aurora and Beta both work with Zenith, which has 3 partners."
    assert part.facts == (Fact("partnerships", "a-z", 0, 0), Fact("partnerships", "b-z", 0, 1))


def test_ties_alone_are_facts_where_the_partnerships_are_not_at_hand() -> None:
    whole = tiny_snapshot(ties=[("a", "z"), ("b", "z")])
    ties = Snapshot(whole.as_of, whole.nodes, {TIES: whole.layer(TIES)}, whole.provenance)
    (part,) = get_scorer("common_neighbours").fit(ties).explain(0, 1).parts
    assert part.facts == (Fact("ties", "z", 0, 0), Fact("ties", "z", 0, 1))


def test_one_common_partner_of_two_says_less_than_ten_of_twenty() -> None:
    few = [("me", "x0"), ("me", "x1"), ("x0", "you"), ("x1", "else")]
    many = [("me", f"x{each:02}") for each in range(20)] + [
        (f"x{each:02}", "you" if each < 10 else "else") for each in range(20)]
    found = []
    for ties in (few, many):
        snapshot = tiny_snapshot(ties=ties)
        me, you = (snapshot.partners.ids.find(each) for each in ("me", "you"))
        found.append(get_scorer("common_neighbours").fit(snapshot).explain(me, you))
    assert found[0].score == found[1].score == pytest.approx(0.5)
    assert found[0].high - found[0].low > 2 * (found[1].high - found[1].low)


def test_many_common_partners_are_shown_by_weight_and_the_rest_together() -> None:
    ties = [(end, f"x{each}") for each in range(9) for end in ("a", "b")]
    why = get_scorer("adamic_adar").fit(tiny_snapshot(ties=ties)).explain(0, 1)
    assert len(why.parts) == 6 and why.parts[-1].sentence == "a and b have 4 other common partners."
    assert why.score == pytest.approx(1.0)
