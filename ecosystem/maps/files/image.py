"""A scene as PNG or PDF: the drawing of ``svg``, turned into pixels or a page by the extra ``export``.

No browser is needed. Fonts are those of the machine; ``vl_convert.register_font_directory`` adds a folder of others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ecosystem.errors import InvalidParameter
from ecosystem.maps.files import svg
from ecosystem.maps.scene import Scene

FORMS: Final = ("png", "pdf")
_SCALES: Final = (0.1, 8.0)
_MOST_PIXELS: Final = 100_000_000


def write(scene: Scene, path: Path) -> None:
    """Write ``render`` to a file, as its suffix says."""
    path.write_bytes(render(scene, form=path.suffix.lower().removeprefix(".")))


def render(scene: Scene, *, form: str = "png", theme: str = "light", width: int = svg.WIDTH, height: int = svg.HEIGHT,
           scale: float | None = None, lens: str | None = None) -> bytes:
    """The drawing as a picture or a page.

    Parameters
    ----------
    form
        ``png`` or ``pdf``.
    scale
        pixels of a PNG per pixel of the drawing, 2 unless stated; a PDF has no pixels.

    Raises
    ------
    InvalidParameter
        for a form or scale that there is not, or where the extra is not installed.
    """
    if form not in FORMS:
        raise InvalidParameter(f"A picture can be {' or '.join(FORMS)}, not {form[:40]!r}.")
    scale = 2.0 if scale is None else scale
    if not (_SCALES[0] <= scale <= _SCALES[1] and width * height * scale**2 <= _MOST_PIXELS):
        raise InvalidParameter(f"scale is {scale:g}; it can be from {_SCALES[0]:g} to {_SCALES[1]:g}, "
                               f"and a picture has at most {_MOST_PIXELS:,} pixels.")
    _converter()  # before anything is drawn for nothing
    return converted(svg.render(scene, theme=theme, width=width, height=height, lens=lens).decode(), form, scale=scale)


def converted(drawing: str, form: str, *, scale: float) -> bytes:
    """An SVG as PNG or PDF.

    Raises
    ------
    InvalidParameter
        where the extra is not installed.
    """
    library = _converter()
    found: bytes = library.svg_to_pdf(drawing) if form == "pdf" else library.svg_to_png(drawing, scale=scale)
    return found


def is_installed() -> bool:
    """Whether pictures can be made here."""
    try:
        _converter()
    except InvalidParameter:
        return False
    return True


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError:
        raise InvalidParameter("PNG and PDF are made by the library vl-convert; install it with "
                               "pip install 'allygraph[export]', or save the map as .svg or .html.") from None
    return vl_convert
