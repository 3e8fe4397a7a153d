"""The fixed ground of all maps of a day: which territories there are, what they are called, where everybody stands."""

from __future__ import annotations

from ecosystem.maps.ground.ground import Ground, ground_of

__all__ = ["Ground", "ground_of"]
