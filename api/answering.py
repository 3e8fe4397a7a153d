"""How an answer of the facade becomes bytes: JSON, gzip, a strong ETag, and a cache of finished bytes.

Everything here is keyed by tenant, role, snapshot and question. The ETag is keyed with the server's
secret as well: it says nothing about the content, and two servers only share ETags if they share it.
"""

from __future__ import annotations

import gzip
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from operator import attrgetter
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response

from api.cursors import Cursors
from api.security import Principal
from ecosystem.answers import body

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

JSON: Final = "application/json"
CACHEABLE: Final = {
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization, X-API-Key, Accept-Encoding",
}
_PACKED: Final = frozenset({"image/png", "application/pdf"})  # gzip makes them no smaller
_SMALLEST_GZIP = 1_000
_GZIP_LEVEL = 4  # 3 % larger than level 6 on candidates, in half the time


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, by whom, in one canonical spelling."""

    path: str
    query: tuple[tuple[str, str], ...]  # by name; repeated values in the order they came
    principal: Principal
    besides: str = ""  # what the answer depends on beside the snapshot

    @classmethod
    def of(cls, path: str, query: QueryParams, principal: Principal) -> Question:
        return cls(path, tuple(sorted(query.multi_items(), key=lambda pair: pair[0])), principal)

    def key(self, snapshot: str, *, without: frozenset[str] = frozenset()) -> str:
        """Unequal for unequal questions, whatever stands in their parts."""
        asked = [(name, value) for name, value in self.query if name not in without]
        besides = [self.besides] if self.besides else []
        return json.dumps([self.principal.tenant, self.principal.role, snapshot, self.path, asked, *besides])

    @property
    def address(self) -> str:
        """Where it is asked, in one spelling."""
        return self._at(self.query)

    def continued(self, cursor: str) -> str:
        """The address of the following page."""
        return self._at([*((name, value) for name, value in self.query if name != "cursor"), ("cursor", cursor)])

    def _at(self, query: Sequence[tuple[str, str]]) -> str:
        # A lone surrogate cannot come out of a query string, so quoting never fails.
        path = quote(self.path, safe="/~")
        return f"{path}?{urlencode(query)}" if query else path


@dataclass(frozen=True, slots=True)
class Document:
    """An answer that is a file: its bytes, its type, and what else its headers say."""

    content: bytes
    media_type: str
    snapshot: str
    headers: Mapping[str, str]


PAGING: Final = frozenset({"cursor", "limit"})
"""Parameters that may differ from page to page of one question."""


@dataclass(frozen=True, slots=True)
class Finished:
    """An answer as it goes out."""

    content: bytes
    headers: Mapping[str, str]

    @property
    def size(self) -> int:
        return len(self.content) + 500


class FinishedAnswers:
    """The most recently used finished answers, up to ``most`` bytes. Safe to use from any thread."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._lock = Lock()
        self._answers: OrderedDict[str, Finished] = OrderedDict()
        self.hits = self.misses = 0

    @property
    def held(self) -> int:
        return self._held

    def get(self, key: str) -> Finished | None:
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                self.misses += 1
            else:
                self.hits += 1
                self._answers.move_to_end(key)
            return found

    def put(self, key: str, answer: Finished) -> None:
        if answer.size * 8 > self._most:  # one giant must not push out everything else
            return
        with self._lock:
            before = self._answers.pop(key, None)
            self._held += answer.size - (before.size if before else 0)
            self._answers[key] = answer
            while self._held > self._most:
                self._held -= self._answers.popitem(last=False)[1].size


