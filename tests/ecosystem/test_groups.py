from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from ecosystem.errors import InvalidCursor, InvalidParameter
from ecosystem.service import Ecosystem
from ecosystem.stores.memory import MemoryStore
from tests.builders import write

TABLES = {
    "partners": [
        {"id": "top", "name": "Top Holding"}, {"id": "plant", "name": "Plant Works", "parent_id": "top"},
        {"id": "shop", "name": "Shop Sales", "parent_id": "top"}, {"id": "b", "name": "Bit Works"},
        {"id": "c", "name": "Cell Makers"}, {"id": "d", "name": "Delta Chips"}],
    "capabilities": [{"id": "cell", "name": "cells"}, {"id": "sale", "name": "sales"}],
    "partner_capabilities": [
        {"partner_id": "plant", "capability_id": "cell"}, {"partner_id": "shop", "capability_id": "sale"},
        {"partner_id": "b", "capability_id": "cell"}, {"partner_id": "b", "capability_id": "sale"},
        {"partner_id": "c", "capability_id": "cell"}, {"partner_id": "d", "capability_id": "sale"}],
    "partnerships": [{"id": "n", "valid_from": "2019-01-01"}],
    "partnership_members": [{"partnership_id": "n", "partner_id": "shop"}, {"partnership_id": "n", "partner_id": "c"}],
}


@pytest.fixture
def eco() -> Iterator[Ecosystem]:
    with MemoryStore() as store:
        write(store, "all", TABLES)
        yield Ecosystem(store)


def test_a_group_is_asked_through_any_of_its_members(eco: Ecosystem) -> None:
    for asked in ("plant", "Shop Sales", "top"):
        answer = eco.candidates(asked, scorer="overlap", level="ultimate_parent")
        assert answer.partner.id == "top" and answer.level == "ultimate_parent"
        assert [(item.partner.id, item.score) for item in answer.items] == [("b", 1.0), ("d", 0.5)]
        assert [(each.reason, each.count) for each in answer.excluded] == [("already_partner", 1)]
    alone = eco.candidates("plant", scorer="overlap")
    assert [item.partner.id for item in alone.items] == ["c", "b"] and alone.level == "entity"


def test_the_answer_names_the_state_of_the_graph_and_not_the_merged_copy(eco: Ecosystem) -> None:
    assert eco.candidates("top", level="ultimate_parent").snapshot == eco.snapshot().version
    assert eco.compare("plant", "b", level="ultimate_parent").snapshot == eco.snapshot().version


def test_comparing_members_of_one_group_says_that_they_are_one(eco: Ecosystem) -> None:
    answer = eco.compare("plant", "shop", scorers=["overlap"], level="ultimate_parent")
    assert answer.measures[0].a_to_b.reason == "self"
    assert eco.compare("plant", "b", scorers=["overlap"], level="ultimate_parent").measures[0].a_to_b.value == 1.0


def test_a_cursor_of_one_level_is_not_one_of_another(eco: Ecosystem) -> None:
    first = eco.candidates("top", scorer="overlap", level="ultimate_parent", limit=1)
    second = eco.candidates("top", scorer="overlap", level="ultimate_parent", limit=1, cursor=first.next)
    assert [item.partner.id for item in second.items] == ["d"]
    with pytest.raises(InvalidCursor):
        eco.candidates("top", scorer="overlap", limit=1, cursor=first.next)


def test_levels_that_do_not_exist_are_refused(eco: Ecosystem) -> None:
    with pytest.raises(InvalidParameter, match="entity, direct_parent or ultimate_parent"):
        eco.candidates("top", level="galaxy")


def test_a_group_view_is_made_once_and_goes_with_its_view(eco: Ecosystem) -> None:
    view = eco.view()
    assert view.consolidated("ultimate_parent") is view.consolidated("ultimate_parent")
    assert view.consolidated("entity") is view
    seen = weakref.ref(view.consolidated("ultimate_parent"))
    gc.disable()
    try:
        write(eco.store, "more", {"partners": [{"id": "z", "name": "Zenit"}]})
        eco.refresh()
        del view
        assert seen() is None
    finally:
        gc.enable()
