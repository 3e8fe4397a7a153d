"""A real server: uvicorn on loopback, asked with the standard library, ended with a signal."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.security import create_key

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from api.app import create_app, run
from ecosystem.service import Ecosystem
from ecosystem.settings import load_settings
settings = load_settings(port=int(sys.argv[1]))
with Ecosystem(settings.store_url) as eco:
    run(create_app(eco, settings), settings)
"""
TABLES = {
    "partners": "id,name,country\na,Ada Motors,DE\nb,必特软件,CN\nc,\"=cmd|' /C calc'!A0\",\n",
    "capabilities": "id,name\nG06N 3/08,learning\nB60W,control\n",
    "partner_capabilities": "partner_id,capability_id\na,B60W\nb,B60W\nb,G06N 3/08\nc,G06N 3/08\n",
}


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int
    log: Path
    key: str

    def ask(self, address: str, content: bytes | None = None, **headers: str) -> tuple[int, Any, Any]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{address}", content)
        for name, value in {"authorization": f"Bearer {self.key}", **headers}.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(home: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLYGRAPH_")}
    environment |= {"ALLYGRAPH_HOME": str(home), "ALLYGRAPH_STORE": f"duckdb:{home / 'eco.duckdb'}"}
    with log.open("ab") as output:
        return subprocess.Popen([sys.executable, "-c", PROGRAM, str(port)], cwd=ROOT, env=environment,
                                stdout=output, stderr=output)


def wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + 240
    while True:
        assert server.process.poll() is None and time.monotonic() < deadline, server.log.read_text()
        try:
            if server.ask("/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    home, port, log = tmp_path / "home", free_port(), tmp_path / "log"
    key, _ = create_key(home / "keys.json", "editor")
    server = Server(start(home, port, log), port, log, key)
    try:
        wait_until_ready(server)
        yield server
    finally:
        server.process.kill()
        server.process.wait()


def imported(server: Server, tables: dict[str, str]) -> dict[str, Any]:
    mark = "frontier"
    parts = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}.csv"\r\n\r\n{text}\r\n'
        for name, text in tables.items()
    )
    status, headers, body = server.ask(
        "/v1/imports", f"{parts}--{mark}--\r\n".encode(), content_type=f"multipart/form-data; boundary={mark}"
    )
    assert status == 202, body
    deadline = time.monotonic() + 240
    while True:
        job: dict[str, Any] = json.loads(server.ask(headers["location"])[2])
        if job["state"] in ("done", "failed"):
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.1)


def test_a_server_takes_tables_in_and_answers_from_them_also_after_a_kill(server: Server, tmp_path: Path) -> None:
    job = imported(server, TABLES)
    assert (job["state"], job["accepted"], job["rejected"]) == ("done", 9, 0)
    status, headers, body = server.ask("/v1/partners/a/candidates?scorer=overlap&limit=5")
    answer = json.loads(body)
    assert (status, answer["partner"]["name"]) == (200, "Ada Motors")
    assert [item["partner"]["name"] for item in answer["items"]] == ["必特软件"]
    assert "server" not in headers
    assert server.ask("/v1/partners/a/candidates?scorer=overlap&limit=5", if_none_match=headers["etag"])[0] == 304
    holders = json.loads(server.ask("/v1/capabilities/G06N%203%2F08")[2])["holders"]
    assert [each["partner"]["id"] for each in holders] == ["b", "c"]
    assert holders[1]["partner"]["name"] == "=cmd|' /C calc'!A0"

    server.process.kill()
    server.process.wait()
    server.process = start(tmp_path / "home", server.port, server.log)
    wait_until_ready(server)
    assert json.loads(server.ask(f"/v1/jobs/{job['id']}")[2]) == job
    assert json.loads(server.ask("/v1/partners/a/candidates?scorer=overlap&limit=5")[2]) == answer

    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) in (0, -signal.SIGTERM)
    for line in server.log.read_text().splitlines():
        assert json.loads(line)["level"] in ("info", "warning"), line


def test_a_second_job_with_wrong_rows_is_told_by_file_and_line(server: Server) -> None:
    job = imported(server, {"partners": "id,name,founded\nx,X,2020-02-30\n,Y,\n"})
    assert (job["state"], job["rejected"]) == ("done", 2)
    status, headers, body = server.ask(job["rejects"]["partners"])
    assert status == 200 and "attachment" in headers["content-disposition"]
    assert re.search(r"x,X,2020-02-30,partners.csv,2,founded", body.decode())


def test_requests_that_break_http_do_not_break_the_server(server: Server) -> None:
    for raw in (b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/9.9\r\n\r\n", b"GET " + b"/x" * 200_000,
                b"GET /v1/partners/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
                b"POST /v1/imports HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            try:
                connection.sendall(raw)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65_536):
                    pass
            except OSError:
                pass  # it may hang up while we still speak
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b'{"status":"ok"}'
    connection.close()
    assert "Traceback" not in server.log.read_text()
