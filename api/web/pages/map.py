"""The map: choose a view, what it asks for, and a day; the drawing itself is the file that can be mailed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import AsOf
from api.web.site import Page, PageOf, path_to
from ecosystem.answers import PartnerRef
from ecosystem.answers.maps import MapParameter, MapView
from ecosystem.errors import AmbiguousName, InvalidParameter, UnknownPartner

router = APIRouter(include_in_schema=False)

_ROWS: Final = 200
_PARTNERS: Final = ("partner", "a", "b")  # parameters that name an organisation
Asked = Annotated[str | None, Query(max_length=500)]
Value = str | int


@dataclass(frozen=True, slots=True)
class _Field:
    """One thing that the chosen view asks for."""

    name: str
    label: str
    kind: str  # of an input element
    required: bool
    value: str


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a visitor asks to see, checked: ``missing`` names what the view needs, ``wrong`` whom nobody knows."""

    view: MapView
    given: Mapping[str, Value]
    missing: tuple[str, ...]
    wrong: str | None = None
    near: tuple[tuple[str, str, str], ...] = ()  # (parameter, id, name) to choose instead


@router.get("/map", operation_id="page_map")
def map_page(
    page: Page, view: Asked = None, partner: Asked = None, need: Asked = None, strategy: Asked = None, a: Asked = None,
    b: Asked = None, since: Asked = None, scorer: Asked = None, limit: Asked = None, most: Asked = None,
    as_of: AsOf = None,
) -> Response:
    given = {"partner": partner, "need": need, "strategy": strategy, "a": a, "b": b, "since": since, "scorer": scorer,
             "limit": limit, "most": most}
    views = page.ask.eco.maps.views()
    wish = _wish(page, view, given)
    asked = {**wish.given, "language": page.language, "as_of": as_of}
    theme = None if page.theme == "auto" else page.theme
    is_zh = page.language == "zh"
    address = path_to("v1", "maps", wish.view.name, **asked, format="html", theme=theme)
    formats = {each.name.upper(): path_to("v1", "maps", wish.view.name, **asked, format=each.name)
               for each in views.formats}
    ready = not wish.missing and wish.wrong is None
    return page.show(
        "map.html", title=page.say("Map"), wish=wish, address=address if ready else None, formats=formats,
        views=[(each.name, each.title_zh if is_zh else each.title) for each in views.items],
        view_title=wish.view.title_zh if is_zh else wish.view.title,
        about=wish.view.about_zh if is_zh else wish.view.about, fields=_fields(page, wish, given),
        table=page.link("map", "table", view=wish.view.name, **wish.given), examples=_examples(page, wish),
        links={name: formats[name] for name in ("JSON", "CSV") if ready and name in formats},
    )


@router.get("/map/table", operation_id="page_map_table")
def map_table(
    page: Page, view: Asked = None, partner: Asked = None, need: Asked = None, strategy: Asked = None, a: Asked = None,
    b: Asked = None, since: Asked = None, scorer: Asked = None, limit: Asked = None, most: Asked = None,
    as_of: AsOf = None,
) -> Response:
    """The marks of a map as a table, for those who do not look at it."""
    given = {"partner": partner, "need": need, "strategy": strategy, "a": a, "b": b, "since": since, "scorer": scorer,
             "limit": limit, "most": most}
    wish = _wish(page, view, given)
    drawn = page.ask.eco.maps.view(wish.view.name, **wish.given, language=page.language, as_of=as_of)
    frame = drawn.to_frame()
    rows = frame.head(_ROWS).astype(object).where(frame.head(_ROWS).notna(), None).to_dict("records")
    asked = {**wish.given, "language": page.language, "as_of": as_of}
    return page.show(
        "map_table.html", title=drawn.scene.title, rows=rows, total=len(frame), reading=drawn.scene.reading,
        back=page.link("map", view=wish.view.name, **wish.given),
        links={name: path_to("v1", "maps", wish.view.name, **asked, format=name.lower()) for name in ("CSV", "JSON")},
    )


def _wish(page: PageOf, name: str | None, given: Mapping[str, str | None]) -> _Wish:
    """The view that is meant and its parameters: those that it does not have are passed over.

    Raises
    ------
    InvalidParameter
        for a view that there is not.
    """
    views = {each.name: each for each in page.ask.eco.maps.views().items}
    chosen = views.get(name or next(iter(views)))
    if chosen is None:
        raise InvalidParameter(f"There is no view {str(name)[:40]!r}; there are {', '.join(views)}.")
    found: dict[str, Value] = {}
    for each in chosen.parameters:
        text = (given.get(each.name) or "").strip()
        if text and text != str(each.default):
            found[each.name] = _value(each, text)
    missing = tuple(each.name for each in chosen.parameters if each.required and each.name not in found)
    return _looked_up(page, _Wish(chosen, found, missing))


def _value(parameter: MapParameter, text: str) -> Value:
    if parameter.kind != "whole number":
        return text
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 8):
        raise InvalidParameter(f"{parameter.name} is {text[:40]!r}; it has to be a whole number.")
    return int(text)


def _looked_up(page: PageOf, wish: _Wish) -> _Wish:
    """The same with names as ids; whom there is not, or are several of, is said with what is near."""
    found = dict(wish.given)
    for name in _PARTNERS:
        if name in found:
            try:
                found[name] = page.ask.eco.find(str(found[name]), as_of=page.as_of)
            except (UnknownPartner, AmbiguousName) as error:
                near = error.near if isinstance(error, UnknownPartner) else error.choices
                return _Wish(wish.view, found, wish.missing, str(found[name]), tuple((name, *each) for each in near))
    return _Wish(wish.view, found, wish.missing)


def _examples(page: PageOf, wish: _Wish) -> list[PartnerRef]:
    """Whom to look at where a view is of one organisation and nobody was named."""
    if wish.missing != ("partner",):
        return []
    return [each.partner for each in page.ask.eco.catalogue.overview(as_of=page.as_of).examples]


def _fields(page: PageOf, wish: _Wish, given: Mapping[str, str | None]) -> list[_Field]:
    labels = {
        "partner": page.say("Organisation"), "need": page.say("Need (id)"), "strategy": page.say("Strategy (id)"),
        "a": page.say("From"), "b": page.say("To"), "since": page.say("Earlier day"), "scorer": page.say("Ranked by"),
        "limit": page.say("How many"), "most": page.say("Marks at most"),
    }
    kinds = {"whole number": "number"}
    return [
        _Field(each.name, labels.get(each.name, each.name), "date" if each.name == "since" else
               kinds.get(each.kind, "text"), each.required,
               given.get(each.name) or ("" if each.default is None else str(each.default)))
        for each in wish.view.parameters if each.name in given
    ]
