"""What does somebody need to hear of a panorama before reading it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ecosystem.answers.risks import Risk, RiskGroup
from scoring.wording import count_of, listed

_NAMED: Final = 3


def summary(name: str, groups: Sequence[RiskGroup]) -> tuple[str, ...]:
    """A few sentences: the gravest, what may be grave and is not known, what runs out, who looks after it."""
    risks = [risk for group in groups for risk in group.risks]
    return tuple(sentence for sentence in (
        _gravest(name, risks), _unknown(risks), _running_out(risks), _owners(risks), _absent(risks)) if sentence)


def _gravest(name: str, risks: Sequence[Risk]) -> str:
    grave = [risk for level in ("critical", "high") for risk in risks if risk.level == level]
    known = [risk for risk in risks if risk.level not in {"unknown", "none"}]
    if not known:
        return f"Of no risk of {name} are both likelihood and impact known: this is not a clean bill of health."
    if not grave:
        return f"No known risk of {name} is high; {count_of(len(known), 'is', 'are')} medium or low."
    more = f" and {len(grave) - _NAMED} more" if len(grave) > _NAMED else ""
    return f"Gravest of {name}: {'; '.join(f'{_title(risk)} ({risk.level})' for risk in grave[:_NAMED])}{more}."


def _unknown(risks: Sequence[Risk]) -> str:
    unknown = [risk for risk in risks if risk.level == "unknown"]
    if not unknown:
        return ""
    grave = [risk for risk in unknown if risk.at_most == "critical"]
    said = f"Not known: {len(unknown)} of {count_of(len(risks), 'risk', 'risks')}"
    return f"{said}, of which {len(grave)} may be critical." if grave else f"{said}; none of them can be critical."


def _running_out(risks: Sequence[Risk]) -> str:
    expired = [_title(risk) for risk in risks if risk.state == "expired"]
    soon = [f"{_title(risk)} ({risk.valid_to})" for risk in risks if risk.state == "expiring"]
    # A sentence begins with a capital letter, whatever its first title is.
    parts = [f"{listed(soon)} {'runs' if len(soon) == 1 else 'run'} out within 90 days"] if soon else []
    parts += [f"{listed(expired)} {'has' if len(expired) == 1 else 'have'} run out"] if expired else []
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if parts else ""


def _owners(risks: Sequence[Risk]) -> str:
    lone = [risk for risk in risks if risk.owner is None and risk.level in {"critical", "high"}]
    if not lone:
        return ""
    return f"No owner: {listed([_title(risk) for risk in lone[:_NAMED]])}; name one before signing."


def _absent(risks: Sequence[Risk]) -> str:
    absent = list(dict.fromkeys(_title(risk) for risk in risks if risk.level == "none"))
    return f"Looked for and not there: {listed(absent)}." if absent else ""


def _title(risk: Risk) -> str:
    return risk.title[:1].lower() + risk.title[1:]
