"""Whom organisations of the demo do not want as partners, why, and until when.

Statements of the cast and nothing drawn: a rival of A, vetoes that ran out before the day of the case,
and some that still stand on it.
"""

from __future__ import annotations

from typing import Final

from ecosystem.demo.case import CASE
from ecosystem.demo.facts import Facts, Source

_STATED: Final = (
    (CASE.a, "chiyu", "rival", "Sells new-energy vehicles to the same buyers", "2019-04-01", None),
    (CASE.a, "granvex", "veto", "A suit over cooling patents, settled in 2022", "2020-03-16", "2022-06-30"),
    (CASE.a, "norteza", "veto", "Deliveries were stopped twice; to be looked at again in 2025", "2023-05-08",
     "2025-05-07"),
    (CASE.b, "sayvern", "rival", "Speech and multimodal interaction for the same carmakers", "2020-01-13", None),
    (CASE.b, "jubo", "veto", "Took over a team of ours; no co-operation for two years", "2022-09-01", "2024-08-31"),
    ("chiyu", CASE.a, "rival", "Sells new-energy vehicles to the same buyers", "2019-06-03", None),
    ("falkental", "kazagoto", "rival", "Bids for the same cockpit programmes", "2018", None),
)  # fmt: skip


def write_exclusions(facts: Facts) -> None:
    """The statements, as those who made them told them."""
    for partner, excluded, kind, reason, since, until in _STATED:
        facts.add(
            "exclusions", partner_id=partner, excluded_id=excluded, kind=kind, reason=reason, valid_from=since,
            valid_to=until, source=Source.INTERVIEWS, confidence=0.9,
        )  # fmt: skip
