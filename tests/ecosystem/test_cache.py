"""A cached snapshot reads back the same, or is noticed to be damaged."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ecosystem.cache import KEPT, load, save
from ecosystem.projection import project
from ecosystem.stores.memory import MemoryStore
from ecosystem.view import View
from scoring.snapshot import Snapshot
from tests.builders import write

TABLES = {
    "partners": [{"id": "a", "name": "Ada", "country": "DE", "size": 10.0}, {"id": "b", "name": "雪"}],
    "capabilities": [{"id": "c", "name": "casting"}],
    "partner_capabilities": [{"partner_id": "a", "capability_id": "c", "source": "s"},
                             {"partner_id": "b", "capability_id": "c", "valid_from": "2001"}],
}


@pytest.fixture
def snapshot() -> Snapshot:
    with MemoryStore() as store:
        write(store, "one", TABLES)
        return project(store, date(2020, 1, 1))


def test_a_saved_snapshot_reads_back_with_the_same_version_and_cells(snapshot: Snapshot, tmp_path: Path) -> None:
    save(snapshot, tmp_path, "k")
    loaded = load(tmp_path, "k")
    assert loaded is not None and loaded.version == snapshot.version
    assert list(loaded.partners.names) == ["Ada", "雪"] and loaded.as_of == snapshot.as_of
    assert loaded.layer("partner_capabilities").fact_of(1, 0) == snapshot.layer("partner_capabilities").fact_of(1, 0)


def test_large_arrays_are_mapped_and_cannot_be_written_to(snapshot: Snapshot, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecosystem.cache._MAP_FROM", 0)
    save(snapshot, tmp_path, "k")
    loaded = load(tmp_path, "k")
    assert loaded is not None and loaded.version == snapshot.version
    weights = loaded.layer("partner_capabilities").weights
    assert isinstance(weights.base, np.memmap) and not weights.flags.writeable


def test_one_flipped_byte_in_any_file_is_noticed_and_the_folder_removed(snapshot: Snapshot, tmp_path: Path) -> None:
    intact = save(snapshot, tmp_path, "intact")
    names = sorted(file.name for file in intact.iterdir())
    assert len(names) > 20
    for name in names:
        folder = Path(shutil.copytree(intact, tmp_path / "k", dirs_exist_ok=True))
        content = bytearray((folder / name).read_bytes())
        content[-1] ^= 1
        (folder / name).write_bytes(bytes(content))
        loaded = load(tmp_path, "k")
        assert loaded is None or loaded.version == snapshot.version, f"{name} was changed without notice"
        assert loaded is not None or not folder.exists()


def test_a_manifest_that_names_other_columns_is_refused(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = save(snapshot, tmp_path, "k")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["about"]["as_of"] = "2020-01-02"
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert load(tmp_path, "k") is None


def test_a_half_written_folder_is_never_seen(snapshot: Snapshot, tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.rename", fail)
    with pytest.raises(OSError, match="space"):
        save(snapshot, tmp_path, "k")
    assert list(tmp_path.iterdir()) == []
    assert load(tmp_path, "k") is None


def test_only_the_latest_snapshots_are_kept(snapshot: Snapshot, tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        save(snapshot, tmp_path, f"k{number}")
    assert len(list(tmp_path.iterdir())) == KEPT


def test_an_index_of_names_is_kept_beside_the_snapshot_and_built_again_when_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot
) -> None:
    monkeypatch.setattr("ecosystem.view._WORTH_KEEPING", 1)
    first = View(snapshot, tmp_path).search("ada", 5)
    kept = tmp_path / f"names-{snapshot.version}"
    assert kept.exists() and View(snapshot, tmp_path).search("ada", 5) == first != []
    damaged = max(kept.glob("*.npy"), key=lambda file: file.stat().st_size)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\xff")
    assert View(snapshot, tmp_path).search("ada", 5) == first
