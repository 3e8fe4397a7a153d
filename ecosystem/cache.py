"""Snapshots and indexes on disk: mapped into memory when opened, checked, thrown away when wrong.

What is cached is a folder of ``.npy`` files and a ``manifest.json``. Hashes are computed anew on
opening and compared with those it was saved under, so a flipped byte anywhere is noticed; the
caller then builds it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from scoring.snapshot import (
    Categories,
    Column,
    Layer,
    Nodes,
    Provenance,
    Snapshot,
    Strings,
    array_hash,
    arrays_of,
)

FORMAT = 2
KEPT = 8
"""How many folders a cache keeps; the least recently opened ones go first."""

MANIFEST = "manifest.json"

_MAP_FROM = 1 << 20  # smaller files are read: a mapping costs a page and a file handle each


def key_of(*parts: object) -> str:
    """A folder name for what a snapshot was made from (store, state, day, filters).

    Examples
    --------
    >>> key_of("duckdb:x", 3, "2024-01-01") == key_of("duckdb:x", 3, "2024-01-01")
    True
    """
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()[:24]


def save(snapshot: Snapshot, cache: Path, key: str) -> Path:
    """Write a snapshot under ``key``; whoever looks sees the whole of it or nothing."""
    about = {
        "version": snapshot.version,
        "as_of": snapshot.as_of.isoformat(),
        "filters": dict(snapshot.filters),
        "nodes": {
            label: {name: type(column).__name__ for name, column in nodes.columns.items()}
            for label, nodes in snapshot.nodes.items()
        },
        "layers": {name: [each.source, each.target, each.columns] for name, each in snapshot.layers.items()},
    }
    return save_arrays(arrays_of(snapshot), cache, key, about)


def load(cache: Path, key: str) -> Snapshot | None:
    """The snapshot saved under ``key``, or None if there is none or it does not read back right.

    A damaged one is removed, so that the next ``save`` starts afresh.
    """
    # Without a version a snapshot hashes its own content: that is the check, so none is made before.
    found = load_arrays(cache, key, check=False)
    if found is None:
        return None
    arrays, about = found
    try:
        snapshot, expected = _snapshot(arrays, about)
    except (ValueError, KeyError, IndexError, TypeError):
        _remove(cache / key)
        return None
    if snapshot.version != expected:
        _remove(cache / key)
        return None
    return snapshot


def save_arrays(arrays: Mapping[str, NDArray[Any]], cache: Path, key: str,
                about: Mapping[str, Any] | None = None) -> Path:
    """Write arrays by path, with what is to be known about them, as one folder; all or nothing."""
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / key
    unfinished = Path(tempfile.mkdtemp(prefix=f".{key}-", dir=cache))
    try:
        for number, array in enumerate(arrays.values()):
            with (unfinished / f"{number}.npy").open("wb") as file:
                np.save(file, np.ascontiguousarray(array))
                _sync(file)
        hashes = {path: array_hash(array) for path, array in arrays.items()}
        with (unfinished / MANIFEST).open("w", encoding="utf-8") as file:
            json.dump({"format": FORMAT, "arrays": hashes, "about": about or {}}, file, ensure_ascii=False)
            _sync(file)
        if folder.exists():
            shutil.rmtree(folder)
        os.rename(unfinished, folder)
        _sync_folder(cache)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _forget_old(cache)
    return folder


def load_arrays(cache: Path, key: str, *, check: bool = True) -> tuple[dict[str, NDArray[Any]], Any] | None:
    """Arrays and what was said about them; None if there are none or a byte of them is wrong."""
    folder = cache / key
    if not (folder / MANIFEST).exists():
        return None
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if manifest["format"] != FORMAT:
            _remove(folder)
            return None
        arrays = {path: _array(folder / f"{number}.npy") for number, path in enumerate(manifest["arrays"])}
        if check and any(array_hash(arrays[path]) != expected for path, expected in manifest["arrays"].items()):
            _remove(folder)
            return None
        about = manifest["about"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        _remove(folder)
        return None
    os.utime(folder)
    return arrays, about


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _snapshot(arrays: dict[str, NDArray[Any]], manifest: Any) -> tuple[Snapshot, str]:
    nodes = {
        label: Nodes(
            label,
            _column(arrays, f"nodes/{label}/ids", "Strings"),  # type: ignore[arg-type]
            _column(arrays, f"nodes/{label}/names", "Strings"),  # type: ignore[arg-type]
            {name: _column(arrays, f"nodes/{label}/{name}", kind) for name, kind in columns.items()},
        )
        for label, columns in manifest["nodes"].items()
    }
    layers = {
        name: Layer(
            name=name, source=source, target=target, columns=columns,
            **{part: arrays[f"layers/{name}/{part}"] for part in ("indptr", "indices", "weights", "facts")},
        )
        for name, (source, target, columns) in manifest["layers"].items()
    }
    texts = ("sources", "valid_from", "valid_to", "recorded_at")
    stated: dict[str, Any] = {part: _column(arrays, f"provenance/{part}", "Strings") for part in texts}
    provenance = Provenance(confidence=arrays["provenance/confidence"], **stated)
    snapshot = Snapshot(date.fromisoformat(manifest["as_of"]), nodes, layers, provenance, manifest["filters"])
    return snapshot, manifest["version"]


def _array(file: Path) -> NDArray[Any]:
    mapped = np.load(file, mmap_mode="r" if file.stat().st_size >= _MAP_FROM else None, allow_pickle=False)
    array: NDArray[Any] = mapped.view(np.ndarray) if isinstance(mapped, np.memmap) else mapped
    array.flags.writeable = False
    return array


def _column(arrays: dict[str, NDArray[Any]], path: str, kind: str) -> Column:
    if kind == "Strings":
        return Strings(arrays[f"{path}/offsets"], arrays[f"{path}/data"])
    if kind == "Categories":
        labels = Strings(arrays[f"{path}/labels/offsets"], arrays[f"{path}/labels/data"])
        return Categories(arrays[f"{path}/codes"], labels)
    return arrays[path]


def _forget_old(cache: Path) -> None:
    folders = [each for each in cache.iterdir() if each.is_dir() and (each / MANIFEST).exists()]
    folders.sort(key=lambda each: each.stat().st_mtime, reverse=True)
    for old in folders[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _sync(file: IO[Any]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
