"""Nobody gets more than their share: requests a minute, bytes, seconds, and requests at once."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.envelope import Envelope
from api.limits import Buckets
from api.security import create_key
from ecosystem.settings import Settings

LOCAL = "http://127.0.0.1"


def client_with(eco: Any, settings: Settings, role: str = "reader") -> TestClient:
    key, _ = create_key(settings.keys_path, role)
    return TestClient(create_app(eco, settings), base_url=LOCAL, headers={"authorization": f"Bearer {key}"})


# --- requests a minute -----------------------------------------------------------------------------
def test_a_bucket_lets_a_burst_through_and_fills_evenly() -> None:
    now = [0.0]
    buckets = Buckets(60, clock=lambda: now[0])
    taken = [buckets.take("a") for _ in range(11)]
    assert [each.allowed for each in taken if each] == [True] * 10 + [False]
    assert taken[-1] is not None and taken[-1].headers()["Retry-After"] == "1"
    other = buckets.take("b")
    assert other is not None and other.allowed and other.remaining == 9
    now[0] += 2.5
    again = [buckets.take("a") for _ in range(3)]
    assert [each.allowed for each in again if each] == [True, True, False]


def test_the_memory_of_buckets_is_bounded() -> None:
    buckets = Buckets(60)
    for number in range(12_000):
        buckets.take(str(number))
    assert len(buckets._levels) <= 10_000


def test_too_many_requests_of_one_key_do_not_slow_down_another(eco: Any, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, rate_limit=30)
    client = client_with(eco, settings)
    statuses = [client.get("/v1/partners/a").status_code for _ in range(8)]
    assert statuses == [200] * 5 + [429] * 3
    refused = client.get("/v1/partners/a")
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.json()["type"] == "/docs/problems#too-many-requests"
    assert refused.headers["ratelimit"].startswith('"requests";r=0;t=')
    other, _ = create_key(settings.keys_path, "reader")
    allowed = client.get("/v1/partners/a", headers={"authorization": f"Bearer {other}"})
    assert allowed.status_code == 200
    assert allowed.headers["ratelimit"].startswith('"requests";r=4;t=')
    assert allowed.headers["ratelimit-policy"] == '"requests";q=5;w=10'
    assert client.get("/healthz").status_code == 200


def test_guessing_keys_is_counted_by_address(eco: Any, tmp_path: Path) -> None:
    client = client_with(eco, Settings(home=tmp_path, rate_limit=30))
    statuses = [
        client.get("/v1/partners/a", headers={"authorization": f"Bearer ag_{n}"}).status_code for n in range(7)
    ]
    assert statuses == [401] * 5 + [429] * 2
    assert client.get("/v1/partners/a").status_code == 200


# --- bytes -----------------------------------------------------------------------------------------
def test_a_body_over_the_limit_is_refused_whether_it_says_so_or_not(eco: Any, tmp_path: Path) -> None:
    client = client_with(eco, Settings(home=tmp_path, max_body=2_000), "editor")
    headers = {"content-type": "text/csv"}
    declared = client.post("/v1/imports?name=partners.csv", content=b"x" * 3_000, headers=headers)
    streamed = client.post("/v1/imports?name=partners.csv", content=iter([b"x" * 1_500] * 4), headers=headers)
    for response in (declared, streamed):
        assert (response.status_code, response.json()["type"]) == (413, "/docs/problems#payload-too-large")
    assert not list((tmp_path / "uploads").glob("*")), "nothing of it is kept"
    absurd = client.get("/v1/partners/a", headers={"content-length": "9" * 400})
    assert absurd.status_code == 413
    assert client.get("/v1/partners/a", headers={"content-length": "-1"}).status_code == 400


# --- seconds ---------------------------------------------------------------------------------------
def test_an_answer_that_takes_too_long_is_given_up_with_a_problem(eco: Any, tmp_path: Path) -> None:
    client = client_with(eco, Settings(home=tmp_path, time_limit=0.2))
    release = threading.Event()

    def wait() -> None:
        release.wait(20)

    eco.before = wait
    with client:  # one event loop for all requests, as in a server
        started = time.perf_counter()
        response = client.get("/v1/partners/a/candidates")
        assert time.perf_counter() - started < 5
        assert (response.status_code, response.json()["type"]) == (503, "/docs/problems#timeout")
        assert response.headers["retry-after"]
        assert client.get("/v1/partners/a").status_code == 200
        release.set()
        eco.before = lambda: None
        assert client.get("/v1/partners/a/candidates?limit=2").status_code == 200


def exchanged(app: Any, settings: Settings, inner: Any, method: str = "GET") -> tuple[list[dict[str, Any]], float]:
    """What an application behind the envelope sends, and how long it took."""
    sent: list[dict[str, Any]] = []

    async def main() -> None:
        async def send(message: Any) -> None:
            await asyncio.sleep(0)  # a server takes its time as well
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        scope = {"type": "http", "method": method, "path": "/", "raw_path": b"/", "query_string": b"",
                 "headers": []}
        envelope = Envelope(inner, dataclasses.replace(app.state.services, settings=settings))
        await envelope(scope, receive, send)
        await asyncio.sleep(0.3)
        assert envelope._in_flight == 0

    started = time.perf_counter()
    asyncio.run(main())
    return sent, time.perf_counter() - started


def test_what_comes_after_the_time_is_dropped(app: Any) -> None:
    async def late(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.15)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"late"})
        raise RuntimeError("and then it fails")

    sent, _ = exchanged(app, Settings(time_limit=0.1), late)
    assert [each.get("status") for each in sent] == [503, None]
    assert b"late" not in b"".join(each.get("body", b"") for each in sent)


def test_a_slow_reader_has_longer_than_a_slow_answer_but_not_for_ever(app: Any) -> None:
    async def streaming(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(100):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await asyncio.sleep(0.05)

    sent, seconds = exchanged(app, Settings(time_limit=0.1, upload_time_limit=0.5), streaming)
    assert sent[0]["status"] == 200 and 5 <= len(sent) <= 40 and seconds < 3


# --- at once ---------------------------------------------------------------------------------------
def test_requests_beyond_what_fits_are_told_to_come_back(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.envelope._MOST_IN_FLIGHT", 2)
    sent: list[dict[str, Any]] = []

    async def main() -> None:
        gate = asyncio.Event()

        async def slow(scope: Any, receive: Any, send: Any) -> None:
            await gate.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        envelope = Envelope(slow, app.state.services)

        def scope() -> dict[str, Any]:
            return {"type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"",
                    "headers": []}

        waiting = [asyncio.ensure_future(envelope(scope(), receive, send)) for _ in range(2)]
        await asyncio.sleep(0.05)
        await envelope(scope(), receive, send)
        assert [each["status"] for each in sent if "status" in each] == [503]
        gate.set()
        await asyncio.gather(*waiting)
        await envelope(scope(), receive, send)

    asyncio.run(main())
    assert [each["status"] for each in sent if "status" in each] == [503, 200, 200, 200]


# --- readiness -------------------------------------------------------------------------------------
def test_a_server_is_ready_once_its_graph_is_loaded_and_tries_again_if_that_fails(
    eco: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.app._LOOK_EVERY", 0.01)
    fails = threading.Event()
    view = eco.view

    def failing(as_of: Any = None) -> Any:
        if not fails.is_set():
            raise OSError("the disk is asleep")
        return view(as_of)

    eco.view = failing
    with TestClient(create_app(eco, Settings(home=tmp_path, auth="off")), base_url=LOCAL) as client:
        response = client.get("/readyz")
        assert (response.status_code, response.json()["type"]) == (503, "/docs/problems#not-ready")
        assert client.get("/healthz").status_code == 200
        fails.set()
        deadline = time.monotonic() + 10
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() < deadline
