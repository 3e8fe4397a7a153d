"""Compressed files: what unpacks, and the attacks that do not."""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from ecosystem.errors import ImportRejected
from ecosystem.ingest.archives import gunzip, unpack
from ecosystem.ingest.inputs import Form, Input
from ecosystem.ingest.limits import MIB, Limits
from tests.ecosystem.ingest.staging import CAPABILITIES, PARTNERS


def zipped(path: Path, members: dict[str, str], mode: int | None = None) -> Input:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            if mode is not None:
                info.external_attr = mode << 16
            file.writestr(info, content)
    return Input(path, path.name, Form.ZIP, None)


def tarred(path: Path, members: dict[str, str], kind: bytes = tarfile.REGTYPE) -> Input:
    with tarfile.open(path, "w:gz") as file:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.type, info.size = kind, len(content) if kind == tarfile.REGTYPE else 0
            info.linkname = "/etc/passwd"
            file.addfile(info, io.BytesIO(content.encode()))
    return Input(path, path.name, Form.TAR, None)


def refusal(archive: Input, folder: Path, limits: Limits | None = None) -> str:
    target = folder / "out"
    target.mkdir()
    with pytest.raises(ImportRejected) as caught:
        unpack(archive, target, limits or Limits())
    return str(caught.value)


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_tables_come_out_of_an_archive_under_names_of_ours(tmp_path: Path, pack: object) -> None:
    archive = pack(tmp_path / "a.zip", {  # type: ignore[operator]
        "export/partners.csv": PARTNERS, "export/readme.txt": "x", "export/capabilities.csv": CAPABILITIES})
    target = tmp_path / "out"
    target.mkdir()
    tables, ignored = unpack(archive, target, Limits())
    assert [(each.path.name, each.name, each.table) for each in tables] == [
        ("0000.csv", "a.zip/export/capabilities.csv", "capabilities"),
        ("0001.csv", "a.zip/export/partners.csv", "partners")]
    assert tables[1].path.read_text() == PARTNERS
    assert ignored == ["a.zip/export/readme.txt"]


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", ["../partners.csv", "x/../../partners.csv", "/etc/partners.csv", "C:/partners.csv",
                                  "..\\partners.csv"])
def test_a_name_that_points_outside_refuses_the_archive(tmp_path: Path, pack: object, name: str) -> None:
    archive = pack(tmp_path / "a.zip", {"capabilities.csv": CAPABILITIES, name: PARTNERS})  # type: ignore[operator]
    assert refusal(archive, tmp_path) == (
        f"a.zip holds {name!r}, a name that points outside its own folder; nothing was unpacked.")
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_in_a_tar_archive_are_refused(tmp_path: Path, kind: bytes) -> None:
    archive = tarred(tmp_path / "a.tar.gz", {"partners.csv": ""}, kind)
    assert refusal(archive, tmp_path) == "a.tar.gz holds 'partners.csv', which is a link or a device."


def test_a_link_in_a_zip_archive_is_refused(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"partners.csv": "/etc/passwd"}, mode=0o120777)
    assert refusal(archive, tmp_path) == "a.zip holds 'partners.csv', which is not a plain file."


def test_an_archive_without_tables_and_a_broken_one_say_so(tmp_path: Path) -> None:
    assert refusal(zipped(tmp_path / "a.zip", {"x.txt": ""}), tmp_path).startswith("a.zip holds no table")
    broken = tmp_path / "b.zip"
    broken.write_bytes(b"PK\3\4" + b"x" * 100)
    with pytest.raises(ImportRejected, match=r"b\.zip does not unpack \(.+\); get it again"):
        unpack(Input(broken, "b.zip", Form.ZIP, None), tmp_path, Limits())
    with pytest.raises(ImportRejected, match=r"b\.zip does not unpack"):
        unpack(Input(broken, "b.zip", Form.TAR, None), tmp_path, Limits())


def bomb(path: Path, size: int) -> Path:
    with gzip.open(path, "wb") as file:
        for _ in range(size // MIB):
            file.write(bytes(MIB))
    return path


def test_a_gzip_bomb_is_stopped_by_its_ratio_before_it_fills_disk_or_memory(tmp_path: Path) -> None:
    packed = bomb(tmp_path / "partners.csv.gz", 512 * MIB)
    tracemalloc.start()
    with pytest.raises(ImportRejected, match=r"unpacks to more than 200 times its size, as a decompression bomb does"):
        gunzip(packed, tmp_path / "out", name="partners.csv.gz", limits=Limits())
    assert tracemalloc.get_traced_memory()[1] < 16 * MIB
    tracemalloc.stop()
    assert (tmp_path / "out").stat().st_size <= packed.stat().st_size * 200 + MIB


def test_a_bomb_in_an_archive_is_stopped_by_its_size(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"partners.csv": "x" * (3 * MIB)})
    said = refusal(archive, tmp_path, Limits(unpacked=2 * MIB))
    assert said == "a.zip unpacks to more than 2 MiB; import it in parts."


def test_gzip_that_is_none_or_cut_short_is_said(tmp_path: Path) -> None:
    whole = gzip.compress(PARTNERS.encode() * 1000)
    for content in (PARTNERS.encode(), whole[:-10], whole[:20] + b"\xff" * 30):
        packed = tmp_path / "partners.csv.gz"
        packed.write_bytes(content)
        with pytest.raises(ImportRejected, match=r"partners\.csv\.gz is not a whole gzip file \(.+\); get it again"):
            gunzip(packed, tmp_path / "out", name="partners.csv.gz", limits=Limits())
