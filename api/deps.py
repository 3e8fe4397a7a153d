"""What every handler is given: who asks, the server's services, and parameters of one spelling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING, Annotated, Final, Literal, cast

from fastapi import Depends, Path, Query
from pydantic import BeforeValidator
from starlette.requests import Request
from starlette.responses import Response

from api.answering import Answering, Question
from api.errors import Problem
from api.jobs import Jobs
from api.limits import Buckets, check_parameters
from api.metrics import Metrics
from api.security import LOCAL, NOBODY, OPERATIONS, KeyRing, Principal, Role
from api.web.sessions import Sessions
from ecosystem.settings import Settings

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from ecosystem.service import Ecosystem

SLASH: Final = "\udc2f"
"""Stands for an encoded ``/`` inside a path segment while the router looks for segments. It is a
lone surrogate, which no decoded path can hold otherwise."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that lives as long as the server."""

    ecosystem: Ecosystem
    settings: Settings
    keys: KeyRing
    buckets: Buckets
    answering: Answering
    jobs: Jobs
    metrics: Metrics
    sessions: Sessions
    warm: Event  # set once the first question would be answered as fast as any other


@dataclass(frozen=True, slots=True)
class Asking:
    """One authenticated, allowed request: the principal and what is needed to answer it."""

    request: Request
    principal: Principal
    services: Services

    @property
    def eco(self) -> Ecosystem:
        return self.services.ecosystem

    @property
    def question(self) -> Question:
        return Question.of(self.request.url.path, self.request.query_params, self.principal)

    def reply(self, compute: Callable[[str | None], DataclassInstance], *, as_of: str | None,
              cursor: str | None = None, besides: str = "") -> Response:
        """An answer about the snapshot of ``as_of``; ``compute`` gets the facade's own cursor.

        ``besides`` is what the answer depends on beside the snapshot: where it differs, so does the ETag.
        """
        snapshot = self.eco.snapshot(as_of).version
        answering, question = self.services.answering, replace(self.question, besides=besides)
        return answering.reply(
            question, self.request.headers, snapshot=snapshot,
            compute=lambda: compute(answering.position(question, snapshot, cursor)),
        )

    def reply_now(self, answer: object, status: int = 200) -> Response:
        """An answer about this moment."""
        return self.services.answering.reply_now(self.question, self.request.headers, answer, status)


async def asking(request: Request) -> Asking:
    """Authenticate, authorise and count the request; refuse parameters that are not declared.

    Every operation has this dependency. It does no input or output but looking at a file's date.
    """
    services = cast(Services, request.app.state.services)
    route = request.scope["route"]
    principal = _principal(request, services)
    request.state.principal = principal
    needed = OPERATIONS[route.operation_id]
    if needed > Role.ANYONE:
        if principal.role == Role.ANYONE:
            _count(request, services, f"from {_client(request)}")
            raise Problem("unauthenticated", "Send an API key as 'Authorization: Bearer ag_…'.")
        _count(request, services, f"{principal.tenant} {principal.subject}")
        if principal.role < needed:
            raise Problem(
                "forbidden",
                f"This operation needs the role {needed.name.lower()}; this key has {principal.role.name.lower()}.",
            )
    check_parameters(request, route.dependant)
    return Asking(request, principal, services)


def _principal(request: Request, services: Services) -> Principal:
    if services.settings.auth == "off":
        return LOCAL
    presented = _presented_key(request) or _session_key(request, services)
    if presented is None:
        return NOBODY
    found = services.keys.find(presented)
    if found is None:
        _count(request, services, f"from {_client(request)}")
        raise Problem("unauthenticated", "This API key is not known here; it may have been revoked.")
    return found


def _presented_key(request: Request) -> str | None:
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, value = header.partition(" ")
        return value.strip() if scheme.lower() == "bearer" else ""
    return request.headers.get("x-api-key")


def _session_key(request: Request, services: Services) -> str | None:
    """The key of whoever is signed in: for pages, and for what they show and link to."""
    is_page = request.scope["route"].operation_id.startswith("page_")
    return services.sessions.key_of(request) if is_page or request.method == "GET" else None


def _count(request: Request, services: Services, caller: str) -> None:
    allowance = services.buckets.take(caller)
    if allowance is None:
        return
    request.state.headers = allowance.headers()
    if not allowance.allowed:
        raise Problem("too-many-requests", f"Ask again in {max(allowance.reset, 1)} seconds.")


def _client(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _with_slashes(value: object) -> object:
    return value.replace(SLASH, "/") if isinstance(value, str) else value


_LONGEST: Final = 500
_DAY: Final = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"

Ask = Annotated[Asking, Depends(asking)]
PartnerId = Annotated[
    str,
    Path(min_length=1, max_length=_LONGEST, description="an id of a partner or of a source record, or a name"),
    BeforeValidator(_with_slashes),
]
NodeId = Annotated[
    str, Path(min_length=1, max_length=_LONGEST, description="an id"), BeforeValidator(_with_slashes)
]
JobId = Annotated[str, Path(min_length=1, max_length=_LONGEST, description="id of a job or of an import")]
AsOf = Annotated[
    str | None,
    Query(
        pattern=_DAY, max_length=10,
        description="the day that is asked about: YYYY-MM-DD, or YYYY or YYYY-MM for its last day; "
        "the last day on record if absent",
    ),
]
Limit = Annotated[int, Query(ge=1, le=100, description="how many items a page has")]
Cursor = Annotated[
    str | None, Query(min_length=1, max_length=2_000, description="`next` of the page before")
]
Text = Annotated[str, Query(min_length=1, max_length=_LONGEST)]
Texts = Annotated[list[Annotated[str, Query(min_length=1, max_length=_LONGEST)]], Query(max_length=100)]
Level = Annotated[
    Literal["entity", "direct_parent", "ultimate_parent"],
    Query(description="who is one: single organisations, each with its direct subsidiaries, or whole groups"),
]
