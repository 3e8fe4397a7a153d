"""What may go wrong with a candidate, who says so, how old is that, and what is not known?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import Ask, AsOf, PartnerId, Text, Texts
from api.schemas import problems
from ecosystem.answers.risks import Checklist, Panorama, RiskComparison

router = APIRouter(prefix="/v1", tags=["risks"])
_PARTNER = ("unknown-partner", "ambiguous-name")

Asker = Annotated[Text | None, Query(description="for whom: an organisation whose needs and habits are compared")]


@router.get("/partners/{partner_id}/risks", operation_id="get_risks", response_model=Panorama,
            responses=problems(*_PARTNER))
def get_risks(ask: Ask, partner_id: PartnerId, asker: Asker = None, as_of: AsOf = None) -> Response:
    """The risk panorama of one candidate: each risk with likelihood, impact, source, age and owner.

    What is not known is in it as `unknown`, with the reason, and counts as nothing else.
    """
    return ask.reply(lambda _: ask.eco.risks.panorama(partner_id, asker, as_of=as_of), as_of=as_of)


@router.get("/partners/{partner_id}/due-diligence", operation_id="get_due_diligence", response_model=Checklist,
            responses=problems(*_PARTNER))
def get_due_diligence(ask: Ask, partner_id: PartnerId, asker: Asker = None, as_of: AsOf = None) -> Response:
    """The due-diligence checklist of one candidate: what is known, has run out, or has to be asked for."""
    return ask.reply(lambda _: ask.eco.risks.checklist(partner_id, asker, as_of=as_of), as_of=as_of)


@router.get("/partners/{partner_id}/risk-comparison", operation_id="compare_risks", response_model=RiskComparison,
            responses=problems(*_PARTNER))
def compare_risks(
    ask: Ask,
    partner_id: PartnerId,
    candidate: Annotated[Texts, Query(min_length=1, max_length=50, description="an id or a name (repeat it)")],
    as_of: AsOf = None,
) -> Response:
    """Candidates of one organisation side by side: how many risks of each level, and how many unknown."""
    return ask.reply(lambda _: ask.eco.risks.compare(partner_id, candidate, as_of=as_of), as_of=as_of)
