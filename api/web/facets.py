"""The facets of a list as links: with one choice more, with one fewer, or with all values shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.web.site import PageOf
from ecosystem.answers.finding import Facet, FacetValue


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet as a link: to the list with it, or without it where it is chosen."""

    name: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Choices:
    """One facet: its values, and the way to the rest of them."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    more: int
    more_address: str | None
    unknown: int
    most: int


def choices_of(page: PageOf, facets: Iterable[Facet], *, whole: str | None, shown: int) -> Iterator[Choices]:
    """Each facet with its ``shown`` commonest values and those chosen; all values of ``whole``."""
    titles = {"country": page.say("Country"), "kind": page.say("Kind"), "industry": page.say("Industry"),
              "capability": page.say("Capability")}
    for facet in facets:
        is_whole = facet.name == whole
        values = [each for place, each in enumerate(facet.values) if is_whole or place < shown or each.chosen]
        more = facet.more + len(facet.values) - len(values)
        address = page.here(all=None) if is_whole else page.here(all=facet.name) if more else None
        yield Choices(facet.name, titles[facet.name], tuple(_choice(page, facet, each) for each in values), more,
                      address, facet.unknown, max((each.count for each in values), default=0))


def chosen_in(page: PageOf, facets: Iterable[Facet]) -> Iterator[Choice]:
    """What was chosen, as links that take it away."""
    for facet in facets:
        yield from (_choice(page, facet, each) for each in facet.values if each.chosen)


def _choice(page: PageOf, facet: Facet, value: FacetValue) -> Choice:
    now = page.request.query_params.getlist(facet.name)
    then = [each for each in now if each != value.value] if value.chosen else [*now, value.value]
    name = page.country(value.value) if facet.name == "country" else value.name
    return Choice(name or value.value, value.count, value.chosen, page.here(**{facet.name: then or None}, after=None))
