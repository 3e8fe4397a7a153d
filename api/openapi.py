"""The OpenAPI document: what FastAPI finds in the routes, plus roles, problems and true examples."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.schemas import ProblemDocument, examples
from api.security import OPERATIONS, Role

DESCRIPTION: Final = (
    "Explained candidate partners from a graph of capabilities, patents, channels and partnerships. "
    "Answers are JSON; lists go on with next; errors are problem documents (RFC 9457)."
)
_SCHEMES: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key: Authorization: Bearer ag_…"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """The document of an application, made once and then kept in ``app.openapi_schema``."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes,
            license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
            separate_input_output_schemas=False,
        )
        _, problem = models_json_schema(
            [(ProblemDocument, "serialization")], ref_template="#/components/schemas/{model}"
        )
        components = document.setdefault("components", {})
        components["schemas"] = dict(sorted({**components.get("schemas", {}), **problem["$defs"]}.items()))
        components["securitySchemes"] = _SCHEMES
        for operation in _operations(document):
            _complete(operation)
        app.openapi_schema = document
    return app.openapi_schema


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in document["paths"].values() for operation in methods.values()]


def _complete(operation: dict[str, Any]) -> None:
    role = OPERATIONS[operation["operationId"]]
    operation["security"] = [] if role == Role.ANYONE else [{"bearer": []}, {"header": []}]
    operation["x-role"] = role.name.lower()
    for status, answer in operation["responses"].items():
        answer["headers"] = {"X-Request-ID": {"schema": {"type": "string"}}}
        if status == "200" and any(each["in"] == "query" and each["name"] == "cursor"
                                   for each in operation.get("parameters", ())):
            answer["headers"]["Link"] = {"schema": {"type": "string"}, "description": 'rel="next"'}
        if role > Role.ANYONE:
            answer["headers"]["RateLimit"] = {"schema": {"type": "string"}}
    example = examples().get(operation["operationId"])
    if example is None:
        return
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example["parameters"]:
            parameter["example"] = example["parameters"][parameter["name"]]
    operation["responses"]["200"]["content"]["application/json"]["example"] = example["body"]
