"""What would one organisation add to another: what it needs, or other parts of the same fields?

Overlap says who is alike; complementary is who works in the same field on something else. Where the
asking organisation has said what it needs, need coverage answers instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Reason, Tags
from scoring.dense import DenseScorer, largest_first
from scoring.hierarchy import Hierarchy
from scoring.needs import NeedCoverage
from scoring.overlap import PortfolioScorer, capability_facts
from scoring.snapshot import PROFILE, Snapshot
from scoring.wording import count_of, listed, name_of, percent, possessive

Floats = NDArray[np.float64]
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Makri:
    """Likeness and complementarity of two portfolios, from the first one's side."""

    overlap_classes: float
    overlap_fields: float
    similarity: float
    complementarity: float


def makri(mine: Mapping[str, float], theirs: Mapping[str, float], fields: Mapping[str, str]) -> Makri:
    """Likeness and complementarity of knowledge (Makri, Hitt & Lane), directed, each in [0, 1].

    ``OC = Σ_{c common} (a_c + t_c) / (n_a + n_t)``, ``OF`` the same for fields;
    ``similarity = OC · Σ_{c common} a_c / n_a``,
    ``complementarity = (OF − OC) · Σ_{f common} a_f / n_a``.

    Parameters
    ----------
    mine, theirs
        amounts by class.
    fields
        the field of each class; a class that is missing is its own field.

    Returns
    -------
    Makri
        all NaN where either portfolio is empty.

    Examples
    --------
    >>> fields = {"cathodes": "batteries", "anodes": "batteries"}
    >>> makri({"cathodes": 1}, {"anodes": 1}, fields).complementarity
    1.0
    >>> makri({"cathodes": 1}, {"cathodes": 1}, fields).complementarity
    0.0

    References
    ----------
    Makri, M., Hitt, M. & Lane, P. (2010), Strategic Management Journal 31:601. The formula is from
    second-hand accounts; the paper's own text could not be checked.
    """
    mine, theirs = ({key: value for key, value in each.items() if value > 0} for each in (mine, theirs))
    if not mine or not theirs:
        return Makri(*(float("nan"),) * 4)
    my_fields, their_fields = _by_field(mine, fields), _by_field(theirs, fields)
    my_total = sum(mine.values())
    total = my_total + sum(theirs.values())
    common, fields_common = mine.keys() & theirs.keys(), my_fields.keys() & their_fields.keys()
    classes = sum(mine[key] + theirs[key] for key in sorted(common)) / total
    wider = sum(my_fields[key] + their_fields[key] for key in sorted(fields_common)) / total
    return Makri(
        classes, wider, classes * sum(mine[key] for key in sorted(common)) / my_total,
        max(0.0, wider - classes) * sum(my_fields[key] for key in sorted(fields_common)) / my_total,
    )


