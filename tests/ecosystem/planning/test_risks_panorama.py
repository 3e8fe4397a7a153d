"""The risk panorama on an ecosystem small enough to work out by hand, and the one of the demo."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest

from ecosystem import Ecosystem, demo
from ecosystem.answers import body
from ecosystem.answers.risks import Panorama, Risk
from ecosystem.demo import CASE
from ecosystem.errors import InvalidParameter, UnknownPartner
from ecosystem.planning.risks.kinds import COMPUTED, GROUPS, KINDS, PANORAMA
from tests.builders import write
from tests.ecosystem.planning.risky import DAY, PARTNERS, TABLES


def ecosystem(**more: list[dict[str, Any]]) -> Ecosystem:
    eco = Ecosystem("memory:")
    write(eco.store, "one", TABLES | {name: [*TABLES.get(name, ()), *rows] for name, rows in more.items()})
    return eco


@pytest.fixture(scope="module")
def eco() -> Iterator[Ecosystem]:
    with ecosystem() as found:
        yield found


def risks(answer: Panorama) -> list[Risk]:
    return [risk for group in answer.groups for risk in group.risks]


def one(answer: Panorama, kind: str) -> Risk:
    (found,) = (risk for risk in risks(answer) if risk.kind == kind)
    return found


@pytest.fixture(scope="module")
def yours(eco: Ecosystem) -> Panorama:
    return eco.risks.panorama("Bit Works", "me", as_of=DAY)


# --- operational ---
def test_goods_from_one_supplier_weigh_by_what_one_stop_takes_away(yours: Panorama) -> None:
    found = one(yours, "single_source")
    assert found.impact == pytest.approx(1 / 3) and found.likelihood == pytest.approx(1 - 0.6 * 0.5)
    assert found.sentence.startswith("2 of the 3 goods on record for Bit Works have only one supplier: chip (from Chip")
    assert found.level == "high" and found.date == "2023-12-22" and found.age_days == 10
    assert {fact.id for part in found.evidence for fact in part.facts if fact.kind == "supplies"} == {"s1", "s2"}


def test_concentration_counts_goods_and_shares_a_good_among_its_suppliers(yours: Panorama) -> None:
    suppliers, countries = one(yours, "supplier_concentration"), one(yours, "country_concentration")
    assert suppliers.impact == pytest.approx(0.5) and suppliers.likelihood == pytest.approx(0.5)
    assert "Chip Two delivers 50 % of the goods (HHI 0.389)" in suppliers.sentence
    assert countries.impact == pytest.approx(0.5) and countries.likelihood is None
    assert "50 % of its supply comes from CN, abroad (HHI over countries 0.5)" in countries.sentence


def test_a_common_source_further_up_is_named_with_those_that_rest_on_it(yours: Panorama) -> None:
    found = one(yours, "upstream")
    assert found.impact == pytest.approx(2 / 3) and found.likelihood is None
    assert "known for 2 tiers (3 and 1 organisations)" in found.sentence
    assert "of 1 of the 3 direct suppliers no own supplier is on record" in found.sentence
    assert "Top Source stands behind 2 of the 3 direct suppliers (Steel One and Chip Two)" in found.sentence


def test_a_shared_supplier_hits_both(yours: Panorama) -> None:
    found = one(yours, "shared_suppliers")
    assert found.impact == pytest.approx(0.5) and found.likelihood == pytest.approx(0.5)
    assert "both buy from Chip Two" in found.sentence


def test_capacity_and_stock_follow_from_traits(yours: Panorama) -> None:
    capacity, stock = one(yours, "capacity_elasticity"), one(yours, "key_material_stock")
    assert capacity.impact == pytest.approx(0.7) and capacity.level == "unknown" and capacity.at_most == "critical"
    assert stock.level == "none" and "is bridged" in stock.sentence


# --- compliance ---
def test_what_runs_out_soon_and_what_has_run_out_say_so(yours: Panorama) -> None:
    soon, over = one(yours, "data protection"), one(yours, "export control")
    assert (soon.state, soon.level, soon.owner, soon.source, soon.age_days) == (
        "expiring", "medium", "privacy officer", "auditor", 30)
    assert "runs out in 59 days, on 2024-02-29" in soon.sentence
    assert (over.state, over.level, over.likelihood, over.impact) == ("expired", "unknown", None, None)
    assert "held until 2023-06, 185 days ago" in over.sentence and over.owner is None
    assert any("2024-02-29" in each and "have run out" not in each for each in yours.summary)


def test_a_statement_that_was_renewed_is_not_expired() -> None:
    renewed = {"partner_id": "you", "kind": "export-control", "likelihood": 0.2, "impact": 0.5, "valid_from": "2023-07"}
    with ecosystem(risks=[renewed]) as eco:
        found = one(eco.risks.panorama("you", as_of=DAY), "export control")
    assert (found.state, found.level) == ("valid", "medium")


def test_barriers_are_told_both_ways_and_from_suppliers(yours: Panorama) -> None:
    found = [risk for risk in risks(yours) if risk.kind == "trade_barrier"]
    assert [(risk.level, risk.sentence) for risk in found] == [
        ("critical", "Export control from US to CN: chips need a licence."), ("high", "Tariff from CN to US."),
    ]
    assert found[0].source == "press"
    way = one(yours, "supplier_barrier")
    assert (way.level, way.sentence) == ("high", "Tariff from CN to US."), "Chip Two is in CN"


def test_no_barrier_on_record_is_not_the_same_as_none(eco: Ecosystem) -> None:
    across = [risk for risk in risks(eco.risks.panorama("t", "me", as_of=DAY)) if risk.kind == "trade_barrier"]
    assert [risk.level for risk in across] == ["unknown", "unknown"]
    assert "does not say that there is none" in across[0].sentence
    home = one(eco.risks.panorama("s2", "me", as_of=DAY), "trade_barrier")
    assert home.level == "none" and "no border lies between" in home.sentence
    nowhere = one(eco.risks.panorama("lone", "me", as_of=DAY), "trade_barrier")
    assert nowhere.level == "unknown" and "country of Lone End is not on record" in nowhere.sentence


# --- cultural ---
def test_habits_are_compared_by_their_newest_statement(yours: Panorama) -> None:
    found = one(yours, "culture_gap")
    assert found.likelihood == pytest.approx(0.25) and found.impact is None and found.level == "unknown"
    assert "months of an R&D cycle (Ada Motors: 18, Bit Works: 9)" in found.sentence
    assert sum(part.contribution for part in found.evidence) == pytest.approx(0.25)


def test_a_pilot_is_missing_then_running_then_observed() -> None:
    dates = {"valid_from": "2023-11-01", "valid_to": "2024-01-31"}
    told = {"partner_id": "you", "source": "pilot v", "recorded_at": "2024-02-05"}
    pilot: dict[str, list[dict[str, Any]]] = {
        "partnerships": [{"id": "v", "kind": "virtual pilot", **dates}],
        "partnership_members": [{"partnership_id": "v", "partner_id": each} for each in ("me", "you")],
        "traits": [{**told, "measure": "pilot_on_time_share", "value": "0.75"}],
        "risks": [{**told, "kind": "culture", "likelihood": 0.3, "impact": 0.6}],
    }
    with ecosystem(**pilot) as eco:
        days = ("2023-10", "2023-12", "2024-03")
        before, during, after = (eco.risks.panorama("you", "me", as_of=day) for day in days)
    assert "No virtual pilot of Ada Motors and Bit Works" in one(before, "pilot").sentence
    assert "is running since 2023-11-01" in one(during, "pilot").sentence
    assert {one(each, "pilot").level for each in (before, during)} == {"unknown"}
    seen = one(after, "pilot")
    assert (seen.likelihood, seen.impact, seen.level) == (0.25, 0.6, "high")
    assert one(after, "culture_gap").impact == 0.6, "what a pilot has shown says what the distance costs"


# --- dependence and network ---
def test_only_what_nobody_else_covers_makes_dependent(yours: Panorama) -> None:
    found = one(yours, "sole_cover")
    assert found.impact == pytest.approx(0.75) and found.likelihood == pytest.approx(0.1)
    assert "Bit Works alone covers 75 % of what Ada Motors needs, by weight: vision" in found.sentence
    # 0.75 × 0.8 + 0.25 × (0.9 − 0.5)
    assert "70 % of the needs would go uncovered" in found.sentence
    assert "1 substitute reaches 0.5: Rival Works" in found.evidence[1].sentence


def test_a_subsidiary_of_the_candidate_is_no_substitute() -> None:
    group = [{**row, "parent_id": "you"} if row["id"] == "rival" else row for row in PARTNERS]
    with Ecosystem("memory:") as eco:
        write(eco.store, "one", TABLES | {"partners": group})
        assert one(eco.risks.panorama("you", "me", as_of=DAY), "sole_cover").impact == pytest.approx(1.0)


def test_whoever_loses_its_only_tie_is_named(yours: Panorama) -> None:
    found = one(yours, "departure")
    assert found.impact == pytest.approx(0.5) and "Lone End is cut off from the rest" in found.sentence
    assert "falls into 2 parts" in found.sentence and "it has no other partner" in found.sentence


# --- what is not known ---
def test_whoever_nothing_is_known_of_has_a_panorama_of_unknowns(eco: Ecosystem) -> None:
    for asker in (None, "me"):
        answer = eco.risks.panorama("nothing", asker, as_of=DAY)
        assert {risk.level for risk in risks(answer)} == {"unknown"}
        assert all(risk.reason and risk.likelihood is None and risk.impact is None for risk in risks(answer))
        assert "not a clean bill of health" in answer.summary[0]
        assert answer.levels["unknown"] == len(risks(answer)) >= 13


def test_every_number_that_is_missing_has_a_reason_and_every_computed_one_a_derivation(yours: Panorama) -> None:
    for risk in risks(yours):
        assert (risk.reason is not None) == (risk.likelihood is None or risk.impact is None), risk.kind
        if risk.basis == "computed" and (risk.likelihood is not None or risk.impact is not None):
            assert risk.derivation, risk.kind
        if risk.level == "unknown":
            assert risk.at_least and risk.at_most
    assert one(yours, "weather").group == "other" and one(yours, "weather").reason == "The source states no likelihood."


def test_the_matrix_counts_every_risk_that_is_there_once(yours: Panorama) -> None:
    counted = sum(sum(row.counts) + row.unknown for row in yours.matrix)
    assert counted == len(risks(yours)) - yours.levels["none"]
    assert sum(yours.levels.values()) == len(risks(yours))
    assert [row.band for row in yours.matrix] == [5, 4, 3, 2, 1, None]
    assert yours.matrix[0].levels == ("medium", "high", "critical", "critical", "critical")


def test_groups_go_from_the_worst_to_what_is_not_there(yours: Panorama) -> None:
    order = ["critical", "high", "medium", "unknown", "low", "none"]
    assert [group.group for group in yours.groups][:5] == list(PANORAMA)
    for group in yours.groups:
        places = [order.index(risk.level) for risk in group.risks]
        assert places == sorted(places)
    assert {risk.group for risk in risks(yours)} <= set(GROUPS)


def test_unknown_facts_change_only_their_own_risk() -> None:
    plain = [row for row in TABLES["traits"] if row["measure"] != "capacity_elasticity"]
    with Ecosystem("memory:") as less, ecosystem() as more:
        write(less.store, "one", TABLES | {"traits": plain})
        before, after = (one_by_kind(each.risks.panorama("you", "me", as_of=DAY)) for each in (less, more))
    assert before.pop("capacity_elasticity") != after.pop("capacity_elasticity")
    assert before == after


def one_by_kind(answer: Panorama) -> dict[str, list[tuple[str, float | None, float | None]]]:
    found: dict[str, list[tuple[str, float | None, float | None]]] = {}
    for risk in risks(answer):
        found.setdefault(risk.kind, []).append((risk.level, risk.likelihood, risk.impact))
    return found


# --- questions that cannot be asked, and odd worlds ---
def test_an_organisation_is_not_its_own_candidate(eco: Ecosystem) -> None:
    for ask in (eco.risks.panorama, eco.risks.checklist):
        with pytest.raises(InvalidParameter, match="asked about for itself"):
            ask("you", "Bit Works")
    with pytest.raises(UnknownPartner):
        eco.risks.panorama("nobody at all")
    with pytest.raises(InvalidParameter, match="1 to 50"):
        eco.risks.compare("me", [])


def test_a_supply_chain_in_a_circle_is_answered() -> None:
    circle = [{"supplier_id": "you", "customer_id": "t", "capability_id": "vision"}]
    with ecosystem(supplies=circle) as eco:
        found = one(eco.risks.panorama("you", as_of=DAY), "upstream")
    assert "runs in a circle back to the organisation itself" in found.sentence


def test_supplies_without_a_good_say_that_the_good_is_missing() -> None:
    with ecosystem(supplies=[{"supplier_id": "s1", "customer_id": "lone"}]) as eco:
        answer = eco.risks.panorama("lone", as_of=DAY)
    assert "not what they deliver" in one(answer, "single_source").sentence
    assert "has one supplier on record" in one(answer, "supplier_concentration").sentence


def test_a_shared_supplier_of_an_unnamed_good_has_an_unknown_share() -> None:
    unnamed = [{"supplier_id": "t", "customer_id": each} for each in ("you", "rival")]
    with ecosystem(supplies=unnamed) as eco:
        found = one(eco.risks.panorama("you", "rival", as_of=DAY), "shared_suppliers")
    assert (found.level, found.impact) == ("unknown", None) and "both buy from Top Source" in found.sentence
    assert found.reason == "It is not on record what the shared suppliers deliver."


def test_a_share_of_few_goods_is_not_known() -> None:
    supplies = [{"supplier_id": each, "customer_id": "lone", "capability_id": "chip"} for each in ("s1", "s2")]
    with ecosystem(supplies=supplies) as eco:
        answer, other = eco.risks.panorama("lone", as_of=DAY), eco.risks.panorama("s1", as_of=DAY)
    for kind in ("single_source", "supplier_concentration", "country_concentration", "upstream"):
        for each in (answer, other):
            found = one(each, kind)
            assert (found.level, found.impact) == ("unknown", None), kind
            assert found.reason is not None and found.reason.startswith(("Only", "No own")), found.reason


def test_suppliers_of_unknown_countries_widen_the_index() -> None:
    supplies = [{"supplier_id": each, "customer_id": "rival", "capability_id": "chip"} for each in ("s1", "lone")]
    with ecosystem(supplies=supplies) as eco:
        found = one(eco.risks.panorama("rival", as_of=DAY), "country_concentration")
    assert found.impact is None and "HHI between 0.25 and 1" in found.sentence


def test_an_empty_ecosystem_of_two_is_answered_as_plain_json() -> None:
    with Ecosystem("memory:") as eco:
        write(eco.store, "one", {"partners": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]})
        for answer in (eco.risks.panorama("a", "b"), eco.risks.checklist("a", "b"), eco.risks.compare("b", ["a"])):
            assert not any(isinstance(each, float) and math.isnan(each) for each in flat(body(answer)))
            json.dumps(body(answer), allow_nan=False)
            assert len(answer.to_frame())


def flat(value: object) -> Iterator[object]:
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from flat(each)
    yield value


def test_comparing_keeps_the_order_asked_for_and_counts_the_unknown(eco: Ecosystem) -> None:
    answer = eco.risks.compare("me", ["nothing", "you"], as_of=DAY)
    assert [row.partner.id for row in answer.items] == ["nothing", "you"]
    assert answer.items[0].known_share == 0 and answer.items[0].worst is None
    assert answer.items[1].worst == "critical" and answer.items[1].levels["critical"] >= 1
    assert list(answer.to_frame()["unknown"]) == [row.levels["unknown"] for row in answer.items]


def test_the_same_question_twice_gives_the_same_body(eco: Ecosystem) -> None:
    first, second = (json.dumps(body(eco.risks.panorama("you", "me", as_of=DAY))) for _ in range(2))
    with ecosystem() as other:
        assert first == second == json.dumps(body(other.risks.panorama("you", "me", as_of=DAY)))


def test_facts_of_a_later_day_change_nothing(yours: Panorama) -> None:
    later = [{"partner_id": "you", "kind": "financial", "likelihood": 1.0, "impact": 1.0, "recorded_at": "2024-05"}]
    with ecosystem(risks=later) as eco:
        again = eco.risks.panorama("you", "me", as_of=DAY)
    assert [body(risk) for risk in risks(again)] == [body(risk) for risk in risks(yours)]


def test_kinds_and_titles_name_groups_that_exist() -> None:
    assert {*KINDS.values(), *(group for group, _, _ in COMPUTED.values())} <= set(GROUPS)
    assert all(title_zh and not title_zh.isascii() for _, _, title_zh in COMPUTED.values())


# --- the case ---
@pytest.fixture(scope="module")
def illustrative() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as eco:
        eco.import_frames(demo.generate())
        yield eco


def test_b_on_the_day_of_the_question_has_an_audit_that_runs_out_and_no_pilot(illustrative: Ecosystem) -> None:
    answer = illustrative.risks.panorama(CASE.b, CASE.a, as_of=CASE.asked_on)
    assert one(answer, "data protection").state == "expiring" and one(answer, "pilot").level == "unknown"
    assert one(answer, "sanctions").level == "none" and "(KZ)" in one(answer, "sanctions").sentence
    assert one(answer, "key person").owner is None and "key person" in " ".join(answer.summary)
    assert answer.levels["critical"] == 0 and answer.levels["unknown"] >= 5


def test_after_the_pilot_its_findings_stand_and_the_audit_has_run_out(illustrative: Ecosystem) -> None:
    answer, renewed = (illustrative.risks.panorama(CASE.b, CASE.a, as_of=day) for day in ("2024-03-15", "2024-05-01"))
    assert one(answer, "data protection").level == "unknown" and one(answer, "data protection").state == "expired"
    assert one(answer, "pilot").likelihood == pytest.approx(0.14)
    assert one(answer, "virtual pilot").level == "high" and one(answer, "culture_gap").level == "medium"
    assert (one(renewed, "data protection").level, one(renewed, "data protection").state) == ("medium", "valid")
