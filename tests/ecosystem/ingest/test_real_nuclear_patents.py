"""Nuclear patents come in whole, and each of their traps is gone round."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ecosystem.ingest.mapping import load_mapping
from tests.ecosystem.ingest.mapped import imported, lines, mapped, real

pytestmark = pytest.mark.real_data
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def found(real_data: Path) -> dict[str, Rows]:
    return real("nuclear-patents", real_data)


@pytest.fixture(scope="module")
def given(real_data: Path) -> list[dict[str, str]]:
    return list(lines(real_data / "nuclear-patents", "applications_*.csv.gz"))


def test_the_whole_set_is_accepted(real_data: Path, tmp_path: Path) -> None:
    report = imported("nuclear-patents", real_data, tmp_path)
    assert dict(report.accepted) == {
        "partners": 1_334, "capabilities": 3_317, "patents": 6_581,
        "patent_owners": 5_795, "patent_classes": 16_063, "citations": 449}
    assert not any(report.rejected.values())


def test_an_application_in_several_files_is_one(found: dict[str, Rows], given: list[dict[str, str]]) -> None:
    assert len({row["pgpub_id"] for row in given}) == 5_803
    applications = {row["application_id"] for row in given}
    assert len(applications) == 5_795  # eight were published twice
    rows = Counter(row["id"] for row in found["patents"])
    assert set(rows.values()) == {1}
    assert {f"uspto:{each}" for each in applications} <= set(rows)
    published: dict[str, str] = {}
    for row in given:
        key = f"uspto:{row['application_id']}"
        published[key] = min(published.get(key, "9"), row["published_date"])
    assert {row["id"]: row["recorded_at"] for row in found["patents"] if row["id"] in published} == published


def test_the_first_column_without_a_name_is_passed_over(found: dict[str, Rows], real_data: Path) -> None:
    with gzip.open(real_data / "nuclear-patents" / "applications_G21J.csv.gz", "rt") as file:
        assert file.readline().startswith('"","pgpub_id"')
    assert not any("row" in name for row in found["patents"] for name in row)


def test_empty_texts_and_na_are_nothing(found: dict[str, Rows], given: list[dict[str, str]]) -> None:
    assert {"", "NA"} <= {row["state_fips"] for row in given} | {row["county"] for row in given}
    cells = {value for rows in found.values() for row in rows for value in row.values()}
    assert not cells & {"", "NA"}
    assert sum(row["assignee_type"] == "NA" for row in given) == 1


def test_country_na_would_be_namibia(given: list[dict[str, str]], tmp_path: Path) -> None:
    header = list(given[0])
    row = {**given[0], "disambig_country": "NA"}
    text = ",".join(f'"{name}"' for name in header) + "\n"
    text += ",".join('"' + row[name].replace('"', '""') + '"' for name in header) + "\n"
    made = mapped(load_mapping("nuclear-patents"), {"applications_X.csv": text}, tmp_path)
    assert made["partners"][0]["country"] == "NA"


def test_quotes_and_line_breaks_inside_cells_do_not_shift_rows(found: dict[str, Rows],
                                                              given: list[dict[str, str]]) -> None:
    assert sum("\n" in row["application_abstract"] for row in given) == 290
    assert any('"' in row["application_title"] for row in given)
    titles = {f"uspto:{row['application_id']}": " ".join(row["application_title"].split()) for row in given}
    told = {row["id"]: " ".join(row["title"].split()) for row in found["patents"] if row["id"] in titles}
    assert set(told.values()) == set(titles.values())
    assert 'OTKRYTOE AKTSIONERNOE OBSCHESTVO "NOVOSIBIRSKY ZAVOD KHIMKONTSENTRATOV"' in {
        row["name"] for row in found["partners"]}


def test_a_line_number_is_the_line_of_the_file(found: dict[str, Rows], real_data: Path) -> None:
    texts = {path.name: gzip.decompress(path.read_bytes()).decode().split("\n")
             for path in (real_data / "nuclear-patents").glob("applications_*.csv.gz")}
    for row in found["patent_owners"][::200]:
        line = texts[row["_file"]][row["_line"] - 1]
        assert f',{row["patent_id"].removeprefix("uspto:")},' in line.replace('"', "")


def test_every_application_has_its_one_assignee(found: dict[str, Rows], given: list[dict[str, str]]) -> None:
    assert {(row["patent_id"], row["partner_id"]) for row in found["patent_owners"]} == {
        (f"uspto:{row['application_id']}", f"uspto:{row['assignee_id']}") for row in given}


def test_organisations_and_inventors_are_told_apart(found: dict[str, Rows], given: list[dict[str, str]]) -> None:
    named = {row["disambig_assignee_organization"] for row in given} - {""}
    assert len(named) == 1_303
    assert {row["name"] for row in found["partners"] if row["id"] in {
        f"uspto:{each['assignee_id']}" for each in given if each["disambig_assignee_organization"]}} == named
    people = {f"uspto:{row['assignee_id']}" for row in given if not row["disambig_assignee_organization"]}
    assert len(people) == 31
    assert {row["kind"] for row in found["partners"] if row["id"] in people} == {"individual"}


def test_an_assignee_of_several_countries_has_the_latest(found: dict[str, Rows], given: list[dict[str, str]]) -> None:
    countries: dict[str, set[str]] = {}
    latest: dict[str, str] = {}
    for row in given:
        countries.setdefault(row["assignee_id"], set()).add(row["disambig_country"])
        latest[row["assignee_id"]] = max(latest.get(row["assignee_id"], ""), row["published_date"])
    assert sum(len(each) > 1 for each in countries.values()) == 18
    assert {row["id"]: row["attributes_as_of"] for row in found["partners"]} == {
        f"uspto:{key}": day for key, day in latest.items()}


def test_the_groups_of_the_applications_are_capabilities_below_their_subclass(
        found: dict[str, Rows], given: list[dict[str, str]]) -> None:
    groups = {row["cpc_group"] for row in given}
    assert len(groups) == 470
    capabilities = {row["id"]: row for row in found["capabilities"]}
    for code in groups:
        assert capabilities[f"cpc:{code}"]["broader_id"] == f"cpc:{code[:4]}"
    assert capabilities["cpc:G21B"]["name"] == "G21B Fusion reactors"
    assert len({key for key, row in capabilities.items() if row["scheme"] == "CPC group"}) == 3_075


def test_nothing_is_known_before_it_is_published(found: dict[str, Rows]) -> None:
    for table in ("patents", "patent_owners", "patent_classes"):
        assert all(row["valid_from"] <= row["recorded_at"] for row in found[table])


def test_capabilities_of_organisations_are_left_to_their_patents(found: dict[str, Rows]) -> None:
    assert "partner_capabilities" not in found


def test_a_grant_is_joined_to_its_application(found: dict[str, Rows]) -> None:
    granted = [row for row in found["patents"] if "granted" in row]
    assert len(granted) == 1_207
    assert sum("publication" in row for row in granted) == 421
    assert all(row["filed"] < row["granted"] for row in granted)


def test_citations_are_those_between_known_patents(found: dict[str, Rows]) -> None:
    known = {row["id"] for row in found["patents"]}
    assert all({row["citing_id"], row["cited_id"]} <= known for row in found["citations"])
