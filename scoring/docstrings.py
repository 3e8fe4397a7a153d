"""What does a measure say about itself? Its docstring, taken apart: formula, range, source, example.

Public measures are documented in numpydoc's form. Nothing is written down a second time: the answer of
``/v1/measures`` and the page ``docs/measures.md`` are read from the code.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

_SECTIONS: Final = ("Parameters", "Attributes", "Returns", "Raises", "Notes", "Examples", "References")
_HEADING: Final = re.compile(rf"^({'|'.join(_SECTIONS)})\n-+\n", re.M)
_LITERAL: Final = re.compile(r"``([^`]+)``")
_MATHS: Final = re.compile(r"[ΣΠ√∩∪·⊙‖∈]|\|.+\||\S\s*[/=^*≥≤−<]\s*\S|\b(max|min|ln|log2?)\b")
_NO_FORMULA: Final = re.compile(  # a value of a parameter, a file, a placeholder, a lone power
    r"\w\s*[=<>≤≥]+\s*[−-]?[\d½∞.]+|[\w./-]+\.[a-z]+|\S*<\w+>\S*|\w+\^\S+")
_RANGE: Final = re.compile(r"\b(?:in|within)\s+([\[(][^\])]{1,20}[\])])")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of a ``Parameters`` section."""

    name: str
    type: str
    about: str


@dataclass(frozen=True, slots=True)
class Description:
    """A docstring, taken apart.

    Attributes
    ----------
    summary
        the first sentence or line.
    formulas
        the literals before the first section that hold mathematics, in their order; no values of
        parameters such as ``p = 1``.
    text
        everything before the first section, summary included.
    range
        what follows "in" or "within" there, as ``[0, 1]``; None where nothing is said.
    example
        a doctest; empty where there is none.
    sources
        one per paragraph of ``References``.
    """

    summary: str
    formulas: tuple[str, ...]
    text: str
    range: str | None
    parameters: tuple[Parameter, ...]
    returns: str
    raises: str
    example: str
    sources: tuple[str, ...]


def description(of: Callable[..., Any]) -> Description:
    """The docstring of a function or a class, taken apart.

    Raises
    ------
    ValueError
        if it has none.

    Examples
    --------
    >>> from scoring.measures import jaffe
    >>> said = description(jaffe)
    >>> said.formulas, said.range, said.sources
    (('x_i · x_j / (‖x_i‖ ‖x_j‖)',), '[0, 1]', ('Jaffe, A. (1986), American Economic Review 76:984.',))
    """
    # Of the object itself: a class without words of its own must not speak with those of its base.
    told = of.__doc__
    if not told:
        raise ValueError(f"{of.__module__}.{of.__qualname__} has no docstring")
    text, *rest = _HEADING.split(inspect.cleandoc(told))
    sections = dict(zip(rest[::2], (part.strip("\n") for part in rest[1::2]), strict=True))
    text = text.strip()
    formulas = tuple(dict.fromkeys(
        " ".join(literal.split()) for literal in _LITERAL.findall(text)
        if _MATHS.search(literal) and not _NO_FORMULA.fullmatch(literal)
    ))
    found = _RANGE.search(text) or _RANGE.search(sections.get("Returns", ""))
    return Description(
        summary=" ".join(text.split("\n\n")[0].split()), formulas=formulas, text=text,
        range=None if found is None else found[1], parameters=_parameters(sections.get("Parameters", "")),
        returns=inspect.cleandoc(sections.get("Returns", "")), raises=inspect.cleandoc(sections.get("Raises", "")),
        example=sections.get("Examples", ""), sources=_paragraphs(sections.get("References", "")),
    )


def _parameters(section: str) -> tuple[Parameter, ...]:
    found = []
    for block in re.split(r"\n(?=\S)", section):
        head, _, about = block.partition("\n")
        if head.strip():
            name, _, type_ = head.partition(" : ")
            found.append(Parameter(name.strip(), type_.strip(), " ".join(about.split())))
    return tuple(found)


def _paragraphs(section: str) -> tuple[str, ...]:
    """Paragraphs of a section; a line that begins like ``Name, A. (1986)`` begins a new one."""
    parts = re.split(r"\n\s*\n|\n(?=[^\s(][^(\n]*\(\d{4}[a-z]?\))", section.strip())
    return tuple(" ".join(part.split()) for part in parts if part.strip())
