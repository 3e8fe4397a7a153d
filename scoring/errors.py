"""What can go wrong while scoring.

    ScoringError
    ├── MissingLayer      the snapshot does not hold what the scorer declares to need
    ├── UnknownScorer     no scorer is registered under this name
    ├── InvalidParameter  a scorer was made with a value that it cannot work with
    ├── NotAGraphOfOurs   a networkx graph does not say what a snapshot needs to know
    ├── ImpossibleChange  a what-if that contradicts itself or the snapshot
    └── (sklearn.exceptions.NotFittedError)   asked before ``fit``
"""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.exceptions import NotFittedError

__all__ = [
    "ImpossibleChange",
    "InvalidParameter",
    "MissingLayer",
    "NotAGraphOfOurs",
    "NotFittedError",
    "ScoringError",
    "UnknownScorer",
]


class ScoringError(Exception):
    """Root of this package's own errors."""


class MissingLayer(ScoringError):
    """The snapshot lacks a layer that was asked for."""

    def __init__(self, layer: str, present: Sequence[str]) -> None:
        self.layer = layer
        super().__init__(f"The snapshot has no layer {layer!r}; it has: {', '.join(present) or 'none'}.")


class UnknownScorer(ScoringError):
    """No scorer has this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name, self.known = name, tuple(known)
        super().__init__(f"There is no scorer {name!r}; there are: {', '.join(known)}.")


class InvalidParameter(ScoringError, ValueError):
    """A constructor parameter has a value that means nothing; found at ``fit``."""


class NotAGraphOfOurs(ScoringError, ValueError):
    """A graph cannot be read as a snapshot."""


class ImpossibleChange(ScoringError, ValueError):
    """A change that cannot be made to a snapshot; the message says which and why."""
