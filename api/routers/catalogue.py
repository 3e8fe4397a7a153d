"""Capabilities, channels and patents: lists, and one with who holds it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Ask, AsOf, Cursor, Limit, NodeId, Text
from api.schemas import problems
from ecosystem.answers import NodePage, NodeProfile, Scorers
from ecosystem.answers.measures import Measure, Measures

router = APIRouter(prefix="/v1", tags=["catalogue"])
_LIST = problems("invalid-cursor")
_ONE = problems("unknown-node", "invalid-cursor")
Words = Annotated[Text | None, Query(description="only those whose id or name holds this")]


@router.get("/capabilities", operation_id="list_capabilities", response_model=NodePage, responses=_LIST)
def list_capabilities(ask: Ask, q: Words = None, limit: Limit = 50, cursor: Cursor = None,
                      as_of: AsOf = None) -> Response:
    """Capabilities by id."""
    return ask.reply(
        lambda at: ask.eco.catalogue.capabilities(text=q or "", limit=limit, cursor=at, as_of=as_of),
        as_of=as_of, cursor=cursor,
    )


@router.get("/capabilities/{capability_id}", operation_id="get_capability", response_model=NodeProfile,
            responses=_ONE)
def get_capability(ask: Ask, capability_id: NodeId, limit: Limit = 50, cursor: Cursor = None,
                   as_of: AsOf = None) -> Response:
    """One capability and the organisations that have it, the strongest first."""
    return ask.reply(
        lambda at: ask.eco.catalogue.capability(capability_id, limit=limit, cursor=at, as_of=as_of),
        as_of=as_of, cursor=cursor,
    )


@router.get("/channels", operation_id="list_channels", response_model=NodePage, responses=_LIST)
def list_channels(ask: Ask, q: Words = None, limit: Limit = 50, cursor: Cursor = None,
                  as_of: AsOf = None) -> Response:
    """Channels by id."""
    return ask.reply(
        lambda at: ask.eco.catalogue.channels(text=q or "", limit=limit, cursor=at, as_of=as_of),
        as_of=as_of, cursor=cursor,
    )


@router.get("/channels/{channel_id}", operation_id="get_channel", response_model=NodeProfile, responses=_ONE)
def get_channel(ask: Ask, channel_id: NodeId, limit: Limit = 50, cursor: Cursor = None,
                as_of: AsOf = None) -> Response:
    """One channel and the organisations that use it."""
    return ask.reply(
        lambda at: ask.eco.catalogue.channel(channel_id, limit=limit, cursor=at, as_of=as_of),
        as_of=as_of, cursor=cursor,
    )


@router.get("/patents", operation_id="list_patents", response_model=NodePage,
            responses=problems("unknown-partner", "ambiguous-name", "invalid-cursor"))
def list_patents(
    ask: Ask,
    q: Words = None,
    owner: Annotated[Text | None, Query(description="only patents of this organisation (id or name)")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    as_of: AsOf = None,
) -> Response:
    """Patents by id."""
    return ask.reply(
        lambda at: ask.eco.catalogue.patents(text=q or "", owner=owner, limit=limit, cursor=at, as_of=as_of),
        as_of=as_of, cursor=cursor,
    )


@router.get("/patents/{patent_id}", operation_id="get_patent", response_model=NodeProfile, responses=_ONE)
def get_patent(ask: Ask, patent_id: NodeId, limit: Limit = 50, cursor: Cursor = None,
               as_of: AsOf = None) -> Response:
    """One patent with its owners, classes and citations."""
    return ask.reply(
        lambda at: ask.eco.catalogue.patent(patent_id, limit=limit, cursor=at, as_of=as_of),
        as_of=as_of, cursor=cursor,
    )


@router.get("/scorers", operation_id="list_scorers", response_model=Scorers, responses=problems())
def list_scorers(ask: Ask) -> Response:
    """Every scorer that candidates can be asked with, and what it says about itself."""
    return ask.reply_now(ask.eco.scorers())


@router.get("/measures", operation_id="list_measures", response_model=Measures, responses=problems())
def list_measures(ask: Ask) -> Response:
    """Every measure: formula, range, direction, source, what it needs, a runnable example."""
    return ask.reply_now(ask.eco.measures())


@router.get("/measures/{name}", operation_id="get_measure", response_model=Measure, responses=problems())
def get_measure(ask: Ask, name: NodeId) -> Response:
    """One measure by its name."""
    return ask.reply_now(ask.eco.measure(name))