def _by_field(amounts: Mapping[str, float], fields: Mapping[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, value in amounts.items():
        field = fields.get(key, key)
        found[field] = found.get(field, 0.0) + value
    return found


class MyFields(NamedTuple):
    """Every class of the fields that one partner works in, field by field."""

    classes: NDArray[np.int32]
    fields: NDArray[np.int32]
    mine: Floats  # the partner's amount in the class
    mine_in_field: Floats  # and in the whole field


class Field(NamedTuple):
    """What two portfolios hold in one field that both work in."""

    field: int
    mine: float
    theirs: float
    apart: float  # of both together, what is in capabilities that only one of them holds
    added: tuple[int, ...]  # the other one's capabilities that the asker lacks


class MakriComplementarity(PortfolioScorer):
    """Same fields, other capabilities: ``(OF − OC) · Σ_{f common} a_f / n_a``.

    ``OF`` is the share of both portfolios that lies in fields of both, ``OC`` the share in
    capabilities of both. The field of a capability is the next broader one, or itself where there is
    none; without any hierarchy the score is 0 for everybody. Directed: the last factor is the share
    of the asker's portfolio in common fields. Each common field contributes what of it lies in
    different capabilities, times that factor. The interval is Wilson's, as for ``overlap``, and is
    rougher here, since the score is a product of two shares.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> broader = {"cathodes": "batteries", "anodes": "batteries"}
    >>> snapshot = tiny_snapshot(profile={"a": {"cathodes": 1}, "b": {"anodes": 1}}, broader=broader)
    >>> float(MakriComplementarity().fit(snapshot).scores_for(0)[1])
    1.0

    References
    ----------
    Makri, M., Hitt, M. & Lane, P. (2010), Strategic Management Journal 31:601.
    """

    name: ClassVar[str] = "makri"
    about: ClassVar[str] = "How much it does in your fields that you do not do, and the reverse"
    tags: ClassVar[Tags] = Tags(requires=frozenset({PROFILE}), additive=False)
    quick_towards: ClassVar[bool] = True

    fields_: NDArray[np.int32]

    def fit(self, snapshot: Snapshot) -> Self:
        super().fit(snapshot)
        self.fields_ = Hierarchy.of(snapshot).fields()
        order = np.argsort(self.fields_, kind="stable")
        self.classes_by_field_ = order.astype(np.int32)
        self.field_starts_ = np.searchsorted(self.fields_[order], np.arange(len(order) + 1))
        return self

    def values_for(self, row: int) -> Floats:
        index, asked = self._index, self._classes_of_my_fields(row)
        scores = np.zeros(len(index.totals))
        # What is the same on both sides cancels; the kernel leaves no 1e-17 of it behind.
        index.kernels.makri(index.indptr, index.rows, index.weights, index.totals, asked.classes,
                            asked.fields, asked.mine, asked.mine_in_field, float(index.totals[row]), scores)
        return scores

    def values_towards(self, row: int) -> Floats | None:
        index, count = self.postings_, self.snapshot_.partner_count
        if index is None or self.unknown_[row]:
            return np.full(count, np.nan)
        asked = self._classes_of_my_fields(row)
        seen, (apart, theirs) = np.full(count, -1), np.zeros((2, count))
        for each, field, mine, in_field in zip(*(part.tolist() for part in asked), strict=True):
            span = slice(index.indptr[each], index.indptr[each + 1])
            held = index.weights[span] > 0
            at, weights = index.rows[span][held], index.weights[span][held].astype(np.float64)
            first = at[seen[at] != field]
            seen[first] = field
            apart[first] += in_field
            apart[at] += -mine if mine > 0 else weights
            theirs[at] += weights
        total = float(index.totals[row])
        apart[apart < 1e-12 * total] = 0.0  # what is the same on both sides cancels but for rounding
        scores = np.minimum(apart * theirs / ((index.totals + total) * index.divisors), 1.0)
        return np.where(self.unknown_, np.nan, scores)

    def _classes_of_my_fields(self, row: int) -> MyFields:
        classes, weights = self._index.of(row)
        fields, position = np.unique(self.fields_[classes], return_inverse=True)
        in_field = np.bincount(position, weights)
        wanted = [self.classes_by_field_[self.field_starts_[each] : self.field_starts_[each + 1]] for each in fields]
        sizes = [len(each) for each in wanted]
        mine = np.zeros(len(self.fields_))
        mine[classes] = weights
        every = np.concatenate(wanted)
        return MyFields(every, np.repeat(fields, sizes), mine[every], np.repeat(in_field, sizes))

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        common = self._common_fields(row, other)
        parts = self._parts(row, other, common)
        return self.explanation(row, other, parts, self._field_evidence(row, other, common, parts, shown))

    def _parts(self, row: int, other: int, common: list[Field]) -> Floats:
        totals = self._index.totals
        factor = sum(each.mine for each in common) / totals[row]
        return np.array([each.apart / (totals[row] + totals[other]) * factor for each in common], dtype=np.float64)

    def _common_fields(self, row: int, other: int) -> list[Field]:
        mine, theirs = (self._held_by_field(each) for each in (row, other))
        found = []
        for field in sorted(mine.keys() & theirs.keys()):
            ours, those = mine[field], theirs[field]
            added = [each for each in those if each not in ours]
            apart = sum(ours[each] for each in ours if each not in those) + sum(those[each] for each in added)
            found.append(Field(field, sum(ours.values()), sum(those.values()), apart,
                               tuple(sorted(added, key=lambda each: (-those[each], each)))))
        return found

    def _held_by_field(self, row: int) -> dict[int, dict[int, float]]:
        classes, weights = self._index.of(row)
        found: dict[int, dict[int, float]] = {}
        for each, field, weight in zip(classes.tolist(), self.fields_[classes].tolist(), weights.tolist(),
                                       strict=True):
            found.setdefault(field, {})[each] = weight
        return found

    def _field_evidence(self, row: int, other: int, common: list[Field],
                        parts: Floats, shown: int) -> tuple[Evidence, ...]:
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        if not common:
            return (Evidence("no common field", 0.0,
                             f"Nothing on record says that {me} and {them} work in a common field."),)
        named, rest = largest_first(parts, shown)
        evidence = [self._about_field(row, other, common[position], float(parts[position])) for position in named]
        if rest:
            evidence.append(Evidence("other fields", float(parts[rest].sum()),
                                     f"Both work in {count_of(len(rest), 'other field', 'other fields')} as well."))
        return tuple(evidence)

    def _about_field(self, row: int, other: int, field: Field, part: float) -> Evidence:
        capabilities, totals = self.snapshot_.nodes["Capability"], self._index.totals
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        name = name_of(capabilities, field.field)
        sentence = (f"Both work in {name}: {percent(field.mine / totals[row])} of {possessive(me)} portfolio, "
                    f"{percent(field.theirs / totals[other])} of {possessive(them)}; "
                    f"{percent(field.apart / (field.mine + field.theirs))} of that is in different capabilities")
        added = field.added[:_NAMED]
        if added:
            names = [name_of(capabilities, each) for each in added]
            if len(field.added) > _NAMED:
                names.append(f"{len(field.added) - _NAMED:,} more")
            sentence += f", {them} adding {listed(names)}"
        layer = self.snapshot_.layer(PROFILE)
        facts = tuple(fact for each in added for fact in capability_facts(self.snapshot_, layer, each, (other,)))
        return Evidence(name, part, f"{sentence}.", facts)


class Complementarity(DenseScorer):
    """What it would add: need coverage where the asker has needs, else Makri's complementarity.

    ``Σ_g w_g a_pg / Σ_g w_g`` over needs (``need_coverage``), or ``(OF − OC) · Σ_{f common} a_f / n_a``
    (``makri``). The flag ``by_needs`` or ``by_portfolio`` says which. Scores of two askers are comparable
    only if both are of one kind. Which one stands is defined by this product.

    Parameters
    ----------
    need : str, optional
        id of one need of the asker, which alone counts then.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(needs={"me": {"x": 3, "y": 1}}, profile={"you": {"x": 1}})
    >>> why = Complementarity().fit(snapshot).explain(0, 1)
    >>> why.score, why.flags[-1]
    (0.75, 'by_needs')
    """

    name: ClassVar[str] = "complementarity"
    about: ClassVar[str] = "What it would add: your needs if they are known, else other parts of your fields"
    tags: ClassVar[Tags] = Tags(requires=frozenset({PROFILE}), additive=False)
    quick_towards: ClassVar[bool] = True

    needs_: NeedCoverage
    makri_: MakriComplementarity

    def __init__(self, *, need: str | None = None) -> None:
        self.need = need

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        self.needs_ = NeedCoverage(need=self.need).fit(snapshot)
        self.makri_ = MakriComplementarity().fit(snapshot)
        self.unknown_ = self.needs_.unknown_
        return self

    def by_needs(self, row: int) -> bool:
        """Whether it is the asker's needs that are looked at."""
        return self.need is not None or self.needs_.asker_reason(row) is None

    def _chosen(self, row: int) -> DenseScorer:
        return self.needs_ if self.by_needs(row) else self.makri_

    def unknown_for(self, row: int) -> NDArray[np.bool_]:
        return self._chosen(row).unknown_for(row)

    def is_unknown(self, row: int, other: int) -> bool:
        return self._chosen(row).is_unknown(row, other)

    def asker_reason(self, row: int) -> Reason | None:
        return self._chosen(row).asker_reason(row)

    def values_for(self, row: int) -> Floats:
        return self._chosen(row).values_for(row)

    def values_towards(self, row: int) -> Floats | None:
        by_need, by_portfolio = self.needs_.scores_towards(row), self.makri_.values_towards(row)
        if self.need is not None or by_portfolio is None:
            return by_need
        owners, _, _ = self.needs_.needs_.of_everybody()
        by_portfolio[owners] = by_need[owners]
        return by_portfolio

    def supports(self, row: int) -> Floats:
        return self._chosen(row).supports(row)

    def support(self, row: int, other: int) -> float:
        return self._chosen(row).support(row, other)

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        chosen = self._chosen(row)
        why = chosen.explain_known(row, other, shown)
        return replace(why, flags=(*why.flags, "by_needs" if chosen is self.needs_ else "by_portfolio"))
