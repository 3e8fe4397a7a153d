"""What a kind of record is made of, and the pieces that several kinds share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ecosystem.life.fields import Field, FieldType
from ecosystem.life.machine import Machine

T, N, I, B, D, L, S, R = (  # noqa: E741 - the tables of kinds are read, not computed with
    FieldType.TEXT, FieldType.NUMBER, FieldType.INTEGER, FieldType.BOOLEAN, FieldType.DAY, FieldType.TEXTS,
    FieldType.SHARES, FieldType.ITEMS,
)

PARTNERSHIP: Final = "partnership"
TYPES: Final = ("technology_alliance", "supply_chain", "channel", "joint_venture", "cross_industry", "licence",
                "ecosystem_membership", "standard", "procurement", "other")
LEVELS: Final = ("executive", "middle", "team")


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record; ``zh`` is its name in Chinese."""

    name: str
    zh: str
    fields: tuple[Field, ...]
    machine: Machine
    about: str

    def field(self, name: str) -> Field:
        """A declared field.

        Raises
        ------
        KeyError
            if there is none of this name.
        """
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(f"{self.name} has no field {name!r}")


def under(kind: str, *, required: bool = True) -> Field:
    """The field that names the record which another one hangs under."""
    return Field(kind, T, required, refers_to=kind)


NAME: Final = Field("name", T, required=True)
CURRENCY: Final = Field("currency", T, about="ISO 4217; amounts in two currencies are not added")
GOAL: Final = (Field("measure", T, required=True), Field("target", N, required=True), Field("unit"),
               Field("date", D), Field("weight", N, minimum=0))
OPEN_CLOSED: Final = Machine("open", {"open": {"close": "closed"}, "closed": {"reopen": "open"}})
KEPT: Final = Machine("in_force", {"in_force": {"withdraw": "withdrawn"}, "withdrawn": {"restore": "in_force"}})
NOTED: Final = Machine("noted", {"noted": {"revoke": "revoked"}})
