"""The server about itself: status, health, version, metrics, the page of reference."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api import metrics as prometheus
from api.deps import Ask
from api.errors import Problem
from api.schemas import Health, Status, Version, problems
from ecosystem.answers import body
from ecosystem.errors import StoreError

router = APIRouter(tags=["server"])
_OPEN = ("invalid-parameter", "internal-error", "unknown-host")
_METRICS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Prometheus text", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


@router.get("/v1/status", operation_id="get_status", response_model=Status, responses=problems())
def get_status(ask: Ask) -> Response:
    """What the store holds, which imports it had, and how the server answers."""
    services = ask.services
    status = body(ask.eco.status())
    if isinstance(status, dict):
        status["store"] = re.sub(r"//[^/@]*@", "//", str(status["store"]))  # an address may hold a password
        for record in status.get("imports", ()):
            record["sources"] = services.jobs.without_paths(record["sources"])
    server = {
        "version": services.answering.version,
        "auth": services.settings.auth,
        "keys": len(services.keys),
        "unfinished_jobs": services.jobs.unfinished(),
    }
    return ask.reply_now({**status, "server": server} if isinstance(status, dict) else {"server": server})


@router.get("/healthz", operation_id="health", response_model=Health,
            responses=problems(always=_OPEN))
async def health(ask: Ask) -> Response:
    """The process is alive."""
    # Not in a thread, so that it answers when all of them are taken.
    return ask.reply_now({"status": "ok"})


@router.get("/readyz", operation_id="ready", response_model=Health,
            responses=problems("not-ready", always=_OPEN))
def ready(ask: Ask) -> Response:
    """Questions are answered at full speed: the graph, its names and the usual scorer are loaded."""
    if not ask.services.warm.is_set():
        raise Problem("not-ready")
    return ask.reply_now({"status": "ready"})


@router.get("/version", operation_id="version", response_model=Version, responses=problems(always=_OPEN))
def version(ask: Ask) -> Response:
    """Which program this is."""
    return ask.reply_now({"name": "allygraph", "version": ask.services.answering.version, "api": "v1"})


@router.get("/metrics", operation_id="metrics", response_class=Response,
            responses=_METRICS | problems())
def metrics(ask: Ask) -> Response:
    """Counters for Prometheus; needs the role admin, so give the scraper a key of its own."""
    services, finished = ask.services, ask.services.answering.finished
    try:
        commit_seq = ask.eco.store.commit_seq
    except StoreError:
        commit_seq = -1
    text = services.metrics.text({
        "answer_cache_bytes": ("Memory of finished answers.", finished.held),
        "answer_cache_hits": ("Answers that were finished already.", finished.hits),
        "answer_cache_misses": ("Answers that had to be computed.", finished.misses),
        "store_commit_seq": ("Number of the store's last write; -1 while it does not answer.", commit_seq),
        "unfinished_jobs": ("Imports that wait or run.", services.jobs.unfinished()),
        "ready": ("1 when questions can be answered.", float(services.warm.is_set())),
    })
    return Response(text, media_type=prometheus.MEDIA_TYPE, headers={"Cache-Control": "no-store"})
