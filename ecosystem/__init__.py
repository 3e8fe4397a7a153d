"""The partner ecosystem: stores, imports, snapshots and the one facade over them.

>>> from ecosystem import Ecosystem
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecosystem.service import Ecosystem

__all__ = ["Ecosystem"]


def __getattr__(name: str) -> object:
    """Load the facade on first use, so that ``import ecosystem`` costs next to nothing."""
    if name == "Ecosystem":
        from ecosystem.service import Ecosystem

        return Ecosystem
    raise AttributeError(f"module 'ecosystem' has no attribute {name!r}")
