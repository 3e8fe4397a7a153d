"""What would each side of a partnership give the other, and who gains nothing?"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["exchange"])
