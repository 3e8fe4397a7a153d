"""What does an organisation need, who meets it, and which few partners cover it together?"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["requirements"])
