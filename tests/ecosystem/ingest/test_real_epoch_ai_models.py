"""Epoch AI's models come in whole, and each of their traps is gone round."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.ecosystem.ingest.mapped import imported, lines, pairs, real

pytestmark = pytest.mark.real_data
Rows = list[dict[str, Any]]
ORGANISATION, CATEGORY, COUNTRY = "Organization", "Organization categorization", "Country (from Organization)"


@pytest.fixture(scope="module")
def found(real_data: Path) -> dict[str, Rows]:
    return real("epoch-ai-models", real_data)


@pytest.fixture(scope="module")
def given(real_data: Path) -> list[dict[str, str]]:
    return list(lines(real_data / "epoch-ai-models", "all_ai_models.cut.csv.gz"))


def by_name(found: dict[str, Rows]) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in found["partners"]}


def test_the_whole_set_is_accepted(real_data: Path, tmp_path: Path) -> None:
    report = imported("epoch-ai-models", real_data, tmp_path)
    assert dict(report.accepted) == {
        "partners": 823, "capabilities": 90, "channels": 5, "partnerships": 761, "partner_capabilities": 1_675,
        "partner_channels": 546, "supplies": 1_616, "partnership_members": 2_226}
    assert not any(report.rejected.values())


def test_a_comma_inside_a_name_does_not_make_an_organisation(found: dict[str, Rows],
                                                            given: list[dict[str, str]]) -> None:
    naive = {name.strip() for row in given for name in row[ORGANISATION].split(",")} - {""}
    assert len(naive) == 823
    names = by_name(found)
    assert not {"Inc", "McLean", "Delhi"} & set(names)
    assert {"SambaNova Systems, Inc", "Booz Allen Hamilton, McLean",
            "NERSC, Lawrence Berkeley National Laboratory"} <= set(names)
    # Three fragments are gone; a maker of hardware and two sellers of computing came with the supplies.
    added = {"AMD", "Amazon Web Services", "Oracle"}
    assert added <= set(names) and not added & naive
    assert len(names) == 823 - 3 + len(added)


def test_a_line_break_inside_a_name_is_a_blank(found: dict[str, Rows]) -> None:
    assert "Indraprastha Institute of Information Technology Delhi" in by_name(found)


def test_the_pairs_differ_from_the_naive_count_only_by_the_fragments(found: dict[str, Rows]) -> None:
    # 2,942 with fragments: 34 pairs are with one, or are of an organisation and its own other half.
    assert len(pairs(found["partnership_members"])) == 2_908


def test_long_forms_are_aliases(found: dict[str, Rows]) -> None:
    names = by_name(found)
    assert names["Massachusetts Institute of Technology"]["aliases"].split(";") == [
        "MIT", "Massachusetts Institute of Technology (MIT)"]
    assert "UC Berkeley" in names["University of California Berkeley"]["aliases"]
    assert "aliases" not in names["Northeastern University (China)"]
    assert "Northeastern University" in names


def test_a_country_is_told_only_where_the_lists_are_parallel(found: dict[str, Rows],
                                                            given: list[dict[str, str]]) -> None:
    names = by_name(found)
    # Three organisations with three countries, but two categories: Inception is in Abu Dhabi, not in the US.
    jais = next(row for row in given if row["Model"] == "Jais")
    assert [len(jais[key].split(",")) for key in (ORGANISATION, CATEGORY, COUNTRY)] == [3, 2, 3]
    assert "country" not in names["Inception"]
    assert (names["OpenAI"]["country"], names["Tsinghua University"]["country"]) == ("US", "CN")
    assert (names["DeepMind"]["country"], names["NAVER"]["country"]) == ("GB", "KR")
    assert sum("country" in row for row in found["partners"]) == 583


def test_multinational_is_no_country(found: dict[str, Rows]) -> None:
    names = by_name(found)
    assert "country" not in names["Stability AI"]
    assert names["Stability AI"]["countries_as_written"].startswith("Multinational,")
    assert all(len(row["country"]) == 2 for row in found["partners"] if "country" in row)


def test_large_author_lists_say_how_large_they_are(found: dict[str, Rows]) -> None:
    sizes = {row["id"]: int(row["members"]) for row in found["partnerships"]}
    assert sizes == Counter(row["partnership_id"] for row in found["partnership_members"])
    assert max(sizes.values()) > 20
    partners_of: dict[str, set[str]] = {}
    for one, other in pairs(found["partnership_members"]):
        partners_of.setdefault(one, set()).add(other)
        partners_of.setdefault(other, set()).add(one)
    # 105 with the fragment ' Inc' among them.
    assert max((len(others), name) for name, others in partners_of.items()) == (104, "epoch:stanford-university")


def test_a_model_without_a_date_is_known_when_it_was_written_down(found: dict[str, Rows],
                                                                 given: list[dict[str, str]]) -> None:
    undated = [row for row in given if not row["Publication date"]]
    assert len(undated) == 40
    shared = {row["Model"]: row["Last modified"][:10] for row in undated if "," in row[ORGANISATION]}
    assert {row["name"]: row["recorded_at"] for row in found["partnerships"] if "valid_from" not in row} == shared
    for table in ("partnerships", "partnership_members", "partner_capabilities", "partner_channels", "supplies"):
        assert all(("valid_from" in row) != ("recorded_at" in row) for row in found[table])


def test_a_domain_cell_holds_several_capabilities(found: dict[str, Rows], given: list[dict[str, str]]) -> None:
    domains = {name for row in given for name in row["Domain"].split(",")} - {""}
    assert {row["name"] for row in found["capabilities"] if row["scheme"] == "Epoch AI domain"} == domains
    assert len(domains) == 20


def test_a_capability_begins_with_the_first_model_of_its_domain(found: dict[str, Rows],
                                                               given: list[dict[str, str]]) -> None:
    first = min(row["Publication date"] for row in given
                if row[ORGANISATION] == "OpenAI" and "Robotics" in row["Domain"].split(","))
    told = {(row["partner_id"], row["capability_id"]): row for row in found["partner_capabilities"]}
    assert told["epoch:openai", "epoch:domain:robotics"]["valid_from"] <= first


def test_the_owner_of_a_base_model_supplies(found: dict[str, Rows]) -> None:
    edges = {(row["supplier_id"], row["customer_id"], row["what"]) for row in found["supplies"]}
    assert ("epoch:meta-ai", "epoch:university-of-washington", "base model") in edges
    assert ("epoch:nvidia", "epoch:openai", "training hardware") in edges
    assert not any(row["supplier_id"] == row["customer_id"] for row in found["supplies"])
    # "Llama 2-13B" is not in the table and "Llama 2-70B" is.
    assert ("epoch:meta-ai", "Llama 2-13B") in {(row["supplier_id"], row["thing"]) for row in found["supplies"]}


def test_access_to_models_is_a_channel_and_no_access_is_none(found: dict[str, Rows]) -> None:
    assert Counter(row["kind"] for row in found["channels"]) == {"open weights": 3, "API": 1, "hosted": 1}
    assert ("epoch:openai", "epoch:access:api-access") in {
        (row["partner_id"], row["channel_id"]) for row in found["partner_channels"]}


def test_two_models_of_one_name_are_two_partnerships(found: dict[str, Rows]) -> None:
    assert sorted(row["id"] for row in found["partnerships"] if row["name"] == "AMPLIFY") == [
        "epoch:model:AMPLIFY", "epoch:model:AMPLIFY #2"]


def test_a_line_number_is_the_line_of_the_file(found: dict[str, Rows], real_data: Path) -> None:
    text = gzip.decompress((real_data / "epoch-ai-models" / "all_ai_models.cut.csv.gz").read_bytes()).decode()
    physical = text.split("\n")
    for row in found["partnerships"][::50]:
        assert row["name"].split('"')[0] in physical[row["_line"] - 1]
