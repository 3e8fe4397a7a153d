"""The words of the pages in each language: catalogues in ``locale/``, read as they are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO, StringIO
from typing import Final

from babel import Locale
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


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who says sentences in one language, where there is no page."""

    language: str

    def say(self, text: str, **values: object) -> str:
        """A sentence; its English form is its key in the catalogues."""
        said = translations(self.language).gettext(text)
        return said % values if values else said

    def country(self, code: str | None) -> str | None:
        """The name of a country; the code where it has none."""
        return code and str(Locale.parse(self.language).territories.get(code, code))


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
