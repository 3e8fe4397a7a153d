"""How compressed files are unpacked: only plain members below their folder, never more than allowed."""

from __future__ import annotations

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Final

from ecosystem.errors import ImportRejected
from ecosystem.ingest.inputs import TABLE_FORMS, Form, Input, form_and_table
from ecosystem.ingest.limits import MIB, Limits, in_words

_CHUNK: Final = MIB
_MEMBERS: Final = 10_000
_PATIENCE: Final = 64 * MIB
"""So much may be unpacked before the ratio counts: small tables compress well by nature."""


def gunzip(source: Path, target: Path, *, name: str, limits: Limits) -> None:
    """Unpack one gzip file.

    Raises
    ------
    ImportRejected
        if it is not gzip, is cut short, or unpacks to more than ``limits`` allow.
    """
    with source.open("rb") as packed, target.open("wb") as out:
        budget = _Budget(name, source.stat().st_size, limits)
        try:
            with gzip.GzipFile(fileobj=packed, mode="rb") as plain:
                _copy(plain, out, budget)
        except (OSError, EOFError, zlib.error) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk's trouble, not the file's
            raise ImportRejected(f"{name} is not a whole gzip file ({error}); get it again.") from error


def unpack(archive: Input, folder: Path, limits: Limits) -> tuple[list[Input], list[str]]:
    """The tables of an archive, written to ``folder``, and the names of members left alone.

    One bad member refuses the whole archive: whoever made it meant harm or made a mistake.
    """
    members = _zip_members if archive.form is Form.ZIP else _tar_members
    budget = _Budget(archive.name, archive.path.stat().st_size, limits)
    tables: list[Input] = []
    ignored: list[str] = []
    try:
        for member, opened in members(archive):
            form, table = form_and_table(PurePosixPath(member).name)
            if table is None:
                ignored.append(f"{archive.name}/{member}")
                continue
            path = folder / f"{len(tables):04d}{form}"
            with opened() as plain, path.open("wb") as out:
                _copy(plain, out, budget)
            tables.append(Input(path, f"{archive.name}/{member}", form, table))
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile,
            NotImplementedError, RuntimeError) as error:
        raise ImportRejected(f"{archive.name} does not unpack ({error}); get it again.") from error
    if not tables:
        endings = ", ".join(sorted(TABLE_FORMS))
        raise ImportRejected(f"{archive.name} holds no table (a file named like a table, {endings}).")
    return tables, ignored


class _Budget:
    """Counts what was unpacked and refuses beyond the limits."""

    def __init__(self, name: str, packed: int, limits: Limits) -> None:
        self._name, self._packed, self._limits, self._done = name, packed, limits, 0

    def take(self, size: int) -> None:
        self._done += size
        if self._done > self._limits.unpacked:
            raise ImportRejected(
                f"{self._name} unpacks to more than {in_words(self._limits.unpacked)}; import it in parts."
            )
        if self._done > max(_PATIENCE, self._packed * self._limits.ratio):
            raise ImportRejected(
                f"{self._name} ({in_words(self._packed)}) unpacks to more than {self._limits.ratio} times its "
                "size, as a decompression bomb does; unpack it yourself if it is what you mean."
            )


def _copy(plain: IO[bytes] | gzip.GzipFile, out: IO[bytes], budget: _Budget) -> None:
    while chunk := plain.read(_CHUNK):
        budget.take(len(chunk))
        out.write(chunk)


def _safe(archive: str, member: str) -> str:
    path = PurePosixPath(member)
    outside = path.is_absolute() or ".." in path.parts or "\\" in member or ":" in path.parts[0]
    if outside or "\0" in member:
        raise ImportRejected(
            f"{archive} holds {member[:200]!r}, a name that points outside its own folder; nothing was unpacked."
        )
    return member


def _too_many(archive: str, count: int) -> None:
    if count > _MEMBERS:
        raise ImportRejected(f"{archive} holds more than {_MEMBERS:,} members; it is not an export.")


Member = tuple[str, Callable[[], IO[bytes]]]


def _zip_members(archive: Input) -> Iterator[Member]:
    with zipfile.ZipFile(archive.path) as file:
        listed = [each for each in file.infolist() if not each.is_dir()]
        _too_many(archive.name, len(listed))
        for each in listed:
            _safe(archive.name, each.orig_filename)
            kind = each.external_attr >> 16 & 0o170000
            if kind not in (0, 0o100000):
                raise ImportRejected(f"{archive.name} holds {each.filename!r}, which is not a plain file.")
        for each in sorted(listed, key=lambda member: member.filename):
            yield each.filename, lambda each=each: file.open(each)  # type: ignore[misc]


def _tar_members(archive: Input) -> Iterator[Member]:
    with tarfile.open(archive.path) as file:
        listed = []
        for each in file:
            _safe(archive.name, each.name)
            if each.isdir():
                continue
            if not each.isreg():
                raise ImportRejected(f"{archive.name} holds {each.name!r}, which is a link or a device.")
            listed.append(each)
            _too_many(archive.name, len(listed))
        for each in sorted(listed, key=lambda member: member.name):
            yield each.name, lambda each=each: _opened(file, each)  # type: ignore[misc]


def _opened(file: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = file.extractfile(member)
    assert opened is not None  # only plain files are listed
    return opened
