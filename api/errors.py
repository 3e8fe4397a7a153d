"""Which HTTP status and which problem document follows from what went wrong (RFC 9457).

``PROBLEMS`` is the one table: its rows are the sections of ``docs/problems.md`` and the ``type`` of
every answer that is not 2xx or 304. HTTP numbers for errors stand here and nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import Response

from api.security import KEY_FORM
from ecosystem import errors as domain
from scoring import errors as scoring

MEDIA_TYPE: Final = "application/problem+json"
_DOCS: Final = "/docs/problems#"
_MOST_ERRORS = 20
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem. ``detail`` is what is said where the error's own words must not go out."""

    slug: str
    status: int
    title: str
    advice: str
    detail: str = ""
    retry_after: int | None = None

    @property
    def uri(self) -> str:
        return _DOCS + self.slug


_P = ProblemType
_TABLE: Final = (
    _P("invalid-request", 400, "The request cannot be understood",
       "The request is not whole, or breaks a rule of HTTP. Compare it with the reference."),
    _P("invalid-cursor", 400, "The cursor is not valid here",
       "A cursor continues one question, asked with one key, about one state of the graph, until the end of "
       "the next day. Ask again without it."),
    _P("unauthenticated", 401, "A valid API key is needed",
       "Send a key as `Authorization: Bearer ag_…`. Whoever runs the server makes one with "
       "`allygraph keys create`."),
    _P("forbidden", 403, "The role of this key does not allow it",
       "Each operation has a least role: see the table in the API page. Ask for a key with that role."),
    _P("foreign-origin", 403, "The request comes from another site",
       "A browser sent it from a page of another site. Use a program, or a page of this server."),
    _P("not-found", 404, "There is nothing at this address",
       "Check the address; `/docs` lists what there is. An id that holds a slash is sent with `%2F`."),
    _P("unknown-partner", 404, "No partner has this id or name",
       "`near` names organisations that are written alike; `/v1/partners?q=` searches. At an earlier `as_of` "
       "an organisation may not have been on record yet."),
    _P("unknown-node", 404, "Nothing of this kind has this id",
       "`near` holds ids that are written alike; the list of the kind (`/v1/capabilities` …) searches."),
    _P("method-not-allowed", 405, "This address does not do that",
       "The `Allow` header names the methods that this address answers to."),
    _P("ambiguous-name", 409, "Several partners have this name", "Ask again with one of the ids in `choices`."),
    _P("conflict", 409, "It was changed meanwhile, or exists already",
       "`detail` names what stands now. Read it again, make the change there, and send that."),
    _P("payload-too-large", 413, "The body is too large",
       "Send it in parts, compressed, or as Parquet; `ALLYGRAPH_MAX_BODY` sets the limit. An archive must not "
       "unfold to more than four times the limit."),
    _P("uri-too-long", 414, "The address is too long", "Ask with fewer or shorter parameters."),
    _P("unsupported-media-type", 415, "The body is of a type that is not read",
       "Send CSV, Parquet, gzip or ZIP with its Content-Type, or a form of files."),
    _P("unknown-host", 421, "This server does not answer to that host name",
       "A server without keys answers to `localhost` and `127.0.0.1` only. Ask it under one of these names."),
    _P("invalid-parameter", 422, "A parameter is not valid",
       "`errors` names each parameter by a JSON Pointer with what is wrong. A parameter stands once unless "
       "the reference calls it a list; one that is not declared is refused."),
    _P("invalid-upload", 422, "The upload cannot be imported",
       "`detail` says which file and why. Nothing was imported. Names of files are plain: no folders, no `..`."),
    _P("missing-layer", 422, "The graph does not hold what this question needs",
       "Import the table that `detail` names, or ask with another scorer."),
    _P("too-many-requests", 429, "Too many requests",
       "Wait as long as `Retry-After` says. `RateLimit` tells with each answer what is left."),
    _P("internal-error", 500, "Something went wrong on the server",
       "It is a fault of the server. Report it with the `request_id`, under which the log has the details.",
       "The error is in the server's log under this request id."),
    _P("not-supported", 501, "The store cannot do that", "Use another store for this, or do without.",
       "The engine of the store has declared that it cannot do that."),
    _P("store-unavailable", 503, "The store does not answer",
       "The store is down, locked by another process, or slow. Ask again later; the log says which.",
       "The store does not answer at the moment; ask again later.", 10),
    _P("store-unusable", 503, "The store cannot be used",
       "The file is damaged or of another version. Whoever runs the server finds in the log what to do; "
       "`allygraph doctor` says it too.",
       "The store cannot be used until somebody looks after it; the server's log says what to do.", 120),
    _P("not-ready", 503, "The server is not ready", "It has just started and is loading the graph. Wait.",
       "The graph is not loaded yet; ask again soon.", 5),
    _P("overloaded", 503, "The server is busy", "Ask again after `Retry-After`, with fewer requests at once.",
       "Too many requests are under way; ask again soon.", 2),
    _P("timeout", 503, "The answer took too long",
       "The first question about an earlier day loads that day's graph, which can take longer than "
       "`ALLYGRAPH_TIME_LIMIT`; it goes on behind the answer. Ask again.",
       "The answer was not ready within the time limit; ask for less, or again later.", 10),
    _P("store-full", 507, "There is no space left", "Nothing was written. Free space on the server, then repeat.",
       "The store has no space left; nothing was written.", 120),
)

