"""How is a set of changes written down, read back, and understood? Names become ids here.

A change is an object: ``{"action": "remove", "kind": "partner", "partner": "b-tech"}``; a set is a list
of them, or an object with such a list under ``changes``, so that an answer can be asked again. On the
command line it is ``partner:ID[,NAME[,COUNTRY]]``, ``capability:PARTNER,CAPABILITY[,WEIGHT]`` or
``tie:A,B``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from ecosystem.answers.whatif import ChangeStated
from ecosystem.errors import InvalidParameter
from ecosystem.view import View
from scoring.whatif.changes import Change

MOST: Final = 200
"""Changes in one question."""

Stated = Change | Mapping[str, Any]
"""A change, or the object that says it."""

_FORMS: Final = {
    "partner": "partner:ID, or partner:ID,NAME,COUNTRY to add one", "tie": "tie:A,B",
    "capability": "capability:PARTNER,CAPABILITY, or with ,WEIGHT to add one",
}
_TEXTS: Final = ("partner", "other", "capability", "name", "country")
_KNOWN: Final = frozenset({"action", "kind", "weight", "says", *_TEXTS})


def changes_from(stated: object) -> tuple[Change, ...]:
    """The changes behind a list of objects, or an object that holds such a list.

    Raises
    ------
    InvalidParameter
        naming the change that cannot be read, and what is wrong with it.
    """
    listed = stated.get("changes") if isinstance(stated, Mapping) else stated
    if not isinstance(listed, Sequence) or isinstance(listed, str | bytes):
        raise InvalidParameter('Changes are a list of objects, or an object with that list under "changes".')
    if len(listed) > MOST:
        raise InvalidParameter(f"There are {len(listed)} changes; {MOST} can be asked about at once.")
    return tuple(each if isinstance(each, Change) else _from_object(each, place)
                 for place, each in enumerate(listed, 1))


def _from_object(stated: object, place: int) -> Change:
    if not isinstance(stated, Mapping):
        raise InvalidParameter(f"Change {place} is no object.")
    if unknown := sorted(set(map(str, stated)) - _KNOWN):
        raise InvalidParameter(f"Change {place} has {unknown[0]!r}; there can be {', '.join(sorted(_KNOWN))}.")
    action, kind = stated.get("action"), stated.get("kind")
    if action not in ("add", "remove"):
        raise InvalidParameter(f"Change {place} has the action {action!r}; it can be add or remove.")
    if kind not in _FORMS:
        raise InvalidParameter(f"Change {place} has the kind {kind!r}; it can be {', '.join(_FORMS)}.")
    texts = {name: stated.get(name) for name in _TEXTS}
    for name, text in texts.items():
        if text is not None and not isinstance(text, str):
            raise InvalidParameter(f"Change {place} has no text as {name}.")
    needed = {"tie": "other", "capability": "capability"}.get(kind)
    for name in filter(None, ("partner", needed)):
        if not texts[name]:
            raise InvalidParameter(f"Change {place} is about a {kind} and does not say its {name}.")
    weight = 1.0 if stated.get("weight") is None else stated["weight"]
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not math.isfinite(weight):
        raise InvalidParameter(f"Change {place} has the weight {weight!r}; it has to be a number above 0.")
    return Change(action=action, kind=kind, weight=float(weight), **cast("dict[str, Any]", texts))


def change_from_text(action: str, text: str) -> dict[str, Any]:
    """The object behind one word of the command line.

    Examples
    --------
    >>> change_from_text("add", "capability:b-tech,cap-1,0.5")
    {'action': 'add', 'kind': 'capability', 'partner': 'b-tech', 'capability': 'cap-1', 'weight': 0.5}
    >>> change_from_text("remove", "tie:a,b")
    {'action': 'remove', 'kind': 'tie', 'partner': 'a', 'other': 'b'}
    """
    kind, colon, rest = text.partition(":")
    if not colon or kind not in _FORMS:
        raise InvalidParameter(f"{text[:80]!r} is no change; write {'; '.join(_FORMS.values())}.")
    parts = [part.strip() for part in rest.split(",")]
    names = {"partner": ("partner", "name", "country"), "tie": ("partner", "other"),
             "capability": ("partner", "capability", "weight")}[kind]
    fewest, most = (1, 3 if action == "add" else 1) if kind == "partner" else (
        2, 3 if kind == "capability" and action == "add" else 2)
    if not fewest <= len(parts) <= most or not all(parts[:fewest]):
        raise InvalidParameter(f"{text[:80]!r} is no change; write {_FORMS[kind]}. "
                               "For ids with a comma, give a file of changes.")
    found: dict[str, Any] = {"action": action, "kind": kind, **dict(zip(names, parts, strict=False))}
    if "weight" in found:
        try:
            found["weight"] = float(found["weight"])
        except ValueError:
            raise InvalidParameter(f"{text[:80]!r} has the weight {found['weight']!r}, which is no number.") from None
    return found


def resolved(view: View, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The same with canonical ids in place of names and ids of records.

    Raises
    ------
    UnknownPartner, AmbiguousName, UnknownNode
    """
    changes = tuple(changes)
    new = {change.partner for change in changes if (change.action, change.kind) == ("add", "partner")}

    def partner(text: str) -> str:
        return text if text in new else view.snapshot.partners.ids[view.row_of(text)]

    def one(change: Change) -> Change:
        if change.partner in new and change.kind == "partner":
            return change
        if change.capability is not None:
            view.node_row("Capability", change.capability)
        return replace(change, partner=partner(change.partner), other=change.other and partner(change.other))

    return tuple(map(one, changes))


def stated(view: View, change: Change) -> ChangeStated:
    """A change as an answer gives it back."""
    def name(partner: str) -> str:
        row = view.snapshot.partners.ids.find(partner)
        return (view.snapshot.partners.names[row] or partner) if row >= 0 else partner

    says = {
        "partner": lambda: f"{change.name or name(change.partner)} {_verb(change)}",
        "tie": lambda: f"the partnership of {name(change.partner)} and {name(change.other or '')} {_verb(change)}",
        "capability": lambda: f"{name(change.partner)} {'has' if change.action == 'add' else 'no longer has'} "
                              f"{capability_name(view, change.capability or '')}",
    }[change.kind]()
    new_capability = change.kind == "capability" and change.action == "add"
    return ChangeStated(change.action, change.kind, change.partner, change.other, change.capability,
                        change.weight if new_capability else None, change.name, change.country, says)


def capability_name(view: View, capability: str) -> str:
    _, name = view.named_node("Capability", capability)
    return name or capability


def _verb(change: Change) -> str:
    if change.kind == "partner":
        return "joins" if change.action == "add" else "leaves"
    return "begins" if change.action == "add" else "ends"
