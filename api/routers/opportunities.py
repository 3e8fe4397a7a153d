"""What lies across the industry border: near capabilities that are lacking, and who has them?"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["opportunities"])
