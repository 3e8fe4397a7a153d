"""The words of the pages in each language: catalogues in ``locale/``, read as they are written."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO, StringIO
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from starlette.requests import Request

LANGUAGES: Final = {"en": "English", "zh": "中文"}
COOKIE: Final = "allygraph_language"


@cache
def translations(language: str) -> NullTranslations:
    """All catalogues of a language as one; English stands in the templates themselves."""
    if language == "en":
        return NullTranslations()
    folder = files("api.web") / "locale" / language
    whole = Translations()
    for each in sorted((file for file in folder.iterdir() if file.name.endswith(".po")), key=lambda file: file.name):
        compiled = BytesIO()
        write_mo(compiled, read_po(StringIO(each.read_text("utf-8"))))
        compiled.seek(0)
        whole.merge(Translations(compiled))
    return whole


def language_of(request: Request) -> str:
    """What the visitor chose, else the first that the browser asks for and that is spoken here."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    for each in request.headers.get("accept-language", "").split(","):
        tag = each.partition(";")[0].strip().partition("-")[0].lower()
        if tag in LANGUAGES:
            return tag
    return "en"
