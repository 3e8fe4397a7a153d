"""Graph tools read back what was written: as many marks and ties, with the same attributes."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest

from ecosystem.maps.files import gexf, graphml
from ecosystem.maps.network import network
from ecosystem.maps.picture import EcosystemMap
from ecosystem.maps.scene import Kind, Role, Scene
from tests.scenes import HOSTILE, planted_scene


def _everything(count: int = 60) -> Scene:
    """A scene with all kinds, roles, parallel ties, unknown values and hostile names."""
    scene = planted_scene(count, names=HOSTILE, communities=5)
    marks, ties = scene.marks, scene.ties
    community = marks.community.copy()
    community[-1] = -1
    size, weight = marks.size.copy(), ties.weight.copy()
    size[3], weight[0] = np.nan, np.inf
    marks = replace(marks, kind=(np.arange(count) % len(Kind)).astype(np.uint8),
                    role=(np.arange(count) % len(Role)).astype(np.uint8), community=community, size=size,
                    rank=np.arange(count, dtype=np.int32) % 4, ids=("\x00a\ud800", *marks.ids[1:]))
    twice = {name: np.r_[getattr(ties, name), getattr(ties, name)[:3]] for name in ("first", "second", "state")}
    ties = replace(ties, **twice, weight=np.r_[weight, weight[:3]], kind=np.r_[ties.kind, 1 - ties.kind[:3]])
    return replace(scene, marks=marks, ties=ties)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return _everything()


def test_gexf_is_read_back_with_equal_counts_and_attributes(scene: Scene) -> None:
    found, wanted = nx.read_gexf(BytesIO(gexf.render(scene)), version="1.3"), network(scene)
    assert set(found) == set(wanted) and found.number_of_edges() == wanted.number_of_edges() == len(scene.ties)
    for name, said in wanted.nodes(data=True):
        seen = found.nodes[name]
        assert {key: seen[key] for key in said.keys() - {"x", "y", "size", "color", "shape", "label"}} == {
            key: value for key, value in said.items() if key not in {"x", "y", "size", "color", "shape", "label"}}
        assert seen["viz"]["position"] == {"x": pytest.approx(said["x"]), "y": pytest.approx(said["y"]), "z": 0}
        assert seen["viz"]["size"] == pytest.approx(said["size"])
        red, green, blue = (seen["viz"]["color"][each] for each in "rgb")
        assert f"#{red:02x}{green:02x}{blue:02x}" == said["color"]


def test_graphml_is_read_back_equal(scene: Scene) -> None:
    found, wanted = nx.read_graphml(BytesIO(graphml.render(scene)), force_multigraph=True), network(scene)
    assert {name: dict(said) for name, said in found.nodes(data=True)} == {
        name: {key: value for key, value in said.items() if value != ""} for name, said in wanted.nodes(data=True)}
    edges = sorted((min(pair), max(pair), tuple(sorted(said.items()))) for *pair, said in found.edges(data=True))
    assert edges == sorted((min(pair), max(pair), tuple(sorted(said.items())))
                           for *pair, said in wanted.edges(data=True))
    assert found.graph["as_of"] == scene.provenance.as_of.isoformat() and found.graph["title"] == scene.title


@pytest.mark.parametrize("written", [gexf.render, graphml.render])
def test_the_same_scene_is_the_same_bytes_and_no_day_but_its_own(written, scene: Scene) -> None:
    content = written(scene)
    assert content == written(_everything())
    assert scene.provenance.as_of.isoformat().encode() in content
    ElementTree.fromstring(content)


@pytest.mark.parametrize("written", [gexf.render, graphml.render])
@pytest.mark.parametrize("count", [0, 1])
def test_nothing_and_one_mark_are_files_too(written, count: int) -> None:
    scene = planted_scene(1, communities=1)
    if not count:
        scene = _without_marks(scene)
    read = nx.read_gexf if written is gexf.render else nx.read_graphml
    options = {"version": "1.3"} if written is gexf.render else {}
    assert len(read(BytesIO(written(scene)), **options)) == count


def test_what_is_not_known_is_left_out_and_never_the_word_none(scene: Scene) -> None:
    for content in (gexf.render(scene), graphml.render(scene)):
        assert not re.search(rb'[>"](None|nan|inf|NaN|\[\])[<"]', content)
    graph = network(scene)
    assert "measure" not in graph.nodes[list(graph)[3]]


def test_a_capability_that_is_called_like_an_organisation_stays_another_mark() -> None:
    scene = planted_scene(3, communities=1)
    marks = replace(scene.marks, ids=("capability:x", "x", "y"), kind=np.array([0, 1, 0], np.uint8))
    assert len(network(replace(scene, marks=marks))) == 3


def test_a_map_is_a_graph_of_networkx_that_networkx_can_work_with() -> None:
    graph = EcosystemMap(planted_scene(80)).to_networkx()
    assert type(graph) is nx.Graph and len(nx.pagerank(graph)) == 80
    assert {kind for _, kind in graph.nodes(data="kind")} == {"organisation"}


def _without_marks(scene: Scene) -> Scene:
    marks, none = scene.marks, np.zeros(0)
    columns = {name: getattr(marks, name)[:0] for name in marks.__slots__}
    ties = replace(scene.ties, first=none.astype(np.uint32), second=none.astype(np.uint32), kind=none.astype(np.uint8),
                   weight=none.astype(np.float32), state=none.astype(np.uint8))
    return replace(scene, marks=replace(marks, **columns), ties=ties, order=none.astype(np.uint32), evidence={},
                   regions=(), communities=(), bundles=(), lenses=())
