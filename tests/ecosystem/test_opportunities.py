"""The radar and the routes, on ecosystems small enough to be worked out by hand."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ecosystem import Ecosystem, demo
from ecosystem.answers import body
from ecosystem.demo import CASE
from ecosystem.errors import InvalidParameter, UnknownPartner

Rows = list[dict[str, Any]]

# Four carmakers and three grids. Battery and storage go together at the grids; motors and bodies at the cars.
HELD = {
    "car1": {"motor": 3, "battery": 3}, "car2": {"motor": 3, "body": 3}, "car3": {"motor": 2, "body": 4},
    "car4": {"body": 1}, "grid1": {"battery": 3, "storage": 3}, "grid2": {"battery": 2, "storage": 4},
    "grid3": {"storage": 2, "metering": 5}, "empty": {},
}
INDUSTRY = {"car1": "cars", "car2": "cars", "car3": "cars", "car4": "cars",
            "grid1": "grids", "grid2": "grids", "grid3": "grids"}


def ecosystem(held: dict[str, dict[str, float]] | None = None, industry: dict[str, str] | None = None,
              ties: tuple[tuple[str, str], ...] = (), more: dict[str, Rows] | None = None) -> Ecosystem:
    held, industry, more = HELD if held is None else held, INDUSTRY if industry is None else industry, more or {}
    what = sorted({each for having in held.values() for each in having} | {"nobody's"})
    tables: dict[str, Rows] = {
        "partners": [{"id": each, "name": each} for each in held],
        "capabilities": [{"id": each, "name": each} for each in what],
        "partner_capabilities": [
            {"partner_id": who, "capability_id": each, "weight": weight, "valid_from": "2020-01-01"}
            for who, having in held.items() for each, weight in having.items()
        ],
        "industries": [{"id": each, "name": each} for each in sorted(set(industry.values()))],
        "partner_industries": [{"partner_id": who, "industry_id": each} for who, each in industry.items()],
        "partnerships": [{"id": f"{one}-{other}", "valid_from": "2021"} for one, other in ties],
        "partnership_members": [{"partnership_id": f"{one}-{other}", "partner_id": end, "valid_from": "2021"}
                                for one, other in ties for end in (one, other)],
    }
    for name, rows in more.items():
        replaced = {row.get("id") for row in rows} - {None}
        tables[name] = [*(row for row in tables.get(name, []) if row.get("id") not in replaced), *rows]
    made = Ecosystem("memory:")
    made.import_frames({name: pd.DataFrame(rows) for name, rows in tables.items() if rows}, source="test")
    return made


NEEDS = {
    "strategies": [{"id": "s", "partner_id": "car1"}],
    "needs": [{"id": "n1", "strategy_id": "s", "capability_id": "metering", "weight": 1},
              {"id": "n2", "strategy_id": "s", "capability_id": "storage", "weight": 1}],
}


@pytest.fixture(scope="module")
def shown() -> Ecosystem:
    eco = Ecosystem("memory:")
    eco.import_frames(demo.generate(), source="demo")
    return eco


# --- radar -----------------------------------------------------------------------------------------
def test_what_is_near_lacking_and_in_another_industry_is_on_the_radar() -> None:
    found = ecosystem().opportunities.radar("car1")
    assert [item.capability.id for item in found.items] == ["storage"]
    storage = found.items[0]
    assert storage.cross_industry is True and [each.id for each in storage.industries] == ["grids"]
    assert storage.layer == 1 and found.front == 1
    # battery and storage: 2 of 3 holders in common; metering and storage: 1 of 3
    assert storage.feasibility.value == pytest.approx((2 / 3) / (2 / 3 + 1 / 3))
    assert storage.feasibility.low is not None and storage.feasibility.high is not None
    assert storage.feasibility.low <= 2 / 3 <= storage.feasibility.high
    assert [holder.partner.id for holder in storage.holders] == ["grid2", "grid1", "grid3"]


def test_the_own_industry_is_left_out_by_default_and_there_on_request() -> None:
    eco = ecosystem()
    assert [(each.reason, each.count) for each in eco.opportunities.radar("car1").left_out] == [
        ("held_by_nobody", 1), ("not_near", 1), ("own_industry", 1)]
    every = eco.opportunities.radar("car1", cross_industry=False)
    assert {item.capability.id: item.cross_industry for item in every.items} == {"storage": True, "body": False}
    assert every.total == 2 and not every.cross_industry_only


def test_evidence_names_the_facts_and_adds_up_to_the_density(shown: Ecosystem) -> None:
    for item in shown.opportunities.radar(CASE.a, as_of=CASE.asked_on, limit=30).items:
        assert sum(part.contribution for part in item.evidence) == pytest.approx(item.feasibility.value, abs=1e-9)
        assert item.evidence[0].facts and all(fact.source for fact in item.evidence[0].facts)
        assert item.holders and all(holder.facts for holder in item.holders)


def test_holders_come_by_need_coverage_where_there_are_needs() -> None:
    found = ecosystem(more=NEEDS).opportunities.radar("car1")
    assert found.holders_by == "need_coverage"
    assert [(each.partner.id, each.need_coverage) for each in found.items[0].holders] == [
        ("grid3", 1.0), ("grid2", 0.5), ("grid1", 0.5)]
    assert ecosystem().opportunities.radar("car1").holders_by == "strength"


def test_partners_are_marked_and_who_is_barred_or_of_the_group_is_not_proposed() -> None:
    more = {"exclusions": [{"partner_id": "car1", "excluded_id": "grid2", "kind": "rival"}]}
    eco = ecosystem(ties=(("car1", "grid1"),), more=more)
    holders = eco.opportunities.radar("car1").items[0].holders
    assert [each.partner.id for each in holders] == ["grid1", "grid3"]
    assert "already_partner" in holders[0].flags and "already_partner" not in holders[1].flags


def test_ranks_are_places_within_the_candidates_and_are_never_multiplied(shown: Ecosystem) -> None:
    found = shown.opportunities.radar(CASE.a, as_of=CASE.asked_on, limit=200)
    for axis in ("feasibility", "worth", "option"):
        ranks = [getattr(item, axis).rank for item in found.items if getattr(item, axis).rank is not None]
        assert ranks and 0.0 <= min(ranks) < 0.5 < max(ranks) <= 1.0
    by_rank = sorted(found.items, key=lambda item: item.feasibility.rank or 0.0)
    assert [item.feasibility.low for item in by_rank] == sorted(item.feasibility.low or 0.0 for item in found.items)
    layers = [item.layer for item in found.items]
    assert layers == sorted(layers) and layers.count(1) == found.front and len(layers) == found.total
    first = found.items[0]
    for other in found.items:
        pairs = [(getattr(other, axis).rank or 0, getattr(first, axis).rank or 0)
                 for axis in ("feasibility", "worth", "option")]
        assert not (all(theirs >= mine for theirs, mine in pairs) and any(theirs > mine for theirs, mine in pairs))


@pytest.mark.parametrize("order", ["feasibility", "worth", "option"])
def test_one_axis_can_lead(shown: Ecosystem, order: str) -> None:
    found = shown.opportunities.radar(CASE.a, as_of=CASE.asked_on, order=order, limit=200)
    ranks = [getattr(item, order).rank or 0.0 for item in found.items]
    assert ranks == sorted(ranks, reverse=True)


def test_where_pci_means_nothing_growth_stands_in_and_the_reason_is_said(shown: Ecosystem) -> None:
    found = shown.opportunities.radar(CASE.a, as_of=CASE.asked_on)
    assert found.pci_reason == "sign_conflict"
    assert (found.worth_from, found.option_from) == ("growth", "reach")
    assert found.position.eci is None and found.position.reasons["eci"] == found.pci_reason
    assert all(item.worth.value == item.growth for item in found.items)


def test_pci_is_the_worth_where_it_means_something() -> None:
    found = ecosystem().opportunities.radar("car1", cross_industry=False)
    assert found.pci_reason is None and found.worth_from == found.option_from == "pci"
    # The chain body – motor – battery – storage – metering: who is strong in few and rare things is at its end.
    worth = {item.capability.id: item.worth.value for item in found.items}
    assert None not in worth.values() and len(set(worth.values())) == 2
    assert found.position.eci is not None and found.position.coi is not None


def test_growth_is_that_of_newcomers_over_three_years() -> None:
    import math

    held = dict(HELD)
    later = {"partner_capabilities": [
        {"partner_id": who, "capability_id": "storage", "weight": 1, "valid_from": "2024-06-01"}
        for who in ("car4", "empty")
    ]}
    found = ecosystem(held, more=later).opportunities.radar("car1", as_of="2024")
    assert found.items[0].growth == pytest.approx(math.log(6 / 4) / 3)
    assert ecosystem().opportunities.radar("car1", as_of="2024").items[0].growth == 0.0


# --- defined answers -------------------------------------------------------------------------------
def test_an_organisation_without_portfolio_has_no_radar_and_a_reason() -> None:
    found = ecosystem().opportunities.radar("empty")
    assert (found.items, found.total, found.reason) == ((), 0, "no_data")
    assert found.position.diversity == 0 and found.position.reasons["eci"]
    assert "low_support" in found.flags


def test_who_is_strong_in_everything_lacks_nothing() -> None:
    found = ecosystem({"all": {"x": 1, "y": 1}, "one": {"x": 1, "y": 1}}, {}).opportunities.radar("all")
    assert found.items == () and found.reason is None


def test_the_only_one_of_an_industry_finds_the_others_across_the_border() -> None:
    found = ecosystem(industry=INDUSTRY | {"car1": "solo"}).opportunities.radar("car1")
    assert {item.capability.id for item in found.items} == {"storage", "body"}


def test_without_industries_fields_of_capabilities_are_the_border() -> None:
    broader = {"capabilities": [{"id": each, "name": each} for each in ("energy", "vehicle")]}
    eco = ecosystem(industry={}, more=broader)
    none = eco.opportunities.radar("car1")
    assert none.border == "none" and not none.cross_industry_only and len(none.items) == 2
    assert "no_home_industry" in none.flags and none.items[0].cross_industry is None
    above = {"motor": "vehicle", "body": "vehicle", "battery": "vehicle", "storage": "energy", "metering": "energy"}
    tables = [{"id": each, "name": each, "broader_id": over} for each, over in above.items()]
    eco.import_frames({"capabilities": pd.DataFrame(tables)}, source="test")
    field = eco.opportunities.radar("car1")
    assert field.border == "field" and [each.id for each in field.home] == ["vehicle"]
    assert [item.capability.id for item in field.items] == ["storage"]


def test_industries_above_and_below_the_own_ones_are_home() -> None:
    more = {"industries": [{"id": "cars", "name": "cars", "broader_id": "mobility"},
                           {"id": "mobility", "name": "mobility"}]}
    eco = ecosystem(industry=INDUSTRY | {"grid1": "mobility", "grid2": "mobility", "grid3": "mobility"}, more=more)
    assert eco.opportunities.radar("car1").items == ()
    assert [item.cross_industry for item in eco.opportunities.radar("car1", cross_industry=False).items] == [False] * 2


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 201}, {"holders": -1}, {"order": "sum"}, {"seed": -1}])
def test_parameters_outside_their_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameter):
        ecosystem().opportunities.radar("car1", **wrong)


def test_nobody_of_that_name_is_said_to_be_unknown() -> None:
    eco = ecosystem()
    with pytest.raises(UnknownPartner):
        eco.opportunities.radar("somebody else entirely")
    with pytest.raises(UnknownPartner):
        eco.opportunities.routes("car1", "somebody else entirely")


def test_capabilities_without_source_or_date_have_no_growth_and_say_so() -> None:
    eco = Ecosystem("memory:")
    eco.import_frames({
        "partners": pd.DataFrame({"id": [*"abcdef"], "name": [*"abcdef"]}),
        "capabilities": pd.DataFrame({"id": [*"vwxyz"], "name": [*"vwxyz"]}),
        "partner_capabilities": pd.DataFrame({"partner_id": [*"aabbccddeeff"], "capability_id": [*"vwvxvxwywyyz"]}),
    })
    items = eco.opportunities.radar("a").items
    assert {item.capability.id for item in items} == {"x", "y"}
    assert all(item.growth is None and item.worth.reason == "no_dates" and item.worth.rank is None for item in items)


def test_a_day_before_all_facts_knows_nothing() -> None:
    found = ecosystem().opportunities.radar("car1", as_of="2019")
    assert found.items == () and found.reason == "no_data"


def test_what_comes_later_changes_nothing_and_two_runs_are_the_same_bytes() -> None:
    later = {"partner_capabilities": [
        {"partner_id": who, "capability_id": "storage", "weight": 50, "valid_from": "2025-01-01"}
        for who in ("car2", "car3")
    ], "supplies": [{"supplier_id": "grid1", "customer_id": "car1", "valid_from": "2025"}]}
    now, then = ecosystem(), ecosystem(more=later)

    def said(eco: Ecosystem) -> list[str]:
        answers = (eco.opportunities.radar("car1", as_of="2024", cross_industry=False),
                   eco.opportunities.routes("car1", as_of="2024"),
                   eco.opportunities.routes("car1", "grid3", as_of="2024"))
        found = [body(answer) for answer in answers]
        for each in found:
            assert isinstance(each, dict)
            each.pop("snapshot")
        return [json.dumps(each, allow_nan=False) for each in found]

    assert said(now) == said(now) == said(ecosystem())
    assert said(now) == said(then)


# --- routes ----------------------------------------------------------------------------------------
def test_a_pair_that_shares_nothing_has_a_route_by_content_and_by_facts() -> None:
    eco = ecosystem(ties=(("car1", "car4"), ("car4", "grid3")))
    (route,) = eco.opportunities.routes("car1", "grid3").items
    assert route.shared == ()
    bridge = route.bridges[0]
    assert (bridge.a.id, bridge.b.id, bridge.both) == ("battery", "storage", 2)
    assert bridge.proximity == pytest.approx(2 / 3)
    assert {fact.partner for fact in bridge.facts} == {"car1", "grid3", "grid1", "grid2"}
    assert route.a_reaches_b == pytest.approx((2 * 2 / 3 + 5 * 0) / 7)
    assert [(hop.start.id, hop.end.id, hop.relations) for hop in route.path] == [
        ("car1", "car4", ("tie",)), ("car4", "grid3", ("tie",))]
    assert [fact.id for hop in route.path for fact in hop.facts] == ["car1-car4", "car4-grid3"]
    assert [each.id for each in route.third_parties] == ["car4"]


def test_where_nothing_ties_two_together_the_path_is_empty_and_says_so() -> None:
    (route,) = ecosystem().opportunities.routes("car2", "grid3").items
    assert route.path == () and route.path_reason == "no_path_of_6_steps"


def test_supplies_programmes_and_channels_carry_a_path_and_name_their_facts() -> None:
    more: dict[str, Rows] = {
        "supplies": [{"supplier_id": "car4", "customer_id": "car2", "source": "press"}],
        "programmes": [{"id": "open", "name": "open"}],
        "programme_members": [{"programme_id": "open", "partner_id": each} for each in ("car4", "grid1")],
        "channels": [{"id": "shop", "name": "shop"}],
        "partner_channels": [{"partner_id": each, "channel_id": "shop"} for each in ("grid1", "grid3")],
    }
    eco = ecosystem(more=more)
    (route,) = eco.opportunities.routes("car2", "grid3").items
    assert [hop.relations for hop in route.path] == [("supplied_by",), ("programme",), ("channel",)]
    assert [(fact.kind, fact.id) for hop in route.path for fact in hop.facts] == [
        ("supplies", "car2"), ("programmes", "open"), ("partner_channels", "shop")]
    (near,) = eco.opportunities.routes("car2", "grid1").items
    assert len(near.path) == 2  # no channel is needed


def test_citations_count_both_ways() -> None:
    more: dict[str, Rows] = {
        "patents": [{"id": each, "filed": "2020"} for each in ("q", "r", "s")],
        "patent_owners": [{"patent_id": "q", "partner_id": "car2"}, {"patent_id": "r", "partner_id": "grid3"},
                          {"patent_id": "s", "partner_id": "grid3"}],
        "citations": [{"citing_id": "q", "cited_id": "r"}, {"citing_id": "q", "cited_id": "s"},
                      {"citing_id": "s", "cited_id": "q"}],
    }
    (route,) = ecosystem(more=more).opportunities.routes("car2", "grid3").items
    assert (route.cites, route.cited_by) == (2, 1)
    assert route.path[0].relations == ("cites", "cited_by")
    assert {fact.id for fact in route.path[0].facts} == {"r", "s", "q"}


def test_without_a_second_name_those_nearest_of_whom_it_shares_nothing_with() -> None:
    found = ecosystem(ties=(("car2", "grid3"),)).opportunities.routes("car1")
    assert [item.b.id for item in found.items] == ["car4", "grid3"] or [item.b.id for item in found.items] == [
        "grid3", "car4"]
    assert all(item.shared == () for item in found.items)
    assert found.total == 2
    tied = ecosystem(ties=(("car1", "grid3"),)).opportunities.routes("car1")
    assert [item.b.id for item in tied.items] == ["car4"]


def test_nobody_near_is_said_with_a_reason() -> None:
    assert ecosystem().opportunities.routes("empty").reason == "no_data"
    apart = ecosystem({"a": {"x": 1}, "b": {"y": 1}}, {}).opportunities.routes("a")
    assert apart.items == () and apart.total == 1 and apart.reason == "nobody_near_without_shared_capability"


def test_one_organisation_has_no_route_to_itself() -> None:
    with pytest.raises(InvalidParameter, match="same organisation"):
        ecosystem().opportunities.routes("car1", "car1")
    with pytest.raises(InvalidParameter, match="limit"):
        ecosystem().opportunities.routes("car1", limit=0)


def test_the_example_of_the_page_runs() -> None:
    page = Path(__file__).parents[2] / "docs" / "opportunities.md"
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried and not failed


# --- position and demo -----------------------------------------------------------------------------
def test_position_says_between_whom_an_organisation_stands() -> None:
    found = ecosystem(ties=(("car1", "car2"), ("car1", "grid1"))).opportunities.radar("car1").position
    assert (found.partners, found.constraint, found.effective_size, found.participation) == (2, 0.5, 2.0, 0.5)
    alone = ecosystem().opportunities.radar("car1").position
    assert alone.constraint is None and alone.reasons["constraint"] == "no_partners"
    assert alone.community is None and alone.reasons["community"] == "no_ties"


def test_the_demo_s_carmaker_finds_the_technology_firm_across_the_border(shown: Ecosystem) -> None:
    found = shown.opportunities.radar(CASE.a, as_of=CASE.asked_on, limit=200, holders=3)
    best = {holder.partner.id for item in found.items if item.layer == 1 for holder in item.holders if holder.rank == 1}
    assert CASE.b in best
    assert found.position.community is not None and 0 < found.position.community.stability <= 1
    assert all(item.cross_industry for item in found.items)


def test_tables_for_notebooks_have_a_row_per_item(shown: Ecosystem) -> None:
    found = shown.opportunities.radar(CASE.a, as_of=CASE.asked_on)
    assert len(found.to_frame()) == len(found.items) == 10
    assert {"density", "density_low", "best_holder"} <= set(found.to_frame().columns)
    assert len(shown.opportunities.routes(CASE.a, as_of=CASE.asked_on, limit=4).to_frame()) == 4


@pytest.mark.real_data
def test_a_large_vendor_of_the_cloud_native_landscape_is_pointed_to_fields_it_is_not_in(real_data: Any) -> None:
    eco = Ecosystem("memory:")
    eco.import_path(real_data / "cncf-landscape", mapping="cncf-landscape")
    found = eco.opportunities.radar("cncf:red-hat", limit=5)
    assert found.border == "field" and found.items[0].capability.name == "Hosted Platform (Serverless)"
    own = {each.id for each in found.home}
    assert all(item.industries[0].id not in own for item in found.items)
    thin = [item for item in eco.opportunities.radar("cncf:red-hat", limit=200).items
            if "thin_neighbourhood" in item.flags]
    assert thin and all(item.rank > 1 for item in thin)
