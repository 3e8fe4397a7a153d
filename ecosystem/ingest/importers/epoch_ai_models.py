"""Who built which AI model: the list columns of Epoch AI's table, taken apart.

Organisations, their categories and their countries are three lists in three cells, without keys
between them and with commas inside names. What can be told apart is; where the lists are not of one
length, nothing is said about who belongs to which country.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ecosystem.ingest.importers import Inputs, Row
from ecosystem.ingest.tables import FILE, LINE

# A separator is a comma without a blank behind it; "SambaNova Systems, Inc" has one inside its name.
_SEPARATOR: Final = re.compile(r",(?!\s)")
_LEGAL_FORM: Final = re.compile(r"(inc|llc|ltd|gmbh|corp|co|s\.?a|plc)\.?\Z", re.IGNORECASE)
_END: Final = re.compile(r"([^()]+) \(([^()]+)\)\Z")
_MIDDLE: Final = re.compile(r"([^()]+) \(([A-Z]{2,6})\) ([^()]+)\Z")
_SIZE: Final = re.compile(r"[\s(-]{0,3}\b\d{1,4}(\.\d{1,3})?[BM]\b\)?", re.IGNORECASE | re.ASCII)

_PLACES: Final = frozenset({"New York", "Ningbo"})
"""In brackets behind a name these tell two organisations apart, as countries do; they are no alias."""

_HARDWARE: Final = {"NVIDIA": "NVIDIA", "Google": "Google", "AMD": "AMD", "Intel": "Intel",
                    "Huawei": "Huawei", "Cerebras": "Cerebras Systems"}
"""Makers by the first word of a device's name."""

_CLOUD: Final = {"AWS": "Amazon Web Services", "Azure AI": "Microsoft", "Cerebras": "Cerebras Systems"}
"""Sellers of computing whose names the table writes in another way than its organisations."""


def parts(cell: str | None) -> list[str]:
    """The items of a comma list, with names that hold a comma kept whole.

    Examples
    --------
    >>> parts("Stanford University,SambaNova Systems, Inc,Adobe")
    ['Stanford University', 'SambaNova Systems, Inc', 'Adobe']
    >>> parts("Acme,Inc.,Adobe")
    ['Acme, Inc.', 'Adobe']
    """
    found: list[str] = []
    for part in _SEPARATOR.split(cell or ""):
        name = " ".join(part.split())
        if found and _LEGAL_FORM.match(name):
            found[-1] += ", " + name
        elif name:
            found.append(name)
    return found


def label_and_aliases(name: str, places: Iterable[str] = ()) -> tuple[str, list[str]]:
    """A name without what stands beside it, and the other names that are told with it.

    Examples
    --------
    >>> label_and_aliases("Massachusetts Institute of Technology (MIT)")
    ('Massachusetts Institute of Technology', ['MIT', 'Massachusetts Institute of Technology (MIT)'])
    >>> label_and_aliases("University of California (UC) Berkeley")[1][0]
    'UC Berkeley'
    >>> label_and_aliases("Northeastern University (China)", ["China"])
    ('Northeastern University (China)', [])
    """
    if " / " in name:
        label, *others = name.split(" / ")
        return label, [*others, name]
    if middle := _MIDDLE.match(name):
        return f"{middle[1]} {middle[3]}", [f"{middle[2]} {middle[3]}", name]
    if end := _END.match(name):
        if end[2] in _PLACES or end[2] in places:
            return name, []
        return end[1], [end[2].removeprefix("originally ").strip("“”\""), name]
    return name, []


def family(model: str) -> str:
    """A model's name without its size.

    Examples
    --------
    >>> family("LLaMA-7B"), family("GPT-2 (124M)"), family("BERT")
    ('LLaMA', 'GPT-2', 'BERT')
    """
    return _SIZE.sub("", model).strip()


@dataclass(slots=True)
class _Organisation:
    label: str
    aliases: list[str]
    place: Row
    kinds: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    written: str | None = None  # the countries of a row that names this organisation alone


def relations(inputs: Inputs) -> dict[str, list[Row]]:
    """``organisations``, ``developments`` (one per model and developer) and ``supplies``."""
    rows = [row for row in inputs.rows("models") if row["Model"] is not None]
    places = {country for row in rows for country in parts(row["Country (from Organization)"])}
    organisations: dict[str, _Organisation] = {}
    developments: list[Row] = []
    names = _told_apart([row["Model"] for row in rows])
    for row, model in zip(rows, names, strict=True):
        developers = _developers(row, organisations, places)
        developments += [
            {"model": model, "name": row["Model"], "organisation": each, "members": str(len(developers)),
             "domains": row["Domain"], "access": row["Model accessibility"],
             "published": row["Publication date"], "modified": row["Last modified"], **_place(row)}
            for each in developers]
    by_model = _by(developments, "model")
    supplies = _models_supplied(rows, names, by_model)
    supplies += _things_supplied(rows, names, by_model)
    for supply in supplies:
        organisations.setdefault(supply["supplier"], _Organisation(
            supply["supplier"], [], _place(supply), {"Industry"}))
    return {"organisations": [_row(each) for each in organisations.values()],
            "developments": developments, "supplies": supplies}


