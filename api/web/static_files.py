"""Style, scripts and what is vendored: served from the package, kept by browsers until they change."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import Ask
from api.errors import Problem
from ecosystem.maps.palette import DARK, LIGHT, Palette

router = APIRouter(include_in_schema=False)

_TYPES: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
_TOKENS: Final = "tokens.css"


@cache
def _content(name: str) -> bytes | None:
    if name == _TOKENS:
        return tokens().encode()
    found = files("api.web") / "static" / name
    return found.read_bytes() if name.rpartition(".")[2] in _TYPES and found.is_file() else None


@cache
def _version(name: str) -> str:
    return sha256(_content(name) or b"").hexdigest()[:12]


def address(name: str) -> str:
    """Where a file is found; the address changes with its content."""
    return f"/static/{name}?v={_version(name)}"


def tokens() -> str:
    """The palette of maps and charts as CSS variables, so that pages have the same colours."""
    light, dark = _variables(LIGHT), _variables(DARK)
    return (f":root{{color-scheme:light;{light}}}\n"
            f"@media(prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n"
            f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n")


def _variables(palette: Palette) -> str:
    names = ("ground", "panel", "text", "quiet", "line", "tie", "focus", "alert", "good", "unknown")
    named = [f"--{name}:{getattr(palette, name)}" for name in names]
    regions = [f"--region-{row}:{colour}" for row, colour in enumerate(palette.regions)]
    return ";".join([*named, *regions])


@router.get("/static/{name}", operation_id="page_static")
def static_file(ask: Ask, name: str, v: str | None = None) -> Response:
    content = _content(name) if "/" not in name and not name.startswith(".") else None
    if content is None:
        raise Problem("not-found", "There is no such file.")
    kept = "public, max-age=31536000, immutable" if v == _version(name) else "no-cache"
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    return Response(content, headers=headers, media_type=_TYPES[name.rpartition(".")[2]])
