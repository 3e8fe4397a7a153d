"""What granted patents add to published applications: PatentsView's registrations, taken apart.

A registration names the application it came from, its classes and what it cites. Whoever owns it is
told by a number without a name, so owners come from the applications alone; a citation counts where
both of its ends are among the registrations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecosystem.errors import ImportRejected
from ecosystem.ingest.importers import Document, Inputs, Row
from ecosystem.ingest.tables import FILE, LINE


@dataclass(frozen=True, slots=True)
class Grant:
    """One granted patent. ``application`` is its application's number."""

    number: str
    application: str
    title: str | None
    filed: str | None
    granted: str | None
    classes: tuple[Mapping[str, Any], ...]
    cites: tuple[str, ...]
    cited_by: tuple[str, ...]
    file: str


def relations(inputs: Inputs) -> dict[str, list[Row]]:
    """``codes``, ``grants`` of known applications, ``other_grants``, ``grant_classes``, ``citations``."""
    applications = inputs.rows("applications")
    # The same patent stands in the file of each of its subclasses.
    grants = {grant.number: grant for document in inputs.documents("registrations")
              for grant in grants_of(document)}
    known = {row["application_id"] for row in applications}
    ordered = [grants[number] for number in sorted(grants)]
    rows = [(grant, {"application_id": grant.application, "patent_number": grant.number, "title": grant.title,
                     "filed": grant.filed, "granted": grant.granted, FILE: grant.file, LINE: None})
            for grant in ordered]
    return {
        "codes": _codes(ordered, applications),
        "grants": [row for grant, row in rows if grant.application in known],
        "other_grants": [row for grant, row in rows if grant.application not in known],
        "grant_classes": list(_classes(ordered)),
        "citations": _citations(grants)}


def grants_of(document: Document) -> Iterator[Grant]:
    """The patents of one file.

    Raises
    ------
    ImportRejected
        if it is not JSON of this kind.
    """
    try:
        patents = json.loads(document.text)["patents"]
        yield from [_grant(patent, document.name) for patent in patents]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise ImportRejected(f"{document.name} is not a file of registrations as PatentsView writes them "
                             f"({type(error).__name__}: {str(error)[:200]}).") from error


def _grant(patent: Mapping[str, Any], file: str) -> Grant:
    application = patent["applications"][0]
    return Grant(
        str(patent["patent_number"]), str(application["app_number"]), patent["patent_title"],
        application["app_date"], patent["patent_date"],
        tuple(each for each in patent["cpcs"] if each["cpc_subgroup_id"]),
        tuple(str(each["cited_patent_number"]) for each in patent["cited_patents"]),
        tuple(str(each["citedby_patent_number"]) for each in patent["citedby_patents"]), file)


def _classes(grants: list[Grant]) -> Iterator[Row]:
    """The classes of each patent, named as in the applications; a grant is public from its day on."""
    for grant in grants:
        for code in dict.fromkeys(each["cpc_subgroup_id"] for each in grant.classes):
            yield {"application_id": grant.application, "cpc_group": code, "filing_date": grant.filed,
                   "published_date": grant.granted, FILE: grant.file, LINE: None}


def _codes(grants: list[Grant], applications: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Every CPC group with its subclass; named by code, and by title where a registration tells it."""
    rows: dict[str, Row] = {}
    titles: dict[str, str] = {}
    for grant in grants:
        for each in grant.classes:
            group, subclass = each["cpc_subgroup_id"], each["cpc_group_id"]
            titles.setdefault(subclass, _named(subclass, each.get("cpc_group_title")))
            rows.setdefault(group, {"cpc_group": group, "group_name": _named(group, each.get("cpc_subgroup_title")),
                                    "cpc_subclass": subclass, FILE: grant.file, LINE: None})
    for row in applications:
        rows.setdefault(row["cpc_group"], {
            "cpc_group": row["cpc_group"], "group_name": row["cpc_group"], "cpc_subclass": row["cpc_subclass"],
            FILE: row[FILE], LINE: row[LINE]})
    return [{**row, "subclass_name": titles.get(row["cpc_subclass"], row["cpc_subclass"])}
            for row in rows.values()]


def _named(code: str, title: str | None) -> str:
    return f"{code} {' '.join(title.split())}" if title else code


def _citations(grants: Mapping[str, Grant]) -> list[Row]:
    """Citations between registrations; each may be told from either end."""
    pairs = {(grant.number, cited) for grant in grants.values() for cited in grant.cites}
    pairs |= {(citing, grant.number) for grant in grants.values() for citing in grant.cited_by}
    return [{"citing": grants[citing].application, "cited": grants[cited].application,
             "granted": grants[citing].granted, FILE: grants[citing].file, LINE: None}
            for citing, cited in sorted(pairs) if citing in grants and cited in grants and citing != cited]
