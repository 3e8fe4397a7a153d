"""A scene as a table in plain HTML: what is seen without JavaScript, and what is printed beside the map."""

from __future__ import annotations

from html import escape
from itertools import islice
from typing import Final

from ecosystem.maps.scene import Scene

_ROWS: Final = 200


def fallback_html(scene: Scene) -> str:
    """The first marks by the order of their labels."""
    marks = scene.marks
    rows = "".join(f"<tr><td><bdi>{escape(marks.names[row])}</bdi></td><td>{float(marks.size[row]):g}</td></tr>"
                   for row in islice(scene.order.tolist(), _ROWS))
    return f"<table><tbody>{rows}</tbody></table>"
