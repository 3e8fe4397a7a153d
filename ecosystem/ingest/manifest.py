"""What an export says of itself: rows and hash of each file, so that a changed one is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ecosystem.errors import StoreDamaged
from ecosystem.ingest.inputs import MANIFEST
from ecosystem.stores.base import SCHEMA_VERSION

_FORMAT: Final = "allygraph exchange format"


def check_export(folder: str | Path) -> dict[str, Any]:
    """The manifest of an export whose files are all there and unchanged.

    Raises
    ------
    StoreDamaged
        if the manifest or a file is missing or differs; the message says which.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    if manifest is None:
        raise StoreDamaged(f"{folder} is no export: it has no {MANIFEST} of one.")
    for name, said in manifest["files"].items():
        path = folder / name
        if not path.is_file() or sha256(path) != said["sha256"]:
            raise StoreDamaged(f"{path} is not what {MANIFEST} says: it was changed, damaged or removed.")
    return manifest


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What an export says of itself; None if the folder holds none."""
    try:
        read = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {str(name): {"rows": int(said["rows"]), "sha256": str(said["sha256"]), "bytes": int(said["bytes"])}
                 for name, said in read["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    if read.get("format") != _FORMAT or any("/" in name or "\\" in name for name in files):
        return None
    return {**read, "files": files}


def write_manifest(folder: Path, files: Mapping[str, object]) -> None:
    manifest = {"format": _FORMAT, "schema_version": SCHEMA_VERSION, "files": files}
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=2, sort_keys=True)
        file.write("\n")


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
