"""Which measures are there, and what does each say about itself? Read from the code's own docstrings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any, Final

from ecosystem.answers.measures import Measure, Measures
from ecosystem.errors import InvalidParameter
from scoring.docstrings import Description, description
from scoring.registry import scorer_class, scorer_names

MODULES: Final = (
    "scoring.measures", "scoring.likeness.bm25", "scoring.likeness.citations", "scoring.likeness.pools",
    "scoring.structure", "scoring.network.brokerage", "scoring.network.communities", "scoring.network.levels",
    "scoring.complementarity",
    "scoring.complements.relatedness", "scoring.complements.valuechain", "scoring.complements.channels",
    "scoring.complements.tempo", "scoring.concentration",
    "scoring.covering.coverage", "scoring.crossindustry.specialisation", "scoring.crossindustry.proximity",
    "scoring.crossindustry.complexity", "scoring.crossindustry.fitness", "scoring.crossindustry.novelty",
    "scoring.crossindustry.flows", "scoring.fit.powermean", "scoring.fit.facts", "scoring.fit.smaa",
    "scoring.fit.shapley", "scoring.fit.secondopinion", "scoring.risk.supply", "scoring.evaluation.metrics",
)
"""Where functions live that are measures: everything public in them."""

SCORES_RANGE: Final = "[0, 1]"
"""The contract of every partner score."""


@cache
def measures() -> Measures:
    """Every measure: partner scores first, in the order of the registry, then functions by module."""
    return Measures((*map(_score, scorer_names()), *_functions()))


def measure(name: str) -> Measure:
    """The measure of this name; a partner score goes before a function.

    Raises
    ------
    InvalidParameter
        if there is none; says what is near.
    """
    known = {each.name: each for each in reversed(measures().items)}
    if name not in known:
        from rapidfuzz import process

        near = ", ".join(match[0] for match in process.extract(name[:200], sorted(known), limit=3))
        raise InvalidParameter(f"There is no measure {name[:200]!r}; near: {near}.")
    return known[name]


def _score(name: str) -> Measure:
    scorer = scorer_class(name)
    told = description(scorer) if scorer.__doc__ else None
    return Measure(
        name=name, kind="partner_score", about=scorer.about, formulas=told.formulas if told else (),
        range=SCORES_RANGE, direction="symmetric" if scorer.tags.symmetric else "directed",
        additive=scorer.tags.additive, requires=tuple(sorted(scorer.tags.requires)),
        module=scorer.__module__, **_told(told),
    )


def _functions() -> Iterator[Measure]:
    for path in MODULES:
        module = import_module(path)
        for name in _public(module):
            told = description(getattr(module, name))
            direction = "directed" if "irected" in told.text else "symmetric" if "ymmetric" in told.text else "none"
            yield Measure(
                name=f"{path.rpartition('.')[2]}.{name}", kind="function", about=told.summary, formulas=told.formulas,
                range=told.range, direction=direction, additive=None, requires=(), module=path, **_told(told),
            )


def _public(module: Any) -> list[str]:
    """Functions that a module defines and offers."""
    named = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    found: list[str] = []
    for name in named:
        each: Callable[..., Any] = getattr(module, name)
        if callable(each) and not isinstance(each, type) and getattr(each, "__module__", "") == module.__name__:
            found.append(name)
    return sorted(found)


def _told(told: Description | None) -> dict[str, Any]:
    if told is None:
        return {"parameters": (), "sources": (), "text": "", "example": ""}
    return {
        "parameters": tuple({"name": each.name, "type": each.type, "about": each.about} for each in told.parameters),
        "sources": told.sources, "text": told.text, "example": told.example,
    }
