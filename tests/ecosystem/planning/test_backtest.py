"""Backtests on a store small enough to check by hand, and on the demo with facts planted after the cutoff."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from ecosystem import Ecosystem, demo
from ecosystem.answers import body
from ecosystem.errors import InvalidDate, InvalidParameter
from ecosystem.planning.backtest.facade import BASELINES
from ecosystem.planning.backtest.window import window_end
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

LEI = "5493001KJTIIGC8Y1R12"


def together(partnership: str, begun: str | None, *members: str, ended: str | None = None,
             known: str | None = None) -> dict[str, list[dict[str, Any]]]:
    return {
        "partnerships": [{"id": partnership, "valid_from": begun, "valid_to": ended, "recorded_at": known}],
        "partnership_members": [{"partnership_id": partnership, "partner_id": each} for each in members],
    }


def merged(*parts: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        for table, rows in part.items():
            found.setdefault(table, []).extend(rows)
    return found


TINY = merged(
    {
        "partners": [{"id": each, "name": each.upper(), "country": "DE" if each in "abc" else "FR",
                      "kind": "company" if each != "f" else "university"} for each in "abcdefgh"]
        + [{"id": "later", "name": "Later", "founded": "2017"}, {"id": "s", "name": "S", "parent_id": "a"}],
        "capabilities": [{"id": "x", "name": "x"}, {"id": "y", "name": "y"}],
        "partner_capabilities": [
            {"partner_id": each, "capability_id": "x" if each in "abcs" else "y", "valid_from": "2010-01-01"}
            for each in "abcdefgs"],
    },
    together("n1", "2012-01-01", "a", "b"), together("n2", "2013-01-01", "b", "c"),
    together("n3", "2012-01-01", "d", "e"), together("n4", "2011-01-01", "a", "e", ended="2013-12-31"),
    together("later1", "2016-03", "a", "c"),            # both known, new
    together("later2", "2016-05-01", "a", "g"),          # g is there and never had a partner
    together("later3", "2016-05-01", "a", "e"),          # again, after it had ended
    together("later4", "2016-06-01", "a", "b"),          # partners already
    together("later5", "2016-06-01", "a", "s"),          # of one group
    together("later6", "2016-06-01", "c", "h"),          # of h nothing is on record by 2015
    together("later7", "2018-01-01", "c", "later"),      # after the window of two years
)


def backtest_of(*tables: dict[str, list[dict[str, Any]]], **options: Any) -> Any:
    with MemoryStore() as store:
        write(store, "t", merged(*tables))
        return Ecosystem(store).backtest.run("2015", "2y", **options)


@pytest.fixture
def eco() -> Iterator[Ecosystem]:
    with MemoryStore() as store:
        write(store, "tiny", TINY)
        yield Ecosystem(store)


def test_what_came_is_counted_by_what_was_known(eco: Ecosystem) -> None:
    answer = eco.backtest.run("2015", "2y", scorers=["random"])
    assert body(answer.pairs) == {
        "both_known": 1, "one_new": 1, "both_new": 0, "repeat": 1, "partners_already": 1, "own_group": 1,
        "other_kind": 0, "absent": 1}
    # f, g and s are there and never had a partner; of h nothing but its name and country is on record.
    assert (answer.population.organisations, answer.population.newcomers, answer.population.absent) == (8, 3, 1)
    assert {name: found.queries for name, found in answer.slices.items()} == {
        "both_known": 2, "one_new": 2, "zero_overlap": 2, "repeat": 2}
    assert (answer.queries, answer.population.without_answer) == (4, 4)


def test_all_baselines_and_the_blend_are_asked_where_none_is_named(eco: Ecosystem) -> None:
    answer = eco.backtest.run("2015", "2y")
    known = answer.slices["both_known"]
    assert list(known.scorers) == [*BASELINES, "blend"] and known.bar in BASELINES
    assert set(known.against_bar) == set(known.scorers) - {known.bar}
    # a and c have b in common, and nobody else has anything in common with either
    assert known.scorers["common_neighbours"]["mrr"].value == 1.0
    told = json.loads(json.dumps(body(answer)))
    assert told["slices"]["both_known"]["scorers"]["blend"]["mrr"].keys() == {"value", "low", "high"}
    assert len(answer.to_frame()) == sum(8 * len(found.scorers) for found in answer.slices.values())


def test_ended_partnerships_tie_only_where_they_are_remembered(eco: Ecosystem) -> None:
    scorers = ["common_neighbours"]
    forgetful, remembering = (eco.backtest.run("2015", "2y", scorers=scorers, remember=each) for each in (False, True))
    assert forgetful.snapshot != remembering.snapshot
    assert forgetful.slices["repeat"].queries == remembering.slices["repeat"].queries == 2
    assert forgetful.snapshot == eco.snapshot("2015").version


def test_large_partnerships_can_be_left_out(eco: Ecosystem) -> None:
    crowd = together("crowd", "2014-01-01", *"abcdef")
    whole = backtest_of(TINY, crowd, scorers=["random"])
    capped = backtest_of(TINY, crowd, scorers=["random"], most_members=5)
    plain = eco.backtest.run("2015", "2y", scorers=["random"])
    assert whole.pairs.both_known == 0
    assert capped.pairs == plain.pairs and capped.slices == plain.slices


def test_only_one_kind_asks_and_is_recommended(eco: Ecosystem) -> None:
    answer = eco.backtest.run("2015", "2y", kind=["company"], scorers=["random"])
    assert answer.population.organisations == 6 and answer.population.other_kind == 2  # f and s


def test_the_same_question_has_the_same_answer_and_queries_are_drawn_by_id(eco: Ecosystem) -> None:
    one, two = (eco.backtest.run("2015", "2y", scorers=["popularity"], queries=2, seed=5) for _ in range(2))
    assert body(one) == body(two)
    assert (one.queries, one.population.not_sampled) == (2, 2)


PLANTED = {
    "capabilities": {"partner_capabilities": [{"partner_id": "a", "capability_id": "y", "valid_from": "2016"},
                                              {"partner_id": "c", "capability_id": "y", "recorded_at": "2016-02"}]},
    "a capability that is new altogether": {
        "capabilities": [{"id": "z", "name": "z", "valid_from": "2016-01-01"}],
        "partner_capabilities": [{"partner_id": "d", "capability_id": "z", "valid_from": "2016-01-01"}]},
    "partnerships beyond the window": together("p1", "2018-02-01", "d", "a", "f", "h"),
    "partnerships known only later": together("p2", "2012-02-01", "d", "a", "f", "h", known="2016-01-01"),
    "identifiers": {"identifiers": [
        {"partner_id": "d", "scheme": "lei", "value": LEI, "recorded_at": "2016-01-01"},
        {"partner_id": "e", "scheme": "lei", "value": LEI, "recorded_at": "2016-01-01"}]},
    "organisations": {"partners": [{"id": "new", "name": "New", "country": "DE", "valid_from": "2016-01-01"}],
                      "partner_capabilities": [
                          {"partner_id": "new", "capability_id": "x", "valid_from": "2016-01-01"}]},
    "patents": {"patents": [{"id": "pat", "title": "t", "filed": "2016-01-01"}],
                "patent_owners": [{"patent_id": "pat", "partner_id": "a"}],
                "patent_classes": [{"patent_id": "pat", "capability_id": "y"}]},
    "members who join beyond the window": {"partnership_members": [
        {"partnership_id": "n2", "partner_id": "d", "valid_from": "2018-06-01"}]},
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("options", [{}, {"remember": True, "most_members": 3}], ids=["as asked", "remembering"])
def test_facts_planted_after_the_cutoff_change_no_number(planted: str, options: dict[str, Any]) -> None:
    before, after = backtest_of(TINY, **options), backtest_of(TINY, PLANTED[planted], **options)
    assert body(after.slices) == body(before.slices)
    assert after.pairs == before.pairs and after.population == before.population
    assert after.snapshot == before.snapshot


def test_planting_before_the_cutoff_does_change_numbers() -> None:
    early = {"partner_capabilities": [{"partner_id": "c", "capability_id": "y", "valid_from": "2014"}]}
    assert body(backtest_of(TINY, early).slices) != body(backtest_of(TINY).slices)


def test_measures_over_the_whole_population_see_nothing_later_either() -> None:
    """IDF, class proximity, communities: whatever is fitted reads the snapshot, and that is the same."""
    from scoring.graphs import to_networkx
    from scoring.measures import inverse_document_frequency

    later = merged(*PLANTED.values())
    snapshots = []
    for tables in (TINY, merged(TINY, later)):
        with MemoryStore() as store:
            write(store, "t", tables)
            snapshots.append(Ecosystem(store).snapshot("2015"))
    one, two = snapshots
    assert one.version == two.version
    profiles = [each.layer("profile").matrix().toarray() for each in snapshots]
    assert inverse_document_frequency(profiles[0]).tolist() == inverse_document_frequency(profiles[1]).tolist()
    assert sorted(to_networkx(one).edges) == sorted(to_networkx(two).edges)


def test_the_demo_keeps_its_numbers_when_its_future_is_rewritten() -> None:
    frames = demo.generate()
    day, until = "2019-12-31", window_end(pd.Timestamp("2019-12-31").date(), "2y").isoformat()
    changed = {name: frame.copy() for name, frame in frames.items()}
    held = changed["partner_capabilities"]
    late = held[held["valid_from"].astype(str) > day] if "valid_from" in held else held.iloc[:0]
    changed["partner_capabilities"] = held.drop(late.index)
    partnerships = changed["partnerships"]
    gone = partnerships[partnerships["valid_from"].astype(str) > until]
    changed["partnerships"] = partnerships.drop(gone.index)
    members = changed["partnership_members"]
    changed["partnership_members"] = members[~members["partnership_id"].isin(gone["id"])]
    assert len(gone) > 0
    found = []
    for tables in (frames, changed):
        with Ecosystem("memory:") as eco:
            eco.import_frames(tables, max_rejects=None)
            found.append(eco.backtest.run(day, "2y", queries=40, resamples=50))
    assert body(found[0].slices) == body(found[1].slices)
    assert found[0].queries == 40 and found[0].slices["both_known"].bar in BASELINES


@pytest.mark.parametrize(("asked", "error", "says"), [
    ({"cutoff": "1990"}, InvalidParameter, "Nothing is on record by 1990-12-31; the first partnership"),
    ({"cutoff": "2030"}, InvalidParameter, "the last one on record began on 2018-01-01"),
    ({"cutoff": "2015", "horizon": "1d"}, InvalidParameter, "began after 2015-12-31 and by 2016-01-01"),
    ({"cutoff": "2015", "horizon": "soon"}, InvalidParameter, "write years, months or days: 3y, 18m, 90d"),
    ({"cutoff": "2015", "horizon": "0y"}, InvalidParameter, "is no horizon"),
    ({"cutoff": "2015", "horizon": "9000y"}, InvalidParameter, "after the year 9999"),
    ({"cutoff": "then"}, InvalidDate, "YYYY"),
    ({"cutoff": "2015", "scorers": ["magic"]}, InvalidParameter, "There is no scorer 'magic'; there are"),
    ({"cutoff": "2015", "kind": ["bank"]}, InvalidParameter, "there are: company, university"),
    ({"cutoff": "2015", "kind": ["university"]}, InvalidParameter, "none could have been recommended"),
    ({"cutoff": "2015", "most_members": 1}, InvalidParameter, "2 members or more"),
    ({"cutoff": "2015", "queries": 0}, InvalidParameter, "1 or more"),
    ({"cutoff": "2015", "resamples": 0}, InvalidParameter, "1 to 100000"),
])
def test_what_cannot_be_asked_is_refused_with_a_reason(eco: Ecosystem, asked: dict[str, Any],
                                                       error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says.replace("(", r"\(")):
        eco.backtest.run(**asked)


def test_a_window_past_the_last_day_on_record_is_flagged(eco: Ecosystem) -> None:
    assert eco.backtest.run("2015", "9y", scorers=["random"]).flags == ("past_record",)
    assert eco.backtest.run("2015", "2y", scorers=["random"]).flags == ()


def test_an_empty_store_refuses() -> None:
    with Ecosystem("memory:") as eco, pytest.raises(InvalidParameter, match="Nothing is on record"):
        eco.backtest.run("2015")
