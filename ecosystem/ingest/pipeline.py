"""How files or data frames get into a store: staged apart, then loaded batch by batch.

Nothing is written before every file was read and checked. A batch is named after the import and
its place in it, so that an import that was killed goes on where it stopped.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb

from ecosystem import model
from ecosystem.errors import ImportRejected, StoreError, StoreFull, TooManyRejects
from ecosystem.ingest import inputs
from ecosystem.ingest.child import is_full
from ecosystem.ingest.inputs import Form, Input
from ecosystem.ingest.limits import Limits
from ecosystem.ingest.manifest import read_manifest
from ecosystem.ingest.reading import stage_apart
from ecosystem.ingest.rejects import RejectSummary
from ecosystem.ingest.stage import REJECTS, Job, Progress, Staged, intact, stage
from ecosystem.ingest.stored import write_stored
from ecosystem.ingest.tables import MARKS, InputFile
from ecosystem.ingest.text import known_encoding
from ecosystem.ingest.workplace import tidy, workplace
from ecosystem.stores.base import Batch, ImportRecord, Receipt, Store

if TYPE_CHECKING:
    import pandas as pd

_SMALL: Final = 200_000
"""Rows of data frames up to which they are staged in this process: they were never foreign text."""

_GLOB: Final = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; nothing where ``up_to_date`` is true.

    Attributes
    ----------
    accepted, rejected, doubled
        rows per table as they stood in the files; ``doubled`` said the same as another row.
    inserted, updated, unchanged
        accepted rows per table by what they did in the store.
    rejects
        why rows were refused, with a few of them for each reason.
    rejects_path
        the folder with the refused rows, if one was asked for and any row was refused.
    ignored
        files that were seen and passed over.
    notes
        sentences about what may not be meant: a column that is nearly named like a known one.
    resumed
        an earlier import of the same content was finished.
    up_to_date
        the store holds this content already, and nothing was written since.
    commit_seq
        of the store, afterwards.
    """

    import_id: str
    accepted: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)
    doubled: Mapping[str, int] = field(default_factory=dict)
    inserted: Mapping[str, int] = field(default_factory=dict)
    updated: Mapping[str, int] = field(default_factory=dict)
    unchanged: Mapping[str, int] = field(default_factory=dict)
    rejects: tuple[RejectSummary, ...] = ()
    rejects_path: Path | None = None
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    resumed: bool = False
    up_to_date: bool = False
    dry_run: bool = False
    seconds: float = 0.0
    commit_seq: int = 0


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the caller asked for."""

    store: Store
    content: str
    names: tuple[str, ...]
    max_rejects: int | None
    rejects_to: Path | None
    progress: Progress
    now: str
    dry_run: bool


def import_paths(
    store: Store,
    paths: Sequence[str | Path],
    *,
    mapping: str | Path | None = None,
    encoding: str | None = None,
    max_rejects: int | None = None,
    rejects_to: str | Path | None = None,
    progress: Progress | None = None,
    now: str | None = None,
    dry_run: bool = False,
    limits: Limits | None = None,
) -> ImportReport:
    """Import directories of tables, single tables and archives, or foreign files by a mapping.

    Parameters
    ----------
    mapping
        a mapping file, or the name of a shipped one; files named ``*.ftm.json`` bring their own.
    encoding
        what CSV files are written in, if not UTF-8 (a mapping says it itself).
    max_rejects
        more refused rows than this and nothing is imported; None = any number.
    rejects_to
        folder for the refused rows, one CSV file per table.
    now
        ISO text for the import's record; it never reaches an answer or an export.
    dry_run
        read and check everything, write nothing.

    Raises
    ------
    ImportRejected, InvalidMapping, TooManyRejects
        nothing was imported; the message says what, where and what to do.
    StoreError
        the store failed; the same import, started again, goes on where it stopped.
    """
    limits = limits or Limits()
    encoding = known_encoding(encoding) if encoding is not None else None
    mapping = mapping if mapping is not None else inputs.mapping_of(paths)
    found = inputs.find(paths, any_name=mapping is not None)
    chosen = _mapping(mapping, found.files) if mapping is not None else None
    ignored = (*found.ignored, *(chosen.unused if chosen else ()))
    touched = chosen.tables if chosen else _touched(found.files)
    out = _rejects_folder(rejects_to, [Path(path) for path in paths])
    digests = inputs.digests(found.files)
    wish = _Wish(store, inputs.content_hash(digests, chosen.fingerprint if chosen else "", encoding or ""),
                 tuple(str(path) for path in paths), max_rejects, out, progress or _silent, now or "", dry_run)

    def read(folder: Path) -> Staged:
        files = tuple(_linked(folder, number, each) for number, each in enumerate(found.files))
        stored, parents = write_stored(store, folder, touched)
        job = Job(files, chosen.name if chosen else None, encoding, store.features.batch_rows, stored, parents, limits)
        return stage_apart(folder, job, wish.progress)

    report = _import(wish, read, ignored)
    return replace(report, notes=(*_changed_since_export(paths, digests), *report.notes))


def import_frames(
    store: Store,
    frames: Mapping[str, pd.DataFrame],
    *,
    source: str | None = None,
    max_rejects: int | None = 0,
    rejects_to: str | Path | None = None,
    progress: Progress | None = None,
    now: str | None = None,
    dry_run: bool = False,
    limits: Limits | None = None,
) -> ImportReport:
    """Import data frames named like the tables of the exchange format.

    ``source`` fills the column ``source`` of frames that have none. No refused row is accepted
    unless ``max_rejects`` says so: whoever has the frame can mend it.

    Raises
    ------
    ImportRejected, TooManyRejects, StoreError
        as for ``import_paths``.
    """
    from ecosystem.ingest.frames import write_frames

    limits = limits or Limits()
    out = _rejects_folder(rejects_to, [])
    with workplace(store, f"frames-{time.monotonic_ns()}") as desk:
        try:
            files = write_frames(frames, desk, source)
            wish = _Wish(store, inputs.content_hash(inputs.digests(files), "frames"), tuple(frames), max_rejects, out,
                         progress or _silent, now or "", dry_run)
            rows = sum(len(frame) for frame in frames.values())

            def read(folder: Path) -> Staged:
                for each in files:
                    (folder / "in").mkdir(exist_ok=True)
                    shutil.copyfile(each.path, folder / "in" / each.path.name)
                apart = rows > _SMALL or _GLOB.search(str(folder)) is not None
                base = Path() if apart else folder
                own = tuple(replace(each, path=base / "in" / each.path.name) for each in files)
                stored, parents = write_stored(store, folder, _touched(files))
                job = Job(own, None, None, store.features.batch_rows, stored, parents, limits)
                if apart:
                    return stage_apart(folder, job, wish.progress)
                return stage(folder, job, shown=folder, progress=wish.progress)

            return _import(wish, read, ())
        finally:
            shutil.rmtree(desk, ignore_errors=True)


# --- the two steps -------------------------------------------------------------------------------
def _import(wish: _Wish, read: Callable[[Path], Staged], ignored: tuple[str, ...]) -> ImportReport:
    started = time.perf_counter()
    store, records = wish.store, wish.store.imports()
    same = [record for record in records if record.content_hash == wish.content]
    tidy(store, {_place(record.content_hash) for record in records if record.state == "open"})
    done = records[-1] if records and records[-1] in same and records[-1].state == "done" else None
    current = done is not None and done.commit_seq == store.commit_seq
    if done is not None and current and not done.rejected:
        return ImportReport(done.import_id, up_to_date=True, ignored=ignored, commit_seq=store.commit_seq,
                            dry_run=wish.dry_run, seconds=time.perf_counter() - started)

    open_ = [record for record in same if record.state == "open"]
    loads = not (current or wish.dry_run)
    with workplace(store, _place(wish.content)) as folder:
        staged = intact(folder) if open_ else None
        resumed = staged is not None
        try:
            with _before_loading(store):
                if staged is None:
                    _empty(folder)
                    staged = read(folder)
                path = _hand_over(folder, wish.rejects_to)
            if not resumed:
                _check_rejects(staged, wish, path)
        except BaseException:
            if not resumed:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        report = _report_of(staged, ignored, rejects_path=path, resumed=resumed and loads, dry_run=wish.dry_run)
        if loads:
            record = open_[-1] if resumed else _opened(wish, staged, len(same) + 1)
            report = _load(wish, folder, staged, record, report)
            _close(store, [each for each in open_ if each != record], wish.now)
        elif done is not None:
            report = replace(report, import_id=done.import_id, up_to_date=current)
        if loads or not open_:
            shutil.rmtree(folder, ignore_errors=True)
    return replace(report, commit_seq=store.commit_seq, seconds=time.perf_counter() - started)


@contextmanager
def _before_loading(store: Store) -> Iterator[None]:
    """What the disk refuses before the first batch is a sentence, and nothing was imported."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        if is_full(error):
            raise StoreFull(f"Nothing was imported: there is no room in {store.scratch} ({error}). Free some space "
                            "and import again.") from error
        raise ImportRejected(f"Nothing was imported: {error}.") from error


