"""The log has one line of JSON for each request, and nothing that was sent can break out of it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.logs import LOGGER, JsonLines, log_to


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    before = (LOGGER.handlers[:], LOGGER.level, LOGGER.propagate)
    log_to(stream, "info")
    yield stream
    LOGGER.handlers[:], LOGGER.propagate = before[0], before[2]
    LOGGER.setLevel(before[1])


def test_each_request_is_one_line_with_who_what_and_how_long(reader: TestClient, lines: io.StringIO) -> None:
    response = reader.get("/v1/partners/a?as_of=2023", headers={"x-request-id": "my-id:1"})
    (line,) = [json.loads(each) for each in lines.getvalue().splitlines()]
    assert line["request_id"] == response.headers["x-request-id"] == "my-id:1"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/v1/partners/a", 200)
    assert (line["operation"], line["tenant"]) == ("get_partner", "default")
    assert line["subject"].startswith("key:") and line["bytes"] == len(response.content)
    assert 0 < line["milliseconds"] < 60_000 and line["time"].endswith("+00:00")


@pytest.mark.parametrize("hostile", ["%0d%0aFAKE%20line", "%1b[31mred", "%E2%80%A8next", "%00", "%ff%fe", "雪"])
def test_control_characters_in_a_path_stay_inside_their_line(
    reader: TestClient, lines: io.StringIO, hostile: str
) -> None:
    response = reader.get(f"/v1/partners/{hostile}")
    assert response.status_code == 404
    text = lines.getvalue()
    assert text.count("\n") == 1 and text.isascii() and "\x1b" not in text
    assert json.loads(text)["status"] == 404
    for character in ("\r", "\n", "\x1b", "\u2028", "\x00"):
        assert character not in response.json()["detail"]


@pytest.mark.parametrize("sent", ["", "x" * 129, "a b", "a\tb", "<script>", "é"])
def test_a_request_id_that_is_none_is_replaced(reader: TestClient, sent: str) -> None:
    received = reader.get("/healthz", headers={"x-request-id": sent.encode()}).headers["x-request-id"]
    assert received != sent and len(received) == 24


def test_a_record_of_a_failure_is_one_line_with_its_trace() -> None:
    try:
        raise ValueError("bad\nnews ag_0123abcd_" + "x" * 43)
    except ValueError as error:
        record = logging.LogRecord("allygraph", logging.ERROR, "", 1, "it\r\nfailed", (), (type(error), error, None))
    line = JsonLines().format(record)
    assert "\n" not in line and "x" * 43 not in line
    assert json.loads(line)["message"] == "it\\r\\nfailed" and "[key]" in json.loads(line)["trace"]


def test_metrics_count_requests_by_declared_operation_only(clients: Any) -> None:
    for address in ("/v1/partners/a", "/v1/partners/zz", "/nowhere/at\"all", "/v1/partners/a"):
        clients["reader"].get(address)
    text = clients["admin"].get("/metrics").text
    assert 'allygraph_requests_total{operation="get_partner",status="200"} 2' in text
    assert 'allygraph_requests_total{operation="get_partner",status="404"} 1' in text
    assert 'allygraph_requests_total{operation="none",status="404"} 1' in text
    assert 'allygraph_request_seconds_bucket{operation="get_partner",le="+Inf"} 3' in text
    assert "nowhere" not in text and text.endswith("\n")
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(names) == len(set(names)) >= 8
