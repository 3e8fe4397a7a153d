"""Retrieval through the facade: names, days, reasons; and the most alike of everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from ecosystem.errors import InvalidParameter, UnknownPartner
from ecosystem.service import Ecosystem

HELD = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("c", "x"), ("c", "z"), ("e", "w")]


@pytest.fixture(scope="module")
def eco() -> Iterator[Ecosystem]:
    with Ecosystem("memory:") as opened:
        opened.import_frames({
            "partners": pd.DataFrame({"id": list("abcde"), "name": ["Ada", "Bit", "Cog", "Dot", "Eve"]}),
            "capabilities": pd.DataFrame({"id": list("wxyz"), "name": list("wxyz")}),
            "partner_capabilities": pd.DataFrame(HELD, columns=["partner_id", "capability_id"]),
            "partnerships": pd.DataFrame({"id": ["ab", "bd"], "valid_from": "2021-01-01"}),
            "partnership_members": pd.DataFrame({"partnership_id": ["ab", "ab", "bd", "bd"],
                                                 "partner_id": ["a", "b", "b", "d"]}),
        })
        yield opened


def test_each_candidate_says_which_ways_found_it(eco: Ecosystem) -> None:
    answer = eco.retrieval.candidates("Ada")
    ways = {item.partner.id: [(way.route, way.scorer, way.rank) for way in item.ways] for item in answer.items}
    assert ways["c"][0] == ("content", "tfidf_cosine", 1) and ways["d"] == [("network", "adamic_adar", 1)]
    assert "a" not in ways and "b" not in ways and "e" not in ways
    assert answer.as_of == eco.last_day and answer.snapshot == eco.snapshot().version
    assert set(answer.to_frame().columns) >= {"id", "name", "routes", "content_rank", "network_rank"}


def test_before_the_partnerships_the_network_is_silent_and_the_partner_is_a_candidate(eco: Ecosystem) -> None:
    answer = eco.retrieval.candidates("a", as_of="2020")
    assert [(each.route, each.reason) for each in answer.silent] == [("network", "no_data")]
    assert answer.items[0].partner.id == "b"


def test_hubs_can_be_set_back(eco: Ecosystem) -> None:
    answer = eco.retrieval.candidates("a", corrected=True)
    assert {way.scorer for item in answer.items for way in item.ways if way.route == "content"} == {
        "tfidf_popularity_corrected"}


def test_the_most_alike_of_everybody_without_partners(eco: Ecosystem) -> None:
    frame = eco.retrieval.alike(2)
    pairs = list(zip(frame.partner_id, frame["rank"], frame.other_id, strict=True))
    assert pairs == [("a", 1, "c"), ("b", 1, "c"), ("c", 1, "a"), ("c", 2, "b")]
    assert len(eco.retrieval.alike(2, with_partners=True)) == 6


@pytest.mark.parametrize("count", [0, 1_001])
def test_a_number_out_of_range_is_refused(eco: Ecosystem, count: int) -> None:
    with pytest.raises(InvalidParameter, match="per_route"):
        eco.retrieval.candidates("a", per_route=count)
    with pytest.raises(InvalidParameter, match="k is"):
        eco.retrieval.alike(count)


def test_an_unknown_asker_is_said(eco: Ecosystem) -> None:
    with pytest.raises(UnknownPartner):
        eco.retrieval.candidates("zebra")


def test_a_graph_without_portfolios_has_no_alike_pairs() -> None:
    with Ecosystem("memory:") as bare:
        bare.import_frames({"partners": pd.DataFrame({"id": ["a"], "name": ["A"], "valid_from": ["2020-01-01"]})})
        assert bare.retrieval.alike().empty
