"""Every word of the pages is there in every language."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from jinja2.ext import babel_extract

from api.web.words import LANGUAGES, translations

WEB = Path(str(files("api.web")))


def messages() -> dict[str, list[str]]:
    """Each message with the files that say it."""
    found: dict[str, list[str]] = {}
    for file in sorted(WEB.rglob("*.html")):
        options = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "trim_blocks": "true",
                   "lstrip_blocks": "true", "silent": "false"}
        for _, _, message, _ in babel_extract(BytesIO(file.read_bytes()), ("_", "gettext", "ngettext"), [], options):
            for each in message if isinstance(message, tuple) else (message,):
                if each:
                    found.setdefault(each, []).append(file.name)
    for file in sorted(WEB.rglob("*.py")):
        for _, message, _, _ in extract("python", BytesIO(file.read_bytes()), keywords={"say": None, "word": None}):
            found.setdefault(message if isinstance(message, str) else message[0], []).append(file.name)
    return found


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_no_message_lacks_its_translation(language: str) -> None:
    said = translations(language)
    assert len(messages()) > 20
    lacking = {text: places for text, places in messages().items() if said.gettext(text) == text}
    assert lacking == {}


def test_no_catalogue_holds_a_message_that_nobody_says() -> None:
    known = set(messages())
    idle = [text for language in set(LANGUAGES) - {"en"} for text in translations(language)._catalog
            if isinstance(text, str) and text and text not in known]
    assert idle == []
