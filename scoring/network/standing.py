"""Who is much sought after, seen from one's own country? Popularity times how often the two countries meet."""

from __future__ import annotations

from typing import ClassVar, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from scoring.base import Evidence, Explanation, Reason, Tags
from scoring.baselines import Popularity
from scoring.dense import support_flags
from scoring.snapshot import TIES, Categories, Layer, Snapshot
from scoring.wording import count_of, name_of, number

Floats = NDArray[np.float64]

_SHRINKAGE: Final = 5.0
_KEPT: Final = 8


class Seen(NamedTuple):
    """Everybody seen from one country: who is first, with how much, the next one's, and all as shares."""

    first: int
    most: float
    second: float
    shares: Floats


class Standing(Popularity):
    """``k_b · lift(country a, country b)`` over the highest that anybody has from this asker.

    ``lift`` is how often organisations of two countries are partners, over how often they would be if
    partners were found regardless of countries: ``(O + 5) / (E + 5)``. It is counted on the day of the
    snapshot, so an ecosystem whose partnerships cross borders ranks those from abroad higher, and one
    that stays at home those from home. Where a country is not known the lift is 1 and the interval
    reaches from the lowest lift to the highest. Of an organisation without a partnership nothing can be
    said, and nothing to an asker that has neither a partnership nor a country on record.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> snapshot = tiny_snapshot(ties=[("a", "b"), ("b", "c")])  # no countries: popularity alone
    >>> Standing().fit(snapshot).scores_for(0).tolist()
    [nan, 1.0, 0.5]

    References
    ----------
    Popularity is preferential attachment (Barabási & Albert 1999, Science 286:509); the lift is the
    observed over the expected share of ties between groups (McPherson et al. 2001, Annu. Rev. Sociol. 27:415).
    """

    name: ClassVar[str] = "standing"
    about: ClassVar[str] = "How many partners it has, weighted by how often its country works with yours"
    tags: ClassVar[Tags] = Tags(requires=frozenset({TIES}))

    codes_: NDArray[np.int32]
    lifts_: Floats

    def fit(self, snapshot: Snapshot) -> Self:
        super().fit(snapshot)
        column = snapshot.partners.columns.get("country")
        self.countries_ = column if isinstance(column, Categories) else Categories.of([None] * snapshot.partner_count)
        self.codes_ = self.countries_.codes
        self.unknown_ = self.degrees_ == 0
        self.lifts_ = lifts_between(self.ties_, self.codes_, len(self.countries_.labels))
        self.kept_: dict[int, Seen] = {}
        return self

    def asker_reason(self, row: int) -> Reason | None:
        nothing = self.ties_ is None or (self.unknown_[row] and self.codes_[row] < 0)
        return Reason.NO_DATA if nothing else None

    def values_for(self, row: int) -> Floats:
        country = int(self.codes_[row])
        seen = self._seen_from(country)
        if row != seen.first:
            return seen.shares.copy()
        values: Floats = self._raw(country) / self._most_for(row, seen)
        # The first one has more than the most that others have.
        return np.minimum(values, 1.0, out=values)

    def values_to_read(self, row: int) -> Floats:
        seen = self._seen_from(int(self.codes_[row]))
        return self.values_for(row) if row == seen.first else seen.shares

    def explain_known(self, row: int, other: int, shown: int) -> Explanation:
        country, degree = int(self.codes_[row]), float(self.degrees_[other])
        most = self._most_for(row, self._seen_from(country))
        score = min(1.0, degree * float(self._lift(country, int(self.codes_[other]))) / most)
        known = country >= 0 and self.codes_[other] >= 0
        low, high = (score, score) if known else self._between(row, other, degree / most)
        evidence = Evidence("partners", score, self._said(row, other))
        flags = support_flags(degree) if known else (*support_flags(degree), "unknown_country")
        return Explanation(score, min(low, score), max(high, score), 1.0 if known else 0.5, degree, (evidence,), flags)

    def _lift(self, country: int, other: int) -> float:
        return float(self.lifts_[country, other]) if country >= 0 and other >= 0 else 1.0

    def _raw(self, country: int) -> Floats:
        """Popularity times lift, seen from one country; -1 = from nowhere known."""
        raw: Floats = self.degrees_ * (np.append(self.lifts_[country], 1.0)[self.codes_] if country >= 0 else 1.0)
        return raw

    def _seen_from(self, country: int) -> Seen:
        """The same for all askers of a country but its first one, so it is kept."""
        found = self.kept_.get(country)
        if found is None:
            raw = self._raw(country)
            first = int(raw.argmax())
            second = max(float(raw[:first].max(initial=0.0)), float(raw[first + 1 :].max(initial=0.0)))
            found = Seen(first, float(raw[first]), second, raw / (float(raw[first]) or 1.0))
            if len(self.kept_) >= _KEPT:
                self.kept_.clear()
            self.kept_[country] = found
        return found

    @staticmethod
    def _most_for(row: int, seen: Seen) -> float:
        return (seen.second if row == seen.first else seen.most) or 1.0

    def _between(self, row: int, other: int, share: float) -> tuple[float, float]:
        """The lowest and the highest that the country that is not known could make of it."""
        mine, theirs = int(self.codes_[row]), int(self.codes_[other])
        lifts = self.lifts_[mine] if mine >= 0 else self.lifts_[:, theirs] if theirs >= 0 else self.lifts_.ravel()
        return min(1.0, share * float(lifts.min(initial=1.0))), min(1.0, share * float(lifts.max(initial=1.0)))

    def _said(self, row: int, other: int) -> str:
        them, degree = name_of(self.snapshot_.partners, other), int(self.degrees_[other])
        has = f"{them} has {count_of(degree, 'partner', 'partners')}"
        mine, theirs = self.countries_[row], self.countries_[other]
        if mine is None or theirs is None:
            return f"{has}; the country of one side is not on record, so that counts neither way."
        lift = number(float(self.lifts_[self.codes_[row], self.codes_[other]]))
        who = f"organisations of {mine} are partners of each other" if mine == theirs else \
            f"organisations of {mine} and {theirs} are partners"
        return f"{has}; {who} {lift} times as often as their numbers of partners suggest."


def lifts_between(ties: Layer | None, codes: NDArray[np.int32], countries: int) -> Floats:
    """``(O + 5) / (E + 5)`` for every two countries; ties of which an end has none do not count.

    Examples
    --------
    >>> from scoring.tiny import tiny_snapshot
    >>> ties = tiny_snapshot(ties=[("a", "b"), ("c", "d")]).layer("ties")
    >>> lifts_between(ties, np.array([0, 0, 1, 1]), 2).round(3).tolist()
    [[1.167, 0.833], [0.833, 1.167]]
    """
    if ties is None or not countries:
        return np.ones((countries, countries))
    one = np.repeat(codes, np.diff(ties.indptr)).astype(np.int64)
    other = codes[ties.indices].astype(np.int64)
    known = (one >= 0) & (other >= 0)
    count = np.bincount(one[known] * countries + other[known], minlength=countries**2).reshape(countries, countries)
    ends, total = count.sum(axis=1).astype(np.float64), float(count.sum())
    expected = np.outer(ends, ends) / (total or 1.0)
    lifts: Floats = (count + _SHRINKAGE) / (expected + _SHRINKAGE)
    return lifts
