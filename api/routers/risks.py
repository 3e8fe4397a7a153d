"""What may go wrong with a candidate, who says so, how old is that, and what is not known?"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["risks"])
