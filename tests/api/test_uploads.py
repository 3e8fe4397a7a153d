"""What is sent becomes plain files in one folder, or is refused before anything is imported."""

from __future__ import annotations

import io
import os
import stat
import time
import zipfile
from pathlib import Path

import pytest

from api.errors import Problem
from api.uploads import FILES, FORM, MAPPING, ZIP, Received, unpack

MOST = 1 << 20


def received(folder: Path, content: bytes, media_type: str = ZIP, name: str | None = None,
             boundary: bytes = b"") -> Received:
    folder.mkdir(exist_ok=True)
    file = folder / "body"
    file.write_bytes(content)
    return Received(file, media_type, boundary, name)


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def form(*parts: tuple[str, bytes], boundary: bytes = b"xx") -> bytes:
    lines = b"".join(b"--" + boundary + b"\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n"
                     for head, body in parts)
    return lines + b"--" + boundary + b"--\r\n"


def names(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())


def test_an_archive_is_unpacked_and_one_folder_around_its_files_is_allowed(tmp_path: Path) -> None:
    folder = tmp_path / "job"
    unpack(received(folder, zipped({"set/partners.csv": b"id,name\n", "set/traits.csv.gz": b"x",
                                    "set/mapping.yaml": b"a: b"})), folder, MOST)
    assert names(folder) == [f"{FILES}/partners.csv", f"{FILES}/traits.csv.gz", MAPPING]
    assert (folder / FILES / "partners.csv").read_bytes() == b"id,name\n"


@pytest.mark.parametrize(
    "name",
    ["../partners.csv", "/etc/partners.csv", "a/../partners.csv", "..\\partners.csv", "C:\\partners.csv",
     "a//partners.csv", "part\x01ners.csv", "-rf.csv", "x" * 121 + ".csv", "CON/../../x.csv", "雪" * 41, "..",
     "a/..", "partners.csv\u202egpj.exe", "a:stream.csv", "-x/partners.csv"],
)
def test_a_name_that_is_not_plain_is_refused_and_nothing_is_written_elsewhere(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "job"
    with pytest.raises(Problem) as refused:
        unpack(received(folder, zipped({"ok.csv": b"1", name: b"evil"})), folder, MOST)
    assert refused.value.type.slug == "invalid-upload"
    assert names(tmp_path) == ["job/body"]


def test_folders_in_an_archive_are_left_out_and_so_is_litter(tmp_path: Path) -> None:
    folder = tmp_path / "job"
    unpack(received(folder, zipped({"a b/数据/H2020 (all).csv": b"1", "__MACOSX/a b/._x.csv": b"", ".DS_Store": b"",
                                    "a b/.hidden": b"", "a b/": b""})), folder, MOST)
    assert names(folder) == [f"{FILES}/H2020 (all).csv"]


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("partners.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(Problem, match="no plain file"):
        unpack(received(tmp_path / "job", buffer.getvalue()), tmp_path / "job", MOST)


def test_an_archive_that_unfolds_without_end_is_refused_at_once(tmp_path: Path) -> None:
    bomb = zipped({"partners.csv": bytes(200 << 20)})
    assert len(bomb) < 1 << 20
    started = time.perf_counter()
    with pytest.raises(Problem) as refused:
        unpack(received(tmp_path / "job", bomb), tmp_path / "job", 1 << 40)
    assert refused.value.type.slug == "payload-too-large"
    assert time.perf_counter() - started < 2 and names(tmp_path) == ["job/body"]


def test_an_archive_that_lies_about_sizes_is_stopped_at_the_limit(tmp_path: Path) -> None:
    content = bytearray(zipped({"partners.csv": os.urandom(64 << 10) * 4}, zipfile.ZIP_STORED))
    size = (256 << 10).to_bytes(4, "little")
    while (at := content.find(size)) >= 0:  # every size that is declared becomes 9 bytes
        content[at : at + 4] = (9).to_bytes(4, "little")
    with pytest.raises(Problem):
        unpack(received(tmp_path / "job", bytes(content)), tmp_path / "job", 100_000)
    written = [each for each in (tmp_path / "job" / FILES).iterdir() if each.stat().st_size > 100_000]
    assert written == []


@pytest.mark.parametrize(
    ("members", "why"),
    [({}, "no file"), ({"a/x.csv": b"", "b/x.csv": b""}, "one name"),
     ({f"f{n}.csv": b"" for n in range(201)}, "201 files"), ({"mapping.yaml": b"x" * (300 << 10), "a.csv": b""}, "kB")],
)
def test_an_archive_that_makes_no_sense_is_refused_with_the_reason(
    tmp_path: Path, members: dict[str, bytes], why: str
) -> None:
    with pytest.raises(Problem, match=why):
        unpack(received(tmp_path / "job", zipped(members)), tmp_path / "job", 10 << 20)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"id,name\n", zipped({"partners.csv": b"abc" * 99})[:-30]])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Problem, match="no ZIP archive"):
        unpack(received(tmp_path / "job", content), tmp_path / "job", MOST)


