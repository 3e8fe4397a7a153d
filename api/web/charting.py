"""A chart on a page: pictures by address in each width and theme, whose place is kept before they are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Final

from api.web.site import PageOf, path_to
from ecosystem import charts
from ecosystem.charts.figure import Figure

WIDE: Final = 640
NARROW: Final = 288
_SMALL: Final = "(max-width: 46rem)"
_DARK: Final = "(prefers-color-scheme: dark)"


@dataclass(frozen=True, slots=True)
class Source:
    """One of several pictures: when it is meant, where it is, how large it is."""

    media: str | None
    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure and the addresses of its pictures; the last source is the one that always fits."""

    figure: Figure
    sources: tuple[Source, ...]
    downloads: dict[str, str]


def can_draw() -> bool:
    """Whether the libraries that draw are installed (extra ``export``); pages have their tables without."""
    return all(find_spec(name) is not None for name in ("altair", "vl_convert"))


def picture_of(page: PageOf, answer: object, chart: str, parameters: Mapping[str, object], *,
               name: str | None = None) -> Picture | None:
    """The picture of an answer at ``/charts/<chart>``; None where nothing can be drawn.

    ``parameters`` ask for the answer again; ``name`` is that of the figure where the answer has several.
    """
    if not can_draw():
        return None
    figure = charts.figure(answer, name, language=page.language)
    asked = {"as_of": page.as_of, "language": page.language, **parameters}
    themes = [(_DARK, "dark"), (None, "light")] if page.theme == "auto" else [(None, page.theme)]

    def address(theme: str, width: int, suffix: str = "svg") -> str:
        return path_to("charts", f"{chart}.{suffix}", **asked, theme=theme, width=width)

    sources = tuple(
        Source(" and ".join(each for each in (small, dark) if each) or None, address(theme, width), width,
               figure.height(width))
        for small, width in ((_SMALL, NARROW), (None, WIDE)) for dark, theme in themes
    )
    kept = "dark" if page.theme == "dark" else "light"
    return Picture(figure, sources, {each.upper(): address(kept, WIDE, each) for each in ("svg", "png", "pdf")})


@cache
def warm() -> None:
    """Load what draws and draw once, so that the first visitor does not wait for it; nothing where it is missing."""
    if can_draw():
        nothing = Figure(name="warm", language="en", title="", reading="", description="", rows=(), columns={},
                         body=20, draw=lambda brush, rows: [])
        from ecosystem.charts.drawing import drawn

        charts.svg(drawn(nothing, theme="light", width=WIDE))
