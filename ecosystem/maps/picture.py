"""A scene as people use it: looked at in a notebook, saved under the name of a file, read as a table."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ecosystem.errors import InvalidParameter
from ecosystem.maps.scene import Kind, Role, Scene

if TYPE_CHECKING:
    import pandas as pd

_WRITERS: Final = {
    ".html": "html", ".svg": "svg", ".png": "image", ".pdf": "image", ".gexf": "gexf", ".graphml": "graphml",
    ".csv": "table",
}
"""Suffix of a file to the module of ``ecosystem.maps.files`` whose ``write(scene, path)`` makes it."""


class EcosystemMap:
    """What ``eco.maps`` answers: a scene, and the ways to look at it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def save(self, path: str | Path) -> Path:
        """Write the map; the suffix says as what.

        Raises
        ------
        InvalidParameter
            for a suffix that is not known, or a place that cannot be written to.
        """
        path = Path(path)
        write = _writer(path)
        try:
            write(self.scene, path)
        except OSError as error:
            raise InvalidParameter(f"{path} cannot be written: {error.strerror or error}.") from error
        return path

    def to_frame(self) -> pd.DataFrame:
        """A row per mark, in the order of the labels."""
        import pandas as pd

        marks, order = self.scene.marks, self.scene.order.tolist()
        region = self.scene.region_of.tolist()
        return pd.DataFrame({
            "id": [marks.ids[row] for row in order],
            "name": [marks.names[row] for row in order],
            "kind": [Kind(int(marks.kind[row])).name.lower() for row in order],
            "role": [Role(int(marks.role[row])).name.lower() for row in order],
            "region": [self.scene.regions[region[row]].name if region[row] >= 0 else None for row in order],
            "size": [float(marks.size[row]) for row in order],
            "rank": [int(marks.rank[row]) or None for row in order],
        })

    def __repr__(self) -> str:
        made = self.scene.provenance
        return f"<EcosystemMap {made.view} at {made.as_of}: {made.shown:,} of {made.total:,}; {self.scene.title}>"


def _writer(path: Path) -> Callable[[Scene, Path], object]:
    name = _WRITERS.get(path.suffix.lower())
    if name is None:
        known = ", ".join(sorted(_WRITERS))
        raise InvalidParameter(f"{path.name} is no file of a map; it can end in {known}.")
    write: Callable[[Scene, Path], object] = import_module(f"ecosystem.maps.files.{name}").write
    return write