def test_a_form_gives_its_files_byte_for_byte(tmp_path: Path) -> None:
    binary = bytes(range(256)) * 9_000 + b"\r\n--x\r\n\r\n--xxx"
    body = form(
        ('Content-Disposition: form-data; name="file"; filename="partners.csv"\r\nContent-Type: text/csv', b"id\r\n1"),
        ('content-disposition: form-data; name="file"; filename="traits.parquet"', binary),
        ('Content-Disposition: form-data; name="file"; filename="empty.csv"', b""),
        ('Content-Disposition: form-data; name="mapping"', b"table: partners"),
        boundary=b"xxxx",
    )
    folder = tmp_path / "job"
    unpack(received(folder, b"preamble\r\n" + body, FORM, boundary=b"xxxx"), folder, MOST)
    assert names(folder) == [f"{FILES}/empty.csv", f"{FILES}/partners.csv", f"{FILES}/traits.parquet", MAPPING]
    assert (folder / FILES / "traits.parquet").read_bytes() == binary
    assert (folder / FILES / "partners.csv").read_bytes() == b"id\r\n1"
    assert (folder / FILES / "empty.csv").read_bytes() == b""


PART = 'Content-Disposition: form-data; name="file"; filename="{}"'


@pytest.mark.parametrize(
    "body",
    [
        b"", b"--xx", b"--xx--", b"--xx\r\n", b"--xx\r\n\r\n", b"no form at all", b"--xx\r\nA: b\r\n\r\nx",
        form((PART.format("../../x.csv"), b"1")), form((PART.format("a.csv"), b"1"), (PART.format("a.csv"), b"2")),
        form(('Content-Disposition: form-data; name="other"', b"1")), form(("X: y", b"1")), form(("", b"1")),
        form(*[(PART.format(f"{n}.csv"), b"") for n in range(210)]),
        form((PART.format("a.csv"), b"1"))[:-6], b"\r\n" * 50_000,
    ],
    ids=range(15),
)
def test_a_form_that_is_none_is_refused_quickly(tmp_path: Path, body: bytes) -> None:
    started = time.perf_counter()
    with pytest.raises((Problem, ValueError)):
        unpack(received(tmp_path / "job", body, FORM, boundary=b"xx"), tmp_path / "job", MOST)
    assert time.perf_counter() - started < 2
    assert all(each.startswith(("job/body", f"job/{FILES}/")) for each in names(tmp_path))


@pytest.mark.parametrize("cut", range(0, 330, 3))
def test_a_form_cut_anywhere_never_breaks_the_reader(tmp_path: Path, cut: int) -> None:
    whole = form((PART.format("a.csv"), b"1,2\r\n"), (PART.format("b.csv"), b"3"), (PART.format("c.csv"), b"4"))
    try:
        unpack(received(tmp_path / "job", whole[:cut] or b"x", FORM, boundary=b"xx"), tmp_path / "job", MOST)
    except Problem as error:
        assert error.type.slug == "invalid-upload"
