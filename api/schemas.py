"""What the OpenAPI document says about answers: models for problems, and examples that are true.

Answers themselves are the dataclasses of ``ecosystem.answers``; FastAPI reads their fields for the
document and never validates an answer with them. The examples in ``examples.json`` are questions to
the demo ecosystem and what it answered; a test asks each again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from api.errors import MEDIA_TYPE, PROBLEMS

EXAMPLES_FILE: Final = Path(__file__).with_name("examples.json")


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    pointer: str = Field(description="JSON Pointer to it: /query/NAME, /path/NAME or /body")
    code: str
    message: str


class Choice(BaseModel):
    id: str
    name: str | None


class ProblemDocument(BaseModel):
    """What every answer that is not 2xx or 304 holds (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="address of the page about this kind of problem, relative to the server")
    title: str
    status: int
    detail: str
    instance: str = Field(description="the path that was asked for")
    request_id: str
    errors: list[Fault]
    near: list[Choice] | None = Field(None, description="with unknown-partner and unknown-node: what is near")
    choices: list[Choice] | None = Field(None, description="with ambiguous-name: whose name it is")


class Health(BaseModel):
    status: str


class Version(BaseModel):
    name: str
    version: str
    api: str


class ServerStatus(BaseModel):
    """How the server answers."""

    version: str
    auth: str = Field(description="on, or off: no keys are asked for on this loopback demo")
    keys: int = Field(description="how many API keys are known")
    unfinished_jobs: int


class Status(BaseModel):
    """What the store holds, which imports it had, and what is answered from."""

    model_config = ConfigDict(extra="allow")

    store: str
    schema_version: int
    commit_seq: int
    counts: dict[str, int]
    as_of: str
    server: ServerStatus


_ALWAYS: Final = ("unauthenticated", "forbidden", "invalid-parameter", "too-many-requests",
                  "internal-error", "store-unavailable", "timeout", "uri-too-long", "unknown-host")


def problems(*slugs: str, always: tuple[str, ...] = _ALWAYS) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of an operation that can answer with these problems and the usual ones."""
    by_status: dict[int, list[str]] = {}
    for slug in (*slugs, *always):
        by_status.setdefault(PROBLEMS[slug].status, []).append(slug)
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    return {
        status: {
            "description": "; ".join(PROBLEMS[slug].title for slug in found),
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status, found in sorted(by_status.items())
    }


@cache
def examples() -> Mapping[str, Mapping[str, Any]]:
    """By operation: ``{"path", "parameters", "query", "body"}`` of one true question and answer."""
    found: dict[str, dict[str, Any]] = json.loads(EXAMPLES_FILE.read_text("utf-8"))
    return found
