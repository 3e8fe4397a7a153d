"""What distinguishes a group of organisations from all others? Its name on the map.

A line of business or a capability names a group if many of its members have it and few others do:
``share inside · ln(share inside / share overall)``, the largest first. Two groups never have one name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecosystem.maps.words import say
from ecosystem.view import View, text_at
from scoring.snapshot import Layer, Nodes

_ENOUGH: Final = 0.12  # share of the members that a name must hold for
_INDUSTRIES_FIRST: Final = 1.6  # a line of business is a better name than a capability
_TRIED: Final = 12

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Word(NamedTuple):
    """Something that could name a group."""

    worth: float
    text: str


def names_of(view: View, group: Ints, lone: int = -1, language: str = "en") -> tuple[str, ...]:
    """One name per group, in a language where the data have names in it.

    Parameters
    ----------
    group : array of shape (partners,)
        0 … g − 1.
    lone : int
        the group of those that nothing ties to others; it is called so.
    """
    count = int(group.max()) + 1 if len(group) else 0
    words = [[] if each == lone else _words(view, group, each, language) for each in range(count)]
    taken: set[str] = set()
    found = []
    for each in range(count):
        name = say(language, "group.lone") if each == lone else _first_free(words[each], taken, each, language)
        taken.add(name)
        found.append(name)
    return tuple(found)


def _first_free(words: list[Word], taken: set[str], number: int, language: str) -> str:
    """The best word; with the second best where the first is taken; a number where nothing is known."""
    texts = [word.text for word in words]
    tries: Iterator[str] = iter([*texts[:1], *(f"{texts[0]} · {each}" for each in texts[1:]), *texts[1:]])
    return next((text for text in tries if text not in taken), say(language, "group.number", number=number + 1))


def _words(view: View, group: Ints, each: int, language: str) -> list[Word]:
    members = group == each
    found: list[Word] = []
    for layer_name, label, factor in (("partner_industries", "Industry", _INDUSTRIES_FIRST),
                                      ("profile", "Capability", 1.0)):
        layer = view.layer(layer_name)
        if layer is not None:
            worth = factor * _worth(layer, members)
            best = [row for row in np.lexsort((np.arange(len(worth)), -worth))[:_TRIED].tolist() if worth[row] > 0]
            nodes = view.snapshot.nodes[label]
            found += [Word(round(float(worth[row]), 9), name_in(language, nodes, row)) for row in best]
    found.sort(key=lambda word: (-word.worth, word.text))
    return list({word.text: word for word in found}.values())


def _worth(layer: Layer, members: NDArray[np.bool_]) -> Floats:
    """How well each column distinguishes the members."""
    inside = _holders(layer, members) / max(int(members.sum()), 1)
    overall = _holders(layer, np.ones(len(members), dtype=bool)) / len(members)
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where(inside >= _ENOUGH, inside * np.log(inside / overall), 0.0)
    result: Floats = np.maximum(np.nan_to_num(worth), 0.0)
    return result


def _holders(layer: Layer, members: NDArray[np.bool_]) -> Floats:
    held = sparse.csr_matrix((np.ones(layer.nnz), layer.indices, layer.indptr), layer.shape)
    counted: Floats = np.asarray(members.astype(np.float64) @ held, dtype=np.float64)
    return counted


def name_in(language: str, nodes: Nodes, row: int) -> str:
    """The name of a node, the Chinese one where that is spoken and on record; its id where it has none."""
    chinese = text_at(nodes.columns.get("name_zh"), row) if language == "zh" else None
    return chinese or nodes.names[row] or nodes.ids[row]
