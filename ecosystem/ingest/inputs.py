"""Which files an import reads: found, named, and refused where they are not plain files.

Nothing is parsed here. The bytes of every file are hashed, so that the same import is known again.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from ecosystem import model
from ecosystem.errors import ImportRejected

MANIFEST: Final = "manifest.json"
"""What an export leaves beside its tables (``ecosystem.ingest.export``)."""


class Form(StrEnum):
    CSV = ".csv"
    GZIP = ".csv.gz"
    PARQUET = ".parquet"
    ZIP = ".zip"
    TAR = ".tar.gz"
    OTHER = ""


_ENDINGS: Final = (
    (".csv.gz", Form.GZIP), (".csv", Form.CSV), (".parquet", Form.PARQUET),
    (".zip", Form.ZIP), (".tar.gz", Form.TAR), (".tgz", Form.TAR), (".tar", Form.TAR),
)
_FTM_ENDINGS: Final = (".ftm.json", ".ftm.jsonl", ".ftm.json.gz", ".ftm.jsonl.gz")
TABLE_FORMS: Final = frozenset({Form.CSV, Form.GZIP, Form.PARQUET})


@dataclass(frozen=True, slots=True)
class Input:
    """One file: where it is, what its owner calls it, and the table that its name stands for."""

    path: Path
    name: str
    form: Form
    table: str | None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an import will read, sorted by name, and what it saw and leaves alone."""

    files: tuple[Input, ...]
    ignored: tuple[str, ...]


def form_and_table(name: str) -> tuple[Form, str | None]:
    """What a file's name says.

    Examples
    --------
    >>> form_and_table("partners.csv.gz")
    (<Form.GZIP: '.csv.gz'>, 'partners')
    >>> form_and_table("notes.txt")
    (<Form.OTHER: ''>, None)
    """
    for ending, form in _ENDINGS:
        if name.lower().endswith(ending):
            stem = name[:-len(ending)]
            return form, stem if form in TABLE_FORMS and stem in model.TABLES else None
    return Form.OTHER, None


def mapping_of(paths: Sequence[str | Path]) -> str | None:
    """The shipped mapping that all of these files are named for; None where they are not.

    Examples
    --------
    >>> mapping_of(["lists/sanctions.ftm.json"]), mapping_of(["lists/sanctions.ftm.json", "partners.csv"])
    ('followthemoney', None)
    """
    named = bool(paths) and all(str(path).lower().endswith(_FTM_ENDINGS) for path in paths)
    return "followthemoney" if named else None


def find(paths: Sequence[str | Path], *, any_name: bool = False) -> Inputs:
    """The files behind ``paths``: directories of tables, single tables, archives.

    ``any_name``: take every plain file, in directories below as well (a mapping will choose).

    Raises
    ------
    ImportRejected
        for what does not exist, is not a plain file, or has a name that is no table's.
    """
    if not paths:
        raise ImportRejected("Nothing to import: name a directory of tables, a table or an archive.")
    files: list[Input] = []
    ignored: list[str] = []
    for path in map(Path, paths):
        mode = _mode(path, follow=True)
        if stat.S_ISDIR(mode):
            found = list(_walk(path) if any_name else _list(path))
            tables = [each for each in found if any_name or each.table]
            ignored += [each.name for each in found if not any_name and not each.table]
            if not tables:
                raise ImportRejected(
                    f"{path} holds no table. Known are {_known()}, each as .csv, .csv.gz or .parquet"
                    + (f"; found: {_some(each.name for each in found)}." if found else "; it is empty.")
                )
            files += tables
        else:
            _plain(path, mode)
            files.append(_named(path, any_name=any_name))
    return Inputs(_told_apart(files), tuple(sorted(name for name in ignored if name != MANIFEST)))


def digests(files: Sequence[Input]) -> dict[str, str]:
    """SHA-256 of the bytes of each file, by its name."""
    found = {}
    for each in files:
        try:
            with each.path.open("rb") as file:
                found[each.name] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ImportRejected(f"{each.path} cannot be read: {error.strerror}.") from error
    return found


def content_hash(digests: Mapping[str, str], *parts: str) -> str:
    """SHA-256 over names and digests of the files, and whatever else decides the result."""
    whole = hashlib.sha256()
    for part in (*parts, *(f"{name}\n{digest}" for name, digest in sorted(digests.items()))):
        whole.update(f"{len(part)}:{part}\n".encode())
    return whole.hexdigest()


def nearest(asked: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like ``asked``, if any does."""
    from rapidfuzz import process

    found = process.extractOne(asked.lower(), list(known), score_cutoff=70)
    return found[0] if found else None


def _mode(path: Path, *, follow: bool) -> int:
    try:
        return (path.stat() if follow else path.lstat()).st_mode
    except FileNotFoundError as error:
        raise ImportRejected(f"There is no file or directory {path}.") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the name
        raise ImportRejected(f"{str(path)[:500]!r} cannot be read: {error}.") from error


def _plain(path: Path, mode: int) -> None:
    kinds = ((stat.S_ISLNK, "a symbolic link"), (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"),
             (stat.S_ISBLK, "a device"), (stat.S_ISCHR, "a device"))
    for is_kind, what in kinds:
        if is_kind(mode):
            raise ImportRejected(f"{path} is {what}; only plain files are imported. Copy the file itself there.")
    if not os.access(path, os.R_OK):
        raise ImportRejected(f"{path} may not be read by this user.")


def _list(folder: Path) -> Iterator[Input]:
    """The entries of one directory by name; hidden files and directories are left alone."""
    for entry in sorted(_entries(folder)):
        path = folder / entry
        mode = _mode(path, follow=False)
        if entry.startswith(".") or stat.S_ISDIR(mode):
            continue
        _plain(path, mode)
        form, table = form_and_table(entry)
        yield Input(path, entry, form, table)


def _walk(folder: Path, below: str = "") -> Iterator[Input]:
    for each in _list(folder):
        yield Input(each.path, below + each.name, each.form, each.table)
    for entry in sorted(_entries(folder)):
        path = folder / entry
        if not entry.startswith(".") and stat.S_ISDIR(_mode(path, follow=False)):
            yield from _walk(path, f"{below}{entry}/")


def _entries(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError as error:
        raise ImportRejected(f"{folder} cannot be read: {error.strerror}.") from error


def _named(path: Path, *, any_name: bool) -> Input:
    form, table = form_and_table(path.name)
    if not any_name and form in TABLE_FORMS and table is None:
        near = nearest(path.name.partition(".")[0], model.TABLES)
        raise ImportRejected(
            f"{path} is not named like a table" + (f" (did you mean {near}{form}?)" if near else "")
            + f". Known are {_known()}; a foreign table needs a mapping file."
        )
    if not any_name and form is Form.OTHER:
        raise ImportRejected(
            f"{path} is neither .csv, .csv.gz, .parquet, .zip nor .tar.gz; another format needs a mapping file."
        )
    return Input(path, path.name, form, table)


def _told_apart(files: list[Input]) -> tuple[Input, ...]:
    """Sorted by name; files of one name from several places are called by their whole path."""
    names = [each.name for each in files]
    unique: dict[str, Input] = {}
    for each in files:
        name = each.name if names.count(each.name) == 1 else each.path.as_posix()
        unique[name] = Input(each.path, name, each.form, each.table)
    return tuple(unique[name] for name in sorted(unique))


def _known() -> str:
    return ", ".join(model.TABLES)


def _some(names: Iterable[str], most: int = 5) -> str:
    listed = list(names)
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")
