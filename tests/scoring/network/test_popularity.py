from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from scoring.base import Reason
from scoring.errors import InvalidParameter
from scoring.network.popularity import CountryPopularity, RecentPopularity
from scoring.snapshot import Layer, Provenance, Snapshot, Strings
from scoring.tiny import tiny_snapshot


def dated(ties: list[tuple[str, str, str]]) -> Snapshot:
    """Partnerships of two with the day, month or year in which each began."""
    plain = tiny_snapshot(ties=[(one, other) for one, other, _ in ties], as_of=date(2020, 6, 30))
    days = sorted({day for _, _, day in ties})
    texts = Strings.of(days)
    none = Strings.of([""] * len(days))
    members = plain.layer("partnership_members")
    begun = {f"{one}-{other}": days.index(day) for one, other, day in ties}
    facts = np.repeat([begun[each] for each in plain.nodes["Partnership"].ids], 2).astype(np.int32)
    rows = np.repeat(np.arange(members.shape[0]), 2)
    layer = Layer.of("partnership_members", "Partnership", "Partner", members.shape, rows, members.indices,
                     members.weights, facts)
    provenance = Provenance(none, texts, none, none, np.full(len(days), np.nan))
    return Snapshot(plain.as_of, plain.nodes, {**plain.layers, "partnership_members": layer}, provenance)


def test_only_partnerships_of_the_last_years_make_recently_popular() -> None:
    snapshot = dated([("a", "b", "2012"), ("a", "c", "2018-03"), ("a", "d", "2019-07-01"), ("b", "c", "2016-12-31")])
    scores = RecentPopularity(years=3).fit(snapshot).scores_for(3)
    assert scores[:3].tolist() == [1.0, 0.0, 0.5]


def test_a_year_counts_from_its_last_day_on() -> None:
    snapshot = dated([("a", "b", "2017"), ("c", "d", "2017-06"), ("a", "e", "2019")])
    scorer = RecentPopularity(years=3).fit(snapshot)
    assert scorer.scores_for(4)[:4].tolist() == [1.0, 0.5, 0.0, 0.0]


def test_a_partnership_without_a_date_may_be_recent() -> None:
    why = RecentPopularity().fit(dated([("a", "b", "2019-01-01"), ("a", "c", "")])).explain(1, 2)
    assert (why.score, why.high) == (0.0, 1.0)
    assert why.parts[0].sentence.endswith("Of 1 more it is not known since when.")


def test_the_own_country_comes_first_and_then_the_popular() -> None:
    snapshot = tiny_snapshot(ties=[("a", "b"), ("c", "d"), ("c", "e")], cells={"Partner": {"country": {
        "a": "DE", "b": "DE", "c": "FR", "d": "DE", "e": "DE"}}})
    scorer = CountryPopularity().fit(snapshot)
    assert scorer.scores_for(0)[1:].tolist() == [0.75, 0.5, 0.75, 0.75]
    assert scorer.explain(0, 2).parts[0].sentence == "a is in DE, c in FR."


def test_an_unknown_country_is_neither_the_own_nor_another() -> None:
    snapshot = tiny_snapshot(ties=[("a", "b"), ("c", "d")], partners=["x"],
                             cells={"Partner": {"country": {"a": "DE", "b": "DE", "c": "FR"}}})
    why = CountryPopularity().fit(snapshot).explain(0, 3)
    assert why.score == 0.5 * 0.5 + 0.5 and (why.low, why.high) == (0.5, 1.0)
    assert "unknown_country" in why.flags and why.coverage == 0.5
    scorer = CountryPopularity().fit(snapshot)
    assert scorer.reason_for(4, 0) == Reason.NO_DATA
    assert np.isnan(scorer.scores_for(4)).all()


@pytest.mark.parametrize("years", [0.0, -1.0, float("nan"), 5_000.0])
def test_a_span_that_is_none_is_refused(years: float) -> None:
    with pytest.raises(InvalidParameter, match="years"):
        RecentPopularity(years=years).fit(tiny_snapshot(ties=[("a", "b")]))
