from __future__ import annotations

import pickle
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MissingLayer
from scoring.snapshot import Categories, Layer, Nodes, Snapshot, Strings
from scoring.tiny import relabelled, tiny_snapshot, worked_example


@given(words=st.lists(st.text(st.characters(blacklist_categories=("Cs",)), max_size=5), max_size=9, unique=True),
       missing=st.text(st.characters(blacklist_categories=("Cs",)), max_size=5))
def test_strings_are_found_by_their_bytes(words: list[str], missing: str) -> None:
    words.sort(key=str.encode)
    strings = Strings.of(words)
    assert list(strings) == words and [strings[row] for row in range(len(words))] == words
    assert [strings.find(word) for word in words] == list(range(len(words)))
    assert strings.find(missing) == (words.index(missing) if missing in words else -1)


def test_rows_out_of_range_are_refused() -> None:
    strings = Strings.of(["a", "b"])
    assert strings[-1] == "b"
    with pytest.raises(IndexError, match="row 2 of 2"):
        strings[2]


def test_categories_answer_which_rows_have_a_value() -> None:
    countries = Categories.of(["DE", None, "CN", "DE"])
    assert countries.mask("DE").tolist() == [True, False, False, True]
    assert not countries.mask("FR").any()


def test_of_doubled_ties_the_first_stands_with_its_fact() -> None:
    layer = Layer.of("supplies", "Partner", "Partner", (2, 2), np.array([1, 0, 1]), np.array([0, 1, 0]),
                     np.array([5.0, 1.0, 7.0]), np.array([3, 4, 6]))
    assert layer.weights_of(1).tolist() == [5.0] and layer.fact_of(1, 0) == 3
    assert layer.fact_of(0, 0) == -1
    assert layer.matrix().toarray().tolist() == [[0, 1], [5, 0]]


def test_nothing_can_be_written_into_a_snapshot() -> None:
    snapshot = worked_example()
    with pytest.raises(ValueError, match="read-only"):
        snapshot.layer("profile").weights[0] = 2
    with pytest.raises(TypeError):
        snapshot.layers["profile"] = snapshot.layer("ties")  # type: ignore[index]


def test_a_missing_layer_is_named_with_those_that_are_there() -> None:
    with pytest.raises(MissingLayer, match="no layer 'ties'; it has: partner_capabilities, profile"):
        tiny_snapshot(profile={"a": {"x": 1}}).layer("ties")


def test_the_version_follows_the_content_and_nothing_else() -> None:
    one, again = (tiny_snapshot(profile={"a": {"x": 1}}) for _ in range(2))
    assert one.version == again.version
    assert tiny_snapshot(profile={"a": {"x": 2}}).version != one.version
    assert tiny_snapshot(profile={"a": {"x": 1}}, as_of=date(2024, 1, 2)).version != one.version
    assert tiny_snapshot(profile={"a": {"x": 1}}, names={"a": "A"}).version != one.version


def test_snapshots_survive_pickling() -> None:
    snapshot = worked_example()
    back = pickle.loads(pickle.dumps(snapshot))
    assert back.version == Snapshot(back.as_of, back.nodes, back.layers, back.provenance).version == snapshot.version


def test_relabelling_moves_columns_and_layers_along() -> None:
    plain = tiny_snapshot(ties=[("a", "b"), ("b", "c")], profile={"a": {"x": 1}})
    partners = Nodes("Partner", plain.partners.ids, plain.partners.names, {
        "country": Categories.of(["DE", "CN", None]), "website": Strings.of(["a.example", "", ""]),
        "size": np.array([1.0, 2.0, np.nan])})
    snapshot = Snapshot(plain.as_of, {**plain.nodes, "Partner": partners}, plain.layers, plain.provenance)
    turned = relabelled(snapshot, {"a": "3", "b": "2", "c": "1"})
    assert [turned.partners.columns["country"][row] for row in range(3)] == [None, "CN", "DE"]
    assert turned.partners.columns["website"][2] == "a.example"
    assert turned.partners.columns["size"][1] == 2
    assert turned.layer("ties").neighbours(1).tolist() == [0, 2]
    assert relabelled(turned, {"3": "a", "2": "b", "1": "c"}).version == snapshot.version
