"""A ground on disk and back: its arrays, and what is to be known about them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ecosystem.cache import load_arrays, save_arrays
from ecosystem.maps.ground.discs import Discs
from ecosystem.maps.ground.ground import Ground
from ecosystem.maps.ground.layout import Frame, Layout
from ecosystem.maps.ground.territories import Territories
from scoring.snapshot import Strings

FORMAT: Final = 1
"""Changes when the same data would give another ground: what was kept before is made anew."""


def save_ground(ground: Ground, folder: Path, key: str, about: Mapping[str, Any] | None = None) -> None:
    """Write a ground under a key of a folder, all or nothing; ``about`` comes back with it."""
    ids = Strings.of(ground.ids)
    territories, layout = ground.territories, ground.layout
    arrays: dict[str, NDArray[Any]] = {
        "ids/offsets": ids.offsets, "ids/data": ids.data, "community": territories.community,
        "region": territories.region, "position": layout.position,
        "communities/centre": layout.communities.centre, "communities/radius": layout.communities.radius,
        "regions/centre": layout.regions.centre, "regions/radius": layout.regions.radius,
    }
    said = {
        "ground": FORMAT, "lone": territories.lone, "colours": list(ground.colours), "about": dict(about or {}),
        "quality": None if np.isnan(territories.quality) else territories.quality,
        "frame": [layout.frame.unit, layout.frame.left, layout.frame.top],
        "region_names": {each: list(names) for each, names in ground.region_names.items()},
        "community_names": {each: list(names) for each, names in ground.community_names.items()},
    }
    save_arrays(arrays, folder, key, said)


def load_ground(folder: Path, key: str) -> tuple[Ground, Mapping[str, Any]] | None:
    """A ground and what was said about it; None if there is none, or one of an earlier form."""
    found = load_arrays(folder, key)
    if found is None:
        return None
    arrays, said = found
    if not isinstance(said, dict) or said.get("ground") != FORMAT:
        return None
    quality = float("nan") if said["quality"] is None else float(said["quality"])
    layout = Layout(
        arrays["position"], Discs(arrays["communities/centre"], arrays["communities/radius"]),
        Discs(arrays["regions/centre"], arrays["regions/radius"]), Frame(*said["frame"]),
    )
    return Ground(
        tuple(Strings(arrays["ids/offsets"], arrays["ids/data"])),
        Territories(arrays["community"], arrays["region"], int(said["lone"]), quality), layout,
        _names(said["region_names"]), _names(said["community_names"]), tuple(said["colours"]),
    ), said["about"]


def _names(said: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(names) for language, names in said.items()}
