"""The embedded store under kills, torn and flipped bytes, and full disks."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from ecosystem import model
from ecosystem.errors import StoreDamaged
from ecosystem.stores.duckdb_ import DuckDBStore
from tests.faults import writer
from tests.faults.harness import Plan, Tally, acknowledged, finish, judge, recorded

POINTS = (
    "queued", "begun", "before_commit", "committed", "acknowledged",
    *(f"{what}:{table}" for table in ("partners", "capabilities", "partner_capabilities")
      for what in ("staged", "written")),
)
TIMES = (1, 2, 5, 8)
RANDOM_KILLS = 30
BULK_KILLS = 8
CUTS = 48
FLIPS = 24
SECONDS_TO_OPEN = 10.0


def url(folder: Path) -> str:
    return f"duckdb:{folder}/eco.duckdb"


def ended(process: BaseProcess) -> int:
    process.join(120)
    assert process.exitcode is not None, "the writer hangs"
    return process.exitcode


def judged_after(folder: Path, plan: Plan, row: Tally) -> frozenset[int]:
    """Open, judge and finish a store after a kill, and open it once more."""
    started = time.monotonic()
    with DuckDBStore(url(folder)) as store:
        assert time.monotonic() - started < SECONDS_TO_OPEN
        verdict = judge(store, plan, acknowledged(folder / "log"))
        verdict.add_to(row)
        row.partial += not finish(store, plan)
    with DuckDBStore(url(folder)) as store:
        row.partial += dict(store.verify().hashes) != plan.hashes
    return verdict.applied


def test_a_kill_at_every_point_of_a_write(tmp_path: Path, plan: Plan):
    with recorded("embedded: kill -9 at a named point of a write") as row:
        for point in POINTS:
            for times in TIMES:
                folder = tmp_path / f"{point}-{times}".replace(":", "-")
                folder.mkdir()
                killed = ended(writer.start(url(folder), plan, folder / "log", fault=f"{point}:{times}"))
                assert killed == -9, f"{point}:{times} was not reached"
                row.trials += 1
                applied = judged_after(folder, plan, row)
                late = point in ("committed", "acknowledged")
                assert applied == frozenset(range(times if late else times - 1)), (point, times)
                shutil.rmtree(folder)
        assert row.trials == 44 and row.harmless


def test_a_kill_at_random_times(tmp_path: Path, plan: Plan):
    random_ = random.Random(20261124)
    took = undisturbed(tmp_path / "clean", plan)
    with recorded("embedded: kill -9 at a random time, small batches") as row:
        random_kills(tmp_path, plan, row, [random_.uniform(0, took) for _ in range(RANDOM_KILLS)])
        assert row.harmless


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Batches so large that the engine writes them past its log, straight into the file."""
    folder = tmp_path_factory.mktemp("plans") / "bulk"
    folder.mkdir()
    return Plan.make(folder / "files", batches=2, rows=110_000)


def test_a_kill_at_random_times_within_bulk_batches(tmp_path: Path, bulk: Plan):
    random_ = random.Random(4)
    took = undisturbed(tmp_path / "clean", bulk)
    with recorded("embedded: kill -9 at a random time, bulk batches") as row:
        random_kills(tmp_path, bulk, row, [random_.uniform(0, took) for _ in range(BULK_KILLS)])
        assert row.harmless


def undisturbed(folder: Path, plan: Plan) -> float:
    """Seconds that a writer takes if nobody kills it."""
    folder.mkdir()
    started = time.monotonic()
    assert ended(writer.start(url(folder), plan, folder / "log")) == 0
    took = time.monotonic() - started
    assert acknowledged(folder / "log") == set(range(plan.batches))
    shutil.rmtree(folder)
    return took


def random_kills(tmp_path: Path, plan: Plan, row: Tally, delays: list[float]) -> None:
    for trial, delay in enumerate(delays):
        folder = tmp_path / str(trial)
        folder.mkdir()
        process = writer.start(url(folder), plan, folder / "log")
        process.join(delay)
        process.kill()
        process.join()
        row.trials += 1
        judged_after(folder, plan, row)
        shutil.rmtree(folder)


