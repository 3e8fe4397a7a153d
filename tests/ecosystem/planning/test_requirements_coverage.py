"""Coverage and the smallest set, worked out by hand on six organisations."""

from __future__ import annotations

from typing import Any

import pytest

from ecosystem.answers import body
from ecosystem.demo import CASE, generate
from ecosystem.errors import InvalidParameter, UnknownNode, UnknownPartner
from ecosystem.service import Ecosystem
from tests.ecosystem.planning.requiring import DAY, NEEDS, STANDARDS, TOLD, tiny


@pytest.fixture(scope="module")
def eco() -> Ecosystem:
    return tiny()


@pytest.fixture(scope="module")
def demo() -> Ecosystem:
    made = Ecosystem("memory:")
    made.import_frames(generate())
    return made


def states(eco: Ecosystem, partner: str, **asked: Any) -> dict[str, str]:
    (found,) = eco.requirements.coverage("me", [partner], as_of=DAY, **asked).partners
    return {need.need: need.state for need in found.needs}


def test_the_graph_says_needs_with_shares_and_standards(eco: Ecosystem) -> None:
    (plan,) = eco.requirements.graph("Me Motors", as_of=DAY).strategies
    assert [(need.id, need.share, need.must, len(need.standards)) for need in plan.needs] == [
        ("n-drive", 0.6, True, 2), ("n-sell", 0.2, False, 0), ("n-ship", 0.2, True, 0)]
    assert (plan.version, plan.valid_from, plan.source, plan.problems) == (1, "2022-01-01", "board", ())
    frame = eco.requirements.graph("me", as_of=DAY).to_frame()
    assert frame["measure"].dropna().tolist() == ["accuracy", "release interval"]


def test_met_failed_and_unknown_are_three_states(eco: Ecosystem) -> None:
    assert states(eco, "bit") == {"n-drive": "covered", "n-ship": "unknown", "n-sell": "unknown"}
    assert states(eco, "cog") == {"n-drive": "not_covered", "n-ship": "covered", "n-sell": "unknown"}
    assert states(eco, "eve")["n-drive"] == "not_covered"  # 0.4 is too little, whatever the standards
    assert states(eco, "eve", enough=0.4)["n-drive"] == "unknown"
    assert set(states(eco, "far").values()) == {"unknown"}


def test_each_standard_names_its_fact_with_source_date_and_conversion(eco: Ecosystem) -> None:
    (found,) = eco.requirements.coverage("me", ["bit"], as_of=DAY).partners
    verdicts = {each.measure: each for need in found.needs for each in need.standards}
    verdict = verdicts["release interval"]
    assert (verdict.state, verdict.found, verdict.amount) == ("met", "40 days", pytest.approx(40 / 7))
    assert verdict.fact is not None
    assert (verdict.fact.partner, verdict.fact.source) == ("bit", "interview 2023-01-01")
    assert verdict.sentence == "release interval <= 6 weeks: met, on record is 40 days, that is 5.71 weeks."


def test_bounds_are_levels_times_the_share_of_standards_met_or_not_failed(eco: Ecosystem) -> None:
    answer = eco.requirements.coverage("me", ["cog"], as_of=DAY)
    (cog,) = answer.partners
    drive = next(need for need in cog.needs if need.need == "n-drive")
    assert (drive.low, drive.high) == (0.0, 0.5)  # one of two failed, of the other one nothing is known
    assert (cog.low, cog.high) == (pytest.approx(0.2), pytest.approx(0.6 * 0.5 + 0.2 + 0.2))
    assert (answer.low, answer.high) == (pytest.approx(cog.low), pytest.approx(cog.high))


def test_a_set_covers_what_one_of_it_covers_and_bounds_grow_with_it(eco: Ecosystem) -> None:
    one = eco.requirements.coverage("me", ["bit"], as_of=DAY)
    two = eco.requirements.coverage("me", ["bit", "cog"], as_of=DAY)
    assert two.musts_covered == ("n-drive", "n-ship") and one.musts_covered == ("n-drive",)
    assert one.low <= two.low <= two.high
    assert two.low == pytest.approx(0.6 * 0.8 + 0.2)
    assert [each.id for need in two.needs if need.need == "n-ship" for each in need.by] == ["cog"]


def test_without_names_it_is_todays_partners_and_the_own_group(eco: Ecosystem) -> None:
    answer = eco.requirements.coverage("me", as_of=DAY)
    assert [each.partner.id for each in answer.partners] == ["ada"]
    assert answer.musts_covered == () and "partners of today" in answer.sentence
    assert answer.low == pytest.approx(0.3 * 0.2)


