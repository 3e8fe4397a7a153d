"""What can go wrong, named by what is impossible.

    AllygraphError
    ├── NotFound
    │   ├── UnknownPartner      an id or name that no partner has; says what is near
    │   ├── AmbiguousName       a name that several partners have; lists them
    │   ├── UnknownNode         the same for needs, capabilities, channels, …
    │   └── UnknownView         a view of a map that there is not; says which there are
    ├── BadRequest
    │   ├── InvalidDate         not YYYY, YYYY-MM or YYYY-MM-DD, or a day that does not exist
    │   ├── InvalidParameter    a value outside what is possible
    │   │   ├── InvalidRecord   fields of a record that break a rule: each field with its rule
    │   │   └── ForbiddenStep   a step that a record cannot take from where it is; says which it can
    │   ├── InvalidCursor       tampered with, or of another question
    │   └── InvalidStoreUrl     not one of the known store addresses
    ├── Conflict                what is to be changed has been changed meanwhile, or exists already
    ├── ImportRejected          nothing was imported: what, where, what to do
    │   ├── InvalidMapping      a mapping file that says something impossible (with its line)
    │   └── TooManyRejects      more rows refused than the caller allows
    └── StoreError
        ├── StoreUnavailable    server down, wrong password, time-out
        ├── StoreLocked         another process holds the file; names its PID
        ├── StoreDamaged        the file or its log does not read back; nothing was deleted
        ├── StoreFull           no space; the write did not happen
        ├── SchemaMismatch      written by another version of the schema
        └── NotSupported        this engine has declared that it cannot do that

HTTP numbers are in ``api/errors.py`` only; exit codes in ``api/cli.py`` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


class AllygraphError(Exception):
    """Root of everything this package raises on purpose. ``str(error)`` is a sentence for a user."""


class NotFound(AllygraphError):
    """Something was asked for by an id or name that nothing has."""


class UnknownPartner(NotFound):
    """No partner has this id or name; ``near`` holds ``(partner_id, name)`` of the nearest ones."""

    def __init__(self, asked: str, near: Sequence[tuple[str, str]] = (), day: date | None = None) -> None:
        self.asked, self.near = asked, tuple(near)
        when = f" on {day}" if day else ""
        hint = "; did you mean " + ", ".join(f"{name} ({pid})" for pid, name in near) + "?" if near else "."
        super().__init__(f"No partner has the id or name {asked[:200]!r}{when}{hint}")


class AmbiguousName(NotFound):
    """Several partners have this name; ``choices`` holds their ``(partner_id, name)``."""

    def __init__(self, asked: str, choices: Sequence[tuple[str, str]]) -> None:
        self.asked, self.choices = asked, tuple(choices)
        listed = ", ".join(f"{name} ({pid})" for pid, name in choices)
        super().__init__(f"{asked[:200]!r} is the name of {len(choices)} partners; use an id: {listed}")


class UnknownNode(NotFound):
    """No node of this kind has this id; ``near`` holds ids that look like it."""

    def __init__(self, label: str, asked: str, near: Sequence[str] = ()) -> None:
        self.label, self.asked, self.near = label, asked, tuple(near)
        hint = "; near: " + ", ".join(near) if near else ""
        super().__init__(f"There is no {label} with the id {asked[:200]!r}{hint}.")


class UnknownView(NotFound):
    """No view of a map has this name; ``known`` holds those that there are, ``near`` the one that was meant."""

    def __init__(self, asked: str, known: Sequence[str], near: Sequence[str] = ()) -> None:
        self.asked, self.known, self.near = asked, tuple(known), tuple(near)
        hint = f"; did you mean {near[0]}?" if near else "."
        super().__init__(f"There is no view {asked[:40]!r}; there are {', '.join(known)}{hint}")


class BadRequest(AllygraphError):
    """A question that cannot be asked like this."""


class InvalidDate(BadRequest):
    """Not a date in one of the three accepted forms, or a day that does not exist."""


class InvalidParameter(BadRequest):
    """A value outside what is possible; the message names the parameter and what it may be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a record: ``field`` is its path, ``code`` the rule, then a sentence."""

    field: str
    code: str
    message: str


class InvalidRecord(InvalidParameter):
    """Fields of a record that break a rule; ``faults`` names each of them."""

    def __init__(self, kind: str, faults: Sequence[Fault]) -> None:
        self.kind, self.faults = kind, tuple(faults)
        first = self.faults[0]
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        super().__init__(f"{kind}, {first.field}: {first.message}{more}")


class ForbiddenStep(InvalidParameter):
    """A step that cannot be taken from where a record is; ``allowed`` are those that can."""

    def __init__(self, state: str, step: str, allowed: Sequence[str]) -> None:
        self.state, self.step, self.allowed = state, step, tuple(allowed)
        can = f"it can: {', '.join(allowed)}." if allowed else "it has ended."
        super().__init__(f"What is {state} cannot take the step {step[:40]!r}; {can}")


class InvalidCursor(BadRequest):
    """A cursor that was altered, or belongs to another question or another state of the graph."""


class InvalidStoreUrl(BadRequest):
    """An address that no store answers to."""


class Conflict(AllygraphError):
    """What is to be changed has been changed meanwhile, or exists already; the message says what to do."""


class ImportRejected(AllygraphError):
    """Nothing was imported; the message says what is wrong, where, and what to do."""


class InvalidMapping(ImportRejected):
    """A mapping file that cannot be read or says something impossible."""


class TooManyRejects(ImportRejected):
    """More rows were refused than ``max_rejects`` allows; the rejects file says which."""


class StoreError(AllygraphError):
    """A store could not do what it was asked; nothing acknowledged is lost by it."""


class StoreUnavailable(StoreError):
    """The server does not answer, refuses the password, or took too long."""


class StoreLocked(StoreError):
    """Another process owns the file; ``pid`` is that process where it is known."""

    def __init__(self, message: str, pid: int | None = None) -> None:
        self.pid = pid
        super().__init__(message)


class StoreDamaged(StoreError):
    """The file or its log does not read back; nothing was deleted."""


class StoreFull(StoreError):
    """There is no space left; the write did not happen and may be repeated."""


class SchemaMismatch(StoreError):
    """The store was written by another version of the schema."""


class NotSupported(StoreError):
    """This engine has declared that it cannot do that."""
