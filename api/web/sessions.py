"""Who is signed in, and what can be undone: kept in memory, gone with the server."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import Final, Generic, TypeVar

from starlette.requests import Request

COOKIE: Final = "allygraph_session"
NOTICE: Final = "allygraph_notice"
_HOURS: Final = 12
_MOST: Final = 10_000

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Undo:
    """The form that takes a change back: where it is sent, and its fields."""

    action: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Notice:
    """What was done, said once on the next page."""

    message: str
    undo: Undo | None = None


class _Kept(Generic[V]):
    """Values behind tickets nobody can guess, for some hours, the oldest dropped first."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._lock = clock, Lock()
        self._values: OrderedDict[str, tuple[float, V]] = OrderedDict()

    def put(self, value: V) -> str:
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._values[_digest(ticket)] = (self._clock() + _HOURS * 3600, value)
            while len(self._values) > _MOST:
                self._values.popitem(last=False)
        return ticket

    def get(self, ticket: str | None, *, take: bool = False) -> V | None:
        with self._lock:
            key = _digest(ticket or "")
            found = self._values.pop(key, None) if take else self._values.get(key)
        return found[1] if found is not None and found[0] > self._clock() else None

    def drop(self, ticket: str) -> None:
        with self._lock:
            self._values.pop(_digest(ticket), None)


class Sessions:
    """A cookie stands for the key that was typed in; a revoked key ends its sessions at once."""

    def __init__(self, secret: bytes, clock: Callable[[], float] = monotonic) -> None:
        self._secret = secret
        self._keys: _Kept[str] = _Kept(clock)
        self._notices: _Kept[Notice] = _Kept(clock)

    def begin(self, key: str) -> str:
        """The cookie of a new session."""
        return self._keys.put(key)

    def end(self, request: Request) -> None:
        self._keys.drop(request.cookies.get(COOKIE, ""))

    def key_of(self, request: Request) -> str | None:
        """The API key behind the session of a request."""
        return self._keys.get(request.cookies.get(COOKIE))

    def token(self, request: Request) -> str:
        """What a form of this session carries, and a page of another site cannot know."""
        session = request.cookies.get(COOKIE, "local")
        return hmac.new(self._secret, f"form {session}".encode(), sha256).hexdigest()

    def is_token(self, request: Request, sent: str) -> bool:
        return hmac.compare_digest(self.token(request).encode(), sent.encode("utf-8", "replace"))

    def leave(self, notice: Notice) -> str:
        """The cookie under which the next page finds the notice."""
        return self._notices.put(notice)

    def notice(self, request: Request) -> Notice | None:
        """The notice for this page; it is said once."""
        return self._notices.get(request.cookies.get(NOTICE), take=True)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
