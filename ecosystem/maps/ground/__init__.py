"""The fixed ground of all maps of a day: which territories there are, what they are called, where everybody stands."""

from __future__ import annotations

from ecosystem.maps.ground.ground import Ground, ground_of, on_grid
from ecosystem.maps.ground.layout import between_frames
from ecosystem.maps.ground.naming import name_in

__all__ = ["Ground", "between_frames", "ground_of", "name_in", "on_grid"]
