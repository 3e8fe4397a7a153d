"""What happens to every request and response, whatever is inside: id, limits, headers, log, metrics."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final
from urllib.parse import unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.deps import SLASH, Services
from api.errors import Occurrence, Problem, response
from api.limits import LONGEST_PATH, LONGEST_QUERY

_LOG = logging.getLogger("allygraph.http")
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}\Z")
_MOST_IN_FLIGHT: Final = 256
_LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_SECURITY: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(slots=True)
class _Exchange:
    """One request while it is under way."""

    scope: Scope
    send: Send
    request_id: str
    started: float
    head_only: bool = False
    status: int = 0
    sent: int = 0
    abandoned: bool = False  # out of time: whatever the application still sends is dropped
    error: BaseException | None = None
    state: dict[str, object] = field(default_factory=dict)


class Envelope:
    """The outermost layer. Everything that leaves the server goes through ``_send``."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, self._services = app, services
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, scope = Headers(scope=scope), dict(scope)
        exchange = _Exchange(scope, send, _request_id(headers), perf_counter())
        exchange.state = scope.setdefault("state", {})
        exchange.state["request_id"] = exchange.request_id
        if scope["method"] == "HEAD":
            scope["method"], exchange.head_only = "GET", True
        self._in_flight += 1
        try:
            refused = self._refusal(scope, headers)
            if refused is None:
                scope["path"] = _path_with_marked_slashes(scope)
                await self._within_time(exchange, receive)
            else:
                await self._answer(exchange, refused)
        finally:
            self._in_flight -= 1
            self._tell(exchange)

    # --- before ------------------------------------------------------------------------------------
    def _refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        settings = self._services.settings
        if self._in_flight > _MOST_IN_FLIGHT:
            return Problem("overloaded")
        if len(scope["raw_path"]) > LONGEST_PATH or len(scope["query_string"]) > LONGEST_QUERY:
            return Problem("uri-too-long", f"A path can have {LONGEST_PATH} bytes, a query {LONGEST_QUERY}.")
        if settings.auth == "off" and _host_name(headers) not in _LOCAL_NAMES:
            # A page of another site can make a browser ask 127.0.0.1 under its own name (DNS rebinding).
            return Problem("unknown-host", "This server runs without keys and answers to localhost only.")
        if scope["method"] not in ("GET", "OPTIONS") and _is_foreign(headers):
            return Problem("foreign-origin", "Requests that change something cannot come from another site.")
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return Problem("invalid-request", "Content-Length is not a number.")
        if len(length) > 18 or int(length) > settings.max_body:
            return Problem("payload-too-large", f"A body can have {settings.max_body} bytes.")
        return None

    # --- during ------------------------------------------------------------------------------------
    async def _within_time(self, exchange: _Exchange, receive: Receive) -> None:
        """Run the request; past its time answer without it (a thread cannot be stopped, only left)."""
        settings = self._services.settings
        transfer = settings.upload_time_limit
        limit = transfer if exchange.scope["method"] == "POST" else settings.time_limit
        task = asyncio.ensure_future(self._run(exchange, receive))
        try:
            done, _ = await asyncio.wait({task}, timeout=limit)
            if not done and exchange.status:  # the answer is on its way to a slow reader
                done, _ = await asyncio.wait({task}, timeout=transfer)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if done:
            task.result()
            return
        exchange.abandoned = True
        self._in_flight += 1  # it still takes a place
        task.add_done_callback(self._left_behind)
        if exchange.status:
            task.cancel()
        await self._answer(exchange, Problem("timeout", f"The answer was not ready within {limit:g} seconds."))

    def _left_behind(self, task: asyncio.Task[None]) -> None:
        self._in_flight -= 1
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not complain

    async def _run(self, exchange: _Exchange, receive: Receive) -> None:
        async def send(message: Message) -> None:
            if not exchange.abandoned:
                await self._send(exchange, message)

        try:
            await self._app(exchange.scope, receive, send)
        except Exception as error:
            exchange.error = error
            if exchange.status:  # too late for a problem: the connection ends, and the client sees that
                raise
            await self._answer(exchange, Problem("internal-error"))

    async def _answer(self, exchange: _Exchange, problem: Problem) -> None:
        if exchange.status:
            return
        answer = response(problem, Occurrence(asked_path(exchange.scope), exchange.request_id))

        async def nothing() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            await self._send(exchange, message)

        await answer(exchange.scope, nothing, send)

    async def _send(self, exchange: _Exchange, message: Message) -> None:
        if message["type"] == "http.response.start":
            exchange.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _SECURITY.items():
                headers.setdefault(name, value)
            headers.setdefault("Vary", "Authorization, X-API-Key")
            headers.setdefault("Cache-Control", "private, no-cache")
            headers["X-Request-ID"] = exchange.request_id
            more = exchange.state.get("headers")
            if isinstance(more, dict):
                for name, value in more.items():
                    headers[name] = value
        elif message["type"] == "http.response.body":
            exchange.sent += len(message.get("body", b""))
            if exchange.head_only:
                message = {**message, "body": b""}
        await exchange.send(message)

    # --- after -------------------------------------------------------------------------------------
    def _tell(self, exchange: _Exchange) -> None:
        seconds = perf_counter() - exchange.started
        route = exchange.scope.get("route")
        operation = getattr(route, "operation_id", None) or "none"
        self._services.metrics.observe(operation, exchange.status, seconds)
        principal = exchange.state.get("principal")
        fields = {
            "request_id": exchange.request_id,
            "method": "HEAD" if exchange.head_only else exchange.scope["method"],
            "path": asked_path(exchange.scope),
            "operation": operation,
            "status": exchange.status,
            "milliseconds": round(seconds * 1e3, 2),
            "bytes": 0 if exchange.head_only else exchange.sent,
            "subject": getattr(principal, "subject", None),
            "tenant": getattr(principal, "tenant", None),
        }
        if exchange.error is not None:
            _LOG.error("request failed", exc_info=exchange.error, extra={"fields": fields})
        else:
            _LOG.info("request", extra={"fields": fields})


def asked_path(scope: Scope) -> str:
    """The path as it was sent, for logs and problems; the query is left out of both."""
    path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    return path[:LONGEST_PATH].decode("ascii", "replace")


def _request_id(headers: Headers) -> str:
    sent = headers.get("x-request-id", "")
    return sent if _REQUEST_ID.match(sent) else secrets.token_hex(12)


def _path_with_marked_slashes(scope: Scope) -> str:
    """The decoded path in which ``%2F`` is told from ``/``: ids such as ``G06N 3/08`` hold slashes."""
    segments = scope["raw_path"].decode("latin-1").split("/")
    return "/".join(unquote(each, errors="replace").replace("/", SLASH) for each in segments)


def _host_name(headers: Headers) -> str:
    host = headers.get("host", "").lower()
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser sends this on behalf of another site."""
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower()