def _told_apart(models: Sequence[str]) -> list[str]:
    """Model names, with a number behind the second and later of the same name."""
    seen: dict[str, int] = defaultdict(int)
    out = []
    for model in models:
        seen[model] += 1
        out.append(model if seen[model] == 1 else f"{model} #{seen[model]}")
    return out


def _developers(row: Mapping[str, Any], known: dict[str, _Organisation], places: set[str]) -> list[str]:
    """The labels of the organisations of a row; what it says about each is noted in ``known``."""
    names = parts(row["Organization"])
    kinds = parts(row["Organization categorization"])
    countries = parts(row["Country (from Organization)"])
    # Lists that were made shorter by leaving out repetitions can have the right length by accident,
    # so a country counts only where the list of categories is parallel as well.
    parallel = len(names) == len(kinds) == len(countries)
    labels: list[str] = []
    for i, name in enumerate(names):
        label, aliases = label_and_aliases(name, places)
        found = known.setdefault(label, _Organisation(label, aliases, _place(row)))
        if parallel:
            found.kinds.add(kinds[i])
            found.countries.add(countries[i])
        elif len(names) == 1:
            found.kinds.update(kinds)
            found.written = found.written or row["Country (from Organization)"]
        if label not in labels:
            labels.append(label)
    return labels


def _models_supplied(rows: Sequence[Mapping[str, Any]], names: Sequence[str],
                     by_model: Mapping[str, list[Row]]) -> list[Row]:
    """Whoever owns the base of a model supplies whoever builds on it."""
    owners: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    exact: dict[str, tuple[str, ...]] = {}
    for row, model in zip(rows, names, strict=True):
        own = tuple(each["organisation"] for each in by_model.get(model, []))
        exact.setdefault(row["Model"].strip(), own)
        owners[family(row["Model"])].add(own)
    supplies = []
    for row, model in zip(rows, names, strict=True):
        for base in parts(row["Base model"]):
            of_family = owners.get(family(base), set())
            # "Llama 2-13B" is not in the table, "Llama 2-70B" is; its family has one owner.
            suppliers = exact.get(base) or (next(iter(of_family)) if len(of_family) == 1 else ())
            supplies += [_supply(row, each, supplier, "base model", base)
                         for each in by_model.get(model, []) for supplier in suppliers
                         if supplier != each["organisation"]]
    return supplies


def _things_supplied(rows: Sequence[Mapping[str, Any]], names: Sequence[str],
                     by_model: Mapping[str, list[Row]]) -> list[Row]:
    """Makers of hardware and sellers of computing supply whoever trained with it."""
    supplies = []
    for row, model in zip(rows, names, strict=True):
        sold = [(_HARDWARE[device.split()[0]], "training hardware", device)
                for device in parts(row["Training hardware"]) if device.split()[0] in _HARDWARE]
        sold += [(_CLOUD.get(seller, seller), "cloud computing", "Cloud computing")
                 for seller in parts(row["Training cloud compute vendor"])]
        supplies += [_supply(row, each, supplier, kind, thing)
                     for each in by_model.get(model, []) for supplier, kind, thing in sold
                     if supplier != each["organisation"]]
    return supplies


def _supply(row: Mapping[str, Any], development: Row, supplier: str, kind: str, thing: str) -> Row:
    return {"supplier": supplier, "customer": development["organisation"], "supply": kind, "thing": thing,
            "for_model": development["name"], "supplied": row["Publication date"],
            "modified": row["Last modified"], **_place(row)}


def _row(found: _Organisation) -> Row:
    """One organisation; what rows say differently about it is left out."""
    return {"organisation": found.label, "aliases": ";".join(found.aliases) or None,
            "kind": next(iter(found.kinds)) if len(found.kinds) == 1 else None,
            "country": next(iter(found.countries)) if len(found.countries) == 1 else None,
            "countries_written": found.written, **found.place}


def _place(row: Mapping[str, Any]) -> Row:
    return {FILE: row[FILE], LINE: row[LINE]}


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[column]].append(row)
    return grouped
