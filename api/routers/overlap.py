"""How alike are two organisations, by every measure and at every level of their groups?"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["overlap"])
