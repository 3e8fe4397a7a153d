"""Who is ranked for a fit, in which order, and how is a question spelt?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ecosystem.answers import Exclusion, FactRef
from ecosystem.answers.fit import FitDimension, FitReference, FitSettings
from ecosystem.errors import InvalidParameter
from ecosystem.evidence import evidence_parts
from ecosystem.exclusions import proposable, stated_exclusions
from ecosystem.view import View
from scoring.base import Evidence
from scoring.dense import support_flags
from scoring.errors import InvalidParameter as Refused
from scoring.fit.parts import DIMENSION_NAMES, DIMENSIONS, NAMES, PARTS
from scoring.fit.scorer import VETO, Fit, PartTable, weights_of
from scoring.fit.words import Said, part_evidence, reference_sentence
from scoring.wording import possessive

Numbers = Mapping[str, float] | Sequence[str] | None
"""Numbers by names: a mapping, or texts ``NAME:NUMBER`` as addresses and options give them."""

MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FitAsked:
    """How a fit is asked for; what it means stands in ``scoring.fit.scorer.Fit``."""

    weights: Numbers = None
    power: float = -1.0
    order: str = "low"
    wish: float = 0.5
    unknown: str = "whole"
    veto: Numbers = None
    need: str | None = None

    def scorer(self, view: View, row: int) -> Fit:
        """The fitted scorer for these parameters.

        Raises
        ------
        InvalidParameter, UnknownNode
        """
        fitted = view.scorer("fit")
        assert isinstance(fitted, Fit)
        if self.need is not None:
            self._check_need(view, fitted, row)
        try:
            return fitted.asked(
                weights=numbers(self.weights, "weights"), power=self.power, order=self.order, wish=self.wish,
                unknown=self.unknown, veto=numbers(self.veto, "veto"), need=self.need,
            )
        except Refused as error:
            raise InvalidParameter(str(error)) from error

    def _check_need(self, view: View, scorer: Fit, row: int) -> None:
        assert self.need is not None
        view.node_row("Need", self.need)
        if not scorer.facts_.needs_of(row, self.need):
            whose = possessive(view.reference(row).name)
            raise InvalidParameter(f"The need {self.need[:80]!r} is none of {whose} needs, or weighs nothing.")

    def settings(self) -> FitSettings:
        """What was asked, with what stands where nothing was said."""
        parts, dimensions = weights_of(numbers(self.weights, "weights"))
        veto = numbers(self.veto, "veto")
        return FitSettings(
            weights=dict(zip(DIMENSION_NAMES, dimensions.tolist(), strict=True)),
            part_weights=dict(zip(NAMES, parts.sum(axis=1).tolist(), strict=True)),
            power=self.power if math.isfinite(self.power) else f"{self.power:g}", order=self.order, wish=self.wish,
            unknown=self.unknown, veto=dict(VETO if veto is None else veto), need=self.need,
        )


def numbers(given: Numbers, what: str) -> Mapping[str, float] | None:
    """Numbers by names.

    Raises
    ------
    InvalidParameter
        for a text that is not ``NAME:NUMBER``, or a name that stands twice.

    Examples
    --------
    >>> numbers(["culture:2", "rd_rhythm:0.5"], "weights")
    {'culture': 2.0, 'rd_rhythm': 0.5}
    """
    if given is None or isinstance(given, Mapping):
        return given
    found: dict[str, float] = {}
    for text in given:
        name, colon, number = text.partition(":")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not colon or math.isnan(value) or name in found:
            raise InvalidParameter(f"{what}: {text[:60]!r} is not NAME:NUMBER with a name that stands once.")
        found[name] = value
    return found or None


@dataclass(frozen=True, eq=False)
class Ranking:
    """Everybody who could become a partner, best first: ties by coverage, then by id."""

    view: View
    row: int
    asked: FitAsked
    scorer: Fit
    table: PartTable
    rows: NDArray[np.int64]  # in order
    excluded: tuple[Exclusion, ...]

    @classmethod
    def of(cls, view: View, partner: str, asked: FitAsked) -> Ranking:
        """The ranking of one asker.

        Raises
        ------
        UnknownPartner, AmbiguousName, UnknownNode, InvalidParameter
        """
        row = view.row_of(partner)
        scorer = asked.scorer(view, row)
        table = scorer.table(row)
        allowed, excluded = _pool(view, row)
        scores = table.scores(asked.order)[allowed]
        # What is wholly unknown comes after what is known to be nothing.
        order = np.lexsort((allowed, -table.coverage[allowed].round(12), -scores))
        return cls(view, row, asked, scorer, table, allowed[order], excluded)

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """The scores in the order of the ranking."""
        return self.table.scores(self.asked.order)[self.rows]

    def rank_of(self, other: int) -> int | None:
        """1 for the best; None for who is not ranked."""
        found = np.flatnonzero(self.rows == other)
        return int(found[0]) + 1 if len(found) else None

    def dimensions(self, other: int) -> tuple[FitDimension, ...]:
        low, high = (self.table.dimensions(side[other]) for side in (self.table.low, self.table.high))
        known = np.minimum(self.table.known[other] @ self.table.part_weights, 1.0)
        return tuple(
            FitDimension(each.name, each.title, each.title_zh, float(self.table.weights[at]), float(low[at]),
                         max(float(high[at]), float(low[at])), float(known[at]))
            for at, each in enumerate(DIMENSIONS)
        )

    def reference(self) -> FitReference:
        medians, counts = self.table.reference
        fit = float(self.table.fit(medians))
        return FitReference(fit, dict(zip(NAMES, medians.tolist(), strict=True)),
                            dict(zip(NAMES, counts.tolist(), strict=True)), reference_sentence(fit, counts))

    def said(self, other: int) -> list[Said]:
        """Every part in words, in the order of the table."""
        return [part_evidence(self.scorer.facts_, self.row, other, part, self.asked.need) for part in PARTS]

    def facts(self, said: Said) -> tuple[FactRef, ...]:
        return evidence_parts(self.view, (Evidence(said.part, 0.0, said.sentence, said.facts),))[0].facts

    def flags(self, other: int) -> tuple[str, ...]:
        """Support, vetoes by thresholds, and what speaks against it on record; nobody is left out for it."""
        few = support_flags(self.scorer.support(self.row, other))
        return (*few, *self.scorer.veto_flags(self.table, other), *_on_record(self.view, self.row, other))


def _pool(view: View, row: int) -> tuple[NDArray[np.int64], tuple[Exclusion, ...]]:
    """Who is not a partner yet and not of the own group, and who was left out."""
    reasons = ("already_partner", view.partners_of(row).tolist()), ("own_group", view.group_of(row))
    return proposable(view, reasons, silently=(row,))


_LIKELY = 0.5
"""From which likelihood on a compliance risk on record is flagged."""


def _on_record(view: View, row: int, other: int) -> tuple[str, ...]:
    """``compliance`` where such a risk is likely, ``excluded_…`` where the asker has ruled somebody out."""
    flags = []
    risks, nodes = view.layer("risks.partner_id"), view.snapshot.nodes.get("Risk")
    if risks is not None and nodes is not None:
        kinds, likelihood = nodes.columns.get("kind"), nodes.columns.get("likelihood")
        for risk in np.flatnonzero(risks.indices == other).tolist():
            at = int(np.searchsorted(risks.indptr, risk, side="right")) - 1
            likely = float(likelihood[at]) if isinstance(likelihood, np.ndarray) else math.nan
            if kinds is not None and kinds[at] == "compliance" and likely >= _LIKELY:
                flags.append("compliance")
                break
    stated = stated_exclusions(view, row).get(other)
    if stated is not None:
        flags.append(f"excluded_{stated.kind}")
    return tuple(flags)
