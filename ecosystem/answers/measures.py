"""What a measure says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecosystem.answers.showing import Listed


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; ``kind`` is partner_score (ask for candidates with it) or function (of Python).

    ``range`` is None where the docstring names none. ``direction`` is symmetric, directed (A to B is
    not B to A) or none (not a measure of pairs). ``requires`` are layers without which nothing is
    defined.
    """

    name: str
    kind: str
    about: str
    formulas: tuple[str, ...]
    range: str | None
    direction: str
    additive: bool | None
    requires: tuple[str, ...]
    parameters: tuple[Mapping[str, str], ...]
    sources: tuple[str, ...]
    text: str
    example: str
    module: str


@dataclass(frozen=True, slots=True, repr=False)
class Measures(Listed):
    items: tuple[Measure, ...]
