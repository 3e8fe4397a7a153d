"""Which scorers are there? A written-out table, and what other packages add by entry point."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Mapping
from functools import lru_cache
from importlib import metadata
from types import MappingProxyType
from typing import Any, Final

from scoring.base import PartnerScorer
from scoring.baselines import AdamicAdar, CommonNeighbours, Popularity, ResourceAllocation
from scoring.blend import Blend
from scoring.complementarity import Complementarity, MakriComplementarity
from scoring.complements.channels import ChannelGain
from scoring.complements.complement_tau import ComplementTau
from scoring.complements.rhythm import Rhythm
from scoring.complements.valuechain import ValueChain
from scoring.errors import UnknownScorer
from scoring.fit.scorer import Fit
from scoring.likeness.bm25 import Bm25
from scoring.likeness.citations import CrossCitation
from scoring.likeness.corrected import PopularityCorrected
from scoring.likeness.mahalanobis import Mahalanobis
from scoring.likeness.morisita import Morisita
from scoring.likeness.pools import PatentPools
from scoring.likeness.sets import Containment, Jaccard
from scoring.needs import NeedCoverage
from scoring.network.popularity import CountryPopularity, RecentPopularity
from scoring.network.standing import Standing
from scoring.network.walks import Katz, PersonalisedPageRank
from scoring.overlap import Jaffe, Overlap, TfidfCosine

GROUP: Final = "allygraph.scorers"
"""Entry-point group: ``name = "package.module:ScorerClass"``."""

_OURS: Final[tuple[type[PartnerScorer], ...]] = (
    Blend, Complementarity, NeedCoverage, MakriComplementarity, ComplementTau, ValueChain, ChannelGain, Rhythm, Fit,
    Overlap, Jaffe, TfidfCosine, PopularityCorrected, Jaccard, Containment,
    Mahalanobis, Morisita, Bm25, PatentPools, CrossCitation,
    Popularity, CommonNeighbours, AdamicAdar, ResourceAllocation,
    RecentPopularity, CountryPopularity, Standing, Katz, PersonalisedPageRank,
)

SCORERS: Final[Mapping[str, type[PartnerScorer]]] = MappingProxyType({each.name: each for each in _OURS})
"""Our own scorers by their stable names, in the order in which they are listed to users."""

_log = logging.getLogger(__name__)


def scorer_names() -> tuple[str, ...]:
    """All names: ours in their order, then those of other packages by name."""
    return (*SCORERS, *sorted(_plugins()))


def scorer_class(name: str) -> type[PartnerScorer]:
    """The class behind a name.

    Raises
    ------
    UnknownScorer
        if nothing is registered under it.
    """
    found = SCORERS.get(name) or _plugins().get(name)
    if found is None:
        raise UnknownScorer(name, scorer_names())
    return found


def get_scorer(name: str, **parameters: Any) -> PartnerScorer:
    """A new, unfitted scorer.

    Raises
    ------
    UnknownScorer
        if nothing is registered under ``name``.
    TypeError
        if the scorer has no such parameter; ``parameters_of`` tells.

    Examples
    --------
    >>> get_scorer("overlap").tags.symmetric
    True
    """
    return scorer_class(name)(**parameters)


def parameters_of(name: str) -> frozenset[str]:
    """The names of a scorer's parameters, e.g. to know whether it can be asked for one need."""
    signature = inspect.signature(scorer_class(name).__init__)
    return frozenset(signature.parameters) - {"self", "args", "kwargs"}


@lru_cache(maxsize=1)
def _plugins() -> Mapping[str, type[PartnerScorer]]:
    """Scorers of other packages. One that cannot be loaded is named in the log and left out."""
    found: dict[str, type[PartnerScorer]] = {}
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        try:
            loaded = entry.load()
        except Exception as error:  # anything may go wrong in code that is not ours
            _log.warning("The scorer %r (%s) cannot be loaded and is left out: %s: %s",
                         entry.name, entry.value, type(error).__name__, error)
            continue
        if not (isinstance(loaded, type) and issubclass(loaded, PartnerScorer)):
            _log.warning("The scorer %r (%s) is no PartnerScorer and is left out.", entry.name, entry.value)
        elif entry.name in SCORERS or entry.name in found:
            _log.warning("The scorer %r (%s) has a taken name and is left out.", entry.name, entry.value)
        else:
            found[entry.name] = loaded
    return MappingProxyType(found)
