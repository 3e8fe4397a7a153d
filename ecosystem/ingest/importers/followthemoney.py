"""Who is on a list: entities in FollowTheMoney form, one JSON object a line, made into plain rows.

Every property of such an entity has several values; they stay several. A ``Sanction`` may stand
inside its entity (``properties.sanctions``) or beside it and name it (``properties.entity``): either
way its programme and its dates go to the entity. Addresses, ownerships and the like are no entries.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ecosystem.ingest.importers import Inputs, Row
from ecosystem.ingest.tables import FILE, LINE

_BESIDE: Final = frozenset({
    "Address", "Article", "Associate", "BankAccount", "Call", "ContractAward", "CourtCaseParty", "CryptoWallet",
    "Debt", "Directorship", "Document", "Documentation", "EconomicActivity", "Email", "Employment", "Event",
    "Family", "Folder", "Identification", "Image", "Interest", "License", "Membership", "Mention", "Message",
    "Note", "Occupancy", "Ownership", "Page", "Passport", "Payment", "Position", "ProjectParticipant",
    "Representation", "Risk", "Sanction", "Security", "Similar", "Succession", "TaxRoll", "UnknownLink", "Value",
})
"""Schemas that describe or join entities and are on no list themselves."""

_NAMES: Final = ("name", "alias", "weakAlias", "previousName", "abbreviation")
_COUNTRIES: Final = ("country", "jurisdiction", "mainCountry", "registrationCountry")
_IDENTIFIERS: Final = {
    "leiCode": "lei", "registrationNumber": "company_number", "uscCode": "uscc", "dunsCode": "duns",
    "vatCode": "vat", "isni": "isni", "rorCode": "ror", "taxNumber": "tax_number", "idNumber": "id_number",
    "innCode": "inn", "ogrnCode": "ogrn", "kppCode": "kpp", "okpoCode": "okpo", "swiftBic": "bic",
    "permId": "permid", "imoNumber": "imo", "wikidataId": "wikidata", "isinCode": "isin",
}
"""Properties that identify, by the scheme that they are kept under."""

_DAY: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_UNREADABLE: Final = "-"
"""A date that says nothing we can read; the date check of the table refuses the row for it."""


def relations(inputs: Inputs) -> dict[str, list[Row]]:
    """``entries``: a row for each entity that a list may name."""
    entities: list[Row] = []
    beside: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in inputs.rows("entities"):
        said = _properties(row["properties"])
        if row["schema"] == "Sanction":
            for each in _texts(said, "entity"):
                beside[each].append(said)
        if row["schema"] not in _BESIDE:
            entities.append({**row, "said": said})
    return {"entries": [_entry(row, [*_nested(row["said"]), *beside.get(row["id"] or "", ())]) for row in entities]}


def _entry(row: Row, sanctions: list[Mapping[str, Any]]) -> Row:
    said = row["said"]
    names = list(dict.fromkeys(_texts(said, *_NAMES)))
    first = names[0] if names else row["caption"]
    topics = dict.fromkeys(_texts(said, "topics"))
    begin, end = _dates(sanctions, "startDate"), _dates(sanctions, "endDate")
    ended = len(end) == len(sanctions) > 0  # one that goes on keeps the entity on the list
    identifiers = (f"{scheme}:{value}" for key, scheme in _IDENTIFIERS.items() for value in _texts(said, key))
    return {
        "id": row["id"], "name": first, "schema": row["schema"],
        "aliases": _cell(name for name in names if name != first),
        "countries": _cell(dict.fromkeys(each.upper() for each in _texts(said, *_COUNTRIES))),
        "identifiers": _cell(identifiers),
        "topics": _cell(topics),
        "programme": _cell(dict.fromkeys(
            each for one in sanctions for each in _texts(one, "program", "programId"))
            or dict.fromkeys(_texts(said, "program", "programId"))),
        "datasets": _cell(_list(row["datasets"])),
        "first_seen": _day(row["first_seen"]), "last_seen": _day(row["last_seen"]),
        "valid_from": min(begin) if begin and len(begin) == len(sanctions) else None,
        "valid_to": max(end) if ended else None,
        "caption": row["caption"] if row["caption"] != first else None, FILE: row[FILE], LINE: row[LINE],
    }


def _properties(cell: str | None) -> dict[str, Any]:
    try:
        found = json.loads(cell or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _nested(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Sanctions that stand inside their entity; ids alone say nothing here."""
    for each in said.get("sanctions", ()) if isinstance(said.get("sanctions"), list) else ():
        if isinstance(each, dict) and isinstance(each.get("properties"), dict):
            yield each["properties"]


def _texts(said: Mapping[str, Any], *keys: str) -> list[str]:
    """The values of some properties; one that is no list counts as a list of one."""
    found = []
    for key in keys:
        values = said.get(key)
        for value in values if isinstance(values, list) else [values]:
            text = " ".join(value.split()) if isinstance(value, str) else ""
            if text:
                found.append(text)
    return found


def _list(cell: str | None) -> list[str]:
    """A list that stands beside the properties, as JSON; a bare text is a list of one."""
    if not cell:
        return []
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return [cell]
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else [cell]


def _cell(values: Iterable[str]) -> str | None:
    """Several values in one cell; the sign between them is none of theirs."""
    return ";".join(value.replace(";", ",") for value in values) or None


def _dates(sanctions: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return [day for each in sanctions for text in _texts(each, key)[:1] if (day := _day(text)) is not None]


def _day(text: str | None) -> str | None:
    """The day of a point in time, of whatever precision."""
    if not text:
        return None
    found = _DAY.match(text)
    return found[0] if found else _UNREADABLE
