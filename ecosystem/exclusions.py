"""Whom does an organisation not want as a partner, why, and until when? The table ``exclusions``."""

from __future__ import annotations

from typing import Final

import numpy as np

from ecosystem.answers import ExclusionNote
from ecosystem.view import View, text_at

RIVAL: Final = "rival"
VETO: Final = "veto"


def stated_exclusions(view: View, row: int) -> dict[int, ExclusionNote]:
    """What stands in the table at the snapshot's day for one partner, by the row of who is excluded.

    Where several statements name one organisation the one that lasts longest is told; a kind that is
    neither rival nor veto counts as a veto.
    """
    owners, targets = view.layer("exclusions.partner_id"), view.layer("exclusions.excluded_id")
    if owners is None or targets is None:
        return {}
    found: dict[int, ExclusionNote] = {}
    stating = np.repeat(np.arange(owners.shape[0]), np.diff(owners.indptr))[owners.indices == row]
    for statement in stating.tolist():
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
