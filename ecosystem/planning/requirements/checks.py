"""Is a document of requirements whole and possible? What is wrong with it is said all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any, Final

from ecosystem.dates import last_day
from ecosystem.errors import InvalidDate, InvalidParameter
from ecosystem.planning.requirements.document import Document, NeedDocument
from ecosystem.planning.requirements.facts import Facts
from ecosystem.planning.requirements.reading import Standard, amount_of, contradictions, read_standard
from ecosystem.units import UnitsDiffer, convert
from ecosystem.view import View
from scoring.covering.standards import Demand

_TOP: Final = frozenset({"partner", "strategy", "name", "horizon", "source", "needs"})
_TOP_READ: Final = frozenset({"as_of", "snapshot", "version", "supersedes", "valid_from", "valid_to", "recorded_at",
                              "problems", "strategies"})
_NEED: Final = frozenset({"id", "capability", "weight", "must", "horizon", "standards"})
_NEED_READ: Final = frozenset({"capability_name", "share"})
_STANDARD: Final = frozenset({"measure", "operator", "value", "unit"})
_MOST_NEEDS: Final = 500
_MOST_STANDARDS: Final = 50
_LONGEST: Final = 500
_SHOWN: Final = 8
_NEAR: Final = 3


def read_document(view: View, given: Mapping[str, Any]) -> Document:
    """The document, if everything in it is possible.

    Raises
    ------
    InvalidParameter
        naming every place that is wrong, what is near and what is possible.
    """
    reader = _Reader(view)
    found = reader.document(given)
    reader.refuse()
    return found


class _Reader:
    """Reads everything and remembers what is wrong."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._wrong: list[str] = []

    def refuse(self) -> None:
        if self._wrong:
            more = len(self._wrong) - _SHOWN
            raise InvalidParameter("The requirements cannot be saved. " + " ".join(self._wrong[:_SHOWN])
                                   + (f" And {more} more." if more > 0 else ""))

    def _say(self, where: str, what: str) -> None:
        self._wrong.append(f"{where}: {what}.")

    def document(self, given: Mapping[str, Any]) -> Document:
        self._known(given, "", _TOP, _TOP_READ)
        raw = given.get("needs")
        needs: list[NeedDocument] = []
        if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
            self._say("needs", "there are none; a strategy requires at least one capability")
        elif len(raw) > _MOST_NEEDS:
            self._say("needs", f"there are {len(raw)}; a strategy can have {_MOST_NEEDS}")
        else:
            needs = [found for place, each in enumerate(raw) if (found := self._need(each, f"needs[{place}]"))]
            self._check_together(needs, len(raw))
        name = self._text(given, "name", "name")
        if not name and not given.get("strategy"):
            self._say("name", "a new strategy needs one")
        return Document(self._text(given, "strategy", "strategy"), name, self._day(given, "horizon"),
                        self._text(given, "source", "source"), tuple(needs))

    def _check_together(self, needs: Sequence[NeedDocument], asked: int) -> None:
        if len(needs) == asked and not sum(need.weight for need in needs) > 0:
            self._say("needs", "their weights sum to 0; at least one has to count")
        ids = [need.id for need in needs if need.id]
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            self._say("needs", f"the id {twice[:80]!r} stands twice")
        facts = Facts(self._view, [each for need in needs for each in need.standards])
        for place, need in enumerate(needs):
            for number, standard in enumerate(need.standards):
                self._check_units(facts, standard, f"needs[{place}].standards[{number}]")

    def _check_units(self, facts: Facts, standard: Standard, where: str) -> None:
        """Of what is on record about the measure, something has to be comparable."""
        if not isinstance(standard.demand, Demand):
            return
        units = {amount_of(told.value, told.unit) for told in facts.partners(standard).values()}
        reasons = {}
        for number, unit in units:
            if number is not None:
                try:
                    convert(number, unit, standard.unit)
                except UnitsDiffer as error:
                    reasons[unit or ""] = str(error)
                else:
                    return
        if reasons:
            self._say(where, f"what is on record about {standard.measure} does not compare with it: "
                             + "; ".join(reasons[unit] for unit in sorted(reasons)[:_NEAR]))

    def _need(self, given: object, where: str) -> NeedDocument | None:
        if not isinstance(given, Mapping):
            self._say(where, "an object with a capability is expected")
            return None
        self._known(given, where, _NEED, _NEED_READ)
        capability = self._capability(given.get("capability"), f"{where}.capability")
        weight = self._weight(given.get("weight"), f"{where}.weight")
        must = given.get("must")
        if must is not None and not isinstance(must, bool):
            self._say(f"{where}.must", "true or false is expected")
        standards = tuple(self._standards(given.get("standards"), f"{where}.standards"))
        for sentence in contradictions(standards):
            self._say(f"{where}.standards", sentence)
        if capability is None or weight is None:
            return None
        return NeedDocument(self._text(given, "id", f"{where}.id"), capability, weight, must is True,
                            self._day(given, "horizon", where), standards)

    def _capability(self, given: object, where: str) -> str | None:
        """The id behind an id or a name."""
        if not isinstance(given, str) or not given.strip():
            self._say(where, "the id or the name of a capability is expected")
            return None
        nodes = self._view.snapshot.nodes["Capability"]
        if nodes.ids.find(given) >= 0:
            return given
        wanted = given.strip().casefold()
        named = [row for row, name in enumerate(nodes.names) if name.casefold() == wanted]
        if len(named) == 1:
            return nodes.ids[named[0]]
        if named:
            ids = ", ".join(nodes.ids[row] for row in named[:_NEAR])
            self._say(where, f"{given[:80]!r} is the name of {len(named)} capabilities; use an id: {ids}")
            return None
        near = _near(given, [*nodes.ids, *nodes.names])
        hint = f"; near: {', '.join(near)}" if near else ""
        self._say(where, f"there is no capability {given[:80]!r}{hint}")
        return None

    def _weight(self, given: object, where: str) -> float | None:
        if given is None:
            return 1.0
        if isinstance(given, bool) or not isinstance(given, (int, float)) or not _is_finite(given):
            self._say(where, f"{str(given)[:40]!r} is not a number")
            return None
        if given < 0:
            self._say(where, f"it is {given}; a weight is 0 or more")
            return None
        return float(given)

    def _standards(self, given: object, where: str) -> Iterator[Standard]:
        if given is None:
            return
        if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > _MOST_STANDARDS:
            self._say(where, f"a list of at most {_MOST_STANDARDS} standards is expected")
            return
        seen = set()
        for place, each in enumerate(given):
            found = self._standard(each, f"{where}[{place}]")
            if found is None:
                continue
            if (found.key, found.operator) in seen:
                self._say(f"{where}[{place}]", f"{found.measure} {found.operator} stands twice")
            seen.add((found.key, found.operator))
            yield found

    def _standard(self, given: object, where: str) -> Standard | None:
        if not isinstance(given, Mapping):
            self._say(where, "an object with measure, operator and value is expected")
            return None
        self._known(given, where, _STANDARD, frozenset())
        measure, operator = (self._text(given, name, f"{where}.{name}") for name in ("measure", "operator"))
        value, unit = _as_text(given.get("value")), self._text(given, "unit", f"{where}.unit")
        for name, text in (("measure", measure), ("operator", operator), ("value", value)):
            if not text:
                self._say(f"{where}.{name}", "it is missing, or no text or number")
        if not (measure and operator and value):
            return None
        if len(value) > _LONGEST or "\0" in value:
            self._say(f"{where}.value", f"it is longer than {_LONGEST} characters, or holds a NUL")
            return None
        found = read_standard(measure, operator, value, unit)
        if found.problem:
            self._say(where, found.problem)
            return None
        return found

    # --- cells -------------------------------------------------------------------------------------
    def _known(self, given: Mapping[str, Any], where: str, known: frozenset[str], read: frozenset[str]) -> None:
        for name in given:
            if name not in known and name not in read:
                near = _near(str(name), sorted(known))
                hint = f"; near: {', '.join(near)}" if near else f"; known are {', '.join(sorted(known))}"
                self._say(f"{where}.{str(name)[:60]}".lstrip("."), f"this is not known here{hint}")

    def _text(self, given: Mapping[str, Any], name: str, where: str) -> str | None:
        found = given.get(name)
        if found is None:
            return None
        if not isinstance(found, str) or len(found) > _LONGEST or "\0" in found or not _is_text(found):
            self._say(where, f"text of at most {_LONGEST} characters is expected")
            return None
        return found.strip() or None

    def _day(self, given: Mapping[str, Any], name: str, where: str = "") -> str | None:
        found: object = given.get(name)
        if found is None:
            return None
        if isinstance(found, datetime):
            found = found.date()
        if isinstance(found, date) or (isinstance(found, int) and not isinstance(found, bool)):
            found = str(found)  # as YAML reads a day or a year
        try:
            last_day(found if isinstance(found, str) else "")
        except InvalidDate:
            self._say(f"{where}.{name}".lstrip("."), f"{str(found)[:40]!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
            return None
        return str(found)


def _as_text(value: object) -> str | None:
    """A value of a standard as it is stored; a list becomes one text."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return (f"{value:.15g}" if isinstance(value, float) else str(value)) if _is_finite(value) else None
    if isinstance(value, str):
        return value.strip() if _is_text(value) else None
    if isinstance(value, Sequence):
        parts = [_as_text(each) for each in value if not isinstance(each, (list, tuple))]
        return ", ".join(part for part in parts if part) if None not in parts else None
    return None


def _is_finite(value: float) -> bool:
    try:
        return isfinite(value)
    except OverflowError:
        return False


def _is_text(text: str) -> bool:
    """Whether it can be stored: half a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _near(word: str, known: Sequence[str]) -> list[str]:
    from rapidfuzz import process, utils

    found = process.extract(word[:200], known[:200_000], limit=_NEAR, score_cutoff=60, processor=utils.default_process)
    return [match[0] for match in found]
