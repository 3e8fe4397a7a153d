"""The value chain: who stands in which lane, and what is said of lanes without anybody."""

from __future__ import annotations

import pytest

from ecosystem import Ecosystem
from ecosystem.errors import InvalidParameter, UnknownPartner
from ecosystem.maps.scene import GRID, Kind, Role, Scene
from tests.ecosystem.maps.chains import CHAIN, NAMES, dated, ecosystem

DAY = "2024-01-01"


def lanes_of(scene: Scene) -> dict[str, str]:
    """By mark the lane that it stands in."""
    found = {}
    for name, x in zip(scene.marks.ids, scene.marks.x.tolist(), strict=True):
        found[name] = next(lane.name for lane in scene.lanes if lane.start <= x < lane.stop)
    return found


def tied(scene: Scene) -> set[tuple[str, str, str]]:
    ids, ties = scene.marks.ids, scene.ties
    return {(ids[a], ids[b], ties.labels[kind])
            for a, b, kind in zip(ties.first.tolist(), ties.second.tolist(), ties.kind.tolist(), strict=True)}


def test_around_a_maker_suppliers_stand_left_and_whom_it_sells_to_right(chain: Ecosystem) -> None:
    scene = chain.maps.lanes("Maker & Sons", as_of=DAY).scene
    assert lanes_of(scene) == {
        "ore": "Tier 2 suppliers", "steel": "Tier 1 suppliers", "maker": "Maker", "dealer": "Sales channels",
        "web": "Sales channels", "shop": "Customers",
    }
    assert tied(scene) == {
        ("ore", "steel", "supplies"), ("steel", "maker", "supplies"), ("maker", "shop", "supplies"),
        ("maker", "dealer", "channel partnership"), ("maker", "web", "sells through a channel"),
    }
    assert scene.title == ("The value chain of Maker & Sons: direct suppliers 1, suppliers behind them 1, channels and "
                           "distributors 2, customers 1")
    roles = {name: Role(int(role)) for name, role in zip(scene.marks.ids, scene.marks.role, strict=True)}
    assert roles == {"maker": Role.SELF, "steel": Role.PARTNER, "dealer": Role.PARTNER, "shop": Role.PARTNER,
                     "ore": Role.PATH, "web": Role.HELD}
    assert scene.marks.kind[scene.marks.ids.index("web")] == Kind.CHANNEL


def test_every_supply_says_with_what_since_when_and_who_says_so(chain: Ecosystem) -> None:
    scene = chain.maps.lanes("maker", as_of=DAY).scene
    said = scene.evidence[scene.marks.ids.index("steel")]
    assert said == ("Ore supplies Steel 钢 with rolling since 2018 (source: register)",
                    "Steel 钢 supplies Maker & Sons with rolling since 2019-05-01 (source: register)")
    assert scene.provenance.sources == ("register",)


def test_what_is_not_yet_so_is_not_drawn(chain: Ecosystem) -> None:
    scene = chain.maps.lanes("maker", as_of="2019-12-31").scene
    assert set(scene.marks.ids) == {"ore", "steel", "maker", "rival"} - {"rival"}
    assert scene.title.endswith("; no channels or customers on record")


def test_who_has_nothing_on_record_is_told_what_to_import(chain: Ecosystem) -> None:
    scene = chain.maps.lanes("lone", as_of=DAY).scene
    assert scene.marks.ids == ("lone",) and "import the tables supplies and partner_channels" in scene.title


def test_of_all_a_stage_counts_the_longest_chain_behind_somebody(chain: Ecosystem) -> None:
    scene = chain.maps.lanes(as_of=DAY).scene
    assert lanes_of(scene) == {"ore": "Start of the chain", "steel": "Stage 2", "maker": "Stage 3", "shop": "Stage 4"}
    assert scene.provenance.shown == scene.provenance.total == 4


def test_a_circle_of_suppliers_stands_in_one_lane() -> None:
    back = {"supplier_id": "maker", "customer_id": "ore", "capability_id": "c-steel", **dated("2020")}
    rows = {**CHAIN, "supplies": [*CHAIN["supplies"], back]}
    with ecosystem(rows) as eco:
        assert lanes_of(eco.maps.lanes(as_of=DAY).scene) == {
            **dict.fromkeys(("ore", "steel", "maker"), "Start of the chain"), "shop": "Stage 2"}
        around = lanes_of(eco.maps.lanes("maker", as_of=DAY).scene)
    assert around["ore"] == "Customers" and around["steel"] == "Tier 1 suppliers"  # each once, the nearest lane


def test_fewer_marks_than_there_are_keep_the_nearest_and_say_so(chain: Ecosystem) -> None:
    scene = chain.maps.lanes("maker", most=3, as_of=DAY).scene
    assert set(scene.marks.ids) == {"maker", "steel", "shop"}
    assert scene.reading.endswith("Showing 3 of 6.") and scene.provenance.total == 6
    of_all = chain.maps.lanes(most=2, as_of=DAY).scene
    assert set(of_all.marks.ids) == {"maker", "steel"} and "Showing 2 of 4." in of_all.reading
    with pytest.raises(InvalidParameter, match="most is 0"):
        chain.maps.lanes(most=0)


def test_where_no_supply_is_on_record_industries_stand_in() -> None:
    rows = {
        "partners": CHAIN["partners"],
        "industries": [{"id": "mines", "name": "Mines"}, {"id": "cars", "name": "Cars"}],
        "partner_industries": [{"partner_id": "ore", "industry_id": "mines"},
                               {"partner_id": "maker", "industry_id": "cars"}],
        "industry_inputs": [{"supplier_industry_id": "mines", "customer_industry_id": "cars", "coefficient": 0.3}],
    }
    with ecosystem(rows) as eco:
        scene = eco.maps.lanes().scene
    assert lanes_of(scene) == {"ore": "Start of the chain", "maker": "Stage 2"}
    assert "by the place of their industry" in scene.title and len(scene.ties) == 0


def test_an_ecosystem_without_supplies_says_what_to_import() -> None:
    with ecosystem({"partners": CHAIN["partners"]}) as eco:
        scene = eco.maps.lanes().scene
    assert len(scene.marks) == 0
    assert scene.title == "No supply is on record: import the table supplies, or industry_inputs"


def test_lanes_have_no_gap_and_reach_from_edge_to_edge(chain: Ecosystem) -> None:
    for scene in (chain.maps.lanes(as_of=DAY).scene, chain.maps.lanes("maker", as_of=DAY).scene):
        edges = [each for lane in scene.lanes for each in (lane.start, lane.stop)]
        assert edges[0] == 0 and edges[-1] == GRID and edges[1:-1:2] == edges[2::2]


def test_who_is_not_there_is_said_with_who_is_near(chain: Ecosystem) -> None:
    with pytest.raises(UnknownPartner, match="Maker & Sons"):
        chain.maps.lanes("Makr & Sons")


def test_chinese_is_spoken_throughout(chain: Ecosystem) -> None:
    scene = chain.maps.lanes("maker", language="zh", as_of=DAY).scene
    assert [lane.name for lane in scene.lanes] == ["二级供应商", "一级供应商", "制造方", "渠道与分销商", "客户"]
    assert scene.title.startswith(f"{NAMES['maker']}的价值链")
