"""The contract of a partner scorer: what it is given, what it answers, how it explains itself.

``tests/contract/test_scorer_contract.py`` is the definition; ``allygraph.scorers`` entry points are
held to the same suite.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from scoring.errors import NotFittedError
from scoring.snapshot import Snapshot


class Reason(StrEnum):
    """Why a score is undefined (NaN inside, ``null`` outside)."""

    NO_DATA = "no_data"  # the asking partner has nothing in a layer that is needed
    OTHER_NO_DATA = "other_no_data"  # the other one has nothing there
    NO_NEEDS = "no_needs"  # needs are asked about and none is known
    TOO_FEW = "too_few"  # one of the two has too few facts for this measure to mean anything
    SELF = "self"  # a partner is not its own partner


@dataclass(frozen=True, slots=True)
class Tags:
    """What a scorer declares about itself.

    ``symmetric``: ``scores_for(a)[b] == scores_for(b)[a]``. ``requires``: layers without which
    nothing is defined. ``additive``: the score is a sum over parts by its own formula (otherwise
    parts are attributions that sum to it).
    """

    symmetric: bool = False
    requires: frozenset[str] = frozenset()
    additive: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is on record and bears on a score.

    ``kind`` is a table of the model, ``id`` the node at the far end (a capability, a partnership, a
    partner); ``fact`` points into the snapshot's provenance (-1: nothing is said).
    """

    kind: str
    id: str
    fact: int = -1
    partner: int = -1  # row of the partner the fact is about


@dataclass(frozen=True, slots=True)
class Evidence:
    """One part of a score: how much, why in a sentence, and the facts behind it."""

    part: str
    contribution: float
    sentence: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a partner scores as it does. ``sum(part.contribution) == score`` within 1e-9.

    ``low``/``high`` bound the score where facts are few or missing; ``coverage`` is the share of
    what the score asks for that is known; ``support`` the number of facts of the thinner side.
    An undefined score is NaN with a ``reason`` and no parts.
    """

    score: float
    low: float
    high: float
    coverage: float
    support: float
    parts: tuple[Evidence, ...] = ()
    flags: tuple[str, ...] = field(default=())
    reason: Reason | None = None


class PartnerScorer(BaseEstimator, ABC):  # type: ignore[misc]
    """How good a partner another organisation would be, for every organisation at once.

    The constructor stores keyword parameters and nothing else. ``fit`` returns ``self`` and writes
    attributes that end in ``_``; the snapshot stays as it was.
    """

    name: ClassVar[str]
    tags: ClassVar[Tags]
    about: ClassVar[str] = ""  # one line for users: what a high score means
    quick_towards: ClassVar[bool] = False  # whether ``scores_towards`` costs about what ``scores_for`` does
    snapshot_: Snapshot

    @abstractmethod
    def fit(self, snapshot: Snapshot) -> Self:
        """Prepare for one snapshot; sets at least ``snapshot_``. A missing layer is not an error
        here: every score is then NaN with ``Reason.NO_DATA``."""

    @abstractmethod
    def scores_for(self, row: int) -> NDArray[np.float64]:
        """One float per partner row, in [0, 1] and higher is better, or NaN where undefined.

        Raises
        ------
        NotFittedError
            before ``fit``.
        """

    @abstractmethod
    def reason_for(self, row: int, other: int) -> Reason | None:
        """Why ``scores_for(row)[other]`` is NaN; None where it is a number."""

    @abstractmethod
    def explain(self, row: int, other: int) -> Explanation:
        """The parts of one score; they sum to ``scores_for(row)[other]`` within 1e-9."""

    def support_for(self, row: int) -> NDArray[np.float64]:
        """``explain(row, other).support`` for every partner row, so that candidates can be filtered.

        This one asks ``explain`` row by row; a scorer that can do better should.
        """
        self._check_fitted()
        count = self.snapshot_.partner_count
        return np.fromiter((self.explain(row, other).support for other in range(count)), np.float64, count)

    def scores_towards(self, row: int, others: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        """``scores_for(other)[row]`` for every partner ``other``: what each would see in this one.

        This one asks ``explain`` for each of ``others`` (all by default; NaN elsewhere); a directed
        scorer that can do better should, and set ``quick_towards``.
        """
        self._check_fitted()
        if self.tags.symmetric:
            return self._only(self.scores_for(row), others)
        asked = np.arange(self.snapshot_.partner_count) if others is None else others
        scores = np.full(self.snapshot_.partner_count, np.nan)
        scores[asked] = [self.explain(other, row).score for other in asked.tolist()]
        return scores

    @staticmethod
    def _only(scores: NDArray[np.float64], others: NDArray[np.int64] | None) -> NDArray[np.float64]:
        """The scores of some, NaN for the rest."""
        if others is None:
            return scores
        kept = np.full(len(scores), np.nan)
        kept[others] = scores[others]
        return kept

    def _check_fitted(self) -> None:
        # sklearn's check_is_fitted inspects tags and costs more than explaining one pair.
        if not hasattr(self, "snapshot_"):
            raise NotFittedError(f"This {type(self).__name__} has no snapshot yet; call fit(snapshot) first.")
