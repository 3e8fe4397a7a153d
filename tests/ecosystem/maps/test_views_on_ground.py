"""The views on the fixed ground: what is lit, tied and said, and that nothing later than the day is in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ecosystem import Ecosystem
from ecosystem.demo import generate
from ecosystem.errors import InvalidDate, InvalidParameter, UnknownNode, UnknownPartner
from ecosystem.maps.picture import EcosystemMap
from ecosystem.maps.scene import Kind, Role, Scene
from ecosystem.stores.memory import MemoryStore
from tests.ecosystem.maps.small_world import small_world

VIEWS: dict[str, Callable[..., EcosystemMap]] = {
    "ecosystem": lambda eco, **more: eco.maps.ecosystem(kinds="capability,channel", **more),
    "footprint": lambda eco, **more: eco.maps.footprint("a", **more),
    "candidates": lambda eco, **more: eco.maps.candidates("a", limit=3, **more),
    "path": lambda eco, **more: eco.maps.path("e", "a", **more),
    "difference": lambda eco, **more: eco.maps.difference("2019", **more),
}


@pytest.fixture(scope="module")
def eco() -> Iterator[Ecosystem]:
    with small_world() as eco:
        yield eco


@pytest.fixture(scope="module")
def demo() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as made:
        made.import_frames(generate())
        yield made


def roles(scene: Scene) -> dict[str, Role]:
    return {each: Role(int(role)) for each, role in zip(scene.marks.ids, scene.marks.role, strict=True) if role}


def ties(scene: Scene) -> set[tuple[str, str, str, int]]:
    marks, drawn = scene.marks.ids, scene.ties
    return {(marks[one], marks[other], drawn.labels[kind], int(state)) for one, other, kind, state
            in zip(drawn.first, drawn.second, drawn.kind, drawn.state, strict=True)}


def said(scene: Scene, mark: str) -> tuple[str, ...]:
    return scene.evidence.get(scene.marks.ids.index(mark), ())


def plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else str(value)


def written(scene: Scene) -> str:
    """Everything in a scene as text."""
    return json.dumps(asdict(scene) | {"evidence": {str(row): each for row, each in scene.evidence.items()}},
                      default=plain, ensure_ascii=False)


# --- of all of them ------------------------------------------------------------------------------------
@pytest.mark.parametrize("view", VIEWS)
def test_the_same_question_gives_the_same_scene(eco: Ecosystem, view: str) -> None:
    with small_world() as other:
        assert written(VIEWS[view](eco).scene) == written(VIEWS[view](other).scene)


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_later_than_the_day_is_in_a_map(eco: Ecosystem, view: str) -> None:
    text = written(VIEWS[view](eco, as_of="2021").scene)
    assert "Fog Sensing" not in text and "2022" not in text and "joint venture" not in text
    assert "2021-12-31" in text


@pytest.mark.parametrize("view", VIEWS)
def test_every_sentence_is_chinese_where_that_is_asked_for(eco: Ecosystem, view: str) -> None:
    scene = VIEWS[view](eco, language="zh").scene
    for text in (scene.title, scene.reading, scene.size_means, *(key.label for key in scene.legend
                                                                   if not key.channel.startswith("lens:country"))):
        assert any("\u4e00" <= each <= "\u9fff" for each in text), text


@pytest.mark.parametrize("view", VIEWS)
def test_the_parameters_of_a_map_are_enough_to_ask_for_it_again(eco: Ecosystem, view: str) -> None:
    scene = VIEWS[view](eco).scene
    made = scene.provenance
    again = eco.maps.view(made.view, **made.parameters, as_of=made.as_of.isoformat(), language=scene.language)
    assert written(again.scene) == written(scene)


@pytest.mark.parametrize("view", VIEWS)
def test_columns_are_of_one_length_and_ends_of_ties_are_marks(eco: Ecosystem, view: str) -> None:
    scene = VIEWS[view](eco).scene
    marks = scene.marks
    assert {len(getattr(marks, name)) for name in marks.__slots__} == {len(marks)}
    assert sorted(scene.order.tolist()) == list(range(len(marks)))
    assert all(len(lens.codes) == len(marks) and lens.codes.max() < len(lens.labels) for lens in scene.lenses)
    assert max(scene.ties.first.max(), scene.ties.second.max()) < len(marks)
    assert scene.ties.kind.max() < len(scene.ties.labels)


@pytest.mark.parametrize("view", [each for each in VIEWS if each != "difference"])  # which has an earlier ground
def test_organisations_stand_where_the_map_of_all_has_them(eco: Ecosystem, view: str) -> None:
    whole, scene = eco.maps.ecosystem().scene.marks, VIEWS[view](eco).scene.marks
    stands = {each: (int(x), int(y)) for each, x, y, kind in zip(scene.ids, scene.x, scene.y, scene.kind, strict=True)
              if kind == Kind.ORGANISATION}
    assert stands == {each: (int(x), int(y)) for each, x, y in zip(whole.ids, whole.x, whole.y, strict=True)}


# --- the ecosystem -------------------------------------------------------------------------------------
def test_a_pair_is_tied_by_its_closest_partnership(eco: Ecosystem) -> None:
    found = ties(eco.maps.ecosystem().scene)
    assert ("c", "d", "licence", 0) in found  # two members, not the consortium of three
    assert ("a", "c", "standards consortium", 0) in found and ("c", "a", "supplies", 0) in found
    assert len(found) == 8


def test_the_legend_counts_what_is_drawn(eco: Ecosystem) -> None:
    scene = eco.maps.ecosystem().scene
    counts = {(key.channel, key.label): key.count for key in scene.legend}
    assert counts["kind", "organisation"] == 6 and counts["tie", "supplies"] == 3
    assert counts["lens:country", "CN"] == 2 and counts["lens:country", "country unknown"] == 1
    assert counts["lens:health", "critical risk stated"] == 1
    assert counts["lens:health", "no risk assessed, which is not good health"] == 5
    assert sum(count for (channel, _), count in counts.items() if channel == "region") == 6


def test_evidence_says_what_somebody_can_do_with_whom_since_when_and_who_says_so(eco: Ecosystem) -> None:
    assert said(eco.maps.ecosystem().scene, "c") == (
        "Can do casting since 2016 (source: reports)",
        "Works with Dye Shop (licence since 2020), Ada Motors (standards consortium since 2019)",
        "Supplies Ada Motors", "Is supplied by Eel Power",
    )


def test_a_chinese_name_is_found_by_its_pinyin_and_initials(eco: Ecosystem) -> None:
    scene = eco.maps.ecosystem().scene
    assert scene.marks.search[0].split("\t") == ["阿达汽车", "a da qi che", "adqc"]


def test_where_there_is_not_room_for_all_it_is_said_and_regions_keep_their_counts(eco: Ecosystem) -> None:
    scene = eco.maps.ecosystem(most=2).scene
    assert scene.marks.ids == ("a", "c")  # five and four ties
    assert (scene.provenance.shown, scene.provenance.total) == (2, 6)
    assert scene.reading.endswith("Showing 2 of 6.") and sum(each.count for each in scene.regions) == 6


def test_capabilities_and_channels_stand_among_those_who_have_them(eco: Ecosystem) -> None:
    scene = eco.maps.ecosystem(kinds=("organisation", "capability", "channel")).scene
    marks = scene.marks
    at = {each: row for row, each in enumerate(marks.ids)}
    assert [Kind(int(each)).name for each in marks.kind[6:]] == ["CAPABILITY"] * 3 + ["CHANNEL"]
    assert int(marks.community[at["web"]]) == int(marks.community[at["a"]]) and marks.size[at["cast"]] == 3
    assert ("a", "web", "sells through a channel", 0) in ties(scene)
    disc = scene.communities[int(marks.community[at["pack"]])]
    assert np.hypot(float(marks.x[at["pack"]]) - disc.x, float(marks.y[at["pack"]]) - disc.y) <= disc.radius


@pytest.mark.parametrize(("asked", "message"), [({"most": 0}, "most is 0"), ({"kinds": "planet"}, "kinds has 'planet'"),
                                                ({"language": "xx"}, "en or zh")])
def test_what_cannot_be_asked_is_a_sentence(eco: Ecosystem, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidParameter, match=message):
        eco.maps.ecosystem(**asked)


def test_an_ecosystem_without_anybody_is_said_to_be_so() -> None:
    with MemoryStore() as store:
        scene = Ecosystem(store).maps.ecosystem().scene
    assert "no organisation" in scene.title and len(scene.marks) == 0 and scene.provenance.total == 0


def test_where_nobody_is_tied_marks_are_sized_by_what_they_can_do() -> None:
    with Ecosystem("memory:") as eco:
        eco.import_frames({
            "partners": pd.DataFrame({"id": ["a", "b", "c", "d"], "name": ["A", "B", "C", "D"]}),
            "capabilities": pd.DataFrame({"id": ["x", "y"], "name": ["Other", "yarn"]}),
            "partner_capabilities": pd.DataFrame({"partner_id": ["a", "b", "b"], "capability_id": ["x", "x", "y"]}),
        })
        scene = eco.maps.ecosystem().scene
    assert scene.size_means == "number of capabilities" and scene.marks.size.tolist() == [1, 2, 0, 0]
    assert scene.title == "4 organisations; the one region is yarn; 2 of 4 organisations are tied to nobody"


def test_an_ecosystem_of_strangers_is_said_to_be_one() -> None:
    with Ecosystem("memory:") as eco:
        eco.import_frames({"partners": pd.DataFrame({"id": ["a", "b"], "name": ["A", "B"]})})
        assert eco.maps.ecosystem().scene.title == "2 organisations, none of them tied to another"


# --- the footprint -------------------------------------------------------------------------------------
def test_a_footprint_lights_partners_and_capabilities(eco: Ecosystem) -> None:
    scene = eco.maps.footprint("Ada Motors").scene
    assert roles(scene) == {"a": Role.SELF, "b": Role.PARTNER, "c": Role.PARTNER, "d": Role.PARTNER,
                            "f": Role.PARTNER, "cast": Role.HELD, "see": Role.HELD}
    assert ("a", "cast", "has a capability", 0) in ties(scene)
    assert said(scene, "cast") == ("One of its capabilities, held by 3 in all since 2016 (source: reports)",)


def test_what_is_near_is_outlined_in_the_order_of_the_radar(demo: Ecosystem) -> None:
    answer = demo.opportunities.radar("a-nev", cross_industry=False, limit=5, as_of="2023-11-30")
    scene = demo.maps.footprint("a-nev", limit=5, as_of="2023-11-30").scene
    marks = scene.marks
    near = [(int(rank), each) for each, rank, role in zip(marks.ids, marks.rank, marks.role, strict=True)
            if role == Role.NEXT]
    assert sorted(near) == [(item.rank, item.capability.id) for item in answer.items]
    assert answer.items[0].evidence[0].sentence in " ".join(said(scene, answer.items[0].capability.id))
    assert sum(state == 4 for *_, state in ties(scene)) == 5


# --- candidates ----------------------------------------------------------------------------------------
def test_candidates_are_ranked_as_in_the_answer_with_its_evidence(eco: Ecosystem) -> None:
    answer, scene = eco.candidates("a", limit=3), eco.maps.candidates("a", limit=3).scene
    ranks = {each: int(rank) for each, rank in zip(scene.marks.ids, scene.marks.rank, strict=True) if rank}
    assert ranks == {item.partner.id: item.rank for item in answer.items} == {"f": 1, "e": 2}
    assert {each for each, role in roles(scene).items() if role == Role.CANDIDATE} == {"e", "f"}
    assert answer.items[0].evidence[0].sentence in said(scene, "f")[1] and "(reports, 2016)" in said(scene, "f")[1]
    assert ("a", "f", "candidate, not yet tied", 4) in ties(scene)
    assert [scene.marks.ids[row] for row in scene.order[:2]] == ["f", "e"]


def test_candidates_for_a_need_name_what_is_needed(demo: Ecosystem) -> None:
    scene = demo.maps.candidates("a-nev", need="need-a-nev-fusion", limit=3, as_of="2023-11-30").scene
    assert "Cockpit–driving fusion" in scene.title and "Lingxu Technologies" in scene.title
    assert scene.provenance.parameters["need"] == "need-a-nev-fusion"


# --- the path ------------------------------------------------------------------------------------------
def test_a_chain_of_supplies_is_preferred_and_every_step_has_its_date_and_source(eco: Ecosystem) -> None:
    scene = eco.maps.path("e", "f").scene
    ranks = {each: int(rank) for each, rank in zip(scene.marks.ids, scene.marks.rank, strict=True) if rank}
    assert ranks == {"e": 1, "c": 2, "a": 3, "f": 4} and set(roles(scene).values()) == {Role.PATH}
    assert said(scene, "a")[0] == "Step 2: Cog Parts – Ada Motors: supplies since 2019 (source: customs)"
    assert scene.title == "Eel Power supplies Fog Sensing in 3 steps" and "only 1 apart" in scene.reading


def test_supplies_are_followed_from_either_end(eco: Ecosystem) -> None:
    scene = eco.maps.path("f", "e").scene
    assert scene.title == "Eel Power supplies Fog Sensing in 3 steps"


def test_without_supplies_any_ties_connect(eco: Ecosystem) -> None:
    scene = eco.maps.path("b", "c").scene
    assert scene.title == "Bit Works and Cog Parts are 2 steps apart"
    assert said(scene, "a")[0].startswith("Step 1: Bit Works – Ada Motors: partnership")
    assert ("b", "a", "step of the chain", 0) in ties(scene)


def test_where_nothing_connects_a_sentence_says_so(eco: Ecosystem) -> None:
    scene = eco.maps.path("g", "b", as_of="2017").scene
    assert scene.title == "Nothing on record leads from Gum Mill to Bit Works"
    assert set(roles(scene)) == {"b", "g"} and "at most 6 steps" in said(scene, "g")[0]
    assert not any(kind == "step of the chain" for _, _, kind, _ in ties(scene))


# --- the difference ------------------------------------------------------------------------------------
def test_a_difference_lights_who_entered_left_and_changed(eco: Ecosystem) -> None:
    scene = eco.maps.difference("2021").scene
    assert roles(scene) == {"f": Role.ENTERED, "g": Role.LEFT, "a": Role.CHANGED, "b": Role.CHANGED, "e": Role.CHANGED}
    changed = {each for each in ties(scene) if each[3]}
    assert changed == {("a", "b", "joint venture", 3), ("e", "f", "research project", 1), ("a", "f", "supplies", 1),
                       ("e", "g", "technology alliance", 2)}
    assert scene.title.endswith("1 entered, 1 left, 2 ties are new, 1 are gone, 1 are of another kind")
    assert said(scene, "b") == (
        "Was licence, now Ada Motors – Bit Works: joint venture since 2022-03-01 (source: press)",)
    assert said(scene, "g")[1] == "Gone: Eel Power – Gum Mill: technology alliance since 2017 (source: press)"


def test_in_a_difference_everybody_stands_where_he_stood(eco: Ecosystem) -> None:
    before, after = eco.maps.ecosystem(as_of="2021").scene.marks, eco.maps.difference("2021").scene.marks
    stood = {each: (int(x), int(y)) for each, x, y in zip(before.ids, before.x, before.y, strict=True)}
    stands = {each: (int(x), int(y)) for each, x, y in zip(after.ids, after.x, after.y, strict=True)}
    assert {each: stands[each] for each in stood} == stood and set(stands) - set(stood) == {"f"}


def test_two_days_without_a_change_say_so(eco: Ecosystem) -> None:
    scene = eco.maps.difference("2020-06-01", as_of="2020-06-02").scene
    assert scene.title == "Nothing changed between 2020-06-01 and 2020-06-02" and roles(scene) == {}


@pytest.mark.parametrize(("since", "as_of"), [("2022", "2021"), ("2021", "2021")])
def test_the_earlier_day_has_to_be_earlier(eco: Ecosystem, since: str, as_of: str) -> None:
    with pytest.raises(InvalidParameter, match="not before as_of"):
        eco.maps.difference(since, as_of=as_of)
    with pytest.raises(InvalidDate):
        eco.maps.difference("yesterday")


# --- who is not there ----------------------------------------------------------------------------------
@pytest.mark.parametrize("ask", [lambda maps: maps.footprint("Ada Motor Works"), lambda maps: maps.candidates("adda"),
                                 lambda maps: maps.path("a", "Bit Work"), lambda maps: maps.path("nobody", "b")])
def test_unknown_organisations_are_refused_with_who_is_near(eco: Ecosystem, ask: Callable[[Any], object]) -> None:
    with pytest.raises(UnknownPartner, match="No partner has the id or name"):
        ask(eco.maps)


def test_an_unknown_need_is_refused(eco: Ecosystem) -> None:
    with pytest.raises(UnknownNode):
        eco.maps.candidates("a", need="wings")