@dataclass(frozen=True, slots=True)
class Answering:
    """Turns questions into responses; one for the whole server."""

    cursors: Cursors
    finished: FinishedAnswers
    version: str  # of the program: another one may answer the same question otherwise

    def reply(self, question: Question, headers: Headers, *, snapshot: str,
              compute: Callable[[], DataclassInstance]) -> Response:
        """An answer about a snapshot: 304 if the asker has it, from the cache, or computed now."""
        encoding = "gzip" if _accepts_gzip(headers) else ""
        key = f"{encoding} {question.key(snapshot)}"
        tag, wanted = self._tag(key), headers.get("if-none-match")
        if wanted is not None and tag in _listed(wanted):
            return _unchanged(tag)
        finished = self.finished.get(key + str(self.cursors.day))
        if finished is None:
            answer = compute()
            found = getattr(answer, "snapshot", snapshot)
            if found != snapshot:  # the graph moved on between looking and asking
                key = f"{encoding} {question.key(found)}"
                tag = self._tag(key)
            finished = self._finish(answer, question, found, tag, encoding)
            self.finished.put(key + str(self.cursors.day), finished)
        if wanted is not None and wanted.strip() == "*":
            return _unchanged(tag)
        return Response(finished.content, headers=dict(finished.headers))

    def reply_now(self, question: Question, headers: Headers, answer: object, status: int = 200) -> Response:
        """An answer about the present moment (jobs, status); its ETag follows from its bytes."""
        content = json_bytes(answer)
        tag = self._tag(question.key("") + content.decode("utf-8", "surrogatepass"))
        if status == 200 and tag in _listed(headers.get("if-none-match", "")):
            return _unchanged(tag)
        return Response(content, status, {**CACHEABLE, "ETag": tag}, JSON)

    def position(self, question: Question, snapshot: str, cursor: str | None) -> str | None:
        """The facade's own cursor inside a token of ours.

        Raises
        ------
        InvalidCursor
        """
        return None if cursor is None else self.cursors.open(cursor, question.key(snapshot, without=PAGING))

    def _tag(self, key: str) -> str:
        return f'"{self.cursors.sign(f"{self.cursors.day} {self.version} {key}").hex()[:32]}"'

    def _finish(self, answer: DataclassInstance, question: Question, snapshot: str, tag: str,
                encoding: str) -> Finished:
        headers = {**CACHEABLE, "ETag": tag, "Content-Type": JSON}
        if isinstance(answer, Document):
            headers |= {**answer.headers, "Content-Type": answer.media_type}
            return _finished(answer.content, headers, encoding if answer.media_type not in _PACKED else "")
        position = getattr(answer, "next", None)
        if position is not None:
            token = self.cursors.seal(position, question.key(snapshot, without=PAGING))
            headers["Link"] = f'<{question.continued(token)}>; rel="next"'
            answer = replace(answer, next=token)
        return _finished(json_bytes(answer), headers, encoding)


def _finished(content: bytes, headers: Mapping[str, str], encoding: str) -> Finished:
    if not encoding or len(content) < _SMALLEST_GZIP:
        return Finished(content, headers)
    packed = gzip.compress(content, _GZIP_LEVEL, mtime=0)
    return Finished(packed, {**headers, "Content-Encoding": "gzip"})


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers={**CACHEABLE, "ETag": tag})


def json_bytes(answer: object) -> bytes:
    """The bytes of ``ecosystem.answers.body(answer)``, about five times as fast.

    Examples
    --------
    >>> json_bytes({"day": date(2024, 1, 1), "name": "雪", "score": float("nan")}).decode()
    '{"day":"2024-01-01","name":"雪","score":null}'
    """
    try:
        return _dumps(answer, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a lone surrogate in a name: JSON can say it, UTF-8 cannot
        return _dumps(answer, ensure_ascii=True).encode()


def _dumps(answer: object, *, ensure_ascii: bool) -> str:
    try:
        return json.dumps(
            answer, default=_plain, allow_nan=False, ensure_ascii=ensure_ascii, separators=(",", ":")
        )
    except (ValueError, TypeError):  # a NaN, or keys that are not text: the thorough way
        return json.dumps(body(answer), allow_nan=False, ensure_ascii=ensure_ascii, separators=(",", ":"))


def _plain(value: Any) -> object:
    """What the JSON encoder does not know by itself: dataclasses, dates, read-only mappings."""
    kind = type(value)
    reader = _READERS.get(kind)
    if reader is None:
        if is_dataclass(value):
            reader = _READERS[kind] = _reader_of(kind)
        elif isinstance(value, date):
            return value.isoformat()
        elif isinstance(value, Mapping):
            return dict(value)
        else:
            raise TypeError(f"{kind.__name__} is no JSON value")
    names, values = reader
    return dict(zip(names, values(value), strict=True))


_READERS: Final[dict[type, tuple[tuple[str, ...], Callable[[Any], tuple[object, ...]]]]] = {}


def _reader_of(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[object, ...]]]:
    names = tuple(each.name for each in fields(kind))
    read = attrgetter(*names)
    return names, read if len(names) > 1 else lambda value: (read(value),)


def _accepts_gzip(headers: Headers) -> bool:
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, parameters = part.strip().partition(";")
        if name.strip() in {"gzip", "*"}:
            return parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _listed(header: str) -> set[str]:
    """The tags of an ``If-None-Match``; for it a weak tag is as good as a strong one."""
    return {each.strip().removeprefix("W/") for each in header.split(",")}
