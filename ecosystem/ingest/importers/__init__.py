"""Named importers: what a mapping file cannot say, in a function each.

An importer turns sources of a mapping into relations with plain columns; the mapping goes on from
there. It reads no file and knows no table of ours: keys, dates and targets stay in the mapping,
where a reader looks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

Row = dict[str, Any]
"""Cells (text or None) by column, and ``_file`` and ``_line`` of the source row."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one whole file, for sources of the format ``file``."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an importer is given: the rows of a source, or its documents, by the source's name."""

    rows: Callable[[str], Sequence[Mapping[str, Any]]]
    documents: Callable[[str], Sequence[Document]]


Importer = Callable[[Inputs], dict[str, list[Row]]]
"""Makes relations by name."""

IMPORTERS: Final[dict[str, str]] = {
    "epoch-ai-models": "ecosystem.ingest.importers.epoch_ai_models",
    "cncf-landscape": "ecosystem.ingest.importers.cncf_landscape",
    "nuclear-patents": "ecosystem.ingest.importers.nuclear_patents",
    "followthemoney": "ecosystem.ingest.importers.followthemoney",
}
"""The module of each; it has a function ``relations``."""


def importer(name: str) -> Importer:
    """The function of a named importer.

    Raises
    ------
    KeyError
        if there is none of this name.
    """
    found: Importer = import_module(IMPORTERS[name]).relations
    return found