def test_the_latest_recorded_statement_counts_and_later_ones_are_not_known_yet() -> None:
    told = [*TOLD, ("bit", "release interval", "10", "weeks", "2023-09-01"),
            ("bit", "release interval", "4", "weeks", "2025-01-01")]
    eco = tiny(told=told)
    def said(day: str) -> tuple[str, str | None, int]:
        (found,) = eco.requirements.coverage("me", ["bit"], as_of=day).partners
        (one,) = [each for need in found.needs for each in need.standards if each.measure == "release interval"]
        return one.state, one.found, one.others
    assert said("2023-06-30") == ("met", "40 days", 0)
    assert said(DAY) == ("failed", "10 weeks", 1)
    assert said("2025-06-30") == ("met", "4 weeks", 2)


def test_imported_facts_in_units_that_do_not_convert_are_unknown_with_the_reason() -> None:
    eco = tiny(told=[("bit", "release interval", "5", "kg", "2023-01-01"),
                     ("bit", "accuracy", "good", "%", "2023-01-01")])
    (found,) = eco.requirements.coverage("me", ["bit"], as_of=DAY).partners
    reasons = {each.measure: each.reason for need in found.needs for each in need.standards}
    assert "'kg' cannot be converted into 'weeks'" in str(reasons["release interval"])
    assert "not a number" in str(reasons["accuracy"])
    assert {need.need: need.state for need in found.needs}["n-drive"] == "unknown"


def test_imported_contradictions_and_odd_operators_are_reported_on_reading() -> None:
    standards = [*STANDARDS, {"need_id": "n-drive", "measure": "Release Interval", "operator": ">=", "value": "60",
                              "unit": "days"},
                 {"need_id": "n-ship", "measure": "tonnes", "operator": "around", "value": "6", "unit": None}]
    (plan,) = tiny(standards=standards).requirements.graph("me", as_of=DAY).strategies
    assert ["contradict" in each or "around" in each for each in plan.problems] == [True, True]


# --- the smallest set ------------------------------------------------------------------------------
def test_the_smallest_set_in_the_order_of_gain_with_who_covers_what(eco: Ecosystem) -> None:
    found = eco.requirements.cover("me", as_of=DAY)
    assert [(pick.partner.id, pick.gain, pick.covers) for pick in found.picks] == [
        ("bit", pytest.approx(0.6), ("n-drive",)), ("cog", pytest.approx(0.2), ("n-ship",))]
    assert (found.complete, found.exact, found.value, found.bound, found.gap) == (True, True, 2.0, 2.0, 0.0)
    assert found.nobody == ("n-sell",)
    assert [each.id for each in found.picks[1].instead] == ["dot"]
    (sell,) = [need for need in found.needs if need.need == "n-sell"]
    assert [each.partner.id for each in sell.near] == ["ada"] and "Nobody covers" in sell.sentence
    assert [(each.reason, each.count) for each in found.left_out] == [("own_group", 2)]
    assert len(found.to_frame()) == 2


def test_costs_and_limits_change_the_set(eco: Ecosystem) -> None:
    def ids(**asked: Any) -> list[str]:
        return [pick.partner.id for pick in eco.requirements.cover("me", as_of=DAY, **asked).picks]
    assert ids(cost={"cog": 5}) == ["bit", "dot"]
    assert ids(most=1) == ["bit"]
    assert ids(cost={"bit": 3}, budget=2) == ["cog"]
    assert ids(exclude=["cog"]) == ["bit", "dot"]
    assert ids(budget=0) == []
    limited = eco.requirements.cover("me", most=1, as_of=DAY)
    assert (limited.complete, limited.value, limited.bound) == (False, 3.0, 3.0)
    assert "Not covered: Shiping" in limited.sentence


def test_hope_counts_what_is_unknown_as_met_and_never_what_failed() -> None:
    eco = tiny(told=[each for each in TOLD if each[0] != "bit"])
    assert [pick.partner.id for pick in eco.requirements.cover("me", as_of=DAY).picks] == ["cog"]
    hoped = eco.requirements.cover("me", hopeful=True, as_of=DAY)
    assert [pick.partner.id for pick in hoped.picks] == ["bit", "cog"]
    assert "turns out to be met" in hoped.sentence


def test_new_only_leaves_out_todays_partners_and_counts_what_they_cover() -> None:
    more = {"partner_capabilities": [{"partner_id": who, "capability_id": what, "weight": 1.0}
                                     for who, what in (("ada", "ship"), ("bit", "drive"), ("dot", "ship"))]}
    eco = tiny(more=more)
    assert [pick.partner.id for pick in eco.requirements.cover("me", as_of=DAY).picks] == ["bit", "ada"]
    found = eco.requirements.cover("me", new_only=True, as_of=DAY)
    assert [pick.partner.id for pick in found.picks] == ["bit"]
    (ship,) = [need for need in found.needs if need.need == "n-ship"]
    assert [each.id for each in ship.already] == ["ada"] and found.covered == pytest.approx(0.8)


