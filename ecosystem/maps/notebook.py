"""How does a map show itself in a notebook? As the file that is mailed, in a frame; else as a picture."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Final

from ecosystem.maps.files import html, image
from ecosystem.maps.scene import Scene
from ecosystem.maps.subset import best_of

MOST_MARKS: Final = 5_000
"""A notebook keeps what it shows: more marks than these would make it a file of megabytes."""

_HEIGHT: Final = 640
_PICTURE: Final = (1_280, 720)


def framed(scene: Scene, *, most: int = MOST_MARKS, height: int = _HEIGHT) -> str:
    """The standalone file within a frame: it can run its own script and save pictures of itself, nothing else."""
    content = html.document(best_of(scene, most))
    note = ""
    if len(scene.marks) > most:
        note = (f"<p>The {most:,} most important of {len(scene.marks):,} marks; "
                "<code>.save(&quot;map.html&quot;)</code> has all of them.</p>")
    return (f'<iframe srcdoc="{_attribute(content)}" title="{_attribute(scene.title)}" sandbox="allow-scripts '
            f'allow-downloads" loading="lazy" width="100%" height="{height}" style="border:1px solid #7a8692"></iframe>'
            f"{note}")


def offered(scene: Scene) -> dict[str, str]:
    """The map by media type, for frontends to choose from; a PNG only where one can be made."""
    found = {"text/html": framed(scene)}
    if image.is_installed():
        width, height = _PICTURE
        picture = image.render(best_of(scene, MOST_MARKS), form="png", width=width, height=height, scale=1.0)
        found["image/png"] = b64encode(picture).decode()
    return found


def _attribute(text: str) -> str:
    return escape(text, quote=True).encode("utf-8", "replace").decode()
