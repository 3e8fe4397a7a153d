"""What do the partnerships of an organisation, past and running, show of how it works with others?

The snapshot of a day holds what runs on that day; what has ended is read from the store. Only what had
begun and was recorded by ``as_of`` counts, and what ended later counts as running.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Final

from ecosystem.answers import FactRef
from ecosystem.answers.fit import ObservedTrait, ObservedTraits
from ecosystem.dates import last_day
from ecosystem.stores.base import Store
from ecosystem.view import View
from scoring.snapshot import Strings
from scoring.wording import count_of, number, percent

if TYPE_CHECKING:
    import pandas as pd

SOURCE: Final = "observed partnerships"
_DAYS_PER_YEAR: Final = 365.25
_FACTS: Final = 8


@dataclass(frozen=True, slots=True)
class _Tie:
    """One partnership of the organisation, as it was known on the day of the question."""

    id: str
    name: str | None
    kind: str | None
    others: frozenset[str]
    since: date | None
    until: date | None  # None: it runs
    source: str | None
    began: str | None
    recorded_at: str | None
    confidence: float | None


def observed_traits(view: View, store: Store, partner: str) -> ObservedTraits:
    """Number, length, kind and repetition of partnerships, each with the partnerships behind it.

    Raises
    ------
    UnknownPartner, AmbiguousName
    """
    row = view.row_of(partner)
    ties = _ties(store, _records(view, row), view.snapshot.as_of)
    me = view.reference(row)
    return ObservedTraits(me, view.snapshot.as_of, view.snapshot.version, SOURCE, (
        _experience(me.name, ties), _years(me.name, ties), _kind(me.name, ties), _repeated(me.name, ties),
    ))


def _records(view: View, row: int) -> frozenset[str]:
    partners = view.snapshot.partners
    column = partners.columns.get("records")
    merged = column[row].split("\n") if isinstance(column, Strings) and column[row] else []
    return frozenset({partners.ids[row], *merged})


def _ties(store: Store, me: frozenset[str], as_of: date) -> list[_Tie]:
    members, partnerships = store.rows("partnership_members"), store.rows("partnerships")
    mine = members[members["partner_id"].isin(sorted(me))]
    known = partnerships.set_index("id")
    found: dict[str, _Tie] = {}
    for fact in mine.to_dict("records"):
        partnership = known.loc[fact["partnership_id"]]
        tie = _tie(fact, partnership, as_of)
        if tie is not None and tie.id not in found:
            others = members.loc[members["partnership_id"] == tie.id, "partner_id"]
            found[tie.id] = _with_others(tie, frozenset(others) - me)
    return [found[each] for each in sorted(found)]


def _tie(fact: Mapping[Hashable, object], partnership: pd.Series[str], as_of: date) -> _Tie | None:
    """A membership with what its partnership says where it says nothing itself; None if not yet known."""

    def said(name: str) -> str | None:
        for cell in (fact[name], partnership[name]):
            if isinstance(cell, str):
                return cell
        return None

    began, ended, recorded = said("valid_from"), said("valid_to"), said("recorded_at")
    if any(day is not None and last_day(day) > as_of for day in (began, recorded)):
        return None
    until = None if ended is None else last_day(ended)
    confidence = fact["confidence"]
    return _Tie(
        str(fact["partnership_id"]), _text(partnership["name"]), _text(partnership["kind"]), frozenset(),
        None if began is None else last_day(began), until if until is not None and until < as_of else None,
        said("source"), began, recorded,
        confidence if isinstance(confidence, float) and confidence == confidence else None,
    )


def _with_others(tie: _Tie, others: frozenset[str]) -> _Tie:
    return _Tie(tie.id, tie.name, tie.kind, others, tie.since, tie.until, tie.source, tie.began, tie.recorded_at,
                tie.confidence)


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None


def _experience(name: str, ties: Sequence[_Tie]) -> ObservedTrait:
    running = sum(each.until is None for each in ties)
    sentence = (f"{name} has been in {count_of(len(ties), 'partnership', 'partnerships')}, of which {running:,} run."
                if ties else f"No partnership of {name} is on record.")
    return _trait("observed_partnerships", "Partnerships so far", "历史合作数量", len(ties) or None, None, ties,
                  sentence)


def _years(name: str, ties: Sequence[_Tie]) -> ObservedTrait:
    lasted = [(each.until - each.since).days / _DAYS_PER_YEAR for each in ties
              if each.until is not None and each.since is not None and each.until >= each.since]
    told = [each for each in ties if each.until is not None and each.since is not None]
    value = round(median(lasted), 2) if lasted else None
    sentence = (f"The {count_of(len(lasted), 'partnership', 'partnerships')} of {name} that ended lasted "
                f"{number(value)} years in the median." if value is not None
                else f"No partnership of {name} has ended whose beginning is on record: how long one lasts is unknown.")
    return _trait("observed_partnership_years", "How long a partnership lasted", "合作平均持续年限", value, "years",
                  told, sentence)


def _kind(name: str, ties: Sequence[_Tie]) -> ObservedTrait:
    counted = Counter(each.kind for each in ties if each.kind)
    if not counted:
        return _trait("observed_partnership_kind", "Usual kind of partnership", "常见合作类型", None, None, (),
                      f"Of what kind the partnerships of {name} are is not on record.")
    kind, count = min(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    told = [each for each in ties if each.kind == kind]
    sentence = f"{percent(count / counted.total())} of the partnerships of {name} are of the kind {kind}."
    return _trait("observed_partnership_kind", "Usual kind of partnership", "常见合作类型", kind, None, told, sentence)


def _repeated(name: str, ties: Sequence[_Tie]) -> ObservedTrait:
    """The share of partnerships with somebody with whom there had been one before."""
    dated = sorted((each for each in ties if each.since is not None), key=lambda each: (str(each.since), each.id))
    met: set[str] = set()
    again = []
    for each in dated:
        if each.others & met:
            again.append(each)
        met |= each.others
    value = round(len(again) / len(dated), 4) if len(dated) > 1 else None
    sentence = (f"{len(again):,} of {len(dated):,} partnerships of {name} are with somebody that it had worked with."
                if value is not None else f"Fewer than two dated partnerships of {name} are on record.")
    return _trait("observed_repeat_share", "Comes back to former partners", "重复合作比例", value, None,
                  again or dated, sentence)


def _trait(measure: str, title: str, title_zh: str, value: float | str | None, unit: str | None,
           ties: Sequence[_Tie], sentence: str) -> ObservedTrait:
    facts = tuple(
        FactRef("partnerships", each.id, each.name, None, each.source, each.began, each.recorded_at, each.confidence)
        for each in ties[:_FACTS]
    )
    return ObservedTrait(measure, title, title_zh, value, unit, len(ties), "no_data" if value is None else None,
                         sentence, facts)
