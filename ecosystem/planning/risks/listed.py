"""Is an organisation on a list: for certain by an identifier, or possibly by its name?

A strong identifier that both have is certain. A name is never: a hit by name is *possible*, with its
score and reason, and it needs the same country where both are known. Namesakes abroad are counted,
so that nobody is surprised by them later. Persons, ships and the like are not compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from ecosystem.model import STRONG_IDENTIFIERS
from ecosystem.resolve.identity import NATIONAL, is_believed, normalised
from ecosystem.resolve.ranking import Reason
from ecosystem.view import View, text_at

if TYPE_CHECKING:
    from ecosystem.resolve.search import NameIndex

ENOUGH: Final = 0.9
"""Below this score of ``ecosystem.resolve`` two names are not reported as alike."""

_LOOKED_AT: Final = 10
_ALIKE: Final = frozenset({Reason.EXACT, Reason.WORDS, Reason.PINYIN, Reason.PART, Reason.TYPO})
"""A beginning or initials are no likeness between two whole names."""

_NO_ORGANISATION: Final = frozenset({"Person", "Vessel", "Airplane", "Vehicle", "CryptoWallet", "Security"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed entity that is, or may be, the organisation.

    ``certain`` by the identifier in ``reason``; else possible, by the name ``matched`` with ``score``.
    """

    entity: int  # row of the listed entities
    id: str
    name: str
    certain: bool
    score: float
    matched: str
    reason: str
    countries: tuple[str, ...]
    topics: tuple[str, ...]
    programme: str | None
    source: str | None
    learned: str | None
    fact: int
    abroad: bool = False  # the names are alike and the countries differ


class Listed:
    """The listed entities of a view, ready to be compared with partners."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._nodes = view.snapshot.nodes["ListedEntity"]
        self._stated = view.layer("listed_entities.stated")

    def __len__(self) -> int:
        return len(self._nodes)

    @cached_property
    def newest(self) -> str | None:
        """When the newest entry was learned."""
        days = [day for row in range(len(self)) if (day := self._said(row)[1])]
        return max(days, default=None)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        return tuple(sorted({source for row in range(len(self)) if (source := self._said(row)[0])}))

    def hits(self, partner: int) -> list[Hit]:
        """Certain hits, then possible ones by score, then namesakes abroad."""
        found = {hit.entity: hit for hit in (*self._by_name(partner), *self.certain(partner))}
        return sorted(found.values(), key=lambda hit: (hit.abroad, not hit.certain, -hit.score, hit.entity))

    def certain(self, partner: int) -> list[Hit]:
        """Entities that share a strong identifier with the organisation."""
        country = _country(self._view, partner)
        found = []
        for scheme, value in self._identifiers_of(partner):
            for entity in self._by_value.get((scheme, value), ()):
                listed = self._countries(entity)
                if scheme in NATIONAL and (country is None or country not in listed):
                    continue  # numbers of a register say nothing beyond their country
                found.append(self._hit(entity, certain=True, score=1.0, matched=value, reason=f"same {scheme}"))
        return found

    def _by_name(self, partner: int) -> list[Hit]:
        best: dict[int, Hit] = {}
        country = _country(self._view, partner)
        for name in self._names_of(partner) if len(self) else ():
            for match in self._index.search(name, _LOOKED_AT):
                if match.score < ENOUGH or match.reason not in _ALIKE or self._is_other(match.row):
                    continue
                listed = self._countries(match.row)
                abroad = country is not None and bool(listed) and country not in listed
                why = f"the name {name} is like {match.matched} ({match.reason})"
                why += ("" if abroad else f", both in {country}" if country in listed
                        else ", and a country is not known")
                hit = self._hit(match.row, certain=False, score=round(match.score, 4), matched=match.matched,
                                reason=why, abroad=abroad)
                if match.row not in best or best[match.row].score < hit.score:
                    best[match.row] = hit
        return list(best.values())

    def _hit(self, entity: int, *, certain: bool, score: float, matched: str, reason: str,
             abroad: bool = False) -> Hit:
        source, learned, fact = self._said(entity)
        return Hit(entity, self._nodes.ids[entity], self._nodes.names[entity], certain, score, matched, reason,
                   self._countries(entity), self._list("topics", entity), self._text("programme", entity), source,
                   learned, fact, abroad)

    def _is_other(self, entity: int) -> bool:
        return self._text("schema", entity) in _NO_ORGANISATION

    @cached_property
    def _index(self) -> NameIndex:
        from ecosystem.resolve.search import NameIndex

        rows = range(len(self))
        aliases = [self._list("aliases", row) for row in rows]
        return NameIndex.build(list(self._nodes.ids), list(self._nodes.names), aliases)

    @cached_property
    def _by_value(self) -> dict[tuple[str, str], list[int]]:
        """Listed entities by what identifies them for certain."""
        found: dict[tuple[str, str], list[int]] = {}
        for row in range(len(self)):
            for text in self._list("identifiers", row):
                scheme, _, value = text.partition(":")
                key = scheme.strip().lower(), normalised(value)
                if key[0] in STRONG_IDENTIFIERS and is_believed(*key):
                    found.setdefault(key, []).append(row)
        return found

    @cached_property
    def _held(self) -> dict[int, list[tuple[str, str]]]:
        """The identifiers of every partner, from the table of identifiers."""
        layer, nodes = self._view.layer("identifiers.partner_id"), self._view.snapshot.nodes["Identifier"]
        found: dict[int, list[tuple[str, str]]] = {}
        for row in np.flatnonzero(np.diff(layer.indptr)).tolist() if layer is not None else ():
            assert layer is not None
            scheme, value = (text_at(nodes.columns.get(name), row) or "" for name in ("scheme", "value"))
            found.setdefault(int(layer.neighbours(row)[0]), []).append((scheme.strip().lower(), normalised(value)))
        return found

    def _identifiers_of(self, partner: int) -> list[tuple[str, str]]:
        lei = text_at(self._view.snapshot.partners.columns.get("lei"), partner)
        own = [("lei", normalised(lei))] if lei else []
        return [key for key in dict.fromkeys([*own, *self._held.get(partner, ())]) if is_believed(*key)]

    def _names_of(self, partner: int) -> list[str]:
        partners = self._view.snapshot.partners
        aliases = text_at(partners.columns.get("aliases"), partner)
        return list(dict.fromkeys([partners.names[partner], *(aliases.split(";") if aliases else ())]))

    def _said(self, entity: int) -> tuple[str | None, str | None, int]:
        fact = -1 if self._stated is None else self._stated.fact_of(entity, entity)
        source, begin, recorded, _ = self._view.provenance_of(fact)
        return source, recorded or begin, fact

    def _countries(self, entity: int) -> tuple[str, ...]:
        return tuple(each.upper() for each in self._list("countries", entity))

    def _list(self, column: str, entity: int) -> tuple[str, ...]:
        text = self._text(column, entity)
        return tuple(each.strip() for each in text.split(";") if each.strip()) if text else ()

    def _text(self, column: str, entity: int) -> str | None:
        return text_at(self._nodes.columns.get(column), entity)


def _country(view: View, partner: int) -> str | None:
    found = text_at(view.snapshot.partners.columns.get("country"), partner)
    return found.upper() if found else None