def _opened(wish: _Wish, staged: Staged, ordinal: int) -> ImportRecord:
    batches = sum(len(table.chunks) for table in staged.tables)
    return ImportRecord(f"{_place(wish.content)}-{ordinal}", wish.content, wish.names, "open", batches, wish.now,
                        accepted=staged.accepted, rejected=staged.rejected)


def _load(wish: _Wish, folder: Path, staged: Staged, record: ImportRecord, report: ImportReport) -> ImportReport:
    """Write every batch that the store does not have yet; the record is open meanwhile."""
    store = wish.store
    store.record_import(record)
    counts: dict[str, dict[str, int]] = {"inserted": {}, "updated": {}, "unchanged": {}}
    done = 0
    for table in staged.tables:
        for number, chunk in enumerate(table.chunks):
            wish.progress(done, staged.accepted, f"storing {table.table}")
            batch = Batch(f"{record.import_id}:{table.table}:{number}", {table.table: (folder / chunk.file,)})
            receipt = store.receipt(batch.batch_id) or _written(store, batch)
            for what, tally in counts.items():
                tally[table.table] = tally.get(table.table, 0) + getattr(receipt, what).get(table.table, 0)
            done += chunk.rows
    wish.progress(done, staged.accepted, "stored")
    store.record_import(replace(record, state="done", finished_at=wish.now or None, commit_seq=store.commit_seq))
    return replace(report, import_id=record.import_id, inserted=counts["inserted"], updated=counts["updated"],
                   unchanged=counts["unchanged"])


