"""Which partnerships has an organisation had, and until when? Read from the store: a snapshot knows no past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecosystem.answers import PartnerRef
from ecosystem.answers.dossier import PartnershipNote
from ecosystem.dates import last_day, stands
from ecosystem.once import Once
from ecosystem.stores.base import Store
from ecosystem.stores.columns import EdgeColumns
from ecosystem.view import View

_NONE: Final = np.zeros(0, np.int64)
_MEMBERS: Final = "partnership_members"
MOST: Final = 200
"""Partnerships of one organisation that are read; of a hub with more those whose memberships began last."""


@dataclass(frozen=True, slots=True)
class _Memberships:
    """All memberships of a store: by partner, and by partnership."""

    edges: EdgeColumns
    partners: pd.Index[str]
    partnerships: pd.Index[str]
    of_partner: tuple[NDArray[np.int64], NDArray[np.int64]]  # starts, positions
    of_partnership: tuple[NDArray[np.int64], NDArray[np.int64]]


class Partnerships:
    """The partnerships of a store; its table of members is read once for each state of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: Once[int, _Memberships] = Once(1)

    def warm_up(self) -> None:
        """Read the table of members now."""
        self._read.get(self._store.commit_seq, self._memberships)

    def of(self, view: View, row: int, records: tuple[str, ...]) -> tuple[PartnershipNote, ...]:
        """Those that had begun and were known at the day of a view, the latest first."""
        known = self._read.get(self._store.commit_seq, self._memberships)
        mine = known.partners.get_indexer(pd.Index(list(records)))
        places = np.concatenate([_NONE, *(_group(known.of_partner, int(at)) for at in mine if at >= 0)])
        numbers = _latest(known.edges, places)
        notes = [note for number in numbers
                 if (note := self._note(view, row, known, number, set(places.tolist())))]
        return tuple(sorted(notes, key=lambda note: (note.began or "", note.id), reverse=True))

    def _memberships(self) -> _Memberships:
        edges = self._store.edges(_MEMBERS)
        partners, partnerships = pd.Index(self._store.ids("Partner")), pd.Index(self._store.ids("Partnership"))
        return _Memberships(edges, partners, partnerships, _grouped(edges.target, len(partners)),
                            _grouped(edges.source, len(partnerships)))

    def _note(self, view: View, row: int, known: _Memberships, number: int,
              mine: set[int]) -> PartnershipNote | None:
        which = known.partnerships[number]
        whole = self._store.record("Partnership", which) or {}
        members = _group(known.of_partnership, number).tolist()
        own = [_dates(known.edges, place, whole) for place in members if place in mine]
        begun = [each for each in own if stands(each["valid_from"], None, each["recorded_at"], view.snapshot.as_of)]
        if not begun:
            return None
        first = min(begun, key=lambda each: each["valid_from"] or "")
        end = max((each["valid_to"] or "9999" for each in begun), default="9999")
        others = _others(view, row, known, [place for place in members if place not in mine])
        return PartnershipNote(
            id=which, name=_text(whole.get("name")), kind=_text(whole.get("kind")), partners=tuple(others),
            began=first["valid_from"], ended=end if end != "9999" and last_day(end) < view.snapshot.as_of else None,
            source=first["source"], recorded_at=first["recorded_at"],
        )


def _latest(edges: EdgeColumns, places: NDArray[np.int64]) -> list[int]:
    """The partnerships of some memberships, those that began last where there are too many."""
    began = edges.provenance["valid_from"].fillna("").to_numpy(dtype=object)[edges.facts[places]]
    by_age = sorted(zip(began.tolist(), edges.source[places].tolist(), strict=True), reverse=True)
    return list(dict.fromkeys(number for _, number in by_age))[:MOST]


def _dates(edges: EdgeColumns, place: int, whole: Mapping[str, object]) -> dict[str, str | None]:
    """What a membership says of its dates and source; where it says nothing, what its partnership says."""
    fact = int(edges.facts[place])
    stated = {name: _text(edges.provenance[name].iloc[fact]) for name in ("valid_from", "valid_to", "recorded_at",
                                                                          "source")}
    return {name: value if value is not None else _text(whole.get(name)) for name, value in stated.items()}


def _others(view: View, row: int, known: _Memberships, places: list[int]) -> Iterator[PartnerRef]:
    """The other members as the view knows them; by their id where it does not know them (any more)."""
    seen = {row}
    for place in places:
        record = known.partners[int(known.edges.target[place])]
        other = view.row_of_record(record)
        if other < 0:
            yield PartnerRef(record, record)
        elif other not in seen:
            seen.add(other)
            yield view.reference(other)


def _grouped(of: NDArray[np.int32], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(of, minlength=count), out=starts[1:])
    return starts, np.argsort(of, kind="stable").astype(np.int64)


def _group(groups: tuple[NDArray[np.int64], NDArray[np.int64]], number: int) -> NDArray[np.int64]:
    starts, positions = groups
    return positions[starts[number] : starts[number + 1]]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
