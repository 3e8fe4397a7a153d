"""The cloud-native landscape comes in whole, and each of its traps is gone round."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.ecosystem.ingest.mapped import imported, lines, real

pytestmark = pytest.mark.real_data
Rows = list[dict[str, Any]]
CNCF = "cncf:cloud-native-computing-foundation"


@pytest.fixture(scope="module")
def found(real_data: Path) -> dict[str, Rows]:
    return real("cncf-landscape", real_data)


@pytest.fixture(scope="module")
def given(real_data: Path) -> list[dict[str, str]]:
    return list(lines(real_data / "cncf-landscape", "landscape-history.csv.gz"))


@pytest.fixture(scope="module")
def text(real_data: Path) -> list[str]:
    return gzip.decompress((real_data / "cncf-landscape" / "landscape.yml.gz").read_bytes()).decode().split("\n")


def offers(found: dict[str, Rows], partner: str) -> dict[str, dict[str, Any]]:
    return {row["capability_id"].removeprefix("cncf:"): row for row in found["partner_capabilities"]
            if row["partner_id"] == f"cncf:{partner}"}


def test_the_whole_set_is_accepted(real_data: Path, tmp_path: Path) -> None:
    report = imported("cncf-landscape", real_data, tmp_path)
    assert dict(report.accepted) == {
        "partners": 2_563, "capabilities": 90, "channels": 7, "programmes": 2, "identifiers": 1_991,
        "partner_capabilities": 1_936, "partner_channels": 845, "programme_members": 1_990}
    assert not any(report.rejected.values())


def test_every_address_of_the_history_is_an_organisation(found: dict[str, Rows], given: list[dict[str, str]]) -> None:
    addresses = {row["crunchbase_url"] for row in given} - {""}
    assert len(addresses) == 1_977
    folded = {unquote(each.split("/organization/")[1].split("?")[0]).lower() for each in addresses}
    told = {row["value"] for row in found["identifiers"]}
    assert len(folded) == 1_977 and folded <= told
    assert len(told) == 1_977 + 14  # so many came after the newest version in the history


def test_the_bulk_load_of_january_2020_dates_nothing(found: dict[str, Rows], given: list[dict[str, str]]) -> None:
    assert sum(row["first_seen"] == "2020-01-01" for row in given) == 725
    # What was only seen is recorded, not begun: nothing is said to be true from that day on.
    for table in ("partner_capabilities", "partner_channels"):
        assert not any("valid_from" in row for row in found[table])
    joined = {row["crunchbase_url"].rsplit("/")[-1].lower() for row in given if row["joined"] == "2020-01-01"}
    assert {row["partner_id"] for row in found["programme_members"] if row.get("valid_from") == "2020-01-01"} <= {
        f"cncf:{each}" for each in joined}
    membership = {row["partner_id"]: row for row in found["programme_members"]
                  if row["programme_id"] == "cncf:programme:membership"}
    assert membership["cncf:alibaba-cloud"]["valid_from"] == "2017-05-01"
    # 423 never told a date: these are known from the first sight of them.
    first_seen = [row for row in membership.values() if "valid_from" not in row]
    assert len(first_seen) == 423 and all("recorded_at" in row for row in first_seen)


def test_an_item_that_moved_between_categories_is_no_new_capability(found: dict[str, Rows],
                                                                   given: list[dict[str, str]]) -> None:
    chroma = [row for row in given if row["item"] == "Chroma"]
    assert [(row["category"], row["first_seen"]) for row in sorted(chroma, key=lambda row: row["first_seen"])] == [
        ("CNAI", "2024-07-01"), ("AI Agent", "2026-07-01")]
    told = offers(found, "item:chroma")
    assert list(told) == ["ai-agent-vector-database"]
    assert told["ai-agent-vector-database"]["recorded_at"] == "2024-07-01"


def test_a_subcategory_with_a_new_name_is_the_old_one(found: dict[str, Rows]) -> None:
    names = {row["name"] for row in found["capabilities"]}
    assert "Observability (Observability and Analysis)" in names
    old = ("Monitoring (", "Tracing (", "Logging (", "CI/CD (", "Container Registries (", "Cloud-Native Storage (")
    assert not {name for name in names if name.startswith(old)}
    assert not any("(CNAI)" in name for name in names)


def test_subcategories_are_capabilities_below_their_category(found: dict[str, Rows]) -> None:
    schemes = Counter(row["scheme"] for row in found["capabilities"])
    assert schemes == {"CNCF landscape": 76, "CNCF landscape category": 14}
    assert not any("CNCF Members" in row["name"] or "Special" in row["name"] for row in found["capabilities"])
    # Two sub-categories are called Framework, in two categories.
    assert sum(row["name"].startswith("Framework (") for row in found["capabilities"]) == 2


def test_a_foundations_address_does_not_make_its_projects_its_products(found: dict[str, Rows],
                                                                      given: list[dict[str, str]]) -> None:
    shared = {row["item"] for row in given if row["crunchbase_url"].endswith("/cloud-native-computing-foundation")}
    assert len(shared) > 290
    assert offers(found, "cloud-native-computing-foundation") == {}
    partners = {row["id"]: row for row in found["partners"]}
    assert partners[CNCF]["kind"] == "foundation"
    assert partners["cncf:item:prometheus"]["parent_id"] == CNCF
    most = Counter(row["partner_id"] for row in found["partner_capabilities"]).most_common(1)[0]
    assert most[1] <= 20 and partners[most[0]]["kind"] == "company"


def test_a_project_that_went_to_the_foundation_ended_at_its_company(found: dict[str, Rows]) -> None:
    (before,) = offers(found, "spotify").values()
    (now,) = offers(found, "item:backstage").values()
    assert (before["items"], before["recorded_at"], before["valid_to"]) == ("Backstage", "2020-07-01", "2020-07-01")
    assert (now["recorded_at"], "valid_to" in now) == ("2021-01-01", False)


def test_items_without_an_address_stand_for_themselves(found: dict[str, Rows], given: list[dict[str, str]]) -> None:
    assert sum(not row["crunchbase_url"] for row in given) == 307
    partners = {row["id"]: row for row in found["partners"]}
    assert {"cncf:item:c", "cncf:item:c++"} <= set(partners)
    assert "parent_id" not in partners["cncf:item:c"]
    assert partners["cncf:item:non-public-organization-bear"]["kind"] == "undisclosed"


def test_the_empty_keys_of_the_file_name_nothing(found: dict[str, Rows], text: list[str]) -> None:
    assert sum(line.strip() == "- item:" for line in text) == 2_411
    assert all(row["name"] not in ("", "item", "None") for row in found["partners"])
    assert all(row["name"] for row in found["capabilities"])


def test_certifications_services_and_training_are_channels(found: dict[str, Rows]) -> None:
    assert Counter(row["kind"] for row in found["channels"]) == {"certification": 5, "service": 1, "training": 1}
    used = Counter(row["channel_id"] for row in found["partner_channels"])
    assert used["cncf:channel:kubernetes-certified-service-provider"] == 428


def test_members_of_today_and_of_before_are_told_apart(found: dict[str, Rows]) -> None:
    members = [row for row in found["programme_members"] if row["programme_id"] == "cncf:programme:membership"]
    assert Counter("valid_to" in row for row in members) == {True: 881, False: 721}
    tiers = Counter(row["tier"] for row in members if "valid_to" not in row)
    assert (tiers["Platinum"], tiers["Gold"]) == (17, 17)


def test_a_project_has_one_stage_at_a_time(found: dict[str, Rows]) -> None:
    stages = {row["tier"]: (row["valid_from"], row.get("valid_to")) for row in found["programme_members"]
              if row["partner_id"] == "cncf:item:rook"}
    assert stages == {"sandbox": ("2018-01-29", "2018-09-24"), "incubating": ("2018-09-25", "2020-10-06"),
                      "graduated": ("2020-10-07", None)}


def test_a_line_number_is_the_line_of_the_file(found: dict[str, Rows], text: list[str]) -> None:
    rows = [row for row in found["partners"]
            if row["_file"] == "landscape.yml.gz" and row["id"].startswith("cncf:item:")]
    for row in rows[::25]:
        near = " ".join(text[row["_line"] - 1:row["_line"] + 3]).lower()
        assert row["name"].lower() in near