def _written(store: Store, batch: Batch) -> Receipt:
    """Write one batch; where the store's answer was lost, ask it what is true."""
    try:
        return store.write(batch)
    except StoreError:
        receipt = store.receipt(batch.batch_id)
        if receipt is None:
            raise
        return receipt


def _close(store: Store, superseded: Sequence[ImportRecord], now: str) -> None:
    """Older imports of the same content whose stage was lost: this one has brought all of theirs."""
    for record in superseded:
        store.record_import(replace(record, state="done", finished_at=now or None))


def _report_of(staged: Staged, ignored: tuple[str, ...], **flags: Any) -> ImportReport:
    return ImportReport(
        "", {each.table: each.accepted for each in staged.tables},
        {each.table: each.rejected for each in staged.tables if each.rejected},
        {each.table: each.doubled for each in staged.tables if each.doubled},
        rejects=staged.rejects, ignored=tuple(sorted({*ignored, *staged.ignored})), notes=staged.notes, **flags,
    )


# --- rejects -------------------------------------------------------------------------------------
def _check_rejects(staged: Staged, wish: _Wish, written: Path | None) -> None:
    if wish.max_rejects is None or staged.rejected <= wish.max_rejects:
        return
    shown = [f"{each.count:,} in {each.table}: {each.reason}" + _example(each) for each in staged.rejects[:5]]
    raise TooManyRejects(
        f"Nothing was imported: {staged.rejected:,} rows were refused and {wish.max_rejects:,} are allowed. "
        + "; ".join(shown)
        + (f". All of them are in {written}: mend them there and import that folder too." if written else ".")
    )


