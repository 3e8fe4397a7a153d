"""Mappings are found by name or path, ask for the files they need, and go all the way into a store."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from ecosystem.errors import ImportRejected, InvalidMapping
from ecosystem.ingest.importers import IMPORTERS, importer
from ecosystem.ingest.mapping import Mapping, load_mapping, shipped
from ecosystem.ingest.mapping_keys import DATE_FORMS, KEYS
from ecosystem.ingest.pipeline import import_paths
from ecosystem.ingest.tables import InputFile
from ecosystem.stores import open_store
from tests.ecosystem.ingest.mapped import mapped, partners

ROOT = Path(__file__).parents[3]
PLAIN = partners("id: id\nname: name")


def test_the_known_sets_have_a_mapping() -> None:
    assert shipped() == ("cncf-landscape", "cordis-h2020", "epoch-ai-models", "followthemoney", "nuclear-patents")
    for name in shipped():
        mapping = load_mapping(name)
        assert mapping.name == name
        assert mapping.declaration.attribution and mapping.declaration.about


def test_a_mapping_can_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + PLAIN.encode())
    assert load_mapping(file).name == load_mapping(str(file)).name == "tiny"


@pytest.mark.parametrize(("name", "words"), [
    ("cordis-h202", "no shipped mapping of that name; did you mean 'cordis-h2020'?"),
    ("/nowhere/m.yaml", "There is no mapping file /nowhere/m.yaml"),
    (".", "cannot be read"),
    ("a\0b", "cannot be read"),
])
def test_a_mapping_that_is_not_there_is_refused(name: str, words: str) -> None:
    with pytest.raises(InvalidMapping, match=words.replace("?", r"\?").replace(".", r"\.")):
        load_mapping(name)


def test_a_mapping_that_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(b"a: 1\nb: Soci\xe9t\xe9\n")
    with pytest.raises(InvalidMapping, match=r"m\.yaml, line 2: not UTF-8"):
        load_mapping(file)
    file.write_bytes(b"# " + b"x" * 300_000)
    with pytest.raises(InvalidMapping, match="larger than 256 kB"):
        load_mapping(file)


def test_a_needed_file_that_is_not_given_is_asked_for_by_name(tmp_path: Path) -> None:
    with pytest.raises(ImportRejected) as caught:
        mapped(load_mapping("cordis-h2020"), {"h2020.csv": "rcn\n1\n"}, tmp_path)
    assert "named programme_parts*.csv or programme_parts*.csv.gz (its source 'areas')" in str(caught.value)
    assert "given: h2020.csv" in str(caught.value)


def test_an_optional_file_may_be_missing(tmp_path: Path) -> None:
    text = PLAIN.replace("sources:\n", "sources:\n  u: {files: u.csv, columns: [id, place], optional: true}\n").replace(
        "    from: t\n", "    from: t\n    join: {source: u, on: id, keep: all}\n")
    assert len(mapped(text, {"t.csv": "id,name\n1,a\n"}, tmp_path)["partners"]) == 1


def test_files_that_no_source_reads_are_named(tmp_path: Path) -> None:
    files = [InputFile(tmp_path / name, name) for name in ("below/h2020.csv.gz", "SOURCE.md", "programme_parts.csv")]
    assert load_mapping("cordis-h2020").unused(files) == ["SOURCE.md"]


def test_a_file_belongs_to_the_first_source_that_fits(tmp_path: Path) -> None:
    text = PLAIN.replace("  t:\n", "  first: {files: '*.csv', columns: [id]}\n  t:\n").replace(
        "tables:", "tables:\n  - table: capabilities\n    from: first\n    columns: {id: id, name: id}")
    with pytest.raises(ImportRejected, match="its source 't'"):
        mapped(text, {"t.csv": "id,name\n1,a\n"}, tmp_path)


def test_the_fingerprint_changes_with_the_text_and_with_nothing_else() -> None:
    once, again = Mapping.of(PLAIN, "a.yaml"), Mapping.of(PLAIN, "b.yaml")
    assert once.fingerprint == again.fingerprint
    assert Mapping.of(PLAIN + "# changed\n", "a.yaml").fingerprint != once.fingerprint


def test_a_mapping_can_be_sent_to_another_process() -> None:
    for name in shipped():
        mapping = load_mapping(name)
        assert pickle.loads(pickle.dumps(mapping)) == mapping


def test_every_named_importer_exists_and_is_used_by_a_mapping() -> None:
    used = {load_mapping(name).declaration.importer for name in shipped()} - {None}
    assert used == set(IMPORTERS)
    assert all(callable(importer(name)) for name in IMPORTERS)


def test_loading_a_mapping_reads_no_data_and_needs_no_engine() -> None:
    with pytest.raises(InvalidMapping):
        load_mapping("nothing")
    assert load_mapping("cordis-h2020").declaration.sources[0].files == ("h2020*.csv", "h2020*.csv.gz")


def test_mapped_rows_reach_the_store_and_refused_ones_the_report(tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(partners(
        "id: {column: id, prefix: 'x:'}\nname: name\nkind: {column: kind, map: {c: company}, otherwise: refuse}\n"
        "founded: {column: since, date: '%d/%m/%Y'}", "columns: [id, name, kind, since]"))
    data = tmp_path / "t.csv"
    data.write_text("id,name,kind,since\n1,O'Hara,c,5/1/2020\n2,b,d,\n3,,c,\n4,d,c,31/02/2020\n5,e\n6,f,,\n")
    with open_store("memory:") as store:
        report = import_paths(store, [data], mapping=mapping)
        again = import_paths(store, [data], mapping=mapping)
        rows = store.rows("partners")
    assert dict(report.accepted) == {"partners": 2}
    assert list(rows["id"]) == ["x:1", "x:6"]
    assert (rows["name"][0], rows["kind"][0], rows["founded"][0], rows["source"][0]) == (
        "O'Hara", "company", "2020-01-05", "Tiny")
    assert dict(report.rejected) == {"partners": 4}
    reasons = " / ".join(str(each) for each in report.rejects)
    assert "the mapping has no entry for this value" in reasons and "31/02/2020" in reasons
    assert again.up_to_date


def test_a_wrong_mapping_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(PLAIN.replace("name: name", "name: nmae"))
    (tmp_path / "t.csv").write_text("id,name\n1,a\n")
    with open_store("memory:") as store:
        with pytest.raises(InvalidMapping, match="line 12: 'nmae' is not a column"):
            import_paths(store, [tmp_path / "t.csv"], mapping=tmp_path / "m.yaml")
        assert store.commit_seq == 0


def test_the_page_of_the_documentation_lists_every_key_and_every_form_of_date() -> None:
    page = (ROOT / "docs" / "mappings.md").read_text(encoding="utf-8")
    for place, keys in KEYS.items():
        section = page.split(f"### Keys of a {place}\n")[1].split("\n#")[0]
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert rows == [f"| `{key}` | {about.replace('|', chr(92) + '|')} |" for key, about in keys.items()]
    for form in DATE_FORMS:
        assert f"`{form}`" in page
    for name in shipped():
        assert f"## {name}\n" in page


def test_the_example_of_the_documentation_does_what_it_says(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "mappings.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    content = "No;Company;Country;Joined;Sectors\n7;Acme;UK;5/1/2020;Steel, Ships\n8;Umbrella;n/a;;Steel\n"
    found = mapped(example, {"members 2020.csv": content}, tmp_path)
    assert [(row["id"], row["name"], row.get("country")) for row in found["partners"]] == [
        ("members:7", "Acme", "GB"), ("members:8", "Umbrella", None)]
    assert [row["id"] for row in found["industries"]] == ["sector:ships", "sector:steel"]
    assert [(row["partner_id"], row["industry_id"], row.get("valid_from")) for row in found["partner_industries"]] == [
        ("members:7", "sector:ships", "2020-01-05"), ("members:7", "sector:steel", "2020-01-05"),
        ("members:8", "sector:steel", None)]


def test_no_file_is_read_by_the_importers_themselves() -> None:
    for file in (ROOT / "ecosystem" / "ingest" / "importers").glob("*.py"):
        code = file.read_text(encoding="utf-8")
        assert "open(" not in code and "read_text" not in code and "duckdb" not in code, file.name


def test_a_table_of_texts_may_have_thousands_of_entries(tmp_path: Path) -> None:
    entries = ", ".join(f"k{i}: v{i}" for i in range(5_000))
    text = partners(f"id: id\nname: {{column: name, map: {{{entries}}}}}")
    content = "id,name\n" + "".join(f"{i},k{i % 6_000}\n" for i in range(50_000))
    found = mapped(text, {"t.csv": content}, tmp_path)["partners"]
    assert sum(row["name"].startswith("v") for row in found) == sum(i % 6_000 < 5_000 for i in range(50_000))
