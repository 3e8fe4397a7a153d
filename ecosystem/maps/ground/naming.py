"""What distinguishes a group of organisations from all others? Its name on the map.

A line of business or a capability names a group if many of its members have it, or something narrower,
and few others do: ``share inside · ln(share inside / share overall)``, the largest first. Two groups
never have one name, and a group keeps the name that it had as long as that still holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecosystem.maps.words import say
from ecosystem.view import View, text_at
from scoring.snapshot import Layer, Nodes

_ENOUGH: Final = 0.12  # share of the members that a name must hold for
_ENOUGH_OF_MANY: Final = (0.03, 20)  # or this share, if it is so many members
_INDUSTRIES_FIRST: Final = 1.6  # a line of business is a better name than a capability
_TRIED: Final = 12
_DEEPEST: Final = 8  # levels above a capability that are looked at
_LONGEST: Final = 60  # characters of a name
_BETWEEN: Final = " · "
_SAYS_NOTHING: Final = frozenset({"other", "others", "unknown", "unspecified", "none", "n/a", "misc", "miscellaneous",
                                  "其他", "其它", "未知"})
_NAMING: Final = (("partner_industries", "Industry", "industries.broader_id", _INDUSTRIES_FIRST),
                  ("profile", "Capability", "capabilities.broader_id", 1.0),
                  ("partner_channels", "Channel", None, 0.5), ("programme_members", "Programme", None, 0.5))

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Matrix = Any


class Word(NamedTuple):
    """Something that could name a group: a node of a kind."""

    worth: float
    label: str
    row: int


class Found(NamedTuple):
    """What the members of a group have: columns, how many members have each, and how many members there are."""

    columns: Ints
    members: Floats
    size: float


class Groups(NamedTuple):
    """Groups that want a name: what could name each, the row of its best tied member, and who is tied to nobody."""

    words: list[list[Word]]
    heads: Ints
    lone: int


class Naming:
    """What could name groups of the partners of a view, found once for all languages."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._held = [(label, factor, held) for name, label, broader, factor in _NAMING
                      if (held := _held(view, name, broader)) is not None]

    def groups(self, group: Ints, count: int, lone: int, degree: Ints) -> Groups:
        """What distinguishes each of ``count`` groups, and who is the best tied in it.

        Parameters
        ----------
        group
            0 … ``count`` − 1, of each partner.
        lone
            the group of those whom nothing ties to the others; it is called so.
        """
        order = np.lexsort((np.arange(len(group)), -degree, group))
        heads = order[np.searchsorted(group[order], np.arange(count))] if count else order
        return Groups(self._words(group, count), heads, lone)

    def _words(self, group: Ints, count: int) -> list[list[Word]]:
        found: list[list[Word]] = [[] for _ in range(count)]
        sizes = np.bincount(group, minlength=count).astype(np.float64)
        member = sparse.csr_matrix((np.ones(len(group)), (group, np.arange(len(group)))), (count, len(group)))
        for label, factor, held in self._held:
            inside = (member @ held).tocsr()
            overall = np.asarray(held.sum(axis=0)).ravel() / max(len(group), 1)
            for each in range(count):
                span = slice(inside.indptr[each], inside.indptr[each + 1])
                held_inside = Found(inside.indices[span], inside.data[span], float(sizes[each]))
                found[each] += _best(held_inside, overall, label, factor)
        for words in found:
            words.sort(key=lambda word: (-word.worth, word.label, word.row))
        return found

    def names(self, groups: Groups, language: str, kept: Sequence[str] = ()) -> tuple[str, ...]:
        """One name per group in a language; where the data have no name in it, the one that they have.

        Parameters
        ----------
        kept
            the name that each group had, empty for those that had none.
        """
        texts = [self._texts(groups, each, language) for each in range(len(groups.words))]
        # A group that nothing distinguishes stands around somebody; that another is better tied now is no reason.
        found = [name if set(name.split(_BETWEEN)) <= set(of) or len(of) == 1 else ""
                 for name, of in zip(kept or [""] * len(texts), texts, strict=True)]
        lone = say(language, "group.lone")
        taken = {*found, lone}
        for each, of in enumerate(texts):
            if not found[each]:
                found[each] = lone if each == groups.lone else _first_free(of, taken, each, language)
                taken.add(found[each])
        return tuple(found)

    def _texts(self, groups: Groups, each: int, language: str) -> list[str]:
        """What a group could be called, the best first; last by whom it stands around."""
        texts = (_without_field(self._view, word, language) for word in groups.words[each][: 2 * _TRIED])
        partners, head = self._view.snapshot.partners, int(groups.heads[each])
        around = say(language, "group.around", name=_short(partners.names[head] or partners.ids[head]))
        return [*(each for each in dict.fromkeys(texts) if each.casefold() not in _SAYS_NOTHING), around]


def name_in(language: str, nodes: Nodes, row: int) -> str:
    """The name of a node, the Chinese one where that is spoken and on record; its id where it has none."""
    chinese = text_at(nodes.columns.get("name_zh"), row) if language == "zh" else None
    return chinese or nodes.names[row] or nodes.ids[row]


def _first_free(texts: Sequence[str], taken: set[str], number: int, language: str) -> str:
    """The best word; with the second best where the first is taken; a number where every text is taken."""
    tries: Iterator[str] = iter([*texts[:1], *(f"{texts[0]}{_BETWEEN}{each}" for each in texts[1:-1]), *texts[1:]])
    return next((text for text in tries if text not in taken), say(language, "group.number", number=number + 1))


def _without_field(view: View, word: Word, language: str) -> str:
    """A name without the name of its field in brackets behind it."""
    nodes = view.snapshot.nodes[word.label]
    name = name_in(language, nodes, word.row)
    above = view.layer(f"{'capabilities' if word.label == 'Capability' else 'industries'}.broader_id")
    if name.endswith(")") and above is not None and word.label in ("Capability", "Industry"):
        for field in above.neighbours(word.row).tolist():
            name = name.removesuffix(f" ({name_in(language, nodes, int(field))})")
    return _short(name)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def _best(found: Found, overall: Floats, label: str, factor: float) -> Iterator[Word]:
    """What most distinguishes a group from all: ``overall`` is the share of everybody who has each column."""
    share = found.members / found.size
    few, many = _ENOUGH_OF_MANY
    enough = (share >= _ENOUGH) | ((share >= few) & (found.members >= many))
    columns, share = found.columns[enough], share[enough]
    worth = np.round(factor * share * np.log(share / overall[columns]), 9)
    order = np.lexsort((columns, -worth))[:_TRIED]
    return (Word(float(worth[each]), label, int(columns[each])) for each in order.tolist() if worth[each] > 0)


def _held(view: View, name: str, broader: str | None) -> Matrix | None:
    """Partners × what they have, with all that is broader: 1 or nothing."""
    layer = view.layer(name)
    if layer is None:
        return None
    found: Matrix = sparse.csr_matrix((np.ones(layer.nnz), layer.indices, layer.indptr), layer.shape)
    found = found if layer.source == "Partner" else found.T.tocsr()
    above = None if broader is None else view.layer(broader)
    if above is not None:
        found = found @ _with_broader(above)
        found.data[:] = 1.0
    return found.tocsr()


def _with_broader(above: Layer) -> Matrix:
    """Each node × itself and all that is broader."""
    step: Matrix = sparse.csr_matrix((np.ones(above.nnz), above.indices, above.indptr), above.shape)
    reached = level = sparse.identity(above.shape[0], format="csr")
    for _ in range(_DEEPEST):
        level = level @ step
        if not level.nnz:
            break
        reached = reached + level
    return reached
