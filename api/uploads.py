"""How the body of an upload becomes files in a folder of ours, with nothing in it taken on trust.

A body is written to disk as it comes and counted; its parts get names only after those were looked
at. A ZIP archive or a form is taken apart on disk, never in memory.
"""

from __future__ import annotations

import errno
import mmap
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Final

from starlette.requests import ClientDisconnect, Request

from api.errors import Problem, fault, safe_text
from ecosystem.errors import StoreFull

SINGLE: Final = {
    "text/csv": ".csv",
    "application/vnd.apache.parquet": ".parquet",
    "application/gzip": ".gz",
    "application/octet-stream": "",
}
"""Types of a body that is one file; its name comes as the parameter ``name``."""

ZIP: Final = "application/zip"
FORM: Final = "multipart/form-data"
MAPPING: Final = "mapping.yaml"
FILES: Final = "files"
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')
_LONGEST_NAME = 120
_MOST_FILES = 200
_LONGEST_FIELD = 1_000
_MOST_MAPPING = 256 << 10
_HIGHEST_RATIO = 200
_LARGE = 16 << 20
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """A body on disk: its type, and the name that it was sent under."""

    file: Path
    media_type: str
    boundary: bytes
    name: str | None


async def receive(request: Request, file: Path, name: str | None, most: int) -> Received:
    """Write a body to ``file`` while it comes in; its type and name are looked at before.

    Raises
    ------
    Problem
        ``unsupported-media-type``, ``payload-too-large``, ``invalid-request``.
    StoreFull
    """
    media_type, boundary = _media_type(request.headers.get("content-type", ""))
    if media_type in SINGLE:
        name = _safe_name(name or "", SINGLE[media_type])
    size = 0
    try:
        with _disk_errors(), open(file, "xb") as handle:
            async for piece in request.stream():
                size += len(piece)
                if size > most:
                    raise _too_large(most)
                handle.write(piece)
    except ClientDisconnect as error:
        raise Problem("invalid-request", "The body ended before it was whole.") from error
    if size == 0:
        raise _refused("empty", "The body is empty; send a CSV, Parquet or ZIP file, or a form of files.")
    return Received(file, media_type, boundary, name)


def unpack(received: Received, folder: Path, most: int, *, fields: Collection[str] = ()) -> dict[str, str]:
    """Put the files of a body under their own names into ``folder / FILES``, a mapping beside it.

    ``most`` bounds the bytes that an archive may unfold to. A form may hold ``fields`` of text beside its files:
    they are what is returned.

    Raises
    ------
    Problem
        ``invalid-upload`` or ``payload-too-large``; nothing outside ``folder`` was written.
    """
    (folder / FILES).mkdir()
    found: dict[str, str] = {}
    with _disk_errors():
        if received.media_type == ZIP:
            _unzip(received.file, folder, most)
        elif received.media_type == FORM:
            found = _take_form_apart(received, folder, fields)
            if fields:
                _unzip_sent(folder, most)
        else:
            os.replace(received.file, folder / FILES / (received.name or ""))
        received.file.unlink(missing_ok=True)
    if not any((folder / FILES).iterdir()):
        raise _refused("no_file", "It holds no file.")
    return found


def _target(folder: Path, name: str) -> Path:
    return folder / MAPPING if name == MAPPING else folder / FILES / name


def _media_type(header: str) -> tuple[str, bytes]:
    message = Message()
    message["content-type"] = header or "application/x-nothing"
    media_type = message.get_content_type()
    boundary = str(message.get_param("boundary", "") or "")
    if media_type not in {*SINGLE, ZIP, FORM}:
        known = ", ".join((*SINGLE, ZIP, FORM))
        raise Problem(
            "unsupported-media-type", f"The Content-Type is {safe_text(header)[:100]!r}; it can be {known}."
        )
    if media_type == FORM and not re.fullmatch(r"[\x20-\x7e]{1,70}", boundary):
        raise Problem("invalid-request", "The Content-Type of a form needs a boundary of 1 to 70 characters.")
    return media_type, boundary.encode("ascii", "replace")


def _safe_name(name: str, must_end: str = "") -> str:
    """A name that is nothing but a name, on any file system; what is in the file is read later."""
    plain = name.isprintable() and not _NOT_IN_NAMES & set(name) and name[:1] not in ("", ".", "-", " ")
    if not plain or len(name.encode()) > _LONGEST_NAME:
        raise _refused(
            "invalid_name",
            f"{safe_text(name)[:100]!r} is no name for a file here: no folders, no hidden files, none of "
            f"{' '.join(sorted(_NOT_IN_NAMES))}, at most {_LONGEST_NAME} bytes.",
        )
    if not name.endswith(must_end):
        raise _refused("invalid_name", f"{name!r} does not end in {must_end}, as its Content-Type says.")
    return name


# --- archives --------------------------------------------------------------------------------------
def _unzip(archive: Path, folder: Path, most: int) -> None:
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [each for each in opened.infolist() if not each.is_dir() and not _is_litter(each.filename)]
            _check_members(members, most)
            left = most
            for member in members:
                left -= _extract(opened, member, _target(folder, _member_name(member.filename)), left, most)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise _refused("invalid_archive", "It is no ZIP archive that can be read, or encrypted.") from error


