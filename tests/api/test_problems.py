"""Whatever goes wrong, the answer is one problem document that says what to do and gives nothing away."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.errors import PROBLEMS, as_problem, safe_text
from ecosystem import errors as domain
from scoring import errors as scoring

ROOT = Path(__file__).parents[2]
MEMBERS = {"type", "title", "status", "detail", "instance", "request_id", "errors"}


def problem_of(response: Any) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert set(body) >= MEMBERS
    assert body["status"] == response.status_code
    assert body["request_id"] == response.headers["x-request-id"]
    assert PROBLEMS[body["type"].partition("#")[2]].status == response.status_code
    return body


@pytest.mark.parametrize(
    ("method", "address", "status", "slug"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/v1/partners/a/", 404, "not-found"),
        ("DELETE", "/v1/partners", 405, "method-not-allowed"),
        ("POST", "/v1/partners/a/candidates", 405, "method-not-allowed"),
        ("GET", "/v1/partners/unheard", 404, "unknown-partner"),
        ("GET", "/v1/partners/twice/candidates", 409, "ambiguous-name"),
        ("GET", "/v1/capabilities/none", 404, "unknown-node"),
        ("GET", "/v1/partners/a/candidates?limit=0", 422, "invalid-parameter"),
        ("GET", "/v1/partners/a/candidates?limit=101", 422, "invalid-parameter"),
        ("GET", "/v1/partners/a/candidates?limit=ten", 422, "invalid-parameter"),
        ("GET", "/v1/partners/a/candidates?min_support=nan", 422, "invalid-parameter"),
        ("GET", "/v1/partners/a/candidates?as_of=2023-02-29", 422, "invalid-parameter"),
        ("GET", "/v1/partners/a/candidates?as_of=today", 422, "invalid-parameter"),
        ("GET", "/v1/partners?q=", 422, "invalid-parameter"),
        ("GET", "/v1/partners?q=Ada&cursor=x", 422, "invalid-parameter"),
        ("GET", "/v1/compare?a=a", 422, "invalid-parameter"),
        ("GET", "/v1/partners?cursor=x", 400, "invalid-cursor"),
        ("GET", "/v1/partners/" + "x" * 501, 422, "invalid-parameter"),
        ("GET", "/" + "x" * 5_000, 414, "uri-too-long"),
        ("GET", "/v1/partners?q=" + "x" * 20_000, 414, "uri-too-long"),
    ],
)
def test_each_refusal_has_its_status_and_type(
    reader: TestClient, method: str, address: str, status: int, slug: str
) -> None:
    body = problem_of(reader.request(method, address))
    assert (body["status"], body["type"]) == (status, f"/docs/problems#{slug}")


def test_the_page_that_a_type_points_to_is_served_and_has_the_section(reader: TestClient) -> None:
    page = reader.get("/docs/problems").text
    assert [slug for slug in PROBLEMS if f'id="{slug}"' not in page] == []


def test_the_page_of_problems_in_the_docs_is_the_table_in_the_code() -> None:
    text = (ROOT / "docs" / "problems.md").read_text("utf-8")
    sections = re.findall(r"^## (.+)\n\n\*\*(\d+)\*\* · (.+)\.\n\n(.+)$", text, re.MULTILINE)
    assert sections == [(p.slug, str(p.status), p.title, p.advice) for p in PROBLEMS.values()]


def test_an_unknown_partner_comes_with_what_is_near(reader: TestClient) -> None:
    body = problem_of(reader.get("/v1/partners/Adda"))
    assert body["near"] == [{"id": "a", "name": "Ada Motors"}]
    assert "Ada Motors (a)" in body["detail"]


def test_an_ambiguous_name_comes_with_the_choices(reader: TestClient) -> None:
    body = problem_of(reader.get("/v1/compare?a=twice&b=a"))
    assert [each["id"] for each in body["choices"]] == ["a", "b"]


def test_each_wrong_parameter_is_pointed_at_and_its_value_is_not_repeated(reader: TestClient) -> None:
    body = problem_of(reader.get("/v1/partners/a/candidates?limit=many&as_of=secret-day"))
    assert [each["pointer"] for each in body["errors"]] == ["/query/limit", "/query/as_of"]
    assert "secret-day" not in json.dumps(body)


def test_a_doubled_or_unknown_parameter_is_refused_by_name(reader: TestClient) -> None:
    body = problem_of(reader.get("/v1/partners/a/candidates?limit=1&limit=2&limt=5&country=DE&country=CN"))
    assert [(each["pointer"], each["code"]) for each in body["errors"]] == [
        ("/query/limit", "doubled_parameter"), ("/query/limt", "unknown_parameter"),
    ]
    many = "&".join("exclude=a" for _ in range(101))
    body = problem_of(reader.get(f"/v1/partners/a/candidates?{many}"))
    assert body["errors"][0]["code"] == "too_many_values"


def test_allow_names_every_method_of_the_address(clients: Any) -> None:
    response = clients["editor"].put("/v1/imports")
    problem_of(response)
    assert response.headers["allow"] == "GET, HEAD, POST"


def test_an_unforeseen_error_is_a_500_that_tells_nothing_but_the_request_id(
    eco: Any, reader: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("SELECT secret FROM /srv/data/store.duckdb")

    eco.before = fail
    with caplog.at_level(logging.ERROR, "allygraph"):
        response = reader.get("/v1/partners/a/candidates")
    body = problem_of(response)
    assert (body["status"], body["type"]) == (500, "/docs/problems#internal-error")
    assert "secret" not in response.text and "RuntimeError" not in response.text
    logged = [record for record in caplog.records if record.exc_info]
    assert logged[0].fields["request_id"] == body["request_id"]  # type: ignore[attr-defined]
    assert "SELECT secret" in caplog.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (domain.StoreUnavailable("bolt://10.0.0.7 refused the password"), 503),
        (domain.StoreLocked("/srv/eco.duckdb is held by process 12", 12), 503),
        (domain.StoreDamaged("/srv/eco.duckdb: block 7"), 503),
        (domain.SchemaMismatch("/srv/eco.duckdb has version 9"), 503),
        (domain.StoreFull("/srv is full"), 507),
        (domain.NotSupported("/srv no"), 501),
    ],
)
def test_what_a_store_says_about_files_and_addresses_goes_to_the_log_alone(
    eco: Any, reader: TestClient, caplog: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    def fail() -> None:
        raise error

    eco.before = fail
    with caplog.at_level(logging.ERROR, "allygraph"):
        response = reader.get("/v1/partners/a/candidates")
    assert problem_of(response)["status"] == status
    assert "/srv" not in response.text and "10.0.0.7" not in response.text
    assert str(error) in caplog.text
    assert status == 501 or int(response.headers["retry-after"]) > 0


def test_every_error_of_the_domain_has_a_problem() -> None:
    def leaves(kind: type[Exception]) -> list[type[Exception]]:
        below = kind.__subclasses__()
        return [kind] if not below else [leaf for each in below for leaf in leaves(each)]

    made: dict[type[Exception], Exception] = {
        domain.UnknownPartner: domain.UnknownPartner("x"),
        domain.AmbiguousName: domain.AmbiguousName("x", [("1", "x"), ("2", "x")]),
        domain.UnknownNode: domain.UnknownNode("Need", "x"),
        domain.UnknownView: domain.UnknownView("x", ["lanes"]),
        domain.InvalidRecord: domain.InvalidRecord("note", [domain.Fault("text", "required", "It is needed.")]),
        domain.ForbiddenStep: domain.ForbiddenStep("open", "fly", ["close"]),
        scoring.MissingLayer: scoring.MissingLayer("x", []),
        scoring.UnknownScorer: scoring.UnknownScorer("x", ["blend"]),
    }
    kinds = [each for root in (domain.AllygraphError, scoring.ScoringError) for each in leaves(root)
             if each.__module__.endswith(".errors")]
    assert len(kinds) >= 14
    for kind in kinds:
        problem = as_problem(made.get(kind) or kind("said"))
        assert problem is not None, kind
        assert problem.type.status < 500 or issubclass(kind, domain.StoreError)


def test_text_that_goes_out_holds_no_control_characters_and_no_keys() -> None:
    key = "ag_0123abcd_" + "x" * 43
    assert safe_text(f"a\r\n{key}\x00\u202eb") == "a\\r\\n[key]\\x00\\u202eb"
    assert len(safe_text("x" * 10_000)) == 1_000
