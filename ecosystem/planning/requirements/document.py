"""What does a document of requirements look like, and which documents are in what was given?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from ecosystem.errors import InvalidParameter
from ecosystem.planning.requirements.graph import Plan
from ecosystem.planning.requirements.reading import Standard


@dataclass(frozen=True, slots=True)
class NeedDocument:
    id: str | None
    capability: str
    weight: float
    must: bool
    horizon: str | None
    standards: tuple[Standard, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What one version of a strategy is to require. Without ``strategy`` it is a new strategy."""

    strategy: str | None
    name: str | None
    horizon: str | None
    source: str | None
    needs: tuple[NeedDocument, ...]


def documents_in(given: object) -> list[Mapping[str, Any]]:
    """The documents in what was given: one, or those of an answer of ``graph`` or ``template``.

    Raises
    ------
    InvalidParameter
        if it is no mapping, or holds none.
    """
    found = asdict(given) if is_dataclass(given) and not isinstance(given, type) else given
    if not isinstance(found, Mapping):
        raise InvalidParameter("A document of requirements is an object with partner, name and needs.")
    inner = found.get("document")
    document: Mapping[str, Any] = inner if isinstance(inner, Mapping) else found
    several = document.get("strategies")
    if several is None:
        return [document]
    if not isinstance(several, Sequence) or isinstance(several, str) or not several or not all(
            isinstance(each, Mapping) for each in several):
        raise InvalidParameter("strategies holds no strategy: it is a list of objects with a name and needs.")
    # Who said what stands now is not who says what is to stand.
    return [{"partner": document.get("partner"), **each, "source": None} for each in several]


def partner_in(given: Mapping[str, Any]) -> str | None:
    """Whose document it is, as an id or a name; an object with an id is what an answer says."""
    whose = given.get("partner")
    if isinstance(whose, Mapping):
        whose = whose.get("id")
    if whose is not None and not isinstance(whose, str):
        raise InvalidParameter("partner: an id or a name is expected.")
    return whose


def as_document(partner: str, plan: Plan, strategy: str | None = None) -> dict[str, object]:
    """A version as the plain document that ``save`` takes."""
    return {
        "partner": partner, "strategy": strategy or plan.id, "name": plan.name, "horizon": plan.horizon,
        "needs": [
            {"id": need.id, "capability": need.capability, "weight": need.weight, "must": need.must,
             "horizon": need.horizon,
             "standards": [{"measure": each.measure, "operator": each.operator, "value": each.value,
                            "unit": each.unit} for each in need.standards]}
            for need in plan.needs
        ],
    }
