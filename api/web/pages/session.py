"""Signing in and out, language and theme: what a visitor chooses for himself."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from api.errors import Problem
from api.web import sessions, words
from api.web.site import THEME_COOKIE, THEMES, Changing, Page, local

router = APIRouter(include_in_schema=False)
Back = Annotated[str, Query(max_length=4_000)]
_YEAR: Final = 365 * 24 * 3600


@router.get("/signin", operation_id="page_signin")
def signin(page: Page, back: Back = "/") -> Response:
    return page.show("signin.html", title=page.say("Sign in"), back=local(back), wrong=False)


@router.post("/signin", operation_id="page_signin_sent")
def signin_sent(page: Changing, key: Annotated[str, Form(max_length=500)],
                back: Annotated[str, Form(max_length=4_000)] = "/", token: Annotated[str, Form()] = "") -> Response:
    services = page.ask.services
    if services.keys.find(key.strip()) is None:
        return page.show("signin.html", status=401, title=page.say("Sign in"), back=local(back), wrong=True)
    response = RedirectResponse(local(back), 303)
    is_secure = page.request.url.scheme == "https"
    response.set_cookie(sessions.COOKIE, services.sessions.begin(key.strip()), httponly=True, samesite="strict",
                        secure=is_secure)
    return response


@router.post("/signout", operation_id="page_signout")
def signout(page: Changing, token: Annotated[str, Form()] = "") -> Response:
    page.ask.services.sessions.end(page.request)
    response = RedirectResponse("/signin", 303)
    response.delete_cookie(sessions.COOKIE)
    return response


@router.get("/language/{code}", operation_id="page_language")
def language(page: Page, code: str, back: Back = "/") -> Response:
    return _chosen(words.COOKIE, code, tuple(words.LANGUAGES), back)


@router.get("/theme/{name}", operation_id="page_theme")
def theme(page: Page, name: str, back: Back = "/") -> Response:
    return _chosen(THEME_COOKIE, name, THEMES, back)


def _chosen(cookie: str, value: str, possible: tuple[str, ...], back: str) -> Response:
    if value not in possible:
        raise Problem("not-found", f"It can be {', '.join(possible)}.")
    response = RedirectResponse(local(back), 303)
    response.set_cookie(cookie, value, max_age=_YEAR, samesite="lax", httponly=True)
    return response
