"""Lists in FollowTheMoney form: several values stay several, what cannot be read is refused with its line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ecosystem import Ecosystem
from ecosystem.errors import ImportRejected
from ecosystem.ingest.importers import Inputs
from ecosystem.ingest.importers.followthemoney import relations
from ecosystem.ingest.inputs import mapping_of


def entity(identity: str | None, schema: str = "Company", **properties: Any) -> dict[str, Any]:
    return {"id": identity, "schema": schema, "properties": properties}


def as_read(value: Any) -> Any:
    """A value of a line of JSON as the reader gives it: objects and lists as their text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def entries(*lines: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the importer makes of entities, as the mapping hands them over."""
    names = ("id", "schema", "caption", "properties", "datasets", "first_seen", "last_seen")
    rows = [
        {name: as_read(line.get(name)) for name in names} | {"_file": "l.ftm.json", "_line": at}
        for at, line in enumerate(lines, 1)
    ]
    return relations(Inputs(lambda _: rows, lambda _: []))["entries"]


def test_names_aliases_countries_identifiers_and_topics_all_survive() -> None:
    (row,) = entries(entity(
        "n1", name=["Norvane LLC", "ООО Норване"], alias=["诺凡贸易", "Norvane; Trade"], weakAlias=["NV"],
        country=["cn", "hk"], jurisdiction=["cn"], topics=["sanction", "export.control"],
        leiCode=["5493001KJTIIGC8Y1R12"], registrationNumber=["A-1", "A-2"], website=["https://x.example"],
    ))
    assert (row["name"], row["aliases"]) == ("Norvane LLC", "ООО Норване;诺凡贸易;Norvane, Trade;NV")
    assert (row["countries"], row["topics"]) == ("CN;HK", "sanction;export.control")
    assert row["identifiers"] == "lei:5493001KJTIIGC8Y1R12;company_number:A-1;company_number:A-2"


def test_datasets_dates_and_caption_stand_beside() -> None:
    (row,) = entries({**entity("n1"), "caption": "Only a caption", "datasets": ["us", "eu"],
                      "first_seen": "2021-05-03T10:00:00", "last_seen": "2024-01-01"})
    assert (row["name"], row["caption"], row["datasets"]) == ("Only a caption", None, "us;eu")
    assert (row["first_seen"], row["last_seen"]) == ("2021-05-03", "2024-01-01")


def test_a_sanction_gives_its_programme_and_dates_from_inside_or_from_beside() -> None:
    said = {"program": ["X"], "startDate": ["2020-03-01"], "endDate": ["2022"]}
    inside = entity("n1", name=["N"], sanctions=[entity("s1", "Sanction", **said)])
    beside = [entity("n1", name=["N"]), entity("s1", "Sanction", entity=["n1"], **said)]
    for row, *rest in (entries(inside), entries(*beside), entries(*reversed(beside))):
        assert not rest
        assert (row["programme"], row["valid_from"], row["valid_to"]) == ("X", "2020-03-01", "2022")


def test_an_entity_stays_listed_as_long_as_one_sanction_goes_on() -> None:
    sanctions = [entity("s1", "Sanction", endDate=["2020"]), entity("s2", "Sanction", startDate=["2021"])]
    (row,) = entries(entity("n1", name=["N"], sanctions=sanctions))
    assert row["valid_from"] is None and row["valid_to"] is None


@pytest.mark.parametrize("schema", ["Address", "Ownership", "Sanction", "Passport"])
def test_what_describes_an_entity_is_no_entry(schema: str) -> None:
    assert entries(entity("x", schema, name=["N"])) == []


@pytest.mark.parametrize("properties", [
    None, [], "text", {"name": None}, {"name": [1, None, {}]}, {"sanctions": ["s"]},
])
def test_odd_properties_are_read_as_nothing(properties: Any) -> None:
    (row,) = entries({"id": "n", "schema": "Company", "properties": properties})
    assert row["name"] is None and row["aliases"] is None


def write(path: Path, *lines: object) -> Path:
    text = "".join(f"{each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)}\n" for each in lines)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


@pytest.mark.parametrize("name", ["list.ftm.json", "list.ftm.jsonl", "list.ftm.json.gz"])
def test_a_file_is_known_by_its_ending_and_imported_twice_changes_nothing(name: str, tmp_path: Path) -> None:
    path = write(tmp_path / name, entity("n1", name=["N", "诺凡"], country=["cn"]), entity("n2", "Person", name=["P"]))
    with Ecosystem("memory:") as eco:
        assert eco.import_path(path).accepted == {"listed_entities": 2}
        assert eco.import_path(path).up_to_date
        row = eco.store.record("ListedEntity", "n1")
        assert row is not None and (row["aliases"], row["countries"], row["schema"]) == ("诺凡", "CN", "Company")


def test_lines_that_cannot_be_used_are_refused_with_their_number(tmp_path: Path) -> None:
    path = write(tmp_path / "l.ftm.json", entity("n1", name=["N"]), "not json", "[1]", entity(None, name=["no id"]),
                 entity("n3"), {**entity("n4", name=["N"]), "first_seen": "soon"})
    with Ecosystem("memory:") as eco:
        report = eco.import_path(path, rejects_to=tmp_path / "rejects")
    assert (report.accepted, report.rejected) == ({"listed_entities": 1}, {"listed_entities": 5})
    refused = (tmp_path / "rejects" / "listed_entities.csv").read_text("utf-8")
    for line, reason in ((2, "not a JSON object"), (3, "not a JSON object"), (4, "id is required"),
                         (5, "name is required"), (6, "recorded_at is not a date")):
        assert any(f"l.ftm.json,{line}," in row and reason in row for row in refused.splitlines()), (line, refused)


def test_a_list_beside_tables_needs_the_mapping_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "l.ftm.json", entity("n1", name=["N"]))
    assert mapping_of([path, tmp_path / "partners.csv"]) is None
    with Ecosystem("memory:") as eco:
        with pytest.raises(ImportRejected, match="mapping"):
            eco.import_path(write(tmp_path / "l.json", entity("n1", name=["N"])))
        assert eco.import_path(tmp_path / "l.json", mapping="followthemoney").accepted == {"listed_entities": 1}
