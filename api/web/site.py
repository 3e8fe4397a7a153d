"""One page: who sees it, in which language and theme, of which day; and how it is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode, urlsplit

from babel import Locale
from fastapi import Depends
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.deps import SLASH, Ask, Asking
from api.errors import Problem
from api.security import Role
from api.web import static_files
from api.web.sessions import NOTICE, Notice, Undo
from api.web.words import LANGUAGES, language_of, translations
from ecosystem.dates import parse_as_of

__all__ = ["Changing", "Page", "PageOf", "Sent", "Undo", "path_to", "problem_page"]

THEMES: Final = ("auto", "light", "dark")
THEME_COOKIE: Final = "allygraph_theme"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY, "Vary": "Cookie, Accept-Language, Authorization, X-API-Key",
    "Referrer-Policy": "same-origin",  # without any referrer a browser sends forms with the origin "null"
}


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=PackageLoader("api.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters["number"] = _number
    made.filters["cut"] = shortened
    made.filters["segment"] = lambda text: quote(str(text), safe="")
    made.globals["asset"] = static_files.address
    return made


def rendered(template: str, language: str, context: Mapping[str, Any]) -> str:
    """A template that is no page of the site: a document to print."""
    return _environment(language).get_template(template).render(context)


def shortened(text: object, most: int) -> str:
    """Text of at most so many columns (wide characters take two), cut between words where there are any.

    Examples
    --------
    >>> shortened("a long sentence", 8), shortened("short", 8), shortened("岚启电子", 6)
    ('a long …', 'short', '岚启…')
    """
    told = str(text)
    widths = accumulate(2 if each >= "\u2e80" else 1 for each in told)
    place = next((place for place, columns in enumerate(widths) if columns > most), None)
    if place is None:
        return told
    kept = told[: max(place - 1, 1)]
    head, _, tail = kept.rpartition(" ")
    return f"{head} …" if head and len(tail) < 20 else kept + "…"


def _number(value: float | None, digits: int = 2) -> str:
    """A number as a page shows it; a dash where it is unknown (the template says why)."""
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.{digits}f}"


def path_to(*segments: str, **parameters: object) -> str:
    """An address of this site: segments are quoted, parameters that are None are left out.

    Examples
    --------
    >>> path_to("partners", "a/b", as_of=None, q="ä")
    '/partners/a%2Fb?q=%C3%A4'
    """
    asked = [(name, value) for name, value in parameters.items() if value not in (None, "", [])]
    query = urlencode(asked, doseq=True)
    return "/" + "/".join(quote(each, safe="") for each in segments) + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class PageOf:
    """What a handler of a page is given."""

    ask: Asking
    language: str
    theme: str

    @property
    def request(self) -> Request:
        return self.ask.request

    @property
    def as_of(self) -> str | None:
        """The day that the visitor looks at; None = the last day on record."""
        return self.request.query_params.get("as_of") or None

    @property
    def day(self) -> date | None:
        """The day that is looked at; None where nothing is on record."""
        last = self.ask.eco.last_day
        if self.as_of is None:
            return None if last == date.max else last
        return parse_as_of(self.as_of)

    @property
    def may_change(self) -> bool:
        """Whether this visitor may do what needs the role of an editor."""
        return self.ask.principal.role >= Role.EDITOR

    def country(self, code: str | None) -> str | None:
        """The name of a country in the visitor's language; the code where it has none."""
        return code and str(Locale.parse(self.language).territories.get(code, code))

    def say(self, text: str, **values: object) -> str:
        """A sentence in the visitor's language; its English form is its key in the catalogues."""
        said = translations(self.language).gettext(text)
        return said % values if values else said

    def link(self, *segments: str, **parameters: object) -> str:
        """An address of this site on the same day."""
        return path_to(*segments, **({"as_of": self.as_of} | parameters))

    def here(self, **changes: object) -> str:
        """The address of this page with some parameters changed; None takes one away."""
        kept = [(name, value) for name, value in self.request.query_params.multi_items() if name not in changes]
        new = [(name, each) for name, value in changes.items() if value is not None
               for each in (value if isinstance(value, (list, tuple)) else [value])]
        query = urlencode([*kept, *new])
        # An encoded slash inside a segment (an id that holds one) stays encoded.
        path = "/".join(quote(each.replace(SLASH, "/"), safe="~") for each in self.request.scope["path"].split("/"))
        return path + (f"?{query}" if query else "")

    def show(self, template: str, *, status: int = 200, **context: Any) -> Response:
        """The page; ``links`` in the context are its other forms: ``{"JSON": "/v1/…", "CSV": "…"}``."""
        sessions = self.ask.services.sessions
        notice = sessions.notice(self.request)
        values = {
            "page": self, "token": sessions.token(self.request), "notice": notice, "languages": LANGUAGES,
            "links": {}, "last_day": self.ask.eco.last_day, "signed_in": sessions.key_of(self.request) is not None,
            "title": "Allygraph",
        }
        text = _environment(self.language).get_template(template).render(values | context)
        response = HTMLResponse(text, status, headers=_HEADERS)
        if notice is not None:
            response.delete_cookie(NOTICE)
        return response

    def changed(self, back: str, message: str, undo: Undo | None = None) -> Response:
        """Go back to a page, which says what was done and how it is undone."""
        response = RedirectResponse(local(back), 303)
        ticket = self.ask.services.sessions.leave(Notice(message, undo))
        response.set_cookie(NOTICE, ticket, httponly=True, samesite="strict", max_age=600)
        return response


def local(address: str) -> str:
    """An address of this site; the first page instead of one elsewhere."""
    parts = urlsplit(address)
    is_here = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if is_here and "\r" not in address and "\n" not in address else "/"


def page_of(ask: Ask) -> PageOf:
    theme = ask.request.cookies.get(THEME_COOKIE, "auto")
    return PageOf(ask, language_of(ask.request), theme if theme in THEMES else "auto")


async def changing(page: Annotated[PageOf, Depends(page_of)]) -> PageOf:
    """The page of a form that changes something: its token is checked.

    Raises
    ------
    Problem
        ``foreign-origin`` where the token is not this session's.
    """
    request = page.request
    sent = request.headers.get("x-form-token") or str((await sent_form(request)).get("token", ""))
    if not page.ask.services.sessions.is_token(request, sent):
        raise Problem("foreign-origin", "This form is not of your session, or the server was started anew. "
                                        "Load the page again and repeat the change.")
    return page


async def sent_form(request: Request) -> FormData:
    """The fields of a form as they were sent: an empty one is not one that is absent."""
    return await request.form(max_files=10, max_fields=5_000)


Page = Annotated[PageOf, Depends(page_of)]
Sent = Annotated[FormData, Depends(sent_form)]
Changing = Annotated[PageOf, Depends(changing)]


def problem_page(ask_language: str, problem: Problem, document: Mapping[str, Any]) -> Response:
    """A problem as a page: what it is, what is near, what to do."""
    text = _environment(ask_language).get_template("problem.html").render(
        problem=problem, document=document, language=ask_language, title=problem.type.title)
    return HTMLResponse(text, problem.type.status, headers={**_HEADERS, **problem.headers, "Cache-Control": "no-store"})
