"""Do strategy, capability and culture go together; and which question is to be asked next?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.deps import AsOf, PartnerId
from api.web.charting import picture_of
from api.web.saying import flags_said, reason_said
from api.web.site import Page, PageOf, path_to
from api.web.tables import As, table
from ecosystem.answers.fit import FitCandidates

router = APIRouter(include_in_schema=False)

DIMENSIONS: Final = ("strategy", "capability", "culture")
_DRAWS: Final = 2_000
_QUESTIONS: Final = 5
Weight = Annotated[float, Query(ge=0, le=5, allow_inf_nan=False)]


class Weighed:
    """What the sliders say: weights of the dimensions, what is ranked by, and the overlap that is wished for."""

    def __init__(self, strategy: Weight = 1.0, capability: Weight = 1.0, culture: Weight = 1.0,
                 order: Literal["low", "midpoint"] = "low",
                 wish: Annotated[float, Query(ge=0, le=1, allow_inf_nan=False)] = 0.5) -> None:
        self.numbers = {"strategy": strategy, "capability": capability, "culture": culture}
        self.order, self.wish = order, wish

    @property
    def asked(self) -> dict[str, Any]:
        """The parameters of the facade; equal weights where all sliders stand at the same place, 0 as well."""
        same = len(set(self.numbers.values())) == 1
        weights = None if same else [f"{name}:{number:g}" for name, number in self.numbers.items()]
        return {"weights": weights, "order": self.order, "wish": self.wish}

    @property
    def said(self) -> dict[str, object]:
        """The same as parameters of an address: what is usual is left out."""
        usual = {"order": "low", "wish": 0.5}
        return {name: value for name, value in self.asked.items() if value != usual.get(name)}

    @property
    def sliders(self) -> dict[str, object]:
        """The same as parameters of these pages."""
        moved = {name: f"{number:g}" for name, number in self.numbers.items() if number != 1}
        return moved | {name: value for name, value in self.said.items() if name != "weights"}


Sliders = Annotated[Weighed, Depends(Weighed)]


@router.get("/partners/{partner_id}/fit", operation_id="page_fit")
def fit(page: Page, partner_id: PartnerId, weighed: Sliders, limit: Annotated[int, Query(ge=1, le=50)] = 10,
        format: As = "html", as_of: AsOf = None) -> Response:
    fits = page.ask.eco.fit
    found = fits.candidates(partner_id, limit=limit, draws=_DRAWS, as_of=as_of, **weighed.asked)
    who = found.partner.id
    if format == "csv":
        return table(found.to_frame().to_dict("records"), f"fit {who} {found.as_of}")
    questions = fits.questions(partner_id, limit=_QUESTIONS, as_of=as_of, **weighed.asked)
    return page.show(
        "fit.html", title=page.say("Fit for %(name)s", name=found.partner.name), partner=found.partner, found=found,
        weighed=weighed, limit=limit, limits=(10, 25, 50), questions=questions,
        flags_of=lambda item: flags_said(page, item.flags),
        excluded=[(reason_said(page, each.reason), each.count) for each in found.excluded],
        dimensions=_dimensions(page), firm=_firm(page, found), titles=_titles(page, found),
        chart=picture_of(page, found, "fit", {"partner": who, "limit": limit} | weighed.said) if found.items else None,
        links={"JSON": path_to("v1", "partners", who, "fit", limit=limit, as_of=as_of, **weighed.said),
               "CSV": page.here(format="csv")},
    )


@router.get("/partners/{partner_id}/fit/{other_id}", operation_id="page_fit_pair")
def fit_pair(page: Page, partner_id: PartnerId, other_id: PartnerId, weighed: Sliders, format: As = "html",
             as_of: AsOf = None) -> Response:
    fits = page.ask.eco.fit
    found = fits.explain(partner_id, other_id, as_of=as_of, **weighed.asked)
    if format == "csv":
        return table(found.to_frame().to_dict("records"), f"fit {found.partner.id} {found.other.id} {found.as_of}")
    pair = {"partner": found.partner.id, "other": found.other.id} | weighed.said
    return page.show(
        "fit_pair.html", title=page.say("%(other)s for %(name)s: fit", other=found.other.name, name=found.partner.name),
        partner=found.partner, other=found.other, found=found, weighed=weighed, dimensions=_dimensions(page),
        back=fits.explain(other_id, partner_id, as_of=as_of, **weighed.asked), flags=flags_said(page, found.flags),
        narrowing=fits.narrowing(partner_id, other_id, as_of=as_of, **weighed.asked),
        parts_chart=picture_of(page, found, "fit-parts", pair, name="fit_parts"),
        waterfall=picture_of(page, found, "contributions", pair, name="contributions"),
        links={"JSON": path_to("v1", "partners", found.partner.id, "fit", found.other.id, as_of=as_of, **weighed.said),
               "CSV": page.here(format="csv")},
    )


def _dimensions(page: PageOf) -> Mapping[str, tuple[str, str]]:
    """Each dimension with what it asks."""
    return {
        "strategy": (page.say("Strategy"), page.say("horizon, direction, lines of business")),
        "capability": (page.say("Capability"), page.say("needs covered, common ground, R&D rhythm")),
        "culture": (page.say("Culture"), page.say("decisions, risk, experience with partnerships")),
    }


def _titles(page: PageOf, found: FitCandidates) -> dict[str, str]:
    return {each.name: each.title_zh if page.language == "zh" else each.title
            for item in found.items[:1] for each in item.dimensions}


def _firm(page: PageOf, found: FitCandidates) -> list[str]:
    """How firm the first place is, weight by weight."""
    said, names = [], _dimensions(page)
    for each in found.sensitivity:
        ends = {"dimension": names[each.dimension][0] if each.dimension in names else each.dimension,
                "low": f"{each.low * 100:.0f}", "high": f"{each.high * 100:.0f}", "now": f"{each.weight * 100:.0f}"}
        others = [who.name for who in (each.below, each.above) if who is not None]
        if not others:
            said.append(page.say("%(dimension)s (now %(now)s %%): the first place stays, whatever its weight.", **ends))
        else:
            said.append(page.say("%(dimension)s (now %(now)s %%): the first place stays from %(low)s %% to "
                                 "%(high)s %%; beyond that %(others)s would be first.",
                                 others=" / ".join(others), **ends))
    return said
