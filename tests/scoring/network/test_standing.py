from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from scoring.base import Reason
from scoring.network.standing import Standing, lifts_between
from scoring.snapshot import Snapshot
from scoring.tiny import tiny_snapshot
from tests.snapshots import snapshots


def two_countries() -> Snapshot:
    """Ten ties at home for each of two countries, none across; hubs d0 and f0."""
    ties = [(f"{land}0", f"{land}{each}") for land in "df" for each in range(1, 11)]
    countries = {f"{land}{each}": land.upper() for land in "df" for each in range(11)}
    return tiny_snapshot(ties=ties, cells={"Partner": {"country": countries}}, partners=["x"])


def test_where_partnerships_stay_at_home_those_from_home_stand_higher() -> None:
    snapshot = two_countries()
    scores = dict(zip(snapshot.partners.ids, Standing().fit(snapshot).scores_for(1).tolist(), strict=True))
    assert scores["d0"] == 1.0 and scores["f0"] == pytest.approx((5 / 15) / (25 / 15))
    assert scores["d2"] == pytest.approx(0.1)


def test_where_partnerships_cross_borders_those_from_abroad_stand_higher() -> None:
    snapshot = tiny_snapshot(ties=[(f"d{one}", f"f{other}") for one in range(4) for other in range(4)],
                             cells={"Partner": {"country": {f"{c}{n}": c for c in "df" for n in range(4)}}})
    scores = Standing().fit(snapshot).scores_for(0)
    assert scores[4] == 1.0 and scores[1] < 0.5


def test_an_unknown_country_counts_neither_way_and_widens_the_interval() -> None:
    snapshot = tiny_snapshot(ties=[("a", "b"), ("c", "d"), ("c", "e")],
                             cells={"Partner": {"country": {"a": "DE", "b": "DE", "c": "FR", "d": "FR"}}})
    why = Standing().fit(snapshot).explain(0, 4)
    assert why.low < why.score < why.high and why.coverage == 0.5 and "unknown_country" in why.flags
    assert why.parts[0].sentence == (
        "e has 1 partner; the country of one side is not on record, so that counts neither way.")


def test_nothing_can_be_said_of_a_newcomer_nor_to_somebody_wholly_unknown() -> None:
    snapshot = two_countries()
    scorer, x = Standing().fit(snapshot), snapshot.partners.ids.find("x")
    assert scorer.reason_for(0, x) == Reason.OTHER_NO_DATA
    assert np.isnan(scorer.scores_for(x)).all() and scorer.reason_for(x, 0) == Reason.NO_DATA


def test_the_sentence_says_how_often_the_two_countries_meet() -> None:
    snapshot = two_countries()
    scorer = Standing().fit(snapshot)
    at_home, abroad = scorer.explain(1, 0), scorer.explain(1, snapshot.partners.ids.find("f0"))
    assert at_home.parts[0].sentence == (
        "d0 has 10 partners; organisations of D are partners of each other 1.67 times as often as their numbers of "
        "partners suggest.")
    assert "organisations of D and F are partners 0.333 times" in abroad.parts[0].sentence


def test_few_ties_say_little_about_two_countries() -> None:
    ties = tiny_snapshot(ties=[("a", "b")]).layer("ties")
    assert lifts_between(ties, np.array([0, 0]), 1).tolist() == [[1.0]]
    assert lifts_between(None, np.array([0]), 1).tolist() == [[1.0]]
    assert abs(lifts_between(ties, np.array([0, 1]), 2) - 1).max() < 0.2


@settings(deadline=None)
@given(snapshot=snapshots())
def test_the_most_is_somebody_elses(snapshot: Snapshot) -> None:
    scorer = Standing().fit(snapshot)
    for row in range(snapshot.partner_count):
        scores = scorer.scores_for(row)
        known = scores[~np.isnan(scores)]
        assert not len(known) or known.max() in (0.0, 1.0)
