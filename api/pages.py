"""The reference in the browser: a list of operations and one of problems, no script, nothing fetched."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from starlette.responses import HTMLResponse

from api.errors import PROBLEMS
from api.security import OPERATIONS

_STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2430;background:#fff}
h2{margin:2.2rem 0 .3rem;font-size:1.1rem}code{font-family:ui-monospace,monospace;background:#eef1f5;padding:.1em .3em}
table{border-collapse:collapse;width:100%;margin:.5rem 0}td,th{border-bottom:1px solid #d5dbe3;text-align:left;
padding:.3rem .6rem .3rem 0;vertical-align:top}a{color:#0b57a4}
@media(prefers-color-scheme:dark){body{color:#dde3ea;background:#14181d}code{background:#252b33}a{color:#7db7f0}
td,th{border-color:#39424d}}
"""
_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'"


def reference(document: Mapping[str, Any]) -> HTMLResponse:
    """All operations of an OpenAPI document with their parameters."""
    return _page("Allygraph API", "".join(_reference(document)))


def problem_pages() -> HTMLResponse:
    """All types of problem, each at its own anchor."""
    parts = ["<p>Every answer that is not 2xx or 304 is one of these (RFC 9457).</p>"]
    for each in PROBLEMS.values():
        parts.append(
            f'<h2 id="{each.slug}">{each.status} {escape(each.title)}</h2>'
            f"<p><code>{each.slug}</code> · {escape(each.advice)}</p>"
        )
    return _page("Allygraph: problems", "".join(parts))


def _reference(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"<p>{escape(document['info']['description'])}</p>"
    yield '<p><a href="/openapi.json">OpenAPI document</a> · <a href="/docs/problems">problems</a></p>'
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"]
            role = OPERATIONS[name].name.lower()
            yield f'<h2 id="{name}"><code>{method.upper()} {escape(path)}</code></h2>'
            yield f"<p>{escape(operation.get('description', ''))} <small>({role})</small></p>"
            if rows := "".join(_row(each) for each in operation.get("parameters", ())):
                yield f"<table>{rows}</table>"


def _row(parameter: Mapping[str, Any]) -> str:
    about = parameter.get("description", "")
    where = parameter["in"] + (", required" if parameter.get("required") else "")
    return f"<tr><td><code>{escape(parameter['name'])}</code></td><td>{where}</td><td>{escape(about)}</td></tr>"


def _page(title: str, content: str) -> HTMLResponse:
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><h1>{escape(title)}</h1>{content}</body></html>"
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})
