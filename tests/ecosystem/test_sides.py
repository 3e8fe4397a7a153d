"""Candidates from either side, and whom an organisation does not want on record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from ecosystem import Ecosystem, sides
from ecosystem.answers import Candidates, body
from ecosystem.errors import InvalidCursor, InvalidParameter
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

TABLES: dict[str, list[dict[str, Any]]] = {
    "partners": [{"id": each, "name": f"{each.upper()} Ltd"} for each in "abcdef"],
    "capabilities": [{"id": each, "name": each} for each in ("cells", "vision", "chips", "songs")],
    "partner_capabilities": [
        {"partner_id": partner, "capability_id": capability}
        for partner, held in {"a": ["cells", "songs"], "b": ["vision"], "c": ["vision", "chips"], "d": ["cells"],
                              "e": ["songs"], "f": ["vision", "chips"]}.items() for capability in held
    ],
    "strategies": [{"id": f"s-{each}", "partner_id": each} for each in "abc"],
    "needs": [
        {"id": "a1", "strategy_id": "s-a", "capability_id": "vision", "weight": 3.0},
        {"id": "a2", "strategy_id": "s-a", "capability_id": "chips", "weight": 1.0},
        {"id": "b1", "strategy_id": "s-b", "capability_id": "cells", "weight": 1.0},
        {"id": "c1", "strategy_id": "s-c", "capability_id": "songs", "weight": 1.0},
        {"id": "c2", "strategy_id": "s-c", "capability_id": "vision", "weight": 3.0},
    ],
    "exclusions": [
        {"partner_id": "a", "excluded_id": "f", "kind": "rival", "reason": "same customers", "valid_from": "2020",
         "source": "interview"},
        {"partner_id": "a", "excluded_id": "b", "kind": "veto", "reason": "lawsuit", "valid_from": "2020-01-01",
         "valid_to": "2021-12-31"},
        {"partner_id": "a", "excluded_id": "c", "kind": "veto", "reason": "waits", "valid_from": "2023-01-01",
         "valid_to": "2023-12-31"},
    ],
}


@pytest.fixture
def eco() -> Iterator[Ecosystem]:
    with MemoryStore() as store:
        write(store, "all", TABLES)
        yield Ecosystem(store)


def ids(answer: Candidates) -> list[str]:
    return [item.partner.id for item in answer.items]


def asked(eco: Ecosystem, **more: Any) -> Candidates:
    return eco.candidates("a", **{"scorer": "need_coverage", "as_of": "2022-06-01"} | more)


def test_each_side_ranks_by_what_it_would_get(eco: Ecosystem) -> None:
    assert [(item.partner.id, item.score) for item in asked(eco).items] == [("c", 1.0), ("b", 0.75)]
    assert [(item.partner.id, item.score) for item in asked(eco, side="theirs").items] == [("b", 1.0), ("c", 0.25)]
    assert [(item.partner.id, item.score) for item in asked(eco, side="smaller").items] == [("b", 0.75), ("c", 0.25)]


def test_both_scores_are_shown_and_the_evidence_is_that_of_the_side_that_is_ranked_by(eco: Ecosystem) -> None:
    first, second = asked(eco, side="smaller").items
    assert (first.mine, first.theirs) == (0.75, 1.0) and "limited_by_mine" in first.flags
    assert (second.mine, second.theirs) == (1.0, 0.25) and "limited_by_theirs" in second.flags
    assert second.evidence[0].sentence == "C Ltd needs songs (weight 1); A Ltd has it."
    for side in ("mine", "theirs", "smaller"):
        for item in asked(eco, side=side).items:
            assert sum(part.contribution for part in item.evidence) == pytest.approx(item.score, abs=1e-9)


def test_a_side_of_which_nothing_is_known_is_counted_as_undefined(eco: Ecosystem) -> None:
    excluded = {each.reason: each.count for each in asked(eco, side="theirs").excluded}
    assert excluded["undefined"] == 2, "d and e have no needs on record"


@pytest.mark.parametrize("scorer", ["overlap", "containment", "makri", "complement_tau", "blend", "adamic_adar"])
def test_the_smaller_is_never_above_either_side(eco: Ecosystem, scorer: str) -> None:
    for item in asked(eco, scorer=scorer, side="smaller").items:
        assert item.mine is not None and item.theirs is not None
        assert item.score == pytest.approx(min(item.mine, item.theirs), abs=1e-9)


def test_a_symmetric_scorer_ranks_alike_from_every_side(eco: Ecosystem) -> None:
    answers = [asked(eco, scorer="overlap", side=side) for side in ("mine", "theirs", "smaller")]
    assert len({tuple(ids(answer)) for answer in answers}) == 1


def test_in_a_large_ecosystem_some_are_asked_and_the_answer_says_so(eco: Ecosystem,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    whole = asked(eco, scorer="blend", side="theirs")
    monkeypatch.setattr(sides, "EVERYBODY", 3)
    monkeypatch.setattr(sides, "POOL", 1)
    few = asked(eco, scorer="blend", side="theirs")
    assert whole.asked is None and few.asked == 2, "the best for a, and whose needs a covers best"
    assert {each.reason: each.count for each in few.excluded}["not_asked"] == 2
    scores = {item.partner.id: item.score for item in whole.items}
    assert all(item.score == pytest.approx(scores[item.partner.id]) for item in few.items)
    assert asked(eco, scorer="complementarity", side="theirs").asked is None, "which is asked at once"


def test_pages_of_a_side_join_and_a_cursor_does_not_fit_another_side(eco: Ecosystem) -> None:
    first = asked(eco, side="smaller", limit=1)
    second = asked(eco, side="smaller", limit=1, cursor=first.next)
    assert ids(first) + ids(second) == ids(asked(eco, side="smaller"))
    with pytest.raises(InvalidCursor):
        asked(eco, side="theirs", limit=1, cursor=first.next)


def test_impossible_sides_are_refused(eco: Ecosystem) -> None:
    with pytest.raises(InvalidParameter, match="side is 'both'; it can be mine, theirs or smaller"):
        asked(eco, side="both")
    with pytest.raises(InvalidParameter, match="with need, side can only be mine"):
        asked(eco, side="theirs", need="a1")


def test_rivals_and_vetoes_are_left_out_with_reason_and_end_while_they_stand(eco: Ecosystem) -> None:
    during = {each.reason: each for each in asked(eco, as_of="2021-06-30").excluded}
    assert [note.reason for note in during["rival"].notes] == ["same customers"]
    assert during["rival"].notes[0].source == "interview" and during["rival"].notes[0].valid_to is None
    (veto,) = during["veto"].notes
    assert (veto.partner.id, veto.kind, veto.reason, veto.valid_to) == ("b", "veto", "lawsuit", "2021-12-31")
    after = {each.reason: [one.id for one in each.partners] for each in asked(eco, as_of="2022-01-01").excluded}
    assert after["rival"] == ["f"] and "veto" not in after, "the day after its last the veto is over"
    assert "b" in ids(asked(eco, as_of="2022-01-01")) and "c" not in ids(asked(eco, as_of="2023-05-05"))


def test_a_rival_that_is_named_and_on_record_is_left_out_once(eco: Ecosystem) -> None:
    (rival,) = [each for each in asked(eco, rivals=["f", "d"]).excluded if each.reason == "rival"]
    assert rival.count == 2 and [note.partner.id for note in rival.notes] == ["f"]


def test_an_exclusion_binds_who_made_it(eco: Ecosystem) -> None:
    answer = eco.candidates("f", scorer="overlap", as_of="2022-06-01")
    assert not [each for each in answer.excluded if each.reason in {"rival", "veto"}]


def test_answers_are_plain_json(eco: Ecosystem) -> None:
    told: Any = body(asked(eco, side="smaller", as_of="2021-06-30"))
    assert told["side"] == "smaller" and told["asked"] is None
    assert told["excluded"][0]["notes"][0]["partner"]["name"] == "F Ltd"
    assert not np.isnan(told["items"][0]["score"]) and "mine" in asked(eco).to_frame()
