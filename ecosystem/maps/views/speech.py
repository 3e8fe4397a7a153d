"""What is said about an organisation or a tie on a map: what it can do, with whom it works, since when, who says so?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.maps.ground import name_in
from ecosystem.maps.views.lines import SUPPLIES, ByEnd, Lines
from ecosystem.maps.views.sheet import Paper

_NAMED: Final = 3
_LONGEST: Final = 60  # characters of a name within a sentence

Ints = NDArray[np.int64]


class Speech:
    """Sentences about partners (by row) and their lines, in the language of a sheet."""

    def __init__(self, sheet: Paper, lines: Lines) -> None:
        self._sheet, self._lines = sheet, lines
        self._partners = sheet.view.snapshot.partners

    def line(self, at: int) -> str:
        """A tie in words: both ends, its kind, since when, and the source."""
        lines = self._lines
        code, first, second = lines.codes[lines.kind[at]], self.name(lines.first[at]), self.name(lines.second[at])
        key = "tie.said.supplies" if code == SUPPLIES else "tie.said"
        said = self._sheet.say(key, first=first, second=second, kind=self._sheet.called("tie", code))
        return said + self._stated(int(lines.fact[at]))

    def organisation(self, row: int) -> tuple[str, ...]:
        """What an organisation can do, with whom it works, and where it stands in the chain of supplies."""
        return tuple(self._about(row))

    def name(self, row: int) -> str:
        return short(self._partners.names[int(row)] or self._partners.ids[int(row)])

    def _about(self, row: int) -> Iterator[str]:
        yield from self._can_do(row)
        mine = self._of[row]
        code = np.array([self._lines.codes[each] == SUPPLIES for each in self._lines.kind[mine]], dtype=bool)
        yield from self._works_with(row, mine[~code])
        supplies = mine[code]
        for key, end in (("about.supplies", self._lines.first), ("about.supplied", self._lines.second)):
            at = supplies[end[supplies] == row]
            if len(at):
                yield self._list(key, [self._other(row, each) for each in at.tolist()])

    def _can_do(self, row: int) -> Iterator[str]:
        profile = self._sheet.view.layer("profile")
        if profile is None or not len(profile.neighbours(row)):
            return
        nodes = self._sheet.view.snapshot.nodes["Capability"]
        span = profile.span(row)
        best = np.lexsort((profile.indices[span], -profile.weights[span]))
        names = [short(name_in(self._sheet.language, nodes, int(profile.indices[span][each])))
                 for each in best[:_NAMED].tolist()]
        said = self._list("about.can", names, len(best))
        yield said + self._stated(int(profile.fact_at(span.start + int(best[0]))))

    def _works_with(self, row: int, at: Ints) -> Iterator[str]:
        if not len(at):
            return
        lines = self._lines
        best = at[np.lexsort((at, -np.round(lines.weight[at], 6)))][:_NAMED].tolist()
        named = [self._sheet.say("about.tie", name=self._other(row, each), since=self._since(int(lines.fact[each])),
                                 kind=self._sheet.called("tie", lines.codes[lines.kind[each]])) for each in best]
        yield self._list("about.works", named, len(at))

    def _list(self, key: str, names: list[str], total: int | None = None) -> str:
        """Names in a sentence, and how many more there are."""
        more = (len(names) if total is None else total) - len(names[:_NAMED])
        joined = self._sheet.say("list.between").join(names[:_NAMED])
        return self._sheet.say(key, names=joined + (self._sheet.say("list.more", count=more) if more > 0 else ""))

    def _other(self, row: int, at: int) -> str:
        first, second = int(self._lines.first[at]), int(self._lines.second[at])
        return self.name(second if first == row else first)

    def _since(self, fact: int) -> str:
        _, begun, _, _ = self._sheet.view.provenance_of(fact)
        return self._sheet.say("since", date=begun) if begun else ""

    def _stated(self, fact: int) -> str:
        source, begun, _, _ = self._sheet.view.provenance_of(fact)
        return stated(self._sheet, begun, source)

    @cached_property
    def _of(self) -> ByEnd:
        return ByEnd(self._lines.first, self._lines.second, len(self._partners))


def short(text: str) -> str:
    """A name that is no sentence of its own.

    Examples
    --------
    >>> len(short("x" * 5_000))
    60
    """
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def stated(paper: Paper, since: str | None, source: str | None) -> str:
    """The end of a sentence: since when it is so, and who says so; nothing where nothing is on record."""
    return ((paper.say("since", date=since) if since else "")
            + (paper.say("said.by", source=short(source)) if source else ""))


def sources_of(sheet: Paper) -> tuple[str, ...]:
    """Who says what is drawn: every source on record by the day, sorted."""
    return tuple(sorted({source for source in sheet.view.snapshot.provenance.sources if source}))
