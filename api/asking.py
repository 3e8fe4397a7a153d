"""Who the command line asks: the facade in this process, or a server over HTTP.

Both answer the same questions with the body of the matching API answer. A question is named once,
by its address in the API and by the call of the facade that answers it.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from ecosystem.errors import AllygraphError, StoreUnavailable
from ecosystem.stores.base import Store

if TYPE_CHECKING:
    from ecosystem.service import Ecosystem

_TIMEOUT = 600.0
_TITLE = re.compile(r"title\*=UTF-8''([^\s;,]*)")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map as a file, and the finding that it shows."""

    title: str
    content: bytes


def opened(url: str) -> Store:
    """The store behind an address, with the user and password of the settings."""
    from ecosystem.settings import load_settings
    from ecosystem.stores import open_store

    settings = load_settings(store=url)
    password = settings.neo4j_password
    return open_store(
        settings.store_url, user=settings.neo4j_user, password=password.get_secret_value() if password else None
    )


class LocalAsker(AbstractContextManager["LocalAsker"]):
    """Asks an ``Ecosystem`` over a store that it opens and closes."""

    def __init__(self, store: str | None) -> None:
        from ecosystem.service import Ecosystem
        from ecosystem.settings import load_settings

        settings = load_settings(store=store)
        self._store = opened(settings.store_url)
        self.eco = Ecosystem(self._store, cache=settings.cache)

    def get(self, path: str, call: Callable[[Ecosystem], object], **_: Any) -> Any:
        """The body of what ``call`` answers; the server would be asked at ``path``."""
        return _body(call(self.eco))

    def send(self, method: str, path: str, content: Mapping[str, Any],
             call: Callable[[Ecosystem], object], **_: Any) -> Any:
        """The same for a question or a change that needs a body."""
        return _body(call(self.eco))

    def file(self, path: str, call: Callable[[Ecosystem], bytes], **_: Any) -> bytes:
        """The bytes of a file that ``call`` makes; the server would be asked at ``path``."""
        return call(self.eco)

    def search(self, text: str, *, limit: int, as_of: str | None) -> Any:
        return _body(self.eco.search(text, limit=limit, as_of=as_of))

    def partner(self, partner: str, *, as_of: str | None) -> Any:
        return _body(self.eco.partner(partner, as_of=as_of))

    def candidates(self, partner: str, *, as_of: str | None, **asked: Any) -> Any:
        return _body(self.eco.candidates(partner, as_of=as_of, **asked))

    def compare(self, a: str, b: str, *, scorers: Sequence[str] | None, level: str, as_of: str | None) -> Any:
        return _body(self.eco.compare(a, b, scorers=scorers, level=level, as_of=as_of))

    def scorers(self) -> Any:
        return _body(self.eco.scorers())

    def status(self) -> Any:
        return _body(self.eco.status())

    def drawn(self, view: str, asked: Mapping[str, Any], *, form: str, options: Mapping[str, Any],
              language: str, as_of: str | None) -> Drawing:
        """A view of the ecosystem in a format; ``options`` are those of the format."""
        found = self.eco.maps.view(view, **asked, language=language, as_of=as_of)
        return Drawing(found.scene.title, found.render(form, **options))

    def import_paths(self, paths: Sequence[Path], **options: Any) -> Any:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return _body(self.eco.import_path(*paths, now=now, **options))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._store.close()


class ServerRefused(AllygraphError):
    """The server answered with a problem; the message is its title and detail."""


