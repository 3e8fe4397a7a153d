"""A map as a widget: what is selected in it is known to Python, and the other way round (extra ``notebook``)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from ecosystem.errors import InvalidParameter
from ecosystem.maps.files import html
from ecosystem.maps.files.attributes import mark_ids
from ecosystem.maps.notebook import MOST_MARKS
from ecosystem.maps.scene import Scene
from ecosystem.maps.subset import best_of


def widget(scene: Scene, height: int) -> Any:
    """A widget with the traits ``selection`` (ids, two of them for a path), ``filters`` and ``camera``.

    Raises
    ------
    InvalidParameter
        where the extra is not installed.
    """
    shown = best_of(scene, MOST_MARKS)
    page = html.document(shown).replace("<html ", '<html data-bridge="1" ', 1)
    return _kind()(page=page, title=scene.title, height=height, known=frozenset(mark_ids(shown)))


@cache
def _kind() -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise InvalidParameter("Widgets need the library anywidget; install it with pip install "
                               "'allygraph[notebook]'. Without it, a map shows itself all the same.") from None

    class MapWidget(anywidget.AnyWidget):
        """The standalone page of a map, and its state."""

        _esm = files("ecosystem.maps").joinpath("widget.js").read_text("utf-8")
        page = traitlets.Unicode().tag(sync=True)
        title = traitlets.Unicode().tag(sync=True)
        height = traitlets.Int(640, min=120, max=4_000).tag(sync=True)
        selection = traitlets.List(traitlets.Unicode(), maxlen=2).tag(sync=True)
        filters = traitlets.List(traitlets.Unicode()).tag(sync=True)
        camera = traitlets.Dict().tag(sync=True)

        def __init__(self, *, known: frozenset[str], **given: Any) -> None:
            self._known = known
            super().__init__(**given)

        @traitlets.validate("selection")
        def _check(self, proposal: Any) -> Any:
            for name in proposal["value"]:
                if name not in self._known:
                    raise traitlets.TraitError(f"{name!r} is no mark of this map.")
            return proposal["value"]

    return MapWidget
