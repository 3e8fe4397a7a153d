"""Whom would one name without looking at who asks? Popular lately, and popular in one's own country."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.base import Evidence, Explanation, Reason, Tags
from scoring.baselines import MEMBERS, Popularity
from scoring.dense import support_flags
from scoring.errors import InvalidParameter
from scoring.snapshot import TIES, Categories, Layer, Snapshot
from scoring.wording import count_of, name_of, number

Floats = NDArray[np.float64]


class RecentPopularity(Popularity):
    """With how many organisations it began to work in the last years: ``r_b / max r``.

    The most that anybody did is 1. A partnership begins with its first date. One without a date may or
    may not be recent: it counts in ``high`` and not in the score. Defined by this product.

    Parameters
    ----------
    years : float
        how far back from the day of the snapshot, above 0.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> why = RecentPopularity().fit(tiny_snapshot(ties=[("a", "b"), ("b", "c")])).explain(0, 1)
    >>> why.score, why.high  # no partnership of this example has a date
    (0.0, 1.0)
    """

    name: ClassVar[str] = "recent_popularity"
    about: ClassVar[str] = "With how many it began to work in the last years (a baseline)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({TIES, MEMBERS}))

    def __init__(self, *, years: float = 3.0) -> None:
        self.years = years

    def fit(self, snapshot: Snapshot) -> Self:
        if not 0 < self.years <= 1_000:
            raise InvalidParameter(f"years is {self.years}; it can be above 0 and at most 1,000.")
        super().fit(snapshot)
        self.recent_, self.perhaps_ = np.zeros((2, snapshot.partner_count))
        members = snapshot.layers.get(MEMBERS)
        if members is not None:
            begun = first_dates(snapshot, members)
            since = date.fromordinal(max(1, round(snapshot.as_of.toordinal() - self.years * 365.2425))).isoformat()
            recent = np.array([text > since for text in begun], dtype=bool)
            undated = np.array([not text for text in begun], dtype=bool)
            self.recent_ = partners_within(members, recent)
            self.perhaps_ = partners_within(members, recent | undated)
        self.most_ = float(self.recent_.max(initial=0.0)) or 1.0
        return self

    def asker_reason(self, row: int) -> Reason | None:
        return Reason.NO_DATA if self.ties_ is None or self.members_ is None else None

    def values_for(self, row: int) -> Floats:
        values: Floats = self.recent_ / self.most_
        return values

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        count, perhaps, degree = (float(each[other]) for each in (self.recent_, self.perhaps_, self.degrees_))
        score, high = count / self.most_, min(1.0, perhaps / self.most_)
        them, span = name_of(self.snapshot_.partners, other), f"the last {number(self.years)} years"
        said = (f"{them} began to work with {count_of(int(count), 'organisation', 'organisations')} in {span}; "
                f"the most that anybody did is {int(self.recent_.max(initial=0.0)):,}.")
        if perhaps > count:
            said += f" Of {int(perhaps - count):,} more it is not known since when."
        return Explanation(score, score, max(score, high), 1.0, degree, (Evidence("recent partners", score, said),),
                           support_flags(degree))


class CountryPopularity(Popularity):
    """Those of the asker's own country first, the popular ones first: ``½ same country + ½ popularity``.

    An organisation whose country is not known counts with the share of the asker's country among all
    whose country is known, and could be anything between: the interval says so. Defined by this product:
    ``(s_ab + k_b / max k) / 2``, ``s`` being 1 in the same country.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(ties=[("a", "b"), ("b", "c")],
    ...                          cells={"Partner": {"country": {"a": "DE", "b": "FR", "c": "DE"}}})
    >>> CountryPopularity().fit(snapshot).scores_for(0).tolist()
    [nan, 0.5, 0.75]
    """

    name: ClassVar[str] = "country_popularity"
    about: ClassVar[str] = "From your country, and how many partners it has (a baseline)"
    tags: ClassVar[Tags] = Tags(requires=frozenset({TIES}))

    def fit(self, snapshot: Snapshot) -> Self:
        super().fit(snapshot)
        column = snapshot.partners.columns.get("country")
        self.countries_ = column if isinstance(column, Categories) else None
        return self

    def asker_reason(self, row: int) -> Reason | None:
        known = self.ties_ is not None and self.countries_ is not None and self.countries_.codes[row] >= 0
        return None if known else Reason.NO_DATA

    def values_for(self, row: int) -> Floats:
        values: Floats = 0.5 * self._same(row) + 0.5 * (self.degrees_ / self.most_)
        return values

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        popular = super().explain_known(row, other, shown)
        (partners,) = popular.parts
        same, half = float(self._same(row)[other]), popular.score / 2
        known = self._codes[other] >= 0
        score = 0.5 * same + 0.5 * (self.degrees_[other] / self.most_)
        low, high = (score, score) if known else (half, half + 0.5)
        parts = (Evidence("country", 0.5 * same, self._said(row, other)),
                 Evidence("partners", half, partners.sentence))
        flags = popular.flags if known else (*popular.flags, "unknown_country")
        return Explanation(float(score), min(low, float(score)), max(high, float(score)), 1.0 if known else 0.5,
                           popular.support, parts, flags)

    @property
    def _codes(self) -> NDArray[np.int32]:
        assert self.countries_ is not None  # asker_reason has said so
        return self.countries_.codes

    def _same(self, row: int) -> Floats:
        codes = self._codes
        same = (codes == codes[row]).astype(np.float64)
        known = codes >= 0
        # The asker is not its own candidate, so it is not counted among them.
        others = max(int(np.count_nonzero(known)) - 1, 1)
        same[~known] = (float(same.sum()) - 1) / others
        result: Floats = same
        return result

    def _said(self, row: int, other: int) -> str:
        assert self.countries_ is not None
        me, them = (name_of(self.snapshot_.partners, each) for each in (row, other))
        mine, theirs = self.countries_[row], self.countries_[other]
        if theirs is None:
            return f"The country of {them} is not on record; the share of {mine} among the others stands in."
        return f"{me} and {them} are both in {mine}." if mine == theirs else f"{me} is in {mine}, {them} in {theirs}."


def first_dates(snapshot: Snapshot, members: Layer) -> list[str]:
    """The first date of each partnership, as text that sorts by last days; empty where none is known."""
    texts = [last_day(text) for text in snapshot.provenance.valid_from]
    first = [""] * members.shape[0]
    rows = np.repeat(np.arange(members.shape[0]), np.diff(members.indptr)).tolist()
    facts = np.broadcast_to(members.facts, members.nnz) if len(members.facts) != members.nnz else members.facts
    for row, fact in zip(rows, facts.tolist(), strict=True):
        text = texts[fact] if fact >= 0 else ""
        if text and (not first[row] or text < first[row]):
            first[row] = text
    return first


def last_day(text: str) -> str:
    """The last day of a year or a month, from which on it counts; a day is its own last day.

    >>> last_day("2018"), last_day("2020-02"), last_day("2018-02-03"), last_day("")
    ('2018-12-31', '2020-02-29', '2018-02-03', '')
    """
    if len(text) == 7:
        return f"{text}-{monthrange(int(text[:4]), int(text[5:]))[1]:02}"
    return f"{text}-12-31" if len(text) == 4 else text


def partners_within(members: Layer, chosen: NDArray[np.bool_]) -> Floats:
    """With how many others each organisation is in one of the chosen partnerships."""
    held = members.matrix()[np.flatnonzero(chosen)].astype(np.float64)
    held.data[:] = 1.0
    together = sparse.csr_matrix(held.T @ held)
    alone = (together.diagonal() > 0).astype(np.float64)
    counts: Floats = np.diff(together.indptr) - alone
    return counts
