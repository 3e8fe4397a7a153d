"""What changes if a partner, a capability or a tie comes or goes?"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["whatif"])
