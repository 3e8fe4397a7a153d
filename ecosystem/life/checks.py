"""What no record may break, beyond what each field allows: rules that look at other records.

A rule is a function from what is to become true and the state around it to faults; it stands in
``RULES`` under the kinds that it guards. A module of a stage adds its own by ``@rule(…)``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ecosystem.errors import Fault
from ecosystem.life.events import Record
from ecosystem.life.fields import Field, FieldType
from ecosystem.life.kinds import KINDS, PARTNERSHIP, kind_of
from ecosystem.life.state import LifeState


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as it would be: ``step`` is the one that it would take, ``before`` what it was."""

    record: Record
    step: str | None
    before: Record | None


Rule = Callable[[Draft, LifeState], Iterator[Fault]]
RULES: Final[dict[str, list[Rule]]] = defaultdict(list)


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    """Register a rule for these kinds of record."""

    def registered(function: Rule) -> Rule:
        for kind in kinds:
            RULES[kind_of(kind).name].append(function)
        return function

    return registered


def faults_of(draft: Draft, state: LifeState) -> list[Fault]:
    """Everything that a draft breaks."""
    return [fault for each in (*RULES["*"], *RULES[draft.record.kind]) for fault in each(draft, state)]


def _for_all(function: Rule) -> Rule:
    RULES["*"].append(function)
    return function


@_for_all
def references_lead_somewhere(draft: Draft, state: LifeState) -> Iterator[Fault]:
    """What a field names is on record: a record of the same partnership, or a node of the graph."""
    for field in kind_of(draft.record.kind).fields:
        for path, name, wanted in _named(field, draft.record.fields.get(field.name)):
            if wanted in KINDS:
                found = state.record(name)
                if found is None or found.kind != wanted:
                    yield Fault(path, "unknown_record", f"There is no {wanted} with the id {name[:80]!r}.")
                elif found.partnership != draft.record.partnership:
                    yield Fault(path, "other_partnership", f"{name[:80]!r} belongs to {found.partnership}.")
            elif not state.has_node(wanted, name):
                yield Fault(path, "unknown_node", f"There is no {wanted} with the id {name[:80]!r}.")


def _named(field: Field, value: object) -> Iterator[tuple[str, str, str]]:
    """(path, id, what it must be) for everything that a value names."""
    if value is None:
        return
    if field.type is FieldType.ITEMS and isinstance(value, list):
        for number, row in enumerate(value):
            for column in field.of:
                for path, name, wanted in _named(column, row.get(column.name)):
                    yield f"{field.name}/{number}/{path}", name, wanted
    elif field.refers_to is not None:
        names = [value] if isinstance(value, str) else list(value) if isinstance(value, (list, dict)) else []
        for name in names:
            yield field.name, str(name), field.refers_to


@rule(PARTNERSHIP)
def two_sides_and_an_owner_on_each(draft: Draft, state: LifeState) -> Iterator[Fault]:
    """At least two partners; before it is active one owner for each, and none of somebody else."""
    partners = draft.record.texts("partners")
    if len(partners) < 2:
        yield Fault("partners", "too_few", f"A partnership has at least two partners; this one has {len(partners)}.")
    owners = [str(row["partner"]) for row in draft.record.items("owners")]
    for number, each in enumerate(owners):
        if each not in partners:
            yield Fault(f"owners/{number}/partner", "no_partner", f"{each[:80]!r} is none of the partners.")
    if draft.step in ("activate", "resume"):
        for each in partners:
            if owners.count(each) != 1:
                yield Fault("owners", "owner_on_each_side",
                            f"{each} has {owners.count(each)} owners; each side needs exactly one before it is active.")
