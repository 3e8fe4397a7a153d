"""How does a brief about one candidate become two printed pages?

The words come from the catalogues of the pages (extra ``web``), the PDF from WeasyPrint (extra
``export``). Two sheets of a fixed height hold what the decision needs; what is longer is cut there and
is whole on the page and in the JSON.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ecosystem.answers.brief import Brief
from ecosystem.errors import AllygraphError, InvalidParameter, NotSupported
from ecosystem.maps.palette import LIGHT

if TYPE_CHECKING:
    from ecosystem.service import Ecosystem

LANGUAGES: Final = ("en", "zh")
_MAP: Final = {"width": 1100, "height": 600, "scale": 2.0}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of what is told: characters of texts, and how many entries of lists."""

    name: int
    sentence: int
    note: int
    reasons: int
    facts: int
    risks: int
    questions: int
    uncovered: int
    sources: int


PRINTED: Final = Sizes(name=64, sentence=215, note=330, reasons=5, facts=3, risks=5, questions=5, uncovered=2,
                       sources=6)
WHOLE: Final = Sizes(name=10_000, sentence=100_000, note=100_000, reasons=100, facts=100, risks=100, questions=100,
                     uncovered=100, sources=100)


def words_of(brief: Brief, language: str, sizes: Sizes) -> Mapping[str, Any]:
    """What the templates of a brief are given."""
    from api.web.saying import fact_said, level_said, reason_said, state_said
    from api.web.words import Speaker

    speaker = Speaker(language)
    return {
        "brief": brief, "language": language, "sizes": sizes, "country": speaker.country,
        "titled": lambda each: each.title_zh if language == "zh" else each.title,
        "level": lambda code: level_said(speaker, code), "state": lambda code: state_said(speaker, code),
        "reason": lambda code: reason_said(speaker, code), "fact": lambda each: fact_said(speaker, each),
        "colours": LIGHT,
    }


def map_of(eco: Ecosystem, brief: Brief, language: str) -> bytes | None:
    """The shortest chain between the two on the map of the day; None where it cannot be drawn."""
    try:
        drawn = eco.maps.path(brief.partner.id, brief.candidate.id, language=language, as_of=brief.as_of)
        return drawn.render("png", theme="light", **_MAP)
    except AllygraphError:
        return None


def printed(eco: Ecosystem, brief: Brief, language: str = "en") -> bytes:
    """The brief as a PDF of two pages A4.

    Raises
    ------
    NotSupported
        where the extras ``web`` and ``export`` are not installed.
    InvalidParameter
        for a language that it is not written in.
    """
    if language not in LANGUAGES:
        raise InvalidParameter(f"language is {language[:40]!r}; it can be {' or '.join(LANGUAGES)}.")
    try:
        from weasyprint import HTML  # type: ignore[import-untyped, unused-ignore]
        from weasyprint.urls import URLFetcher  # type: ignore[import-untyped, unused-ignore]

        from api.web.site import rendered
    except (ImportError, OSError) as error:
        raise NotSupported("A brief is printed by WeasyPrint and worded by Jinja2 and Babel; something of that is "
                           f"missing ({error}): pip install 'allygraph[web,export]'.") from error
    picture = map_of(eco, brief, language)
    address = None if picture is None else f"data:image/png;base64,{b64encode(picture).decode()}"
    page = rendered("brief_print.html", language, {**words_of(brief, language, PRINTED), "map_address": address})
    inside = URLFetcher(allowed_protocols=("data",))  # nothing else of this machine or the net is asked for
    made: bytes = HTML(string=page, url_fetcher=inside).write_pdf(pdf_identifier=b"allygraph brief")
    return made
