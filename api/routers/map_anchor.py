"""The ground that maps follow: kept, looked at, forgotten."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import Ask, AsOf
from api.schemas import problems
from ecosystem.answers.maps import MapAnchor

router = APIRouter(prefix="/v1", tags=["maps"])


@router.get("/map_anchor", operation_id="get_map_anchor", response_model=MapAnchor, responses=problems())
def get_map_anchor(ask: Ask) -> Response:
    """The day and snapshot whose ground maps follow, so that everybody stays where he stood then; nulls without one."""
    return ask.reply_now(ask.eco.maps.anchored())


@router.put("/map_anchor", operation_id="set_map_anchor", response_model=MapAnchor, responses=problems())
def set_map_anchor(ask: Ask, as_of: AsOf = None) -> Response:
    """Keep the ground of a day: maps of that day and of later ones are made from it, whatever data come."""
    return ask.reply_now(ask.eco.maps.anchor(as_of))


@router.delete("/map_anchor", operation_id="release_map_anchor", response_model=MapAnchor, responses=problems())
def release_map_anchor(ask: Ask) -> Response:
    """Forget the anchor: each map is made from its own data again."""
    ask.eco.maps.release()
    return ask.reply_now(ask.eco.maps.anchored())
