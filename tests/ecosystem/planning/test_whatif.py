"""What-if on an ecosystem small enough to be worked out by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ecosystem.answers import body
from ecosystem.answers.whatif import StructureState, WhatIfAnswer
from ecosystem.errors import InvalidParameter, UnknownNode, UnknownPartner
from ecosystem.planning.whatif.changes import change_from_text, changes_from
from ecosystem.service import Ecosystem
from scoring.whatif.changes import Change

# maker – hub – lens – optic, hub – chips; maker needs vision (a must) and chips.
PARTNERS = {"maker": "Maker Motors", "hub": "Hub Works", "lens": "Lens Labs", "optic": "Optic AG", "chips": "Chips Inc",
            "spare": "Spare Vision"}
HELD = [("maker", "cars", 1), ("hub", "vision", 4), ("hub", "chips", 1), ("spare", "vision", 1), ("lens", "glass", 3),
        ("optic", "glass", 1), ("chips", "chips", 1)]
TIES = [("maker", "hub"), ("hub", "lens"), ("lens", "optic"), ("hub", "chips")]


@pytest.fixture(scope="module")
def eco() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as opened:
        pairs = [(f"{one}-{other}", end) for one, other in TIES for end in (one, other)]
        opened.import_frames({
            "partners": pd.DataFrame({"id": list(PARTNERS), "name": list(PARTNERS.values())}),
            "capabilities": pd.DataFrame({"id": ["cars", "vision", "chips", "glass"],
                                          "name": ["Cars", "Vision", "Chips", "Glass"]}),
            "partner_capabilities": pd.DataFrame(HELD, columns=["partner_id", "capability_id", "weight"]),
            "partnerships": pd.DataFrame({"id": [f"{one}-{other}" for one, other in TIES],
                                          "valid_from": "2020-01-01"}),
            "partnership_members": pd.DataFrame(pairs, columns=["partnership_id", "partner_id"]),
            "supplies": pd.DataFrame({"supplier_id": ["hub", "hub", "spare"], "customer_id": ["maker", "lens", "maker"],
                                      "capability_id": ["vision", "chips", "vision"]}),
            "strategies": pd.DataFrame({"id": ["plan"], "partner_id": ["maker"]}),
            "needs": pd.DataFrame({"id": ["n-vision", "n-chips"], "strategy_id": "plan",
                                   "capability_id": ["vision", "chips"], "weight": [3, 1], "must": [True, False]}),
        })
        yield opened


@pytest.fixture(scope="module")
def removal(eco: Ecosystem) -> WhatIfAnswer:
    return eco.whatif.removal("hub", "maker", scorer="need_coverage")


def test_holders_and_concentration_before_and_after(removal: WhatIfAnswer) -> None:
    found = {each.capability.id: each for each in removal.capabilities}
    assert set(found) == {"vision", "chips"}
    vision = found["vision"]
    assert (vision.holders_before, vision.holders_after) == (2, 1)
    assert (vision.hhi_before, vision.hhi_after) == (pytest.approx(0.68), 1.0)
    assert (vision.amount_before, vision.amount_after) == (5.0, 1.0)


def test_coverage_by_partners_is_lost_and_what_anybody_could_meet_stays(removal: WhatIfAnswer) -> None:
    cover = removal.coverage
    assert cover is not None and cover.reason is None
    assert (cover.by_partners_before, cover.by_partners_after) == (1.0, 0.0)
    assert (cover.by_anybody_before, cover.by_anybody_after) == (1.0, 1.0)
    assert (cover.open_musts_before, cover.open_musts_after) == (0, 1)


def test_needs_say_who_is_left(removal: WhatIfAnswer) -> None:
    assert [need.need for need in removal.needs] == ["n-vision", "n-chips"]
    must = removal.needs[0]
    assert must.must and (must.holders_before, must.holders_after, must.partners_before, must.partners_after) == (
        2, 1, 1, 0)
    assert [each.partner.id for each in must.instead] == ["spare"]
    assert removal.needs_without_holder == 0


def test_substitutes_are_ranked_by_how_much_of_the_loss_they_have(removal: WhatIfAnswer) -> None:
    # Lost: vision 4, chips 1. Spare Vision has 1 of 4, Chips Inc 1 of 1: a fifth of the loss each; ids decide.
    assert [(each.partner.id, each.coverage, each.lacks) for each in removal.substitutes] == [
        ("chips", 0.2, 1), ("spare", 0.2, 1)]
    assert [each.is_partner for each in removal.substitutes] == [False, False]


def test_what_is_bought_from_who_goes(removal: WhatIfAnswer) -> None:
    assert [(each.buyer.id, each.capability.id, each.suppliers_before, each.suppliers_after)
            for each in removal.supplies] == [("maker", "vision", 2, 1), ("lens", "chips", 1, 0)]
    assert (removal.supplies_total, removal.supplies_without_supplier) == (2, 1)
    assert "1 thing that is bought has no other supplier on record: Chips (Lens Labs)." in removal.sentences


def test_structure_before_and_after(removal: WhatIfAnswer) -> None:
    names = ("organisations", "ties", "components", "largest", "without_ties", "articulation_points", "bridges")
    assert removal.structure.before == StructureState(**dict(zip(names, (6, 4, 1, 5, 1, 2, 4), strict=True)))
    assert removal.structure.after == StructureState(**dict(zip(names, (5, 1, 1, 2, 3, 0, 1), strict=True)))
    assert [each.id for each in removal.structure.cut_off] == ["chips", "maker"]
    assert removal.structure.no_longer_articulation_points == 1


def test_the_sentences_tell_it(removal: WhatIfAnswer) -> None:
    told = " ".join(removal.sentences)
    assert "would meet 0 % of its needs instead of 100 %; the best of all would meet 100 %" in told
    assert "2 organisations are cut off from the largest part of the network: Chips Inc and Maker Motors" in told
    assert "1 must is no longer met by any partner" in told


def test_a_capability_without_any_holder_is_said(eco: Ecosystem) -> None:
    answer = eco.whatif.ask([change_from_text("remove", "partner:hub"), change_from_text("remove", "partner:spare")])
    assert answer.without_holder == 1 and answer.capabilities[0].capability.id == "vision"
    assert answer.capabilities[0].hhi_after is None
    assert answer.needs_without_holder == 1 and answer.needs[0].instead == ()
    assert any("Nobody is left who has Vision." in each for each in answer.sentences)
    assert any("1 need loses its only holder: Vision (Maker Motors)" in each for each in answer.sentences)
    assert answer.coverage is None and answer.candidates == () and answer.partner is None


def test_candidates_move_as_they_rank_in_the_changed_graph(eco: Ecosystem) -> None:
    for changes in (
        [change_from_text("remove", "partner:lens")],
        [change_from_text("remove", "tie:maker,hub"), change_from_text("add", "tie:maker,spare")],
        [change_from_text("add", "partner:new,New Vision,DE"), change_from_text("add", "capability:new,vision,1")],
    ):
        for scorer in ("blend", "need_coverage", "common_neighbours"):
            answer = eco.whatif.ask(changes, "maker", scorer=scorer)
            before = {item.partner.id: item for item in eco.candidates("maker", scorer=scorer).items}
            assert {move.partner.id: move.rank_before for move in answer.candidates if move.rank_before} == {
                each: item.rank for each, item in before.items()}
            ranked = [move for move in answer.candidates if move.rank_after]
            assert [move.rank_after for move in ranked] == list(range(1, len(ranked) + 1))
            for move in ranked:
                assert move.score_after == pytest.approx(sum(part.contribution for part in move.evidence), abs=1e-9)


def test_states_say_why_somebody_is_no_candidate(eco: Ecosystem) -> None:
    answer = eco.whatif.ask(
        [change_from_text("remove", "tie:maker,hub"), change_from_text("add", "tie:maker,spare"),
         change_from_text("remove", "partner:chips")], "maker", scorer="need_coverage")
    states = {move.partner.id: move.state for move in answer.candidates}
    assert states == {"hub": "no_partner_any_more", "spare": "now_partner", "chips": "removed"}


def test_an_answer_can_be_asked_again_from_its_own_changes(eco: Ecosystem) -> None:
    stated = [change_from_text("add", "partner:new,New"), change_from_text("add", "capability:new,glass,2.5"),
              change_from_text("add", "tie:Maker Motors,new")]
    first = eco.whatif.ask(stated, "maker")
    again = eco.whatif.ask(json.loads(json.dumps(body(first))), "maker")
    assert first == again and first.changes[2].partner == "maker"
    assert eco.whatif.ask([*changes_from(body(first))], "maker") == first


def test_nothing_is_stored(eco: Ecosystem) -> None:
    version = eco.snapshot().version
    answer = eco.whatif.removal("hub")
    assert eco.snapshot().version == version == answer.snapshot != answer.changed_snapshot


def test_an_asker_without_needs_is_told_so(eco: Ecosystem) -> None:
    answer = eco.whatif.removal("lens", "optic")
    assert answer.coverage is not None and answer.coverage.reason == "no_needs"
    assert "No needs of Optic AG are on record." in answer.sentences


def test_the_tables_have_a_row_each(removal: WhatIfAnswer) -> None:
    assert list(removal.capabilities_frame().id) == ["chips", "vision"]
    assert list(removal.to_frame().columns)[:3] == ["id", "name", "state"]


@pytest.mark.parametrize(("changes", "error", "message"), [
    ([], InvalidParameter, "nothing to change"),
    ("partner:hub", InvalidParameter, "list of objects"),
    ([{"action": "drop", "kind": "partner", "partner": "hub"}], InvalidParameter, "add or remove"),
    ([{"action": "add", "kind": "patent", "partner": "hub"}], InvalidParameter, "partner, tie, capability"),
    ([{"action": "add", "kind": "tie", "partner": "hub"}], InvalidParameter, "does not say its other"),
    ([{"action": "add", "kind": "tie", "partner": 7, "other": "hub"}], InvalidParameter, "no text as partner"),
    ([{"action": "remove", "kind": "partner", "partner": "hub", "when": 1}], InvalidParameter, "'when'"),
    ([{"action": "add", "kind": "capability", "partner": "hub", "capability": "cars", "weight": "much"}],
     InvalidParameter, "has to be a number"),
    ([7], InvalidParameter, "is no object"),
    ([Change(action="remove", kind="partner", partner="hubb")], UnknownPartner, "Hub Works"),
    ([Change(action="remove", kind="capability", partner="hub", capability="visions")], UnknownNode, "vision"),
    ([Change(action="remove", kind="partner", partner="hub"), Change(action="remove", kind="partner",
                                                                     partner="Hub Works")], InvalidParameter, "twice"),
    ([Change(action="add", kind="tie", partner="hub", other="Hub Works")], InvalidParameter, "to itself"),
    ([Change(action="remove", kind="partner", partner="maker")], InvalidParameter, "asks and is removed"),
    ([Change(action="remove", kind="partner", partner="hub")] * 201, InvalidParameter, "200 can be asked"),
])
def test_what_cannot_be_asked_is_refused(eco: Ecosystem, changes: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        eco.whatif.ask(changes, "maker")


@pytest.mark.parametrize("text", ["hub", "patent:x", "tie:a", "tie:a,", "capability:a", "partner:", "capability:a,b,c",
                                  "tie:a,b,c", "partner:a,b,c,d"])
def test_a_word_that_says_no_change_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(InvalidParameter, match=r"write|no number"):
        change_from_text("add", text)


def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[3] / "docs" / "whatif.md").read_text("utf-8")
    block = re.search(r"```python\n(.*?)```", page, re.S)
    assert block is not None
    exec(compile(block[1], "whatif.md", "exec"), {"__name__": "page"})
    assert "cut off from the largest part of the network: Maker." in capsys.readouterr().out


@pytest.mark.parametrize("limit", [0, 101])
def test_a_limit_out_of_range_is_refused(eco: Ecosystem, limit: int) -> None:
    with pytest.raises(InvalidParameter, match="limit"):
        eco.whatif.removal("hub", limit=limit)
