"""What is known of a candidate, what has run out, and what has to be asked for before signing?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np

from ecosystem.answers.risks import Checklist, DueItem
from ecosystem.exclusions import RIVAL, stated_exclusions
from ecosystem.planning.risks.borders import barriers
from ecosystem.planning.risks.culture import is_of_a_pilot
from ecosystem.planning.risks.draft import state_of
from ecosystem.planning.risks.ground import Ground, Said
from ecosystem.planning.risks.items import ITEMS, Item
from ecosystem.planning.risks.kinds import plain
from ecosystem.projection_risks import INPUTS_OF
from ecosystem.view import text_at
from scoring.wording import count_of, listed

STATUSES: Final = ("known", "expiring", "expired", "missing")
_NAMED: Final = 4


class _Found(NamedTuple):
    """What answers an item, and where that is from."""

    answer: str
    source: str | None = None
    learned: str | None = None


_Look = Callable[[Ground, int, int | None], _Found | None]


def checklist(ground: Ground, row: int, asker: int | None) -> Checklist:
    """Every item with its state."""
    standing, ended = ground.risks_of(row), ground.ended_of(row)
    traits = ground.traits_of(row)
    items = tuple(_judged(ground, item, row, asker, (standing, ended, traits)) for item in ITEMS)
    counts = Counter(each.status for each in items)
    view = ground.view
    return Checklist(
        view.reference(row), None if asker is None else view.reference(asker), ground.as_of, view.snapshot.version,
        _summary(ground.name_of(row), counts), {status: counts[status] for status in STATUSES}, items,
    )


def _summary(name: str, counts: Counter[str]) -> str:
    open_items = counts["missing"] + counts["expired"]
    answered = counts["known"] + counts["expiring"]
    said = f"Of {len(ITEMS)} things to know of {name}, {answered} are on record"
    said += f" ({counts['expiring']} of them run out soon)" if counts["expiring"] else ""
    return f"{said}; {open_items} have to be asked for" + (
        f", {counts['expired']} of them again, as what was known has run out." if counts["expired"] else ".")


def _judged(ground: Ground, item: Item, row: int, asker: int | None,
            told: tuple[Sequence[Said], Sequence[Said], Sequence[Said]]) -> DueItem:
    standing, ended, traits = told
    said = next((each for each in standing if plain(each.kind) in item.kinds), None)
    if said is None:
        said = next((each for each in traits if each.kind.casefold() in item.measures), None)
    if said is not None:
        answer = said.note or f"{said.kind.replace('_', ' ')}: {said.value or 'on record'}"
        answer += f" {said.unit}" if said.unit and said.note is None else ""
        status = "known" if state_of(ground, said) == "valid" else "expiring"
        return _due(ground, item, status, _Found(answer, said.source, said.learned), said.valid_to)
    found = _LOOKS[item.graph](ground, row, asker) if item.graph else None
    if found is not None:
        return _due(ground, item, "known", found)
    past = next((each for each in ended if plain(each.kind) in item.kinds), None)
    if past is not None:
        return _due(ground, item, "expired", _Found(past.note or past.kind, past.source, past.learned), past.valid_to)
    return _due(ground, item, "missing", None)


def _due(ground: Ground, item: Item, status: str, found: _Found | None, valid_to: str | None = None) -> DueItem:
    asked = status != "known"
    answer, source, learned = found or (None, None, None)
    return DueItem(
        item.id, item.group, item.question, item.question_zh, status, answer, item.ask_for if asked else None,
        item.ask_for_zh if asked else None, valid_to, source, learned, ground.age(learned),
    )


# --- what the graph says --------------------------------------------------------------------------------
def _suppliers(ground: Ground, row: int, asker: int | None) -> _Found | None:
    found = _direct(ground, row)
    count = count_of(len(found), "supplier", "suppliers")
    return _Found(f"{count} on record: {_names(ground, found)}") if found else None


def _goods(ground: Ground, row: int, asker: int | None) -> _Found | None:
    layer = ground.view.layer(INPUTS_OF)
    count = 0 if layer is None else len(layer.neighbours(row))
    return _Found(f"{count_of(count, 'good', 'goods')} on record with their suppliers") if count else None


def _supplier_countries(ground: Ground, row: int, asker: int | None) -> _Found | None:
    suppliers = _direct(ground, row)
    countries = {ground.country_of(each) for each in suppliers}
    known = sorted(each for each in countries if each is not None)
    return _Found(listed(known)) if suppliers and None not in countries else None


def _identity(ground: Ground, row: int, asker: int | None) -> _Found | None:
    lei = text_at(ground.view.snapshot.partners.columns.get("lei"), row)
    if lei:
        return _Found(f"LEI {lei}")
    layer, nodes = ground.view.layer("identifiers.partner_id"), ground.view.snapshot.nodes["Identifier"]
    if layer is None or not (layer.indices == row).any():
        return None
    first = int(np.searchsorted(layer.indptr, int(np.flatnonzero(layer.indices == row)[0]), side="right")) - 1
    scheme, value = (text_at(nodes.columns.get(name), first) for name in ("scheme", "value"))
    return _Found(f"{scheme} {value}")


def _owners(ground: Ground, row: int, asker: int | None) -> _Found | None:
    top = ground.view.ultimate_parent(row)
    return _Found(f"belongs to {ground.name_of(top)}") if top != row else None


def _lists(ground: Ground, row: int, asker: int | None) -> _Found | None:
    if not len(ground.listed):
        return None
    hits = [hit for hit in ground.listed.hits(row) if not hit.abroad]
    if any(not hit.certain for hit in hits):
        return None  # a possible hit is a question, not an answer
    what = f"listed as {hits[0].name}" if hits else "no hit"
    return _Found(f"{what} among {count_of(len(ground.listed), 'entry', 'entries')}", None, ground.listed.newest)


def _barriers(ground: Ground, row: int, asker: int | None) -> _Found | None:
    ours = None if asker is None else ground.country_of(asker)
    theirs = ground.country_of(row)
    if ours is None or theirs is None:
        return None
    if ours == theirs:
        return _Found(f"both are in {ours}")
    ways = [barriers(ground, *pair) for pair in ((theirs, ours), (ours, theirs))]
    if not all(ways):
        return None
    first = ways[0][0]
    return _Found("; ".join(f"{each.kind}: {each.note or 'on record'}" for way in ways for each in way), first.source,
                  first.learned)


def _pilot(ground: Ground, row: int, asker: int | None) -> _Found | None:
    seen = [each for each in (*ground.traits_of(row), *ground.risks_of(row)) if is_of_a_pilot(each)]
    if not seen:
        return None
    return _Found(f"{count_of(len(seen), 'observation', 'observations')}", seen[0].source, seen[0].learned)


def _needs(ground: Ground, row: int, asker: int | None) -> _Found | None:
    count = 0 if asker is None else len(ground.needs.of_partner(asker))
    return _Found(f"{count_of(count, 'need', 'needs')} of the asker on record") if count else None


def _abilities(ground: Ground, row: int, asker: int | None) -> _Found | None:
    layer = ground.view.layer("profile")
    count = 0 if layer is None else len(layer.neighbours(row))
    return _Found(f"{count_of(count, 'capability', 'capabilities')} on record") if count else None


def _ties(ground: Ground, row: int, asker: int | None) -> _Found | None:
    found = ground.view.partners_of(row).tolist()
    count = count_of(len(found), "partner", "partners")
    return _Found(f"{count} on record: {_names(ground, found)}") if found else None


def _rivals(ground: Ground, row: int, asker: int | None) -> _Found | None:
    """The asker's rivals among the candidate's partners; unknown where no rival is named."""
    named = set() if asker is None else {
        other for other, note in stated_exclusions(ground.view, asker).items() if note.kind == RIVAL}
    if not named:
        return None
    tied = sorted(named & set(ground.view.partners_of(row).tolist()))
    return _Found(f"works with {_names(ground, tied)}" if tied
                  else f"with none of your rivals on record ({len(named)})")


def _direct(ground: Ground, row: int) -> list[int]:
    return [] if ground.upstream is None else ground.upstream.neighbours(row).tolist()


def _names(ground: Ground, rows: Sequence[int]) -> str:
    more = [f"{len(rows) - _NAMED} more"] if len(rows) > _NAMED else []
    return listed([*(ground.name_of(each) for each in rows[:_NAMED]), *more])


_LOOKS: Final[dict[str, _Look]] = {
    "suppliers": _suppliers, "goods": _goods, "supplier_countries": _supplier_countries, "identity": _identity,
    "owners": _owners, "lists": _lists, "barriers": _barriers, "pilot": _pilot, "needs": _needs,
    "abilities": _abilities, "ties": _ties, "rivals": _rivals,
}