# --- damaged bytes -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def with_log(tmp_path_factory: pytest.TempPathFactory, plan: Plan) -> Path:
    """A killed store: three batches are in the file, five in the log only."""
    folder = tmp_path_factory.mktemp("with-log")
    with DuckDBStore(url(folder)) as store:
        for number in range(3):
            store.write(plan.batch(store, number))
    store = DuckDBStore(url(folder))
    for number in range(3, plan.batches):
        store.write(plan.batch(store, number))
    store._file.abandon()
    assert (folder / "eco.duckdb.wal").stat().st_size > 10_000
    return folder


@contextmanager
def copied(folder: Path, place: Path) -> Iterator[Path]:
    shutil.copytree(folder, place)
    yield place
    shutil.rmtree(place)


def tried(folder: Path, plan: Plan, row: Tally, known: set[int]) -> None:
    """Open a damaged store: it refuses loudly and leaves the bytes alone, or everything is there."""
    files = [folder / "eco.duckdb", folder / "eco.duckdb.wal"]
    before = bytes_of(files)
    row.trials += 1
    try:
        with DuckDBStore(url(folder)) as store:
            found = store.verify()
            if found.problems:
                row.refused_loudly += 1
            else:
                judge(store, plan, known).add_to(row)
                row.lost += dict(found.hashes) != plan.hashes
    except StoreDamaged as error:
        assert "othing was deleted" in str(error)
        row.refused_loudly += 1
        assert bytes_of(files) == before


def bytes_of(files: list[Path]) -> list[bytes]:
    """What files hold; one without content is as good as none."""
    return [file.read_bytes() if file.exists() else b"" for file in files]


def recovered_without_log(folder: Path, plan: Plan, row: Tally) -> None:
    """The way out that the messages name: what is readable is whole, and writing again completes it."""
    (folder / "eco.duckdb.scratch" / "acknowledged").unlink()
    try:
        store = DuckDBStore(url(folder))
    except StoreDamaged:
        (folder / "eco.duckdb.wal").rename(folder / "aside.wal")
        store = DuckDBStore(url(folder))
    with store:
        verdict = judge(store, plan, range(3))
        verdict.add_to(row)
        assert verdict.applied == frozenset(range(len(verdict.applied))), "not a prefix of the writes"
        row.partial += not finish(store, plan)


def test_without_damage_nothing_is_refused(tmp_path: Path, plan: Plan, with_log: Path):
    row = Tally("none")
    with copied(with_log, tmp_path / "copy") as folder:
        tried(folder, plan, row, set(range(plan.batches)))
    assert (row.trials, row.refused_loudly, row.harmless) == (1, 0, True)


def test_a_log_torn_at_many_places(tmp_path: Path, plan: Plan, with_log: Path):
    size = (with_log / "eco.duckdb.wal").stat().st_size
    random_ = random.Random(3)
    places = [0, 1, size - 1, size - 2, *sorted(random_.sample(range(2, size - 2), CUTS - 4))]
    with recorded("embedded: log cut at a random byte") as row:
        for place in places:
            with copied(with_log, tmp_path / str(place)) as folder:
                os.truncate(folder / "eco.duckdb.wal", place)
                tried(folder, plan, row, set(range(plan.batches)))
                recovered_without_log(folder, plan, row)
        assert row.trials == row.refused_loudly == CUTS
        assert row.harmless


def test_a_bit_flipped_in_the_log(tmp_path: Path, plan: Plan, with_log: Path):
    size = (with_log / "eco.duckdb.wal").stat().st_size
    random_ = random.Random(5)
    with recorded("embedded: bit flipped in the log") as row:
        for place in random_.sample(range(size), FLIPS):
            with copied(with_log, tmp_path / str(place)) as folder:
                flip(folder / "eco.duckdb.wal", place, random_.randrange(8))
                tried(folder, plan, row, set(range(plan.batches)))
                recovered_without_log(folder, plan, row)
        assert row.trials == FLIPS and row.harmless
        assert row.refused_loudly > FLIPS // 2


def test_a_bit_flipped_in_the_file(tmp_path: Path, plan: Plan):
    whole = tmp_path / "whole"
    whole.mkdir()
    with DuckDBStore(url(whole)) as store:
        assert finish(store, plan)
    size = (whole / "eco.duckdb").stat().st_size
    random_ = random.Random(6)
    with recorded("embedded: bit flipped in the file") as row:
        for place in random_.sample(range(size), 2 * FLIPS):
            with copied(whole, tmp_path / str(place)) as folder:
                flip(folder / "eco.duckdb", place, random_.randrange(8))
                tried(folder, plan, row, set(range(plan.batches)))
        assert row.trials == 2 * FLIPS and row.harmless
        assert row.refused_loudly > 0


