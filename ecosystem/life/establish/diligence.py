"""What has to be asked before signing, and of whom? Checks that follow from the risks of a candidate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from ecosystem.answers.life_establish import CheckAnswer, Diligence
from ecosystem.answers.risks import Checklist, Panorama, Risk
from ecosystem.life.events import Record, Values

_FIRST: Final = ("missing", "expired", "expiring", "known")  # what is not known comes first
_GRAVE: Final = ("critical", "high")
_STATES: Final = ("open", "answered", "waived")


def checks_to_make(checklist: Checklist, panorama: Panorama, asked: Collection[str],
                   chinese: bool) -> Iterator[tuple[Values, bool]]:
    """The fields of each check and whether it is answered already; none for what was ``asked`` before.

    What is not known comes first; behind the list, each grave risk that somebody stated.
    """
    risks = {risk.kind: risk for group in panorama.groups for risk in group.risks}
    for item in sorted(checklist.items, key=lambda each: _FIRST.index(each.status)):
        if item.id not in asked:
            yield {"question": item.question_zh if chinese else item.question, "risk_kind": item.id,
                   "partner": checklist.partner.id, "finding": item.answer, "source": item.source,
                   **_size(risks.get(item.id))}, item.status == "known"
    for kind, risk in risks.items():
        if risk.basis == "stated" and risk.level in _GRAVE and f"risk {kind}" not in asked:
            words = "如何应对此风险" if chinese else "What is done about this risk"
            yield {"question": f"{words}: {risk.title_zh if chinese else risk.title}", "risk_kind": f"risk {kind}",
                   "partner": checklist.partner.id, "owner": risk.owner, "source": risk.source, **_size(risk)}, False


def _size(risk: Risk | None) -> Values:
    return {} if risk is None else {"likelihood": risk.likelihood, "impact": risk.impact}


def diligence(partnership: str, checks: list[Record], as_of: date) -> Diligence:
    """The checks of a partnership on a day, the open ones first."""
    items = tuple(sorted((_answer(each, as_of) for each in checks), key=lambda each: _STATES.index(each.state)))
    counts = Counter(each.state for each in items)
    return Diligence(partnership, as_of, {state: counts[state] for state in _STATES},
                     sum(each.state == "open" and each.owner is None for each in items), items)


def _answer(check: Record, as_of: date) -> CheckAnswer:
    due = check.day("due")
    overdue = (as_of - due).days if due is not None and check.state == "open" and due < as_of else None
    return CheckAnswer(check.id, check.text("question") or "", check.text("risk_kind"), check.text("partner"),
                       check.state, check.text("owner"), check.text("due"), overdue, check.text("finding"),
                       check.text("source"))
