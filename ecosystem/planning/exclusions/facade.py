"""How is it written down that somebody is not to be proposed, and taken back?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from ecosystem.answers.shortlist import ExclusionChange
from ecosystem.dates import AsOf, last_day
from ecosystem.errors import Conflict, InvalidParameter, NotFound
from ecosystem.exclusions import RIVAL, VETO, WITHDRAWN, stated_exclusions
from ecosystem.stores.base import Store
from ecosystem.view import View, Viewer

if TYPE_CHECKING:
    import pandas as pd

    from ecosystem.ingest.pipeline import ImportReport

TABLE: Final = "exclusions"
KINDS: Final = (VETO, RIVAL)
SOURCE: Final = "exclusion"
_LONGEST: Final = 1_000


class ExclusionGroup:
    """``eco.exclusions``: whom an organisation does not want to be proposed, as dated statements.

    Parameters
    ----------
    view, importing, store
        of the facade: the snapshot of a day, its import of data frames, and where statements are kept.
    """

    def __init__(self, view: Viewer, importing: Callable[..., ImportReport], store: Store) -> None:
        self._view, self._import, self._store = view, importing, store
        self._saving = RLock()

    def add(self, partner: str, excluded: str, *, reason: str, kind: str = VETO, on: AsOf = None,
            source: str = SOURCE, now: str | None = None) -> ExclusionChange:
        """Write down that ``excluded`` is not to be proposed to ``partner`` from a day on, and why.

        ``kind`` is ``veto`` or ``rival``; ``on`` the last day on record if None.

        Raises
        ------
        UnknownPartner, AmbiguousName, InvalidParameter, InvalidDate, Conflict, StoreError
            ``Conflict`` if it is excluded on that day already.
        """
        with self._saving:
            view = self._view(on)
            row, other = view.row_of(partner), view.row_of(excluded)
            if kind not in KINDS:
                raise InvalidParameter(f"kind is {kind[:40]!r}; it can be {' or '.join(KINDS)}.")
            if row == other:
                raise InvalidParameter(f"{view.reference(row).name} cannot exclude itself.")
            stated = stated_exclusions(view, row).get(other)
            if stated is not None:
                raise Conflict(f"{stated.partner.name} is excluded already, as {stated.kind}"
                               + (f": {stated.reason[:200]}" if stated.reason else "."))
            day = view.snapshot.as_of.isoformat()
            statement = {
                "partner_id": view.reference(row).id, "excluded_id": view.reference(other).id, "kind": kind,
                "reason": _reason(reason), "valid_from": day, "recorded_at": day, "source": source,
            }
            self._import({TABLE: _frame([statement])}, now=now)
            return self._changed(view.snapshot.as_of, partner, excluded)

    def withdraw(self, partner: str, excluded: str, *, on: AsOf = None, now: str | None = None) -> ExclusionChange:
        """Take every statement back that excludes somebody on a day: from that day on he may be proposed.

        What began before ends the day before; what began on that day is marked as withdrawn.

        Raises
        ------
        UnknownPartner, AmbiguousName, NotFound, InvalidDate, StoreError
        """
        with self._saving:
            view = self._view(on)
            row, other = view.row_of(partner), view.row_of(excluded)
            if other not in stated_exclusions(view, row):
                raise NotFound(f"Nothing on record excludes {view.reference(other).name} for "
                               f"{view.reference(row).name} on {view.snapshot.as_of}.")
            standing = self._store.rows(TABLE, as_of=view.snapshot.as_of).to_dict("records")
            mine = [each for each in standing if _about(view, each, row, other) and each["kind"] != WITHDRAWN]
            self._import({TABLE: _frame([_ended(each, view.snapshot.as_of) for each in mine])}, now=now)
            return self._changed(view.snapshot.as_of, partner, excluded)

    def _changed(self, day: date, partner: str, excluded: str) -> ExclusionChange:
        view = self._view(day)
        row, other = view.row_of(partner), view.row_of(excluded)
        note = stated_exclusions(view, row).get(other)
        what = "may be proposed again" if note is None else "is not to be proposed any more"
        sentence = f"{view.reference(other).name} {what} to {view.reference(row).name} from {day} on."
        return ExclusionChange(view.reference(row), view.reference(other), day, note, sentence)


def _about(view: View, statement: dict[Any, Any], row: int, other: int) -> bool:
    return (view.row_of_record(statement["partner_id"]), view.row_of_record(statement["excluded_id"])) == (row, other)


def _ended(statement: dict[Any, Any], day: date) -> dict[Any, Any]:
    began = statement["valid_from"]
    if began and last_day(began) >= day:
        return {**statement, "kind": WITHDRAWN}
    return {**statement, "valid_to": (day - timedelta(days=1)).isoformat()}


def _reason(text: str) -> str:
    told = text.replace("\r\n", "\n").strip()
    if not told or len(told) > _LONGEST or "\0" in told or any("\ud800" <= each <= "\udfff" for each in told):
        raise InvalidParameter(f"reason says why; it can have 1 to {_LONGEST:,} characters, and no NUL.")
    return told


def _frame(rows: list[dict[Any, Any]]) -> pd.DataFrame:
    import pandas as pd

    names = [name for name in rows[0] if any(row[name] is not None and row[name] == row[name] for row in rows)]
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in names})
