"""The first page: what is on record, and the question for which organisation partners are sought."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.web.site import Page

router = APIRouter(include_in_schema=False)


@router.get("/", operation_id="page_home")
def home(page: Page, as_of: Annotated[str | None, Query(max_length=10)] = None) -> Response:
    snapshot = page.ask.eco.snapshot(as_of)
    named = (("Partner", page.say("organisations")), ("Capability", page.say("capabilities")),
             ("Patent", page.say("patents")), ("Channel", page.say("channels")),
             ("Partnership", page.say("partnerships")))
    counts = {name: len(snapshot.nodes[label]) for label, name in named if len(snapshot.nodes[label])}
    return page.show("home.html", counts=counts, links={"JSON": "/v1/status"})
