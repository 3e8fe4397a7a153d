"""With whom organisations of the demo mean to talk, how far that was on which day, and what they noted.

Statements of the cast: A looks for who can fuse cockpit and driving, meets B, and a rival of B is dropped.
"""

from __future__ import annotations

from typing import Final

from ecosystem.demo.case import CASE
from ecosystem.demo.facts import Facts, Source

_STATED: Final = (
    (CASE.a, CASE.b, "considered", "Multimodal interaction that nobody of our industry has. Ask for a pilot.", 1.0,
     "2023-11-20"),
    (CASE.a, CASE.b, "approached", "Both boards agree to a virtual pilot of three months.", 1.0, "2023-12-01"),
    (CASE.a, "sayvern", "considered", "Strong in speech, nothing in fusion. Second choice.", 2.0, "2023-11-20"),
    (CASE.a, "sayvern", "dropped", "The pilot with the other one went well.", 2.0, "2024-03-01"),
    (CASE.b, "falkental", "considered", "Cockpit programmes in Europe, to be seen after the alliance.", 1.0,
     "2025-09-15"),
)  # fmt: skip


def write_shortlists(facts: Facts) -> None:
    """The statements, as those who made them told them."""
    for partner, candidate, state, note, position, since in _STATED:
        facts.add(
            "shortlist", partner_id=partner, candidate_id=candidate, state=state, note=note, position=position,
            valid_from=since, recorded_at=since, source=Source.INTERVIEWS,
        )  # fmt: skip
