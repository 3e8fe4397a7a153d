"""The OpenAPI document is valid, complete and true: its examples are asked again."""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from api.app import create_app
from api.errors import PROBLEMS
from api.examples import QUESTIONS, address
from api.schemas import examples
from api.security import OPERATIONS, Role
from ecosystem.service import Ecosystem
from ecosystem.settings import Settings

ROOT = Path(__file__).parents[2]
LOCAL = "http://127.0.0.1"


@pytest.fixture(scope="module")
def demo_client(demo_eco: Ecosystem, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(demo_eco, Settings(home=tmp_path_factory.mktemp("home"), auth="off"))
    with TestClient(app, base_url=LOCAL) as client:
        app.state.services.warm.wait(60)
        yield client


def close(one: Any, other: Any) -> bool:
    """Equal, numbers to 1e-9."""
    if isinstance(one, float) or isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(close(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(close, one, other))
    return bool(one == other)


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, operation) for path, methods in document["paths"].items()
            for method, operation in methods.items()]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_example_of_an_operation_is_what_it_answers(demo_client: TestClient, name: str) -> None:
    document = demo_client.app.openapi()  # type: ignore[attr-defined]
    ((path, operation),) = [(path, each) for _, path, each in operations(document) if each["operationId"] == name]
    shown = {each["name"]: each["example"] for each in operation.get("parameters", ()) if "example" in each}
    assert shown == QUESTIONS[name] == examples()[name]["parameters"], "renew it: python -m api.examples"
    response = demo_client.get(address(path, shown))
    assert response.status_code == 200
    example = operation["responses"]["200"]["content"]["application/json"]["example"]
    assert close(response.json(), example), "the demo or a score changed; renew it: python -m api.examples"


def test_each_example_fits_its_schema(demo_client: TestClient) -> None:
    document = demo_client.app.openapi()  # type: ignore[attr-defined]
    for _, _, operation in operations(document):
        for answer in operation["responses"].values():
            for content in answer.get("content", {}).values():
                if "example" in content:
                    schema = {**content["schema"], "components": document["components"]}
                    Draft202012Validator(schema).validate(content["example"])


def test_answers_fit_the_schema_of_their_operation(demo_client: TestClient) -> None:
    document = demo_client.app.openapi()  # type: ignore[attr-defined]
    asked = {
        "/v1/status": "/v1/status", "/v1/partners": "/v1/partners?limit=3", "/v1/imports": "/v1/imports",
        "/v1/compare": "/v1/compare?a=a-nev&b=b-tech",
        "/v1/partners/{partner_id}/candidates": "/v1/partners/a-nev/candidates?limit=20",
        "/v1/patents/{patent_id}": "/v1/patents/demo-cn-00002",
    }
    for path, where in asked.items():
        content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        body = demo_client.get(where).json()
        Draft202012Validator({**content["schema"], "components": document["components"]}).validate(body)


def test_the_document_is_openapi_3_1_and_every_reference_in_it_leads_somewhere(app: Any) -> None:
    document = app.openapi()
    assert document["openapi"].startswith("3.1")

    def references(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for each in node.values():
                yield from references(each)
        elif isinstance(node, list):
            for each in node:
                yield from references(each)

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    used = set(references(document))
    assert used <= known
    unused = {name for name in known - used}
    assert unused == set(), "a schema that no answer has"


def test_every_operation_says_its_role_its_problems_and_how_to_authenticate(app: Any) -> None:
    for _, path, operation in operations(app.openapi()):
        role = OPERATIONS[operation["operationId"]]
        assert operation["x-role"] == role.name.lower()
        assert bool(operation["security"]) == (role > Role.ANYONE), path
        assert operation["description"]
        statuses = {int(status) for status in operation["responses"]}
        assert statuses >= ({401, 403, 422, 429, 500, 503} if role > Role.ANYONE else {422, 500}), path
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]
                assert int(status) in {each.status for each in PROBLEMS.values()}
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (path, parameter["name"])


def test_every_route_has_the_one_principal_dependency_and_reads_are_plain_functions() -> None:
    """Read from the source, so that a route that is not in the document counts as well."""
    asynchronous, without = [], []
    for file in [*(ROOT / "api" / "routers").glob("*.py"), ROOT / "api" / "app.py"]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
                isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute)
                and ast.unparse(each.func).startswith("router.") for each in node.decorator_list
            ):
                if isinstance(node, ast.AsyncFunctionDef):
                    asynchronous.append(node.name)
                if not any(ast.unparse(arg.annotation or ast.Constant(None)) == "Ask" for arg in node.args.args):
                    without.append(node.name)
    assert without == []
    assert asynchronous == ["health"]


def test_the_reference_in_the_browser_fetches_nothing_from_elsewhere(reader: TestClient) -> None:
    for address_ in ("/docs", "/docs/problems"):
        page = reader.get(address_)
        assert page.headers["content-type"].startswith("text/html")
        assert "<script" not in page.text and "src=" not in page.text and "http" not in page.text.replace("https", "")
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert all(f'id="{name}"' in page.text for name in OPERATIONS
                   if address_ == "/docs" and name not in ("openapi", "docs", "problem_docs")
                   and not name.startswith("page_"))
    assert json.loads(reader.get("/openapi.json").text)["info"]["title"] == "Allygraph"
