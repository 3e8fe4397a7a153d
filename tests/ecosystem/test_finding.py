"""Lists of organisations: facets count what a look at every organisation counts, pages go on where they stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd
import pytest

from ecosystem import demo
from ecosystem.errors import InvalidCursor, InvalidParameter, UnknownNode
from ecosystem.service import Ecosystem


@pytest.fixture(scope="module")
def eco() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as opened:
        opened.import_frames(demo.generate(), now="2024-01-01T00:00:00Z")
        yield opened


@pytest.fixture
def small() -> Iterator[Ecosystem]:
    """Ada makes castings and works with Bit; Bit sees as well; Cé is in no country; Dot is alone."""
    with Ecosystem("memory:") as opened:
        opened.import_frames({
            "partners": pd.DataFrame({"id": ["a", "b", "c", "d"], "name": ["Ada", "Bit", "cé", "Dot"],
                                      "country": ["DE", "CN", None, "DE"], "kind": ["company"] * 3 + ["start-up"],
                                      "aliases": ["Ada Motors", None, None, None]}),
            "capabilities": pd.DataFrame({"id": ["cast", "see"], "name": ["casting", "vision"]}),
            "partner_capabilities": pd.DataFrame({"partner_id": ["a", "b", "b"],
                                                  "capability_id": ["cast", "cast", "see"]}),
            "partnerships": pd.DataFrame({"id": ["p"]}),
            "partnership_members": pd.DataFrame({"partnership_id": ["p", "p"], "partner_id": ["a", "b"]}),
        })
        yield opened


def ids(eco: Ecosystem, **asked: object) -> list[str]:
    return [each.partner.id for each in eco.catalogue.find(**asked).items]  # type: ignore[arg-type]


def counts(eco: Ecosystem, facet: str, **asked: object) -> dict[str, int]:
    found = {each.name: each for each in eco.catalogue.find(**asked).facets}[facet]  # type: ignore[arg-type]
    return {each.value: each.count for each in found.values}


def test_a_list_is_ordered_by_what_was_asked_for(small: Ecosystem) -> None:
    assert ids(small) == ["a", "b", "c", "d"]
    assert ids(small, sort="capabilities") == ["b", "a", "c", "d"]
    assert ids(small, sort="name") == ["a", "b", "c", "d"]
    with pytest.raises(InvalidParameter, match="partners, name, capabilities"):
        small.catalogue.find(sort="size")


def test_facets_narrow_each_other_and_leave_their_own_choice_out(small: Ecosystem) -> None:
    found = small.catalogue.find(country=["DE"], kind=["company"])
    assert ([each.partner.id for each in found.items], found.total, found.known) == (["a"], 1, 4)
    assert counts(small, "country", country=["DE"], kind=["company"]) == {"CN": 1, "DE": 1}
    assert counts(small, "kind", country=["DE"], kind=["company"]) == {"company": 1, "start-up": 1}
    assert counts(small, "capability", country=["DE"]) == {"cast": 1}


def test_values_of_one_facet_are_alternatives(small: Ecosystem) -> None:
    assert ids(small, country=["CN", "DE"]) == ["a", "b", "d"]
    assert ids(small, capability=["cast", "see"]) == ["a", "b"]


def test_what_is_not_known_is_counted_and_not_made_a_value(small: Ecosystem) -> None:
    country, _, industry, capability = small.catalogue.find().facets
    assert (country.unknown, industry.unknown, capability.unknown) == (1, 4, 2) and industry.values == ()


def test_a_choice_that_nobody_has_is_shown_so_that_it_can_be_taken_away(small: Ecosystem) -> None:
    found = small.catalogue.find(country=["XX"], capability=["see"])
    chosen = [(each.value, each.count) for facet in found.facets for each in facet.values if each.chosen]
    assert found.items == () and chosen == [("XX", 0), ("see", 0)]
    with pytest.raises(UnknownNode, match="sea"):
        small.catalogue.find(capability=["sea"])


def test_a_search_says_why_and_keeps_to_what_was_chosen(small: Ecosystem) -> None:
    (hit,) = small.catalogue.find("ada motors").items
    assert (hit.partner.id, hit.matched, hit.reason, hit.partners) == ("a", "Ada Motors", "exact", 1)
    assert ids(small, text="ada", country=["CN"]) == []
    assert small.catalogue.find("  ").query is None


def test_pages_hold_everybody_once_whatever_the_order(eco: Ecosystem) -> None:
    for sort in ("partners", "name", "patents", "id"):
        seen, cursor = [], None
        while True:
            page = eco.catalogue.find(sort=sort, limit=100, cursor=cursor)
            assert page.start == len(seen)
            seen += [each.partner.id for each in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == page.total == page.known
        assert seen == [each.partner.id for each in eco.catalogue.find(sort=sort, limit=None).items]
    with pytest.raises(InvalidCursor):
        eco.catalogue.find(cursor="nobody")


def test_facets_count_what_a_look_at_every_organisation_counts(eco: Ecosystem) -> None:
    everybody = eco.catalogue.find(country=["CN"], limit=None, facet_size=1_000)
    by_hand = Counter(each.partner.kind for each in everybody.items)
    kinds = {each.value: each.count for each in everybody.facets[1].values}
    assert kinds == by_hand
    held: Counter[str] = Counter()
    for each in everybody.items:
        held.update(fact.id for fact in eco.partner(each.partner.id).capabilities)
        assert each.capabilities == len(eco.partner(each.partner.id).capabilities)
    assert {each.value: each.count for each in everybody.facets[3].values} == held


def test_only_so_many_values_are_listed_and_the_rest_is_counted(eco: Ecosystem) -> None:
    few, all_of_them = (eco.catalogue.find(facet_size=size).facets[0] for size in (3, 1_000))
    assert len(few.values) == 3 and few.more == len(all_of_them.values) - 3
    assert [each.count for each in few.values] == sorted((each.count for each in all_of_them.values), reverse=True)[:3]


def test_an_empty_store_has_an_empty_list() -> None:
    with Ecosystem("memory:") as eco:
        found = eco.catalogue.find()
        assert (found.items, found.total, found.known) == ((), 0, 0)
        assert eco.catalogue.find("ada").items == ()


def test_a_list_is_a_table_too(small: Ecosystem) -> None:
    frame = small.catalogue.find().to_frame()
    assert frame["id"].tolist() == ["a", "b", "c", "d"] and frame["partners"].tolist() == [1, 1, 0, 0]
