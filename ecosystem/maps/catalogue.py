"""Which views of the ecosystem are there, what does each find, and what does it ask for?

The parameters of a view are those of its method on ``Maps``, so the table cannot say anything else
than the code; what they mean stands in ``words.py`` under ``view.NAME`` and ``parameter.NAME``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from inspect import Parameter, signature
from typing import Final

from ecosystem.answers.maps import MapFormat, MapParameter, MapView, MapViews
from ecosystem.errors import InvalidParameter, UnknownView
from ecosystem.languages import LANGUAGES
from ecosystem.maps.formats import FORMATS
from ecosystem.maps.words import say

NAMES: Final = ("ecosystem", "lanes", "footprint", "candidates", "requirement", "radar", "quadrants", "path",
                "portfolio", "difference")
"""Every view, in the order in which somebody new to an ecosystem asks them."""

ALWAYS: Final = ("language", "as_of")
"""Parameters that every view has, and that are therefore not listed with each."""

_KINDS: Final = {"str": "text", "AsOf": "day", "int": "whole number", "float": "number", "bool": "switch"}
_ACCEPTED: Final[dict[str, type | tuple[type, ...]]] = {
    "text": str, "day": (str, date), "whole number": int, "number": (int, float), "switch": bool,
}


def views(maps: object) -> MapViews:
    """The table of the views that ``maps`` has."""
    return MapViews(
        tuple(_view(name, getattr(maps, name)) for name in NAMES),
        tuple(MapFormat(each.name, each.media_type, each.about, each.needs) for each in FORMATS.values()),
        LANGUAGES,
    )


def check(view: str, known: Mapping[str, MapView], given: Mapping[str, object]) -> None:
    """Whether a view can be asked for like this.

    Raises
    ------
    UnknownView
        for a view that there is not; says which there are and which is near.
    InvalidParameter
        for a parameter that the view does not have, that it needs, or whose value is of another kind.
    """
    if view not in known:
        raise UnknownView(view, list(known), get_close_matches(view, known, 1))
    wanted = {each.name: each for each in known[view].parameters}
    for name, value in given.items():
        if name in ALWAYS:
            continue
        if name not in wanted:
            raise InvalidParameter(_unknown(view, name, list(wanted)))
        _check_kind(wanted[name], value)
    missing = [name for name, each in wanted.items() if each.required and given.get(name) is None]
    if missing:
        raise InvalidParameter(f"The view {view} needs {' and '.join(missing)}: {wanted[missing[0]].about}.")


def _view(name: str, method: Callable[..., object]) -> MapView:
    title, about = ([say(language, f"view.{name}{part}") for language in LANGUAGES] for part in ("", ".about"))
    return MapView(name, title[0], title[1], about[0], about[1], tuple(_parameters(method)))


def _parameters(method: Callable[..., object]) -> Iterator[MapParameter]:
    for each in signature(method).parameters.values():
        if each.name not in ALWAYS:
            required = each.default is Parameter.empty
            kind = _KINDS[str(each.annotation).partition(" ")[0]]
            about, about_zh = (say(language, f"parameter.{each.name}") for language in LANGUAGES)
            yield MapParameter(each.name, kind, required, None if required else each.default, about, about_zh)


def _check_kind(wanted: MapParameter, value: object) -> None:
    if value is None and not wanted.required:
        return
    if not isinstance(value, _ACCEPTED[wanted.kind]) or (isinstance(value, bool) and wanted.kind != "switch"):
        raise InvalidParameter(f"{wanted.name} is {str(value)[:40]!r}; it has to be a {wanted.kind}.")


def _unknown(view: str, name: str, wanted: list[str]) -> str:
    near = get_close_matches(name, wanted, 1)
    meant = f"; did you mean {near[0]}?" if near else "."
    has = f"it has {', '.join((*wanted, *ALWAYS))}"
    return f"The view {view} has no parameter {name[:40]!r}; {has}{meant}"
