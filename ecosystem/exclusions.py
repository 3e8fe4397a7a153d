"""Who may be proposed to whom, and who is left out for which reason?

Partners of today and the own group are known from the graph; whom an organisation does not want, why,
and until when, stands in the table ``exclusions``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import Exclusion, ExclusionNote
from ecosystem.view import View, text_at

RIVAL: Final = "rival"
VETO: Final = "veto"
WITHDRAWN: Final = "withdrawn"
"""The kind of a statement that was taken back on the day on which it was made."""

_NAMED: Final = 5  # how many of those left out are named


def proposable(view: View, reasons: Iterable[tuple[str, Iterable[int]]], *,
               silently: Iterable[int] = ()) -> tuple[NDArray[np.int64], tuple[Exclusion, ...]]:
    """Rows of those who may be proposed, and who was left out by the first reason that applies.

    ``silently`` are left out before all others and stand nowhere: the asker itself.
    """
    allowed = np.ones(view.snapshot.partner_count, dtype=bool)
    allowed[_rows(silently)] = False
    found = []
    for reason, rows in reasons:
        named = np.unique(_rows(rows))
        named = named[allowed[named]]
        allowed[named] = False
        if len(named):
            first: list[int] = named[:_NAMED].tolist()
            found.append(Exclusion(reason, len(named), tuple(view.reference(each) for each in first)))
    return np.flatnonzero(allowed), tuple(found)


def usual_reasons(view: View, row: int) -> tuple[tuple[str, Iterable[int]], ...]:
    """Partners of today, the own group, and whom exclusions on record name: rivals first."""
    stated = stated_exclusions(view, row)
    return (
        ("already_partner", view.partners_of(row).tolist()), ("own_group", view.group_of(row)),
        *((kind, [each for each, note in stated.items() if note.kind == kind]) for kind in (RIVAL, VETO)),
    )


def _rows(rows: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(rows, dtype=np.int64)


def stated_exclusions(view: View, row: int) -> dict[int, ExclusionNote]:
    """What stands in the table at the snapshot's day for one partner, by the row of who is excluded.

    Where several statements name one organisation the one that lasts longest is told; those withdrawn do
    not count, and a kind that is none of the known ones counts as a veto.
    """
    owners, targets = view.layer("exclusions.partner_id"), view.layer("exclusions.excluded_id")
    if owners is None or targets is None:
        return {}
    found: dict[int, ExclusionNote] = {}
    stating = np.repeat(np.arange(owners.shape[0]), np.diff(owners.indptr))[owners.indices == row]
    kinds = view.snapshot.nodes["Exclusion"].columns.get("kind")
    for statement in stating.tolist():
        if text_at(kinds, statement) == WITHDRAWN:
            continue
        for excluded in targets.neighbours(statement).tolist():
            note = _note(view, statement, excluded, targets.fact_of(statement, excluded))
            if excluded not in found or _end(note) > _end(found[excluded]):
                found[excluded] = note
    return dict(sorted(found.items()))


def _note(view: View, statement: int, excluded: int, entry: int) -> ExclusionNote:
    columns = view.snapshot.nodes["Exclusion"].columns
    kind = text_at(columns.get("kind"), statement)
    source, since, _, _ = view.provenance_of(entry)
    return ExclusionNote(
        partner=view.reference(excluded), kind=RIVAL if kind == RIVAL else VETO,
        reason=text_at(columns.get("reason"), statement), valid_from=since,
        valid_to=(view.snapshot.provenance.valid_to[entry] or None) if entry >= 0 else None, source=source,
    )


def _end(note: ExclusionNote) -> str:
    return note.valid_to or "9999"
