"""A scene as people use it: looked at in a notebook, saved under the name of a file, read as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ecosystem.answers.showing import Shown, plain
from ecosystem.errors import InvalidParameter
from ecosystem.maps.formats import FORMATS, render
from ecosystem.maps.scene import Kind, Role, Scene

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

_LONGEST: Final = 240  # characters of a title in a line of text


class EcosystemMap(Shown):
    """What ``eco.maps`` answers: a scene, and the ways to look at it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def render(self, format: str, *, theme: str | None = None, **options: Any) -> bytes:
        """The map as one of ``eco.maps.views().formats``, in ``light`` or ``dark``.

        Parameters
        ----------
        options
            of SVG, PNG and PDF: ``lens`` (by what the marks are coloured), ``width`` and ``height`` in pixels;
            of PNG also ``scale``, pixels of the picture per pixel of the drawing.

        Raises
        ------
        InvalidParameter
            for a format, theme or option that there is not, or whose extra is not installed.
        """
        return render(self.scene, format, theme, **options)

    def save(self, path: str | Path, *, theme: str | None = None, **options: Any) -> Path:
        """Write the map; the suffix says as what, the options are those of ``render``.

        Raises
        ------
        InvalidParameter
            for a suffix that is not known, or a place that cannot be written to.
        """
        path = Path(path)
        put(path, self.render(format_for(path), theme=theme, **options))
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
            "rank": pd.array([int(marks.rank[row]) or None for row in order], dtype="Int64"),
        })

    def to_networkx(self) -> nx.Graph:
        """What is drawn as a graph: places, colours, kinds and dates are attributes; unknown ones are left out."""
        from ecosystem.maps.network import network

        return network(self.scene)

    def widget(self, *, height: int = 640) -> Any:
        """The map as a widget: ``selection`` (ids), ``filters`` and ``camera`` go both ways (extra ``notebook``).

        Raises
        ------
        InvalidParameter
            where the extra is not installed.
        """
        from ecosystem.maps.widget import widget

        return widget(self.scene, height)

    def _repr_html_(self) -> str:
        from ecosystem.maps.notebook import framed

        return framed(self.scene)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from ecosystem.maps.notebook import offered

        return {"text/plain": repr(self), **offered(self.scene)}

    def __repr__(self) -> str:
        made = self.scene.provenance
        title = plain(self.scene.title, _LONGEST)
        return f"<EcosystemMap {made.view} at {made.as_of}: {made.shown:,} of {made.total:,}; {title}>"


def put(path: Path, content: bytes) -> None:
    """Write a file, and the folder that it is to stand in.

    Raises
    ------
    InvalidParameter
        if that cannot be done.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise InvalidParameter(f"{path} cannot be written: {error.strerror or error}.") from error


def format_for(path: Path) -> str:
    """The format that the suffix of a file asks for.

    Raises
    ------
    InvalidParameter
        with the suffixes that are known.
    """
    name = path.suffix.lower().removeprefix(".")
    if name not in FORMATS:
        known = ", ".join(each.suffix for each in FORMATS.values())
        raise InvalidParameter(f"{path.name} is no file of a map; it can end in {known}.")
    return name
