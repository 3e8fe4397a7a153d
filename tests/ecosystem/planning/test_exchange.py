"""Two axes and four quadrants; what two sides give each other, and who gains nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ecosystem import Ecosystem
from ecosystem.answers import body
from ecosystem.answers.exchange import Axes
from ecosystem.errors import InvalidParameter, UnknownPartner
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

HELD = {"a": ["cells", "cars"], "b": ["vision"], "c": ["cells", "cars", "vision"], "d": ["cells", "cars"],
        "e": ["songs"], "z": []}
TABLES: dict[str, list[dict[str, Any]]] = {
    "partners": [{"id": each, "name": {"a": "Ada", "b": "Bit"}.get(each, each.upper())} for each in HELD],
    "capabilities": [{"id": each, "name": each} for each in ("cells", "cars", "vision", "songs")],
    "partner_capabilities": [{"partner_id": who, "capability_id": what, "source": "register"}
                             for who, held in HELD.items() for what in held],
    "strategies": [{"id": "s-a", "partner_id": "a"}, {"id": "s-b", "partner_id": "b"}],
    "needs": [{"id": "a1", "strategy_id": "s-a", "capability_id": "vision", "weight": 1.0},
              {"id": "b1", "strategy_id": "s-b", "capability_id": "cells", "weight": 1.0},
              {"id": "b2", "strategy_id": "s-b", "capability_id": "songs", "weight": 3.0}],
    "channels": [{"id": "north", "name": "North", "size": 3.0}, {"id": "south", "name": "South", "size": 1.0}],
    "partner_channels": [{"partner_id": "a", "channel_id": "north"}, {"partner_id": "b", "channel_id": "north"},
                         {"partner_id": "b", "channel_id": "south"}],
    "industries": [{"id": "cars", "name": "Cars"}, {"id": "code", "name": "Code"}],
    "partner_industries": [{"partner_id": "a", "industry_id": "cars"}, {"partner_id": "b", "industry_id": "code"}],
    "industry_inputs": [{"supplier_industry_id": "code", "customer_industry_id": "cars", "coefficient": 0.1}],
    "exclusions": [{"partner_id": "b", "excluded_id": "a", "kind": "veto", "reason": "too large"}],
}


@pytest.fixture
def eco() -> Iterator[Ecosystem]:
    with MemoryStore() as store:
        write(store, "all", TABLES)
        yield Ecosystem(store)


def quadrants(answer: Axes) -> dict[str, list[str]]:
    return {each.name: [item.partner.id for item in each.items] for each in answer.quadrants}


def test_everybody_lies_in_one_of_four_named_quadrants(eco: Ecosystem) -> None:
    answer = eco.exchange.axes("a", threshold=0.5)
    assert quadrants(answer) == {"complement": ["b"], "competitor": ["c"], "twin": ["d"], "stranger": []}
    assert [each.title_zh for each in answer.quadrants] == ["互补者", "竞合者", "同类者", "陌路者"]
    counts = {each.name: each.count for each in answer.quadrants}
    assert counts["stranger"] == 1, "e has nothing on either axis: counted and not shown"
    assert answer.undefined == 1, "nothing is on record of z"


def test_each_point_has_both_directions_with_evidence_and_no_common_number(eco: Ecosystem) -> None:
    point = eco.exchange.axes("a", threshold=0.5).quadrants[0].items[0]
    assert (point.gains.value, point.gives.value, point.similarity.value) == (1.0, 0.25, 0.0)
    assert point.gains.evidence[0].facts and point.gives.evidence[0].sentence.startswith("Bit needs")
    assert not {"score", "total", "blend"} & set(json.loads(json.dumps(body(point))))


def test_the_median_of_those_who_have_anything_parts_the_plane(eco: Ecosystem) -> None:
    answer = eco.exchange.axes("a")
    assert answer.thresholds.rule == "median"
    assert answer.thresholds.similarity == pytest.approx(2 / 3) and answer.thresholds.complementarity == 1.0
    assert quadrants(answer)["twin"] == ["d"]


@pytest.mark.parametrize("threshold", ["mean", 1.0, -0.1, "nan", "inf", ""])
def test_impossible_thresholds_are_refused(eco: Ecosystem, threshold: Any) -> None:
    with pytest.raises(InvalidParameter, match="threshold is"):
        eco.exchange.axes("a", threshold=threshold)


def test_axes_take_other_scorers_and_refuse_unknown_ones(eco: Ecosystem) -> None:
    answer = eco.exchange.axes("a", similarity="jaffe", complementarity="complement_tau")
    assert (answer.similarity, answer.complementarity) == ("jaffe", "complement_tau")
    with pytest.raises(InvalidParameter, match="no scorer 'jaf'"):
        eco.exchange.axes("a", similarity="jaf")
    with pytest.raises(InvalidParameter, match="limit is 0"):
        eco.exchange.axes("a", limit=0)


def test_whom_the_asker_excludes_is_not_on_the_plane(eco: Ecosystem) -> None:
    answer = eco.exchange.axes("b", threshold=0.5)
    assert "a" not in [one for found in quadrants(answer).values() for one in found]
    assert [each.reason for each in answer.excluded] == ["veto"]


def test_both_sides_are_told_kind_by_kind_and_the_smaller_is_what_is_mutual(eco: Ecosystem) -> None:
    answer = eco.exchange.between("Ada", "Bit")
    told = {each.kind: (each.a, each.b, each.smaller) for each in answer.mutual}
    assert told["needs"] == (1.0, 0.25, 0.25)
    assert told["channels"] == (0.25, 0.0, 0.0)
    assert told["supply"] == (1.0, 0.0, 0.0)
    assert answer.mutuality == 0.25 and answer.sentence == "Both sides would gain something."
    assert "100 % of its needs covered for certain" in answer.a_gains.sentence
    assert [note.reason for note in answer.excluded] == ["too large"]
    assert [each.name for each in answer.beside] == ["overlap", "rhythm"]


def test_the_other_order_is_the_same_seen_from_the_other_side(eco: Ecosystem) -> None:
    there, back = eco.exchange.between("a", "b"), eco.exchange.between("b", "a")
    assert (there.a_gains, there.b_gains) == (back.b_gains, back.a_gains)
    assert [(each.a, each.b, each.smaller) for each in there.mutual] == [
        (each.b, each.a, each.smaller) for each in back.mutual]
    assert there.mutuality == back.mutuality


def test_a_side_that_gains_nothing_is_told_so(eco: Ecosystem) -> None:
    answer = eco.exchange.between("c", "a")
    assert answer.a_gains.sentence.startswith("Nothing on record says that C would gain anything from Ada.")
    assert answer.mutuality == 0.0 and answer.sentence.startswith("Only Ada would gain: on record C gains nothing")
    assert [gain.sentence for gain in answer.a_gains.gains if gain.kind == "needs"] == [
        "Not known: it has no needs on record."]


def test_neither_side_and_unknown_sides_are_told_apart(eco: Ecosystem) -> None:
    assert eco.exchange.between("d", "e").sentence == "On record neither side would gain anything."
    unknown = eco.exchange.between("a", "z")
    assert unknown.mutuality is None and unknown.sentence.startswith("What Ada and Z would gain is not known")


def test_nobody_is_its_own_partner_and_unknown_names_are_told(eco: Ecosystem) -> None:
    with pytest.raises(InvalidParameter, match="Ada cannot be its own partner"):
        eco.exchange.between("a", "Ada")
    with pytest.raises(UnknownPartner):
        eco.exchange.between("a", "nobody at all")


def test_before_all_facts_everything_is_unknown_and_nothing_fails() -> None:
    with MemoryStore() as store:
        dated = [{**row, "valid_from": "2020-01-01"} for row in TABLES["partner_capabilities"]]
        write(store, "all", {"partners": TABLES["partners"], "capabilities": TABLES["capabilities"],
                             "partner_capabilities": dated})
        eco = Ecosystem(store)
        assert eco.exchange.between("a", "b", as_of="1990").mutuality is None
        answer = eco.exchange.axes("a", as_of="1990")
        assert all(not each.items and each.count == 0 for each in answer.quadrants)
        assert "nan" not in json.dumps(body(answer)).lower()


def test_answers_become_tables(eco: Ecosystem) -> None:
    frame = eco.exchange.between("a", "b").to_frame()
    assert len(frame) == 8 and set(frame["gains"]) == {"Ada", "Bit"}
    assert list(eco.exchange.axes("a", threshold=0.5).to_frame()["quadrant"]) == ["complement", "competitor", "twin"]