def _unzip_sent(folder: Path, most: int) -> None:
    """Archives among the files of a page's form, each put among them by its members."""
    for archive in sorted((folder / FILES).glob("*.zip")):
        aside = folder / "archive"
        os.replace(archive, aside)
        try:
            _unzip(aside, folder, most)
        except FileExistsError as error:
            raise _refused("doubled_name", f"{archive.name!r} holds a file that was sent beside it.") from error
        aside.unlink()


def _check_members(members: list[zipfile.ZipInfo], most: int) -> None:
    names = [_member_name(each.filename) for each in members]
    if len(members) > _MOST_FILES:
        raise _refused("too_many_files", f"The archive holds {len(members)} files, {_MOST_FILES} can be.")
    if len(set(names)) < len(names):
        raise _refused("doubled_name", "The archive holds two files of one name.")
    for member in members:
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise _refused("invalid_archive", f"{safe_text(member.filename)[:100]!r} is no plain file.")
        if member.file_size > _LARGE and member.file_size > _HIGHEST_RATIO * max(member.compress_size, 1):
            raise _too_large(most)
    if sum(each.file_size for each in members) > most:
        raise _too_large(most)


def _member_name(name: str) -> str:
    """The last part of a member's path; folders are left out, and a path that climbs is refused."""
    for part in (parts := name.split("/")):
        _safe_name(part)
    return parts[-1]


def _is_litter(name: str) -> bool:
    """What systems put into archives beside the files: ``__MACOSX/``, ``.DS_Store`` and the like."""
    parts = name.split("/")
    if ".." in parts or "\\" in name:
        return False
    return parts[0] == "__MACOSX" or (parts[-1].startswith(".") and parts[-1] != ".")


def _extract(opened: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int, most: int) -> int:
    """Bytes written; what the archive declares about sizes is not believed."""
    size = 0
    with opened.open(member) as source, open(target, "xb") as handle:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > left:
                raise _too_large(most)
            handle.write(piece)
    _check_mapping_size(target)
    return size


# --- forms -----------------------------------------------------------------------------------------
def _take_form_apart(received: Received, folder: Path, fields: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    with open(received.file, "rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        for header, start, stop in _parts(whole, b"--" + received.boundary):
            disposition = header.get("content-disposition", "")
            field, filename = header.get_param("name", header="content-disposition"), header.get_filename()
            if filename is None and field in fields:
                found[str(field)] = whole[start : min(stop, start + _LONGEST_FIELD)].decode("utf-8", "replace")
                continue
            if fields and filename == "" and start == stop:  # a field for a file that was left empty
                continue
            if not disposition or (filename is None and field != "mapping"):
                raise _refused("invalid_form", "A part of the form is neither a file nor the mapping.")
            target = _target(folder, MAPPING if field == "mapping" else _safe_name(str(filename)))
            if target.exists():
                raise _refused("doubled_name", f"The form holds {target.name!r} twice.")
            with open(target, "xb") as output:
                for at in range(start, stop, _PIECE):
                    output.write(whole[at : min(at + _PIECE, stop)])
            _check_mapping_size(target)
    return found


def _parts(whole: mmap.mmap, mark: bytes) -> Iterator[tuple[Message, int, int]]:
    """Header, start and end of each part of a multipart body (RFC 2046, 5.1)."""
    at = 0 if whole[: len(mark)] == mark else whole.find(b"\r\n" + mark) + 2
    for _ in range(_MOST_FILES + 2):
        after = at + len(mark)
        if at < 2 and whole[: len(mark)] != mark:
            break
        if whole[after : after + 2] == b"--":
            return
        if whole[after : after + 2] != b"\r\n":
            break
        body = whole.find(b"\r\n\r\n", after, after + 8_192)
        end = whole.find(b"\r\n" + mark, max(body, 0) + 2)
        if body < 0 or end < 0:
            break
        yield _header(whole[after + 2 : body + 2]), min(body + 4, end), end
        at = end + 2
    raise _refused("invalid_form", "The form cannot be read: a boundary or a header of a part is missing.")


def _header(lines: bytes) -> Message:
    message = Message()
    for line in lines.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon and name.strip().isascii() and name.strip():
            message[name.strip()] = value.strip()
    return message


def _check_mapping_size(file: Path) -> None:
    if file.name == MAPPING and file.stat().st_size > _MOST_MAPPING:
        raise _refused("invalid_mapping", f"The mapping is larger than {_MOST_MAPPING >> 10} kB.")


# --- what goes wrong -------------------------------------------------------------------------------
def _refused(code: str, message: str) -> Problem:
    return Problem("invalid-upload", message, errors=[fault("/body", code, message)])


def _too_large(most: int) -> Problem:
    return Problem("payload-too-large", f"It is larger than {most} bytes, or unfolds to more than it can be.")


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StoreFull("There is no space left for the upload; nothing was imported.") from error
        raise
