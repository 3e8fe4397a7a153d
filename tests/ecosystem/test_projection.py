"""What a snapshot holds of a store at a day, on an ecosystem small enough to check by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from ecosystem.errors import StoreUnavailable
from ecosystem.projection import PATENTS_OF, Filters, project
from ecosystem.stores.base import Store
from ecosystem.stores.memory import MemoryStore
from scoring.snapshot import PROFILE, TIES, Layer, Snapshot, Strings
from tests.builders import write

LEI = "5493001KJTIIGC8Y1R12"

TINY: dict[str, list[dict[str, Any]]] = {
    "partners": [
        {"id": "a", "name": "Ada Motors", "country": "DE", "parent_id": "z"},
        {"id": "b", "name": "Bit Works", "country": "CN", "aliases": "比特工坊"},
        {"id": "c", "name": "Cargo", "valid_from": "2020-05"},
        {"id": "z", "name": "Zeta Group"},
    ],
    "capabilities": [
        {"id": "H", "name": "electricity"},
        {"id": "H01", "name": "batteries", "broader_id": "H"},
        {"id": "H02", "name": "power", "broader_id": "H"},
    ],
    "partner_capabilities": [
        {"partner_id": "a", "capability_id": "H01", "weight": 0.5, "source": "s", "valid_from": "2019"},
        {"partner_id": "b", "capability_id": "H01", "source": "s"},
        {"partner_id": "c", "capability_id": "H02"},
    ],
    "patents": [
        {"id": "p1", "title": "Cell", "filed": "2018-03-01"},
        {"id": "p2", "title": "Pack", "filed": "2021-01-15"},
    ],
    "patent_owners": [{"patent_id": "p1", "partner_id": "a"}, {"patent_id": "p2", "partner_id": "b"}],
    "patent_classes": [
        {"patent_id": "p1", "capability_id": "H01"}, {"patent_id": "p1", "capability_id": "H02"},
        {"patent_id": "p2", "capability_id": "H02"},
    ],
    "partnerships": [
        {"id": "n1", "kind": "alliance", "valid_from": "2015-01-01", "valid_to": "2019-12-31"},
        {"id": "n2", "kind": "joint_venture", "valid_from": "2018-06-01"},
    ],
    "partnership_members": [
        {"partnership_id": "n1", "partner_id": "a"}, {"partnership_id": "n1", "partner_id": "b"},
        {"partnership_id": "n2", "partner_id": "a"}, {"partnership_id": "n2", "partner_id": "b"},
        {"partnership_id": "n2", "partner_id": "z"},
    ],
}


@pytest.fixture
def store() -> Iterator[Store]:
    with MemoryStore() as opened:
        write(opened, "tiny", TINY)
        yield opened


def ties_of(snapshot: Snapshot, name: str) -> dict[tuple[str, str], float]:
    layer = snapshot.layers.get(name)
    if layer is None:
        return {}
    here, there = snapshot.nodes[layer.source].ids, snapshot.nodes[layer.target].ids
    return {
        (here[row], there[int(column)]): float(weight)
        for row in range(layer.shape[0])
        for column, weight in zip(layer.neighbours(row), layer.weights_of(row), strict=True)
    }


def test_a_node_exists_from_the_last_day_of_its_first_period(store: Store) -> None:
    assert "c" not in list(project(store, date(2020, 5, 30)).partners.ids)
    assert "c" in list(project(store, date(2020, 5, 31)).partners.ids)


def test_ties_count_common_partnerships_that_stand_and_are_symmetric(store: Store) -> None:
    assert ties_of(project(store, date(2018, 12, 31)), TIES) == {
        ("a", "b"): 2.0, ("b", "a"): 2.0, ("a", "z"): 1.0, ("z", "a"): 1.0, ("b", "z"): 1.0, ("z", "b"): 1.0,
    }
    assert ties_of(project(store, date(2017, 1, 1)), TIES) == {("a", "b"): 1.0, ("b", "a"): 1.0}
    assert ties_of(project(store, date(2020, 1, 1)), TIES)[("a", "b")] == 1.0


def test_the_profile_adds_declared_weights_and_fractions_of_patents_filed_by_then(store: Store) -> None:
    assert ties_of(project(store, date(2020, 12, 31)), PROFILE) == {
        ("a", "H01"): 1.0, ("a", "H02"): 0.5, ("b", "H01"): 1.0, ("c", "H02"): 1.0,
    }
    later = ties_of(project(store, date(2021, 1, 15)), PROFILE)
    assert later[("b", "H02")] == 1.0
    assert ties_of(project(store, date(2018, 12, 31)), PROFILE)[("a", "H01")] == 0.5, "declared for 2019 only"


def test_a_reference_is_a_layer_of_its_own(store: Store) -> None:
    snapshot = project(store, date(2022, 1, 1))
    assert ties_of(snapshot, "capabilities.broader_id") == {("H01", "H"): 1.0, ("H02", "H"): 1.0}
    assert ties_of(snapshot, "partners.parent_id") == {("a", "z"): 1.0}
    assert ties_of(snapshot, PATENTS_OF) == {("a", "p1"): 1.0, ("b", "p2"): 1.0}


def test_facts_keep_source_and_dates(store: Store) -> None:
    snapshot = project(store, date(2022, 1, 1))
    layer = snapshot.layer("partner_capabilities")
    entry = layer.fact_of(snapshot.partners.ids.find("a"), snapshot.nodes["Capability"].ids.find("H01"))
    assert (snapshot.provenance.sources[entry], snapshot.provenance.valid_from[entry]) == ("s", "2019")
    nothing_said = layer.fact_of(snapshot.partners.ids.find("c"), snapshot.nodes["Capability"].ids.find("H02"))
    assert nothing_said == -1


def test_facts_planted_after_the_day_change_no_byte(store: Store) -> None:
    before = project(store, date(2019, 6, 1)).version
    write(store, "later", {
        "partners": [{"id": "d", "name": "Dart", "valid_from": "2019-06-02"}],
        "partner_capabilities": [
            {"partner_id": "a", "capability_id": "H02", "recorded_at": "2019-07", "source": "late"},
            {"partner_id": "b", "capability_id": "H02", "valid_from": "2019", "source": "late"},
        ],
        "partnerships": [{"id": "n3", "valid_from": "2019-06-02"}],
        "partnership_members": [{"partnership_id": "n3", "partner_id": "a"},
                                {"partnership_id": "n3", "partner_id": "z"}],
        "identifiers": [{"partner_id": "a", "scheme": "LEI", "value": LEI, "valid_from": "2020"},
                        {"partner_id": "b", "scheme": "lei", "value": LEI, "valid_from": "2020"}],
    })
    assert project(store, date(2019, 6, 1)).version == before
    assert project(store, date(2020, 12, 31)).version != before


def test_two_records_with_one_lei_are_one_partner_whose_facts_are_joined(store: Store) -> None:
    write(store, "again", {
        "partners": [{"id": "b2", "name": "Bit Works Ltd", "lei": LEI, "website": "https://bit.example"}],
        "identifiers": [{"partner_id": "b", "scheme": "LEI", "value": LEI}],
        "partner_capabilities": [{"partner_id": "b2", "capability_id": "H02", "weight": 0.25}],
    })
    snapshot = project(store, date(2020, 12, 31))
    assert list(snapshot.partners.ids) == ["a", "b", "c", "z"]
    row = snapshot.partners.ids.find("b")
    aliases, records = snapshot.partners.columns["aliases"], snapshot.partners.columns["records"]
    assert isinstance(aliases, Strings) and isinstance(records, Strings)
    assert set(aliases[row].split(";")) == {"比特工坊", "Bit Works Ltd"}
    assert records[row] == "b\nb2" and records[snapshot.partners.ids.find("a")] == ""
    assert ties_of(snapshot, PROFILE)[("b", "H02")] == 0.25


def test_filters_leave_out_statements_of_other_sources_and_uncertain_ones(store: Store) -> None:
    only = project(store, date(2022, 1, 1), Filters(sources=("s",)))
    assert set(ties_of(only, "partner_capabilities")) == {("a", "H01"), ("b", "H01")}
    write(store, "vague", {"partner_capabilities": [
        {"partner_id": "z", "capability_id": "H01", "confidence": 0.2, "source": "rumour"}]})
    sure = project(store, date(2022, 1, 1), Filters(min_confidence=0.5))
    assert ("z", "H01") not in ties_of(sure, "partner_capabilities")
    assert ("c", "H02") in ties_of(sure, "partner_capabilities"), "nothing is said about its certainty"


def test_of_a_statement_made_twice_the_one_recorded_last_stands(store: Store) -> None:
    write(store, "revised", {"partner_capabilities": [
        {"partner_id": "z", "capability_id": "H01", "weight": 0.1, "recorded_at": "2016", "source": "x"},
        {"partner_id": "z", "capability_id": "H01", "weight": 0.9, "recorded_at": "2018", "source": "x"},
    ]})
    assert ties_of(project(store, date(2022, 1, 1)), "partner_capabilities")[("z", "H01")] == np.float32(0.9)
    assert ties_of(project(store, date(2017, 1, 1)), "partner_capabilities")[("z", "H01")] == np.float32(0.1)


def test_an_empty_store_gives_an_empty_snapshot() -> None:
    with MemoryStore() as empty:
        snapshot = project(empty, date(2020, 1, 1))
    assert snapshot.partner_count == 0 and dict(snapshot.layers) == {}


def test_every_layer_is_sorted_and_read_only(store: Store) -> None:
    snapshot = project(store, date(2022, 1, 1))
    for layer in snapshot.layers.values():
        assert isinstance(layer, Layer) and not layer.weights.flags.writeable
        for row in range(layer.shape[0]):
            assert np.all(np.diff(layer.neighbours(row)) > 0)


def test_a_tie_is_dated_by_its_partnership_where_the_membership_says_nothing(store: Store) -> None:
    snapshot = project(store, date(2018, 12, 31))
    ties = snapshot.layer(TIES)
    entry = ties.fact_of(snapshot.partners.ids.find("a"), snapshot.partners.ids.find("z"))
    assert snapshot.provenance.valid_from[entry] == "2018-06-01"


def test_a_store_that_is_written_meanwhile_is_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ids, written = store.ids, []

    def write_once(label: str) -> Any:
        if not written:
            written.append(True)
            write(store, "meanwhile", {"partners": [{"id": "aa", "name": "Aardvark"}]})
        return ids(label)

    monkeypatch.setattr(store, "ids", write_once)
    snapshot = project(store, date(2018, 12, 31))
    assert "aa" in list(snapshot.partners.ids) and ties_of(snapshot, TIES)[("a", "z")] == 1.0


def test_a_store_that_is_written_without_end_is_said_to_be(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ids, written = store.ids, []

    def write_again(label: str) -> Any:
        written.append(label)
        write(store, f"more {len(written)}", {"partners": [{"id": f"p{len(written)}", "name": "One more"}]})
        return ids(label)

    monkeypatch.setattr(store, "ids", write_again)
    with pytest.raises(StoreUnavailable, match="being written"):
        project(store, date(2018, 12, 31))
