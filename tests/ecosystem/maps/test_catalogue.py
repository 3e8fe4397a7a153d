"""The table of views says what the code says, and whoever asks for something else is told what there is."""

from __future__ import annotations

import inspect

import pytest

from ecosystem import Ecosystem
from ecosystem.errors import InvalidParameter, UnknownView
from ecosystem.maps.catalogue import ALWAYS, NAMES
from ecosystem.maps.facade import Maps
from ecosystem.maps.formats import FORMATS, format_of
from tests.ecosystem.maps.chains import ecosystem

ASKED = {"footprint": {"partner": "maker"}, "candidates": {"partner": "maker"}, "requirement": {"partner": "maker"},
         "radar": {"partner": "maker"}, "quadrants": {"partner": "maker"}, "path": {"a": "ore", "b": "shop"},
         "difference": {"since": "2019"}}


@pytest.fixture(scope="module")
def chain():  # type: ignore[no-untyped-def]
    with ecosystem() as eco:
        yield eco


def test_the_table_has_every_view_with_the_parameters_of_its_method(chain: Ecosystem) -> None:
    table = chain.maps.views()
    assert [each.name for each in table.items] == list(NAMES)
    for each in table.items:
        method = inspect.signature(getattr(Maps, each.name)).parameters
        assert [one.name for one in each.parameters] == [name for name in method if name not in {"self", *ALWAYS}]
        assert set(ALWAYS) <= set(method)
        assert each.title and each.title_zh and each.about and each.about_zh
        assert all(one.about and one.about_zh for one in each.parameters)


@pytest.mark.parametrize("name", NAMES)
def test_a_map_says_all_that_is_needed_to_ask_for_it_again(chain: Ecosystem, name: str) -> None:
    drawn = chain.maps.view(name, **ASKED.get(name, {}), as_of="2024-01-01")
    made = drawn.scene.provenance
    again = chain.maps.view(made.view, **made.parameters, as_of=made.as_of)
    assert made.view == name and again.render("json") == drawn.render("json")


def test_who_asks_for_what_there_is_not_is_told_what_there_is(chain: Ecosystem) -> None:
    with pytest.raises(UnknownView, match=r"no view 'lane'; there are ecosystem, .*difference; did you mean lanes\?"):
        chain.maps.view("lane")
    with pytest.raises(UnknownView, match=r"no view '=<script>'; there are .*\.$"):
        chain.maps.view("=<script>")
    with pytest.raises(InvalidParameter, match=r"no parameter 'partners'; it has partner, .*; did you mean partner\?"):
        chain.maps.view("radar", partners="maker")
    with pytest.raises(InvalidParameter, match="The view path needs a and b"):
        chain.maps.view("path")
    with pytest.raises(InvalidParameter, match="The view path needs b"):
        chain.maps.view("path", a="ore")
    with pytest.raises(InvalidParameter, match="limit is 'ten'; it has to be a whole number"):
        chain.maps.view("radar", partner="maker", limit="ten")
    with pytest.raises(InvalidParameter, match="most is 'True'"):
        chain.maps.view("lanes", most=True)
    with pytest.raises(InvalidParameter, match="language is 'fr'; it can be en or zh"):
        chain.maps.view("lanes", language="fr")


def test_formats_are_listed_where_one_is_not_known(chain: Ecosystem) -> None:
    assert [each.name for each in chain.maps.views().formats] == list(FORMATS)
    with pytest.raises(InvalidParameter, match=r"html, svg, png, pdf, .* not as 'svgz'; did you mean svg\?"):
        format_of("svgz")
    with pytest.raises(InvalidParameter, match="theme is 'pink'; it can be light or dark"):
        chain.maps.lanes().render("svg", theme="pink")