def _example(summary: RejectSummary) -> str:
    if not summary.samples:
        return ""
    first = summary.samples[0]
    said = f" {first.value[:60]!r}" if first.value is not None else ""
    return f" ({first.file}, line {first.line}:{said})" if said else f" ({first.file}, line {first.line})"


def _rejects_folder(asked: str | Path | None, given: Sequence[Path]) -> Path | None:
    """The folder for refused rows, if it is safe to write tables there."""
    if asked is None:
        return None
    folder = Path(asked)
    if folder.exists() and not folder.is_dir():
        raise ImportRejected(f"{folder} is a file; name a folder for the refused rows.")
    for path in given:
        if folder.resolve() in (path.resolve(), path.resolve().parent):
            raise ImportRejected(f"The refused rows would be written over the files to be imported in {folder}; "
                                 "name another folder.")
    for name in model.TABLES:
        path = folder / f"{name}.csv"
        if path.exists() and not _is_rejects(path):
            raise ImportRejected(f"{path} is a table and no file of refused rows; name another folder.")
    return folder


def _is_rejects(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(1 << 20).rstrip(b"\r\n").endswith(",".join(MARKS).encode())


def _hand_over(folder: Path, to: Path | None) -> Path | None:
    """Copy the rejects files where they were asked for; older ones there go."""
    if to is None:
        return None
    fresh = sorted((folder / REJECTS).glob("*.csv"))
    for name in model.TABLES:
        (to / f"{name}.csv").unlink(missing_ok=True)
    for path in fresh:
        to.mkdir(parents=True, exist_ok=True)
        part = to / f".{path.name}.part"
        shutil.copyfile(path, part)
        part.rename(to / path.name)
    return to if fresh else None


# --- files ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Mapped:
    """A mapping by a name that another process can load, and what it will do."""

    name: str
    fingerprint: str
    tables: set[str]
    unused: tuple[str, ...]


def _mapping(asked: str | Path, files: Sequence[Input]) -> _Mapped:
    from ecosystem.ingest.mapping import load_mapping, shipped

    mapping = load_mapping(asked)
    name = str(asked) if str(asked) in shipped() else str(Path(asked).resolve())
    return _Mapped(name, mapping.fingerprint, {target.table for target in mapping.declaration.targets},
                   tuple(mapping.unused([InputFile(each.path, each.name) for each in files])))


def _linked(folder: Path, number: int, file: Input) -> Input:
    """The file by a name of ours in the folder: no name of a user is part of a statement."""
    ending = file.form.value or re.sub(r"[^a-z0-9.]", "", "".join(file.path.suffixes[-2:]).lower())[:20]
    link = Path("in") / f"{number:04d}{ending}"
    (folder / "in").mkdir(exist_ok=True)
    (folder / link).symlink_to(file.path.resolve())
    return replace(file, path=link)


def _changed_since_export(paths: Sequence[str | Path], digests: Mapping[str, str]) -> list[str]:
    """Exports may be edited and come back; whoever did not edit one should know that it differs."""
    notes = []
    for path in map(Path, paths):
        manifest = read_manifest(path) if path.is_dir() else None
        for name, said in sorted(manifest["files"].items() if manifest else ()):
            if name in digests and digests[name] != said["sha256"]:
                notes.append(f"{path / name} is not as it was exported: it was changed, or is damaged.")
            if not (path / name).exists():
                notes.append(f"{path / name} was exported and is missing.")
    return notes


def _touched(files: Sequence[Input]) -> set[str] | None:
    """The tables that files are named after; None where an archive may hold any."""
    if any(each.form in (Form.ZIP, Form.TAR) for each in files):
        return None
    return {each.table for each in files if each.table is not None}


def _place(content: str) -> str:
    return content[:20]


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _silent(done: int, total: int, what: str) -> None:
    """Nobody watches."""
