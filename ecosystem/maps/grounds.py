"""Which ground is a map of a day drawn on? The one of its own data, or one that follows an anchor.

An anchor is the ground of one day, kept beside the store: maps of that day and of later ones are made
from it, so that organisations stand where they stood when new data come. Maps of earlier days are not,
for it knows more than was known then. Without an anchor a ground depends on the snapshot and the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Final

from ecosystem.cache import MANIFEST, key_of
from ecosystem.maps.ground import Ground, ground_of
from ecosystem.maps.ground.kept import load_ground, save_ground
from ecosystem.once import Once
from ecosystem.view import View

_KEPT: Final = 4
_WORTH_KEEPING: Final = 20_000  # organisations; a ground of fewer is made faster than anybody notices
_FOLDER: Final = "anchor"  # below the cache, whose own folders come and go


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """The ground that maps follow, and the day and snapshot that it was made of."""

    ground: Ground
    as_of: date
    snapshot: str


class Grounds:
    """Grounds of days, each made once.

    Parameters
    ----------
    folder
        the cache of the store, None for none.
    whose
        the store; several may have one cache.
    """

    def __init__(self, folder: Path | None, whose: str) -> None:
        self._folder = folder
        self._key = key_of(whose)
        self._lock = Lock()
        self._anchor: Anchor | None = None
        self._seen: tuple[int, int] | None = None  # the state of the file that the anchor was read from
        self._grounds: Once[tuple[str, ...], Ground] = Once(_KEPT)

    def of(self, view: View) -> Ground:
        """Where everybody stands on the day of a view."""
        anchor = self.anchor_of(view)
        if anchor is None:
            return self._grounds.get((view.version,), lambda: self._fresh(view))
        return self.following(anchor.ground, view, anchor.snapshot)

    def following(self, before: Ground, view: View, *versions: str) -> Ground:
        """The ground of a view on which everybody stands where he stood on another, made of ``versions``."""
        return self._grounds.get((*versions, view.version), lambda: ground_of(view, before=before))

    def anchor_of(self, view: View) -> Anchor | None:
        """The anchor that the ground of a view follows."""
        anchor = self.anchor()
        return None if anchor is None or view.snapshot.as_of < anchor.as_of else anchor

    def anchor(self) -> Anchor | None:
        """The anchor that is in force; another process may have set it."""
        with self._lock:
            if self._folder is not None and (state := _state(self._manifest(self._folder))) != self._seen:
                self._anchor, self._seen = self._read(), state
            return self._anchor

    def set(self, view: View) -> Anchor:
        """Keep the ground of a view, made from its own data, as the anchor."""
        made = Anchor(self._grounds.get((view.version,), lambda: self._fresh(view)), view.snapshot.as_of, view.version)
        with self._lock:
            if self._folder is not None:
                about = {"as_of": made.as_of.isoformat(), "snapshot": made.snapshot}
                save_ground(made.ground, self._folder / _FOLDER, self._key, about)
                self._seen = _state(self._manifest(self._folder))
            self._anchor = made
        return made

    def release(self) -> bool:
        """Forget the anchor; whether there was one."""
        there = self.anchor() is not None
        with self._lock:
            if self._folder is not None:
                _remove(self._folder / _FOLDER / self._key)
            self._anchor = self._seen = None
        return there

    def _fresh(self, view: View) -> Ground:
        key = f"ground-{view.version}"
        large = self._folder is not None and view.snapshot.partner_count >= _WORTH_KEEPING
        if self._folder is not None and large and (found := load_ground(self._folder, key)) is not None:
            return found[0]
        made = ground_of(view)
        if self._folder is not None and large:
            save_ground(made, self._folder, key)
        return made

    def _manifest(self, folder: Path) -> Path:
        return folder / _FOLDER / self._key / MANIFEST

    def _read(self) -> Anchor | None:
        found = None if self._folder is None else load_ground(self._folder / _FOLDER, self._key)
        if found is None:
            return None
        return Anchor(found[0], date.fromisoformat(found[1]["as_of"]), found[1]["snapshot"])


def _state(file: Path) -> tuple[int, int] | None:
    """What changes when a file is written anew; None where there is none."""
    try:
        seen = file.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_ino


def _remove(folder: Path) -> None:
    """The file that is looked at goes first: nobody sees half of the others."""
    (folder / MANIFEST).unlink(missing_ok=True)
    for file in sorted(folder.glob("*.npy")):
        file.unlink(missing_ok=True)
    if folder.is_dir():
        folder.rmdir()
