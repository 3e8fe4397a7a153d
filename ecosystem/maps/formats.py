"""What can a map be had as? Formats by name and by suffix, each made by one module of ``ecosystem.maps.files``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Final

from ecosystem.answers import body
from ecosystem.errors import InvalidParameter
from ecosystem.maps.body import map_answer
from ecosystem.maps.scene import Scene

THEMES: Final = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its module below ``ecosystem.maps.files`` makes the bytes, with these ``options``."""

    name: str
    module: str
    media_type: str
    about: str
    themed: bool = False  # whether colours are part of it
    shown: bool = False  # whether a browser shows it rather than saves it
    needs: str | None = None  # the extra
    options: tuple[str, ...] = ()  # what else can be said of it

    @property
    def suffix(self) -> str:
        return f".{self.name}"


FORMATS: Final = {each.name: each for each in (
    Format("html", "html", "text/html; charset=utf-8", "one file to look at and search in, without a network",
           themed=True, shown=True),
    Format("svg", "svg", "image/svg+xml; charset=utf-8", "a drawing with real text", themed=True, shown=True,
           options=("lens", "width", "height")),
    Format("png", "image", "image/png", "a picture", themed=True, shown=True, needs="export",
           options=("lens", "width", "height", "scale")),
    Format("pdf", "image", "application/pdf", "a page to print", themed=True, shown=True, needs="export",
           options=("lens", "width", "height")),
    Format("gexf", "gexf", "application/gexf+xml; charset=utf-8", "GEXF 1.3 for Gephi"),
    Format("graphml", "graphml", "application/graphml+xml; charset=utf-8", "GraphML for networkx, yEd and others"),
    Format("csv", "table", "text/csv; charset=utf-8; header=present", "the marks as a table"),
    Format("json", "", "application/json", "marks, ties, legend and evidence as tables"),
)}


def render(scene: Scene, name: str, theme: str | None = None, **given: Any) -> bytes:
    """A scene in a format; ``given`` are options of that format, None where nothing is said.

    Raises
    ------
    InvalidParameter
        for a format, theme or option that there is not, or whose extra is not installed.
    """
    form = format_of(name)
    if theme is not None and theme not in THEMES:
        raise InvalidParameter(f"theme is {theme[:40]!r}; it can be {' or '.join(THEMES)}.")
    wanted = {option: value for option, value in given.items() if value is not None}
    for option in wanted:
        if option not in form.options:
            raise InvalidParameter(f"{option} is said of {_with(option)}; a map as {form.name} has none.")
    if form.name == "json":
        return json.dumps(body(map_answer(scene)), ensure_ascii=False, allow_nan=False,
                          separators=(",", ":")).encode("utf-8", "replace")
    options: dict[str, Any] = {"theme": theme} if theme is not None and form.themed else {}
    options |= wanted
    if form.module == "image":
        options["form"] = form.name
    found: bytes = import_module(f"ecosystem.maps.files.{form.module}").render(scene, **options)
    return found


def _with(option: str) -> str:
    return ", ".join(each.name for each in FORMATS.values() if option in each.options)


def format_of(name: str) -> Format:
    """A format by its name.

    Raises
    ------
    InvalidParameter
        with those that there are.
    """
    found = FORMATS.get(name)
    if found is None:
        near = get_close_matches(name, FORMATS, 1)
        meant = f"; did you mean {near[0]}?" if near else "."
        raise InvalidParameter(f"A map can be had as {', '.join(FORMATS)}, not as {name[:40]!r}{meant}")
    return found
