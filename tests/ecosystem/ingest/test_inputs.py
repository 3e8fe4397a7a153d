"""Which files are read, and what is refused before a byte of it is parsed."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ecosystem import model
from ecosystem.errors import ImportRejected
from ecosystem.ingest.inputs import Form, content_hash, digests, find, form_and_table
from tests.ecosystem.ingest.staging import PARTNERS, write


def refusal(*paths: str | Path, any_name: bool = False) -> str:
    with pytest.raises(ImportRejected) as caught:
        find(paths, any_name=any_name)
    return str(caught.value)


@pytest.mark.parametrize("form", ["csv", "csv.gz", "parquet"])
@pytest.mark.parametrize("table", model.TABLES)
def test_every_table_is_known_by_its_files_name(table: str, form: str) -> None:
    assert form_and_table(f"{table}.{form}") == (Form(f".{form}"), table)


def test_a_directory_gives_its_tables_and_lists_what_it_leaves(tmp_path: Path) -> None:
    write(tmp_path, {"partners": PARTNERS, "notes.txt": "x", "partner.csv": "x", ".hidden": "x", "manifest.json": "{}"})
    (tmp_path / "below").mkdir()
    found = find([tmp_path])
    assert [each.name for each in found.files] == ["partners.csv"]
    assert found.ignored == ("notes.txt", "partner.csv")


def test_single_files_and_directories_go_together_and_are_told_apart(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", {"partners": PARTNERS}), write(tmp_path / "two", {"partners": PARTNERS})
    found = find([one, two / "partners.csv"])
    assert [each.name for each in found.files] == [f"{one}/partners.csv", f"{two}/partners.csv"]


def test_a_mapping_gets_every_plain_file_below(tmp_path: Path) -> None:
    write(tmp_path, {"b.json": "{}"})
    write(tmp_path / "below", {"a.csv": "x"})
    assert [each.name for each in find([tmp_path], any_name=True).files] == ["b.json", "below/a.csv"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "absent") == f"There is no file or directory {tmp_path / 'absent'}."


def test_nothing_named_says_what_to_name() -> None:
    assert refusal() == "Nothing to import: name a directory of tables, a table or an archive."


def test_an_empty_directory_says_which_files_are_known(tmp_path: Path) -> None:
    said = refusal(tmp_path)
    assert said.startswith(f"{tmp_path} holds no table. Known are partners, capabilities, ")
    assert said.endswith("each as .csv, .csv.gz or .parquet; it is empty.")


def test_a_directory_without_tables_says_what_it_holds(tmp_path: Path) -> None:
    write(tmp_path, {f"file{n}.txt": "x" for n in range(7)})
    assert refusal(tmp_path).endswith("; found: file0.txt, file1.txt, file2.txt, file3.txt, file4.txt and 2 more.")


def test_a_table_with_a_strange_name_gets_the_nearest_one(tmp_path: Path) -> None:
    write(tmp_path, {"partner.csv": PARTNERS})
    assert "is not named like a table (did you mean partners.csv?)" in refusal(tmp_path / "partner.csv")
    write(tmp_path, {"x.json": "{}"})
    assert refusal(tmp_path / "x.json").endswith("another format needs a mapping file.")


def test_links_pipes_sockets_and_devices_are_not_opened(tmp_path: Path) -> None:
    secret = write(tmp_path / "outside", {"partners": PARTNERS}) / "partners.csv"
    link, pipe, plug = (tmp_path / name / "partners.csv" for name in ("link", "pipe", "plug"))
    for path in (link, pipe, plug):
        path.parent.mkdir()
    link.symlink_to(secret)
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(plug))
        for path, what in ((link, "a symbolic link"), (pipe, "a named pipe"), (plug, "a socket")):
            for any_name in (False, True):
                assert refusal(path.parent, any_name=any_name) == (
                    f"{path} is {what}; only plain files are imported. Copy the file itself there.")
    assert "is a device" in refusal("/dev/zero")


def test_a_name_with_a_nul_byte_is_no_crash() -> None:
    assert "cannot be read" in refusal("part\0ners.csv")


def test_a_folder_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object) -> list[str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", refuse)
    assert refusal(tmp_path) == f"{tmp_path} cannot be read: Permission denied."


def test_the_content_hash_follows_bytes_names_and_parts_only(tmp_path: Path) -> None:
    def hashed(folder: Path, *parts: str) -> str:
        return content_hash(digests(find([folder]).files), *parts)

    one, two = write(tmp_path / "one", {"partners": PARTNERS}), write(tmp_path / "two", {"partners": PARTNERS})
    assert hashed(one) == hashed(two)
    assert len({hashed(one), hashed(one, "m"), hashed(write(two, {"partners": PARTNERS + "C,c\n"}))}) == 3
