"""Which capability is part of which? The ``capabilities.broader_id`` layer, read both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.snapshot import Snapshot

BROADER: Final = "capabilities.broader_id"


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """A forest, or nearly: what goes round in circles is cut wherever a walk would begin anew.

    Attributes
    ----------
    broader
        row of the broader capability, -1 where there is none.
    """

    broader: NDArray[np.int32]
    _up: list[int]  # the same, for walks one by one
    _order: NDArray[np.int64]  # capabilities sorted by what is broader
    _starts: NDArray[np.int64]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Hierarchy:
        count = len(snapshot.nodes["Capability"]) if "Capability" in snapshot.nodes else 0
        broader = np.full(count, -1, dtype=np.int32)
        layer = snapshot.layers.get(BROADER)
        if layer is not None:
            filled = np.flatnonzero(np.diff(layer.indptr))
            broader[filled] = layer.indices[layer.indptr[filled]]
        order = np.argsort(broader, kind="stable")
        starts = np.searchsorted(broader[order], np.arange(count + 1))
        return cls(broader, broader.tolist(), order, starts)

    def narrower(self, capability: int) -> list[int]:
        """The capabilities directly below, ascending."""
        found: list[int] = self._order[self._starts[capability] : self._starts[capability + 1]].tolist()
        return found

    def below(self, top: int) -> dict[int, list[int]]:
        """``top`` and everything below it, each with what is directly below; broader ones first.

        Every capability has one broader one, so a walk down can only meet ``top`` again, and it does
        not enter it twice.
        """
        found: dict[int, list[int]] = {}
        waiting = [top]
        while waiting:
            capability = waiting.pop()
            found[capability] = [each for each in self.narrower(capability) if each != top]
            waiting += found[capability]
        return found

    def above(self, capability: int) -> dict[int, int]:
        """What is broader, step by step until it ends or begins anew, each with the one just below."""
        found: dict[int, int] = {}
        below, current = capability, self._up[capability]
        while current >= 0 and current != capability and current not in found:
            found[current] = below
            below, current = current, self._up[current]
        return found

    def fields(self) -> NDArray[np.int32]:
        """Per capability the broader one, or itself where there is none: its *field*."""
        return np.where(self.broader >= 0, self.broader, np.arange(len(self.broader), dtype=np.int32))