PROBLEMS: Final[Mapping[str, ProblemType]] = {each.slug: each for each in _TABLE}

_BY_ERROR: Final[tuple[tuple[type[Exception], str], ...]] = (
    (domain.UnknownPartner, "unknown-partner"),
    (domain.AmbiguousName, "ambiguous-name"),
    (domain.UnknownNode, "unknown-node"),
    (domain.NotFound, "not-found"),
    (domain.InvalidCursor, "invalid-cursor"),
    (domain.InvalidDate, "invalid-parameter"),
    (domain.InvalidParameter, "invalid-parameter"),
    (domain.BadRequest, "invalid-request"),
    (domain.Conflict, "conflict"),
    (domain.ImportRejected, "invalid-upload"),
    (domain.NotSupported, "not-supported"),
    (domain.StoreFull, "store-full"),
    (domain.StoreUnavailable, "store-unavailable"),
    (domain.StoreLocked, "store-unavailable"),
    (domain.StoreError, "store-unusable"),
    (scoring.UnknownScorer, "invalid-parameter"),
    (scoring.InvalidParameter, "invalid-parameter"),
    (scoring.MissingLayer, "missing-layer"),
    (scoring.ScoringError, "invalid-request"),
)
"""The first row that an error is an instance of says what it is outside."""

_BY_STATUS: Final = {400: "invalid-request", 404: "not-found", 405: "method-not-allowed",
                     413: "payload-too-large", 415: "unsupported-media-type", 422: "invalid-parameter"}


