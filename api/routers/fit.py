"""Do strategy, capability and culture go together, and which fact would change the answer?"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/v1", tags=["fit"])
