"""A docstring taken apart; and whether every measure says what users have to know."""

from __future__ import annotations

import re

import pytest

from scoring.docstrings import Parameter, description
from scoring.registry import SCORERS


def measured(x: float) -> float:
    """Half of it: ``x / 2``, in [0, 1], where ``x`` is given.

    More words with ``y = 2 x``
    over two lines. For ``p <= 0`` see ``docs/other.md``; the flag is ``unknown_<part>``.

    Parameters
    ----------
    x : float
        a number
        on two lines.
    seed : int
        another.

    Raises
    ------
    ValueError
        never.

    Examples
    --------
    >>> measured(1)
    0.5

    References
    ----------
    First, A. (1999), Journal 1:1,
    continued.
    Second, B. & Third, C. (2001), Journal 2:2.
    """
    return x / 2


def test_every_section_is_found() -> None:
    said = description(measured)
    assert said.summary == "Half of it: ``x / 2``, in [0, 1], where ``x`` is given."
    assert said.formulas == ("x / 2", "y = 2 x")
    assert said.range == "[0, 1]"
    assert said.parameters == (Parameter("x", "float", "a number on two lines."), Parameter("seed", "int", "another."))
    assert said.raises == "ValueError\nnever."
    assert said.example == ">>> measured(1)\n0.5"
    assert said.sources == ("First, A. (1999), Journal 1:1, continued.", "Second, B. & Third, C. (2001), Journal 2:2.")


def test_no_words_are_an_error() -> None:
    def silent() -> None:
        pass

    with pytest.raises(ValueError, match="no docstring"):
        description(silent)


@pytest.mark.parametrize("name", sorted(SCORERS))
def test_every_partner_score_gives_its_formula_and_an_example(name: str) -> None:
    said = description(SCORERS[name])
    assert said.formulas, "write the formula as a ``literal`` before the first section"
    assert ">>>" in said.example


@pytest.mark.parametrize("name", sorted(SCORERS))
def test_every_partner_score_names_its_source_or_says_that_it_is_the_products_own(name: str) -> None:
    said = description(SCORERS[name])
    assert said.sources or re.search(r"product-defined|[Dd]efined by this product", said.text)