class Problem(Exception):
    """Raised at the HTTP edge where no error of the domain fits."""

    def __init__(self, slug: str, detail: str = "", *, errors: Sequence[Mapping[str, str]] = (),
                 headers: Mapping[str, str] | None = None, extra: Mapping[str, object] | None = None) -> None:
        self.type = PROBLEMS[slug]
        self.detail = detail or self.type.detail or self.type.title + "."
        self.errors, self.headers, self.extra = tuple(errors), dict(headers or {}), dict(extra or {})
        super().__init__(self.detail)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a problem happened: the path that was asked for and the id of the request."""

    path: str
    request_id: str
    extra: Mapping[str, str] = field(default_factory=dict)


def fault(pointer: str, code: str, message: str) -> dict[str, str]:
    """One entry of ``errors``: a JSON Pointer such as ``/query/limit``, a code, a sentence."""
    return {"pointer": pointer, "code": code, "message": message}


def as_problem(error: Exception) -> Problem | None:
    """The problem that an error is for whoever asks; None for what should never have happened."""
    if isinstance(error, Problem):
        return error
    for kind, slug in _BY_ERROR:
        if isinstance(error, kind):
            # Messages of a store speak of files and addresses of the server: those go to its log.
            outside = "" if isinstance(error, domain.StoreError) else str(error)
            return Problem(slug, outside, errors=_faults(error), extra=_extra(error))
    return None


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    """The problem for an error of the router or the framework, of which only the number is known."""
    slug = _BY_STATUS.get(status, "invalid-request" if status < 500 else "internal-error")
    return Problem(slug, "" if status >= 500 else detail, headers=headers)


def of_validation(found: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem for parameters that do not fit their declaration; values are not repeated."""
    errors = [
        fault(
            "/" + "/".join(_escaped(each) for each in one["loc"]), str(one["type"]), _sentence(str(one["msg"]))
        )
        for one in found[:_MOST_ERRORS]
    ]
    first = errors[0] if errors else {"pointer": "", "message": ""}
    detail = f"{first['pointer'].rpartition('/')[2] or 'The request'}: {first['message']}"
    return Problem("invalid-parameter", detail, errors=errors)


def document(problem: Problem, where: Occurrence) -> dict[str, object]:
    """The body: the members of RFC 9457, the request id, then what this problem adds."""
    body: dict[str, object] = {
        "type": problem.type.uri,
        "title": problem.type.title,
        "status": problem.type.status,
        "detail": safe_text(problem.detail),
        "instance": safe_text(where.path),
        "request_id": where.request_id,
        "errors": list(problem.errors),
    }
    return body | problem.extra


def response(problem: Problem, where: Occurrence) -> Response:
    """The whole answer. Nothing about a problem is kept by caches."""
    headers = {"Cache-Control": "no-store"} | problem.headers
    if problem.type.retry_after is not None:
        headers.setdefault("Retry-After", str(problem.type.retry_after))
    if problem.type.status == 401:
        headers.setdefault("WWW-Authenticate", 'Bearer realm="allygraph"')
    text = json.dumps(document(problem, where), ensure_ascii=True)
    return Response(text, problem.type.status, headers, MEDIA_TYPE)


def safe_text(text: str) -> str:
    """Text for a log or a problem: no key in it, no control character, not endless.

    Examples
    --------
    >>> safe_text("a\\r\\nb\\x1b[31m ag_0123abcd_" + "x" * 43)
    'a\\\\r\\\\nb\\\\x1b[31m [key]'
    """
    text = KEY_FORM.sub("[key]", text[: _LONGEST * 2])
    text = _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _faults(error: Exception) -> list[dict[str, str]]:
    if isinstance(error, domain.InvalidDate):
        return [fault("/query/as_of", "invalid_date", str(error))]
    if isinstance(error, domain.InvalidCursor):
        return [fault("/query/cursor", "invalid_cursor", str(error))]
    if isinstance(error, domain.InvalidRecord):
        return [fault("/body/fields/" + "/".join(_escaped(part) for part in each.field.split("/")), each.code,
                      each.message) for each in error.faults[:_MOST_ERRORS]]
    if isinstance(error, domain.ForbiddenStep):
        return [fault("/body/step", "forbidden_step", str(error))]
    if isinstance(error, scoring.UnknownScorer):
        return [fault("/query/scorer", "unknown_scorer", str(error))]
    return []


def _extra(error: Exception) -> dict[str, object]:
    if isinstance(error, domain.UnknownPartner):
        return {"near": [{"id": each, "name": name} for each, name in error.near]}
    if isinstance(error, domain.AmbiguousName):
        return {"choices": [{"id": each, "name": name} for each, name in error.choices]}
    if isinstance(error, domain.UnknownNode):
        return {"near": [{"id": each, "name": None} for each in error.near]}
    if isinstance(error, domain.ForbiddenStep):
        return {"allowed": list(error.allowed)}
    return {}


def _escaped(part: object) -> str:
    return safe_text(str(part)).replace("~", "~0").replace("/", "~1")


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."
