"""What would have been recommended at a day in the past, and what came?"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["backtest"])
