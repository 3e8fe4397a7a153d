"""Flows of citations between industries, on ecosystems small enough to be worked out by hand."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from ecosystem import Ecosystem
from ecosystem.answers import body
from ecosystem.errors import InvalidParameter, UnknownPartner

CARS, GRIDS = [f"c{at}" for at in range(5)], [f"g{at}" for at in range(5)]


def ecosystem(*, industries: bool = True, fields: bool = False, shared: bool = False,
              later: bool = False) -> Ecosystem:
    """Two organisations with five patents each; 8 + 2 citations by the cars', 1 + 9 by the grids'."""
    inside = [(one, other) for one in range(5) for other in range(one)]  # ten pairs of patents
    citations = [(CARS[one], CARS[other]) for one, other in inside[:8]]
    citations += [(CARS[0], GRIDS[0]), (CARS[1], GRIDS[0]), (GRIDS[4], CARS[0])]
    citations += [(GRIDS[one], GRIDS[other]) for one, other in inside[:9]]
    patents = CARS + GRIDS
    tables: dict[str, Any] = {
        "partners": [{"id": each, "name": each} for each in ("car", "grid", "none")],
        "patents": [{"id": each} for each in patents],
        "patent_owners": [{"patent_id": each, "partner_id": "car" if each in CARS else "grid"} for each in patents],
        "citations": [{"citing_id": one, "cited_id": other} for one, other in citations],
        "capabilities": [{"id": each, "name": each} for each in ("motor", "storage")],
        "partner_capabilities": [{"partner_id": "car", "capability_id": "motor", "weight": 1}],
        "patent_classes": [{"patent_id": each, "capability_id": "motor" if each in CARS else "storage"}
                           for each in patents],
    }
    if fields:
        above = {"driving": None, "power": None, "motor": "driving", "storage": "power"}
        tables["capabilities"] = [{"id": each, "name": each, "broader_id": up} for each, up in above.items()]
    if industries:
        tables["industries"] = [{"id": "cars", "name": "Cars"}, {"id": "grids", "name": "Grids"}]
        tables["partner_industries"] = [{"partner_id": "car", "industry_id": "cars"},
                                        {"partner_id": "grid", "industry_id": "grids"}]
        tables["partner_industries"] += [{"partner_id": "car", "industry_id": "grids"}] * shared
    made = Ecosystem("memory:")
    made.import_frames({name: pd.DataFrame(rows) for name, rows in tables.items()}, source="test")
    if later:
        made.import_frames({"citations": pd.DataFrame([{"citing_id": "c2", "cited_id": "g1",
                                                        "valid_from": "2025"}])}, source="later")
    return made


def numbers(eco: Ecosystem, **asked: Any) -> list[tuple[str, str, float, float, float]]:
    return [(each.citing.id, each.cited.id, round(each.citations, 6), round(each.expected, 6), round(each.lift, 6))
            for each in eco.opportunities.flows(**asked).items]


def test_citations_over_what_the_sizes_of_both_would_make_them_each_way_for_itself() -> None:
    # Cars make 10 of 20 citations and get 9; grids make 10 and get 11.
    assert numbers(ecosystem()) == [("cars", "grids", 2.0, 5.5, 0.363636), ("grids", "cars", 1.0, 4.5, 0.222222)]


def test_few_citations_have_the_interval_of_a_poisson_count_and_a_flag() -> None:
    first = ecosystem().opportunities.flows().items[0]
    assert first.low is not None and first.high is not None and first.log2 is not None
    # 2 seen: 0.3554 to 6.2958 by Garwood's table
    assert (round(first.low * 5.5, 3), round(first.high * 5.5, 3)) == (0.355, 6.296)
    assert first.flags == ("few_citations",) and round(first.log2, 6) == -1.459432


def test_what_is_grouped_is_told_beside_what_is_on_record() -> None:
    found = ecosystem().opportunities.flows()
    assert (found.citations, found.grouped, found.groups, found.total, found.reason) == (20, 20.0, "industry", 2, None)


def test_a_partner_sees_the_flows_of_its_own_industries_marked() -> None:
    found = ecosystem().opportunities.flows("car")
    assert [each.id for each in found.home] == ["cars"]
    assert [(each.home_cites, each.home_is_cited) for each in found.items] == [(True, False), (False, True)]


def test_a_patent_whose_owner_has_two_industries_counts_half_for_each() -> None:
    # A car's patent is ½ cars, ½ grids: of cars' 8 own, 4 cross (2 each way); 2 to grids: 1; 1 from grids: ½.
    found = {(one, other): count for one, other, count, _, _ in numbers(ecosystem(shared=True))}
    assert found == {("cars", "grids"): 3.0, ("grids", "cars"): 2.5}


def test_fields_stand_in_where_no_industry_is_on_record() -> None:
    found = ecosystem(industries=False, fields=True).opportunities.flows()
    assert found.groups == "field"
    assert [(each.citing.id, each.cited.id, each.citations) for each in found.items] == [
        ("driving", "power", 2.0), ("power", "driving", 1.0)]
    alone = ecosystem(industries=True, fields=True).opportunities.flows("none")
    assert (alone.groups, alone.home, alone.items, alone.reason) == ("field", (), (), "no_home")


def test_without_groups_or_citations_there_is_a_reason() -> None:
    assert ecosystem(industries=False).opportunities.flows().reason == "no_groups"
    with Ecosystem("memory:") as empty:
        empty.import_frames({"partners": pd.DataFrame({"id": ["a"], "name": ["A"]})})
        assert empty.opportunities.flows().reason == "no_citations"


def test_what_comes_later_changes_nothing_and_two_runs_are_the_same_bytes() -> None:
    assert numbers(ecosystem(later=True), as_of="2024") == numbers(ecosystem(), as_of="2024")
    assert numbers(ecosystem(later=True), as_of="2025")[0][2] == 3.0
    eco = ecosystem()
    said = [json.dumps(body(eco.opportunities.flows()), allow_nan=False) for _ in range(2)]
    assert said[0] == said[1]


def test_a_frame_has_a_row_per_flow() -> None:
    assert ecosystem().opportunities.flows(limit=1).to_frame()["citing"].tolist() == ["cars"]


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="limit is 0"):
        ecosystem().opportunities.flows(limit=0)
    with pytest.raises(UnknownPartner):
        ecosystem().opportunities.flows("somebody else entirely")
