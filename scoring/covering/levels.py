"""How coarse can a classification be read? The levels of a hierarchy of classes, each a merging of the one before.

Patent classes carry their levels in their codes (``H01M10/0525`` lies in main group ``H01M10``, subclass
``H01M``, class ``H01``, section ``H``); other capabilities have theirs in ``capabilities.broader_id``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.errors import InvalidParameter
from scoring.hierarchy import Hierarchy
from scoring.snapshot import Categories, Snapshot

CODE_LEVELS: Final = ("section", "class", "subclass", "main group", "subgroup")
"""The levels of CPC and IPC codes, the coarsest first."""

MAIN_GROUP: Final = 4
_CODE: Final = re.compile(r"(?:\w+:)?([A-HY])(?:(\d\d)(?:([A-Z])(?:(\d{1,4})(?:/(\d{1,6}))?)?)?)?\Z")
_SCHEMES: Final = frozenset({"cpc", "ipc", "ipcr"})


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One way to merge classes.

    Attributes
    ----------
    depth
        steps from the top, 1 = the coarsest.
    name
        what people call it: ``"subclass"``; where the classification has no words ``"depth 2"``, and
        ``"capability"`` for the finest.
    group_of
        per capability its group, numbered from 0.
    names
        per group what it is called.
    """

    depth: int
    name: str
    group_of: NDArray[np.int32]
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.names)


def code_parts(code: str) -> tuple[str, ...]:
    """A patent class and everything above it, the coarsest first; empty where it is none.

    Examples
    --------
    >>> code_parts("cpc:H01M10/0525")
    ('H', 'H01', 'H01M', 'H01M10', 'H01M10/0525')
    >>> code_parts("H01M"), code_parts("battery")
    (('H', 'H01', 'H01M'), ())
    """
    match = _CODE.match(code.replace(" ", ""))
    if match is None:
        return ()
    parts = [match[1]]
    for number in (2, 3, 4):
        if match[number] is not None:
            parts.append(parts[-1] + (match[number].lstrip("0") or "0" if number == 4 else match[number]))
    if match[5] is not None:
        parts.append(f"{parts[-1]}/{match[5]}")
    return tuple(parts)


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """The path of every capability from the top of its hierarchy to itself."""

    paths: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]  # per capability
    coded: bool  # every capability is a patent class

    @classmethod
    def of(cls, snapshot: Snapshot) -> Levels:
        nodes = snapshot.nodes.get("Capability")
        if nodes is None or not len(nodes):
            return cls((), (), False)
        hierarchy, ids, names = Hierarchy.of(snapshot), list(nodes.ids), list(nodes.names)
        scheme = nodes.columns.get("scheme")
        paths = []
        for row, identifier in enumerate(ids):
            named = (scheme[row] or "") if isinstance(scheme, Categories) else ""
            coded = named.lower().partition(" ")[0] in _SCHEMES  # "CPC group" as well
            parts = code_parts(identifier) if coded else ()
            paths.append(parts or tuple(f"={ids[each]}" for each in _from_the_top(hierarchy, row)))
        words = tuple(name or identifier for identifier, name in zip(ids, names, strict=True))
        return cls(tuple(paths), words, all(not path[0].startswith("=") for path in paths))

    @property
    def deepest(self) -> int:
        return max(map(len, self.paths), default=0)

    def at(self, depth: int | None = None) -> Level:
        """The level ``depth`` steps from the top; what ends above it stays as it is.

        Parameters
        ----------
        depth : int, optional
            1 = the coarsest; more than ``deepest`` is the finest. None takes main groups for patent
            classes, and capabilities as they are for others.

        Raises
        ------
        InvalidParameter
            if it is below 1.
        """
        if depth is None:
            depth = MAIN_GROUP if self.coded else max(self.deepest, 1)
        if depth < 1:
            raise InvalidParameter(f"The class level is {depth}; it can be 1 (the coarsest) or more.")
        keys = [path[:depth] for path in self.paths]
        number = {key: group for group, key in enumerate(sorted(set(keys)))}
        group_of = np.fromiter((number[key] for key in keys), dtype=np.int32, count=len(keys))
        words = {path: name for path, name in zip(self.paths, self.names, strict=True)}
        called = tuple(words.get(key, key[-1].removeprefix("=")) for key in number)
        return Level(depth, self._name(depth), group_of, called)

    def all(self) -> list[Level]:
        """Every level, the finest first."""
        return [self.at(depth) for depth in range(self.deepest, 0, -1)]

    def _name(self, depth: int) -> str:
        if self.coded:
            return CODE_LEVELS[min(depth, len(CODE_LEVELS)) - 1]
        return "capability" if depth >= self.deepest else f"depth {depth}"


def _from_the_top(hierarchy: Hierarchy, capability: int) -> list[int]:
    return [*reversed(hierarchy.above(capability)), capability]
