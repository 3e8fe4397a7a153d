"""With whom does an organisation mean to talk, how far is that, and what was noted?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from ecosystem.answers.shortlist import Shortlist, ShortlistChange, ShortlistEntry, Shortlists, ShortlistSummary
from ecosystem.dates import AsOf
from ecosystem.errors import Conflict, InvalidParameter, NotFound
from ecosystem.planning.shortlist.entries import (
    REMOVED,
    STATES,
    TABLE,
    Entry,
    Row,
    frame_of,
    lists_at,
    next_revision,
    rows_of,
)
from ecosystem.stores.base import Store
from ecosystem.view import View, Viewer

if TYPE_CHECKING:
    from ecosystem.ingest.pipeline import ImportReport

SOURCE: Final = "shortlist"
"""Who says so, where nobody is named."""

_LONGEST: Final = 10_000
_LONGEST_SOURCE: Final = 200


class ShortlistGroup:
    """``eco.shortlist``: candidates that an organisation follows up, with a state, a note and an order.

    A list is work and no fact: it is in no snapshot, changes no score, and moves no day on record. Each
    change is a dated statement, so that a list can be read as it was at an earlier day.

    Parameters
    ----------
    view, importing, store
        of the facade: the snapshot of a day, an import that leaves snapshots as they are, and where
        statements are kept.
    """

    def __init__(self, view: Viewer, importing: Callable[..., ImportReport], store: Store) -> None:
        self._view, self._import, self._store = view, importing, store
        self._saving = RLock()

    # --- reading -----------------------------------------------------------------------------------
    def list(self, partner: str, *, as_of: AsOf = None) -> Shortlist:
        """Who is on the list of ``partner``, in its order.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidDate
        """
        view = self._view(as_of)
        row = view.row_of(partner)
        entries = lists_at(view, rows_of(self._store)).get(row, [])
        return Shortlist(view.reference(row), view.snapshot.as_of, view.version, STATES,
                         tuple(_told(view, row, entries)))

    def all(self, *, as_of: AsOf = None) -> Shortlists:
        """Every list that is not empty, the one that was changed last first."""
        view = self._view(as_of)
        items = []
        for row, entries in lists_at(view, rows_of(self._store)).items():
            states = [each.state for each in entries]
            items.append(ShortlistSummary(
                view.reference(row), len(entries), {each: states.count(each) for each in STATES if each in states},
                max((each.changed or "" for each in entries), default="") or None,
            ))
        items.sort(key=lambda each: each.changed or "", reverse=True)
        return Shortlists(view.snapshot.as_of, view.version, tuple(items))

    # --- writing -----------------------------------------------------------------------------------
    def add(self, partner: str, candidate: str, *, state: str = STATES[0], note: str | None = None,
            place: int | None = None, on: AsOf = None, source: str = SOURCE, now: str | None = None) -> ShortlistChange:
        """Put somebody on the list of ``partner``; at ``place`` (1 is the first) or at its end.

        Parameters
        ----------
        on
            the day from which on it is so; the last day on record if None.
        source
            who says so.
        now
            ISO text for the record of the import.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate, Conflict, StoreError
            ``Conflict`` if it is on the list already.
        """
        with self._saving:
            change = _Change.of(self._view(on), self._store, partner, candidate, source)
            if change.entry is not None:
                raise Conflict(f"{change.name} is on the list of {change.owner_name} already, as "
                               f"{change.entry.state}.")
            fresh = Entry(change.pair[1], _state(state), _note(note), None, None, None, None, 0)
            order = [*change.entries]
            order.insert(len(order) if place is None else min(max(place, 1) - 1, len(order)), fresh)
            return self._write(change, order, {change.pair[1]}, now)

    def change(self, partner: str, candidate: str, *, state: str | None = None, note: str | None = None,
               place: int | None = None, revision: int | None = None, on: AsOf = None, source: str = SOURCE,
               now: str | None = None) -> ShortlistChange:
        """Give an entry another state, note or place; what is None stays as it is, an empty note takes it away.

        With ``revision`` the change is refused if the entry was changed since it had that revision.

        Raises
        ------
        UnknownPartner, AmbiguousName, NotFound, InvalidParameter, InvalidDate, Conflict, StoreError
        """
        with self._saving:
            change = _Change.of(self._view(on), self._store, partner, candidate, source)
            entry = change.there()
            if revision is not None and revision != entry.revision:
                raise Conflict(f"The entry of {change.name} was changed meanwhile: it is {entry.state}"
                               + (f", with the note {entry.note[:200]!r}." if entry.note else "."))
            fresh = replace(entry, state=entry.state if state is None else _state(state),
                            note=entry.note if note is None else _note(note))
            order = [fresh if each is entry else each for each in change.entries]
            if place is not None:
                order.remove(fresh)
                order.insert(min(max(place, 1) - 1, len(order)), fresh)
            return self._write(change, order, {entry.candidate} if fresh != entry else set(), now)

    def note(self, partner: str, candidate: str, text: str, **options: Any) -> ShortlistChange:
        """Note something about an entry, in place of what was noted; the options are those of ``change``."""
        return self.change(partner, candidate, note=text, **options)

    def remove(self, partner: str, candidate: str, *, on: AsOf = None, source: str = SOURCE,
               now: str | None = None) -> ShortlistChange:
        """Take somebody from the list; earlier days still show it.

        Raises
        ------
        UnknownPartner, AmbiguousName, NotFound, InvalidDate, StoreError
        """
        with self._saving:
            change = _Change.of(self._view(on), self._store, partner, candidate, source)
            entry = change.there()
            gone = change.statement(replace(entry, state=REMOVED), entry.position)
            self._import({TABLE: frame_of([gone])}, now=now)
            return self._changed(change)

    def _write(self, change: _Change, order: Sequence[Entry], touched: set[int], now: str | None) -> ShortlistChange:
        """Statements about all whose place changed and those ``touched``; nothing if there are none."""
        rows = [change.statement(each, float(place)) for place, each in enumerate(order, start=1)
                if each.position != place or each.candidate in touched]
        if rows:
            self._import({TABLE: frame_of(rows)}, now=now)
        return self._changed(change)

    def _changed(self, change: _Change) -> ShortlistChange:
        view, (row, candidate) = change.view, change.pair
        entries = lists_at(view, rows_of(self._store)).get(row, [])
        before, after = (next((told for told, each in zip(_told(view, row, found), found, strict=True)
                               if each.candidate == candidate), None) for found in (change.entries, entries))
        return ShortlistChange(view.reference(row), view.reference(candidate), view.snapshot.as_of, before, after,
                               _sentence(change, before, after))


class _Change:
    """One change in the making: the list as it is, and who says what about whom."""

    def __init__(self, view: View, rows: list[Row], pair: tuple[int, int], source: str) -> None:
        self.view, self.pair, self._rows, self._source = view, pair, rows, source
        self.entries = lists_at(view, rows).get(pair[0], [])
        self.entry = next((each for each in self.entries if each.candidate == pair[1]), None)
        self.owner_name, self.name = (view.reference(each).name for each in pair)

    @classmethod
    def of(cls, view: View, store: Store, partner: str, candidate: str, source: str) -> _Change:
        if not source.strip() or len(source) > _LONGEST_SOURCE:
            raise InvalidParameter(f"source says who changed it; it can have 1 to {_LONGEST_SOURCE} characters.")
        pair = view.row_of(partner), view.row_of(candidate)
        if pair[0] == pair[1]:
            raise InvalidParameter(f"{view.reference(pair[0]).name} cannot be on its own list.")
        return cls(view, rows_of(store), pair, source.strip())

    def there(self) -> Entry:
        if self.entry is None:
            raise NotFound(f"{self.name} is not on the list of {self.owner_name} on {self.view.snapshot.as_of}.")
        return self.entry

    def statement(self, entry: Entry, position: float | None) -> Mapping[str, object]:
        owner, day = self.pair[0], self.view.snapshot.as_of
        return {
            "partner_id": self.view.reference(owner).id, "candidate_id": self.view.reference(entry.candidate).id,
            "state": entry.state, "note": entry.note, "position": position,
            "revision": next_revision(self.view, self._rows, (owner, entry.candidate)),
            "valid_from": day.isoformat(), "recorded_at": day.isoformat(), "source": self._source,
        }



def _told(view: View, row: int, entries: list[Entry]) -> list[ShortlistEntry]:
    partners = set(view.partners_of(row).tolist())
    return [
        ShortlistEntry(rank, view.reference(each.candidate), each.state, each.note, each.since, each.changed,
                       each.source, each.revision, each.candidate in partners)
        for rank, each in enumerate(entries, start=1)
    ]


def _state(text: str) -> str:
    if text not in STATES:
        raise InvalidParameter(f"state is {text[:40]!r}; it can be {', '.join(STATES)}.")
    return text


def _note(text: str | None) -> str | None:
    """A note as it is kept: line ends are ``\\n``, no blanks around it, None where nothing is left."""
    if text is None:
        return None
    if len(text) > _LONGEST:
        raise InvalidParameter(f"note has {len(text):,} characters; it can have {_LONGEST:,}.")
    if any(each == "\0" or "\ud800" <= each <= "\udfff" for each in text):
        raise InvalidParameter("note holds a character that cannot be kept (NUL or half of a pair).")
    return text.replace("\r\n", "\n").strip() or None


def _sentence(change: _Change, before: ShortlistEntry | None, after: ShortlistEntry | None) -> str:
    name, owner = change.name, change.owner_name
    if before is None or after is None:
        return f"{name} is {'now on' if before is None else 'no longer on'} the list of {owner}."
    said = []
    if before.state != after.state:
        said.append(f"is {after.state}, no longer {before.state}")
    if before.note != after.note:
        said.append("has another note" if after.note else "has no note any more")
    if before.rank != after.rank:
        said.append(f"is number {after.rank}, no longer {before.rank}")
    return f"{name} {' and '.join(said)}." if said else f"Nothing changed: {name} stays as it is."