def flip(file: Path, place: int, bit: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(place)
        byte = opened.read(1)[0]
        opened.seek(place)
        opened.write(bytes([byte ^ (1 << bit)]))


# --- no space ------------------------------------------------------------------------------------


@contextmanager
def small_disk(place: Path, megabytes: float) -> Iterator[Path]:
    """A tmpfs of so many megabytes; only root may make one."""
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={int(megabytes * 1024)}k", "tmpfs", str(place)],
                          capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"a small disk takes root and mount: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Batches that fill a small disk after a few of them."""
    folder = tmp_path_factory.mktemp("plans") / "wide"
    folder.mkdir()
    return Plan.make(folder / "files", batches=8, rows=2_000)


@pytest.mark.parametrize("looks", [True, False], ids=["seen beforehand", "run into"])
def test_a_full_disk_and_space_given_back(tmp_path: Path, wide: Plan, looks: bool):
    with recorded(f"embedded: disk full, {'seen beforehand' if looks else 'run into'}, space given back") as row:
        for kilobytes in (30, 120, 300, 700, 1_400):
            full_disk(tmp_path / f"{kilobytes}", wide, row, megabytes=12, left=kilobytes, looks=looks)
        assert row.harmless and row.refused_loudly == row.trials == 5


def test_a_disk_that_fills_within_a_bulk_batch_stops_the_engine_and_not_the_process(tmp_path: Path, bulk: Plan):
    with recorded("embedded: disk full within a bulk batch, space given back") as row:
        for kilobytes in (300, 800, 1_600, 2_400):
            full_disk(tmp_path / f"{kilobytes}", bulk, row, megabytes=40, left=kilobytes, looks=False)
        assert row.harmless and row.refused_loudly == row.trials == 4


def full_disk(place: Path, plan: Plan, row: Tally, *, megabytes: int, left: int, looks: bool) -> None:
    """One trial on a disk of its own, on which ``left`` kilobytes are free when the writer starts."""
    with small_disk(place, megabytes) as disk:
        DuckDBStore(url(disk)).close()
        for number in range(plan.batches):
            plan.batch(opened_scratch(disk), number)
        ballast = disk / "ballast"
        ballast.write_bytes(b"\0" * max(0, writer.free(disk) - left * 1_024))
        process, word = writer.start_in_little_space(url(disk), plan, disk / "log", looks=looks, limit=None)
        no_space(disk, process, word, plan, row, give_back=ballast.unlink)


def test_a_limit_on_the_size_of_files_and_its_end(tmp_path: Path, wide: Plan):
    with recorded("embedded: file-size limit, and its end") as row:
        for kilobytes in (300, 400, 600, 900, 1_300):
            folder = tmp_path / f"{kilobytes}"
            folder.mkdir()
            process, word = writer.start_in_little_space(url(folder), wide, folder / "log", looks=False,
                                                         limit=kilobytes * 1_024)
            no_space(folder, process, word, wide, row, give_back=lambda: None)
        assert row.harmless and row.refused_loudly == row.trials == 5


class opened_scratch:
    """Enough of a store to put a plan's files into its scratch folder."""

    def __init__(self, folder: Path) -> None:
        self.scratch = folder / "eco.duckdb.scratch"


def no_space(folder: Path, process: BaseProcess, word, plan: Plan, row: Tally, *, give_back) -> None:
    """Wait for the refusal, give space back, let the same process go on, and judge what is kept."""
    row.trials += 1
    said = word.recv() if word.poll(60) else "silence"
    if "space" in said:
        row.refused_loudly += 1
        noted = acknowledged(folder / "log")
        give_back()
        word.send("go on")
        said = word.recv() if word.poll(60) else "silence"
        assert acknowledged(folder / "log") > noted
    word.send("die")
    assert said == "done after 1 refusals" and ended(process) == -9
    with DuckDBStore(url(folder)) as store:
        verdict = judge(store, plan, acknowledged(folder / "log"))
        verdict.add_to(row)
        assert len(verdict.applied) == plan.batches
        row.partial += not finish(store, plan)


def test_the_plan_reaches_every_kind_of_write():
    assert {"partners", "partner_capabilities"} <= set(model.TABLES)
    assert len(POINTS) * len(TIMES) + RANDOM_KILLS + BULK_KILLS >= 60 and CUTS >= 40 and FLIPS >= 20
