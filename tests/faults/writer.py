"""The process that is killed: it writes a plan's batches and notes each acknowledgement.

Processes are forked from a server that has everything imported and no database open, so that a
trial costs tens of milliseconds.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
from collections import namedtuple
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from ecosystem.errors import StoreFull
from ecosystem.stores import duckdb_, open_store
from tests.faults.harness import Plan, acknowledge

SMALL = 2_048
"""Rows of a small batch; Parquet files of fewer rows are not written."""

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.faults.writer"])


def start(url: str, plan: Plan, log: Path, *, fault: str | None = None) -> BaseProcess:
    """Write all batches of a plan in a process of its own; ``fault`` arms a point (``name:n``)."""
    process = _context.Process(target=_write, args=(url, plan, log, fault), daemon=True)
    process.start()
    return process


def _write(url: str, plan: Plan, log: Path, fault: str | None) -> None:
    if fault is not None:
        os.environ["ALLYGRAPH_FAULT"] = fault
    with open_store(url) as store:
        for number in range(plan.batches):
            store.write(plan.batch(store, number))
            acknowledge(log, number)


def start_in_little_space(url: str, plan: Plan, log: Path, *, looks: bool,
                          limit: int | None) -> tuple[BaseProcess, Connection]:
    """Write until there is no space, say so, wait for a word, and go on in the same process.

    ``looks`` is whether the store sees how much space is free; if not, the engine runs into the
    wall. ``limit`` is a largest size of a file in bytes (RLIMIT_FSIZE), instead of a small disk.
    """
    ours, theirs = _context.Pipe()
    process = _context.Process(target=_write_in_little_space, args=(url, plan, log, looks, limit, theirs),
                               daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _write_in_little_space(url: str, plan: Plan, log: Path, looks: bool, limit: int | None,
                           word: Connection) -> None:
    if not looks:
        everything = namedtuple("everything", "total used free")(1 << 60, 0, 1 << 60)
        duckdb_.shutil.disk_usage = lambda _: everything  # type: ignore[assignment]
    store = open_store(url)
    batches = [plan.batch(store, number) for number in range(plan.batches)]
    if limit is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    refused = 0
    for number, batch in enumerate(batches):
        try:
            store.write(batch)
        except StoreFull as error:
            refused += 1
            if refused == 1:
                word.send(str(error))
                word.recv()  # until then there is no space; the second try is to work
                if limit is not None:
                    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                store.write(batch)
            else:
                raise
        acknowledge(log, number)
    word.send(f"done after {refused} refusals")
    word.recv()
    os.kill(os.getpid(), signal.SIGKILL)  # what was acknowledged must not hang on a clean end


def free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def start_import(url: str, files: Path, *, fault: str | None = None) -> BaseProcess:
    """Import a folder of tables in small batches in a process of its own."""
    process = _context.Process(target=import_in_small_batches, args=(url, files, fault))
    process.start()
    return process


def import_in_small_batches(url: str, files: Path, fault: str | None) -> None:
    from ecosystem.ingest.pipeline import import_paths

    if fault is not None:
        os.environ["ALLYGRAPH_FAULT"] = fault
    whole = duckdb_.DuckDBStore.features
    duckdb_.DuckDBStore.features = replace(whole, batch_rows=SMALL)
    try:
        with open_store(url) as store:
            import_paths(store, [files])
    finally:
        duckdb_.DuckDBStore.features = whole
