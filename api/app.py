"""The HTTP API: ``create_app`` puts it together, ``run`` serves it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

import anyio.to_thread
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api import pages, web
from api.answering import Answering, FinishedAnswers
from api.cursors import Cursors
from api.deps import Ask, Services
from api.envelope import Envelope, asked_path
from api.errors import Occurrence, Problem, as_problem, document, of_status, of_validation, response
from api.jobs import Jobs
from api.limits import Buckets
from api.logs import log_to
from api.metrics import Metrics
from api.openapi import openapi_document
from api.routers import (
    backtest,
    briefs,
    catalogue,
    exchange,
    finding,
    fit,
    imports,
    life,
    life_ending,
    life_establish,
    life_evaluate,
    life_operate,
    life_watch,
    map_anchor,
    maps,
    opportunities,
    overlap,
    partners,
    requirements,
    retrieval,
    risks,
    server,
    shortlists,
    whatif,
)
from api.security import KeyRing
from api.web.sessions import Sessions
from ecosystem.errors import AllygraphError, InvalidParameter
from ecosystem.settings import Settings
from scoring.errors import ScoringError

if TYPE_CHECKING:
    from ecosystem.service import Ecosystem

_LOG = logging.getLogger("allygraph")
_LOOK_EVERY: Final = 5.0  # seconds between looks whether a shared store moved on


def create_app(ecosystem: Ecosystem, settings: Settings) -> FastAPI:
    """The application over one ecosystem, which stays open and is closed by whoever opened it.

    Raises
    ------
    InvalidParameter
        if keys are switched off for a server that other machines can reach.
    """
    if settings.auth == "off" and not settings.is_loopback:
        raise InvalidParameter(
            f"ALLYGRAPH_AUTH is off and ALLYGRAPH_HOST is {settings.host!r}: without keys the server listens "
            "on a loopback address only. Set ALLYGRAPH_AUTH=on and make a key with `allygraph keys create`."
        )
    services = _services(ecosystem, settings)
    app = FastAPI(
        title="Allygraph", version=services.answering.version, lifespan=_lifespan,
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.services = services
    app.add_middleware(Envelope, services=services)
    asked = (finding, partners, catalogue, requirements, overlap, exchange, opportunities, fit, risks, whatif, backtest,
             retrieval, maps, map_anchor, shortlists, briefs, life, life_establish, life_evaluate, life_ending,
             life_operate, life_watch)
    for router in (*(each.router for each in asked), imports.router, server.router, _documents(), *web.routers()):
        app.include_router(router)
    for kind, handler in (
        (AllygraphError, _on_error), (ScoringError, _on_error), (Problem, _on_error),
        (RequestValidationError, _on_validation), (HTTPException, _on_status),
    ):
        app.add_exception_handler(kind, handler)
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]
    return app


def run(app: FastAPI, settings: Settings) -> None:
    """Serve until the process is told to end; then requests and the running import may finish.

    The log goes to stderr, one line of JSON for each request.
    """
    import uvicorn

    log_to(level=settings.log_level)
    uvicorn.run(
        app, host=settings.host, port=settings.port, log_config=None,
        access_log=False, server_header=False, timeout_keep_alive=30, timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=64 << 10,
    )


def _services(ecosystem: Ecosystem, settings: Settings) -> Services:
    secret = settings.secret.get_secret_value().encode() if settings.secret else secrets.token_bytes(32)
    answering = Answering(Cursors(secret), FinishedAnswers(settings.answer_cache), version("allygraph"))
    return Services(
        ecosystem=ecosystem,
        settings=settings,
        keys=KeyRing(settings.keys_path),
        buckets=Buckets(settings.rate_limit),
        answering=answering,
        jobs=Jobs(settings.home / "uploads", ecosystem, ecosystem.store.imports,
                  after=lambda: _warm_up(ecosystem)),
        metrics=Metrics(),
        sessions=Sessions(secret),
        warm=Event(),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    anyio.to_thread.current_default_thread_limiter().total_tokens = services.settings.threads
    _say_how_it_is_guarded(services)
    stop = Event()
    Thread(target=_keep_warm, args=(services, stop), name="allygraph-warm", daemon=True).start()
    services.jobs.start()
    try:
        yield
    finally:
        stop.set()
        await anyio.to_thread.run_sync(services.jobs.stop)


def _say_how_it_is_guarded(services: Services) -> None:
    settings = services.settings
    if settings.auth == "off":
        _LOG.warning("no API keys are asked for: whoever can reach %s may do everything", settings.host)
    elif services.keys.problem or not len(services.keys):
        _LOG.warning(
            "no API key is known (%s); nothing but health and docs is answered. Make one: allygraph keys create",
            services.keys.problem or settings.keys_path,
        )


def _keep_warm(services: Services, stop: Event) -> None:
    """Load what the first question needs; then look now and then whether a shared store moved on."""
    eco = services.ecosystem
    while not stop.is_set():
        try:
            if not services.warm.is_set() or eco.refresh():
                _warm_up(eco)
                services.warm.set()
                _warm_pages()
        except Exception as error:  # whatever it is, the next look may do better, and the log says what
            _LOG.error("the snapshot could not be loaded", exc_info=error)
        if services.warm.is_set() and not eco.store.features.shared:
            return
        stop.wait(_LOOK_EVERY)


def _warm_up(eco: Ecosystem) -> None:
    """Do now what the first question would have to wait for."""
    view = eco.view()
    view.names  # noqa: B018 - built when it is first looked at
    view.scorer("blend")
    eco.catalogue.warm_up()


def _warm_pages() -> None:
    """The first picture takes a second more than the others; nobody has to be the one who waits for it."""
    if not web.missing():
        from api.web.charting import warm

        warm()


def _documents() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/openapi.json", operation_id="openapi")
    def openapi(ask: Ask) -> Response:
        return JSONResponse(ask.request.app.openapi())

    @router.get("/docs", operation_id="docs")
    def docs(ask: Ask) -> Response:
        return pages.reference(ask.request.app.openapi())

    @router.get("/docs/problems", operation_id="problem_docs")
    def problem_docs(ask: Ask) -> Response:
        return pages.problem_pages()

    return router


# --- errors ----------------------------------------------------------------------------------------
def _where(request: Request) -> Occurrence:
    return Occurrence(asked_path(request.scope), request.state.request_id)


async def _on_error(request: Request, error: Exception) -> Response:
    problem = as_problem(error)
    if problem is None:
        raise error
    if problem.type.status >= 500 and not isinstance(error, Problem):
        fields = {"request_id": request.state.request_id, "problem": problem.type.slug}
        _LOG.error("the store failed", exc_info=error, extra={"fields": fields})
    return _told(request, problem)


def _told(request: Request, problem: Problem) -> Response:
    """The problem document; for whoever reads a page, a page, or the one to sign in on."""
    where = _where(request)
    if web.missing() or not _is_page(request):
        return response(problem, where)
    from api.web.site import path_to, problem_page
    from api.web.words import language_of

    if problem.type.slug == "unauthenticated" and request.method == "GET":
        back = where.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(path_to("signin", back=back), 303)
    return problem_page(language_of(request), problem, document(problem, where))


def _is_page(request: Request) -> bool:
    operation = getattr(request.scope.get("route"), "operation_id", None)
    if operation is not None:
        return str(operation).startswith("page_")
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")


async def _on_validation(request: Request, error: Exception) -> Response:
    found: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    return _told(request, of_validation(found))


async def _on_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers, detail = dict(error.headers or {}), str(error.detail)
    if error.status_code == 404:
        detail = "There is nothing at this address; /docs lists what there is."
    elif error.status_code == 405:
        allowed = _methods_of(request)
        headers["Allow"] = ", ".join(allowed)
        detail = f"This address can be asked with {headers['Allow']}."
    return _told(request, of_status(error.status_code, detail, headers))


def _methods_of(request: Request) -> list[str]:
    """Every method that the address of a request answers to."""
    path = getattr(request.scope.get("route"), "path", "")
    methods = {method.upper() for method in request.app.openapi()["paths"].get(path, {"get": None})}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))
