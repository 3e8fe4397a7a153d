"""The requirement graph: which needs are covered, could be, or are nobody's, and by whom."""

from __future__ import annotations

import pytest

from ecosystem import Ecosystem
from ecosystem.errors import UnknownNode
from ecosystem.maps.scene import Kind, Role, Scene
from tests.ecosystem.maps.chains import CHAIN, ecosystem

DAY = "2024-01-01"


def roles(scene: Scene, kind: Kind) -> dict[str, Role]:
    marks = scene.marks
    return {marks.ids[row]: Role(int(marks.role[row])) for row in range(len(marks)) if marks.kind[row] == kind}


def lines(scene: Scene) -> set[tuple[str, str, str, int]]:
    ids, ties = scene.marks.ids, scene.ties
    return {(ids[a], ids[b], ties.labels[kind], state) for a, b, kind, state in zip(
        ties.first.tolist(), ties.second.tolist(), ties.kind.tolist(), ties.state.tolist(), strict=True)}


def test_a_need_is_covered_today_could_be_covered_or_is_nobodys(chain: Ecosystem) -> None:
    scene = chain.maps.requirement("maker", as_of=DAY).scene
    assert roles(scene, Kind.NEED) == {"n-steel": Role.HELD, "n-see": Role.NEXT, "n-audit": Role.NEXT,
                                       "n-fly": Role.LACKING}
    assert scene.title == ("Maker & Sons has 4 needs: 1 covered for certain, 2 could be covered, 1 nobody covers; "
                           "Vision would cover seeing")


def test_full_lines_are_certain_and_dashed_ones_wait_for_what_is_not_known(chain: Ecosystem) -> None:
    scene = chain.maps.requirement("maker", as_of=DAY).scene
    certain, perhaps = "covers it for certain", "may cover it: not all is known"
    assert {line for line in lines(scene) if line[2] != "requires"} == {
        ("n-steel", "rival", certain, 0), ("n-see", "vision", certain, 0), ("n-steel", "steel", certain, 0),
        ("n-audit", "certifier", perhaps, 4),
    }
    assert {line[:2] for line in lines(scene) if line[2] == "requires"} == {
        ("maker", "n-steel"), ("maker", "n-see"), ("maker", "n-audit"), ("maker", "n-fly")}
    assert roles(scene, Kind.ORGANISATION) == {
        "maker": Role.SELF, "rival": Role.PARTNER, "vision": Role.CANDIDATE, "steel": Role.CANDIDATE,
        "certifier": Role.CANDIDATE}


def test_a_need_says_its_weight_and_its_standards(chain: Ecosystem) -> None:
    scene = chain.maps.requirement("maker", as_of=DAY).scene
    said = scene.evidence[scene.marks.ids.index("n-audit")]
    assert said[:2] == ("Wanted, not a must; 20% of the weight", "Standard: days <= 30 days")
    assert scene.evidence[scene.marks.ids.index("n-see")][0] == "A must, 40% of the weight"
    assert scene.evidence[scene.marks.ids.index("maker")] == ("Strategy: Grow (version 1), 4 needs, until 2030",)


def test_without_needs_it_says_how_to_begin(chain: Ecosystem) -> None:
    scene = chain.maps.requirement("lone", as_of=DAY).scene
    assert len(scene.marks) == 0 and "`allygraph requirements template`" in scene.title


def test_one_strategy_can_be_asked_for_and_another_partners_is_refused(chain: Ecosystem) -> None:
    scene = chain.maps.requirement("maker", "s", as_of=DAY).scene
    assert scene.provenance.parameters == {"partner": "maker", "strategy": "s", "limit": 5}
    with pytest.raises(UnknownNode, match="Strategy"):
        chain.maps.requirement("steel", "s", as_of=DAY)


def test_each_of_several_strategies_has_its_own_lines() -> None:
    rows = {**CHAIN, "strategies": [*CHAIN["strategies"], {"id": "t", "partner_id": "maker", "name": "Shrink"}],
            "needs": [*CHAIN["needs"], {"id": "n-two", "strategy_id": "t", "capability_id": "c-vision", "weight": 1.0}]}
    with ecosystem(rows) as eco:
        scene = eco.maps.requirement("maker", as_of=DAY).scene
        only = eco.maps.requirement("maker", "t", as_of=DAY).scene
    assert {"requires: Grow", "requires: Shrink"} <= set(scene.ties.labels)
    assert set(roles(only, Kind.NEED)) == {"n-two"} and "requires" in only.ties.labels


def test_chinese_names_of_capabilities_stand_where_they_are_on_record(chain: Ecosystem) -> None:
    scene = chain.maps.requirement("maker", language="zh", as_of=DAY).scene
    assert scene.marks.names[scene.marks.ids.index("n-see")] == "视觉"
    assert [lane.name for lane in scene.lanes] == ["提出方", "需求", "现有伙伴", "候选伙伴"]
