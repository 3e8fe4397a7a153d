"""Every view of the ecosystem, as a picture, a file, or tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.answering import Document, Question
from api.deps import Ask, AsOf, Text
from api.schemas import problems
from ecosystem.answers.maps import MapAnswer, MapViews
from ecosystem.maps.body import map_answer
from ecosystem.maps.formats import FORMATS, Format
from ecosystem.maps.picture import EcosystemMap

router = APIRouter(prefix="/v1", tags=["maps"])

_FILES: Final = {each.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                 for each in FORMATS.values() if each.name != "json"}
_DRAWN: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The map in the format that was asked for", "content": _FILES},
}
_LIES_STILL: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_OWN_POLICY: Final = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
_HEAD: Final = 4_096  # bytes of a page in which its policy stands

FormatName = Annotated[Literal["html", "svg", "png", "pdf", "gexf", "graphml", "csv", "json"],
                       Query(alias="format", description="what the map is had as")]
Language = Annotated[Literal["en", "zh"], Query(description="of titles, legend and evidence")]
Theme = Annotated[Literal["light", "dark"] | None,
                  Query(description="of pictures: light if absent; the HTML file follows the reader's system")]


@router.get("/maps", operation_id="list_maps", response_model=MapViews, responses=problems())
def list_maps(ask: Ask) -> Response:
    """Every view of the ecosystem, what it finds, its parameters, and the formats it can be had as."""
    return ask.reply_now(ask.eco.maps.views())


@router.get("/maps/{view}", operation_id="get_map", response_model=MapAnswer,
            responses={**problems("not-found", "unknown-partner", "ambiguous-name", "unknown-node", "missing-layer"),
                       **_DRAWN})
def get_map(
    ask: Ask,
    view: Annotated[str, Path(min_length=1, max_length=100, description="a name from `list_maps`")],
    partner: Annotated[Text | None, Query(description="an id or a name")] = None,
    need: Annotated[Text | None, Query(description="the id of one of the partner's needs")] = None,
    strategy: Annotated[Text | None, Query(description="the id of one strategy of the partner")] = None,
    a: Annotated[Text | None, Query(description="one end of a path: an id or a name")] = None,
    b: Annotated[Text | None, Query(description="the other end")] = None,
    since: Annotated[Text | None, Query(description="the earlier day of a difference")] = None,
    scorer: Annotated[Text | None, Query(description="how candidates are ranked")] = None,
    limit: Annotated[int | None, Query(ge=1, le=1_000, description="how many are lit or listed")] = None,
    most: Annotated[int | None, Query(ge=1, le=1_000_000, description="how many marks are drawn at most")] = None,
    kinds: Annotated[Text | None, Query(description="what is drawn beside organisations, with commas between")] = None,
    format: FormatName = "json",
    language: Language = "en",
    theme: Theme = None,
    lens: Annotated[Text | None, Query(description="by what a picture is coloured, where not by region")] = None,
    width: Annotated[int | None, Query(ge=200, le=4_000, description="pixels of a picture")] = None,
    height: Annotated[int | None, Query(ge=200, le=4_000, description="pixels of a picture")] = None,
    scale: Annotated[float | None, Query(ge=0.1, le=4, allow_inf_nan=False,
                                         description="pixels of a PNG per pixel of the drawing; 2 if absent")] = None,
    as_of: AsOf = None,
) -> Response:
    """One view of the ecosystem. Which parameters a view has stands in `list_maps`; no other may be given.

    The answer in JSON holds marks, ties, legend and evidence as tables; the same scene is drawn in
    the other formats. The HTML file is whole in itself and asks for nothing.
    """
    options = {"theme": theme, "lens": lens, "width": width, "height": height, "scale": scale}
    given = {"partner": partner, "need": need, "strategy": strategy, "a": a, "b": b, "since": since,
             "scorer": scorer, "limit": limit, "most": most, "kinds": kinds}

    def answer(_: str | None) -> MapAnswer | Document:
        asked = {name: value for name, value in given.items() if value is not None}
        drawn = ask.eco.maps.view(view, **asked, language=language, as_of=as_of)
        if format == "json":
            return map_answer(drawn.scene)
        return _document(drawn, FORMATS[format], options, ask.question)

    return ask.reply(answer, as_of=as_of, besides=ask.eco.maps.stamp(since))


def _document(drawn: EcosystemMap, form: Format, options: Mapping[str, Any], question: Question) -> Document:
    content = drawn.render(form.name, **options)
    made = drawn.scene.provenance
    headers = {
        "Content-Disposition": f'{"inline" if form.shown else "attachment"}; filename="{_file_name(drawn, form)}"',
        "Link": f"<{question.address}>; rel=\"self\"; title*=UTF-8''{quote(_said(drawn.scene.title), safe='')}",
    }
    if form.shown:
        headers["Content-Security-Policy"] = _policy(content) if form.name == "html" else _LIES_STILL
    return Document(content, form.media_type, made.snapshot, headers)


def _policy(page: bytes) -> str:
    """What a page allows itself; our own pages may show it in a frame."""
    own = _OWN_POLICY.search(page[:_HEAD])
    return f"{own[1].decode('ascii')}; frame-ancestors 'self'" if own else _LIES_STILL


def _file_name(drawn: EcosystemMap, form: Format) -> str:
    """A name that is safe on every system, whatever organisations are called."""
    made = drawn.scene.provenance
    whose = re.sub(r"[^a-z0-9]+", "-", str(made.parameters.get("partner") or "").lower()).strip("-")[:40]
    return "-".join(each for each in ("allygraph", made.view, whose, str(made.as_of)) if each) + form.suffix


def _said(title: str) -> str:
    """A title that fits into a header, whatever stands in it."""
    return title[:300].encode("utf-8", "replace").decode()
