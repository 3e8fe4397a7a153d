"""What ``eco.maps`` says of itself, and a drawing as plain tables: the body of ``format=json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ecosystem.answers.showing import Listed

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class MapParameter:
    """One thing that a view asks for. ``kind``: text, day, whole number, number or switch."""

    name: str
    kind: str
    required: bool
    default: Value
    about: str
    about_zh: str


@dataclass(frozen=True, slots=True)
class MapView:
    """One way to look at the ecosystem, and what it finds."""

    name: str
    title: str
    title_zh: str
    about: str
    about_zh: str
    parameters: tuple[MapParameter, ...]


@dataclass(frozen=True, slots=True)
class MapFormat:
    """What a map can be had as; ``needs`` names the extra that has to be installed for it."""

    name: str
    media_type: str
    about: str
    needs: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class MapViews(Listed):
    """Every view with its parameters, and every format."""

    items: tuple[MapView, ...]
    formats: tuple[MapFormat, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapAnchor:
    """The ground that maps follow: of which day and snapshot, and how many organisations stand on it.

    Without an anchor ``anchored`` is false and all else None.
    """

    anchored: bool
    as_of: date | None = None
    snapshot: str | None = None
    organisations: int | None = None


@dataclass(frozen=True, slots=True)
class MapMark:
    """One mark, at ``x``, ``y`` on a square of ``grid`` steps whose y grows downwards.

    Attributes
    ----------
    kind
        ``organisation``, ``capability``, ``patent``, ``channel`` or ``need``.
    role
        why it is lit: ``self``, ``partner``, ``candidate``, ``held``, ``next``, ``lacking``, ``entered``,
        ``left``, ``changed``, ``path``; ``other`` where it is not.
    rank
        its place in the list that the view shows; None where it stands in none.
    lenses
        by lens what the mark is there; None where that is not known.
    evidence
        sentences behind it.
    """

    id: str
    name: str
    kind: str
    role: str
    x: int
    y: int
    size: float
    region: str | None
    community: str | None
    rank: int | None
    lenses: Mapping[str, str | None]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapTie:
    """A line between two marks (positions in ``marks``). ``state``: known, new, gone, changed, predicted."""

    first: int
    second: int
    kind: str
    weight: float | None
    state: str


@dataclass(frozen=True, slots=True)
class MapRegion:
    name: str
    x: int
    y: int
    radius: int
    count: int


@dataclass(frozen=True, slots=True)
class MapCommunity:
    name: str
    region: str
    x: int
    y: int
    radius: int
    count: int


@dataclass(frozen=True, slots=True)
class MapBundle:
    """All ties between two communities (positions in ``communities``), and the strongest in words."""

    first: int
    second: int
    count: int
    crosses: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapLane:
    """A strip from ``start`` to ``stop`` along x."""

    name: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class MapTick:
    at: int
    label: str


@dataclass(frozen=True, slots=True)
class MapAxis:
    title: str
    ticks: tuple[MapTick, ...]
    divide: int | None


@dataclass(frozen=True, slots=True)
class MapAxes:
    """``quadrants`` are named from the upper left, row by row."""

    x: MapAxis
    y: MapAxis
    quadrants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapKey:
    """One line of the legend."""

    channel: str
    code: int
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """A whole drawing as tables; ``marks`` stand in the order in which they deserve a label."""

    view: str
    parameters: Mapping[str, Value]
    as_of: date
    snapshot: str
    language: str
    title: str
    reading: str
    shown: int
    total: int
    sources: tuple[str, ...]
    grid: int
    size_means: str
    marks: tuple[MapMark, ...]
    ties: tuple[MapTie, ...]
    regions: tuple[MapRegion, ...]
    communities: tuple[MapCommunity, ...]
    bundles: tuple[MapBundle, ...]
    lanes: tuple[MapLane, ...]
    axes: MapAxes | None
    legend: tuple[MapKey, ...]
