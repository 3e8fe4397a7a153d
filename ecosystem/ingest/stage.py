"""Step one of an import: foreign files in, validated Parquet chunks and rejects files out.

It runs in a process of its own (``ecosystem.ingest.child``), or in this one for small data frames.
Everything it writes is below one folder; ``staged.json`` is written last and says that all is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from ecosystem import model
from ecosystem.errors import ImportRejected
from ecosystem.ingest import archives, text
from ecosystem.ingest.checks import TableCheck, prepare
from ecosystem.ingest.inputs import Form, Input
from ecosystem.ingest.limits import MIB, Limits
from ecosystem.ingest.rejects import RejectSummary, refused_rows, summarised
from ecosystem.ingest.sources import PARQUET, Desk, Source, csv_source, mapped_source, near_misses, parquet_source
from ecosystem.ingest.tables import InputFile

RESULT: Final = "staged.json"
REJECTS: Final = "rejects"
_VECTOR: Final = 2048  # DuckDB hands rows on in vectors of this many
_ROW_GROUP: Final = 60 * _VECTOR

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Job:
    """All that the reading process has to know.

    ``stored`` names the labels whose stored ids lie in ``ids/LABEL.parquet``, ``parents`` the tables
    whose stored (id, parent) pairs lie in ``parents/TABLE.parquet``, both below the folder.
    """

    files: tuple[Input, ...]
    mapping: str | None
    encoding: str | None
    batch_rows: int
    stored: tuple[str, ...]
    parents: tuple[str, ...]
    limits: Limits

    def as_json(self) -> dict[str, Any]:
        files = [{"path": str(each.path), "name": each.name, "form": each.form.value, "table": each.table}
                 for each in self.files]
        return {"files": files, "mapping": self.mapping, "encoding": self.encoding, "batch_rows": self.batch_rows,
                "stored": self.stored, "parents": self.parents, "limits": self.limits.as_json()}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Job:
        files = tuple(Input(Path(each["path"]), each["name"], Form(each["form"]), each["table"])
                      for each in read["files"])
        return cls(files, read["mapping"], read["encoding"], read["batch_rows"], tuple(read["stored"]),
                   tuple(read["parents"]), Limits(**read["limits"]))


@dataclass(frozen=True, slots=True)
class Chunk:
    """One Parquet file of validated rows, relative to the folder."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StagedTable:
    table: str
    accepted: int
    rejected: int
    doubled: int
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Staged:
    """What a stage has left in its folder."""

    tables: tuple[StagedTable, ...]
    rejects: tuple[RejectSummary, ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def accepted(self) -> int:
        return sum(each.accepted for each in self.tables)

    @property
    def rejected(self) -> int:
        return sum(each.rejected for each in self.tables)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Staged:
        tables = tuple(StagedTable(**{**each, "chunks": tuple(Chunk(**chunk) for chunk in each["chunks"])})
                       for each in read["tables"])
        rejects = tuple(RejectSummary.from_json(each) for each in read["rejects"])
        return cls(tables, rejects, tuple(read["ignored"]), tuple(read["notes"]))


def stage(folder: Path, job: Job, *, shown: Path, progress: Progress) -> Staged:
    """Read, validate and write; ``shown`` is the folder as statements are to name it.

    Raises
    ------
    ImportRejected
        if a file as a whole cannot be accepted.
    """
    connection = open_connection(folder, job)
    try:
        desk = Desk(connection, shown, job.limits)
        prepare(desk)
        _load_stored(desk, job)
        notes: list[str] = []
        ignored: list[str] = []
        progress(0, 0, "reading files")
        sources = _read_mapped(desk, job) if job.mapping else _read_tables(desk, job, ignored, progress)
        tables, rejects = [], []
        present = [kind for kind in model.TABLES.values() if any(each.table == kind.table for each in sources)]
        for done, kind in enumerate(present):
            progress(done, len(present), f"checking {kind.table}")
            own = [each for each in sources if each.table == kind.table]
            notes += [note for each in own if not each.mapped for note in near_misses(each)]
            table, refused = _stage_table(desk, job, kind, own)
            tables.append(table)
            rejects += refused
        progress(len(present), len(present), "checked")
    finally:
        connection.close()
    staged = Staged(tuple(tables), tuple(rejects), tuple(sorted(ignored)), tuple(notes))
    _write_result(folder, staged)
    return staged


def intact(folder: Path) -> Staged | None:
    """What an earlier stage left in the folder, if every file of it is there unchanged."""
    try:
        staged = Staged.from_json(json.loads((folder / RESULT).read_text(encoding="utf-8")))
        for chunk in (chunk for table in staged.tables for chunk in table.chunks):
            if _sha256(folder / chunk.file) != chunk.sha256:
                return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return staged


def open_connection(folder: Path, job: Job) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that sees the job's files and its own folder, and nothing else."""
    memory = max(int(job.limits.memory_bytes * 0.6), 256 * MIB)
    connection = duckdb.connect(":memory:", config={
        "threads": job.limits.threads, "memory_limit": f"{memory // MIB}MiB",
        "temp_directory": str(folder / "spill"), "autoinstall_known_extensions": False,
        "autoload_known_extensions": False, "python_enable_replacements": False,
    })
    paths = sorted({str(each.path.resolve()) for each in job.files})
    connection.execute("SET allowed_paths = ?", [paths])
    connection.execute("SET allowed_directories = ?", [[str(folder.resolve())]])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _load_stored(desk: Desk, job: Job) -> None:
    for label, kind in model.NODE_BY_LABEL.items():
        if kind.is_statement:
            continue
        desk.let(f"ids_{label}", desk.path(f"ids/{label}.parquet"))
        stored = f"read_parquet(getvariable('ids_{label}'))" if label in job.stored else "(SELECT NULL WHERE false)"
        desk.run(f"CREATE TEMP VIEW stored_{label} AS SELECT id::VARCHAR AS id FROM {stored} AS t(id)")
        desk.run(f"CREATE TEMP VIEW known_{label} AS FROM stored_{label}")
        desk.let(f"parents_{kind.table}", desk.path(f"parents/{kind.table}.parquet"))
        pairs = (f"read_parquet(getvariable('parents_{kind.table}'))" if kind.table in job.parents
                 else "(SELECT NULL, NULL WHERE false)")
        desk.run(f"CREATE TEMP VIEW parents_{kind.table} AS "
                 f"SELECT id::VARCHAR AS id, up::VARCHAR AS up FROM {pairs} AS t(id, up)")


def _read_tables(desk: Desk, job: Job, ignored: list[str], progress: Progress) -> list[Source]:
    files: list[Input] = []
    for number, each in enumerate(job.files):
        if each.form in (Form.ZIP, Form.TAR):
            inside = Path(desk.path(f"unpacked/{number}/x")).parent
            unpacked, passed = archives.unpack(each, inside, desk.limits)
            files += unpacked
            ignored += passed
        else:
            files.append(each)
    sources = []
    for number, each in enumerate(files):
        progress(number, len(files), f"reading {each.name}")
        sources.append(_read_table(desk, number, each, job.encoding))
    return sources


def _read_table(desk: Desk, number: int, file: Input, encoding: str | None) -> Source:
    assert file.table is not None
    desk.let(f"name_{number}", file.name)
    if file.form is Form.PARQUET:
        return parquet_source(desk, number, table=file.table, name=file.name, path=file.path)
    path = _plain_text(desk, number, file, encoding)
    return csv_source(desk, number, table=file.table, name=file.name, path=path)


def _plain_text(desk: Desk, number: int, file: Input, encoding: str | None) -> Path:
    """The file unpacked and in UTF-8, where it is not so already."""
    path = file.path
    if file.form is Form.GZIP:
        unpacked = Path(desk.path(f"unpacked/{number}.csv"))
        archives.gunzip(path, unpacked, name=file.name, limits=desk.limits)
        path = unpacked
    if encoding is not None and encoding != "utf-8":
        transcoded = Path(desk.path(f"utf8/{number}.csv"))
        text.transcode(path, transcoded, name=file.name, encoding=encoding)
        path = transcoded
    return path


def _read_mapped(desk: Desk, job: Job) -> list[Source]:
    from ecosystem.ingest.mapping import load_mapping

    assert job.mapping is not None
    mapping = load_mapping(job.mapping)
    files = [InputFile(each.path, each.name) for each in job.files]
    sources = []
    for number, mapped in enumerate(mapping.tables(desk.connection, files)):
        desk.let(f"name_{number}", mapped.table)
        sources.append(mapped_source(desk, number, mapped))
    if not sources:
        raise ImportRejected(f"The mapping {job.mapping} found nothing to read in the files given.")
    return sources


def _stage_table(desk: Desk, job: Job, kind: model.Table,
                 sources: Sequence[Source]) -> tuple[StagedTable, list[RejectSummary]]:
    check = TableCheck(desk, kind, sources)
    check.run()
    check.collect_refused()
    rejects = summarised(desk, check, Path(desk.path(REJECTS)))
    chunks = _write_chunks(desk, job.batch_rows, check)
    if isinstance(kind, model.NodeKind) and not kind.is_statement and chunks:
        desk.let(f"chunks_{kind.table}", [desk.path(each.file) for each in chunks])
        desk.run(f"CREATE OR REPLACE TEMP VIEW known_{kind.label} AS SELECT id FROM stored_{kind.label} "
                 f"UNION ALL SELECT id FROM read_parquet(getvariable('chunks_{kind.table}'))")
    accepted = sum(each.rows for each in chunks)
    doubled = desk.number("SELECT count(*) FROM dropped")
    return StagedTable(kind.table, accepted, refused_rows(desk, sources), doubled, tuple(chunks)), rejects


def _write_chunks(desk: Desk, batch_rows: int, check: TableCheck) -> list[Chunk]:
    """The accepted rows as Parquet files of at most ``batch_rows`` rows (at least a vector)."""
    table = check.kind.table
    names = [f'"{column.name}"' for column in model.all_columns(check.kind)]
    rows = check.all_accepted(", ".join([*names, model.ATTRIBUTES]))
    groups = max(1, -(-batch_rows // _ROW_GROUP))
    # a row group may end up one vector larger than it was asked to be
    size = max(_VECTOR, (batch_rows // groups - _VECTOR) // _VECTOR * _VECTOR)
    desk.let("out", desk.path(f"chunks/{table}"))
    desk.run(f"COPY ({rows}) TO (getvariable('out')) ({PARQUET}, "
             f"ROW_GROUP_SIZE {size}, ROW_GROUPS_PER_FILE {groups})")
    files = sorted(Path(desk.path(f"chunks/{table}")).iterdir(), key=_natural)
    chunks = []
    for file in files:
        desk.let("chunk", str(file))
        count = desk.number("SELECT max(num_rows) FROM parquet_file_metadata(getvariable('chunk'))")
        if count:
            chunks.append(Chunk(f"chunks/{table}/{file.name}", count, _sha256(file)))
    return chunks


def _natural(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.name)]


def _write_result(folder: Path, staged: Staged) -> None:
    temporary = folder / f"{RESULT}.part"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(staged.as_json(), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(folder / RESULT)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