def test_whom_the_asker_excludes_on_record_is_left_out_until_it_ends() -> None:
    more = {"exclusions": [{"partner_id": "me", "excluded_id": "bit", "kind": "veto", "valid_from": "2023-01-01",
                            "valid_to": "2024-12-31"}]}
    eco = tiny(more=more)
    found = eco.requirements.cover("me", as_of=DAY)
    assert [pick.partner.id for pick in found.picks] == ["cog"]
    assert ("excluded_on_record", 1) in [(each.reason, each.count) for each in found.left_out]
    assert [pick.partner.id for pick in eco.requirements.cover("me", as_of="2025").picks] == ["bit", "cog"]


def test_all_unknown_is_between_nothing_and_everything_and_nobody_is_picked() -> None:
    eco = tiny(more={"partner_capabilities": []}, told=[])
    answer = eco.requirements.coverage("me", ["far"], as_of=DAY)
    assert (answer.low, answer.high) == (0.0, 1.0)
    found = eco.requirements.cover("me", as_of=DAY)
    assert (found.picks, found.low, found.high, found.covered) == ((), 0.0, 0.0, 0.0)
    assert found.nobody == ("n-drive", "n-sell", "n-ship")


def test_a_capability_that_everybody_has_takes_one_partner() -> None:
    needs = [{"id": "n", "capability_id": "weld", "weight": 1.0, "must": True}]
    more = {"partner_capabilities": [{"partner_id": each, "capability_id": "weld", "weight": 1.0}
                                     for each in ("ada", "bit", "cog", "dot")]}
    found = tiny(needs=needs, standards=[], more=more).requirements.cover("me", as_of=DAY)
    assert [pick.partner.id for pick in found.picks] == ["ada"]
    assert [each.id for each in found.picks[0].instead] == ["bit", "cog", "dot"]


def test_without_any_must_all_needs_are_to_be_covered() -> None:
    needs = [{**each, "must": None} for each in NEEDS]
    found = tiny(needs=needs).requirements.cover("me", as_of=DAY)
    assert [pick.partner.id for pick in found.picks] == ["bit", "cog"]


@pytest.mark.parametrize(("asked", "said"), [
    ({"enough": 0}, "enough"), ({"enough": 1.5}, "enough"), ({"most": 0}, "most"), ({"goal": "some"}, "goal"),
    ({"budget": -1}, "budget"), ({"cost": {"bit": -1}}, "cost"), ({"cost": {"bit": float("nan")}}, "cost"),
])
def test_a_question_that_means_nothing_is_refused(eco: Ecosystem, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidParameter, match=said):
        eco.requirements.cover("me", as_of=DAY, **asked)


def test_whoever_has_no_needs_is_told_so_and_names_are_looked_for(eco: Ecosystem) -> None:
    with pytest.raises(InvalidParameter, match="has no needs"):
        eco.requirements.cover("far", as_of=DAY)
    with pytest.raises(InvalidParameter, match="has no needs"):
        eco.requirements.coverage("me", as_of="1990")
    with pytest.raises(UnknownPartner):
        eco.requirements.coverage("me", ["nobody at all"], as_of=DAY)
    with pytest.raises(UnknownNode):
        eco.requirements.cover("me", strategy="s-you", as_of=DAY)
    assert eco.requirements.graph("far", as_of=DAY).strategies == ()


# --- the demo --------------------------------------------------------------------------------------
def test_the_demo_has_b_in_the_smallest_set_and_shows_all_three_states(demo: Ecosystem) -> None:
    found = demo.requirements.cover(CASE.a, as_of=CASE.asked_on)
    assert [pick.partner.id for pick in found.picks] == [CASE.b, "hallbrunn"]
    assert (found.complete, found.exact, found.nobody) == (True, True, (CASE.supply_need,))
    answer = demo.requirements.coverage(CASE.a, [CASE.b, "lanqi", "kazagoto"], as_of=CASE.asked_on)
    seen = {each.state for one in answer.partners for need in one.needs for each in need.standards}
    assert seen == {"met", "failed", "unknown"}


def test_the_demo_has_a_second_version_after_the_case(demo: Ecosystem) -> None:
    (plan,) = demo.requirements.graph(CASE.a).strategies
    assert (plan.strategy, plan.version, plan.supersedes) == ("strategy-a-nev@2", 2, CASE.strategy)
    (before,) = demo.requirements.graph(CASE.a, as_of=CASE.asked_on).strategies
    assert (before.strategy, before.version) == (CASE.strategy, 1)
    scores = demo.candidates(CASE.a, scorer="need_coverage", limit=1)
    assert scores.items[0].evidence


def test_answers_hold_no_nan_and_the_same_question_has_the_same_answer(demo: Ecosystem) -> None:
    first, again = (body(demo.requirements.cover(CASE.a, hopeful=True, goal="all", as_of=CASE.asked_on)) for _ in "ab")
    assert first == again and "nan" not in str(first).lower().replace("finan", "")
