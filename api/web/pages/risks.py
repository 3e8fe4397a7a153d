"""What may go wrong with somebody, who says so, how old is that, and what has to be asked before signing?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import AsOf, PartnerId
from api.web.charting import picture_of
from api.web.saying import level_said
from api.web.site import Page, PageOf, path_to
from api.web.tables import As, table
from ecosystem.answers.risks import DueItem, Panorama, Risk
from ecosystem.charts.risk_matrix import band_name, band_of, numbered_risks
from ecosystem.errors import AllygraphError
from scoring.risk.matrix import BANDS, level_of_bands

router = APIRouter(include_in_schema=False)

_COMPARED: Final = 5
_STOP: Final = "critical"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: what it counts as, and the risks in it with their numbers."""

    level: str
    risks: tuple[tuple[int, Risk], ...]


@router.get("/partners/{partner_id}/risks", operation_id="page_risks")
def risks(page: Page, partner_id: PartnerId, format: As = "html", as_of: AsOf = None) -> Response:
    """Of an organisation for anybody, and its first candidates side by side."""
    found = page.ask.eco.risks.panorama(partner_id, as_of=as_of)
    return _shown(page, found, None, format)


@router.get("/partners/{partner_id}/risks/{other_id}", operation_id="page_risks_pair")
def risks_pair(page: Page, partner_id: PartnerId, other_id: PartnerId, format: As = "html",
               as_of: AsOf = None) -> Response:
    """Of a candidate, seen from the organisation that asks."""
    found = page.ask.eco.risks.panorama(other_id, partner_id, as_of=as_of)
    return _shown(page, found, found.asker.id if found.asker else None, format)


def _shown(page: PageOf, found: Panorama, asker: str | None, format: str) -> Response:
    as_of, whom = page.as_of, found.partner.id
    if format == "csv":
        return table(found.to_frame().to_dict("records"), f"risks {whom} {found.as_of}")
    due = page.ask.eco.risks.checklist(whom, asker, as_of=as_of)
    api = {"asker": asker, "as_of": as_of}
    return page.show(
        "risks.html", title=page.say("Risks of %(name)s", name=found.partner.name), found=found, due=due,
        partner=found.asker or found.partner, other=found.partner if found.asker else None,
        numbers_of=_numbers(found),
        bands=_bands(page), matrix=_matrix(page, found), levels=_levels(page), states=_states(page),
        stops=[risk for risk in numbered_risks(found) if risk.level == _STOP or risk.at_most == _STOP],
        checks=_by_status(due.items), compared=None if asker else _compared(page, whom),
        chart=picture_of(page, found, "risk-matrix", {"partner": whom, "asker": asker}),
        links={"JSON": path_to("v1", "partners", whom, "risks", **api), "CSV": page.here(format="csv"),
               page.say("Checklist (JSON)"): path_to("v1", "partners", whom, "due-diligence", **api)},
    )


def _numbers(found: Panorama) -> Callable[[Risk], int | None]:
    """The number of a risk in matrix and list; None for one that is not there."""
    by_risk = {id(risk): number for number, risk in enumerate(numbered_risks(found), start=1)}
    return lambda risk: by_risk.get(id(risk))


def _bands(page: PageOf) -> list[str]:
    return [band_name(each, page.language) for each in (*range(1, BANDS + 1), None)]


def _matrix(page: PageOf, found: Panorama) -> list[tuple[str, list[Cell]]]:
    """Likelihood from the likeliest down to unknown; impact from left to right."""
    cells: dict[tuple[int | None, int | None], list[tuple[int, Risk]]] = {}
    for number, risk in enumerate(numbered_risks(found), start=1):
        cells.setdefault((band_of(risk.likelihood), band_of(risk.impact)), []).append((number, risk))
    rows: list[tuple[str, list[Cell]]] = []
    for likely in (*range(BANDS, 0, -1), None):
        rows.append((band_name(likely, page.language), [
            Cell("unknown" if likely is None or impact is None else str(level_of_bands(likely, impact)),
                 tuple(cells.get((likely, impact), ())))
            for impact in (*range(1, BANDS + 1), None)
        ]))
    return rows


def _levels(page: PageOf) -> Mapping[str, str]:
    return {each: level_said(page, each) for each in ("critical", "high", "medium", "low", "none", "unknown")}


def _states(page: PageOf) -> Mapping[str, str]:
    return {"known": page.say("on record"), "expiring": page.say("runs out soon"), "expired": page.say("has run out"),
            "missing": page.say("to be asked for"), "valid": page.say("valid")}


def _by_status(items: Sequence[DueItem]) -> list[tuple[str, list[DueItem]]]:
    """What has to be done comes before what is there."""
    found = ((status, [each for each in items if each.status == status])
             for status in ("missing", "expired", "expiring", "known"))
    return [(status, some) for status, some in found if some]


def _compared(page: PageOf, asker: str) -> object | None:
    """The first candidates side by side; nothing where there are none."""
    eco = page.ask.eco
    try:
        first = [each.partner.id for each in eco.candidates(asker, limit=_COMPARED, as_of=page.as_of).items]
        return eco.risks.compare(asker, first, as_of=page.as_of) if first else None
    except AllygraphError:  # the panorama is shown, whatever hinders the comparison
        return None
