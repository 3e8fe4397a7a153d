"""Radar, quadrants and portfolio: every mark stands where its numbers say, and what is not known stands apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ecosystem import Ecosystem, demo
from ecosystem.answers.opportunities import Axis
from ecosystem.demo import CASE
from ecosystem.errors import InvalidParameter
from ecosystem.maps.scene import Role, Scene
from ecosystem.maps.views.board import Paper, apart
from ecosystem.maps.views.quadrants import quadrants_scene
from ecosystem.maps.views.radar import radar_scene
from tests.ecosystem.maps.chains import CHAIN, ecosystem

DAY = "2024-01-01"


@pytest.fixture(scope="module")
def shown() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as eco:
        eco.import_frames(demo.generate(), now="2026-01-01T00:00:00Z")
        yield eco


def at(scene: Scene, name: str) -> tuple[int, int]:
    row = scene.marks.ids.index(name)
    return int(scene.marks.x[row]), int(scene.marks.y[row])


# --- radar -----------------------------------------------------------------------------------------
def test_the_radar_goes_by_places_to_the_right_and_upwards(shown: Ecosystem) -> None:
    answer = shown.opportunities.radar(CASE.a, limit=40, as_of=CASE.asked_on)
    scene = shown.maps.radar(CASE.a, as_of=CASE.asked_on).scene
    assert scene.marks.ids == tuple(item.capability.id for item in answer.items)
    best = max(answer.items, key=lambda item: (item.feasibility.rank or 0, item.capability.id))
    worst = min(answer.items, key=lambda item: (item.feasibility.rank or 0, item.capability.id))
    assert at(scene, best.capability.id)[0] > at(scene, worst.capability.id)[0]
    assert scene.provenance.total == answer.total and scene.provenance.shown == len(answer.items)
    ringed = [row for row in range(len(scene.marks)) if scene.marks.role[row] == Role.CANDIDATE]
    assert [scene.marks.rank[row] for row in ringed] == [item.rank for item in answer.items if item.layer == 1]


def test_every_mark_of_the_radar_says_its_error_bar_and_who_has_it(shown: Ecosystem) -> None:
    scene = shown.maps.radar(CASE.a, limit=1, as_of=CASE.asked_on).scene
    said = scene.evidence[0]
    assert said[0].startswith("feasibility: 0.0") and "(between 0.0" in said[0]
    assert said[3].startswith("Held by ") and said[4].startswith("You are strong in ")


def test_a_worth_that_is_not_known_stands_at_the_foot_and_is_not_nought(shown: Ecosystem) -> None:
    answer = shown.opportunities.radar(CASE.a, limit=3, as_of=CASE.asked_on)
    items = (*answer.items[:2], replace(answer.items[2], worth=Axis(None, None, reason="no_dates")))
    scene = radar_scene(Paper(shown.view(CASE.asked_on)), replace(answer, items=items), limit=3)
    assert scene.axes is not None
    lowest = max(y for y, label in scene.axes.y.ticks if label == "not known")
    assert int(scene.marks.y[2]) == lowest > max(y for y, label in scene.axes.y.ticks if label != "not known")
    assert "1 whose value is not known stand at the foot." in scene.reading
    assert scene.evidence[2][1].endswith("not known (no dates)")


def test_where_no_worth_is_known_option_value_stands_upwards_and_that_is_said(shown: Ecosystem) -> None:
    answer = shown.opportunities.radar(CASE.a, limit=3, as_of=CASE.asked_on)
    items = tuple(replace(item, worth=Axis(None, None, reason="no_dates")) for item in answer.items)
    scene = radar_scene(Paper(shown.view(CASE.asked_on)), replace(answer, items=items), limit=3)
    assert scene.axes is not None and scene.axes.y.title.startswith("option value")
    assert "upwards stands their option value" in scene.reading and "at the foot" not in scene.reading


def test_an_empty_radar_says_why(chain: Ecosystem) -> None:
    scene = chain.maps.radar("lone", as_of=DAY).scene
    assert len(scene.marks) == 0 and scene.title.startswith("Nothing near what Lone can do is on record")


# --- quadrants -------------------------------------------------------------------------------------
def test_who_adds_and_has_little_in_common_stands_upper_left(chain: Ecosystem) -> None:
    scene = chain.maps.quadrants("maker", as_of=DAY).scene
    assert scene.axes is not None and scene.axes.x.divide is not None and scene.axes.y.divide is not None
    x, y = at(scene, "vision")
    assert x < scene.axes.x.divide and y < scene.axes.y.divide
    assert scene.axes.quadrants == ("Complement · 1", "Near competitor · 0", "Stranger · 1", "Twin · 1")
    assert at(scene, "steel")[0] > scene.axes.x.divide
    assert "3 are not placed" in scene.reading and "divides are at 0 and 0.2" in scene.reading


def test_divides_stand_where_they_are_said_to_stand(shown: Ecosystem) -> None:
    answer = shown.exchange.axes(CASE.a, limit=60, as_of=CASE.asked_on)
    scene = shown.maps.quadrants(CASE.a, as_of=CASE.asked_on).scene
    assert scene.axes is not None and scene.axes.x.divide is not None and scene.axes.y.divide is not None
    slack = 1  # of rounding
    for quadrant in answer.quadrants:
        for point in quadrant.items:
            x, y = at(scene, point.partner.id)
            right = quadrant.name in ("competitor", "twin")
            upper = quadrant.name in ("complement", "competitor")
            assert (x > scene.axes.x.divide - slack) if right else (x < scene.axes.x.divide + slack)
            assert (y < scene.axes.y.divide + slack) if upper else (y > scene.axes.y.divide - slack)
    assert scene.title.startswith("Lingxu Technologies would add most to Shuoye Motors")


def test_where_nobody_adds_anything_it_says_what_to_record(chain: Ecosystem) -> None:
    answer = chain.exchange.axes("maker", as_of=DAY)
    empty = replace(answer, quadrants=tuple(replace(each, items=(), count=0) for each in answer.quadrants))
    scene = quadrants_scene(Paper(chain.view(DAY)), empty)
    assert len(scene.marks) == 0 and "record its needs and capabilities" in scene.title


def test_marks_of_one_spot_are_moved_apart_and_the_first_stays() -> None:
    import numpy as np

    places = apart(np.array([[0.5, 0.5]] * 30))
    assert places[0].tolist() == [0.5, 0.5] and len({tuple(each) for each in places.round(6).tolist()}) == 30
    assert np.abs(places - 0.5).max() < 0.06


# --- portfolio -------------------------------------------------------------------------------------
def lane(scene: Scene, name: str) -> str:
    x = at(scene, name)[0]
    return next(each.name for each in scene.lanes if each.start <= x < each.stop)


def test_health_is_the_worst_known_risk_and_too_little_known_is_no_health() -> None:
    risks = [{"partner_id": "dealer", "kind": "quality", "likelihood": 0.9, "impact": 0.9, "note": "It broke twice."},
             {"partner_id": "rival", "kind": "quality", "likelihood": 0.3, "impact": 0.5, "note": "It may break."}]
    with ecosystem({**CHAIN, "risks": risks}) as eco:
        scene = eco.maps.portfolio("maker", as_of=DAY).scene
        none = eco.maps.portfolio("maker", as_of="2021-01-01").scene
        everybody = eco.maps.portfolio(as_of=DAY).scene
    assert lane(scene, "dealer") == "At risk" and lane(scene, "rival") == "To watch"
    assert scene.title == "2 partnerships of Maker & Sons: 1 at risk, 1 to watch, 0 sound; of 0 too little is known"
    assert "Worst that is known (critical): It broke twice." in scene.evidence[scene.marks.ids.index("dealer")]
    assert set(none.marks.ids) == {"rival"}
    health = everybody.lenses[0]
    assert lane(everybody, "maker") == "Too little known"
    assert health.codes[everybody.marks.ids.index("maker")] == -1 and health.sequential


def test_the_older_stand_higher_and_those_without_a_date_apart(chain: Ecosystem) -> None:
    scene = chain.maps.portfolio("maker", as_of=DAY).scene
    assert scene.axes is not None
    foot = next(y for y, label in scene.axes.y.ticks if label == "not known")
    assert at(scene, "rival")[1] == foot > at(scene, "dealer")[1]
    assert "Since when is not on record" in scene.evidence[scene.marks.ids.index("rival")]
    assert "Partners since 2022-01-01 (source: register)" in scene.evidence[scene.marks.ids.index("dealer")]


def test_a_portfolio_without_partnerships_says_what_to_import(chain: Ecosystem) -> None:
    scene = chain.maps.portfolio("lone", as_of=DAY).scene
    assert len(scene.marks) == 0 and "import the tables partnerships and partnership_members" in scene.title
    with ecosystem({"partners": CHAIN["partners"]}) as eco:
        assert eco.maps.portfolio().scene.title.startswith("No partnership is on record")


def test_more_than_can_be_read_are_counted(shown: Ecosystem) -> None:
    scene = shown.maps.portfolio(most=60, as_of=CASE.asked_on).scene
    assert len(scene.marks) == 60 and f"Showing 60 of {scene.provenance.total}." in scene.reading
    with pytest.raises(InvalidParameter, match="most is 0"):
        shown.maps.portfolio(most=0)
