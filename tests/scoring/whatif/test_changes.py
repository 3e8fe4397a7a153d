"""A changed snapshot is the one that would have been written without, or with, what was changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import ImpossibleChange
from scoring.registry import get_scorer, scorer_names
from scoring.snapshot import Categories, Snapshot, content_hash
from scoring.tiny import tiny_snapshot, worked_example
from scoring.whatif.changes import WHAT_IF, Change, applied, apply_changes
from tests.snapshots import AMOUNTS, CLASSES, PARTNERS, portfolios, tie_lists

Told = dict[str, Any]


def remove(kind: Any, *what: str) -> Change:
    return _change("remove", kind, what)


def add(kind: Any, *what: str, **more: Any) -> Change:
    return _change("add", kind, what, **more)


def _change(action: Any, kind: Any, what: tuple[str, ...], **more: Any) -> Change:
    end = {"tie": "other", "capability": "capability"}.get(kind)
    return Change(action=action, kind=kind, partner=what[0], **({end: what[1]} if end else {}), **more)


def content(snapshot: Snapshot) -> Told:
    """All that a snapshot says, by ids; kinds and columns that hold nothing are left out."""
    nodes: Told = {}
    for label, found in snapshot.nodes.items():
        for row, each in enumerate(found.ids):
            cells: Told = {"name": found.names[row]}
            for name, column in found.columns.items():
                value = column[row]
                if value not in (None, "") and value == value:
                    cells[name] = value if isinstance(value, str) else float(value)
            nodes[f"{label} {each}"] = cells
    layers: Told = {}
    for name, layer in snapshot.layers.items():
        here, there = snapshot.nodes[layer.source].ids, snapshot.nodes[layer.target].ids
        assert layer.shape == (len(here), len(there))
        for row in range(layer.shape[0]):
            columns = layer.neighbours(row)
            assert (np.diff(columns) > 0).all()
            for column, weight in zip(columns.tolist(), layer.weights_of(row).tolist(), strict=True):
                source = snapshot.provenance.sources[layer.fact_of(row, column)]
                layers[f"{name} {here[row]} {there[column]}"] = (weight, source)
    return {"nodes": nodes, "layers": layers}


def without_what_if(told: Told) -> Told:
    """The same as if everything came from one source, whatever a partnership is called."""
    plain: Told = {"nodes": {}, "layers": {}}
    for name, cells in told["nodes"].items():
        if not name.startswith("Partnership"):
            plain["nodes"][name] = cells
    for name, (weight, _) in told["layers"].items():
        if not name.startswith("partnership_members"):
            plain["layers"][name] = weight
    return plain


@st.composite
def written_out(draw: st.DrawFn) -> Told:
    """What ``tiny_snapshot`` is given: portfolios, ties, needs, traits, supplies, patents, subsidiaries."""
    some = st.dictionaries(st.sampled_from(PARTNERS), st.just(1.0), max_size=3)
    wanted = st.dictionaries(st.sampled_from(CLASSES), AMOUNTS, min_size=1, max_size=3)
    pairs = draw(tie_lists())
    return {
        "partners": list(PARTNERS), "profile": draw(portfolios()), "ties": pairs,
        "needs": draw(st.dictionaries(st.sampled_from(PARTNERS), wanted, max_size=3)),
        "traits": draw(st.dictionaries(st.sampled_from(PARTNERS), st.just({"pace": "fast"}), max_size=3)),
        "links": {
            "patent_owners": {each: draw(some) for each in ("t1", "t2")},
            "supplies": {one: {other: 1.0} for one, other in draw(tie_lists())},
            "risks.partner_id": {f"risk-{each}": {each: 1.0} for each in draw(some)},
        },
        "cells": {"Partner": {"country": draw(st.dictionaries(st.sampled_from(PARTNERS), st.sampled_from(
            ("CN", "DE", "US")), min_size=1))}, "Capability": {"scheme": dict.fromkeys(CLASSES, "x")}},
    }


def less_partner(told: Told, gone: str) -> Told:
    def rest(pairs: dict[str, Any]) -> Told:
        return {each: value for each, value in pairs.items() if each != gone}

    links = told["links"]
    return {
        **told, "partners": [each for each in told["partners"] if each != gone],
        "ties": [pair for pair in told["ties"] if gone not in pair],
        **{name: rest(told[name]) for name in ("profile", "needs", "traits")},
        "links": {
            "patent_owners": {each: rest(owners) for each, owners in links["patent_owners"].items()},
            "supplies": {one: rest(ends) for one, ends in rest(links["supplies"]).items()},
            "risks.partner_id": {each: ends for each, ends in links["risks.partner_id"].items() if gone not in ends},
        },
        "cells": {**told["cells"], "Partner": {"country": rest(told["cells"]["Partner"]["country"])}},
    }


def alike(one: Snapshot, other: Snapshot) -> None:
    """The same content, and the same answers of every scorer for everybody."""
    assert without_what_if(content(one)) == without_what_if(content(other))
    for name in scorer_names():
        first, second = get_scorer(name).fit(one), get_scorer(name).fit(other)
        for row in range(one.partner_count):
            assert np.array_equal(first.scores_for(row), second.scores_for(row), equal_nan=True), name


@settings(max_examples=40, deadline=None)
@given(told=written_out(), gone=st.lists(st.sampled_from(PARTNERS), min_size=1, max_size=3, unique=True))
def test_removing_partners_is_a_graph_written_without_them(told: Told, gone: list[str]) -> None:
    changed = apply_changes(tiny_snapshot(**told), [remove("partner", each) for each in gone])
    for each in gone:
        told = less_partner(told, each)
    fresh = tiny_snapshot(**told)
    assert content(changed) == content(fresh)
    alike(changed, fresh)


@settings(max_examples=40, deadline=None)
@given(told=written_out(), new=st.dictionaries(st.sampled_from(CLASSES), AMOUNTS, max_size=3),
       partners=st.lists(st.sampled_from(PARTNERS), max_size=3, unique=True), at=st.sampled_from(("a", "p2x", "z")))
def test_adding_a_partner_is_a_graph_written_with_it(told: Told, new: dict[str, float], partners: list[str],
                                                     at: str) -> None:
    changed = apply_changes(tiny_snapshot(**told), [
        *(add("tie", each, at) for each in partners), add("partner", at, country="KR"),
        *(add("capability", at, what, weight=weight) for what, weight in new.items()),
    ])
    cells = {**told["cells"], "Partner": {"country": {**told["cells"]["Partner"]["country"], at: "KR"}}}
    alike(changed, tiny_snapshot(**{
        **told, "partners": [*PARTNERS, at], "profile": {**told["profile"], at: new}, "cells": cells,
        "ties": [*told["ties"], *((each, at) for each in partners)],
    }))


@settings(max_examples=60, deadline=None)
@given(told=written_out(), data=st.data())
def test_single_ties_and_capabilities_come_and_go_like_written(told: Told, data: st.DataObject) -> None:
    everything = [(one, other) for one in PARTNERS for other in PARTNERS if one < other]
    turned = data.draw(st.lists(st.sampled_from(everything), min_size=1, max_size=4, unique=True))
    cells = data.draw(st.lists(st.tuples(st.sampled_from(PARTNERS), st.sampled_from(CLASSES)), max_size=4, unique=True))
    profile = {who: dict(having) for who, having in told["profile"].items()}
    ties, changes = list(told["ties"]), []
    for pair in turned:
        changes.append((remove if pair in ties else add)("tie", *reversed(pair)))
        (ties.remove if pair in ties else ties.append)(pair)
    for who, what in cells:
        changes.append((remove if what in profile[who] else add)("capability", who, what))
        if profile[who].pop(what, None) is None:
            profile[who][what] = 1.0
    changed = apply_changes(tiny_snapshot(**told), changes)
    alike(changed, tiny_snapshot(**{**told, "ties": ties, "profile": profile}))


def test_what_is_added_has_the_source_what_if_and_the_first_snapshot_stays() -> None:
    snapshot = worked_example()
    changes = [add("partner", "p-later", name="Later"), add("tie", "p-later", "p-new"),
               add("capability", "p-later", "x1", weight=2.0)]
    told = content(apply_changes(snapshot, changes))
    assert told["layers"]["ties p-later p-new"] == (1.0, WHAT_IF)
    assert told["layers"]["profile p-later x1"] == told["layers"]["partner_capabilities p-later x1"] == (2.0, WHAT_IF)
    assert told["nodes"]["Partner p-later"] == {"name": "Later"}
    assert told["nodes"]["Partnership what-if:p-later|p-new"] == {"name": ""}
    assert content_hash(snapshot) == snapshot.version == worked_example().version


def test_changes_taken_back_give_the_same_content() -> None:
    snapshot = worked_example()
    there = apply_changes(snapshot, [add("partner", "q"), add("tie", "q", "p-hub"), remove("tie", "p-pair", "p-other")])
    again = apply_changes(there, [remove("partner", "q"), add("tie", "p-other", "p-pair")])
    assert without_what_if(content(again)) == without_what_if(content(snapshot))


def test_layers_that_nothing_happens_to_are_shared() -> None:
    snapshot = worked_example()
    changed = apply_changes(snapshot, [remove("tie", "p-pair", "p-other")])
    assert {name for name, layer in changed.layers.items() if layer is not snapshot.layers[name]} == {
        "ties", "partnership_members"}


def test_a_version_follows_from_the_first_one_and_the_changes_in_any_order() -> None:
    snapshot, changes = worked_example(), [remove("partner", "p-hub"), add("tie", "p-new", "p-full")]
    one, other = apply_changes(snapshot, changes), apply_changes(snapshot, changes[::-1])
    assert one.version == other.version and content_hash(one) == content_hash(other)
    assert len({snapshot.version, one.version, apply_changes(snapshot, changes[:1]).version}) == 3


def test_rows_can_be_followed() -> None:
    snapshot = worked_example()
    done = applied(snapshot, [remove("partner", "p-full"), add("partner", "p-a")])
    for row, each in enumerate(snapshot.partners.ids):
        assert done.row("Partner", row) == done.snapshot.partners.ids.find(each)
    assert done.rows("Partner", snapshot.partner_count).tolist() == [
        done.row("Partner", row) for row in range(snapshot.partner_count)]
    assert done.row("Capability", 3) == 3


def test_a_country_that_nobody_has_any_more_is_no_label_any_more() -> None:
    changed = apply_changes(worked_example(), [remove("partner", "p-full"), add("partner", "p-x", country="BR")])
    column = changed.partners.columns["country"]
    assert isinstance(column, Categories) and list(column.labels) == ["BR", "CN", "US"]


def test_a_larger_partnership_goes_on_and_one_left_alone_ends() -> None:
    snapshot = tiny_snapshot(partners=["a", "b", "c", "d"], ties=[("a", "b"), ("c", "d")])
    # Three in one partnership: c joins that of a and b.
    members = snapshot.layer("partnership_members")
    three = replace(members, indptr=np.array([0, 3, 5]), indices=np.array([0, 1, 2, 2, 3], dtype=np.int32),
                    weights=np.ones(5, dtype=np.float32))
    snapshot = Snapshot(snapshot.as_of, snapshot.nodes, {**snapshot.layers, three.name: three}, snapshot.provenance)
    less_one = apply_changes(snapshot, [remove("partner", "c")])
    assert list(less_one.nodes["Partnership"].ids) == ["a-b"]
    assert less_one.layer("partnership_members").neighbours(0).tolist() == [0, 1]
    less_tie = apply_changes(snapshot, [remove("tie", "a", "b"), remove("tie", "d", "c")])
    assert list(less_tie.nodes["Partnership"].ids) == ["a-b"] and "ties" not in less_tie.layers


@pytest.mark.parametrize(("changes", "message"), [
    ([], "nothing to change"),
    ([remove("partner", "p-hub"), remove("partner", "p-hub")], "is there twice"),
    ([remove("tie", "p-asks", "p-hub"), remove("tie", "p-hub", "p-asks")], "is there twice"),
    ([remove("capability", "p-asks", "x1"), add("capability", "p-asks", "x1")], "contradict each other"),
    ([remove("partner", "p-hub"), remove("tie", "p-asks", "p-hub")], "removed as a whole"),
    ([remove("partner", "nobody")], "is not in the graph"),
    ([add("partner", "p-hub")], "is already in the graph"),
    ([add("partner", "")], "needs an id"),
    ([add("tie", "p-hub", "p-hub")], "no tie to itself"),
    ([add("tie", "p-hub", "p-asks")], "are already partners"),
    ([remove("tie", "p-hub", "p-nobody")], "are not partners"),
    ([add("tie", "p-hub", "elsewhere")], "add it as a partner first"),
    ([add("capability", "p-hub", "nothing")], "there is no capability"),
    ([add("capability", "p-hub", "x1")], "has it already"),
    ([remove("capability", "p-zero", "x1")], "does not have it"),
    ([add("capability", "p-hub", "y1", weight=0.0)], "above 0"),
    ([add("capability", "p-hub", "y1", weight=float("nan"))], "above 0"),
])
def test_what_cannot_be_is_refused_with_a_reason(changes: list[Change], message: str) -> None:
    with pytest.raises(ImpossibleChange, match=message):
        apply_changes(worked_example(), changes)


def test_a_recorded_lack_becomes_a_capability() -> None:
    changed = apply_changes(worked_example(), [add("capability", "p-zero", "x1", weight=3.0)])
    assert content(changed)["layers"]["profile p-zero x1"] == (3.0, WHAT_IF)


def test_a_graph_without_partnerships_goes_on_without_them() -> None:
    snapshot = worked_example()
    left = {name: layer for name, layer in snapshot.layers.items() if name != "partnership_members"}
    bare = Snapshot(snapshot.as_of, snapshot.nodes, left, snapshot.provenance)
    changed = apply_changes(bare, [add("tie", "p-new", "p-nobody")])
    assert "partnership_members" not in changed.layers and "ties p-new p-nobody" in content(changed)["layers"]


def test_everybody_may_go_and_somebody_may_come_to_nobody() -> None:
    pair = tiny_snapshot(ties=[("a", "b")])
    assert apply_changes(pair, [remove("partner", "a"), remove("partner", "b")]).partner_count == 0
    assert apply_changes(tiny_snapshot(), [add("partner", "a"), add("partner", "b"), add("tie", "a", "b")]).layer(
        "ties").neighbours(0).tolist() == [1]