class RemoteAsker(AbstractContextManager["RemoteAsker"]):
    """Asks a running server, so that one process owns an embedded file and others still work."""

    def __init__(self, server: str, key: str | None) -> None:
        parts = urllib.parse.urlsplit(server)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise StoreUnavailable(f"{server[:80]!r} is not the address of a server; write http://HOST:PORT.")
        self._server, self._key = server.rstrip("/"), key

    def get(self, path: str, call: Callable[[Ecosystem], object], **parameters: Any) -> Any:
        """The answer of the server to GET ``path``; parameters that are None or empty are left out."""
        return json.loads(self._send("GET", _address(path, parameters), None, {}))

    def send(self, method: str, path: str, content: Mapping[str, Any],
             call: Callable[[Ecosystem], object], **parameters: Any) -> Any:
        """The answer to a request with a JSON body."""
        sent = BytesIO(json.dumps(content).encode())
        headers = {"Content-Type": "application/json"}
        return json.loads(self._send(method, _address(path, parameters), sent, headers))

    def file(self, path: str, call: Callable[[Ecosystem], bytes], **parameters: Any) -> bytes:
        """The bytes of a file that the server makes."""
        return self._send("GET", _address(path, parameters), None, {})

    def search(self, text: str, *, limit: int, as_of: str | None) -> Any:
        return self._get("/v1/partners", q=text, limit=limit, as_of=as_of)

    def partner(self, partner: str, *, as_of: str | None) -> Any:
        return self._get(f"/v1/partners/{quoted(partner)}", as_of=as_of)

    def candidates(self, partner: str, *, as_of: str | None, **asked: Any) -> Any:
        return self._get(f"/v1/partners/{quoted(partner)}/candidates", as_of=as_of, **asked)

    def compare(self, a: str, b: str, *, scorers: Sequence[str] | None, level: str, as_of: str | None) -> Any:
        return self._get("/v1/compare", a=a, b=b, scorer=scorers, level=level, as_of=as_of)

    def scorers(self) -> Any:
        return self._get("/v1/scorers")

    def status(self) -> Any:
        return self._get("/v1/status")

    def drawn(self, view: str, asked: Mapping[str, Any], *, form: str, options: Mapping[str, Any],
              language: str, as_of: str | None) -> Drawing:
        """The file as the server makes it; its title stands in the ``Link`` header."""
        where = _address(f"/v1/maps/{quoted(view)}",
                         {**asked, **options, "format": form, "language": language, "as_of": as_of})
        content, headers = self._exchange("GET", where, None, {})
        told = _TITLE.search(headers.get("Link", ""))
        title = urllib.parse.unquote(told[1]) if told else str(json.loads(content)["title"])
        return Drawing(title, content)

    def import_paths(self, paths: Sequence[Path], **options: Any) -> Any:
        from api.uploading import upload

        return upload(self._send, paths, **options)

    def _get(self, path: str, **parameters: Any) -> Any:
        return json.loads(self._send("GET", _address(path, parameters), None, {}))

    def _send(self, method: str, path: str, content: IO[bytes] | None, headers: dict[str, str]) -> bytes:
        return self._exchange(method, path, content, headers)[0]

    def _exchange(self, method: str, path: str, content: IO[bytes] | None,
                  headers: dict[str, str]) -> tuple[bytes, Message]:
        request = urllib.request.Request(self._server + path, data=content, method=method, headers=headers)
        request.add_header("Accept", "application/json")
        if self._key:
            request.add_header("Authorization", f"Bearer {self._key}")
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
                received: tuple[bytes, Message] = (answer.read(), answer.headers)
                return received
        except urllib.error.HTTPError as error:
            raise ServerRefused(_problem(error)) from error
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise StoreUnavailable(
                f"No server answers at {self._server} ({reason}). Start one with `allygraph serve`."
            ) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        return None


def _problem(error: urllib.error.HTTPError) -> str:
    """What a problem document says, in one sentence; the bare status where there is none."""
    try:
        problem = json.loads(error.read(65_536))
        return str(problem.get("detail") or problem.get("title") or error.reason)
    except (ValueError, AttributeError):
        return f"The server answered {error.code} {error.reason}."


def quoted(part: str) -> str:
    """An id or a name as one segment of a path."""
    return urllib.parse.quote(part, safe="")


def _address(path: str, parameters: Mapping[str, Any]) -> str:
    given = {name: value for name, value in parameters.items() if value not in (None, [], ())}
    query = urllib.parse.urlencode(given, doseq=True)
    return f"{path}?{query}" if query else path


def _body(answer: object) -> Any:
    from ecosystem.answers import body

    return body(answer)
