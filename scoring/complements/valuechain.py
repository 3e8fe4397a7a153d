"""Do the industries of one organisation supply those of another?

``A_uv`` says how much of ``u`` goes into one unit of ``v``: from an input–output table where one is
given, else from who is on record to supply whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Fact, Reason, Tags
from scoring.complements.inputtable import INDUSTRIES, INPUTS, SOURCES, SUPPLIES, InputTable
from scoring.dense import DenseScorer, largest_first, support_flags
from scoring.postings import Postings, postings_of
from scoring.snapshot import Snapshot
from scoring.wording import count_of, name_of, number, percent

Floats = NDArray[np.float64]

_SUPPLIES_SHOWN: Final = 2


class Industry(NamedTuple):
    """A line of business of one partner: what is on record, and the row of the table it stands for."""

    given: int
    place: int  # -1 where neither it nor anything broader is in the table
    share: float


class ValueChain(DenseScorer):
    """How far the partner's industries supply the asker's: ``s_bᵀ A s_a / max A``.

    ``s`` are shares of each one's industries, ``A_uv`` the input of u per unit of v. Directed: who asks
    is the customer, and the score that the partner sees in the asker is the other way round (it stands in
    the explanation as well, as a part of 0). In [0, 1] through the largest coefficient of the table.

    ``A`` is the input–output table ``industry_inputs`` where one is given (flag ``by_input_table``), else
    counted from ``supplies`` (flag ``by_observed_supplies``). An industry that is not in the table is
    represented by the nearest broader one that is; where there is none, its share could be anything:
    ``high`` takes it as 1, ``coverage`` is what is left. Support is the number of coefficients or
    supplies that the table is made of, the same for every pair.

    Parameters
    ----------
    source : {"auto", "input_table", "observed_supplies"}
        where ``A`` comes from.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(links={
    ...     "partner_industries": {"maker": {"cars": 1}, "mill": {"steel": 1}, "both": {"steel": 1, "cars": 1}},
    ...     "industry_inputs": {"steel": {"cars": 0.2}}})
    >>> ValueChain().fit(snapshot).scores_for(1).tolist()
    [0.5, nan, 1.0]

    References
    ----------
    Fan, J. & Lang, L. (2000), Journal of Business 73:629.
    """

    name: ClassVar[str] = "value_chain"
    about: ClassVar[str] = "How far its industries supply yours (the reverse: how far yours supply its)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({INDUSTRIES}))
    quick_towards: ClassVar[bool] = True

    table_: InputTable
    postings_: Postings | None

    def __init__(self, *, source: str = "auto") -> None:
        self.source = source

    def fit(self, snapshot: Snapshot) -> Self:
        self.snapshot_ = snapshot
        self.table_ = InputTable.of(snapshot, self.source)
        layer = snapshot.layers.get(INDUSTRIES)
        self.postings_ = None if layer is None else postings_of(layer)
        self.unknown_ = np.ones(snapshot.partner_count, dtype=bool)
        if self.postings_ is not None:
            placed = np.flatnonzero(self.table_.places >= 0)
            known = np.zeros(snapshot.partner_count)
            self._add(placed, np.ones(len(placed)), known)
            self.unknown_ = known <= 0
        return self

    def _add(self, industries: NDArray[np.int64], factors: Floats, out: Floats) -> None:
        index = self._index
        index.kernels.add_product(index.indptr, index.rows, index.weights, industries, factors, out)

    @property
    def _index(self) -> Postings:
        assert self.postings_ is not None  # asker_reason has said so
        return self.postings_

    def asker_reason(self, row: int) -> Reason | None:
        return Reason.NO_DATA if self.unknown_[row] else None

    def supports(self, row: int) -> Floats:
        return np.full(self.snapshot_.partner_count, float(self.table_.statements))

    def support(self, row: int, other: int) -> float:
        return float(self.table_.statements)

    def values_for(self, row: int) -> Floats:
        return self._summed(self.table_.coefficients @ self._mix(row))

    def values_towards(self, row: int) -> Floats | None:
        if self.unknown_[row]:
            return np.full(self.snapshot_.partner_count, np.nan)
        return np.where(self.unknown_, np.nan, self._summed(self._mix(row) @ self.table_.coefficients))

    def _summed(self, per_place: Floats) -> Floats:
        """``Σ_u s_u · per_place[u]`` for every partner."""
        wanted = np.flatnonzero(self.table_.places >= 0)
        factors = per_place[self.table_.places[wanted]]
        values = np.zeros(self.snapshot_.partner_count)
        self._add(wanted[factors > 0], factors[factors > 0], values)
        values /= self._index.divisors
        return np.minimum(values, 1.0, out=values)

    def _mix(self, row: int) -> Floats:
        """One partner's shares by row of the table."""
        mix = np.zeros(len(self.table_.coefficients))
        for each in self._industries(row):
            if each.place >= 0:
                mix[each.place] += each.share
        return mix

    def _industries(self, row: int) -> list[Industry]:
        given, weights = self._index.of(row)
        shares = weights / self._index.totals[row]
        return [Industry(each, int(self.table_.places[each]), share)
                for each, share in zip(given.tolist(), shares.tolist(), strict=True)]

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        pairs = [(theirs, mine) for theirs in self._industries(other) for mine in self._industries(row)
                 if theirs.place >= 0 and mine.place >= 0]
        parts = np.array([theirs.share * mine.share * self.table_.coefficients[theirs.place, mine.place]
                          for theirs, mine in pairs])
        score = min(1.0, float(np.cumsum(parts)[-1]))
        covered = min(1.0, sum(theirs.share * mine.share for theirs, mine in pairs))
        evidence = (*self._evidence(row, other, pairs, parts, shown), *self._beside(row, other))
        return Explanation(score, score, min(1.0, score + (1 - covered)), covered, self.support(row, other),
                           evidence, (*support_flags(self.support(row, other)), f"by_{self.table_.source}"))

    def _evidence(self, row: int, other: int, pairs: Sequence[tuple[Industry, Industry]], parts: Floats,
                  shown: int) -> tuple[Evidence, ...]:
        telling = np.flatnonzero(parts > 0)
        if not len(telling):
            me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
            return (Evidence("no supply", 0.0, f"Nothing on record says that the industries of {them} "
                                               f"supply those of {me}."),)
        named, rest = largest_first(parts[telling], shown)
        evidence = [self._about(row, other, pairs[at], float(parts[at])) for at in telling[named].tolist()]
        if rest:
            others = count_of(len(rest), "other pair of industries", "other pairs of industries")
            evidence.append(Evidence("other industries", float(parts[telling[rest]].sum()),
                                     f"And {others} supply each other less."))
        return tuple(evidence)

    def _about(self, row: int, other: int, pair: tuple[Industry, Industry], part: float) -> Evidence:
        theirs, mine = pair
        industries, partners = self.snapshot_.nodes["Industry"], self.snapshot_.partners
        (me, them), (sold, bought) = ((name_of(partners, row), name_of(partners, other)),
                                      (self._called(theirs), self._called(mine)))
        coefficient = float(self.table_.coefficients[theirs.place, mine.place]) * self.table_.largest
        says = (f"the input table says that a unit of the latter takes {number(coefficient)} of the former"
                if self.table_.source == SOURCES[1] else
                f"of what is on record to supply the latter {percent(coefficient)} comes from the former")
        sentence = f"{percent(theirs.share)} of {them} is in {sold}, {percent(mine.share)} of {me} in {bought}; {says}."
        layer = self.snapshot_.layer(INDUSTRIES)
        facts = [Fact(INDUSTRIES, industries.ids[each.given], layer.fact_of(who, each.given), who)
                 for who, each in ((other, theirs), (row, mine))]
        return Evidence(f"{name_of(industries, theirs.given)} → {name_of(industries, mine.given)}", part, sentence,
                        (*facts, *self._grounds(theirs.place, mine.place)))

    def _called(self, industry: Industry) -> str:
        names = self.snapshot_.nodes["Industry"]
        given = name_of(names, industry.given)
        return given if industry.place == industry.given else f"{given} (a part of {name_of(names, industry.place)})"

    def _grounds(self, supplying: int, buying: int) -> tuple[Fact, ...]:
        """What the coefficient rests on: the line of the table, or the first supplies between the two."""
        if self.table_.source == SOURCES[1]:
            given = self.snapshot_.layer(INPUTS)
            return (Fact(INPUTS, self.snapshot_.nodes["Industry"].ids[buying], given.fact_of(supplying, buying)),)
        index, traded = self._index, self.snapshot_.layer(SUPPLIES)
        sells, buys = (np.zeros(self.snapshot_.partner_count, dtype=bool) for _ in range(2))
        for mask, place in ((sells, supplying), (buys, buying)):
            for each in np.flatnonzero(self.table_.places == place).tolist():
                mask[index.rows[index.indptr[each] : index.indptr[each + 1]]] = True
        rows = np.repeat(np.arange(traded.shape[0]), np.diff(traded.indptr))
        first: list[int] = np.flatnonzero(sells[rows] & buys[traded.indices])[:_SUPPLIES_SHOWN].tolist()
        return tuple(Fact(SUPPLIES, self.snapshot_.partners.ids[int(traded.indices[at])], traded.fact_at(at),
                          int(rows[at])) for at in first)

    def _beside(self, row: int, other: int) -> list[Evidence]:
        """What adds nothing to this score and belongs beside it: the other way round, and real trade."""
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        back = min(1.0, float(self._mix(row) @ self.table_.coefficients @ self._mix(other)))
        found = [Evidence("the other way round", 0.0,
                          f"The industries of {me} supply those of {them} to a degree of {number(back)}.")]
        traded = self.snapshot_.layers.get(SUPPLIES)
        for seller, buyer in ((other, row), (row, other)) if traded is not None else ():
            assert traded is not None
            if traded.position_of(seller, buyer) >= 0:
                ends = [name_of(self.snapshot_.partners, each) for each in (seller, buyer)]
                fact = Fact(SUPPLIES, self.snapshot_.partners.ids[buyer], traded.fact_of(seller, buyer), seller)
                found.append(Evidence("trade on record", 0.0, f"{ends[0]} supplies {ends[1]} already.", (fact,)))
        return found
